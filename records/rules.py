"""Pure rules: compulsory school age, year groups, which regime holds, which status may follow which, grounds."""

import datetime
from collections.abc import Iterable
from typing import Protocol, TypeVar

from django.utils.translation import gettext as _

from records.choices import (
    AgeBand,
    AlnLevel,
    CaseStatus,
    ClosureReason,
    ClosureRule,
    EthnicGroup,
    FlagKind,
    Ground,
    HomeLanguage,
    YesNoUnknown,
)
from records.errors import Refused

# ------------------------------------------------------------------------------- compulsory school age (s8 EA 1996)
PRESCRIBED_DAYS = ((3, 31), (8, 31), (12, 31))  # month, day
STARTS_AT, ENDS_AT = 5, 16
SEPTEMBER, FRIDAY = 9, 4  # a school year begins on 1 September, by convention
RECEPTION_AGE = 4  # on 31 August at the start of the academic year
YEAR_GROUPS = ("R", *(str(number) for number in range(1, 12)))


def birthday(born_on: datetime.date, age: int) -> datetime.date:
    """The day on which `age` is reached. Born on 29 February: 1 March in a common year."""
    try:
        return born_on.replace(year=born_on.year + age)
    except ValueError:
        return datetime.date(born_on.year + age, 3, 1)


def school_leaving_date(year: int) -> datetime.date:
    """The last Friday of June."""
    last = datetime.date(year, 6, 30)
    return last - datetime.timedelta(days=(last.weekday() - FRIDAY) % 7)


def school_age_starts_on(born_on: datetime.date) -> datetime.date:
    """The fifth birthday if that is a prescribed day, otherwise the next prescribed day (s8(2))."""
    fifth = birthday(born_on, STARTS_AT)
    days = (datetime.date(fifth.year, month, day) for month, day in PRESCRIBED_DAYS)
    return next(day for day in days if day >= fifth)  # 31 December is one of them


def school_age_ends_on(born_on: datetime.date) -> datetime.date:
    """The school leaving date at the end of which compulsory school age ends (s8(3)); that day is still within it."""
    sixteenth = birthday(born_on, ENDS_AT)
    return school_leaving_date(sixteenth.year + (sixteenth.month >= SEPTEMBER))


def is_of_compulsory_school_age(born_on: datetime.date, on: datetime.date) -> bool:
    return school_age_starts_on(born_on) <= on <= school_age_ends_on(born_on)


def is_over_age(born_on: datetime.date | None, on: datetime.date) -> bool:
    """Compulsory school age has ended; of a child whose birthday is not known, nobody can say so."""
    return born_on is not None and on > school_age_ends_on(born_on)


def check_of_compulsory_school_age(born_on: datetime.date | None, on: datetime.date) -> None:
    if born_on is None:
        raise Refused(_("Enter the date of birth: without it nobody can say if the child is of compulsory school age."))
    if on < school_age_starts_on(born_on):
        raise Refused(_("The child is not yet of compulsory school age, so the authority cannot open a case."))
    if on > school_age_ends_on(born_on):
        raise Refused(_("The child is no longer of compulsory school age, so the authority cannot open a case."))


# --------------------------------------------------------------------------------------- academic year, year group
def academic_year(on: datetime.date) -> int:
    """The calendar year in which the academic year (1 September to 31 August) of the day began."""
    return on.year if on.month >= SEPTEMBER else on.year - 1


def academic_year_name(on: datetime.date) -> str:
    start = academic_year(on)
    return f"{start}/{(start + 1) % 100:02d}"


def age(born_on: datetime.date, on: datetime.date) -> int:
    """Whole years on the day; 0 before birth."""
    years = on.year - born_on.year
    return max(0, years - (birthday(born_on, years) > on))


def year_group(born_on: datetime.date, on: datetime.date) -> str:
    """R, 1 to 11, by age on 31 August at the start of the academic year; empty for younger and older children."""
    number = age(born_on, datetime.date(academic_year(on), 8, 31)) - RECEPTION_AGE
    return YEAR_GROUPS[number] if 0 <= number < len(YEAR_GROUPS) else ""


def school_years(start: int, group: str) -> tuple[datetime.date, datetime.date]:
    """The first and the last day on which children of a year group were born, in the academic year from `start`."""
    age_at_start = YEAR_GROUPS.index(group) + RECEPTION_AGE
    return datetime.date(start - age_at_start - 1, 9, 1), datetime.date(start - age_at_start, 8, 31)


AGE_BANDS = ((8, AgeBand.YOUNGER), (11, AgeBand.JUNIOR), (14, AgeBand.LOWER))  # under which age


def age_band(born_on: datetime.date | None, on: datetime.date) -> str:
    """What a case that was erased says of the child's age."""
    if born_on is None:
        return AgeBand.NOT_KNOWN
    return next((band for under, band in AGE_BANDS if age(born_on, on) < under), AgeBand.UPPER)


# ------------------------------------------------------------------------------------------------------- regimes
PILOT = "PILOT_2025"


class Dated(Protocol):
    code: str
    rank: int
    valid_from: datetime.date | None
    valid_to: datetime.date | None


class InPilot(Protocol):
    is_pilot: bool
    pilot_from: datetime.date | None
    pilot_to: datetime.date | None


AnyRegime = TypeVar("AnyRegime", bound=Dated)


def is_in_force(regime: Dated, on: datetime.date) -> bool:
    """A regime without a first day is not in force yet; its last day is within it."""
    if regime.valid_from is None or on < regime.valid_from:
        return False
    return regime.valid_to is None or on <= regime.valid_to


def regime_in_force(regimes: Iterable[AnyRegime], on: datetime.date) -> AnyRegime | None:
    """The highest-ranked of the regimes in force on the day."""
    return max((regime for regime in regimes if is_in_force(regime, on)), key=lambda it: it.rank, default=None)


def is_in_pilot(authority: InPilot, on: datetime.date) -> bool:
    if not (authority.is_pilot and authority.pilot_from and authority.pilot_to):
        return False
    return authority.pilot_from <= on <= authority.pilot_to


def regime_for(authority: InPilot, regimes: Iterable[AnyRegime], on: datetime.date) -> AnyRegime:
    """The regime under which the authority acts on the day: the pilot's reaches the pilot's authorities only."""
    pilot = is_in_pilot(authority, on)
    found = regime_in_force((regime for regime in regimes if pilot or regime.code != PILOT), on)
    if found is None:
        raise Refused(_("No legal basis was in force on that date."))
    return found


# -------------------------------------------------------------------------------------------------- case statuses
MOVES: dict[str, tuple[str, ...]] = {
    CaseStatus.OPENED: (
        CaseStatus.ENQUIRIES,
        CaseStatus.LOCATED,
        CaseStatus.NOT_LOCATED,
        CaseStatus.PLACE_SOUGHT,
        CaseStatus.SUITABILITY_OPEN,
        CaseStatus.CLOSED,
    ),
    CaseStatus.ENQUIRIES: (
        CaseStatus.LOCATED,
        CaseStatus.NOT_LOCATED,
        CaseStatus.PLACE_SOUGHT,
        CaseStatus.SUITABILITY_OPEN,
        CaseStatus.CLOSED,
    ),
    CaseStatus.LOCATED: (
        CaseStatus.ENQUIRIES,
        CaseStatus.NOT_LOCATED,
        CaseStatus.PLACE_SOUGHT,
        CaseStatus.SUITABILITY_OPEN,
        CaseStatus.CLOSED,
    ),
    CaseStatus.NOT_LOCATED: (CaseStatus.ENQUIRIES, CaseStatus.LOCATED, CaseStatus.CLOSED),
    CaseStatus.PLACE_SOUGHT: (
        CaseStatus.ENQUIRIES,
        CaseStatus.NOT_LOCATED,
        CaseStatus.SUITABILITY_OPEN,
        CaseStatus.CLOSED,
    ),
    CaseStatus.SUITABILITY_OPEN: (
        CaseStatus.ENQUIRIES,
        CaseStatus.NOT_LOCATED,
        CaseStatus.PLACE_SOUGHT,
        CaseStatus.CLOSED,
    ),
    CaseStatus.CLOSED: (),
}


def can_move(status: str, to: str) -> bool:
    return to in MOVES[status]


def check_move(status: str, to: str) -> None:
    if status == CaseStatus.CLOSED:
        raise Refused(_("This case is closed, so its status cannot change."))
    if not can_move(status, to):
        raise Refused(
            _("A case cannot go from '%(status)s' to '%(to)s'.")
            % {"status": CaseStatus(status).label, "to": CaseStatus(to).label}
        )


def can_work(status: str) -> bool:
    return status != CaseStatus.CLOSED


def check_open(status: str) -> None:
    if not can_work(status):
        raise Refused(_("This case is closed. You can still add a note to it."))


# --------------------------------------------------------------------------------------- closure, facts, dates
GROUNDS: dict[str, str] = {
    ClosureReason.MAINTAINED_SCHOOL: Ground.REGISTERED_PUPIL,
    ClosureReason.INDEPENDENT_SCHOOL: Ground.REGISTERED_PUPIL,
    ClosureReason.SCHOOL_ELSEWHERE: Ground.REGISTERED_PUPIL,
    ClosureReason.EOTAS: Ground.SUITABLE_EDUCATION,
    ClosureReason.HOME_EDUCATION: Ground.SUITABLE_EDUCATION,
    ClosureReason.MOVED_AUTHORITY: Ground.REG6_OTHER_LA,
    ClosureReason.MOVED_AWAY: Ground.OUTSIDE_WALES_ENGLAND,
    ClosureReason.OVER_AGE: Ground.REG11_AGE,
    ClosureReason.DIED: Ground.DIED,
    ClosureReason.ENTRY_ERROR: Ground.ENTRY_ERROR,
    ClosureReason.NOT_FOUND: Ground.NO_GROUND,
}
LEAVING = (ClosureReason.MOVED_AUTHORITY, ClosureReason.MOVED_AWAY)
FACT_VALUES = {
    FlagKind.ALN: AlnLevel,
    FlagKind.CLA: YesNoUnknown,
    FlagKind.FSM: YesNoUnknown,
    FlagKind.ETHNICITY: EthnicGroup,
    FlagKind.LANGUAGE: HomeLanguage,
}


def removes_record(reason: str) -> bool:
    return GROUNDS[reason] != Ground.NO_GROUND


def check_closure(reason: str, *, born_on: datetime.date | None, opened_on: datetime.date, on: datetime.date) -> None:
    if on < opened_on:
        raise Refused(_("A case cannot be closed on a day before it was opened."))
    if reason == ClosureReason.OVER_AGE and born_on and on <= school_age_ends_on(born_on):
        raise Refused(_("The child is of compulsory school age until the end of the school leaving date."))


def needs_second_person(second_person_for: Iterable[str], reason: str) -> bool:
    """Whether the authority asks for a second person before a case is closed for the reason."""
    return reason in second_person_for


def check_closure_rule(rule: str, reason: str) -> None:
    """Some authorities close when a child has left, others keep the case until the child is in education elsewhere."""
    if rule == ClosureRule.UNTIL_IN_SCHOOL and reason in LEAVING:
        raise Refused(
            _(
                "This authority keeps a case until the child is confirmed in education elsewhere. Close it then, "
                "for that reason."
            )
        )


OLDEST_REFERRAL, OLDEST_CHILD = 20, 25  # years


def check_birthday(born_on: datetime.date | None, today: datetime.date) -> None:
    """What can be the birthday of a child in a case file; whether the child is of school age is another question."""
    if born_on and born_on > today:
        raise Refused(_("The date of birth cannot be in the future."))
    if born_on and birthday(born_on, OLDEST_CHILD) < today:
        raise Refused(_("The date of birth is too long ago for a child. Check the year."))


def check_received(received_on: datetime.date, *, born_on: datetime.date | None, today: datetime.date) -> None:
    check_not_future(received_on, today)
    if born_on and received_on < born_on:
        raise Refused(_("The authority cannot have got the referral before the child was born."))
    if birthday(received_on, OLDEST_REFERRAL) < today:
        raise Refused(_("The referral is too long ago. Check the year."))


def check_closing_day(on: datetime.date, today: datetime.date) -> None:
    """Closures count in the month of their day, and the return of an earlier month may be released already."""
    check_not_future(on, today)
    last_of_month_before = today.replace(day=1) - datetime.timedelta(days=1)
    if on < last_of_month_before.replace(day=1):
        raise Refused(
            _(
                "A case cannot be closed on a day before last month. Close it today and write the true date in the "
                "evidence."
            )
        )


# By hand. What an ended legal basis takes is decided in a disposal run.
REMOVALS = [ground for ground in Ground.values if ground not in (Ground.NO_GROUND, Ground.REGIME_END)]


def check_removal(
    ground: str, *, born_on: datetime.date | None, opened_on: datetime.date, on: datetime.date, today: datetime.date
) -> None:
    """A record whose case is closed goes on a ground that holds since a day; for age, the birthday must say so."""
    if ground not in REMOVALS:
        raise Refused(_("Choose the ground on which the record is removed."))
    check_not_future(on, today)
    if on < opened_on:
        raise Refused(_("The ground cannot hold since a day before the case was opened."))
    if ground == Ground.REG11_AGE and not is_over_age(born_on, on):
        raise Refused(_("The child is of compulsory school age until the end of the school leaving date."))


def check_not_future(day: datetime.date, today: datetime.date) -> None:
    if day > today:
        raise Refused(_("The date cannot be in the future."))
