"""Who opened which page about which child, and when. Append-only in the database."""

from django.db import models


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
