"""What the rows of a list match, what a person has to judge, and the candidates a health extract leaves."""

from django.db import models
from django.db.models import Q

from lhb_ingest.choices import BecameOf, CandidateState, Judgement, TakenApart, Worklist
from lhb_ingest.models.lists import Extract, ExtractRow
from records.choices import DismissalReason
from records.models import Authority, Case, RollEntry, User


class Match(models.Model):
    """A row and a roll entry judged to be the same child, by rule (`by` empty) or by a person, with the reasons."""

    row = models.ForeignKey(ExtractRow, on_delete=models.CASCADE, related_name="matches")
    entry = models.ForeignKey(RollEntry, on_delete=models.CASCADE, related_name="+")
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, db_index=False)
    rule = models.CharField(max_length=40)
    reasons = models.JSONField(default=list)  # [{"field": …, "level": …, "bits": …}]: explain.sentences makes words
    weight = models.FloatField(null=True, blank=True)  # bits in all; none where no weight was needed
    model = models.CharField(max_length=40, blank=True, db_default="")  # the version of the model that weighed
    bulk = models.ForeignKey("BulkAcceptance", null=True, blank=True, on_delete=models.PROTECT, related_name="matches")
    made_at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    undone_why = models.CharField(max_length=20, choices=TakenApart, blank=True, db_default="")

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
    weight = models.FloatField(null=True, blank=True)
    model = models.CharField(max_length=40, blank=True, db_default="")
    judgement = models.CharField(max_length=10, choices=Judgement, blank=True)
    judged_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    judged_at = models.DateTimeField(null=True, blank=True)
    proposed_at = models.DateTimeField(null=True, blank=True)  # a later list shows the child beyond doubt

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

    def proposed(self):
        """Waiting, and a later list shows the child beyond doubt: for a person to say so."""
        marked = NearMatch.objects.filter(proposed_at__isnull=False, judgement="").values("row")
        return self.waiting().filter(row__in=marked)


class Candidate(models.Model):
    """A child of school age on an extract with no match, or who left a list for no other: may be missing education.

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
    claimed_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    claimed_until = models.DateTimeField(null=True, blank=True)  # whoever has claimed the child is alone with it
    left_on = models.DateField(null=True, blank=True)  # the day of the list that no longer showed the child
    left_entry = models.OneToOneField(RollEntry, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    earlier_case = models.ForeignKey(Case, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

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
            models.CheckConstraint(
                name="claimed_means_person_and_time",
                condition=Q(claimed_by=None, claimed_until=None)
                | Q(claimed_by__isnull=False, claimed_until__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["authority", "state", "worklist"])]


class KeptMatchQuerySet(models.QuerySet):
    def to_ask(self):
        """Taken apart, and nobody has said what became of the child."""
        return self.filter(undone_at__isnull=False, settled_at=None)


class KeptMatch(models.Model):
    """A match whose row the purge has taken, as keyed hashes only, so that it can still be taken apart.

    Goes when a newer extract of the source has been purged, as `Remembered` does; once taken apart, when the next purge
    finds that somebody, or a later list, has said what became of the child.
    """

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, db_index=False)
    extract = models.ForeignKey(Extract, on_delete=models.CASCADE, related_name="kept_matches", db_index=False)
    line_number = models.PositiveIntegerField()  # the health board still knows which line that was
    fingerprint = models.CharField(max_length=32)
    reference = models.CharField(max_length=32, blank=True)
    entry = models.ForeignKey(RollEntry, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    method = models.CharField(max_length=10)  # as tallying.method_of says
    made_at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    undone_why = models.CharField(max_length=20, choices=TakenApart, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    settled_as = models.CharField(max_length=10, choices=BecameOf, blank=True)
    seen_in = models.ForeignKey(Extract, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    objects = KeptMatchQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "kept matches"
        ordering = ["-undone_at", "pk"]
        constraints = [
            models.UniqueConstraint(name="each_line_kept_once", fields=["extract", "line_number"]),
            models.CheckConstraint(
                name="kept_match_undone_by_a_person",
                condition=Q(undone_at=None, undone_by=None, undone_why="", settled_at=None)
                | Q(undone_at__isnull=False, undone_by__isnull=False, undone_why__gt=""),
            ),
            models.CheckConstraint(
                name="kept_match_settled_means_how",
                condition=Q(settled_at=None, settled_by=None, settled_as="", seen_in=None)
                | Q(settled_at__isnull=False, settled_as__gt=""),
            ),
        ]
