"""What waits and what is open, compared again once an education list has taken effect or been taken back.

Nothing is settled by it. An entry that shows a waiting candidate, or the child of an open case, is proposed with its
evidence, and a proposal that the lists no longer bear out is withdrawn; leaving.py makes candidates of the children who
left. Whoever changes entries of an education list sets `Extract.rematch_due` in the same transaction (approve_extract
does; so must undo, and so must whoever ends an entry later) and starts `tasks.rematch` after the commit. One
transaction for an authority: whole, or not at all; a second run finds nothing due.

Undo of a list calls `leaving.take_back_leavers(extract=…)` in its own transaction, and sets `rematch_due`.
"""

from collections.abc import Iterable, Iterator

from django.db import transaction
from django.utils import timezone

from lhb_ingest.actions.comparing import PRECEDENCE, leaves_open, person_of
from lhb_ingest.actions.current import Lists, fingerprint_of, lists_of, values_of
from lhb_ingest.actions.leaving import make_leavers, take_back_returned
from lhb_ingest.choices import ExtractState, Outcome
from lhb_ingest.fingerprints import pair_fingerprint, row_fingerprint
from lhb_ingest.matching import Decisions, Pairing
from lhb_ingest.models import Candidate, Extract, Match, NearMatch
from records.actions import propose_closure, withdraw_proposal
from records.models import Authority, Case, ClosureProposal, RollEntry

MOST_NEW = 5  # near matches that one run adds to a candidate
LEAST_FOR_A_CASE = -3.0  # bits: a find that is less likely than one in nine is no reason to look at a case again


@transaction.atomic
def rematch_authority(*, authority: Authority) -> int:
    """Compares everything of the authority that waits or is open. Returns for how many lists it was done; 0: none due.

    Approvals of the authority wait meanwhile, some seconds, so that no list takes effect unseen.
    """
    Authority.objects.select_for_update(no_key=True).get(pk=authority.pk)
    due = list(Extract.objects.filter(authority=authority, rematch_due=True).order_by("as_at", "pk"))
    if not due:
        return 0
    lists = lists_of(authority, due)
    take_back_returned(authority=authority)
    _rematch_candidates(lists)
    _rematch_cases(lists)
    for extract in reversed(due):  # the newest first: each takes what it ended, and leaves what ended before it
        if extract.approved_at and extract.state in (ExtractState.APPROVED, ExtractState.PURGED):
            make_leavers(extract=extract, lists=lists)
    Extract.objects.filter(pk__in=[extract.pk for extract in due]).update(rematch_due=False)
    return len(due)


# ----------------------------------------------------------------------------------------------------------- candidates
def _rematch_candidates(lists: Lists) -> None:
    waiting = Candidate.objects.waiting().filter(authority=lists.authority, row__isnull=False).select_related("row")
    candidates = {each.row_id: each for each in waiting.order_by("pk")}
    rows = [person_of(values_of(each.row, each.row.upn), ("waiting", "")) for each in candidates.values()]
    decisions = lists.decide(rows, {key: each.row.fingerprint for key, each in candidates.items()})
    near = NearMatch.objects.filter(row__in=list(candidates))
    near.filter(judgement="", entry__ended_on__isnull=False).delete()
    known: dict[int, dict[int, NearMatch]] = {}
    for each in near.filter(row__in=list(candidates)):
        known.setdefault(each.row_id, {})[each.entry_id] = each
    matched = dict(Match.objects.filter(row__in=list(candidates), undone_at=None).values_list("row", "entry"))
    others = _entries_of_others(lists.authority, candidates)
    for key, candidate in candidates.items():
        found = _settling(decisions.matches.get(key, ()), matched.get(key), lists, others)
        _propose_to_candidate(candidate, found, known.get(key, {}), lists)
        if found is None and key not in matched:
            _add_near(candidate, decisions.near.get(key, ()), known.get(key, {}), lists, others)


def _entries_of_others(authority: Authority, candidates: dict[int, Candidate]) -> set[int]:
    """Entries that are another row's already: a namesake's, most likely."""
    live = Match.objects.filter(authority=authority, undone_at=None, entry__ended_on=None)
    return set(live.exclude(row__in=list(candidates)).values_list("entry", flat=True))


def _settling(pairings: Iterable[Pairing], matched: int | None, lists: Lists, others: set[int]) -> Pairing | None:
    """The pairing to propose, of the list that settles most. None where it says nothing that was not known."""
    news = [
        each
        for each in pairings
        if each.entry.key not in others and not (each.entry.key == matched and _is_open(lists.values[matched]))
    ]
    if matched in lists.values:  # found on the home education register before: only what settles more is news
        news = [each for each in news if not _is_open(lists.values[each.entry.key])]
    return min(news, key=_precedence, default=None)


def _precedence(pairing: Pairing) -> tuple:
    return PRECEDENCE.index(pairing.entry.list_name[0]), -pairing.weight, pairing.entry.order


def _is_open(values: dict) -> bool:
    return leaves_open(values["kind"], values["suitability"])


def _propose_to_candidate(
    candidate: Candidate, found: Pairing | None, known: dict[int, NearMatch], lists: Lists
) -> None:
    """Marks the near match as proposed, making it where it is not there yet; unmarks what is no longer beyond doubt."""
    for each in known.values():
        if each.proposed_at and each.judgement == "" and (found is None or each.entry_id != found.entry.key):
            NearMatch.objects.filter(pk=each.pk).update(proposed_at=None)
    if found is None:
        return
    standing = known.get(found.entry.key)
    if standing and (standing.proposed_at or found.entry.key not in lists.fresh):
        return
    if standing is None and found.entry.key not in lists.fresh:
        return
    said = {"reasons": found.reasons(), "weight": found.weight, "proposed_at": timezone.now(), "rank": 0}
    not_judged = {"judgement": "", "judged_by": None, "judged_at": None}  # a 'no' that still held is refused above
    NearMatch.objects.update_or_create(
        row=candidate.row,
        entry_id=found.entry.key,
        defaults={"authority_id": candidate.authority_id} | said | not_judged,
    )
    _has_near(candidate)


def _add_near(
    candidate: Candidate, near: Iterable[Pairing], known: dict[int, NearMatch], lists: Lists, others: set[int]
) -> None:
    """News that a person has to judge before anything is decided about the child."""
    added = [
        NearMatch(
            row=candidate.row,
            entry_id=each.entry.key,
            authority_id=candidate.authority_id,
            rank=len(known) + place,
            reasons=each.reasons(),
            weight=each.weight,
        )
        for place, each in enumerate(near, start=1)
        if each.entry.key in lists.fresh and each.entry.key not in others and each.entry.key not in known
    ][:MOST_NEW]
    NearMatch.objects.bulk_create(added)
    if added:
        _has_near(candidate)


def _has_near(candidate: Candidate) -> None:
    if not candidate.had_near_matches:
        candidate.had_near_matches = True
        candidate.save(update_fields=["had_near_matches"])
    if candidate.row.outcome == Outcome.UNMATCHED:
        candidate.row.outcome = Outcome.TO_JUDGE
        candidate.row.save(update_fields=["outcome"])


# ---------------------------------------------------------------------------------------------------------------- cases
def _rematch_cases(lists: Lists) -> None:
    cases = Case.objects.open().filter(authority=lists.authority).select_related("child").order_by("pk")
    by_pk = {case.pk: case for case in cases}
    rows = [person_of(values_of(case.child) | {"pk": case.pk}, ("case", "")) for case in by_pk.values()]
    prints = {pk: fingerprint_of(case) for pk, case in by_pk.items()}
    decisions = lists.decide(rows, prints)
    standing = {each.case_id: each for each in ClosureProposal.objects.open().filter(authority=lists.authority)}
    others = set(Match.objects.filter(authority=lists.authority, undone_at=None).values_list("entry", flat=True))
    for pk, case in by_pk.items():
        before = standing.get(pk)
        known = before.entry_id if before else None
        finds = [*_sure_finds(decisions, pk, known, lists), *_judged_finds(decisions, pk, known, lists, others)]
        proposed = any(_propose_closing(case, found, prints[pk], lists, is_sure=is_sure) for found, is_sure in finds)
        if before and not proposed:
            withdraw_proposal(proposal=before)
    for pk, proposal in standing.items():
        if pk not in by_pk:  # closed meanwhile, on other evidence
            withdraw_proposal(proposal=proposal)


def _sure_finds(decisions: Decisions, case: int, known: int | None, lists: Lists) -> Iterator[tuple[Pairing, bool]]:
    for each in sorted(decisions.matches.get(case, ()), key=_precedence):
        if each.entry.key in lists.fresh or each.entry.key == known:
            yield each, True


def _judged_finds(
    decisions: Decisions, case: int, known: int | None, lists: Lists, others: set[int]
) -> Iterator[tuple[Pairing, bool]]:
    """What a person must judge first: the one that stands already, then news, the likeliest first; but no entry that is
    another child's of the health list."""
    near = [each for each in decisions.near.get(case, ()) if each.weight >= LEAST_FOR_A_CASE]
    for each in sorted(near, key=lambda each: each.entry.key != known):  # stable: else as `decide` has put them
        if each.entry.key == known or (each.entry.key in lists.fresh and each.entry.key not in others):
            yield each, False


def _propose_closing(case: Case, found: Pairing, fingerprint: str, lists: Lists, *, is_sure: bool) -> bool:
    """False where a person has said no to just this."""
    entry = RollEntry.objects.get(pk=found.entry.key)
    about = pair_fingerprint(fingerprint, row_fingerprint(lists.values[entry.pk]))
    said = {"reasons": found.reasons(), "weight": found.weight, "about": about, "is_sure": is_sure}
    return propose_closure(case=case, entry=entry, **said) is not None
