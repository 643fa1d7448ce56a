"""Where lists stand in the queue, for pages: what runs, what waits, in which place, since when, and how long still."""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db.models import Count, Max, Min, Q, QuerySet
from django.utils import timezone

from lhb_ingest.actions.jobs import last_began, waiting
from lhb_ingest.choices import JobState
from lhb_ingest.models import Job
from lhb_ingest.progress import is_silent, quiet_for, seconds_left, seconds_left_of_stage
from lhb_ingest.turns import in_turn

MINUTE = 60


@dataclass(frozen=True)
class Standing:
    """One list in the queue."""

    job: Job
    place: int  # 1: next; 0: a worker has it
    is_silent: bool = False
    quiet_minutes: int = 0
    seconds_left: int | None = None
    seconds_left_of_stage: int | None = None  # where no list before says how long all of it takes
    nobody_works: bool = False  # lists wait, and no worker has taken one up for long

    @property
    def minutes_left(self) -> int | None:
        """Whole minutes, the last begun one counted; None where nothing can be said."""
        return None if self.seconds_left is None else -(-self.seconds_left // MINUTE)

    @property
    def minutes_left_of_stage(self) -> int | None:
        return None if self.seconds_left_of_stage is None else max(1, -(-self.seconds_left_of_stage // MINUTE))


def standings(jobs: QuerySet[Job]) -> list[Standing]:
    """The unfinished ones of `jobs`: those under way, then those that wait, in the order of all authorities' turns."""
    mine = list(jobs.unfinished().select_related("authority"))
    places = {each.pk: place for place, each in enumerate(in_turn(waiting(), last_began()), start=1)}
    idle = nobody_works()
    found = [_standing(job, places.get(job.pk, 0), idle) for job in mine]
    return sorted(found, key=lambda each: (each.place, each.job.queued_at))


def standing_of(extract_id: int) -> Standing | None:
    """Of one list, or None where it is in no queue."""
    return next(iter(standings(Job.objects.filter(extract=extract_id))), None)


def _standing(job: Job, place: int, idle: bool) -> Standing:
    if job.state != JobState.RUNNING:
        return Standing(job, place, nobody_works=idle)
    silent = is_silent(job)
    return Standing(
        job,
        0,
        is_silent=silent,
        quiet_minutes=int(quiet_for(job).total_seconds()) // MINUTE,
        seconds_left=None if silent else seconds_left(job),
        seconds_left_of_stage=None if silent else seconds_left_of_stage(job),
    )


def nobody_works() -> bool:
    """Whether lists have waited for long, and in that time nobody took one up or gave a sign of life."""
    since = timezone.now() - timedelta(seconds=settings.JOB_SILENCE)
    said = Job.objects.aggregate(
        waits=Min("queued_at", filter=Q(state=JobState.WAITING)), began=Max("started_at"), heard=Max("heard_at")
    )
    heard = max(filter(None, (said["began"], said["heard"])), default=None)
    return said["waits"] is not None and said["waits"] < since and (heard is None or heard < since)


def loads() -> list[dict]:
    """For each authority that has lists in the queue: how many run, how many wait, and since when."""
    counts = Job.objects.unfinished().order_by().values("authority", "authority__name", "authority__name_cy")
    return list(
        counts.annotate(
            running=Count("pk", filter=Q(state=JobState.RUNNING)),
            waiting=Count("pk", filter=Q(state=JobState.WAITING)),
            since=Min("queued_at", filter=Q(state=JobState.WAITING)),
        ).order_by("authority")
    )
