"""A child who goes to live in another authority: the notice of regulation 6(a), and the other authority's answer."""

from django.db import models
from django.db.models import F, Q

from records.choices import TransferState
from records.models.case import Case


class Transfer(models.Model):
    """One telling of another authority. On this installation both see this row, and nothing else of the case.

    `details` holds what the receiver needs to open a case, only while it waits for the receiver: then they are gone.
    `receiver` empty: the authority is elsewhere, is called `receiver_name`, and gets a pack by another way.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="transfers")
    authority = models.ForeignKey("records.Authority", on_delete=models.PROTECT)  # the sender
    receiver = models.ForeignKey(
        "records.Authority", null=True, blank=True, on_delete=models.PROTECT, related_name="transfers_in"
    )
    receiver_name = models.CharField(max_length=200, blank=True)
    aware_on = models.DateField()  # day 0 of the 28 days
    told_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=TransferState)
    details = models.JSONField(default=dict, blank=True)
    answer = models.TextField(blank=True)  # why the receiver refuses
    made_by = models.ForeignKey("records.User", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    answered_by = models.ForeignKey("records.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="one_waiting_transfer", fields=["case"], condition=Q(state__in=("to_send", "waiting"))
            ),
            models.CheckConstraint(
                name="transfer_goes_to_one_other",
                condition=(Q(receiver=None, receiver_name__gt="") | Q(receiver__isnull=False, receiver_name=""))
                & (Q(receiver=None) | ~Q(receiver=F("authority"))),
            ),
            models.CheckConstraint(
                name="transfer_details_wait_for_the_receiver", condition=Q(state="waiting") | Q(details={})
            ),
            models.CheckConstraint(
                name="transfer_told_on_a_day",
                condition=Q(state="to_send", told_on=None) | (~Q(state="to_send") & Q(told_on__isnull=False)),
            ),
            models.CheckConstraint(
                name="transfer_answered_by_somebody",
                condition=Q(state__in=("to_send", "waiting", "told"), answered_by=None, answered_at=None, answer="")
                | Q(state="accepted", answered_by__isnull=False, answered_at__isnull=False, answer="")
                | Q(state="refused", answered_by__isnull=False, answered_at__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["receiver", "state"])]

    @property
    def to(self) -> str:
        return str(self.receiver) if self.receiver_id else self.receiver_name

    @property
    def reference(self) -> str:
        """The sender's number of the case, without reading the case, which the receiver may not."""
        return f"{self.authority_id}-{self.case_id:05d}"
