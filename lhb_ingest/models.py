"""Lists coming in: the extract, its rows, what they match, the candidates they leave, the proof of their purge."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from lhb_ingest.choices import NOT_TAKEN, CandidateState, ExtractState, Judgement, Outcome, Worklist
from records.choices import DismissalReason, ListKind, Suitability
from records.models import Authority, Case, HealthBoard, RollEntry, User
from records.models.child import PersonFields


def storage_name(extract: "Extract", filename: str) -> str:
    """A file is kept under its fingerprint: its own name may say whose it is."""
    return f"{extract.authority_id}/{extract.fingerprint}"


class ExtractQuerySet(models.QuerySet):
    def taken(self):
        return self.exclude(state__in=NOT_TAKEN)

    def held(self):
        """Whose rows are here until their day."""
        return self.filter(state__in=(ExtractState.IN_REVIEW, ExtractState.APPROVED))


class Extract(models.Model):
    """One file of child records that a health body or an education system sent, and its fate here."""

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    health_board = models.ForeignKey(
        HealthBoard, null=True, blank=True, on_delete=models.PROTECT
    )  # health extracts only
    kind = models.CharField(max_length=20, choices=ListKind)
    layout = models.CharField(max_length=40)
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
    purge_on = models.DateField()

    objects = ExtractQuerySet.as_manager()

    class Meta:
        ordering = ["-received_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="same_file_once", fields=["authority", "kind", "fingerprint"], condition=~Q(state__in=NOT_TAKEN)
            ),
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
                name="approved_state_is_approved", condition=~Q(state="approved") | Q(approved_at__isnull=False)
            ),
        ]

    @property
    def is_health(self) -> bool:
        return self.kind == ListKind.HEALTH


class ExtractRow(PersonFields):
    """One line of an extract, as clean values. The purge takes rows; open candidates keep theirs until decided."""

    extract = models.ForeignKey(Extract, on_delete=models.CASCADE, related_name="rows", db_index=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, db_index=False)
    line_number = models.PositiveIntegerField()  # as the spreadsheet shows it
    source_ref = models.CharField(max_length=60, blank=True)
    middle_names = models.CharField(max_length=150, blank=True)
    preferred_name = models.CharField(max_length=150, blank=True)
    upn = models.CharField(max_length=13, blank=True)
    school = models.CharField(max_length=20, blank=True)
    school_name = models.CharField(max_length=150, blank=True)
    year_group = models.CharField(max_length=10, blank=True)
    suitability = models.CharField(max_length=20, choices=Suitability, blank=True)
    fingerprint = models.CharField(max_length=32)  # keyed hash of who the row is about
    outcome = models.CharField(max_length=20, choices=Outcome, default=Outcome.TO_CHECK)

    class Meta:
        ordering = ["line_number"]
        constraints = [models.UniqueConstraint(name="each_line_once", fields=["extract", "line_number"])]
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


class Match(models.Model):
    """A row and a roll entry judged to be the same child, by rule (`by` empty) or by a person, with the reasons."""

    row = models.ForeignKey(ExtractRow, on_delete=models.CASCADE, related_name="matches")
    entry = models.ForeignKey(RollEntry, on_delete=models.CASCADE, related_name="+")
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, db_index=False)
    rule = models.CharField(max_length=40)
    reasons = models.JSONField(default=list)  # [{"field": …, "level": …}]: explain.sentences makes words of it
    made_at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name_plural = "matches"
        constraints = [
            models.UniqueConstraint(name="one_live_match_per_row", fields=["row"], condition=Q(undone_at=None)),
        ]


class NearMatch(models.Model):
    """A row beside a roll entry, for a person to judge. The best comes first by `rank`."""

    row = models.ForeignKey(ExtractRow, on_delete=models.CASCADE, related_name="near_matches", db_index=False)
    entry = models.ForeignKey(RollEntry, on_delete=models.CASCADE, related_name="+")
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, db_index=False)
    rank = models.PositiveSmallIntegerField()
    reasons = models.JSONField(default=list)
    judgement = models.CharField(max_length=10, choices=Judgement, blank=True)
    judged_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    judged_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "near matches"
        ordering = ["rank"]
        constraints = [
            models.UniqueConstraint(name="each_pairing_once", fields=["row", "entry"]),
            models.CheckConstraint(
                name="judgement_has_person_and_time",
                condition=Q(judgement="", judged_by=None, judged_at=None)
                | Q(judgement__gt="", judged_by__isnull=False, judged_at__isnull=False),
            ),
        ]


class CandidateQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(state=CandidateState.WAITING)


class Candidate(models.Model):
    """A child of school age on an extract with no match: may be missing education.

    The child's details stay on the row; once the candidate is decided, the next purge takes the row, and this skeleton
    (when, by whom, why) stays.
    """

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, db_index=False)
    extract = models.ForeignKey(Extract, on_delete=models.PROTECT, related_name="candidates")
    row = models.OneToOneField(ExtractRow, null=True, blank=True, on_delete=models.SET_NULL, related_name="candidate")
    worklist = models.CharField(max_length=12, choices=Worklist)
    had_near_matches = models.BooleanField(default=False)
    fingerprint = models.CharField(max_length=32)
    reference = models.CharField(max_length=32, blank=True)  # keyed hash of the sender's own number for the child
    state = models.CharField(max_length=10, choices=CandidateState, default=CandidateState.WAITING)
    received_on = models.DateField()
    dismissal_reason = models.CharField(max_length=20, choices=DismissalReason, blank=True)
    dismissal_note = models.TextField(blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    found_entry = models.ForeignKey(RollEntry, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    case = models.OneToOneField(Case, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = CandidateQuerySet.as_manager()

    class Meta:
        ordering = ["received_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="one_waiting_candidate_per_child",
                fields=["authority", "fingerprint"],
                condition=Q(state="waiting"),
            ),
            models.CheckConstraint(
                name="decided_means_person_and_time",
                condition=Q(state="waiting", decided_at=None, decided_by=None)
                | (~Q(state="waiting") & Q(decided_at__isnull=False, decided_by__isnull=False)),
            ),
            models.CheckConstraint(
                name="dismissed_means_reason",
                condition=Q(state="dismissed", dismissal_reason__gt="")
                | (~Q(state="dismissed") & Q(dismissal_reason="")),
            ),
            models.CheckConstraint(
                name="confirmed_means_case",
                condition=Q(state="confirmed", case__isnull=False) | (~Q(state="confirmed") & Q(case=None)),
            ),
        ]
        indexes = [models.Index(fields=["authority", "state", "worklist"])]


class PurgeCertificate(models.Model):
    """Proof that an extract's file and rows went: what was held, from whom, when it went. Counts and hashes only."""

    extract = models.ForeignKey(Extract, on_delete=models.PROTECT, related_name="certificates")
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    file_fingerprint = models.CharField(max_length=64)
    rows_fingerprint = models.CharField(max_length=64)  # SHA-256 over the keyed hashes of the rows that went
    counts = models.JSONField()  # outcome -> rows that went
    kept = models.PositiveIntegerField(default=0)  # rows that wait for a person's decision and go with the next purge
    held_from = models.DateTimeField()
    purged_at = models.DateTimeField()
    purged_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-purged_at", "-pk"]
        constraints = [
            models.CheckConstraint(name="purged_after_held", condition=Q(purged_at__gte=F("held_from"))),
        ]
