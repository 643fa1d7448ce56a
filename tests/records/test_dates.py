"""Dates on forms: within what can be meant, and never a page that fails."""

import datetime

import pytest
from django.forms import ValidationError

from records.dates import DateField, DayField


@pytest.mark.parametrize(
    ("written", "allowed"),
    [
        ("31/12/1899", False),
        ("1/1/1900", True),
        ("31/12/2100", True),
        ("1/1/2101", False),
        ("31/12/9999", False),
        ("1/1/0001", False),
    ],
)
def test_a_date_is_one_that_can_be_meant(written, allowed):
    for field, value in ((DayField(), written), (DateField(), written.split("/"))):
        if allowed:
            assert field.clean(value).year in (1900, 2100)
        else:
            with pytest.raises(ValidationError, match=r"Enter a date from 1 January 1900 to 31 December 2100\."):
                field.clean(value)


def test_a_field_may_have_a_range_of_its_own():
    field = DateField(earliest=datetime.date(2026, 1, 1), latest=datetime.date(2026, 12, 31), required=False)
    assert field.clean(["31", "3", "2026"]) == datetime.date(2026, 3, 31) and field.clean(None) is None
    with pytest.raises(ValidationError, match=r"Enter a date from 1 January 2026 to 31 December 2026\."):
        field.clean(["31", "3", "2025"])
