"""Lists coming in: the extract, its rows and their problems, the proof of their purge."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from lhb_ingest.choices import HELD, NOT_TAKEN, Absence, ExtractState, Outcome, SinceLast
from records.choices import ListKind, Suitability
from records.models import Authority, HealthBoard, ReferenceLoad, User
from records.models.child import PersonFields


def storage_name(extract: "Extract", filename: str) -> str:
    """A file is kept under its fingerprint: its own name may say whose it is."""
    return f"{extract.authority_id}/{extract.fingerprint}"


class ExtractQuerySet(models.QuerySet):
    def taken(self):
        return self.exclude(state__in=NOT_TAKEN)

    def held(self):
        """Whose file or rows are here until their day."""
        return self.filter(state__in=HELD)


class Extract(models.Model):
    """One file of child records that a health body or an education system sent, and its fate here."""

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    health_board = models.ForeignKey(
        HealthBoard, null=True, blank=True, on_delete=models.PROTECT
    )  # health extracts only
    kind = models.CharField(max_length=20, choices=ListKind)
    layout = models.CharField(max_length=40)
    sender_layout = models.ForeignKey(
        "lhb_ingest.SenderLayout", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )  # the layout a person explained, where none of the code's fitted
    supplements = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="supplements_of"
    )  # the approved list whose mended rows these are: nobody is absent from it
    sender = models.CharField(max_length=100, blank=True)
    as_at = models.DateField()  # the day on which the list was true
    covers_all = models.BooleanField(default=True)  # False: only the schools in it; other entries are left alone
    file = models.FileField(upload_to=storage_name, blank=True, max_length=200)
    file_name = models.CharField(max_length=200)
    size = models.PositiveBigIntegerField()  # bytes
    fingerprint = models.CharField(max_length=64)  # SHA-256 of the file
    state = models.CharField(max_length=12, choices=ExtractState, default=ExtractState.RECEIVED)
    refusal = models.JSONField(
        default=dict, blank=True
    )  # {"code": …, "values": {…}}: checking.sentence makes words of it
    dropped_columns = ArrayField(models.CharField(max_length=100), default=list, blank=True)
    reading = models.JSONField(default=dict, blank=True)  # how the file was read
    refs_with_problems = ArrayField(models.CharField(max_length=60), default=list, blank=True)  # they have not left
    counts = models.JSONField(default=dict, blank=True)  # outcome -> rows, frozen at approval; survives the purge
    received_at = models.DateTimeField()
    received_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    checked_at = models.DateTimeField(null=True, blank=True)
    compared_at = models.DateTimeField(null=True, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    previous = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )  # the list of the same source that it was compared with
    absent_choice = models.CharField(max_length=10, choices=Absence, blank=True)  # of all that no AbsentChild names
    purge_on = models.DateField()
    districts = models.ForeignKey(
        ReferenceLoad, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )  # by which 'outside the area' was found; empty: as delivered with this service
    rematch_due = models.BooleanField(default=False)  # what waits and what is open has still to be compared with it
    sampled_at = models.DateTimeField(null=True, blank=True)  # health extracts: when the blind sample was drawn

    objects = ExtractQuerySet.as_manager()

    class Meta:
        ordering = ["-received_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="same_file_once",
                fields=["authority", "kind", "fingerprint", "as_at"],
                condition=~Q(state__in=NOT_TAKEN),
            ),  # of a later day: nothing has changed since
            models.CheckConstraint(
                name="health_extract_has_a_board",
                condition=Q(kind=ListKind.HEALTH, health_board__isnull=False)
                | (~Q(kind=ListKind.HEALTH) & Q(health_board=None)),
            ),
            models.CheckConstraint(
                name="approval_has_person_and_time",
                condition=Q(approved_at=None, approved_by=None)
                | Q(approved_at__isnull=False, approved_by__isnull=False),
            ),
            models.CheckConstraint(
                name="cancelling_has_person_and_time",
                condition=Q(cancelled_at=None, cancelled_by=None)
                | Q(cancelled_at__isnull=False, cancelled_by__isnull=False),
            ),
            models.CheckConstraint(
                name="undoing_has_person_and_time",
                condition=Q(undone_at=None, undone_by=None)
                | Q(undone_at__isnull=False, undone_by__isnull=False, approved_at__isnull=False),
            ),
            models.CheckConstraint(
                name="approved_state_is_approved", condition=~Q(state="approved") | Q(approved_at__isnull=False)
            ),
        ]

    @property
    def is_health(self) -> bool:
        return self.kind == ListKind.HEALTH


class ExtractRow(PersonFields):
    """One line of an extract, as clean values. The purge takes rows; open candidates keep theirs until decided.

    That a row has its extract, of the same authority, is asked once for many rows (migration 0020): foreign keys would
    ask twice for each row, a quarter of all that storing a list takes.
    """

    extract = models.ForeignKey(
        Extract, on_delete=models.CASCADE, related_name="rows", db_index=False, db_constraint=False
    )
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, db_index=False, db_constraint=False)
    line_number = models.PositiveIntegerField()  # as the spreadsheet shows it; 0: of a child who has left the list
    source_ref = models.CharField(max_length=60, blank=True)
    name_as_written = models.CharField(max_length=300, blank=True, db_default="")  # where one column has all of it
    middle_names = models.CharField(max_length=150, blank=True)
    preferred_name = models.CharField(max_length=150, blank=True)
    upn = models.CharField(max_length=13, blank=True)
    school = models.CharField(max_length=20, blank=True)
    school_name = models.CharField(max_length=150, blank=True)
    year_group = models.CharField(max_length=10, blank=True)
    suitability = models.CharField(max_length=20, choices=Suitability, blank=True)
    fingerprint = models.CharField(max_length=32)  # keyed hash of who the row is about
    outcome = models.CharField(max_length=20, choices=Outcome, default=Outcome.TO_CHECK)
    came_from = models.CharField(
        max_length=20, choices=Outcome, blank=True, db_default=""
    )  # before the last comparison
    since_last = models.CharField(max_length=10, choices=SinceLast, blank=True, db_default="")  # health extracts only
    earlier_line = models.PositiveIntegerField(null=True, blank=True)  # of the same child on `extract.previous`

    class Meta:
        ordering = ["line_number"]
        constraints = [
            models.UniqueConstraint(
                name="each_line_once", fields=["extract", "line_number"], condition=Q(line_number__gt=0)
            )
        ]
        indexes = [models.Index(fields=["extract", "outcome", "line_number"])]


class RowProblem(models.Model):
    """Why a row, or one of its values, cannot be used: line, column by its own heading, value, what to do (`code`)."""

    extract = models.ForeignKey(Extract, on_delete=models.CASCADE, related_name="problems")
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    health_board = models.ForeignKey(HealthBoard, null=True, blank=True, on_delete=models.PROTECT)
    line_number = models.PositiveIntegerField()
    column = models.CharField(max_length=100, blank=True)
    value = models.CharField(max_length=200, blank=True)
    code = models.CharField(max_length=40)
    stops_row = models.BooleanField(default=True)  # False: odd, and the row is used all the same

    class Meta:
        ordering = ["line_number", "pk"]


class PurgeCertificate(models.Model):
    """Proof that an extract's file and rows went: what was held, from whom, when it went. Counts and hashes only."""

    extract = models.ForeignKey(Extract, on_delete=models.PROTECT, related_name="certificates")
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    file_fingerprint = models.CharField(max_length=64)
    rows_fingerprint = models.CharField(max_length=64)  # SHA-256 over the keyed hashes of the rows that went
    counts = models.JSONField()  # outcome -> rows that went
    sheet_fingerprints = ArrayField(models.CharField(max_length=64), default=list, blank=True)  # of mended rows
    stops = models.JSONField(null=True, blank=True)  # why it was stopped, who let it through; None: from before this
    kept = models.PositiveIntegerField(default=0)  # rows that wait for a person's decision and go with the next purge
    held_from = models.DateTimeField()
    purged_at = models.DateTimeField()
    purged_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    # Chained, so that a missing or altered certificate shows (certificates.py). Empty: from before the chain.
    number = models.PositiveIntegerField(null=True)  # 1, 2, 3 … within the authority
    previous = models.CharField(max_length=64, blank=True)  # the digest of the one before
    digest = models.CharField(max_length=64, blank=True)  # SHA-256 over everything on this one

    class Meta:
        ordering = ["-purged_at", "-pk"]
        constraints = [
            models.CheckConstraint(name="purged_after_held", condition=Q(purged_at__gte=F("held_from"))),
            models.UniqueConstraint(name="each_certificate_number_once", fields=["authority", "number"]),
        ]
