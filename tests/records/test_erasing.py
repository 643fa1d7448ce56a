"""Closed cases that the authority has kept long enough lose the child's details; whoever may close may do it before."""

import datetime

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from records import tasks
from records.actions import close_case, erase_case, note_on_case, reopen_case, start_clock
from records.choices import EventKind
from records.errors import Refused
from records.models import Authority, Case, CaseEvent
from records.rules import age_band
from records.scope import scope
from tests.factories import CaseFactory, RecordFactory


@pytest.fixture
def closed(mon, caseworker) -> Case:
    case = RecordFactory(case__child__surname="Nowhere").case
    note_on_case(by=caseworker, case=case, text="Mam: 01248 000000")
    return close_case(by=caseworker, case=case, reason="maintained_school", evidence="Ar y gofrestr")


def later(case: Case, days: int) -> datetime.datetime:
    day = case.closed_on + datetime.timedelta(days=days)
    return datetime.datetime(day.year, day.month, day.day, 12, tzinfo=datetime.UTC)


@pytest.mark.parametrize(("days", "is_erased"), [(0, False), (100, False), (101, True)])
def test_the_timetable_erases_after_the_authority_s_days_and_once(closed, time_machine, days, is_erased):
    Authority.objects.filter(pk="660").update(closed_cases_kept_days=100)
    time_machine.move_to(later(closed, days))
    for _twice in range(2):
        tasks.erase_closed_cases()
    closed.refresh_from_db()
    assert (closed.erased_on is not None) is is_erased
    assert closed.notes.exists() is not is_erased
    assert CaseEvent.objects.filter(kind=EventKind.ERASED, by=None).count() == is_erased


def test_the_timetable_leaves_open_cases_records_that_stay_and_clocks_that_run(mon, caseworker, time_machine):
    still_open = CaseFactory()
    never_found = RecordFactory().case
    close_case(by=caseworker, case=never_found, reason="not_found", evidence="Neb")
    told = RecordFactory().case
    start_clock(by=caseworker, case=told, kind="reg6_notice", starts_on=timezone.localdate())
    told = close_case(by=caseworker, case=told, reason="moved_authority", evidence="Symudodd")
    time_machine.move_to(later(told, 2000))
    tasks.erase_closed_cases()
    for case in (still_open, never_found, told):
        assert Case.objects.get(pk=case.pk).erased_on is None
        with pytest.raises(Refused):
            erase_case(by=caseworker, case=case)


def test_nothing_can_be_added_to_what_was_erased(closed, caseworker):
    erase_case(by=caseworker, case=closed)
    for act in (
        lambda: note_on_case(by=caseworker, case=closed, text="Siân"),
        lambda: reopen_case(by=caseworker, case=closed, origin="school", received_on=timezone.localdate()),
        lambda: erase_case(by=caseworker, case=closed),
    ):
        with pytest.raises(Refused, match="erased"):
            act()
    assert not closed.notes.exists()


@pytest.mark.parametrize(
    ("born_on", "band"),
    [
        (None, "not_known"),
        (datetime.date(2019, 6, 2), "under_8"),
        (datetime.date(2018, 6, 1), "8_to_10"),
        (datetime.date(2015, 6, 1), "11_to_13"),
        (datetime.date(2012, 6, 1), "14_and_on"),
    ],
)
def test_age_bands(born_on, band):
    assert age_band(born_on, datetime.date(2026, 6, 1)) == band


def test_the_page_asks_first_and_then_shows_a_skeleton(nia, caseworker):
    with scope(authority="660"):
        case = CaseFactory(child__surname="Nowhere")
        case = close_case(by=caseworker, case=case, reason="eotas", evidence="PRU")
    page, address = reverse("case", args=[case.pk]), reverse("case_erase", args=[case.pk])
    assert address in nia.get(page).text and "Nowhere" in nia.get(address).text
    unsure = nia.post(address, {"version": case.version})
    assert "Say that the details are to be erased." in unsure.text
    stale = nia.post(address, {"version": 1, "sure": "on"})
    assert stale.status_code == 200 and "Nowhere" in stale.text
    shown = nia.post(address, {"version": case.version, "sure": "on"}, follow=True).text
    assert "Details erased" in shown and "Nowhere" not in shown and address not in shown
    listed = nia.get(reverse("cases"), {"status": "closed"}).text
    assert case.reference in listed and "Details erased" in listed
    assert "Details erased" not in nia.get(reverse("cases"), {"status": "all", "search": "Nowhere"}).text


def test_the_timetable_has_it_every_night():
    entries = settings.CELERY_BEAT_SCHEDULE.values()
    [entry] = [each for each in entries if each["task"] == tasks.erase_closed_cases.name]
    assert entry["schedule"].hour == {2, 3, 4}  # again, where a worker was lost
