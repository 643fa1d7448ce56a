"""What a review asks and is told, and what an approval changed: to be seen, stopped, and taken back."""

from django.db import models
from django.db.models import Q

from lhb_ingest.choices import Absence, Act, Answer, Doubt, Rule
from lhb_ingest.models.lists import Extract, ExtractRow
from records.choices import ListKind
from records.models import Authority, RollEntry, User


class FieldRule(models.Model):
    """What a list of one source may do to one field of its entries. The newest row of a field counts; none goes."""

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    kind = models.CharField(max_length=20, choices=ListKind)
    sender = models.CharField(max_length=100, blank=True)
    field = models.CharField(max_length=20)  # one of records.rolls.VALUES
    rule = models.CharField(max_length=10, choices=Rule)
    set_at = models.DateTimeField()
    set_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-set_at", "-pk"]
        indexes = [models.Index(fields=["authority", "kind", "sender", "field", "-set_at"])]


class Limits(models.Model):
    """From where on an authority calls a list implausible. The newest row counts; none goes. Shares are per cent."""

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    least_rows = models.PositiveSmallIntegerField(default=20)  # a shorter list is not judged by shares
    fewest_rows = models.PositiveSmallIntegerField(default=70)  # of the rows of the source's last list
    fewest_matches = models.PositiveSmallIntegerField(default=70)  # of the share found on lists last time
    most_outside = models.PositiveSmallIntegerField(default=50)  # of the rows with a postcode
    most_birthdays = models.PositiveSmallIntegerField(default=20)  # no child of 2 to 19, or no date at all
    most_swapped = models.PositiveSmallIntegerField(default=50)  # of the rows whose names are known on a list
    most_renamed = models.PositiveSmallIntegerField(default=10)  # other names, birth date or UPN under a reference
    most_changed = models.PositiveSmallIntegerField(default=50)  # anything but school and year group
    oldest_days = models.PositiveSmallIntegerField(default=400)  # between the list's day and its arrival
    set_at = models.DateTimeField()
    set_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-set_at", "-pk"]
        verbose_name_plural = "limits"


class Stop(models.Model):
    """Why a list was stopped as implausible, and who let it through, and with which reason. It outlives the rows."""

    extract = models.ForeignKey(Extract, on_delete=models.CASCADE, related_name="stops")
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    code = models.CharField(max_length=20)  # sentences.STOPS makes words of code and values
    values = models.JSONField(default=dict)  # counts and days
    stopped_at = models.DateTimeField()
    passed_at = models.DateTimeField(null=True, blank=True)
    passed_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(name="each_reason_to_stop_once", fields=["extract", "code"]),
            models.CheckConstraint(
                name="let_through_by_somebody_with_a_reason",
                condition=Q(passed_at=None, passed_by=None, reason="")
                | Q(passed_at__isnull=False, passed_by__isnull=False, reason__gt=""),
            ),
        ]


class FieldChange(models.Model):
    """One value of an entry that a list says otherwise: old beside new, by which rule, and what becomes of it.

    `answer` is given by the rule, or by a person where the rule asks. Unanswered at the approval, the old value stays
    and the next list asks again. Goes with its row.
    """

    extract = models.ForeignKey(Extract, on_delete=models.CASCADE, related_name="changes", db_index=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, db_index=False)
    row = models.ForeignKey(ExtractRow, on_delete=models.CASCADE, related_name="changes", db_index=False)
    entry = models.ForeignKey(RollEntry, on_delete=models.CASCADE, related_name="+")
    field = models.CharField(max_length=20)
    difference = models.CharField(max_length=10)  # choices.Difference
    old = models.JSONField()
    new = models.JSONField()
    rule = models.CharField(max_length=10, choices=Rule)
    answer = models.CharField(max_length=10, choices=Answer, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["row__line_number", "field"]
        constraints = [models.UniqueConstraint(name="each_field_of_a_row_once", fields=["row", "field"])]
        indexes = [models.Index(fields=["extract", "rule", "answer", "field", "difference"])]


class RowDoubt(models.Model):
    """A row that may be about somebody who is there already: in the file, or on a list. Goes with its row."""

    extract = models.ForeignKey(Extract, on_delete=models.CASCADE, related_name="doubts", db_index=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, db_index=False)
    row = models.ForeignKey(ExtractRow, on_delete=models.CASCADE, related_name="doubts")
    kind = models.CharField(max_length=20, choices=Doubt)
    other_line = models.PositiveIntegerField(null=True, blank=True)  # of the same file
    entry = models.ForeignKey(RollEntry, null=True, blank=True, on_delete=models.CASCADE, related_name="+")

    class Meta:
        ordering = ["row__line_number", "pk"]
        indexes = [models.Index(fields=["extract", "kind"])]


class AbsentChild(models.Model):
    """What becomes of a child who was on the source's last list and is not on this one, where a person has said so.

    With ASK the entry stays and somebody is asked; the answer, or a list that shows the child again, settles it.
    """

    extract = models.ForeignKey(Extract, on_delete=models.CASCADE, related_name="absences", db_index=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    entry = models.ForeignKey(RollEntry, on_delete=models.CASCADE, related_name="absences")
    choice = models.CharField(max_length=10, choices=Absence)
    chosen_at = models.DateTimeField()
    chosen_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_of = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    settled_as = models.CharField(max_length=10, choices=Absence, blank=True)

    class Meta:
        ordering = ["chosen_at", "pk"]
        constraints = [models.UniqueConstraint(name="each_absence_once", fields=["extract", "entry"])]


class EntryChange(models.Model):
    """What an approval did to one entry, with the values before: what undo puts back. Goes with the list's rows."""

    extract = models.ForeignKey(Extract, on_delete=models.CASCADE, related_name="journal", db_index=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, db_index=False)
    entry = models.ForeignKey(RollEntry, on_delete=models.CASCADE, related_name="+")
    act = models.CharField(max_length=10, choices=Act)
    before = models.JSONField(default=dict)  # field -> value, of those that changed

    class Meta:
        constraints = [models.UniqueConstraint(name="each_entry_changed_once", fields=["extract", "entry"])]


class Remembered(models.Model):
    """A child on an approved health extract, as keyed hashes only: what the next extract is compared with.

    Stays until a newer extract of the source has been purged.
    """

    extract = models.ForeignKey(Extract, on_delete=models.CASCADE, related_name="remembered", db_index=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, db_index=False)
    line_number = models.PositiveIntegerField()
    fingerprint = models.CharField(max_length=32)
    reference = models.CharField(max_length=32, blank=True)

    class Meta:
        verbose_name_plural = "remembered"
        constraints = [models.UniqueConstraint(name="each_line_remembered_once", fields=["extract", "line_number"])]
