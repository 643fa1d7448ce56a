"""In which order a list's dates of birth are written: what is known of it, and whether a person must say."""

from typing import Any

from lhb_ingest.models import Extract
from records.spreadsheets import ColumnDates
from records.spreadsheets.dates import BY_COLUMN, BY_PERSON


def dates_told(dates: ColumnDates) -> dict[str, Any]:
    """`Extract.reading["dates"]`."""
    return {
        "order": dates.order,
        "found": dates.found,
        "holds_serials": dates.holds_serials,
        "needs_confirming": dates.needs_confirming,
    }


def order_said(extract: Extract) -> str:
    """What a person answered about this list; '' where nobody was asked."""
    dates = extract.reading.get("dates", {})
    return dates["order"] if dates.get("found") == BY_PERSON else ""


def last_order(extract: Extract) -> str:
    """The order of the sender's last approved list of this kind that showed one by itself, or about which one said."""
    same = Extract.objects.filter(authority_id=extract.authority_id, kind=extract.kind, sender=extract.sender)
    known = same.filter(approved_at__isnull=False, reading__dates__found__in=(BY_COLUMN, BY_PERSON))
    last = known.order_by("-approved_at").values_list("reading__dates__order", flat=True).first()
    return last or ""


def must_be_said(extract: Extract) -> bool:
    """Whether the list waits for a person who says how its dates are read."""
    return bool(extract.reading.get("dates", {}).get("needs_confirming"))
