"""What keeps a case file right: attachments, where values come from, queries of them, and disposal runs."""

import uuid

from django.db import models
from django.db.models import F, Q

from records.keeping import Disposal, FileKind, QueryOutcome, RaisedBy, ValueOf, ValueSource
from records.models.case import Case
from records.models.work import Clock


def attachment_path(attachment: "Attachment", filename: str) -> str:
    """Kept under a random name: its own may say whose it is."""
    return f"attachments/{attachment.authority_id}/{uuid.uuid4().hex}"


class Attachment(models.Model):
    """A file that somebody put with a case. It goes, with its file, when it is removed or the case is erased."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="attachments")
    authority = models.ForeignKey("records.Authority", on_delete=models.PROTECT)
    file = models.FileField(upload_to=attachment_path, max_length=100)
    name = models.CharField(max_length=200)  # as it was sent, with the ending of what it is
    about = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=10, choices=FileKind)  # by its content
    size = models.PositiveIntegerField()  # bytes
    fingerprint = models.CharField(max_length=64)  # SHA-256 of the file
    added_by = models.ForeignKey("records.User", on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["-added_at", "-pk"]
        constraints = [models.UniqueConstraint(name="same_attachment_once", fields=["case", "fingerprint"])]


class AccuracyQuery(models.Model):
    """Somebody says that a value is, or may be, wrong or incomplete (regulation 5). Counts outlive the case's details.

    `field` is a code of records.accuracy; `clock` runs where the person used their right to have data put right.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="queries")
    authority = models.ForeignKey("records.Authority", on_delete=models.PROTECT)
    field = models.CharField(max_length=30)
    raised_by = models.CharField(max_length=20, choices=RaisedBy)
    raised_by_name = models.CharField(max_length=200, blank=True)
    raised_on = models.DateField()
    said = models.TextField(blank=True)
    is_rights_request = models.BooleanField(default=False)
    clock = models.ForeignKey(Clock, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    recorded_by = models.ForeignKey("records.User", on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=QueryOutcome, blank=True)
    outcome_note = models.TextField(blank=True)
    settled_on = models.DateField(null=True, blank=True)
    settled_by = models.ForeignKey("records.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-raised_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="query_settled_whole",
                condition=Q(settled_on=None, settled_by=None, outcome="", outcome_note="")
                | Q(settled_on__gte=F("raised_on"), settled_by__isnull=False, outcome__gt=""),
            ),
        ]
        indexes = [
            models.Index(name="query_raised", fields=["authority", "raised_on"]),
            models.Index(name="query_open", fields=["case"], condition=Q(settled_on=None)),
        ]


class AccuracyStep(models.Model):
    """What somebody did to find out whether a queried value is right."""

    query = models.ForeignKey(AccuracyQuery, on_delete=models.CASCADE, related_name="steps")
    authority = models.ForeignKey("records.Authority", on_delete=models.PROTECT)
    text = models.TextField()
    on = models.DateField()
    by = models.ForeignKey("records.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["on", "pk"]


class ValueChange(models.Model):
    """One change of one value: what stood, what stands, where the new one comes from. Nothing is overwritten unseen."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="value_changes")
    authority = models.ForeignKey("records.Authority", on_delete=models.PROTECT)
    of = models.CharField(max_length=10, choices=ValueOf)
    row = models.PositiveBigIntegerField(null=True, blank=True)  # which person or address; a case has one child
    field = models.CharField(max_length=20)
    before = models.TextField(blank=True)
    after = models.TextField(blank=True)
    source = models.CharField(max_length=20, choices=ValueSource)
    by = models.ForeignKey("records.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="change_of_one_of_several_says_which",
                condition=Q(of__in=[ValueOf.CHILD, ValueOf.RECORD], row=None)
                | Q(of__in=[ValueOf.CONTACT, ValueOf.ADDRESS], row__isnull=False),
            )
        ]


class DisposalRun(models.Model):
    """What becomes of every record whose legal basis has ended: decided by people, then done by a worker."""

    authority = models.ForeignKey("records.Authority", on_delete=models.PROTECT)
    regime = models.ForeignKey("records.Regime", on_delete=models.PROTECT)
    made_by = models.ForeignKey("records.User", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    begun_by = models.ForeignKey("records.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="one_disposal_at_a_time", fields=["authority", "regime"], condition=Q(done_at=None)
            ),
            models.CheckConstraint(
                name="disposal_begun_by_somebody",
                condition=Q(begun_at=None, begun_by=None, done_at=None)
                | Q(begun_at__isnull=False, begun_by__isnull=False),
            ),
        ]


class DisposalItem(models.Model):
    """One record of a run, by its key: what is to become of it and why, who said so, and what came of it."""

    run = models.ForeignKey(DisposalRun, on_delete=models.CASCADE, related_name="items")
    authority = models.ForeignKey("records.Authority", on_delete=models.PROTECT)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="disposals")
    record = models.BigIntegerField()  # its key: the record itself may go
    decision = models.CharField(max_length=10, choices=Disposal, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    decided_by = models.ForeignKey("records.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=10, blank=True)  # what was done; 'gone' where nothing was left to do

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(name="each_record_once_in_a_run", fields=["run", "record"]),
            models.CheckConstraint(
                name="disposal_decided_by_somebody",
                condition=Q(decision="", decided_by=None, decided_at=None)
                | Q(decision__gt="", decided_by__isnull=False, decided_at__isnull=False),
            ),
            models.CheckConstraint(
                name="disposal_done_with_an_outcome",
                condition=Q(done_at=None, outcome="") | Q(done_at__isnull=False, outcome__gt=""),
            ),
        ]


class DisposalCertificate(models.Model):
    """Proof of a disposal run: counts, who decided, and a SHA-256 over every decision. Chained within the authority."""

    run = models.OneToOneField(DisposalRun, on_delete=models.PROTECT, related_name="certificate")
    authority = models.ForeignKey("records.Authority", on_delete=models.PROTECT)
    number = models.PositiveIntegerField()  # 1, 2, 3 … within the authority
    counts = models.JSONField()  # outcome -> records
    decisions_fingerprint = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    previous = models.CharField(max_length=64, blank=True)  # the digest of the one before
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(name="each_disposal_number_once", fields=["authority", "number"])]
