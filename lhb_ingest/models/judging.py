"""What people say of pairs and what helps them to say it: decisions kept, second opinions, bulks, forms of names."""

from django.db import models
from django.db.models import Q

from lhb_ingest.choices import BulkState, UnsureReason, Verdict
from lhb_ingest.models.matches import Candidate
from records.models import Authority, RollEntry, User


class PairDecision(models.Model):
    """What a person said of two children, by the keyed fingerprints of both sides: it outlives row and near match.

    It holds until either side's names, birth date or postcode change, for then the fingerprint is another. A later
    decision on the same pair ends it. The purge takes those that no list has asked for in a long time.
    """

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, db_index=False)
    row_fingerprint = models.CharField(max_length=32)
    entry_fingerprint = models.CharField(max_length=32)
    verdict = models.CharField(max_length=10, choices=Verdict)
    candidate = models.ForeignKey(Candidate, null=True, blank=True, on_delete=models.SET_NULL, related_name="decisions")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    used_on = models.DateField()  # the last day on which a list showed the row's side
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="one_live_decision_per_pair",
                fields=["authority", "row_fingerprint", "entry_fingerprint"],
                condition=Q(ended_at=None),
            ),
            models.CheckConstraint(
                name="decision_ended_has_person_and_time",
                condition=Q(ended_at=None, ended_by=None) | Q(ended_at__isnull=False, ended_by__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["authority", "by", "at"])]


class SecondOpinion(models.Model):
    """An officer was unsure of a candidate's pair: a colleague, named or anybody else, is to judge it next."""

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    candidate = models.ForeignKey(Candidate, on_delete=models.CASCADE, related_name="opinions")
    entry = models.ForeignKey(RollEntry, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    asked_of = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=20, choices=UnsureReason, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="one_open_opinion_per_candidate", fields=["candidate"], condition=Q(closed_at=None)
            ),
            models.CheckConstraint(
                name="opinion_closed_has_person_and_time",
                condition=Q(closed_at=None, closed_by=None) | Q(closed_at__isnull=False, closed_by__isnull=False),
            ),
        ]


class PutOff(models.Model):
    """'Later': the child comes behind every other in this person's queue."""

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    candidate = models.ForeignKey(Candidate, on_delete=models.CASCADE, related_name="put_off")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "put off"
        constraints = [models.UniqueConstraint(name="put_off_once_by_each", fields=["candidate", "by"])]


class BulkAcceptance(models.Model):
    """Pairs of one pattern of reasons, of which a manager judges a sample before accepting the rest at once."""

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    pattern = models.CharField(max_length=200)  # judging.pattern_of
    state = models.CharField(max_length=10, choices=BulkState, default=BulkState.SAMPLING)
    begun_at = models.DateTimeField()
    begun_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-begun_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="one_bulk_of_a_pattern_under_way",
                fields=["authority", "pattern"],
                condition=Q(state__in=["sampling", "ready", "working", "undoing"]),
            ),
        ]


class BulkPair(models.Model):
    """One candidate and entry of a bulk; those of the sample are judged one by one."""

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    bulk = models.ForeignKey(BulkAcceptance, on_delete=models.CASCADE, related_name="pairs")
    candidate = models.ForeignKey(Candidate, on_delete=models.CASCADE, related_name="+")
    entry = models.ForeignKey(RollEntry, on_delete=models.CASCADE, related_name="+")
    is_sampled = models.BooleanField(default=False)
    verdict = models.CharField(max_length=10, choices=Verdict, blank=True)  # of the sample
    is_left_out = models.BooleanField(default=False)  # not accepted: it had changed meanwhile

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(name="each_pair_of_a_bulk_once", fields=["bulk", "candidate"])]


class NameForm(models.Model):
    """A form of a forename that the authority has added to the shipped table. Evidence for a pair, never equality."""

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    name = models.CharField(max_length=60)  # both folded: normalise.fold
    form = models.CharField(max_length=60)
    source = models.CharField(max_length=200)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["name", "form", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="each_form_once", fields=["authority", "name", "form"], condition=Q(ended_at=None)
            ),
            models.CheckConstraint(
                name="form_ended_has_person_and_time",
                condition=Q(ended_at=None, ended_by=None) | Q(ended_at__isnull=False, ended_by__isnull=False),
            ),
        ]
