"""What the timetable does with records."""

import datetime

import pytest
from django.conf import settings
from django.utils import timezone

from records import actions, tasks
from records.choices import EventKind, Ground
from records.models import Case, CaseEvent, CMERecord
from records.rules import school_age_ends_on
from records.scope import scope
from tests.factories import RecordFactory

TOO_OLD = datetime.date(2005, 1, 1)


def record(authority: str = "660", **changes) -> CMERecord:
    with scope(authority=authority):
        return RecordFactory(case__authority_id=authority, **changes)


def removals(authority: str = "660") -> list[CaseEvent]:
    with scope(authority=authority):
        return list(CaseEvent.objects.filter(kind=EventKind.REMOVED))


@pytest.mark.django_db
def test_records_past_school_age_go_in_every_authority_and_once():
    gone = [record(code, case__child__born_on=TOO_OLD) for code in ("660", "661")]
    stays = record()
    for _twice in range(2):
        tasks.remove_over_age()
    for each in gone:
        [event] = removals(each.authority_id)
        assert (event.case_id, event.by, event.detail["ground"]) == (each.case_id, None, Ground.REG11_AGE)
        assert event.detail["record"] == each.pk
        with scope(authority=each.authority_id):
            assert Case.objects.get(pk=each.case_id).closed_on is None
    with scope(authority="660"):
        assert list(CMERecord.objects.all()) == [stays]


@pytest.mark.django_db
def test_the_record_of_a_child_never_found_goes_too(caseworker):
    with scope(authority="660"):
        case = RecordFactory(case__child__born_on=TOO_OLD).case
        actions.close_case(by=caseworker, case=case, reason="not_found", evidence="Everything was tried")
    tasks.remove_over_age()
    assert [event.case_id for event in removals()] == [case.pk]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("on_record", "in_file", "goes"),
    [
        (TOO_OLD, TOO_OLD, True),
        (TOO_OLD, None, True),
        (None, TOO_OLD, True),
        (None, None, False),
        (TOO_OLD, datetime.date(timezone.localdate().year - 10, 1, 1), False),  # they differ: somebody must look
    ],
)
def test_what_cannot_be_undone_waits_until_record_and_case_file_agree(on_record, in_file, goes):
    record(born_on=on_record, case__child__born_on=in_file)
    tasks.remove_over_age()
    assert bool(removals()) is goes


@pytest.mark.django_db
def test_the_school_leaving_date_is_still_within(time_machine):
    born_on = datetime.date(2010, 3, 14)
    one, last = record(case__child__born_on=born_on), school_age_ends_on(born_on)
    for day, number in ((last, 0), (last + datetime.timedelta(days=1), 1)):
        time_machine.move_to(datetime.datetime(day.year, day.month, day.day, 12, tzinfo=datetime.UTC))
        tasks.remove_over_age()
        assert len(removals()) == number, one


def test_the_timetable_has_it_every_day():
    [entry] = [each for each in settings.CELERY_BEAT_SCHEDULE.values() if each["task"] == tasks.remove_over_age.name]
    assert entry["schedule"].hour == {2, 3, 4} and len(entry["schedule"].day_of_month) == 31
