"""Counts that outlive the rows they were taken from: how many, of what, on which day. Nothing about a child."""

from django.db import models

from records.models.authority import Authority


class Tally(models.Model):
    """One count that a source (a list, a candidate) left behind, for the figures. Written by records.tallies only."""

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    source_key = models.CharField(max_length=60)  # 'extract:12', 'candidate:7': what a second writing replaces
    measure = models.CharField(max_length=40)  # 'rows_received', 'outcome', 'candidate', …
    category = models.CharField(max_length=40, blank=True)
    on = models.DateField()  # the day it counts for
    count = models.PositiveIntegerField()

    class Meta:
        verbose_name_plural = "tallies"
        constraints = [
            models.UniqueConstraint(
                name="each_tally_of_a_source_once", fields=["authority", "source_key", "measure", "category", "on"]
            )
        ]
        indexes = [models.Index(fields=["authority", "measure", "on"])]
