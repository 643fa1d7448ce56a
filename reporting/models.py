"""The monthly return: exact lines for the authority, and the released lines, safe to publish, for evaluators."""

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import translation

from records.models import Authority, User
from reporting.choices import CorrectionReason, ReturnState


class ReturnQuerySet(models.QuerySet):
    def released(self):
        return self.filter(state=ReturnState.RELEASED)

    def differing(self):
        """Released, the newest of their month, and no longer what the records say."""
        newer = Return.objects.filter(
            authority=OuterRef("authority"), month=OuterRef("month"), version__gt=OuterRef("version")
        )
        return self.released().filter(~Exists(newer), differs_since__isnull=False)


class Return(models.Model):
    """The figures of one authority for one month, frozen when made."""

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    month = models.DateField()  # its first day
    version = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=10, choices=ReturnState, default=ReturnState.MADE)
    definitions = models.CharField(max_length=20)  # the version of the definitions
    code = models.CharField(max_length=40)  # the version of the program
    fingerprint = models.CharField(max_length=64)  # SHA-256 of the exact lines
    counted = models.JSONField(
        default=dict, blank=True
    )  # indicator -> SHA-256 of which rows were counted, and under what
    correction = models.CharField(max_length=20, choices=CorrectionReason, blank=True)  # of every version but the first
    corrected_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    looked_at = models.DateTimeField(null=True, blank=True)
    looked_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    released_at = models.DateTimeField(null=True, blank=True)
    released_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    differs_since = models.DateTimeField(null=True, blank=True)  # when a night found that the records say otherwise now

    objects = ReturnQuerySet.as_manager()

    class Meta:
        ordering = ["-month", "authority__name", "-version"]
        constraints = [
            models.UniqueConstraint(name="each_version_once", fields=["authority", "month", "version"]),
            models.CheckConstraint(name="month_is_a_first_day", condition=Q(month__day=1)),
            models.CheckConstraint(
                name="looked_at_means_person_and_time",
                condition=Q(state="made", looked_at=None, looked_by=None)
                | (~Q(state="made") & Q(looked_at__isnull=False, looked_by__isnull=False)),
            ),
            models.CheckConstraint(
                name="released_by_a_second_person",
                condition=Q(state="released", released_at__isnull=False, released_by__isnull=False)
                & ~Q(released_by=F("looked_by"))
                | (~Q(state="released") & Q(released_at=None, released_by=None)),
            ),
            models.CheckConstraint(
                name="later_version_has_reason_and_person",
                condition=Q(version=1, correction="", corrected_by=None)
                | Q(version__gt=1, correction__gt="", corrected_by__isnull=False),
            ),
            models.CheckConstraint(
                name="who_corrects_does_not_release",
                condition=Q(corrected_by=None) | Q(released_by=None) | ~Q(released_by=F("corrected_by")),
            ),
        ]

    @property
    def is_correction(self) -> bool:
        return self.version > 1


class ReturnLine(models.Model):
    """One exact number of a return. Only the authority's own people see it."""

    cme_return = models.ForeignKey(Return, on_delete=models.CASCADE, related_name="lines")
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    position = models.PositiveSmallIntegerField()
    indicator = models.CharField(max_length=40)
    category = models.CharField(max_length=40, blank=True)  # empty: the total
    value = models.PositiveIntegerField(null=True)  # empty: there was nothing to measure

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(name="each_line_of_a_return_once", fields=["cme_return", "indicator", "category"])
        ]


class ReleasedLine(models.Model):
    """One number of a released return after disclosure control: '0', '[c]', or a multiple of five. Public by nature."""

    cme_return = models.ForeignKey(Return, on_delete=models.CASCADE, related_name="released_lines")
    position = models.PositiveSmallIntegerField()
    indicator = models.CharField(max_length=40)
    category = models.CharField(max_length=40, blank=True)
    shown = models.CharField(max_length=12)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(name="each_released_line_once", fields=["cme_return", "indicator", "category"])
        ]


class Download(models.Model):
    """Who took which figures away, when, and in what form. Append-only, and nothing about a child."""

    cme_return = models.ForeignKey(Return, on_delete=models.PROTECT, related_name="downloads")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    is_exact = models.BooleanField()
    form = models.CharField(max_length=10)  # csv, xlsx, ods, json, rows
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]


class CountingNote(models.Model):
    """How an authority counts, in its own words, for whoever holds it beside others. Published; the newest holds."""

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="counting_notes")
    text = models.CharField(max_length=500)
    text_cy = models.CharField(max_length=500)
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]

    @property
    def said(self) -> str:
        """In the language of the page."""
        return self.text_cy if translation.get_language() == "cy" else self.text
