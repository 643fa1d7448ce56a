"""What an approver sees before anything happens: rows grouped by consequence, each count with its list."""

from dataclasses import dataclass

from django.db.models import Count, QuerySet

from lhb_ingest.choices import Outcome
from lhb_ingest.models import Extract, ExtractRow, Match
from records.models import RollEntry
from records.rolls import absent_entries

HEALTH_GROUPS = (
    Outcome.UNMATCHED,
    Outcome.TO_JUDGE,
    Outcome.SUITABILITY,
    Outcome.KNOWN_CANDIDATE,
    Outcome.KNOWN_CASE,
    Outcome.DISMISSED_BEFORE,
    Outcome.MATCHED,
    Outcome.HELD_TWICE,
    Outcome.OUTSIDE_AGE,
    Outcome.OUTSIDE_AREA,
)
ROLL_GROUPS = (Outcome.NEW_ENTRY, Outcome.CHANGED_ENTRY, Outcome.SAME_ENTRY, Outcome.HELD_TWICE)


@dataclass(frozen=True)
class Group:
    outcome: Outcome
    count: int


def groups(extract: Extract) -> list[Group]:
    """Every group of rows with its count. Problems are not rows; `lines_with_problems` counts them."""
    counts = dict(extract.rows.order_by().values_list("outcome").annotate(Count("pk")))
    wanted = HEALTH_GROUPS if extract.is_health else ROLL_GROUPS
    return [Group(outcome, counts.get(outcome, 0)) for outcome in wanted]


def rows_of(extract: Extract, outcome: str) -> QuerySet[ExtractRow]:
    """Exactly the rows that `groups` counts under `outcome`."""
    return extract.rows.filter(outcome=outcome)


def lines_with_problems(extract: Extract) -> int:
    """How many lines cannot be used."""
    return extract.problems.filter(stops_row=True).values("line_number").distinct().count()


def absent_from(extract: Extract) -> QuerySet[RollEntry]:
    """Current entries that an education list, waiting for approval, no longer shows: approval will end them."""
    if extract.is_health or extract.approved_at:
        return RollEntry.objects.none()
    return absent_entries(
        authority=extract.authority,
        kind=extract.kind,
        sender=extract.sender,
        refs=[*extract.rows.values_list("source_ref", flat=True), *extract.refs_with_problems],
        schools=schools_of(extract),
    )


def schools_of(extract: Extract) -> list[str] | None:
    """The schools in the list, where it covers only these; None where it covers everything of its kind."""
    if extract.covers_all:
        return None
    return list(extract.rows.order_by("school").values_list("school", flat=True).distinct())


def add_matches(rows: list[ExtractRow]) -> None:
    """Gives each row `match`, the entry it was found on (or None), by one query for the page."""
    live = Match.objects.filter(row__in=[row.pk for row in rows], undone_at=None).select_related("entry")
    by_row = {match.row_id: match for match in live}
    for row in rows:
        row.match = by_row.get(row.pk)
