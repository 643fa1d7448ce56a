"""Released returns of one month side by side: what each authority shows, what that comes to, and what to beware of.

Nothing here looks at an exact number: a total is that of the numbers as they are out, and says how many are hidden.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from records.choices import ListKind
from records.models import Authority
from reporting import figures
from reporting.disclosure import HIDDEN, NOT_APPLICABLE, UNSEEN, WITHHELD
from reporting.models import CountingNote, ReleasedLine, Return
from reporting.months import Month

Number = tuple[str, str]  # indicator, category
NO_RELEASE = ""
PILOT, ALL = "pilot", "all"
GROUPS = {
    PILOT: gettext_lazy("The authorities of the pilot together"),
    ALL: gettext_lazy("Every authority that has released, together"),
}


@dataclass(frozen=True)
class Total:
    """What shown numbers come to. `shown` leaves the hidden ones out; each of the others is off by 2 at most."""

    shown: str
    hidden: int  # authorities whose number is not shown
    released: int
    missing: int  # authorities of the group that have released nothing for the month

    @property
    def note(self) -> str:
        """What a reader has to know about it; empty where it is complete."""
        parts = []
        if self.hidden:
            parts.append(_("Without the hidden numbers of %(count)s.") % {"count": self.hidden})
        if self.missing:
            parts.append(_("Without %(count)s that released nothing.") % {"count": self.missing})
        return " ".join(parts)


def total_of(shown: Iterable[str], *, missing: int, is_measure: bool = False) -> Total:
    """Hidden stays hidden: where every number that is not nought is hidden, so is the total."""
    texts = list(shown)
    seen = [int(text) for text in texts if text.isdecimal()]
    hidden = sum(text in UNSEEN for text in texts)
    if is_measure or not texts:
        return Total(NOT_APPLICABLE, 0, len(texts), missing)
    if hidden and not any(seen):
        return Total(HIDDEN if HIDDEN in texts else WITHHELD, hidden, len(texts), missing)
    return Total(str(sum(seen)), hidden, len(texts), missing)


@dataclass(frozen=True)
class Together:
    """The newest released return of each authority for one month; `shown` by authority and number."""

    month: Month
    authorities: Sequence[Authority]
    returns: Mapping[str, Return]
    shown: Mapping[str, Mapping[Number, str]]
    notes: Mapping[str, CountingNote]

    def text(self, code: str, number: Number) -> str:
        """'' where the authority has released nothing for the month, or nothing under this heading."""
        return self.shown.get(code, {}).get(number, NO_RELEASE)

    def total(self, group: str, number: Number) -> Total:
        members = [one.pk for one in self.authorities if group == ALL or one.is_pilot]
        texts = [text for code in members if (text := self.text(code, number))]
        missing = len(members) - len(texts)
        return total_of(texts, missing=missing, is_measure=figures.indicator_of(number[0]).is_measure)

    @cached_property
    def numbers(self) -> list[Number]:
        """Every number that somebody has released, in the order of a return."""
        found = {number for shown in self.shown.values() for number in shown}
        known = [(code, category) for code, one in figures.INDICATORS.items() for category in headings_of(one)]
        return [number for number in known if number in found] + sorted(found - set(known))

    def cautions(self, authority: Authority) -> list[str]:
        """What to bear in mind where this authority is held beside another."""
        one = self.returns.get(authority.pk)
        if one is None:
            return [_("Nothing is released for this month.")]
        note = self.notes.get(authority.pk)
        return [*self._from_figures(authority, one), *([note.said] if note else [])]

    def _from_figures(self, authority: Authority, one: Return) -> Iterator[str]:
        if one.is_correction:
            yield _("Corrected: version %(version)s. %(reason)s.") % {
                "version": one.version,
                "reason": one.get_correction_display(),
            }
        if one.definitions != self.definitions:
            yield _("Counted by version %(version)s of the definitions.") % {"version": one.definitions}
        none = [kind.label for kind in ListKind if self.text(authority.pk, ("lists_approved", kind)) == "0"]
        if none:
            yield _("Not one approved of: %(lists)s.") % {"lists": ", ".join(map(str, none))}

    @property
    def definitions(self) -> str:
        """The version that most returns of the month were counted by, the newest where as many."""
        versions = [one.definitions for one in self.returns.values()]
        return max(versions, key=lambda version: (versions.count(version), version), default=figures.DEFINITIONS)


def headings_of(indicator: figures.Indicator) -> list[str]:
    return [*indicator.categories] if indicator.is_measure else [figures.TOTAL, *indicator.categories]


def released_months() -> list[Month]:
    """Months for which somebody has released, the newest first."""
    return list(Return.objects.released().order_by("-month").values_list("month", flat=True).distinct())


def together(month: Month, *, indicator: str = "") -> Together:
    """With `indicator`, only its numbers and those that cautions rest on."""
    newest = Return.objects.released().filter(month=month).order_by("authority_id", "-version").distinct("authority_id")
    returns = {one.authority_id: one for one in newest}
    lines = ReleasedLine.objects.filter(cme_return__in=[one.pk for one in returns.values()])
    if indicator:
        lines = lines.filter(indicator__in=[indicator, "lists_approved"])
    shown: dict[str, dict[Number, str]] = {code: {} for code in returns}
    of = {one.pk: code for code, one in returns.items()}
    for pk, code, category, text in lines.values_list("cme_return", "indicator", "category", "shown"):
        shown[of[pk]][code, category] = text
    notes = CountingNote.objects.order_by("authority_id", "-pk").distinct("authority_id")
    return Together(month, list(Authority.objects.all()), returns, shown, {one.authority_id: one for one in notes})
