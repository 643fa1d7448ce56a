"""Letters: an authority's templates by version, and what was sent to whom, in which words."""

from django.db import models
from django.db.models import Q

from records.choices import LetterKind, LetterState
from records.models.case import Case
from records.models.contacts import Contact


class LetterTemplate(models.Model):
    """A pair of texts as somebody saved it; the highest version of a kind holds, the others stay as they were."""

    authority = models.ForeignKey("records.Authority", on_delete=models.PROTECT)
    kind = models.CharField(max_length=15, choices=LetterKind)
    version = models.PositiveSmallIntegerField()
    subject = models.CharField(max_length=200)
    subject_cy = models.CharField(max_length=200)
    body = models.TextField()
    body_cy = models.TextField()
    made_by = models.ForeignKey("records.User", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["kind", "-version"]
        constraints = [
            models.UniqueConstraint(name="letter_template_versions", fields=["authority", "kind", "version"])
        ]


class Letter(models.Model):
    """A letter of a case as it was written. The texts are kept as sent; a language that was not sent is empty."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="letters")
    authority = models.ForeignKey("records.Authority", on_delete=models.PROTECT)
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="letters")
    kind = models.CharField(max_length=15, choices=LetterKind)
    version = models.PositiveSmallIntegerField()  # of the template; 0 is the shipped one
    recipient = models.CharField(max_length=200)
    address = models.CharField(max_length=420, blank=True)
    subject = models.CharField(max_length=400, blank=True)
    subject_cy = models.CharField(max_length=400, blank=True)
    body = models.TextField(blank=True)
    body_cy = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=LetterState)
    problem = models.CharField(max_length=200, blank=True)  # what GOV.UK Notify answered
    notify_id = models.CharField(max_length=40, blank=True)
    served_on = models.DateField(null=True, blank=True)  # of a notice: starts its clock
    made_by = models.ForeignKey("records.User", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    followed_at = models.DateTimeField(null=True, blank=True)  # when GOV.UK Notify was last asked what became of it

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="letter_says_something",
                condition=Q(subject__gt="", body__gt="") | Q(subject_cy__gt="", body_cy__gt=""),
            ),
        ]
        indexes = [
            models.Index(name="letter_waits", fields=["authority", "made_at"], condition=Q(state=LetterState.WAITING)),
            models.Index(
                name="letter_followed", fields=["authority", "followed_at"], condition=Q(state=LetterState.SENT)
            ),
        ]
