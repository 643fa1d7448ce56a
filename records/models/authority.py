"""Reference data: the 22 authorities, the 7 health boards, and the dated legal bases (regimes)."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import translation

from records.choices import ClosureReason, ClosureRule, SpanKind


class Bilingual(models.Model):
    """Something with a name in both languages; `str` gives the one of the page."""

    name = models.CharField(max_length=100)
    name_cy = models.CharField(max_length=100)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name_cy if translation.get_language() == "cy" else self.name


class HealthBoard(Bilingual):
    code = models.CharField(primary_key=True, max_length=3)  # ODS code
    ons_code = models.CharField(max_length=9, unique=True)

    class Meta:
        ordering = ["name"]


class Authority(Bilingual):
    """A local authority in Wales. What the law leaves open is here, for the authority to decide."""

    code = models.CharField(primary_key=True, max_length=3)  # 660 to 681
    ons_code = models.CharField(max_length=9, unique=True)
    health_board = models.ForeignKey(HealthBoard, on_delete=models.PROTECT, related_name="authorities")
    is_pilot = models.BooleanField(default=False)
    pilot_from = models.DateField(null=True, blank=True)
    pilot_to = models.DateField(null=True, blank=True)  # the last day in force
    postcode_districts = ArrayField(models.CharField(max_length=4), default=list, blank=True)
    purge_after_days = models.PositiveSmallIntegerField(default=28)
    uploader_may_approve = models.BooleanField(default=True)
    ended_entries_years = models.PositiveSmallIntegerField(default=3)  # how long an ended roll entry is kept
    closed_cases_kept_days = models.PositiveSmallIntegerField(default=365)  # then erased to a skeleton
    closure_rule = models.CharField(max_length=20, choices=ClosureRule, default=ClosureRule.ON_LEAVING)
    second_person_for = ArrayField(models.CharField(max_length=20, choices=ClosureReason), default=list, blank=True)
    contact_within_days = models.PositiveSmallIntegerField(null=True, blank=True)  # its own targets, never law
    located_within_days = models.PositiveSmallIntegerField(null=True, blank=True)
    outcome_within_days = models.PositiveSmallIntegerField(null=True, blank=True)
    trace_in_within_days = models.PositiveSmallIntegerField(null=True, blank=True)
    trace_out_within_days = models.PositiveSmallIntegerField(null=True, blank=True)
    warn_days = models.PositiveSmallIntegerField(default=7)  # before a clock runs out

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "authorities"
        constraints = [
            models.CheckConstraint(
                name="pilot_has_dates",
                condition=Q(is_pilot=False) | Q(pilot_from__isnull=False, pilot_to__isnull=False),
            ),
        ]


class Regime(Bilingual):
    """A legal basis with the dates on which it is in force. `valid_from` empty: not in force yet."""

    code = models.CharField(primary_key=True, max_length=20)
    source = models.CharField(max_length=200)  # the instrument
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)  # the last day in force
    rank = models.PositiveSmallIntegerField(default=0)  # the higher one is used where two are in force

    class Meta:
        ordering = ["-rank"]


class CalendarSpan(models.Model):
    """Days on which an authority's schools are open, or within those closed, as the authority publishes them.

    Weekdays of a TERM span are school days, but for CLOSED spans and the bank holidays of Wales.
    """

    authority = models.ForeignKey(Authority, on_delete=models.CASCADE, related_name="calendar")
    kind = models.CharField(max_length=10, choices=SpanKind)
    first_day = models.DateField()
    last_day = models.DateField()

    class Meta:
        ordering = ["first_day", "kind"]
        constraints = [
            models.CheckConstraint(name="span_ends_after_it_began", condition=Q(last_day__gte=models.F("first_day"))),
            models.UniqueConstraint(name="each_span_once", fields=["authority", "kind", "first_day"]),
        ]
