"""What is to be done on a case and by when: enquiries, tasks, clocks; and what stands on it beside its status."""

from django.db import models
from django.db.models import F, Q

from records.choices import ClockKind, ClockOutcome, EnquiryResult, MarkerKind, TaskOutcome
from records.models.authority import Bilingual
from records.models.case import Case


class CaseMarker(models.Model):
    """A case is paused, or there is a safeguarding concern: since when, why, who says so. Ended ones are history."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="markers")
    authority = models.ForeignKey("records.Authority", on_delete=models.PROTECT)
    kind = models.CharField(max_length=15, choices=MarkerKind)
    reason = models.TextField()
    since = models.DateField()
    set_by = models.ForeignKey("records.User", on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()
    ended_on = models.DateField(null=True, blank=True)
    ended_by = models.ForeignKey("records.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["kind", "-since", "-pk"]
        constraints = [
            models.UniqueConstraint(name="one_marker_of_a_kind", fields=["case", "kind"], condition=Q(ended_on=None)),
            models.CheckConstraint(
                name="marker_ends_by_somebody",
                condition=Q(ended_on=None, ended_by=None) | Q(ended_on__gte=F("since"), ended_by__isnull=False),
            ),
        ]


class Clock(models.Model):
    """Days that run on a case. `due_on` is the last day in time, reckoned by records.clocks from `starts_on`."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="clocks")
    authority = models.ForeignKey("records.Authority", on_delete=models.PROTECT)
    kind = models.CharField(max_length=20, choices=ClockKind)
    starts_on = models.DateField()
    due_on = models.DateField()
    is_provisional = models.BooleanField(default=False)  # term dates of some of the days were not known
    paused_on = models.DateField(null=True, blank=True)
    pause_reason = models.TextField(blank=True)
    days_paused = models.PositiveSmallIntegerField(default=0)  # of earlier pauses
    started_by = models.ForeignKey("records.User", null=True, on_delete=models.PROTECT, related_name="+")
    ended_on = models.DateField(null=True, blank=True)
    ended_by = models.ForeignKey("records.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=10, choices=ClockOutcome, blank=True)

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="one_clock_of_a_kind_and_day", fields=["case", "kind", "starts_on"], condition=Q(ended_on=None)
            ),
            models.CheckConstraint(name="clock_is_due_after_it_starts", condition=Q(due_on__gte=F("starts_on"))),
            models.CheckConstraint(
                name="clock_pauses_with_a_reason",
                condition=Q(paused_on=None, pause_reason="") | Q(paused_on__isnull=False, pause_reason__gt=""),
            ),
            models.CheckConstraint(
                name="clock_ends_with_an_outcome",
                condition=Q(ended_on=None, outcome="") | Q(ended_on__isnull=False, outcome__gt=""),
            ),
        ]
        indexes = [models.Index(name="clock_due", fields=["authority", "due_on"], condition=Q(ended_on=None))]


class Task(models.Model):
    """Something somebody must do on a case by a day. The person is reminded once."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="tasks")
    authority = models.ForeignKey("records.Authority", on_delete=models.PROTECT)
    title = models.CharField(max_length=200)
    due_on = models.DateField()
    assigned_to = models.ForeignKey("records.User", null=True, on_delete=models.PROTECT, related_name="tasks")
    made_by = models.ForeignKey("records.User", null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    reminded_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    ended_by = models.ForeignKey("records.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=10, choices=TaskOutcome, blank=True)
    result = models.TextField(blank=True)

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="task_ends_with_an_outcome",
                condition=Q(ended_on=None, ended_by=None, outcome="", result="")
                | Q(ended_on__isnull=False, ended_by__isnull=False, outcome__gt=""),
            ),
        ]
        indexes = [
            models.Index(name="task_due", fields=["authority", "due_on"], condition=Q(ended_on=None)),
            models.Index(name="task_mine", fields=["assigned_to", "due_on"], condition=Q(ended_on=None)),
        ]


class EnquiryTemplate(models.Model):
    """An authority's checklist as somebody saved it; the highest version holds, the others stay as they were.

    `steps` is a list of {"key", "name", "name_cy", "days"}: days after the opening of a case, or None.
    """

    authority = models.ForeignKey("records.Authority", on_delete=models.PROTECT)
    version = models.PositiveSmallIntegerField()
    steps = models.JSONField()
    made_by = models.ForeignKey("records.User", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["-version"]
        constraints = [models.UniqueConstraint(name="template_versions", fields=["authority", "version"])]


class Enquiry(Bilingual):
    """One check of the list on one case: planned, then what was found, with whom, when, by whom."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="enquiries")
    authority = models.ForeignKey("records.Authority", on_delete=models.PROTECT)
    key = models.CharField(max_length=40)  # of the step; the same check may be made again
    position = models.PositiveSmallIntegerField(default=0)
    due_on = models.DateField(null=True, blank=True)
    checked_on = models.DateField(null=True, blank=True)
    with_whom = models.CharField(max_length=200, blank=True)
    result = models.CharField(max_length=12, choices=EnquiryResult, blank=True)
    note = models.TextField(blank=True)
    checked_by = models.ForeignKey("records.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                name="enquiry_recorded_whole",
                condition=Q(checked_on=None, checked_by=None, recorded_at=None, result="", note="", with_whom="")
                | Q(checked_on__isnull=False, checked_by__isnull=False, recorded_at__isnull=False, result__gt=""),
            ),
            models.UniqueConstraint(
                name="one_open_enquiry_of_a_step", fields=["case", "key"], condition=Q(checked_on=None)
            ),
        ]
        indexes = [
            models.Index(
                name="enquiry_due", fields=["authority", "due_on"], condition=Q(checked_on=None, due_on__isnull=False)
            )
        ]
