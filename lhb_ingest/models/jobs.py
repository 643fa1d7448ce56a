"""The queue of lists that wait for a worker. Nothing about a child is in it, so it stands outside the policies: whose
turn is next can only be said by looking at every authority."""

from django.db import models
from django.db.models import Q

from lhb_ingest.choices import JobState
from lhb_ingest.models.lists import Extract
from records.models import Authority, HealthBoard


class JobQuerySet(models.QuerySet):
    def unfinished(self):
        return self.filter(state__in=(JobState.WAITING, JobState.RUNNING))


class Job(models.Model):
    """The work on one list: whether it waits, who has it, how far it is, and when that was last heard of."""

    extract = models.OneToOneField(Extract, on_delete=models.CASCADE, related_name="job")
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    health_board = models.ForeignKey(HealthBoard, null=True, blank=True, on_delete=models.PROTECT)
    kind = models.CharField(max_length=20)  # of the list
    size = models.PositiveBigIntegerField(default=0)  # bytes of the file
    source = models.CharField(max_length=64)  # authority, kind and sender, hashed: one runs at a time
    state = models.CharField(max_length=10, choices=JobState, default=JobState.WAITING)
    queued_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    heard_at = models.DateTimeField(null=True, blank=True)  # the worker's last sign of life
    finished_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)  # at the stage that it is at
    worker = models.CharField(max_length=100, blank=True)  # host and process
    backend = models.PositiveIntegerField(null=True, blank=True)  # the process of PostgreSQL that works for it
    stage = models.CharField(max_length=12, blank=True)  # 'reading', 'storing', 'comparing'
    stage_at = models.DateTimeField(null=True, blank=True)  # when the stage began
    done = models.PositiveIntegerField(default=0)  # rows of this stage
    total = models.PositiveIntegerField(default=0)  # 0 where it cannot be known

    objects = JobQuerySet.as_manager()

    class Meta:
        ordering = ["queued_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="one_running_job_for_each_source", fields=["source"], condition=Q(state="running")
            ),
            models.CheckConstraint(
                name="running_job_has_a_worker",
                condition=~Q(state="running") | Q(started_at__isnull=False, heard_at__isnull=False, worker__gt=""),
            ),
        ]
        indexes = [models.Index(fields=["state", "queued_at"]), models.Index(fields=["authority", "-started_at"])]
