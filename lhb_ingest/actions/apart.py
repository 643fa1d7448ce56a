"""Takes a match apart, whoever made it: each side goes back to where it came from, and the 'no' is kept."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from lhb_ingest.actions.approving import reference_of
from lhb_ingest.actions.comparing import COMPARED, NEAR_FIELDS, near_tuples, person_of
from lhb_ingest.actions.deciding import wait_again
from lhb_ingest.actions.keeping import keep_decisions
from lhb_ingest.actions.tallying import days_to_match, method_of
from lhb_ingest.choices import CandidateState, ExtractState, Judgement, Outcome, TakenApart, Verdict, Worklist
from lhb_ingest.kept import forms_of_the_authority, kept_for
from lhb_ingest.matching import decide
from lhb_ingest.models import Candidate, Extract, ExtractRow, Match, NearMatch
from records.copying import copy_into
from records.errors import Refused
from records.models import RollEntry, Tally, User
from records.tallies import set_tally


def can_take_apart(match: Match) -> bool:
    return match.undone_at is None and match.row.extract.state in (ExtractState.IN_REVIEW, ExtractState.APPROVED)


@transaction.atomic
def take_apart(*, by: User, match: Match, why: str) -> Candidate | None:
    """Ends a live match for a coded reason. The entry is free; the row waits for a person again, with what is near it.

    Before the list's approval the row goes back among those to judge or on no list; after it, its candidate waits
    again, or comes to be, and the tallies of the list say so. Returns the candidate that waits now, if any.
    """
    if why not in TakenApart.values:
        raise Refused(_("Choose why the match is taken apart."))
    extract = Extract.objects.select_for_update(of=("self",)).select_related("authority").get(rows__matches=match)
    match = Match.objects.select_for_update(of=("self",)).select_related("row", "entry").get(pk=match.pk)
    match.row.extract = extract
    if not can_take_apart(match):
        raise Refused(_("This match has been taken apart already, or its list is no longer held."))
    candidate = Candidate.objects.select_for_update(of=("self",)).filter(row=match.row).first()
    match.undone_at, match.undone_by, match.undone_why = timezone.now(), by, why
    match.save(update_fields=["undone_at", "undone_by", "undone_why"])
    was = match.row.outcome
    keep_decisions(by=by, row=match.row, verdicts=[(match.entry, Verdict.DIFFERENT)], candidate=candidate)
    _ask_again(by, match)
    if candidate:
        return _back_to_waiting(candidate, match.row, by)
    is_asked = match.row.near_matches.filter(judgement="").exists()
    match.row.outcome = Outcome.TO_JUDGE if is_asked else Outcome.UNMATCHED
    if extract.state == ExtractState.IN_REVIEW:
        match.row.save(update_fields=["outcome"])
        return None
    return _new_candidate(extract, match, was)


def _ask_again(by: User, match: Match) -> None:
    """The entry is judged another child; what else is near the row is put before a person, not accepted by rule."""
    row, now = match.row, timezone.now()
    row.near_matches.exclude(entry=match.entry).update(judgement="", judged_by=None, judged_at=None)
    NearMatch.objects.update_or_create(
        row=row,
        entry=match.entry,
        defaults={"judgement": Judgement.DIFFERENT, "judged_by": by, "judged_at": now},
        create_defaults={
            "authority_id": row.authority_id,
            "rank": 0,
            "reasons": match.reasons,
            "weight": match.weight,
            "model": match.model,
            "judgement": Judgement.DIFFERENT,
            "judged_by": by,
            "judged_at": now,
        },
    )
    known = set(row.near_matches.values_list("entry", flat=True))
    near = [each for each in near_now(row) if each.entry.key not in known]
    copy_into(NearMatch, NEAR_FIELDS, near_tuples(row.authority_id, {row.pk: near}))


def near_now(row: ExtractRow) -> list:
    """What is near the row on today's lists, best first, as `decide` pairs it; but nothing that a person refused."""
    day = row.born_on or date.min
    about = Q(born_on=day) | Q(surname__iexact=row.surname, forenames__iexact=row.forenames)
    if row.postcode:
        about |= Q(postcode=row.postcode)
    current = RollEntry.objects.current().filter(about, authority=row.authority_id)
    entries = list(current.values(*COMPARED, "kind", "sender"))
    people = [person_of(values, (values["kind"], values["sender"])) for values in entries]
    this = person_of({name: getattr(row, name) for name in COMPARED}, ("health", ""))
    kept = kept_for(row.authority_id, {row.pk: row.fingerprint}, entries)
    forms = forms_of_the_authority(row.authority_id)
    decisions = decide([this], people, refused=kept.refused, extra_forms=forms)
    return [*decisions.matches.get(row.pk, []), *decisions.near.get(row.pk, [])]


def _back_to_waiting(candidate: Candidate, row: ExtractRow, by: User) -> Candidate:
    """The candidate as it was before anybody matched it; one that is a case, or was dismissed, stays what it is."""
    candidate.row = row
    candidate.had_near_matches = candidate.had_near_matches or row.near_matches.filter(judgement="").exists()
    if candidate.state in (CandidateState.FOUND, CandidateState.WAITING):
        wait_again(candidate, by)
    else:
        candidate.save(update_fields=["had_near_matches"])
    return candidate


def _new_candidate(extract: Extract, match: Match, was: str) -> Candidate | None:
    """A row that was matched by rule becomes what it would have been: a candidate, or one that waits already."""
    row, received_on = match.row, timezone.localdate(extract.received_at)
    waiting = Candidate.objects.waiting().filter(authority=extract.authority, fingerprint=row.fingerprint).first()
    candidate = waiting or Candidate.objects.create(
        authority=extract.authority,
        extract=extract,
        row=row,
        worklist=Worklist.UNKNOWN,
        had_near_matches=row.outcome == Outcome.TO_JUDGE,
        fingerprint=row.fingerprint,
        reference=reference_of(extract, row),
        received_on=received_on,
    )
    row.outcome = Outcome.KNOWN_CANDIDATE if waiting else row.outcome
    row.save(update_fields=["outcome"])
    changes = [
        Change("outcome", was, -1),
        Change("outcome", row.outcome, 1),
        Change("matched_by_list", match.entry.kind, -1),
        Change("matched_by_method", method_of(match), -1),
    ]
    if not waiting:
        changes.append(Change("candidate_arrived", candidate.worklist, 1))
    correct_tally(extract, changes)
    return candidate


@dataclass(frozen=True)
class Change:
    measure: str
    category: str
    by: int


def correct_tally(extract: Extract, changes: list[Change]) -> None:
    """What the list counts for, one more here and one fewer there; the counts frozen at approval go with it."""
    key = f"extract:{extract.pk}"
    held = Tally.objects.filter(authority=extract.authority, source_key=key)
    counts = {
        (measure, category): number for measure, category, number in held.values_list("measure", "category", "count")
    }
    for change in changes:
        names = [(change.measure, change.category)]
        if change.measure == "matched_by_list":
            names.append(days_to_match(extract))
        for name in names:
            counts[name] = max(0, counts.get(name, 0) + change.by)
        if change.measure == "outcome":
            extract.counts[change.category] = max(0, extract.counts.get(change.category, 0) + change.by)
    set_tally(authority=extract.authority, source_key=key, on=timezone.localdate(extract.received_at), counts=counts)
    extract.save(update_fields=["counts"])
