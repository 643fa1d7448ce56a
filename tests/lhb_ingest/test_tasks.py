"""What the worker does: both stages, once, whatever happens to it."""

import threading

import pytest
from django.db import OperationalError, connection

from lhb_ingest import actions, tasks
from lhb_ingest.choices import ExtractState
from lhb_ingest.models import Extract, ExtractRow
from lhb_ingest.progress import progress_of, report, reporting
from records.choices import ListKind, Role
from records.scope import scope
from tests.factories import make_user
from tests.lhb_ingest.builders import children, send

SCHOOL = ListKind.SCHOOL_ROLL


@pytest.fixture
def waiting(mon, list_officer):
    return send(list_officer, SCHOOL, *children(3))


def state_of(extract: Extract) -> str:
    extract.refresh_from_db()
    return extract.state


def test_both_stages(waiting):
    tasks.work_on_list(waiting.pk, "660")
    assert state_of(waiting) == ExtractState.IN_REVIEW
    assert waiting.checked_at and waiting.compared_at
    assert progress_of(waiting.pk) is None


def test_running_twice_changes_nothing(waiting):
    tasks.work_on_list(waiting.pk, "660")
    before = list(ExtractRow.objects.values()), Extract.objects.values().get()
    tasks.work_on_list(waiting.pk, "660")
    assert (list(ExtractRow.objects.values()), Extract.objects.values().get()) == before


def test_another_authority_s_worker_sees_no_list(waiting):
    tasks.work_on_list(waiting.pk, "661")
    assert state_of(waiting) == ExtractState.RECEIVED


def test_a_list_that_is_gone_is_no_fault(mon):
    tasks.work_on_list(999_999, "660")


def test_started_only_once_all_is_saved(waiting, monkeypatch, django_capture_on_commit_callbacks):
    queued = []
    monkeypatch.setattr(tasks.work_on_list, "delay", lambda *told: queued.append(told))
    with django_capture_on_commit_callbacks(execute=True):
        tasks.start(waiting)
        assert not queued
    assert queued == [(waiting.pk, "660")]


def test_waiting_lists_are_handed_out_again_and_others_are_not(
    waiting, list_officer, monkeypatch, django_capture_on_commit_callbacks
):
    half = send(list_officer, SCHOOL, *children(2))
    actions.check_extract(extract_id=half.pk)
    done = send(list_officer, SCHOOL, *children(2))
    tasks.work_on_list(done.pk, "660")
    queued = []
    monkeypatch.setattr(tasks.work_on_list, "delay", lambda *told: queued.append(told))
    with django_capture_on_commit_callbacks(execute=True):
        tasks.resume_lists()
    assert queued == [(waiting.pk, "660"), (half.pk, "660")]


@pytest.mark.parametrize("stage", ["check_extract", "compare_extract"])
def test_an_unexpected_fault_refuses_the_list_with_a_sentence(waiting, monkeypatch, caplog, stage):
    def broken(**_):
        raise RuntimeError("Branwen Cadwgan, born 2015")

    monkeypatch.setattr(actions, stage, broken)
    tasks.work_on_list(waiting.pk, "660")
    assert state_of(waiting) == ExtractState.REFUSED
    assert waiting.refusal["code"] == "unfinished"
    assert not ExtractRow.objects.exists()


@pytest.mark.parametrize("stage", ["check_extract", "compare_extract"])
def test_while_the_database_is_away_the_list_waits(waiting, monkeypatch, stage):
    def away(**_):
        raise OperationalError("terminating connection")

    monkeypatch.setattr(actions, stage, away)
    with pytest.raises(OperationalError):
        tasks.work_on_list(waiting.pk, "660")
    assert state_of(waiting) in (ExtractState.RECEIVED, ExtractState.CHECKED)
    monkeypatch.undo()
    tasks.work_on_list(waiting.pk, "660")
    assert state_of(waiting) == ExtractState.IN_REVIEW


def test_a_cache_that_is_away_stops_no_list(waiting, settings):
    settings.CACHES = {"default": settings.CACHES["default"] | {"LOCATION": "redis://127.0.0.1:1/0"}}
    tasks.work_on_list(waiting.pk, "660")
    assert state_of(waiting) == ExtractState.IN_REVIEW
    assert progress_of(waiting.pk) is None


def test_progress():
    report(7, "reading", 500, 1000)
    assert (progress_of(7).stage, progress_of(7).done, progress_of(7).total) == ("reading", 500, 1000)
    assert progress_of(7).seconds_ago == 0
    assert list(reporting(range(1000), 8, "storing", 1000)) == list(range(1000))
    assert (progress_of(8).stage, progress_of(8).done) == ("storing", 1000)
    assert progress_of(9) is None


@pytest.mark.django_db(transaction=True)
def test_two_workers_on_one_list():
    with scope(authority="660"):
        extract = send(make_user(Role.LIST_OFFICER), SCHOOL, *children(300))
    ready, faults = threading.Barrier(2), []

    def worker() -> None:
        try:
            ready.wait(10)
            tasks.work_on_list(extract.pk, "660")
        except Exception as fault:
            faults.append(fault)
        finally:
            connection.close()

    workers = [threading.Thread(target=worker) for _ in range(2)]
    for each in workers:
        each.start()
    for each in workers:
        each.join(30)
    assert not faults
    tasks.work_on_list(extract.pk, "660")  # what resume_lists would do
    with scope(authority="660"):
        assert state_of(extract) == ExtractState.IN_REVIEW
        assert ExtractRow.objects.count() == extract.counts["rows"] == 300
