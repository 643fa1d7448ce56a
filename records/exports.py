"""The statutory record as a file: its six items and nothing else."""

import csv
import io
import unicodedata
from collections.abc import Iterator
from itertools import dropwhile

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from records.models import CMERecord

BYTE_ORDER_MARK = "\ufeff"  # without it, Excel spoils ŵ and ŷ
RISKY = ("=", "+", "-", "@", "\t", "\r", "\n")  # a spreadsheet would run it
UNSEEN = {
    "Cc",
    "Cf",
    "Mn",
    "Me",
    "Zs",
    "Zl",
    "Zp",
}  # spaces, controls, zero-width characters, by their Unicode category


def record_as_csv(record: CMERecord) -> str:
    """One line for each part of an item: its number, its name, its value."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([_("Item"), _("Name of the item"), _("Value")])
    for number, name, value in items(record):
        writer.writerow([number, name, harmless(value)])
    return text.getvalue()


def harmless(value: str) -> str:
    """The text as it is, with an apostrophe where a spreadsheet might read a formula, also behind what is not seen."""
    seen = "".join(dropwhile(lambda mark: unicodedata.category(mark) in UNSEEN, value))
    return f"'{value}" if value.startswith(RISKY) or unicodedata.normalize("NFKC", seen).startswith(RISKY) else value


def items(record: CMERecord) -> Iterator[tuple[int, str, str]]:
    """Schedule 2, item by item; what is not known is empty."""
    yield 1, _("Name"), record.full_name
    for name in record.former_names or [""]:
        yield 1, _("Former name"), name
    yield 2, record.get_address_is_display(), record.address
    yield 2, _("Postcode"), record.postcode
    yield 3, _("Date of birth"), date_format(record.born_on, "j F Y") if record.born_on else ""
    for parent in record.parents.order_by("pk"):
        yield 4, _("Parent: name"), parent.name
        yield 4, _("Parent: address"), parent.address
        yield 4, _("Parent: postcode"), parent.postcode
        yield 4, _("Parent: telephone"), parent.telephone
        yield 4, _("Parent: e-mail"), parent.email
    for provider in record.providers.order_by("pk"):
        yield 5, _("Provider of education: name"), provider.name
        yield 5, _("Provider of education: address"), provider.address
    yield 6, _("Additional learning needs (ALN)"), record.aln
    yield 6, _("Additional learning provision (ALP)"), record.alp
