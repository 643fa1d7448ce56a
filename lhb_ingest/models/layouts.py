"""How files are read: layouts that a person explained once, and the sheets of mended rows that belong to a list."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from lhb_ingest.choices import DateOrder, SheetState
from lhb_ingest.models.lists import Extract
from records.choices import ListKind
from records.models import Authority, HealthBoard, User


class SenderLayoutQuerySet(models.QuerySet):
    def current(self):
        return self.filter(ended_at=None)


class SenderLayout(models.Model):
    """Which heading means what in the files of one sender. A change is a new version; an old one stays as it was.

    It belongs to an authority, to a health board, or, with neither, to everybody (an administrator's).
    """

    authority = models.ForeignKey(Authority, null=True, blank=True, on_delete=models.PROTECT)
    health_board = models.ForeignKey(HealthBoard, null=True, blank=True, on_delete=models.PROTECT)
    kind = models.CharField(max_length=20, choices=ListKind)
    sender = models.CharField(max_length=100, blank=True)  # '': whoever sends this kind of list
    name = models.CharField(max_length=100)
    version = models.PositiveSmallIntegerField(default=1)
    columns = models.JSONField()  # heading -> field
    dropped = ArrayField(models.CharField(max_length=100), default=list, blank=True)  # headings left unread by choice
    date_order = models.CharField(max_length=12, choices=DateOrder, blank=True)  # '': found from the whole column
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    replaces = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = SenderLayoutQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "sender", "name", "-version"]
        constraints = [
            models.CheckConstraint(name="layout_has_one_owner", condition=Q(authority=None) | Q(health_board=None)),
            models.CheckConstraint(
                name="health_layout_is_the_boards",
                condition=(Q(kind=ListKind.HEALTH) & Q(authority=None))
                | (~Q(kind=ListKind.HEALTH) & Q(health_board=None)),
            ),
            models.CheckConstraint(
                name="layout_end_has_person_and_time",
                condition=Q(ended_at=None, ended_by=None) | Q(ended_at__isnull=False, ended_by__isnull=False),
            ),
            models.UniqueConstraint(
                name="one_current_layout_per_name",
                fields=["authority", "health_board", "kind", "sender", "name"],
                condition=Q(ended_at=None),
                nulls_distinct=False,
            ),
        ]


def sheet_storage_name(sheet: "MendedSheet", filename: str) -> str:
    """Beside the file it mends, under its own fingerprint."""
    return f"{sheet.authority_id}/{sheet.extract_id}-{sheet.fingerprint}"


class MendedSheet(models.Model):
    """Bad rows of a list that somebody mended and sent again: a part of that list, and purged with it."""

    extract = models.ForeignKey(Extract, on_delete=models.CASCADE, related_name="sheets")
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    health_board = models.ForeignKey(HealthBoard, null=True, blank=True, on_delete=models.PROTECT)
    file = models.FileField(upload_to=sheet_storage_name, blank=True, max_length=200)
    file_name = models.CharField(max_length=200, blank=True)
    size = models.PositiveBigIntegerField()  # bytes
    fingerprint = models.CharField(max_length=64)  # SHA-256 of the file
    state = models.CharField(max_length=10, choices=SheetState, default=SheetState.WAITING)
    refusal = models.JSONField(default=dict, blank=True)  # as of an extract
    counts = models.JSONField(default=dict, blank=True)  # {"mended": rows, "still_bad": rows, "ignored": rows}
    ignored = models.JSONField(default=list, blank=True)  # [{"code": …, "line": …}], the first hundred
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-sent_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="same_sheet_once", fields=["extract", "fingerprint"], condition=~Q(state="refused")
            ),
            models.UniqueConstraint(name="one_waiting_sheet", fields=["extract"], condition=Q(state="waiting")),
        ]
