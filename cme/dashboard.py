"""How the month goes, how fresh each list is, how well the matching does: the rest of the first page, by rights.

Each number links to exactly the rows that it counts; a part that a person may not open is not there.
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from lhb_ingest.models import Extract
from lhb_ingest.quality import FALSE_MATCHES, MISSED_MATCHES, Line, quality
from lhb_ingest.views.quality import a_year_ago
from records.choices import ListKind
from records.models import Authority, User
from records.rights import Right
from reporting.figures import INDICATORS, TOTAL
from reporting.months import Month, month_before, month_name, month_of

OF_THE_MONTH = (
    *("cases_opened", "cases_closed", "open_cases", "enquiries"),
    *("candidates_arrived", "candidates_decided", "known_and_found"),
)
OLD = 45  # days: a list that comes monthly is missed by then


@dataclass(frozen=True)
class Count:
    """A number and the list behind it."""

    number: int
    url: str


@dataclass(frozen=True)
class Tile:
    label: str
    now: Count
    before: Count


@dataclass(frozen=True)
class Source:
    """A list that the authority gets, or has never got: the newest one in effect."""

    label: str
    extract: Extract | None
    days: int | None  # since it was true

    @property
    def is_old(self) -> bool:
        return self.days is None or self.days > OLD


@dataclass(frozen=True)
class Dashboard:
    month: Month
    tiles: list[Tile]
    sources: list[Source]
    rates: list[tuple[str, Line]]  # how often the matching is wrong, of the blind sample

    @property
    def is_empty(self) -> bool:
        return not (self.tiles or self.sources or self.rates)


def dashboard(user: User) -> Dashboard | None:
    """Within the page's scope. None for whoever works in no authority."""
    if user.authority is None:
        return None
    month = month_of(timezone.localdate())
    sees_month = user.has_right(Right.SEE_CASES) or user.has_right(Right.SEE_RETURNS)
    return Dashboard(
        month=month,
        tiles=list(tiles(user.authority, month)) if sees_month else [],
        sources=sources(user.authority) if user.has_right(Right.SEE_LISTS) else [],
        rates=rates(user.authority) if user.has_right(Right.SEE_QUALITY) else [],
    )


def tiles(authority: Authority, month: Month) -> Iterator[Tile]:
    """This month so far beside the whole of the last, by the functions that returns are made with."""
    for code in OF_THE_MONTH:
        now, before = (counted(authority, each, code) for each in (month, month_before(month)))
        yield Tile(str(INDICATORS[code].title), now, before)


def counted(authority: Authority, month: Month, code: str) -> Count:
    number = INDICATORS[code].numbers(authority, month)[TOTAL]
    return Count(number or 0, reverse("month_rows", args=[month_name(month), code]))


def sources(authority: Authority) -> list[Source]:
    """Each kind of list by sender, the newest in effect; kinds of which none has come are there too."""
    taken = Extract.objects.filter(authority=authority, approved_at__isnull=False, undone_at=None, supplements=None)
    newest = taken.order_by("kind", "sender", "-as_at", "-pk").distinct("kind", "sender")
    by_kind: dict[str, list[Extract]] = {}
    for extract in newest:
        by_kind.setdefault(extract.kind, []).append(extract)
    today = timezone.localdate()
    return [source_of(kind, extract, today) for kind in ListKind for extract in by_kind.get(kind, [None])]


def source_of(kind: ListKind, extract: Extract | None, today: datetime.date) -> Source:
    if extract is None:
        return Source(str(kind.label), None, None)
    label = f"{kind.label}, {extract.sender}" if extract.sender else str(kind.label)
    return Source(label, extract, (today - extract.as_at).days)


def rates(authority: Authority) -> list[tuple[str, Line]]:
    since = a_year_ago(timezone.localdate())
    found = ((FALSE_MATCHES, _("False matches")), (MISSED_MATCHES, _("Missed matches")))
    return [(label, quality(authority, kinds, since).total) for kinds, label in found]
