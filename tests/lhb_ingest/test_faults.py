"""A worker killed between any two of its statements, and at any moment, fifty times: the register is as if undisturbed.

Each worker is a process of its own, which ends itself by SIGKILL at the n-th statement, or is killed from outside after
a while. Two runs begin from the same fresh database; in one nobody is killed.
"""

import os
import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable
from functools import partial

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection, connections, models
from django.utils import timezone

from lhb_ingest import actions, tasks
from lhb_ingest.choices import ExtractState, JobState
from lhb_ingest.models import Candidate, Extract, Job
from records.choices import ListKind, Role
from records.errors import Refused
from records.models import Authority, HealthBoard, Regime, RollEntry, User
from records.scope import scope
from tests import servers
from tests.factories import make_user
from tests.lhb_ingest.builders import Somebody, send, somebody

KILLS = 50
BY_THE_CLOCK = 15  # of these
LISTS = 8
SEED = random.randrange(1000)
OF_A_RUN = (models.AutoField, models.DateTimeField, models.FileField)
REFERENCE = (Authority, HealthBoard, Regime)


@pytest.fixture(autouse=True)
def settings_for_many_kills(settings, monkeypatch):
    settings.JOB_ATTEMPTS = KILLS
    monkeypatch.setattr(tasks.work_on_queue, "delay", lambda: None)


def people_of(number: int) -> list[Somebody]:
    """The same children in both runs: none is anybody else's near match by chance."""
    return [somebody(ref=f"L{number}-{each}") for each in range(12)]


def queue_lists(children: list[list[Somebody]]) -> None:
    """Health lists and rolls in turn; the first roll is approved, so that some are found on it."""
    officer, board = make_user(Role.LIST_OFFICER), make_user(Role.DATA_OFFICER)
    with scope(authority="660"):
        roll = send(officer, ListKind.SCHOOL_ROLL, *[people[0] for people in children])
        assert actions.check_extract(extract_id=roll.pk) and actions.compare_extract(extract_id=roll.pk)
        actions.approve_extract(by=officer, extract=roll)
        for number, people in enumerate(children):
            kind = ListKind.HOME_EDUCATION if number % 3 == 2 else ListKind.HEALTH
            odd = [people[1].like(born_on="31/02/2015", ref=f"odd{number}"), people[2].like(postcode="CF10 5TA")]
            by = board if kind == ListKind.HEALTH else officer
            actions.enqueue(extract=send(by, kind, *people[:1], *people[3:], *odd))


def begin_afresh() -> None:
    """With the numbers of lists too, which entries name as the source of their values."""
    connections.close_all()
    servers.copy_template(settings.DATABASES["default"]["NAME"])


def worker(*, ends_at: int | None = None) -> int:
    """A process that takes one turn at the queue, and kills itself at its n-th statement. Returns its number."""
    connections.close_all()
    if pid := os.fork():
        return pid
    statements = 0

    def count(execute: Callable, *call: object) -> object:
        nonlocal statements
        statements += 1
        if statements == ends_at:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(*call)

    try:
        with connection.execute_wrapper(count):
            tasks.work_on_queue()
    finally:
        os._exit(0)


def ended_by_a_kill(pid: int) -> bool:
    return os.WIFSIGNALED(os.waitpid(pid, 0)[1])


def killed_after(seconds: float) -> bool:
    pid = worker()
    time.sleep(seconds)
    os.kill(pid, signal.SIGKILL)
    return ended_by_a_kill(pid)


def unfinished() -> bool:
    return Job.objects.filter(state__in=(JobState.WAITING, JobState.RUNNING)).exists()


def work_undisturbed() -> None:
    for _turn in range(3 * LISTS):
        if not unfinished():
            return
        assert not ended_by_a_kill(worker())
    raise AssertionError("the queue does not end")


def kill_again_and_again() -> int:
    """At one statement after another, a list's work over and over; then by the clock. Returns the kills."""
    chance, kills, statement = random.Random(SEED), 0, 1
    while kills < KILLS and unfinished():
        if kills < KILLS - BY_THE_CLOCK:
            hit = ended_by_a_kill(worker(ends_at=statement))
            statement = statement + chance.choice((1, 2, 3)) if hit else 1
        else:
            hit = killed_after(chance.uniform(0.005, 0.25))
        kills += hit
        nothing_is_half_done()
    return kills


def nothing_is_half_done() -> None:
    with scope(authority="660"):
        for extract in Extract.objects.all():
            rows = extract.rows.count()
            assert (rows > 0) == (extract.state != ExtractState.RECEIVED), extract.state
    assert Job.objects.count() == LISTS


def register() -> dict[str, Counter]:
    """Every row of every table, without what is of one run only: keys, times, names of files and of workers."""
    found = {}
    with scope(authority="660"):
        for label in ("records", "lhb_ingest", "reporting"):
            for model in apps.get_app_config(label).get_models():
                if model not in (User, Job):
                    names = [field.name for field in model._meta.concrete_fields if is_comparable(field)]
                    found[model._meta.label] = Counter(map(repr, model.objects.values_list(*names)))
    return found


def is_comparable(field: models.Field) -> bool:
    if isinstance(field, models.ForeignKey):
        return field.related_model in REFERENCE
    return not isinstance(field, OF_A_RUN)


@pytest.mark.django_db(transaction=True)
def test_fifty_kills_leave_the_register_as_if_there_had_been_none():
    print(f"kills with seed {SEED}")
    children = [people_of(number) for number in range(LISTS)]
    begin_afresh()
    queue_lists(children)
    work_undisturbed()
    expected = register()
    begin_afresh()
    queue_lists(children)
    assert kill_again_and_again() == KILLS
    work_undisturbed()
    found = register()
    for label, rows in expected.items():
        assert found[label] == rows, label
    assert expected["lhb_ingest.ExtractRow"].total() > 10 * LISTS and expected["lhb_ingest.Match"].total() >= 5
    assert set(Job.objects.values_list("state", flat=True)) == {JobState.FINISHED}


def at_once(*acts: Callable[[], object]) -> tuple[list, list[str]]:
    """Each act in a thread and on a connection of its own, all begun together: (what came back, what was refused)."""
    ready, done, refused = threading.Barrier(len(acts)), [], []

    def run(act: Callable[[], object]) -> None:
        try:
            ready.wait(10)
            with scope(authority="660"):
                done.append(act())
        except Refused as refusal:
            refused.append(str(refusal))
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for each in threads:
        each.start()
    for each in threads:
        each.join(30)
    return done, refused


@pytest.mark.django_db(transaction=True)
def test_of_eight_who_send_one_file_at_once_one_is_taken():
    officers, people = [make_user(Role.LIST_OFFICER) for _ in range(8)], people_of(0)
    sent, refused = at_once(*[partial(send, officer, ListKind.SCHOOL_ROLL, *people) for officer in officers])
    assert (len(sent), len(refused)) == (1, 7)
    assert all("sent already" in sentence for sentence in refused)
    with scope(authority="660"):
        assert Extract.objects.filter(received_at__lte=timezone.now()).count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("kind", "sender"), [(ListKind.HEALTH, Role.DATA_OFFICER), (ListKind.SCHOOL_ROLL, Role.LIST_OFFICER)]
)
def test_of_those_who_approve_one_list_at_once_one_does(kind, sender):
    approvers, people = [make_user(Role.CASE_MANAGER) for _ in range(4)], people_of(0)
    with scope(authority="660"):
        extract = send(make_user(sender), kind, *people)
        assert actions.check_extract(extract_id=extract.pk) and actions.compare_extract(extract_id=extract.pk)
        stale = [Extract.objects.get(pk=extract.pk) for _ in approvers]  # each has the page open
    acts = [partial(actions.approve_extract, by=by, extract=seen) for by, seen in zip(approvers, stale, strict=True)]
    done, refused = at_once(*acts)
    assert (len(done), len(refused)) == (1, 3)
    assert set(refused) == {"Only a list that is ready to review can be approved."}
    with scope(authority="660"):
        extract.refresh_from_db()
        assert extract.approved_by in approvers
        made = Candidate.objects.count() if kind == ListKind.HEALTH else RollEntry.objects.count()
        assert made == len(people)
