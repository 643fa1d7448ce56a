"""How far the worker of this process is. The heart (heart.py) carries it into the list's job, where pages read it:
inside the stage's own transaction nobody else could."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from lhb_ingest.choices import JobState
from lhb_ingest.models import Job

HISTORY = 5  # lists of the same kind by which the time left is estimated


@dataclass(frozen=True)
class Said:
    """What a stage last said of itself."""

    stage: str  # 'reading', 'storing', 'comparing'
    done: int
    total: int  # 0 where it cannot be known
    began: datetime  # of the stage


_said: dict[int, Said] = {}  # extract -> …, of this process alone


def report(extract_id: int, stage: str, done: int = 0, total: int = 0) -> None:
    before = _said.get(extract_id)
    began = before.began if before and before.stage == stage else timezone.now()
    _said[extract_id] = Said(stage, done, total, began)


def said_of(extract_id: int) -> Said | None:
    return _said.get(extract_id)


def forget(extract_id: int) -> None:
    _said.pop(extract_id, None)


def progress_of(extract_id: int) -> Job | None:
    """The job of a list that a worker has, or None where none has taken it up."""
    return Job.objects.filter(extract=extract_id, state=JobState.RUNNING).first()


def is_silent(job: Job) -> bool:
    """Whether the worker has given no sign of life for so long that the list will be taken up anew."""
    return job.state == JobState.RUNNING and quiet_for(job) >= timedelta(seconds=settings.JOB_SILENCE)


def quiet_for(job: Job) -> timedelta:
    return timezone.now() - job.heard_at


def seconds_left(job: Job) -> int | None:
    """An estimate: how long lists of this kind took lately for their size, less what this one has had. None: unknown.

    0 where it takes longer than the others did.
    """
    took = list(
        Job.objects.filter(state=JobState.FINISHED, kind=job.kind, size__gt=0, started_at__isnull=False)
        .order_by("-finished_at")
        .values_list("started_at", "finished_at", "size")[:HISTORY]
    )
    if not took or not job.size or job.started_at is None:
        return None
    rates = sorted((finished - started).total_seconds() / size for started, finished, size in took)
    elapsed = (timezone.now() - job.started_at).total_seconds()
    return max(0, round(rates[len(rates) // 2] * job.size - elapsed))


def seconds_left_of_stage(job: Job) -> int | None:
    """An estimate from the stage itself: its rows to come, at the pace of its rows so far. None: nothing to go by."""
    if not job.stage_at or not 0 < job.done <= job.total:
        return None
    pace = (job.heard_at - job.stage_at).total_seconds() / job.done
    return max(0, round(pace * (job.total - job.done) - quiet_for(job).total_seconds()))
