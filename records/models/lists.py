"""How people work through lists of cases: what they have seen, filters they keep, what they do to many at once."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from records.choices import BulkKind
from records.models.case import Case


class CaseLook(models.Model):
    """When somebody last opened a case, for the list of what has changed since. The access log is the proof."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="looks")
    authority = models.ForeignKey("records.Authority", on_delete=models.PROTECT)
    user = models.ForeignKey("records.User", on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(name="one_last_look", fields=["user", "case"])]


class SavedFilter(models.Model):
    """A filter of the list of cases that somebody keeps, for themselves or for the team. Holds no name of a child."""

    authority = models.ForeignKey("records.Authority", on_delete=models.PROTECT)
    owner = models.ForeignKey("records.User", on_delete=models.CASCADE, related_name="saved_filters")
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=500)
    is_shared = models.BooleanField(default=False)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(name="one_filter_of_a_name", fields=["owner", "name"])]


class BulkAct(models.Model):
    """One act on many cases: asked for with a count, done once, by a worker where they are many; a result for each.

    `given` holds what the act needs (codes, keys, a day; of a task its title); `results` is {case: refusal or ""}.
    """

    authority = models.ForeignKey("records.Authority", on_delete=models.PROTECT)
    by = models.ForeignKey("records.User", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=BulkKind)
    cases = ArrayField(models.BigIntegerField())
    given = models.JSONField(default=dict, blank=True)
    asked_at = models.DateTimeField()
    begun_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    results = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="results_once_begun",
                condition=Q(begun_at__isnull=False) | Q(done_at__isnull=False) | Q(results={}),
            ),
        ]
        indexes = [
            models.Index(name="bulk_under_way", fields=["begun_at"], condition=Q(begun_at__isnull=False, done_at=None))
        ]
