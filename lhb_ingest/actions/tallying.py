"""What a list leaves behind to be counted once its rows are gone (`records.Tally`): numbers, nothing about a child."""

import datetime
from collections import Counter

from django.utils import timezone

from lhb_ingest.choices import Outcome
from lhb_ingest.models import Extract, Match
from lhb_ingest.review import groups
from records.tallies import set_tally

# Codes of problems -> the fault that figures count. Any other code is another fault.
FAULTS = {
    "no_name": "name",
    "no_date": "born_on",
    "no_date_odd": "born_on",
    "bad_date": "born_on",
    "bad_date_odd": "born_on",
    "future_date": "born_on",
    "bad_postcode": "postcode",
    "no_reference": "reference",
    "reference_twice": "reference",
}


def tally_extract(extract: Extract) -> None:
    """Counts an approved list for the month in which it was received. Done again, it replaces what was counted.

    Mended rows are no list; those that still cannot be used were counted with the list they belong to.
    """
    counts: Counter = Counter()
    if extract.supplements_id:
        counts["rows_received", extract.kind] = extract.counts["rows"] - extract.counts[Outcome.PROBLEM]
    else:
        counts |= {("list", extract.kind): 1, ("rows_received", extract.kind): extract.counts["rows"]}
        counts["problem_rows", extract.kind] = extract.counts.get(Outcome.PROBLEM, 0)
        for code in extract.problems.values_list("code", flat=True):
            counts["fault", FAULTS.get(code, "other_fault")] += 1
    if extract.is_health:
        for group in groups(extract):
            counts["outcome", group.outcome] = group.count
        for match in Match.objects.filter(row__extract=extract, undone_at=None).select_related("entry"):
            counts["matched_by_list", match.entry.kind] += 1
            counts["matched_by_method", method_of(match)] += 1
            counts[days_to_match(extract)] += 1
        for worklist in extract.candidates.values_list("worklist", flat=True):
            counts["candidate_arrived", worklist] += 1
    on = timezone.localdate(extract.received_at)
    set_tally(authority=extract.authority, source_key=f"extract:{extract.pk}", on=on, counts=counts)


def days_to_match(extract: Extract, matched_at: datetime.datetime | None = None) -> tuple[str, str]:
    """How long after the receipt of a list a match took effect, as a count is named: with the approval, or later."""
    days = timezone.localdate(matched_at or extract.approved_at) - timezone.localdate(extract.received_at)
    return "days_to_match", str(days.days)


def method_of(match: Match) -> str:
    """How a row was found on a list: by a person, now or before; by the comparison alone, all the same or not."""
    if match.by_id or not match.reasons:
        return "person"
    return "exact" if all(reason["level"] == "same" for reason in match.reasons) else "likely"
