"""At the approval: rows about whose children people decided after the comparison come back to review by themselves."""

from collections import defaultdict

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from lhb_ingest.actions.changes import references_of
from lhb_ingest.actions.comparing import (
    BY_PERSON_BEFORE,
    COMPARED,
    PRECEDENCE,
    known_rows,
    left_a_list,
    person_of,
    suitability_open,
)
from lhb_ingest.choices import SET_ASIDE, ExtractState, Outcome
from lhb_ingest.kept import Kept, kept_for
from lhb_ingest.models import Extract, ExtractRow, Match, NearMatch, PairDecision
from records.models import RollEntry, User


def outcomes_now(extract: Extract) -> dict[int, str]:
    """Row -> outcome of the rows of a health extract that would turn out otherwise now. Nothing is written.

    What the rules matched stands: another list would have made the whole comparison stale. What may have changed is
    what people know: a candidate decided, a case opened or closed, a child found by a person, an entry ended by hand.
    """
    compared = extract.rows.exclude(outcome__in=SET_ASIDE)
    fingerprints = dict(compared.values_list("pk", "fingerprint"))
    known = known_rows(extract, fingerprints, dict(references_of(extract.sender, compared)))
    kept = _kept_since(extract, fingerprints)
    live = Match.objects.filter(row__extract=extract, undone_at=None, entry__ended_on=None)
    found = {row: entry for row, entry in live.values_list("row", "entry") if (row, entry) not in kept.refused}
    found |= _found(kept)
    if missing := compared.filter(outcome=Outcome.KNOWN_CANDIDATE).exclude(pk__in=[*known, *found]):
        rows = [person_of(values, ("health", "")) for values in missing.values(*COMPARED)]
        known |= left_a_list(extract, rows)
    is_open = suitability_open(found.values())
    near = set(NearMatch.objects.filter(row__extract=extract, entry__ended_on=None).values_list("row", flat=True))
    now = {}
    for row, outcome in compared.values_list("pk", "outcome"):
        if row in found and found[row] not in is_open:
            meant = Outcome.MATCHED
        elif row in known:
            meant = known[row]
        elif row in found:
            meant = Outcome.SUITABILITY
        else:
            meant = Outcome.TO_JUDGE if row in near else Outcome.UNMATCHED
        if meant != outcome:
            now[row] = meant
    return now


@transaction.atomic
def recheck_extract(*, by: User, extract: Extract) -> int:
    """Gives such rows their outcome of now, and says how many came back. The others stay as they were reviewed."""
    extract = Extract.objects.select_for_update(of=("self",)).select_related("authority").get(pk=extract.pk)
    if extract.state != ExtractState.IN_REVIEW or not extract.is_health:
        return 0
    now = outcomes_now(extract)
    _match_as_people_said(extract, dict(extract.rows.filter(pk__in=now).values_list("pk", "fingerprint")))
    rows_from = defaultdict(list)
    for row, outcome in extract.rows.filter(pk__in=now).values_list("pk", "outcome"):
        rows_from[outcome, now[row]].append(row)
    for (came_from, outcome), rows in rows_from.items():
        ExtractRow.objects.filter(pk__in=rows).update(came_from=came_from, outcome=outcome)
    return len(now)


def _kept_since(extract: Extract, fingerprints: dict[int, str]) -> Kept:
    """What people said of pairs after the comparison, about children of this list."""
    since = PairDecision.objects.filter(authority=extract.authority, at__gt=extract.compared_at, ended_at=None)
    about = set(since.values_list("row_fingerprint", flat=True))
    asked = {row: fingerprint for row, fingerprint in fingerprints.items() if fingerprint in about}
    if not asked:
        return Kept()
    entries = RollEntry.objects.current().filter(authority=extract.authority).values(*COMPARED, "kind")
    return kept_for(extract.authority_id, asked, list(entries))


def _found(kept: Kept) -> dict[int, int]:
    """Row -> the entry that a person called the same child; of several the one that settles most."""
    entries = {entry for same in kept.same.values() for entry in same}
    kinds = dict(RollEntry.objects.filter(pk__in=entries).values_list("pk", "kind"))
    return {row: min(same, key=lambda entry: PRECEDENCE.index(kinds[entry])) for row, same in kept.same.items()}


def _match_as_people_said(extract: Extract, fingerprints: dict[int, str]) -> None:
    """A match with an entry that ended goes, or that a person called another child; what they called the same comes."""
    kept = _kept_since(extract, fingerprints)
    live = Match.objects.filter(row__in=fingerprints, undone_at=None)
    found = _found(kept)
    refused = [pk for pk, *pair in live.values_list("pk", "row", "entry") if tuple(pair) in kept.refused]
    live.filter(Q(entry__ended_on__isnull=False) | Q(row__in=found) | Q(pk__in=refused)).delete()
    at = timezone.now()
    Match.objects.bulk_create(
        Match(row_id=row, entry_id=entry, authority_id=extract.authority_id, rule=BY_PERSON_BEFORE, made_at=at)
        for row, entry in found.items()
    )
