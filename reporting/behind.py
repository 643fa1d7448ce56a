"""The list behind an exact number: the very rows that it counts, as a page and as a file."""

import csv
import datetime
import io
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Model, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from records.exports import BYTE_ORDER_MARK, harmless
from records.models import AccuracyQuery, CaseEvent, Clock, Enquiry, Spell, Tally
from reporting.figures import Indicator
from reporting.models import Return


@dataclass(frozen=True)
class Line:
    """One row that was counted. `case` is empty where a list or a decision left a count behind and no case."""

    case: int | None
    reference: str
    since: datetime.date
    until: datetime.date | None
    category: str
    count: int


def rows_behind(cme_return: Return, indicator: Indicator, category: str) -> QuerySet:
    return in_order(indicator.rows_of(cme_return.authority, cme_return.month, category))


def in_order(rows: QuerySet) -> QuerySet:
    return rows.order_by("pk") if rows.model is Tally else rows.select_related("case").order_by("pk")


def is_as_counted(cme_return: Return, indicator: Indicator) -> bool:
    """Whether the rows are still those that the frozen figures counted."""
    return cme_return.counted.get(indicator.code) == indicator.counted(cme_return.authority, cme_return.month)


def lines_of(rows: Iterable[Model], indicator: Indicator) -> list[Line]:
    return [line_of(row, indicator) for row in rows]


def line_of(row, indicator: Indicator) -> Line:
    category = indicator.label(row.category) if row.category else ""
    if isinstance(row, Tally):
        return Line(None, source_of(row), row.on, None, category, row.count)
    since, until = days_of(row)
    return Line(row.case_id, row.case.reference, since, until, category, 1)


def days_of(row) -> tuple[datetime.date, datetime.date | None]:
    if isinstance(row, Spell):
        return row.received_on, row.closed_on
    if isinstance(row, Clock):
        return row.starts_on, row.ended_on
    if isinstance(row, Enquiry):
        return row.checked_on, None
    if isinstance(row, AccuracyQuery):
        return row.raised_on, row.settled_on
    if isinstance(row, CaseEvent):
        return timezone.localdate(row.at), None
    raise TypeError(type(row))


def source_of(tally: Tally) -> str:
    """What left the count behind, by its number."""
    kind, _colon, number = tally.source_key.partition(":")
    names = {
        "extract": _("List %(number)s"),
        "candidate": _("Candidate %(number)s"),
        "purge": _("Certificate of purge %(number)s"),
        "time": _("Hours written down for %(number)s"),
        "left": _("Who left by list %(number)s"),
    }
    return names.get(kind, "%(number)s") % {"number": number}


def csv_of(lines: Iterable[Line]) -> bytes:
    file = io.StringIO()
    file.write(BYTE_ORDER_MARK)
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow([_("Counted"), _("From"), _("To"), _("Category"), _("Number")])
    for line in lines:
        until = line.until.isoformat() if line.until else ""
        writer.writerow([harmless(line.reference), line.since.isoformat(), until, harmless(line.category), line.count])
    return file.getvalue().encode()
