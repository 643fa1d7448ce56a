"""What the worker does: both stages, once, whatever happens to it."""

import threading

import pytest
from django.db import OperationalError, connection
from kombu.exceptions import OperationalError as QueueAway

from lhb_ingest import actions, tasks
from lhb_ingest.choices import ExtractState
from lhb_ingest.models import Extract, ExtractRow, Job
from lhb_ingest.progress import forget, progress_of, report, said_of
from records.choices import ListKind, Role
from records.scope import scope
from tests.factories import make_user
from tests.lhb_ingest.builders import children, send

SCHOOL = ListKind.SCHOOL_ROLL


@pytest.fixture
def waiting(mon, list_officer):
    return send(list_officer, SCHOOL, *children(3))


@pytest.fixture
def told(monkeypatch):
    """What would have been sent to the workers: messages without a word in them."""
    told = []
    monkeypatch.setattr(tasks.work_on_queue, "delay", lambda *words: told.append(words))
    return told


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


def test_started_only_once_all_is_saved(waiting, told, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        tasks.start(waiting)
        assert not told
    assert told == [()]
    assert Job.objects.get().extract == waiting


def test_waiting_lists_are_queued_again_and_others_are_not(waiting, list_officer, told):
    half = send(list_officer, SCHOOL, *children(2))
    actions.check_extract(extract_id=half.pk)
    done = send(list_officer, SCHOOL, *children(2))
    tasks.work_on_list(done.pk, "660")
    tasks.resume_lists()
    assert [job.extract for job in Job.objects.all()] == [waiting, half]
    assert told == [(), ()]
    tasks.resume_lists()
    assert Job.objects.count() == 2


def test_a_broker_that_is_away_refuses_nobody_s_file(waiting, monkeypatch, caplog):
    def away(*_):
        raise QueueAway("connection refused")

    monkeypatch.setattr(tasks.work_on_queue, "delay", away)
    tasks.tell_a_worker()
    assert "No worker could be told" in caplog.text


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


def test_what_a_stage_says_of_itself():
    report(7, "reading", 500, 1000)
    said = said_of(7)
    assert (said.stage, said.done, said.total) == ("reading", 500, 1000)
    report(7, "reading", 1000, 1000)
    assert said_of(7).began == said.began
    report(7, "storing")
    assert said_of(7).began > said.began
    forget(7)
    assert said_of(7) is None


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
