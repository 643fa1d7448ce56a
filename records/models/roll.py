"""What the education lists say: one entry for each child on each list, from the day it began to the day it ended."""

from django.db import models
from django.db.models import F, Q

from records.choices import ListKind, Suitability
from records.models.child import PersonFields


class RollEntryQuerySet(models.QuerySet):
    def current(self):
        return self.filter(ended_on=None)


class RollEntry(PersonFields):
    """A child on an education list. `source_ref` is the sender's own number for the child, unique on its list."""

    authority = models.ForeignKey("records.Authority", on_delete=models.PROTECT, db_index=False)
    kind = models.CharField(max_length=20, choices=[kind for kind in ListKind.choices if kind[0] != ListKind.HEALTH])
    sender = models.CharField(max_length=100, blank=True)  # whose list, where several of one kind come in
    source_ref = models.CharField(max_length=60)
    name_as_written = models.CharField(max_length=300, blank=True, db_default="")  # where one column has all of it
    middle_names = models.CharField(max_length=150, blank=True)
    preferred_name = models.CharField(max_length=150, blank=True)
    upn = models.CharField(max_length=13, blank=True)
    school = models.CharField(max_length=20, blank=True)
    school_name = models.CharField(max_length=150, blank=True)
    year_group = models.CharField(max_length=10, blank=True)
    suitability = models.CharField(max_length=20, choices=Suitability, blank=True)  # home education only
    began_on = models.DateField()
    seen_on = models.DateField()  # the date of the last list that showed the child: how fresh this is
    ended_on = models.DateField(null=True, blank=True)
    # Where the values are from: {"": {"extract": 7, "as_at": "2026-03-01"}} for the list that began the entry, and the
    # same under the name of each field that a later list changed; {"refused": value} there, where a person kept ours.
    sources = models.JSONField(default=dict, db_default={})

    objects = RollEntryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "roll entries"
        constraints = [
            models.UniqueConstraint(
                name="one_current_entry_per_list",
                fields=["authority", "kind", "sender", "source_ref"],
                condition=Q(ended_on=None),
            ),
            models.CheckConstraint(name="entry_ends_after_it_began", condition=Q(ended_on__gte=F("began_on"))),
            models.CheckConstraint(name="no_health_list_on_a_roll", condition=~Q(kind=ListKind.HEALTH)),
        ]
        indexes = [models.Index(fields=["authority", "kind", "ended_on"])]
