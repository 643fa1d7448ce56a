"""The queue of lists: who is next, who has it, who was lost. The database keeps it; messages only say 'have a look'.

A worker that has a list holds a lock of PostgreSQL on a second connection (actions/heart.py). Killed, it loses the lock
with the connection, so a lost list is known at once. A worker that is alive and says nothing for too long, because its
machine hangs or the net between is cut, has its connections ended by whoever looks next. Either way the stage's own
transaction is gone, whole, before anybody begins it again.
"""

import hashlib
from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from lhb_ingest.choices import WAITING_FOR_WORKER, JobState
from lhb_ingest.models import Extract, Job
from lhb_ingest.turns import Waiting, next_in_turn

CHOOSING, WORKING = 0x434D45, 0x434D46  # advisory locks: who chooses the next list; who works on which


def source_of(extract: Extract) -> str:
    """Authority, kind and sender: one list of a source is worked on at a time."""
    about = "|".join((extract.authority_id, extract.kind, extract.sender, extract.health_board_id or ""))
    return hashlib.sha256(about.encode()).hexdigest()


@transaction.atomic
def enqueue(*, extract: Extract) -> Job:
    """Puts a list at the end of its authority's queue. One that waits or is under way keeps its place."""
    fresh = {
        "state": JobState.WAITING,
        "queued_at": timezone.now(),
        "attempts": 0,
        **dict.fromkeys(("started_at", "heard_at", "finished_at", "stage_at", "backend")),
        **{"worker": "", "stage": "", "done": 0, "total": 0},
    }
    of_list = {
        "authority_id": extract.authority_id,
        "health_board_id": extract.health_board_id,
        "kind": extract.kind,
        "size": extract.size,
        "source": source_of(extract),
    }
    job, is_new = Job.objects.select_for_update().get_or_create(extract=extract, defaults=fresh | of_list)
    if not is_new and job.state not in (JobState.WAITING, JobState.RUNNING):
        Job.objects.filter(pk=job.pk).update(**fresh)
        job.refresh_from_db()
    return job


@transaction.atomic
def leave_queue(*, extract: Extract) -> None:
    """Of a list that was cancelled: nobody need take it up."""
    Job.objects.filter(extract=extract, state=JobState.WAITING).update(
        state=JobState.FINISHED, finished_at=timezone.now()
    )


@transaction.atomic
def claim(*, worker: str, hold: Callable[[int], None]) -> Job | None:
    """Gives `worker` the list whose turn it is, or None. `hold(pk)` takes the lock that says the worker lives.

    Those who choose come one after the other, and the database refuses a second running list of one source besides.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, 0), pg_backend_pid()", [CHOOSING])
        backend = cursor.fetchone()[1]
    _take_back_lost()
    busy = Job.objects.filter(state=JobState.RUNNING).values_list("source", flat=True)
    chosen = next_in_turn(waiting(), last_began(), busy)
    if chosen is None:
        return None
    hold(chosen.pk)
    now = timezone.now()
    job = Job.objects.select_for_update().get(pk=chosen.pk)
    job.state, job.worker, job.backend = JobState.RUNNING, worker[:100], backend
    job.started_at = job.heard_at = now
    job.attempts += 1
    job.stage, job.stage_at, job.done, job.total = "", None, 0, 0
    job.save()
    return job


def waiting() -> list[Waiting]:
    """Oldest first."""
    jobs = Job.objects.filter(state=JobState.WAITING).order_by("queued_at", "pk")
    return [Waiting(*values) for values in jobs.values_list("pk", "authority", "source")]


def last_began() -> dict[str, object]:
    """Authority -> when a list of it was last taken up."""
    began = Job.objects.filter(started_at__isnull=False).order_by()
    return dict(began.values_list("authority").annotate(Max("started_at")))


def _take_back_lost() -> None:
    """Lists whose worker is gone, or silent for too long, wait again; first of their authority."""
    running = list(Job.objects.select_for_update(skip_locked=True).filter(state=JobState.RUNNING))
    held = _held() if running else {}
    for job in running:
        silent = timezone.now() - job.heard_at > timedelta(seconds=settings.JOB_SILENCE)
        if job.pk not in held or silent:
            if silent:
                _end_backends(job, held.get(job.pk, []))
            Job.objects.filter(pk=job.pk).update(state=JobState.WAITING, worker="", backend=None)


def _held() -> dict[int, list[int]]:
    """Job -> the processes of PostgreSQL that hold its lock."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT objid, array_agg(pid) FROM pg_locks WHERE locktype = 'advisory' AND classid = %s AND granted "
            "AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) GROUP BY objid",
            [WORKING],
        )
        return dict(cursor.fetchall())


def _end_backends(job: Job, holders: list[int]) -> None:
    """Ends the silent worker's connections, so that what it had begun is taken back. Never one of a later worker."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() "
            "AND datname = current_database() AND (pid = ANY(%s) OR pid = %s AND backend_start <= %s)",
            [holders, job.backend or 0, job.started_at],
        )


def hold_lock(job_id: int) -> None:
    """Takes the lock of a list on this connection, until `release_lock` or the end of the connection."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s, %s)", [WORKING, job_id])


@transaction.atomic
def beat(*, job: Job, stage: str = "", done: int = 0, total: int = 0, began=None) -> None:
    """A sign of life, with how far the stage has come."""
    Job.objects.filter(pk=job.pk, state=JobState.RUNNING, worker=job.worker).update(
        heard_at=timezone.now(), stage=stage, done=done, total=total, stage_at=began
    )


@transaction.atomic
def stage_done(*, job: Job) -> None:
    """A stage is stored for good: the attempts are counted anew."""
    Job.objects.filter(pk=job.pk, worker=job.worker).update(attempts=0)


@transaction.atomic
def put_down(*, job: Job, is_finished: bool, given_up: bool = False) -> None:
    """The worker is done with the list; one that is not finished waits for its next turn."""
    state = JobState.GIVEN_UP if given_up else JobState.FINISHED if is_finished else JobState.WAITING
    ended = timezone.now() if is_finished or given_up else None
    mine = Job.objects.filter(pk=job.pk)
    if not is_finished:
        mine = mine.filter(worker=job.worker)
    mine.update(state=state, finished_at=ended, worker="", backend=None)


def someone_can_begin() -> bool:
    """Whether a list waits whose source nobody is working on."""
    busy = Job.objects.filter(state=JobState.RUNNING).values_list("source", flat=True)
    return next_in_turn(waiting(), last_began(), busy) is not None


@transaction.atomic
def enqueue_waiting() -> int:
    """Queues lists of the scope's authority that wait for a worker and are in no queue. Returns how many."""
    in_queue = Job.objects.filter(state__in=(JobState.WAITING, JobState.RUNNING)).values("extract")
    lost = Extract.objects.filter(state__in=WAITING_FOR_WORKER).exclude(pk__in=in_queue)
    return len([enqueue(extract=extract) for extract in lost.order_by("received_at", "pk")])
