"""The authority's work to find out about one child: findings, facts, notes, events, from opening to closing."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from records.choices import (
    AgeBand,
    Basis,
    CaseOrigin,
    CaseStatus,
    ClosureReason,
    Condition,
    EventKind,
    FlagKind,
    FlagSource,
    Ground,
    SuitabilityFinding,
)


class CaseQuerySet(models.QuerySet):
    def open(self):
        return self.filter(closed_on=None)


class Case(models.Model):
    """The work on one child. Day 0 (`received_on`) is the day the authority got the row or the referral.

    A case may be opened again: each time is a `Spell`, and what is here of opening and closing is that of the latest.
    """

    authority = models.ForeignKey("records.Authority", on_delete=models.PROTECT)
    child = models.ForeignKey("records.Child", on_delete=models.PROTECT, related_name="cases")
    regime = models.ForeignKey("records.Regime", on_delete=models.PROTECT)
    origin = models.CharField(max_length=20, choices=CaseOrigin)
    referred_by = models.CharField(max_length=200, blank=True)  # a referrer may stay unnamed
    received_on = models.DateField()
    opened_on = models.DateField()
    opened_by = models.ForeignKey("records.User", on_delete=models.PROTECT, related_name="+")
    assigned_to = models.ForeignKey(
        "records.User", null=True, blank=True, on_delete=models.PROTECT, related_name="cases"
    )
    status = models.CharField(max_length=20, choices=CaseStatus, default=CaseStatus.OPENED)
    version = models.PositiveIntegerField(default=1)  # a save that read an older one is refused
    changed_at = models.DateTimeField(default=timezone.now)  # the last event
    next_due_on = models.DateField(null=True, blank=True)  # the first of what is due: clocks, tasks, enquiries
    closed_on = models.DateField(null=True, blank=True)
    closed_by = models.ForeignKey("records.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    closure_reason = models.CharField(max_length=20, choices=ClosureReason, blank=True)
    closure_ground = models.CharField(max_length=25, choices=Ground, blank=True)
    closure_evidence = models.TextField(blank=True)
    erased_on = models.DateField(null=True, blank=True)  # since then a skeleton that cannot identify the child
    age_band = models.CharField(max_length=10, choices=AgeBand, blank=True)  # when it was closed

    objects = CaseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="one_open_case_per_child", fields=["child"], condition=Q(closed_on=None)),
            models.CheckConstraint(
                name="closed_means_reason_ground_date_and_person",
                condition=Q(
                    status=CaseStatus.CLOSED,
                    closed_on__isnull=False,
                    closed_by__isnull=False,
                    closure_reason__gt="",
                    closure_ground__gt="",
                )
                | (
                    ~Q(status=CaseStatus.CLOSED)
                    & Q(closed_on=None, closed_by=None, closure_reason="", closure_ground="", closure_evidence="")
                ),
            ),
            models.CheckConstraint(
                name="erased_means_closed_and_without_words",
                condition=Q(erased_on=None, age_band="")
                | Q(
                    erased_on__isnull=False,
                    age_band__gt="",
                    closed_on__isnull=False,
                    referred_by="",
                    closure_evidence="",
                ),
            ),
            models.CheckConstraint(
                name="case_opens_once_received", condition=Q(opened_on__gte=models.F("received_on"))
            ),
        ]
        indexes = [
            models.Index(fields=["authority", "closed_on", "status"]),
            models.Index(fields=["authority", "assigned_to", "status"]),
            models.Index(name="case_due", fields=["authority", "next_due_on"], condition=Q(next_due_on__isnull=False)),
            models.Index(name="case_changed", fields=["authority", "-changed_at"]),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """What people say on the telephone: it tells nothing about the child."""
        return f"{self.authority_id}-{self.pk:05d}"


class Spell(models.Model):
    """One time that a case was open. Figures count spells: a case opened again is the same case, counted anew."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="spells")
    authority = models.ForeignKey("records.Authority", on_delete=models.PROTECT)
    number = models.PositiveSmallIntegerField(default=1)
    origin = models.CharField(max_length=20, choices=CaseOrigin)
    received_on = models.DateField()
    opened_on = models.DateField()
    opened_by = models.ForeignKey("records.User", on_delete=models.PROTECT, related_name="+")
    closed_on = models.DateField(null=True, blank=True)
    closed_by = models.ForeignKey("records.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    approved_by = models.ForeignKey("records.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=20, choices=ClosureReason, blank=True)
    ground = models.CharField(max_length=25, choices=Ground, blank=True)
    evidence = models.TextField(blank=True)

    class Meta:
        ordering = ["case", "number"]
        constraints = [
            models.UniqueConstraint(name="spells_are_numbered", fields=["case", "number"]),
            models.UniqueConstraint(name="one_open_spell_per_case", fields=["case"], condition=Q(closed_on=None)),
            models.CheckConstraint(
                name="ended_spell_has_reason_ground_and_person",
                condition=Q(closed_on=None, closed_by=None, approved_by=None, reason="", ground="", evidence="")
                | Q(
                    closed_on__gte=models.F("opened_on"),
                    closed_by__isnull=False,
                    reason__gt="",
                    ground__gt="",
                ),
            ),
            models.CheckConstraint(
                name="spell_opens_once_received", condition=Q(opened_on__gte=models.F("received_on"))
            ),
            models.CheckConstraint(
                name="nobody_approves_their_own_closure",
                condition=Q(approved_by=None) | ~Q(approved_by=models.F("closed_by")),
            ),
        ]
        indexes = [
            models.Index(fields=["authority", "opened_on"]),
            models.Index(fields=["authority", "closed_on"]),
        ]


class ClosureRequest(models.Model):
    """Somebody asks a second person to close a case for a reason that the authority calls risky."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="closure_requests")
    authority = models.ForeignKey("records.Authority", on_delete=models.PROTECT)
    reason = models.CharField(max_length=20, choices=ClosureReason)
    evidence = models.TextField()
    on = models.DateField()
    asked_by = models.ForeignKey("records.User", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    is_agreed = models.BooleanField(null=True)  # empty: waits
    answer = models.TextField(blank=True)
    decided_by = models.ForeignKey("records.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(name="one_waiting_request", fields=["case"], condition=Q(is_agreed=None)),
            models.CheckConstraint(
                name="request_decided_by_another",
                condition=Q(is_agreed=None, decided_by=None, decided_at=None)
                | (
                    Q(is_agreed__isnull=False, decided_by__isnull=False, decided_at__isnull=False)
                    & (Q(is_agreed=False) | ~Q(decided_by=models.F("asked_by")))
                ),
            ),
        ]


class Finding(models.Model):
    """One of the three findings of regulation 3(3), with what it rests on. It lives in the case file."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="findings")
    spell = models.ForeignKey(Spell, on_delete=models.CASCADE, related_name="findings")
    authority = models.ForeignKey("records.Authority", on_delete=models.PROTECT)
    condition = models.CharField(max_length=20, choices=Condition)
    suitability = models.CharField(max_length=20, choices=SuitabilityFinding, blank=True)
    basis = models.CharField(max_length=20, choices=Basis)
    note = models.TextField(blank=True)
    found_on = models.DateField()
    found_by = models.ForeignKey("records.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="each_finding_once", fields=["spell", "condition"]),
            models.CheckConstraint(
                name="suitability_says_is_not_or_may_not",
                condition=Q(condition=Condition.NOT_SUITABLE, suitability__gt="")
                | (~Q(condition=Condition.NOT_SUITABLE) & Q(suitability="")),
            ),
        ]


class CaseFact(models.Model):
    """ALN, CLA, FSM, ethnicity or language, with source and date; the newest one holds, the older stay as history."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="facts")
    authority = models.ForeignKey("records.Authority", on_delete=models.PROTECT)
    kind = models.CharField(max_length=10, choices=FlagKind)
    value = models.CharField(max_length=20)
    source = models.CharField(max_length=20, choices=FlagSource)
    as_at = models.DateField()
    recorded_by = models.ForeignKey("records.User", on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["-as_at", "-pk"]
        indexes = [models.Index(fields=["case", "kind", "-as_at"])]


class CaseNote(models.Model):
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="notes")
    authority = models.ForeignKey("records.Authority", on_delete=models.PROTECT)
    text = models.TextField()
    written_by = models.ForeignKey("records.User", on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["-written_at", "-pk"]


class CaseEvent(models.Model):
    """Something that happened to a case: who, when, what. `detail` holds codes and numbers, never a name or a text."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="events")
    authority = models.ForeignKey("records.Authority", on_delete=models.PROTECT)
    kind = models.CharField(max_length=20, choices=EventKind)
    detail = models.JSONField(default=dict, blank=True)
    by = models.ForeignKey(
        "records.User", null=True, on_delete=models.PROTECT, related_name="+"
    )  # empty: the timetable
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]
