"""Clocks: the last day in time, reckoned from the day a clock starts on. Pure: days and calendars in, days out.

What the law fixes stands here; what an authority sets itself (its targets) is handed in. Every answer is a day of the
calendar in Wales, so that the change to summer time moves nothing.
"""

import calendar
import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

import holidays

from records.choices import ClockKind, ClockOutcome, SpanKind
from records.codes import Direction
from records.rules import academic_year

NOTICE_DAYS = 28  # regulation 6 of W.S.I. 2025/440: within 28 days of becoming aware, which is day 0
SECTION_437_DAYS = 15  # not less than 15 days beginning with the day of service, which is day 1
RETURN_SCHOOL_DAYS = 10  # regulation 12(3) of S.I. 2010/1954 (W.): within the ten school days after the deletion
SATURDAY = 5
DAY = datetime.timedelta(days=1)

# The authority's own targets, never law: the clock, and the field of the authority that says how many days.
TARGETS = {
    ClockKind.TARGET_CONTACT: "contact_within_days",
    ClockKind.TARGET_LOCATED: "located_within_days",
    ClockKind.TARGET_OUTCOME: "outcome_within_days",
    ClockKind.TARGET_IN: "trace_in_within_days",
    ClockKind.TARGET_OUT: "trace_out_within_days",
}
# These two begin when a child is known to have come in, or to leave; the others begin with the case.
TRACING = {ClockKind.TARGET_IN: Direction.IN, ClockKind.TARGET_OUT: Direction.OUT}
# Law lets nothing stop its days, but the month of a rights request waits while the person is asked who they are.
MAY_PAUSE = frozenset({*TARGETS, ClockKind.RIGHTS_REQUEST})


class Span(Protocol):
    kind: str
    first_day: datetime.date
    last_day: datetime.date


class Running(Protocol):
    due_on: datetime.date
    paused_on: datetime.date | None
    ended_on: datetime.date | None


@dataclass(frozen=True)
class Due:
    """The last day in time. Provisional: the school calendar of some of the days was not known."""

    on: datetime.date
    is_provisional: bool = False


@lru_cache(maxsize=64)
def bank_holidays(year: int) -> frozenset[datetime.date]:
    """The bank holidays of Wales, with days given instead where one falls on a weekend."""
    return frozenset(holidays.country_holidays("GB", subdiv="WLS", years=year))


def is_working_day(day: datetime.date) -> bool:
    return day.weekday() < SATURDAY and day not in bank_holidays(day.year)


class SchoolCalendar:
    """An authority's school days. Of an academic year without a term nothing is known: weekdays are counted."""

    def __init__(self, spans: Iterable[Span]) -> None:
        spans = list(spans)
        self.terms = [(span.first_day, span.last_day) for span in spans if span.kind == SpanKind.TERM]
        self.closed = [(span.first_day, span.last_day) for span in spans if span.kind == SpanKind.CLOSED]
        self.known = {academic_year(first) for first, _last in self.terms}

    def is_known(self, day: datetime.date) -> bool:
        return academic_year(day) in self.known

    def is_school_day(self, day: datetime.date) -> bool:
        if not is_working_day(day) or within(day, self.closed):
            return False
        return within(day, self.terms) if self.is_known(day) else True

    def school_days_after(self, day: datetime.date, count: int) -> Due:
        """The last of `count` school days after `day`, which does not count itself."""
        is_provisional = False
        while count:
            day += DAY
            count -= self.is_school_day(day)
            is_provisional |= not self.is_known(day)
        return Due(day, is_provisional)


def within(day: datetime.date, spans: list[tuple[datetime.date, datetime.date]]) -> bool:
    return any(first <= day <= last for first, last in spans)


def tell_receiving_authority_by(aware_on: datetime.date) -> datetime.date:
    """Regulation 6(a): 28 days from awareness, whether or not the child has left by then."""
    return aware_on + datetime.timedelta(days=NOTICE_DAYS)


def notice_lasts_until(served_on: datetime.date) -> datetime.date:
    """Section 437(1): the notice may end no earlier than the end of this day. Served on 1 June: 15 June."""
    return served_on + datetime.timedelta(days=SECTION_437_DAYS - 1)


def answer_request_by(received_on: datetime.date) -> datetime.date:
    """One calendar month: the same day of the next month, or its last day; if that is no working day, the next one.

    As the Information Commissioner counts: https://ico.org.uk/, individual rights, time to answer.
    """
    year, month = (received_on.year + received_on.month // 12, received_on.month % 12 + 1)
    last = calendar.monthrange(year, month)[1]
    day = datetime.date(year, month, min(received_on.day, last))
    while not is_working_day(day):
        day += DAY
    return day


def due(
    kind: str,
    starts_on: datetime.date,
    *,
    school_days: SchoolCalendar | None = None,
    target_days: int | None = None,
    days_paused: int = 0,
) -> Due:
    """The last day in time of a clock of a kind. A target needs `target_days`, the school's return `school_days`."""
    paused = datetime.timedelta(days=days_paused)
    if kind == ClockKind.OFF_ROLL_RETURN:
        return (school_days or SchoolCalendar([])).school_days_after(starts_on, RETURN_SCHOOL_DAYS)
    if kind in TARGETS:
        return Due(starts_on + datetime.timedelta(days=target_days or 0) + paused)
    if kind == ClockKind.RIGHTS_REQUEST:
        return Due(answer_request_by(starts_on) + paused)
    if kind == ClockKind.REG6_NOTICE:
        return Due(tell_receiving_authority_by(starts_on))
    if kind == ClockKind.S437_NOTICE:
        return Due(notice_lasts_until(starts_on))
    if kind == ClockKind.REG6_REMOVAL:  # regulation 6(b): as soon as reasonably practicable after the child has left
        return Due(starts_on)
    raise ValueError(kind)


def outcomes(kind: str) -> list[str]:
    """How a clock of a kind can end. Only a notice under section 437 can be followed by an order."""
    return [each for each in ClockOutcome.values if each != ClockOutcome.ORDER or kind == ClockKind.S437_NOTICE]


def is_target(kind: str) -> bool:
    return kind in TARGETS


def may_pause(kind: str) -> bool:
    return kind in MAY_PAUSE


def days_left(clock: Running, today: datetime.date) -> int:
    """Days to the last day in time, 0 on it, negative after it; a paused clock stands where it was paused."""
    return (clock.due_on - (clock.paused_on or today)).days


def is_overdue(clock: Running, today: datetime.date) -> bool:
    return clock.ended_on is None and clock.paused_on is None and clock.due_on < today


def is_due_soon(clock: Running, today: datetime.date, warn_days: int) -> bool:
    return clock.ended_on is None and clock.paused_on is None and 0 <= (clock.due_on - today).days <= warn_days
