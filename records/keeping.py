"""The words about keeping a case file right: what was attached to it, what was queried in it, what an ended law takes.

Like records.choices: nothing but codes and their words.
"""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class FileKind(TextChoices):
    """What an attachment is, by its content. The code is also the ending of the file that somebody downloads."""

    PDF = "pdf", _("PDF")
    DOCX = "docx", _("Word document")
    XLSX = "xlsx", _("Excel workbook")
    ODT = "odt", _("OpenDocument text")
    ODS = "ods", _("OpenDocument spreadsheet")
    JPEG = "jpg", _("Picture (JPEG)")
    PNG = "png", _("Picture (PNG)")


class ValueOf(TextChoices):
    """Whose values have a history: each change keeps what stood before."""

    CHILD = "child", _("Details of the child")
    RECORD = "record", _("Statutory record")
    CONTACT = "contact", _("Person around the child")
    ADDRESS = "address", _("Address of the child")


class ValueSource(TextChoices):
    """Who or what a changed value comes from."""

    FAMILY = "family", _("The family")
    SCHOOL = "school", _("A school")
    HEALTH = "health", _("A health body")
    COUNCIL = "council", _("Another team of the council")
    OTHER_AUTHORITY = "other_authority", _("Another authority")
    DOCUMENT = "document", _("A document that was seen")
    TYPING = "typing", _("It was typed wrongly here")
    OTHER = "other", pgettext_lazy("source of a value", "Other, or not stated")


class RaisedBy(TextChoices):
    """Who says that a value is wrong or incomplete."""

    CHILD = "child", _("The child")
    PARENT = "parent", _("A parent or carer")
    SCHOOL = "school", _("A school")
    HEALTH = "health", _("A health body")
    OTHER_AUTHORITY = "other_authority", _("Another authority")
    OFFICER = "officer", _("An officer of this authority")
    OTHER = "other", pgettext_lazy("who raised a query", "Somebody else")


class QueryOutcome(TextChoices):
    """How a query ended (regulation 5). 'Could not be settled' keeps both views on the case."""

    CORRECTED = "corrected", _("The value was wrong and has been corrected")
    COMPLETED = "completed", _("The value was incomplete and has been completed")
    RIGHT = "right", _("The value is right and stays")
    UNSETTLED = "unsettled", _("It could not be settled: both views are noted")


class Disposal(TextChoices):
    """What becomes of a record whose legal basis has ended."""

    REMOVE = "remove", _("Remove the record")
    REBASE = "rebase", _("Keep it on the legal basis of today")
