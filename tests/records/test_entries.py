"""Ended roll entries go when the authority's years are over, and leave a count."""

import datetime

import pytest
import time_machine
from django.utils import timezone

from records import actions, tasks
from records.models import RollEntry, Tally
from tests.factories import RollEntryFactory

NOW = datetime.datetime(2026, 11, 10, 12, tzinfo=datetime.UTC)
BEGAN = datetime.date(2015, 9, 1)


@pytest.mark.parametrize(
    ("years", "ended_on", "goes"),
    [
        (3, datetime.date(2023, 11, 9), True),
        (3, datetime.date(2023, 11, 10), False),  # three years to the day
        (3, None, False),
        (1, datetime.date(2025, 11, 9), True),
        (10, datetime.date(2016, 11, 11), False),
    ],
)
@time_machine.travel(NOW)
def test_an_ended_entry_is_kept_for_the_authority_s_years(mon, years, ended_on, goes):
    mon.ended_entries_years = years
    mon.save()
    RollEntryFactory(began_on=BEGAN, ended_on=ended_on)
    assert actions.forget_ended_entries(authority=mon) == int(goes)
    assert RollEntry.objects.count() == int(not goes)


@time_machine.travel(NOW)
def test_they_are_counted_by_kind_once(mon):
    for kind, number in (("school_roll", 2), ("eotas", 1)):
        RollEntryFactory.create_batch(number, kind=kind, began_on=BEGAN, ended_on=datetime.date(2020, 7, 17))
    RollEntryFactory(began_on=BEGAN)
    tasks.forget_ended_entries()
    tasks.forget_ended_entries()
    tallies = Tally.objects.filter(measure="entries_forgotten").values_list("category", "count", "on")
    assert set(tallies) == {("school_roll", 2, timezone.localdate()), ("eotas", 1, timezone.localdate())}
    assert RollEntry.objects.count() == 1
