"""The queue: claimed once, lost workers noticed, given up with a sentence, and what the pages say of it."""

import datetime
import threading

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from lhb_ingest import actions, tasks
from lhb_ingest.actions.heart import Heart
from lhb_ingest.actions.jobs import hold_lock
from lhb_ingest.choices import ExtractState, JobState
from lhb_ingest.models import Extract, ExtractRow, Job
from lhb_ingest.progress import seconds_left
from records.choices import ListKind, Role
from records.scope import scope
from tests.factories import authority, make_user
from tests.lhb_ingest.builders import at_work, children, send

SCHOOL, HOMES = ListKind.SCHOOL_ROLL, ListKind.HOME_EDUCATION
NOBODY = "nobody:0"
HOME_OF = {"660": "LL65 1AA", "661": "LL55 1AA"}


@pytest.fixture(autouse=True)
def told(monkeypatch):
    told = []
    monkeypatch.setattr(tasks.work_on_queue, "delay", lambda *words: told.append(words))
    return told


@pytest.fixture
def gwynedd(db):
    return make_user(Role.LIST_OFFICER, authority="661")


def queued(by, kind=SCHOOL, **given) -> Job:
    with scope(authority=by.authority_id):
        people = [each.like(postcode=HOME_OF[by.authority_id]) for each in children(2)]
        return actions.enqueue(extract=send(by, kind, *people, **given))


def claim(worker: str = NOBODY) -> Job | None:
    """By a worker that lives as long as the test: the lock is on the test's own connection."""
    return actions.claim(worker=worker, hold=hold_lock)


@pytest.fixture(autouse=True)
def locks_go_with_the_test(db):
    yield
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock_all()")


def state_of(job: Job) -> str:
    job.refresh_from_db()
    return job.state


# ------------------------------------------------------------------------------------------------------- taking turns
def test_a_big_authority_does_not_hold_up_a_small_one(mon, list_officer, gwynedd):
    big = [queued(list_officer, sender=f"School {number}") for number in range(3)]
    small = queued(gwynedd, authority=authority("661"))
    assert [claim(f"worker:{number}") for number in range(4)] == [big[0], small, big[1], big[2]]
    assert claim() is None


def test_one_list_of_a_source_at_a_time(mon, list_officer):
    first, second = queued(list_officer), queued(list_officer)
    other = queued(list_officer, HOMES)
    assert claim("worker:1") == first
    assert Job.objects.get(pk=first.pk).source == second.source != other.source
    assert claim("worker:2") == other
    assert claim("worker:3") is None
    actions.put_down(job=Job.objects.get(pk=first.pk), is_finished=True)
    assert claim("worker:3") == second


def test_the_database_refuses_two_running_lists_of_one_source(mon, list_officer):
    first, second = queued(list_officer), queued(list_officer)
    running = {"state": JobState.RUNNING, "started_at": timezone.now(), "heard_at": timezone.now(), "worker": "w"}
    Job.objects.filter(pk=first.pk).update(**running)
    with pytest.raises(IntegrityError), transaction.atomic():
        Job.objects.filter(pk=second.pk).update(**running)


def test_queueing_twice_keeps_the_place(mon, list_officer):
    job = queued(list_officer)
    again = actions.enqueue(extract=job.extract)
    assert (again.pk, again.queued_at) == (job.pk, job.queued_at)
    assert Job.objects.count() == 1


def test_a_cancelled_list_leaves_the_queue(mon, list_officer, manager):
    job = queued(list_officer)
    actions.cancel_extract(by=manager, extract=job.extract)
    assert state_of(job) == JobState.FINISHED
    assert claim() is None


# --------------------------------------------------------------------------------------------------- workers, for real
@pytest.mark.django_db(transaction=True)
def test_a_worker_s_whole_turn(told):
    officer = make_user(Role.LIST_OFFICER)
    first, second = queued(officer), queued(officer)
    tasks.work_on_queue()
    assert (state_of(first), state_of(second)) == (JobState.FINISHED, JobState.WAITING)
    assert first.finished_at and first.started_at and first.attempts == 0
    assert told == [()], "there is more to do"
    tasks.work_on_queue()
    tasks.work_on_queue()  # and one message too many
    assert state_of(second) == JobState.FINISHED
    with scope(authority="660"):
        assert set(Extract.objects.values_list("state", flat=True)) == {ExtractState.IN_REVIEW}
        assert ExtractRow.objects.count() == 4
    assert told == [()]


@pytest.mark.django_db(transaction=True)
def test_a_living_worker_keeps_its_list_and_a_dead_one_loses_it_at_once():
    job = queued(make_user(Role.LIST_OFFICER))
    heart = Heart()
    taken = actions.claim(worker=heart.worker, hold=heart.hold)
    assert taken == job
    assert claim() is None and state_of(job) == JobState.RUNNING
    heart.__exit__()  # the connection goes, and the lock with it, as when the process is killed
    assert claim("another:1") == job
    assert (state_of(job), job.worker, job.attempts) == (JobState.RUNNING, "another:1", 2)


@pytest.mark.django_db(transaction=True)
def test_a_silent_worker_is_cut_off_and_its_list_begun_again(settings):
    job = queued(make_user(Role.LIST_OFFICER))
    with Heart() as heart:
        heart.hold(job.pk)
        stale = timezone.now() - datetime.timedelta(seconds=settings.JOB_SILENCE + 1)
        at_work(job.extract, heard_at=stale, started_at=stale, worker=heart.worker)
        assert claim("another:1") == job
    assert (state_of(job), job.worker) == (JobState.RUNNING, "another:1")


@pytest.mark.django_db(transaction=True)
def test_the_heart_tells_how_far_the_stage_is():
    job = queued(make_user(Role.LIST_OFFICER))
    with Heart() as heart:
        taken = actions.claim(worker=heart.worker, hold=heart.hold)
        heart.beat_for(taken)
        tasks.actions.staging.progress.report(taken.extract_id, "reading", 500, 1000)
        deadline = timezone.now() + datetime.timedelta(seconds=10)
        while state_of(job) and job.stage != "reading" and timezone.now() < deadline:
            threading.Event().wait(0.05)
    assert (job.stage, job.done, job.total) == ("reading", 500, 1000)
    assert job.heard_at >= job.started_at


@pytest.mark.django_db(transaction=True)
def test_eight_workers_at_once_and_no_list_twice():
    officers = [make_user(Role.LIST_OFFICER, authority=code) for code in ("660", "661")]
    for officer in officers:
        for number in range(3):
            queued(officer, sender=f"School {number % 2}", authority=authority(officer.authority_id))
    ready, faults = threading.Barrier(8), []

    def worker() -> None:
        try:
            ready.wait(10)
            for _turn in range(3):
                tasks.work_on_queue()
        except Exception as fault:
            faults.append(fault)
        finally:
            connection.close()

    workers = [threading.Thread(target=worker) for _ in range(8)]
    for each in workers:
        each.start()
    for each in workers:
        each.join(60)
    tasks.work_on_queue()
    assert not faults
    assert set(Job.objects.values_list("state", flat=True)) == {JobState.FINISHED}
    for code in ("660", "661"):
        with scope(authority=code):
            assert ExtractRow.objects.count() == 6


def test_given_up_after_too_many_attempts_with_whom_to_tell(mon, list_officer, settings):
    settings.SUPPORT_CONTACT = "Gwasanaeth TG, est. 1234"
    job = queued(list_officer)
    Job.objects.filter(pk=job.pk).update(attempts=settings.JOB_ATTEMPTS)
    tasks._work(claim())
    assert state_of(job) == JobState.GIVEN_UP
    page = Client()
    page.force_login(list_officer)
    said = page.get(reverse("extract", args=[job.extract_id])).content.decode()
    assert "broke off 5 times" in said and "Gwasanaeth TG, est. 1234" in said
    assert not ExtractRow.objects.exists()
    assert claim() is None


def test_a_finished_stage_counts_the_attempts_anew(mon, list_officer):
    job = queued(list_officer)
    Job.objects.filter(pk=job.pk).update(attempts=3)
    tasks._work(claim())
    assert (state_of(job), job.attempts) == (JobState.FINISHED, 0)


# ----------------------------------------------------------------------------------------------------------- the pages
@pytest.fixture
def read(client):
    def opened(user, name: str = "list_queue", language: str = "en-gb", **where) -> str:
        client.force_login(user)
        with translation.override(language):
            url = reverse(name, kwargs=where)
        answer = client.get(url)
        assert answer.status_code == 200
        return " ".join(answer.content.decode().split())

    return opened


def test_the_officer_sees_what_runs_what_waits_and_in_which_place(read, mon, list_officer, gwynedd):
    at_work(queued(list_officer, HOMES).extract, stage="comparing", stage_at=timezone.now())
    mine, theirs = queued(list_officer), queued(gwynedd, authority=authority("661"))
    said = read(list_officer)
    assert "Home education register" in said and "Under way since" in said
    assert "Place in the queue: 2." in said, "Gwynedd's comes first: it never had a turn"
    assert f"/lists/{mine.extract_id}/" in said and f"/lists/{theirs.extract_id}/" not in said
    assert "Gwynedd" not in said
    assert 'http-equiv="refresh"' in said
    assert "Lle yn y ciw: 2." in read(list_officer, language="cy")


def test_the_health_board_sees_its_own_files_and_no_list_of_an_authority(read, mon, list_officer, data_officer):
    with scope(authority="660"):
        extract = send(data_officer, ListKind.HEALTH, *children(2))
        actions.enqueue(extract=extract)
    queued(list_officer)
    said = read(data_officer)
    assert "Health extract" in said and f"/lists/{extract.pk}/" in said
    assert "School roll" not in said


def test_the_administrator_sees_numbers_alone(read, mon, list_officer, administrator):
    job = queued(list_officer)
    queued(list_officer, HOMES)
    said = read(administrator)
    assert "Isle of Anglesey" in said and ">2<" in said
    assert f"/lists/{job.extract_id}/" not in said and "School roll" not in said
    assert "Ynys Môn" in read(administrator, language="cy")


def test_a_silent_worker_is_said_to_be_silent(read, mon, list_officer):
    job = at_work(queued(list_officer).extract, stage="reading", stage_at=timezone.now())
    assert "No sign of life" not in read(list_officer)
    with time_machine.travel(timezone.now() + datetime.timedelta(minutes=3, seconds=1)):
        for said in (read(list_officer), read(list_officer, "extract", pk=job.extract_id)):
            assert "No sign of life for 3 minutes. It will be taken up again by itself." in said
        assert "Dim arwydd o fywyd ers 3 munud." in read(list_officer, "extract", "cy", pk=job.extract_id)


def test_a_queue_that_nobody_works_on_says_so(read, mon, list_officer, administrator):
    queued(list_officer)
    assert "No worker has taken up a list" not in read(list_officer)
    with time_machine.travel(timezone.now() + datetime.timedelta(minutes=4)):
        assert "No worker has taken up a list" in read(list_officer)
        assert "No worker has taken up a list" in read(administrator)


def test_the_time_left_is_what_others_of_the_kind_took(read, mon, list_officer):
    now = timezone.now()
    before = queued(list_officer)
    took = {"state": JobState.FINISHED, "started_at": now - datetime.timedelta(seconds=600), "finished_at": now}
    Job.objects.filter(pk=before.pk).update(size=1000, **took)
    job = at_work(queued(list_officer).extract, size=500, started_at=now - datetime.timedelta(seconds=100))
    assert 195 <= seconds_left(job) <= 200  # half as large takes 300 seconds, and 100 are over
    assert "About 4 min left." in read(list_officer)
    Job.objects.filter(pk=job.pk).update(started_at=now - datetime.timedelta(seconds=900))
    assert "It takes longer than lists of this size did before." in read(list_officer)
    Job.objects.filter(pk=before.pk).delete()
    assert seconds_left(Job.objects.get(pk=job.pk)) is None


def test_where_no_list_came_before_the_time_left_is_that_of_the_stage(read, mon, list_officer):
    now = timezone.now()
    at = {"stage": "reading", "heard_at": now, "stage_at": now - datetime.timedelta(seconds=60)}
    job = at_work(queued(list_officer).extract, **at, done=2000, total=8000)
    assert "About 3 min left for this step." in read(list_officer)
    assert "Tua 3 munud ar ôl ar gyfer y cam hwn." in read(list_officer, "extract", "cy", pk=job.extract_id)
    Job.objects.filter(pk=job.pk).update(total=0)
    assert "left for this step" not in read(list_officer)


def test_a_second_attempt_is_said(read, mon, list_officer):
    job = at_work(queued(list_officer).extract, attempts=2)
    assert "Attempt 2: the work broke off before" in read(list_officer, "extract", pk=job.extract_id)


def test_a_longer_queue_takes_no_more_queries(mon, list_officer, client, django_assert_max_num_queries):
    for number in range(12):
        queued(list_officer, sender=f"School {number}")
    client.force_login(list_officer)
    with django_assert_max_num_queries(16):
        assert client.get(reverse("list_queue")).status_code == 200
