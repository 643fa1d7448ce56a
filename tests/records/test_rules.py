"""The pure rules, as tables of vectors."""

import datetime
from types import SimpleNamespace

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from records import rules
from records.choices import CaseStatus, ClosureReason, Ground
from records.errors import Refused
from records.management.commands.status_diagram import status_diagram

births = st.dates(datetime.date(1990, 1, 1), datetime.date(2040, 12, 31))


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("born_on", "starts_on", "ends_on"),
    [
        ("2020-08-31", "2025-08-31", "2036-06-27"),  # 5 on a prescribed day
        ("2020-09-01", "2025-12-31", "2037-06-26"),
        ("2021-03-31", "2026-03-31", "2037-06-26"),  # 5 on a prescribed day
        ("2020-02-29", "2025-03-31", "2036-06-27"),
        ("2010-06-26", "2015-08-31", "2026-06-26"),  # 16 on the leaving date
        ("2010-08-31", "2015-08-31", "2026-06-26"),  # 16 after it, before the school year
        ("2010-09-01", "2015-12-31", "2027-06-25"),
        ("2010-06-27", "2015-08-31", "2026-06-26"),  # 16 the day after the leaving date
        ("2010-01-01", "2015-03-31", "2026-06-26"),
        ("2010-12-31", "2015-12-31", "2027-06-25"),  # 5 on the last prescribed day of the year
        ("2010-04-01", "2015-08-31", "2026-06-26"),
    ],
)
def test_compulsory_school_age_begins_and_ends(born_on, starts_on, ends_on):
    assert rules.school_age_starts_on(day(born_on)) == day(starts_on)
    assert rules.school_age_ends_on(day(born_on)) == day(ends_on)


@pytest.mark.parametrize(
    ("year", "date"),
    [(2025, "2025-06-27"), (2026, "2026-06-26"), (2027, "2027-06-25"), (2028, "2028-06-30"), (2029, "2029-06-29")],
)
def test_school_leaving_date(year, date):
    assert rules.school_leaving_date(year) == day(date)


@pytest.mark.parametrize(
    ("born_on", "on", "within"),
    [
        ("2020-09-01", "2025-12-30", False),
        ("2020-09-01", "2025-12-31", True),
        ("2010-08-31", "2026-06-26", True),  # still within it on the leaving day
        ("2010-08-31", "2026-06-27", False),
        ("2010-09-01", "2026-09-01", True),
        ("2010-09-01", "2027-06-25", True),
        ("2010-09-01", "2027-06-26", False),
    ],
)
def test_is_of_compulsory_school_age(born_on, on, within):
    assert rules.is_of_compulsory_school_age(day(born_on), day(on)) is within
    if within:
        rules.check_of_compulsory_school_age(day(born_on), day(on))
    else:
        with pytest.raises(Refused):
            rules.check_of_compulsory_school_age(day(born_on), day(on))


def test_without_a_date_of_birth_nobody_can_say():
    with pytest.raises(Refused):
        rules.check_of_compulsory_school_age(None, day("2026-01-01"))


@given(births)
def test_school_age_begins_on_a_prescribed_day_and_ends_on_a_friday_in_june(born_on):
    starts_on, ends_on = rules.school_age_starts_on(born_on), rules.school_age_ends_on(born_on)
    assert (starts_on.month, starts_on.day) in rules.PRESCRIBED_DAYS
    assert datetime.timedelta(0) <= starts_on - rules.birthday(born_on, 5) <= datetime.timedelta(days=153)
    assert ends_on.month == 6 and ends_on.weekday() == 4 and ends_on.day >= 24
    assert 15 <= rules.age(born_on, ends_on) <= 16
    assert not rules.is_of_compulsory_school_age(born_on, starts_on - datetime.timedelta(days=1))
    assert not rules.is_of_compulsory_school_age(born_on, ends_on + datetime.timedelta(days=1))


@given(births, births)
def test_every_child_of_compulsory_school_age_has_a_year_group(born_on, on):
    if rules.is_of_compulsory_school_age(born_on, on):
        assert rules.year_group(born_on, on) in rules.YEAR_GROUPS


@given(births)
def test_those_born_in_one_school_year_are_in_one_group_and_leave_together(born_on):
    first = datetime.date(rules.academic_year(born_on), 9, 1)
    assert rules.school_age_ends_on(born_on) == rules.school_age_ends_on(first)
    on = born_on + datetime.timedelta(days=3000)
    assert rules.year_group(born_on, on) == rules.year_group(first, on)


@pytest.mark.parametrize(
    ("born_on", "on", "group"),
    [
        ("2020-09-01", "2025-09-01", "R"),
        ("2020-09-01", "2025-08-31", ""),  # nursery
        ("2020-08-31", "2025-09-01", "1"),
        ("2021-08-31", "2025-09-01", "R"),
        ("2014-09-01", "2025-10-01", "6"),
        ("2010-09-01", "2026-09-01", "11"),
        ("2010-09-01", "2027-08-31", "11"),
        ("2010-09-01", "2027-09-01", ""),  # left
        ("2016-02-29", "2025-11-11", "5"),
    ],
)
def test_year_group(born_on, on, group):
    assert rules.year_group(day(born_on), day(on)) == group


@pytest.mark.parametrize(
    ("on", "name"),
    [("2025-08-31", "2024/25"), ("2025-09-01", "2025/26"), ("2026-01-01", "2025/26"), ("2099-12-01", "2099/00")],
)
def test_academic_year(on, name):
    assert rules.academic_year_name(day(on)) == name


@pytest.mark.parametrize(
    ("born_on", "on", "years"),
    [
        ("2020-02-29", "2021-02-28", 0),
        ("2020-02-29", "2021-03-01", 1),
        ("2015-05-05", "2025-05-04", 9),
        ("2015-05-05", "2025-05-05", 10),
        ("2025-05-05", "2025-01-01", 0),
        ("2027-05-05", "2025-01-01", 0),
    ],
)
def test_age(born_on, on, years):
    assert rules.age(day(born_on), day(on)) == years


# -------------------------------------------------------------------------------------------------------- regimes
def regime(code: str, rank: int, valid_from: str | None, valid_to: str | None = None):
    dates = {"valid_from": valid_from and day(valid_from), "valid_to": valid_to and day(valid_to)}
    return SimpleNamespace(code=code, rank=rank, **dates)


STANDING = regime("S436A", 1, "2009-09-01")
PILOT = regime("PILOT_2025", 2, "2025-04-08", "2026-04-07")
REGISTER = regime("CNIS_436B", 3, None)
REGIMES = [STANDING, PILOT, REGISTER]


@pytest.mark.parametrize(
    ("on", "code"),
    [
        ("2009-08-31", None),
        ("2009-09-01", "S436A"),
        ("2025-04-07", "S436A"),
        ("2025-04-08", "PILOT_2025"),
        ("2026-04-07", "PILOT_2025"),
        ("2026-04-08", "S436A"),  # the Regulations have ceased to have effect
    ],
)
def test_regime_in_force(on, code):
    found = rules.regime_in_force(REGIMES, day(on))
    assert (found and found.code) == code


def test_the_register_is_used_once_it_has_a_first_day():
    regimes = [STANDING, regime("CNIS_436B", 3, "2027-01-01")]
    assert rules.regime_in_force(regimes, day("2027-01-01")).code == "CNIS_436B"


@pytest.mark.parametrize(("is_pilot", "code"), [(True, "PILOT_2025"), (False, "S436A")])
def test_the_pilot_reaches_only_its_own_authorities(is_pilot, code):
    authority = SimpleNamespace(is_pilot=is_pilot, pilot_from=day("2025-04-08"), pilot_to=day("2026-04-07"))
    assert rules.regime_for(authority, REGIMES, day("2025-10-01")).code == code


def test_without_a_regime_nothing_is_done():
    authority = SimpleNamespace(is_pilot=False, pilot_from=None, pilot_to=None)
    with pytest.raises(Refused):
        rules.regime_for(authority, [REGISTER], day("2025-10-01"))


# ------------------------------------------------------------------------------------------------ moves, closing
MATRIX = {  # from: the statuses that may follow, in the order of CaseStatus
    "opened": "- E L N P S C",
    "enquiries": "- - L N P S C",
    "located": "- E - N P S C",
    "not_located": "- E L - - - C",
    "place_sought": "- E - N - S C",
    "suitability_open": "- E - N P - C",
    "closed": "- - - - - - -",
}


@pytest.mark.parametrize("status", CaseStatus.values)
def test_moves(status):
    for to, mark in zip(CaseStatus.values, MATRIX[status].split(), strict=True):
        assert rules.can_move(status, to) is (mark != "-"), f"{status} to {to}"
        if mark == "-":
            with pytest.raises(Refused):
                rules.check_move(status, to)
        else:
            rules.check_move(status, to)


def test_every_open_status_leads_to_closing_and_nothing_leaves_it():
    assert set(rules.MOVES) == set(CaseStatus.values)
    assert all(CaseStatus.CLOSED in moves for status, moves in rules.MOVES.items() if status != CaseStatus.CLOSED)
    assert rules.MOVES[CaseStatus.CLOSED] == ()


def test_every_closure_reason_has_a_ground_and_only_never_found_keeps_the_record():
    assert set(rules.GROUNDS) == set(ClosureReason.values)
    assert [reason for reason in ClosureReason.values if not rules.removes_record(reason)] == ["not_found"]
    assert set(rules.GROUNDS.values()) == set(Ground.values) - {Ground.REGIME_END}  # of no closure


@pytest.mark.parametrize(
    ("reason", "born_on", "on", "allowed"),
    [
        ("over_age", "2010-08-31", "2026-06-26", False),  # the leaving day itself is still within
        ("over_age", "2010-08-31", "2026-06-27", True),
        ("maintained_school", "2010-08-31", "2026-06-26", True),
        ("maintained_school", "2010-08-31", "2026-05-31", False),  # before it was opened
    ],
)
def test_when_a_case_may_be_closed(reason, born_on, on, allowed):
    def close():
        rules.check_closure(reason, born_on=day(born_on), opened_on=day("2026-06-01"), on=day(on))

    if allowed:
        close()
    else:
        with pytest.raises(Refused):
            close()


@pytest.mark.parametrize(
    ("on", "allowed"),
    [("2026-06-15", True), ("2026-06-16", False), ("2026-05-01", True), ("2026-04-30", False), ("2020-05-01", False)],
)
def test_a_closing_day_lies_in_this_month_or_the_last(on, allowed):
    assert is_allowed(rules.check_closing_day, day(on), day("2026-06-15")) is allowed


def test_in_january_the_last_month_is_december():
    assert is_allowed(rules.check_closing_day, day("2025-12-01"), day("2026-01-01"))
    assert not is_allowed(rules.check_closing_day, day("2025-11-30"), day("2026-01-01"))


@pytest.mark.parametrize(
    ("born_on", "allowed"),
    [("2026-06-15", True), ("2026-06-16", False), ("2001-06-15", True), ("2001-06-14", False), ("0016-03-31", False)],
)
def test_a_birthday_is_one_of_a_child(born_on, allowed):
    assert is_allowed(rules.check_birthday, day(born_on), day("2026-06-15")) is allowed


@pytest.mark.parametrize(
    ("received_on", "born_on", "allowed"),
    [
        ("2026-06-15", "2016-06-15", True),
        ("2026-06-16", "2016-06-15", False),
        ("2016-06-15", "2016-06-15", True),
        ("2016-06-14", "2016-06-15", False),
        ("2006-06-15", None, True),
        ("2006-06-14", None, False),
    ],
)
def test_when_a_referral_may_have_come(received_on, born_on, allowed):
    born = born_on and day(born_on)
    assert is_allowed(rules.check_received, day(received_on), born_on=born, today=day("2026-06-15")) is allowed


def is_allowed(check, *args, **kwargs) -> bool:
    try:
        check(*args, **kwargs)
    except Refused:
        return False
    return True


def test_the_docs_show_the_table_of_moves():
    assert (settings.BASE_DIR / "docs" / "statuses.md").read_text() == status_diagram()
