"""Dates as people write them; the order of day and month of a whole column."""

import contextlib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.spreadsheets import parse_date


@pytest.mark.parametrize(
    "text",
    [
        "31/08/2015",
        "31-08-2015",
        "31.8.2015",
        " 31/08/2015 ",
        "31/08/2015 00:00",
        "31/08/2015 00:00:00",
        "2015-08-31",
        "2015-8-31",
        "2015-08-31 00:00:00",
        "2015-08-31T00:00:00.000",
        "31 Aug 2015",
        "31-AUG-2015",
        "31 August 2015",
        "31 Awst 2015",
        "31 awst 2015",
        "31-Aws-2015",
    ],
)
def test_dates(text):
    assert parse_date(text) == date(2015, 8, 31)


WELSH_MONTHS = (
    "Ionawr Chwefror Mawrth Ebrill Mai Mehefin",
    "Gorffennaf Awst Medi Hydref Tachwedd Rhagfyr",
)


@pytest.mark.parametrize(("number", "welsh"), list(enumerate(" ".join(WELSH_MONTHS).split(), start=1)))
def test_welsh_months(number, welsh):
    for form in (f"9 {welsh} 2016", f"09-{welsh.upper()}-2016"):
        assert parse_date(form) == date(2016, number, 9)


@pytest.mark.parametrize(
    "short", ["Ion", "Chwe", "Maw", "Ebr", "Mai", "Meh", "Gor", "Aws", "Medi", "Hyd", "Tach", "Rhag"]
)
def test_short_welsh_months(short):
    assert parse_date(f"9-{short}-2016") == parse_date(f"09 {short.lower()} 2016")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "31/02/2015",
        "2015-02-29",
        "00/13/2015",
        "15-??",
        "08/31/2015",
        "31 Octember 2015",
        "0000-01-01",
        "42247",
        "31/08/2015 12:30",
        "2015-08-31 extra",
        "unknown",
    ],
)
def test_no_dates(text):
    with pytest.raises(ValueError):
        parse_date(text)


@given(st.dates(min_value=date(1000, 1, 1)))
def test_a_date_is_read_as_it_was_written(day):
    for form in (f"{day:%Y-%m-%d}", f"{day:%d/%m/%Y}", f"{day:%d %B %Y}", f"{day:%d-%b-%Y}"):
        assert parse_date(form) == day


@given(st.text(max_size=15))
def test_any_text_is_a_date_or_a_value_error(text):
    with contextlib.suppress(ValueError):
        assert isinstance(parse_date(text), date)
