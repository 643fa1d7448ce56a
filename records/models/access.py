"""Who opened which page about which child, and what administrators did. Append-only in the database."""

from django.db import models
from django.db.models import Q

from records.choices import AdminEventKind


class AccessLog(models.Model):
    """One look at something about a child. `subject` and `subject_id` name the row; no name of a child is kept here."""

    authority = models.ForeignKey("records.Authority", on_delete=models.PROTECT)
    health_board = models.ForeignKey("records.HealthBoard", null=True, blank=True, on_delete=models.PROTECT)
    user = models.ForeignKey("records.User", on_delete=models.PROTECT, related_name="+")
    page = models.CharField(max_length=60)  # the name of the URL
    subject = models.CharField(max_length=30)  # the kind of row: case, candidate, extract
    subject_id = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["authority", "-at"]), models.Index(fields=["subject", "subject_id"])]


class AdminEventQuerySet(models.QuerySet):
    def about(self, authority_id: str):
        """Of the authority, of its people and its health board's, and of what belongs to no authority or board."""
        mine = Q(authority=authority_id) | Q(person__authority=authority_id)
        board = Q(person__health_board__authorities=authority_id)
        everywhere = Q(authority=None, person__health_board=None, person__authority=None)
        return self.filter(mine | board | everywhere)


class AdminEvent(models.Model):
    """What an administrator did about a person, a key or an authority. `detail` holds codes and numbers, no names."""

    by = models.ForeignKey(
        "records.User", null=True, on_delete=models.PROTECT, related_name="+"
    )  # empty: at the server's keyboard
    kind = models.CharField(max_length=25, choices=AdminEventKind)
    person = models.ForeignKey("records.User", null=True, on_delete=models.PROTECT, related_name="admin_events")
    authority = models.ForeignKey(
        "records.Authority", null=True, on_delete=models.PROTECT, related_name="+"
    )  # whose person it was then, or the one that was changed
    detail = models.JSONField(default=dict, blank=True)
    at = models.DateTimeField()

    objects = AdminEventQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
