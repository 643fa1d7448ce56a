"""The people around a child: how to reach them and in which language; and where the child has lived."""

from django.db import models
from django.db.models import F, Q

from records.choices import AddressStanding, Preference, Relation
from records.models.case import Case


class ContactQuerySet(models.QuerySet):
    def current(self):
        return self.filter(ended_on=None)


class Contact(models.Model):
    """A parent, or somebody else whom the authority writes to about the case. Apart from item 4 of the record."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="contacts")
    authority = models.ForeignKey("records.Authority", on_delete=models.PROTECT)
    relation = models.CharField(max_length=15, choices=Relation)
    name = models.CharField(max_length=200)
    address = models.CharField(max_length=400, blank=True)  # lines joined by ', '
    postcode = models.CharField(max_length=8, blank=True)
    telephone = models.CharField(max_length=40, blank=True)
    email = models.EmailField(blank=True)
    language = models.CharField(max_length=10, choices=Preference, default=Preference.NOT_ASKED)
    asked_on = models.DateField(null=True, blank=True)  # when the person said which language
    ended_on = models.DateField(null=True, blank=True)

    objects = ContactQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="contact_was_asked_on_a_day",
                condition=Q(language=Preference.NOT_ASKED, asked_on=None)
                | (~Q(language=Preference.NOT_ASKED) & Q(asked_on__isnull=False)),
            ),
        ]


class ChildAddress(models.Model):
    """Where a child has lived, as far as it is known. One of them is the current or the last known one."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="addresses")
    authority = models.ForeignKey("records.Authority", on_delete=models.PROTECT)
    address = models.CharField(max_length=400)
    postcode = models.CharField(max_length=8, blank=True)
    standing = models.CharField(max_length=10, choices=AddressStanding)
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)
    recorded_by = models.ForeignKey("records.User", on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = [F("since").desc(nulls_last=True), "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="one_standing_address", fields=["case"], condition=~Q(standing=AddressStanding.FORMER)
            ),
            models.CheckConstraint(
                name="address_ends_after_it_begins",
                condition=Q(since=None) | Q(until=None) | Q(until__gte=F("since")),
            ),
        ]


class Sibling(models.Model):
    """Two cases of which somebody says that their children are brothers or sisters: one row, the older case first."""

    authority = models.ForeignKey("records.Authority", on_delete=models.PROTECT)
    one = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")
    said_by = models.ForeignKey("records.User", on_delete=models.PROTECT, related_name="+")
    said_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(name="siblings_once", fields=["one", "other"]),
            models.CheckConstraint(name="siblings_older_case_first", condition=Q(one__lt=F("other"))),
        ]
