"""The writers of returns: the figures of a month are made and frozen, looked at, and released by a second person."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from records.errors import Refused
from records.models import Authority, User
from records.rights import Right
from records.tallies import set_tally
from reporting import disclosure, figures, questions, reckoning, safety
from reporting.choices import CorrectionReason, ReturnState
from reporting.models import CountingNote, Download, ReleasedLine, Return, ReturnLine
from reporting.months import Month, last_day, month_name
from reporting.safety import shown_of


@transaction.atomic
def make_return(*, authority: Authority, month: Month) -> Return:
    """Makes the month's figures and freezes them. Made again, it changes only what nobody has looked at yet.

    The same figures again change nothing at all. What has been looked at or released stays as it is: `correct_return`
    makes a new version of what is out.
    """
    check_month_is_over(month)
    Authority.objects.select_for_update(no_key=True).get(pk=authority.pk)  # two workers make it one after the other
    cme_return = Return.objects.filter(authority=authority, month=month).order_by("version").last()
    if cme_return and cme_return.state != ReturnState.MADE:
        return cme_return
    found = list(figures.figures(authority, month))
    fingerprint = fingerprint_of(authority, month, found)
    if cme_return and cme_return.fingerprint == fingerprint:
        return cme_return
    cme_return = cme_return or Return(authority=authority, month=month)
    freeze(cme_return, found, fingerprint)
    return cme_return


@transaction.atomic
def correct_return(*, by: User, cme_return: Return, reason: CorrectionReason) -> Return:
    """A new version of a released return from what the records say now. What is out stays as it is, for ever.

    Raises Refused where nothing would be different, or another version is already under way.
    """
    Authority.objects.select_for_update(no_key=True).get(pk=cme_return.authority_id)
    check_correct(by, cme_return)
    authority, month = cme_return.authority, cme_return.month
    found = list(figures.figures(authority, month))
    fingerprint = fingerprint_of(authority, month, found)
    if fingerprint == cme_return.fingerprint:
        raise Refused(_("Made now, every figure would be the same as in version %(n)s.") % {"n": cme_return.version})
    new = Return(authority=authority, month=month, version=cme_return.version + 1, correction=reason, corrected_by=by)
    freeze(new, found, fingerprint)
    return new


def freeze(cme_return: Return, found: Sequence[figures.Figure], fingerprint: str) -> None:
    """Stores the figures with what they rest on: definitions, program, which rows were counted."""
    authority, month = cme_return.authority, cme_return.month
    cme_return.definitions, cme_return.code = figures.DEFINITIONS, code_version()
    cme_return.fingerprint, cme_return.made_at = fingerprint, timezone.now()
    cme_return.counted = {code: one.counted(authority, month) for code, one in figures.INDICATORS.items()}
    cme_return.save()
    cme_return.lines.all().delete()
    ReturnLine.objects.bulk_create(
        ReturnLine(
            cme_return=cme_return,
            authority_id=cme_return.authority_id,
            position=position,
            indicator=figure.indicator.code,
            category=figure.category,
            value=figure.value,
        )
        for position, figure in enumerate(found, start=1)
    )


@transaction.atomic
def look_at_return(*, by: User, cme_return: Return, fingerprint: str) -> Return:
    """Says that the figures have been looked at and are right. `fingerprint` is of the figures that `by` saw."""
    cme_return = take(cme_return)
    check_look(by, cme_return)
    if fingerprint != cme_return.fingerprint:
        raise Refused(_("The figures were made again after you opened this page. Look at the new ones first."))
    cme_return.state = ReturnState.LOOKED_AT
    cme_return.looked_by, cme_return.looked_at = by, timezone.now()
    cme_return.save(update_fields=["state", "looked_by", "looked_at"])
    return cme_return


@transaction.atomic
def release_return(*, by: User, cme_return: Return) -> Return:
    """Lets the figures out, after disclosure control. It cannot be taken back."""
    Authority.objects.select_for_update(no_key=True).get(pk=cme_return.authority_id)  # one after the other: each looks
    cme_return = take(cme_return)  # at what the others have let out
    check_release(by, cme_return)
    cme_return.state = ReturnState.RELEASED
    cme_return.released_by, cme_return.released_at = by, timezone.now()
    cme_return.save(update_fields=["state", "released_by", "released_at"])
    lines = list(cme_return.lines.all())
    safe = shown_of(cme_return)
    ReleasedLine.objects.bulk_create(
        ReleasedLine(
            cme_return=cme_return,
            position=line.position,
            indicator=line.indicator,
            category=line.category,
            shown=safe[line.indicator, line.category],
        )
        for line in lines
    )
    return cme_return


@transaction.atomic
def compare_with_records(*, cme_return: Return) -> bool:
    """Notes on a return whether its figures, made now, would be others: after a late list, say. True if they would.

    What is out stays as it is; somebody is told, and may correct it.
    """
    differs = has_changed(cme_return)
    if differs != bool(cme_return.differs_since):
        cme_return.differs_since = timezone.now() if differs else None
        cme_return.save(update_fields=["differs_since"])
    return differs


def has_changed(cme_return: Return) -> bool:
    """Whether the figures, made now, would be others than those frozen.

    Of a return made by other definitions only what both count in the same categories is compared: that an indicator is
    new is no late list.
    """
    found = list(figures.figures(cme_return.authority, cme_return.month))
    if cme_return.definitions == figures.DEFINITIONS:
        return fingerprint_of(cme_return.authority, cme_return.month, found) != cme_return.fingerprint
    frozen = tables((line.indicator, line.category, line.value) for line in cme_return.lines.all())
    now = tables((figure.indicator.code, figure.category, figure.value) for figure in found)
    both = [code for code in now if now[code].keys() == frozen.get(code, {}).keys()]
    return any(now[code] != frozen[code] for code in both)


def tables(lines: Iterable[tuple[str, str, int | None]]) -> dict[str, dict[str, int | None]]:
    """Values by category, by indicator."""
    found: dict[str, dict[str, int | None]] = {}
    for code, category, value in lines:
        found.setdefault(code, {})[category] = value
    return found


@transaction.atomic
def write_hours_down(*, by: User, cme_return: Return, hours: Mapping[str, int]) -> Return:
    """Whole hours by Activity that people worked in the month, instead of those written down before.

    Counted at once where nobody has looked at the return yet; in a looked at or released one only by a correction.
    """
    check_right(by, Right.LOOK_AT_RETURN, cme_return)
    authority, month = cme_return.authority, cme_return.month
    set_tally(
        authority=authority,
        source_key=f"time:{month_name(month)}",
        on=month,
        counts={("staff_hours", activity): number for activity, number in hours.items() if number},
    )
    return make_return(authority=authority, month=month)


def hours_of(cme_return: Return) -> dict[str, int]:
    """The hours written down for the month, by activity."""
    hours = figures.INDICATORS["staff_hours"]
    return hours.reckon(hours.rows(cme_return.authority, cme_return.month))


def write_note(*, by: User, authority: Authority, text: str, text_cy: str) -> CountingNote:
    """How the authority counts, in its own words and both languages; published, and it holds until the next."""
    if not by.has_right(Right.LOOK_AT_RETURN) or by.authority_id != authority.pk:
        raise Refused(_("You may not do this with the returns of this authority."))
    return CountingNote.objects.create(
        authority=authority, text=text, text_cy=text_cy, written_by=by, written_at=timezone.now()
    )


def note_download(*, by: User, cme_return: Return, is_exact: bool, form: str) -> Download:
    """Who took figures away. The exact ones are told from the released ones."""
    return Download.objects.create(cme_return=cme_return, by=by, is_exact=is_exact, form=form, at=timezone.now())


def take(cme_return: Return) -> Return:
    """The return, locked until the transaction ends."""
    return Return.objects.select_for_update().get(pk=cme_return.pk)


# ---------------------------------------------------------------------------------------------- rules, in two voices


def check_month_is_over(month: Month) -> None:
    if timezone.localdate() <= last_day(month):
        raise Refused(_("This month is not over yet, so its figures cannot be made."))


def check_make_again(cme_return: Return) -> None:
    """Raises Refused where making the month's return once more would change nothing, whatever the records say."""
    values = {"month": date_format(cme_return.month, "F Y")}
    if cme_return.state == ReturnState.RELEASED:
        raise Refused(_("The return of %(month)s is released and stays as it is.") % values)
    if cme_return.state != ReturnState.MADE:
        raise Refused(_("The return of %(month)s has been looked at and stays as it is.") % values)


def can_make_again(cme_return: Return) -> bool:
    return answers(check_make_again, cme_return)


def check_look(by: User, cme_return: Return) -> None:
    check_right(by, Right.LOOK_AT_RETURN, cme_return)
    if cme_return.state != ReturnState.MADE:
        raise Refused(_("This return has already been looked at."))


def can_look(by: User, cme_return: Return) -> bool:
    return answers(check_look, by, cme_return)


def check_release(by: User, cme_return: Return) -> None:
    check_right(by, Right.RELEASE_RETURN, cme_return)
    if cme_return.state == ReturnState.RELEASED:
        raise Refused(_("This return has already been released."))
    if cme_return.state != ReturnState.LOOKED_AT:
        raise Refused(_("Somebody has to look at this return before it can be released."))
    if cme_return.corrected_by_id == by.pk:
        raise Refused(_("You had this correction made, so another person has to release it."))
    if cme_return.looked_by_id == by.pk:
        raise Refused(_("You looked at this return, so a second person has to release it."))


def can_release(by: User, cme_return: Return) -> bool:
    return answers(check_release, by, cme_return)


def check_correct(by: User, cme_return: Return) -> None:
    check_right(by, Right.LOOK_AT_RETURN, cme_return)
    if cme_return.state != ReturnState.RELEASED:
        raise Refused(_("Only a released return is corrected. Until then it can be made again."))
    newer = Return.objects.filter(
        authority=cme_return.authority_id, month=cme_return.month, version__gt=cme_return.version
    )
    if newer.exists():
        raise Refused(_("There is a newer version of this return already."))


def can_correct(by: User, cme_return: Return) -> bool:
    return answers(check_correct, by, cme_return)


def check_right(by: User, right: Right, cme_return: Return) -> None:
    if not by.has_right(right) or by.authority_id != cme_return.authority_id:
        raise Refused(_("You may not do this with the returns of this authority."))


def answers(check, *arguments) -> bool:
    try:
        check(*arguments)
    except Refused:
        return False
    return True


# ------------------------------------------------------------------------------------------------------------- proof


def fingerprint_of(authority: Authority, month: Month, found: Iterable[figures.Figure]) -> str:
    lines = [[figure.indicator.code, figure.category, figure.value] for figure in found]
    subject = [authority.pk, month_name(month), figures.DEFINITIONS, lines]
    return hashlib.sha256(json.dumps(subject, separators=(",", ":")).encode()).hexdigest()


@cache
def code_version() -> str:
    """Which program counted: a fingerprint of the files that say what is counted, and how."""
    rooms = [Path(module.__file__) for module in (questions, reckoning, safety)]
    rooms += [path for package in (figures, disclosure) for path in sorted(Path(package.__file__).parent.glob("*.py"))]
    return hashlib.sha256(b"".join(path.read_bytes() for path in rooms)).hexdigest()[:12]
