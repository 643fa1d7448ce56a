"""The service measures itself: pairs drawn at random for two officers to judge blind, and the thresholds set since."""

from django.db import models
from django.db.models import Q

from lhb_ingest.choices import PreviewState, SampleAnswered, SampleKind, SampleState
from lhb_ingest.models.lists import Extract, ExtractRow
from records.choices import ListKind
from records.models import Authority, RollEntry, User


class SampleItem(models.Model):
    """One row beside one entry. Once settled or lapsed it holds neither: codes of the strata and the verdict stay."""

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    extract = models.ForeignKey(Extract, on_delete=models.CASCADE, related_name="samples")
    month = models.DateField()  # its first day
    row = models.ForeignKey(ExtractRow, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    entry = models.ForeignKey(RollEntry, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    kind = models.CharField(max_length=12, choices=SampleKind)
    list_kind = models.CharField(max_length=20, choices=ListKind, blank=True)
    name_group = models.CharField(max_length=20)  # what the name says, by origins.group_of; never what the child is
    quintile = models.PositiveSmallIntegerField(null=True, blank=True)  # of the area, where it is known
    weight = models.FloatField()  # for how many rows of its stratum it stands
    state = models.CharField(max_length=10, choices=SampleState, default=SampleState.OPEN)
    verdict = models.CharField(max_length=12, choices=SampleAnswered, blank=True)
    drawn_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(name="each_row_sampled_once", fields=["row"], condition=Q(row__isnull=False)),
            models.CheckConstraint(
                name="settled_means_verdict_and_time",
                condition=Q(state="open", verdict="", settled_at=None)
                | Q(state="settled", verdict__gt="", settled_at__isnull=False, row=None, entry=None)
                | Q(state="lapsed", verdict="", settled_at__isnull=False, row=None, entry=None),
            ),
        ]
        indexes = [models.Index(fields=["authority", "state"]), models.Index(fields=["authority", "month"])]


class SampleAnswer(models.Model):
    """What one officer said of one pair, not knowing what the service or a colleague said."""

    item = models.ForeignKey(SampleItem, on_delete=models.CASCADE, related_name="answers")
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    answer = models.CharField(max_length=12, choices=SampleAnswered)
    settles = models.BooleanField(default=False)  # a manager's, where the two officers do not agree
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="one_answer_of_each_officer", fields=["item", "by"]),
            models.UniqueConstraint(name="one_answer_settles", fields=["item"], condition=Q(settles=True)),
        ]


class AcceptanceThreshold(models.Model):
    """The bits below which an authority accepts nothing without a person: the newest holds, all stay as history."""

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    least = models.FloatField()  # bits
    before = models.FloatField()  # bits, until then
    expected = models.FloatField()  # wrong links in ten thousand that whoever set it was ready to expect
    reason = models.TextField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]


class ThresholdPreview(models.Model):
    """What another threshold would change on a list, as a manager has asked: a worker reckons it. The purge takes it
    with the list; a newer question of the same person takes its place."""

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    extract = models.ForeignKey(Extract, on_delete=models.CASCADE, related_name="+")
    wanted = models.FloatField()  # wrong links in ten thousand that are expected at most
    least = models.FloatField()  # bits
    by = models.OneToOneField(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=PreviewState, default=PreviewState.WAITING)
    step = models.PositiveSmallIntegerField(default=0)  # of thresholds.STEPS that are done
    found = models.JSONField(default=dict)  # counts, and the numbers of the rows that would go either way
