"""Vectors for every clock: term ends, bank holidays, leap days, the change to summer time. Tables, and no database."""

import datetime
from dataclasses import dataclass

import pytest

from records.choices import ClockKind
from records.clocks import (
    TARGETS,
    SchoolCalendar,
    answer_request_by,
    bank_holidays,
    days_left,
    due,
    is_due_soon,
    is_overdue,
    may_pause,
    notice_lasts_until,
    tell_receiving_authority_by,
)


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


@dataclass
class Stretch:
    kind: str
    first_day: datetime.date
    last_day: datetime.date


def stretches(kind: str, *pairs: str) -> list[Stretch]:
    return [Stretch(kind, *map(day, pair.split())) for pair in pairs]


# A made-up calendar of 2026/27: six half terms, and one day on which schools train.
TERMS = stretches(
    "term",
    "2026-09-02 2026-10-23",
    "2026-11-02 2026-12-18",
    "2027-01-04 2027-02-12",
    "2027-02-22 2027-03-19",
    "2027-04-05 2027-05-28",
    "2027-06-07 2027-07-20",
)
CALENDAR = SchoolCalendar([*TERMS, *stretches("closed", "2026-11-27 2026-11-27")])


# --------------------------------------------------------------------------------------- 28 days from awareness (reg 6)
@pytest.mark.parametrize(
    ("aware_on", "until"),
    [
        ("2026-01-01", "2026-01-29"),
        ("2026-02-01", "2026-03-01"),  # a common February: the same day of the next month
        ("2028-02-01", "2028-02-29"),  # a leap year
        ("2028-02-29", "2028-03-28"),  # aware on the leap day
        ("2026-03-15", "2026-04-12"),  # over the change to summer time on 29 March
        ("2026-10-10", "2026-11-07"),  # and back on 25 October
        ("2026-12-04", "2027-01-01"),  # ends on a bank holiday: calendar days, nothing is added
        ("2026-12-20", "2027-01-17"),  # a Sunday, over the year's end
    ],
)
def test_telling_the_receiving_authority(aware_on, until):
    assert tell_receiving_authority_by(day(aware_on)) == day(until)
    assert (day(until) - day(aware_on)).days == 28


# ---------------------------------------------------------------------- 15 days beginning with the day of service (437)
@pytest.mark.parametrize(
    ("served_on", "until"),
    [
        ("2026-06-01", "2026-06-15"),  # the worked vector of law-and-domain, section 3
        ("2026-02-15", "2026-03-01"),
        ("2028-02-15", "2028-02-29"),
        ("2028-02-29", "2028-03-14"),
        ("2026-03-22", "2026-04-05"),  # over the change of the clocks, to Easter Sunday
        ("2026-12-18", "2027-01-01"),
        ("2026-10-20", "2026-11-03"),  # over the end of summer time on 25 October
        ("2027-03-15", "2027-03-29"),  # ends on Easter Monday: calendar days, nothing is added
    ],
)
def test_a_notice_lasts_fifteen_days_with_that_of_service(served_on, until):
    assert notice_lasts_until(day(served_on)) == day(until)


# --------------------------------------------------------------- ten school days after a deletion (reg 12(3)), in Wales
@pytest.mark.parametrize(
    ("deleted_on", "until"),
    [
        ("2026-09-07", "2026-09-21"),  # two plain weeks
        ("2026-10-16", "2026-11-06"),  # over half term
        ("2026-10-23", "2026-11-13"),  # on the last day before half term
        ("2026-11-16", "2026-12-01"),  # a training day does not count
        ("2026-12-18", "2027-01-15"),  # on the last day of a term: none of the holidays counts
        ("2026-12-24", "2027-01-15"),  # within the holidays
        ("2027-03-19", "2027-04-16"),  # over Easter: Good Friday and Easter Monday lie in the holidays
        ("2027-04-26", "2027-05-11"),  # May Day, 3 May, lies within a term
        ("2027-03-12", "2027-04-09"),  # over the change to summer time on 28 March
    ],
)
def test_ten_school_days(deleted_on, until):
    found = CALENDAR.school_days_after(day(deleted_on), 10)
    assert (found.on, found.is_provisional) == (day(until), False)


# The spring of a leap year: a half term before it, and one that ends on 29 February.
LEAP = SchoolCalendar(stretches("term", "2028-01-05 2028-02-11", "2028-02-21 2028-02-29", "2028-03-02 2028-03-31"))


@pytest.mark.parametrize(
    ("deleted_on", "until"),
    [
        ("2028-02-10", "2028-03-03"),  # one day before half term, seven to the leap day, two after the closed first
        ("2028-02-29", "2028-03-15"),  # deleted on the leap day itself; St David's Day is closed here
    ],
)
def test_ten_school_days_over_a_leap_day(deleted_on, until):
    assert LEAP.school_days_after(day(deleted_on), 10).on == day(until)


def test_beyond_the_known_calendar_weekdays_are_counted_and_it_says_so():
    found = CALENDAR.school_days_after(day("2027-07-16"), 10)
    assert found.is_provisional and found.on > day("2027-09-01")
    assert SchoolCalendar([]).school_days_after(day("2026-12-22"), 10) == due(
        ClockKind.OFF_ROLL_RETURN, day("2026-12-22")
    )
    # 23, 24 December, then 25 and 28 are holidays: 29, 30, 31, not 1 January, then 4 to 8
    assert SchoolCalendar([]).school_days_after(day("2026-12-22"), 10).on == day("2027-01-08")


def test_the_bank_holidays_are_those_of_wales():
    assert day("2026-12-28") in bank_holidays(2026)  # instead of Boxing Day, a Saturday
    assert day("2026-08-31") in bank_holidays(2026)
    assert day("2026-11-30") not in bank_holidays(2026)  # St Andrew's is Scotland's
    assert day("2026-08-03") not in bank_holidays(2026)  # so is the first Monday of August


# ------------------------------------------------------------------------------- one calendar month for rights requests
@pytest.mark.parametrize(
    ("received_on", "until"),
    [
        ("2026-09-03", "2026-10-05"),  # 3 October is a Saturday
        ("2026-01-31", "2026-03-02"),  # the last of February is a Saturday
        ("2028-01-31", "2028-02-29"),  # a leap year
        ("2028-01-30", "2028-02-29"),
        ("2028-02-29", "2028-03-29"),
        ("2026-03-29", "2026-04-29"),  # received on the day the clocks change
        ("2026-11-25", "2026-12-29"),  # Christmas Day, the weekend, and the day given instead
        ("2026-12-01", "2027-01-04"),  # New Year's Day, then a weekend
        ("2026-03-03", "2026-04-07"),  # Good Friday to Easter Monday
        ("2026-10-30", "2026-11-30"),
    ],
)
def test_one_calendar_month(received_on, until):
    assert answer_request_by(day(received_on)) == day(until)


# --------------------------------------------------------------------------------------------------------- own targets
@pytest.mark.parametrize(
    ("starts_on", "days", "paused", "until"),
    [
        ("2026-03-01", 40, 0, "2026-04-10"),  # Blaenau Gwent's average to track and place a child who moves in
        ("2026-03-01", 104, 0, "2026-06-13"),  # and one who moves out
        ("2026-03-01", 40, 5, "2026-04-15"),  # it stood for five days
        ("2028-02-19", 10, 0, "2028-02-29"),
        ("2026-10-20", 10, 0, "2026-10-30"),
    ],
)
@pytest.mark.parametrize("kind", TARGETS)
def test_targets_count_calendar_days_and_what_they_stood(kind, starts_on, days, paused, until):
    found = due(kind, day(starts_on), target_days=days, days_paused=paused)
    assert found.on == day(until)


@pytest.mark.parametrize("left_on", ["2026-05-05", "2028-02-29", "2026-03-29", "2026-12-25"])
def test_after_departure_the_record_goes_at_once(left_on):
    assert due(ClockKind.REG6_REMOVAL, day(left_on)).on == day(left_on)


@pytest.mark.parametrize("kind", ClockKind.values)
def test_every_clock_has_a_rule(kind):
    assert due(kind, day("2026-05-05"), target_days=1).on >= day("2026-05-05")


def test_law_lets_nothing_stop_its_days():
    assert {kind for kind in ClockKind.values if may_pause(kind)} == {
        *("target_contact", "target_located", "target_outcome", "target_in", "target_out", "rights_request")
    }


@dataclass
class Running:
    due_on: datetime.date
    paused_on: datetime.date | None = None
    ended_on: datetime.date | None = None


@pytest.mark.parametrize(
    ("clock", "left", "late", "near"),
    [
        (Running(day("2026-05-10")), 5, False, True),
        (Running(day("2026-05-12")), 7, False, True),
        (Running(day("2026-05-13")), 8, False, False),
        (Running(day("2026-05-05")), 0, False, True),  # the last day is still in time
        (Running(day("2026-05-04")), -1, True, False),
        (Running(day("2026-05-04"), paused_on=day("2026-05-01")), 3, False, False),
        (Running(day("2026-05-04"), ended_on=day("2026-05-01")), -1, False, False),
    ],
)
def test_how_a_clock_stands_on_a_day(clock, left, late, near):
    today = day("2026-05-05")
    assert (days_left(clock, today), is_overdue(clock, today), is_due_soon(clock, today, 7)) == (left, late, near)
