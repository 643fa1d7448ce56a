"""Reference data that an administrator loads: postcode districts and schools, each with its source and date."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from records.choices import ReferenceKind
from records.models.authority import Authority


class ReferenceLoad(models.Model):
    """One loading of reference data: what it says, where it comes from, who put it in. Append-only: the history."""

    kind = models.CharField(max_length=12, choices=ReferenceKind)
    authority = models.ForeignKey(
        Authority, null=True, on_delete=models.PROTECT, related_name="+"
    )  # empty for schools: one list for Wales
    source = models.CharField(max_length=200)  # whose publication
    as_at = models.DateField()  # the day on which it was true
    fingerprint = models.CharField(max_length=64)  # SHA-256 of what was loaded
    districts = ArrayField(models.CharField(max_length=4), default=list, blank=True)
    counts = models.JSONField(default=dict, blank=True)  # {"new": …, "changed": …, "same": …, "absent": …}
    loaded_at = models.DateTimeField()
    loaded_by = models.ForeignKey("records.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-loaded_at", "-pk"]
        indexes = [models.Index(fields=["kind", "authority", "-loaded_at"])]


def districts_loaded(authority: Authority) -> ReferenceLoad | None:
    """Where the authority's postcode districts come from; None: as delivered with this service."""
    loaded = ReferenceLoad.objects.filter(kind=ReferenceKind.DISTRICTS, authority=authority).first()
    return loaded if loaded and loaded.districts == authority.postcode_districts else None


class School(models.Model):
    """A school as the Welsh Government lists it: what a school number on a list stands for."""

    number = models.CharField(primary_key=True, max_length=7)  # the authority's three digits, then the school's four
    name = models.CharField(max_length=150)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=60, blank=True)  # as the list writes it
    opened_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    load = models.ForeignKey(ReferenceLoad, on_delete=models.PROTECT, related_name="+")  # the last one to show it

    class Meta:
        ordering = ["number"]
