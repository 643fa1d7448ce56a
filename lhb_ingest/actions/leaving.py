"""Children who left a list and are on no other: candidates on a worklist of their own, never silently.

What the ended entry said of the child becomes a row of the list that no longer shows it (line 0, outcome LEFT_LIST), so
that everything a candidate needs, from near matches to the purge, is as for a child on a health extract.
"""

from collections.abc import Iterable, Iterator

from django.db import transaction
from django.utils import timezone

from lhb_ingest.actions.comparing import NEAR_FIELDS, near_tuples, person_of
from lhb_ingest.actions.current import Lists, fingerprint_of, values_of
from lhb_ingest.actions.storing import is_outside
from lhb_ingest.choices import CandidateState, Outcome, Worklist
from lhb_ingest.fingerprints import row_fingerprint
from lhb_ingest.matching import Person, decide
from lhb_ingest.models import Candidate, Extract, ExtractRow, Match, NearMatch
from records.actions import note_departure
from records.choices import DismissalReason, ListKind
from records.copying import copy_into
from records.models import Authority, Case, RollEntry
from records.rolls import AS_WRITTEN, VALUES
from records.rules import is_of_compulsory_school_age
from records.tallies import set_tally


@transaction.atomic
def make_leavers(*, extract: Extract, lists: Lists) -> int:
    """Candidates for the children whose entries this list ended and whom no current entry shows. How many were made.

    Left out are children who are not of compulsory school age or live elsewhere. A child who waits already, or whose
    case is open, is told of there and not made twice; where a case was closed, the candidate points to it.
    """
    left = _gone_without_trace(extract, lists)
    prints = {entry.pk: row_fingerprint(values_of(entry)) for entry in left}
    waiting = _told_of_waiting(left, prints, extract.authority)
    in_cases = _told_in_cases([each for each in left if each.pk not in waiting], prints, extract.authority)
    died = _known_to_have_died(extract.authority)
    seen: set[str] = set()
    new = []
    for entry in left:
        is_known = entry.pk in waiting or entry.pk in in_cases or prints[entry.pk] in died
        if not is_known and prints[entry.pk] not in seen:
            seen.add(prints[entry.pk])
            new.append(entry)
    if new:
        _make(extract, new, prints, lists)
    _count_again(extract)
    return len(new)


def _gone_without_trace(extract: Extract, lists: Lists) -> list[RollEntry]:
    """Ended by this list, of school age, living here, not made into a candidate before, and on no current list."""
    ended = RollEntry.objects.filter(
        authority=extract.authority_id, kind=extract.kind, sender=extract.sender, ended_on__gte=extract.as_at
    )
    known = Candidate.objects.filter(left_entry__isnull=False).values("left_entry")
    today = timezone.localdate()
    left = [
        entry
        for entry in ended.exclude(pk__in=known).order_by("pk")
        if (entry.born_on is None or is_of_compulsory_school_age(entry.born_on, today))
        and lives_here(entry, extract.authority)
    ]
    upns = {values["upn"] for values in lists.values.values()} - {""}
    left = [entry for entry in left if entry.upn not in upns]
    people = [person_of(values_of(entry, entry.upn), (entry.kind, entry.sender)) for entry in left]
    found = lists.decide(people, {entry.pk: row_fingerprint(values_of(entry)) for entry in left}).matches
    return [entry for entry in left if entry.pk not in found]


def lives_here(entry: RollEntry, authority: Authority) -> bool:
    """By the postcode. Without one, a child of our own lists is taken to live here, one of another authority's not."""
    if entry.kind == ListKind.OTHER_AUTHORITY and not (entry.postcode and authority.postcode_districts):
        return False
    return not is_outside(entry.postcode, authority)


def _told_of_waiting(left: list[RollEntry], prints: dict[int, str], authority: Authority) -> set[int]:
    """Entries of children who wait as candidates already: the candidate is told that the child has left."""
    waiting = Candidate.objects.waiting().filter(authority=authority, row__isnull=False).select_related("row")
    candidates = {candidate.pk: candidate for candidate in waiting}
    people = [person_of(values_of(each.row) | {"pk": pk}, ("waiting", "")) for pk, each in candidates.items()]
    by_print = {each.fingerprint: pk for pk, each in candidates.items()}
    found = {}
    for entry, pk in _beside(left, prints, people, by_print):
        found[entry.pk] = pk
        candidate = candidates[pk]
        if candidate.left_entry_id is None:
            candidate.left_entry, candidate.left_on = entry, entry.ended_on
            candidate.save(update_fields=["left_entry", "left_on"])
    return set(found)


def _told_in_cases(left: list[RollEntry], prints: dict[int, str], authority: Authority) -> set[int]:
    """Entries of children whose case is open: its timeline says that a list no longer shows the child."""
    cases = {case.pk: case for case in Case.objects.open().filter(authority=authority).select_related("child")}
    found = set()
    for entry, pk in _beside(left, prints, _as_people(cases.values()), _prints_of(cases.values())):
        found.add(entry.pk)
        note_departure(case=cases[pk], entry=entry)
    return found


def _as_people(cases: Iterable[Case]) -> list[Person]:
    return [person_of(values_of(case.child) | {"pk": case.pk}, ("case", "")) for case in cases]


def _prints_of(cases: Iterable[Case]) -> dict[str, int]:
    return {fingerprint_of(case): case.pk for case in cases}


def _beside(
    left: list[RollEntry], prints: dict[int, str], people: list[Person], by_print: dict[str, int]
) -> Iterator[tuple[RollEntry, int]]:
    """(entry, key of the one of `people` who is the same child): by what both say exactly, or beyond doubt."""
    rows = [person_of(values_of(entry, entry.upn), ("left", "")) for entry in left]
    found = decide(rows, people).matches
    for entry in left:
        if prints[entry.pk] in by_print:
            yield entry, by_print[prints[entry.pk]]
        elif entry.pk in found:
            yield entry, found[entry.pk][0].entry.key


def _known_to_have_died(authority: Authority) -> set[str]:
    died = Candidate.objects.filter(authority=authority, dismissal_reason=DismissalReason.DIED)
    return set(died.values_list("fingerprint", flat=True))


# ------------------------------------------------------------------------------------------------------------- making
def _make(extract: Extract, left: list[RollEntry], prints: dict[int, str], lists: Lists) -> None:
    rows = ExtractRow.objects.bulk_create(
        ExtractRow(
            extract=extract,
            authority_id=extract.authority_id,
            line_number=0,
            source_ref=entry.source_ref,
            fingerprint=prints[entry.pk],
            outcome=Outcome.LEFT_LIST,
            **{name: getattr(entry, name) for name in (*VALUES, AS_WRITTEN)},
        )
        for entry in left
    )
    people = [person_of(values_of(row, row.upn), (extract.kind, extract.sender)) for row in rows]
    near = lists.decide(people, {row.pk: row.fingerprint for row in rows}).near
    copy_into(NearMatch, NEAR_FIELDS, near_tuples(extract.authority_id, near))
    earlier = _closed_cases(left, prints, extract.authority)
    Candidate.objects.bulk_create(
        Candidate(
            authority_id=extract.authority_id,
            extract=extract,
            row=row,
            worklist=Worklist.LEFT_LIST,
            had_near_matches=bool(near.get(row.pk)),
            fingerprint=row.fingerprint,
            received_on=timezone.localdate(extract.received_at),
            left_on=entry.ended_on,
            left_entry=entry,
            earlier_case_id=earlier.get(entry.pk),
        )
        for entry, row in zip(left, rows, strict=True)
    )


def _closed_cases(left: list[RollEntry], prints: dict[int, str], authority: Authority) -> dict[int, int]:
    """Entry -> the latest closed case of that child."""
    closed = Case.objects.filter(authority=authority, closed_on__isnull=False).select_related("child")
    cases = list(closed.order_by("closed_on", "pk"))
    newest = {case.child_id: case for case in cases}
    found = _beside(left, prints, _as_people(newest.values()), _prints_of(cases))
    return {entry.pk: case for entry, case in found}


# ------------------------------------------------------------------------------------------------------- taking back
@transaction.atomic
def take_back_leavers(*, extract: Extract) -> int:
    """For the undo of a list: takes back the candidates it made of children who left, where nobody has worked on them.

    Returns how many. Those on whom somebody has decided, or has judged a near match, or whom somebody has claimed, stay
    for that person to finish.
    """
    return _take_back(Candidate.objects.filter(extract=extract))


@transaction.atomic
def take_back_returned(*, authority: Authority) -> int:
    """The same for children whom the very entry shows again."""
    return _take_back(Candidate.objects.filter(authority=authority, left_entry__ended_on=None))


def _take_back(candidates) -> int:
    waiting = candidates.filter(state=CandidateState.WAITING, left_entry__isnull=False)
    of_health = waiting.exclude(row__line_number=0)
    of_health.update(left_entry=None, left_on=None)  # they wait for another reason, too
    judged = NearMatch.objects.exclude(judgement="").values("row")
    made = waiting.filter(row__line_number=0).exclude(row__in=judged)
    made = made.exclude(claimed_until__gt=timezone.now())
    untouched = list(made.exclude(row__in=Match.objects.values("row")).select_for_update().order_by("pk"))
    rows = [candidate.row_id for candidate in untouched]
    extracts = {candidate.extract_id for candidate in untouched}
    Candidate.objects.filter(pk__in=[candidate.pk for candidate in untouched]).delete()
    ExtractRow.objects.filter(pk__in=rows).delete()
    for extract in Extract.objects.filter(pk__in=extracts).select_related("authority"):
        _count_again(extract)
    return len(untouched)


def _count_again(extract: Extract) -> None:
    """What the list's own page and the figures say of it."""
    made = extract.candidates.count()
    extract.counts["left_list"] = made
    extract.save(update_fields=["counts"])
    counts = {("candidate_arrived", Worklist.LEFT_LIST.value): made} if made else {}
    on = timezone.localdate(extract.received_at)
    set_tally(authority=extract.authority, source_key=f"left:{extract.pk}", on=on, counts=counts)
