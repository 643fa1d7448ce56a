"""Months begin and end at midnight in Wales."""

import datetime

import pytest

from reporting.months import ends_at, last_day, month_before, month_from, month_name, shift, starts_at

UTC = datetime.UTC


@pytest.mark.parametrize(
    ("month", "last"), [("2026-01", "2026-01-31"), ("2024-02", "2024-02-29"), ("2026-02", "2026-02-28")]
)
def test_last_day(month, last):
    assert last_day(month_from(month)).isoformat() == last


@pytest.mark.parametrize(
    ("month", "starts", "ends"),
    [
        ("2026-01", (2026, 1, 1, 0), (2026, 2, 1, 0)),
        ("2026-03", (2026, 3, 1, 0), (2026, 3, 31, 23)),  # summer time begins within it
        ("2026-07", (2026, 6, 30, 23), (2026, 7, 31, 23)),
        ("2026-10", (2026, 9, 30, 23), (2026, 11, 1, 0)),
    ],
)
def test_first_and_last_moment(month, starts, ends):
    assert starts_at(month_from(month)) == datetime.datetime(*starts, tzinfo=UTC)
    assert ends_at(month_from(month)) == datetime.datetime(*ends, tzinfo=UTC)


def test_months_follow_one_another():
    assert month_before(datetime.date(2026, 1, 1)) == datetime.date(2025, 12, 1)
    assert shift(datetime.date(2026, 1, 1), 13) == datetime.date(2027, 2, 1)
    assert month_name(month_from("2026-01")) == "2026-01"


@pytest.mark.parametrize("text", ["2026-13", "January", "2026-1-1", ""])
def test_what_is_no_month(text):
    with pytest.raises(ValueError):
        month_from(text)
