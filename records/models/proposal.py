"""Proposals of closure: an education list shows the child of an open case, and a person has to say what follows."""

from django.db import models
from django.db.models import Q

from records.choices import ClosureReason, ListKind, ProposalState


class ClosureProposalQuerySet(models.QuerySet):
    def open(self):
        return self.filter(state=ProposalState.OPEN)

    def waiting(self):
        """Those that a person has still to look at: the case may have been closed on other evidence."""
        return self.open().filter(case__closed_on=None)


class ClosureProposal(models.Model):
    """A case beside the entry that must be its child: codes, dates and weights only. It goes with its case.

    `reason` empty: home educated, and suitability is not established, so the case stays open.
    """

    case = models.ForeignKey("records.Case", on_delete=models.CASCADE, related_name="proposals")
    authority = models.ForeignKey("records.Authority", on_delete=models.PROTECT)
    entry = models.ForeignKey("records.RollEntry", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    list_kind = models.CharField(max_length=20, choices=ListKind)
    as_at = models.DateField()  # the day of the list that showed the child
    reason = models.CharField(max_length=20, choices=ClosureReason, blank=True)
    reasons = models.JSONField(default=list)  # the codes and bits of the comparison
    weight = models.FloatField(default=0)  # bits
    is_sure = models.BooleanField(default=True, db_default=True)  # False: a person has to judge if it is the same child
    about = models.CharField(max_length=32)  # keyed hash of what both sides said: a 'no' holds while it is the same
    state = models.CharField(max_length=10, choices=ProposalState, default=ProposalState.OPEN)
    made_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey("records.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = ClosureProposalQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="one_open_proposal_per_case", fields=["case"], condition=Q(state=ProposalState.OPEN)
            ),
            models.CheckConstraint(
                name="proposal_is_decided_by_a_person_or_withdrawn",
                condition=Q(state="open", decided_at=None, decided_by=None)
                | Q(state="withdrawn", decided_at__isnull=False, decided_by=None)
                | Q(state__in=("accepted", "refused"), decided_at__isnull=False, decided_by__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["authority", "state"])]

    @property
    def is_waiting(self) -> bool:
        return self.state == ProposalState.OPEN
