"""Accepts near matches of one pattern together, after a sample that was right throughout; and undoes it."""

from collections.abc import Iterator
from random import SystemRandom

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lhb_ingest.actions.deciding import judge_all, judge_none_of_these, judge_same, make_match, wait_again
from lhb_ingest.actions.keeping import end_decisions
from lhb_ingest.actions.queueing import judge_unsure
from lhb_ingest.bulks import pairs_by_pattern, safe_pairs
from lhb_ingest.choices import BulkState, CandidateState, Verdict
from lhb_ingest.judging import sample_size
from lhb_ingest.models import BulkAcceptance, BulkPair, Candidate, Match, NearMatch
from records.errors import Refused
from records.models import Authority, User

UNDER_WAY = (BulkState.SAMPLING, BulkState.READY, BulkState.WORKING, BulkState.UNDOING)
AT_ONCE = 50  # pairs of one transaction


@transaction.atomic
def begin_bulk(*, by: User, authority: Authority, pattern: str) -> BulkAcceptance:
    """Takes the pairs of a pattern as they are now and draws the sample by chance."""
    Authority.objects.select_for_update(no_key=True).get(pk=authority.pk)  # two managers at once
    if BulkAcceptance.objects.filter(authority=authority, pattern=pattern, state__in=UNDER_WAY).exists():
        raise Refused(_("A group of this pattern is being worked on already."))
    numbers = pairs_by_pattern().get(pattern)
    if not numbers:
        raise Refused(_("No pairs of this pattern are left that may be accepted together."))
    bulk = BulkAcceptance.objects.create(authority=authority, pattern=pattern, begun_at=timezone.now(), begun_by=by)
    sampled = set(SystemRandom().sample(numbers, sample_size(len(numbers))))
    pairs = NearMatch.objects.filter(pk__in=numbers).order_by("pk").values_list("pk", "row__candidate", "entry")
    BulkPair.objects.bulk_create(
        BulkPair(authority=authority, bulk=bulk, candidate_id=candidate, entry_id=entry, is_sampled=pk in sampled)
        for pk, candidate, entry in pairs
    )
    return bulk


def _locked(bulk: BulkAcceptance, state: str) -> BulkAcceptance:
    bulk = BulkAcceptance.objects.select_for_update(of=("self",)).select_related("authority").get(pk=bulk.pk)
    if bulk.state != state:
        raise Refused(_("This group has moved on meanwhile. Nothing was changed."))
    return bulk


def near_match_of(pair: BulkPair) -> NearMatch | None:
    near = NearMatch.objects.filter(row__candidate=pair.candidate_id, entry=pair.entry_id)
    return near.select_related("entry", "row").first()


@transaction.atomic
def judge_bulk_pair(*, by: User, pair: BulkPair, verdict: str) -> BulkAcceptance:
    """One pair of the sample, judged as any other. Whatever is not 'the same child' stops the group."""
    bulk = _locked(pair.bulk, BulkState.SAMPLING)
    pair = BulkPair.objects.select_for_update(of=("self",)).select_related("candidate").get(pk=pair.pk)
    near = near_match_of(pair)
    if not pair.is_sampled or pair.verdict or near is None:
        raise Refused(_("This pair has been judged already."))
    if verdict == Verdict.SAME:
        judge_same(by=by, candidate=pair.candidate, near_match=near)
    elif verdict == Verdict.DIFFERENT:
        judge_none_of_these(by=by, candidate=pair.candidate)
    else:
        verdict = Verdict.UNSURE
        judge_unsure(by=by, candidate=pair.candidate, near_match=near, asked_of=None)
    pair.verdict = verdict
    pair.save(update_fields=["verdict"])
    if verdict != Verdict.SAME:
        bulk.state = BulkState.STOPPED
    elif not bulk.pairs.filter(is_sampled=True, verdict="").exists():
        bulk.state = BulkState.READY
    bulk.save(update_fields=["state"])
    return bulk


@transaction.atomic
def stop_bulk(*, by: User, bulk: BulkAcceptance) -> BulkAcceptance:
    """Gives the group up before anything was accepted: what was judged stays, the rest waits as before."""
    bulk = BulkAcceptance.objects.select_for_update().get(pk=bulk.pk)
    if bulk.state not in (BulkState.SAMPLING, BulkState.READY):
        raise Refused(_("This group has moved on meanwhile. Nothing was changed."))
    bulk.state, bulk.undone_at, bulk.undone_by = BulkState.STOPPED, timezone.now(), by
    bulk.save()
    return bulk


@transaction.atomic
def accept_bulk(*, by: User, bulk: BulkAcceptance) -> BulkAcceptance:
    """A manager accepts the rest. The caller hands the group to the worker after commit."""
    bulk = _locked(bulk, BulkState.READY)
    bulk.state, bulk.accepted_at, bulk.accepted_by = BulkState.WORKING, timezone.now(), by
    bulk.save()
    return bulk


@transaction.atomic
def undo_bulk(*, by: User, bulk: BulkAcceptance) -> BulkAcceptance:
    """Takes the whole acceptance back. The sample, which people judged one by one, stays."""
    bulk = _locked(bulk, BulkState.ACCEPTED)
    bulk.state, bulk.undone_at, bulk.undone_by = BulkState.UNDOING, timezone.now(), by
    bulk.save()
    return bulk


@transaction.atomic
def work_bulk(*, bulk_id: int) -> bool:
    """Some pairs more of a group that is being accepted or undone. False where nothing is left, or another worker has
    it. It may be killed and run again: what is done is seen from the matches."""
    locked = BulkAcceptance.objects.select_for_update(skip_locked=True, of=("self",))
    bulk = locked.filter(pk=bulk_id, state__in=(BulkState.WORKING, BulkState.UNDOING)).first()
    if bulk is None:
        return False
    is_accepting = bulk.state == BulkState.WORKING
    some = list(rest_of(bulk)[:AT_ONCE] if is_accepting else matches_to_undo(bulk)[:AT_ONCE])
    for each in some:
        if is_accepting:
            _accept(bulk, each)
        else:
            _undo(bulk, each)
    if not some:
        bulk.state = BulkState.ACCEPTED if is_accepting else BulkState.UNDONE
        bulk.save(update_fields=["state"])
    return bool(some)


def rest_of(bulk: BulkAcceptance):
    """The pairs still to be accepted."""
    done = bulk.matches.values("row__candidate")
    return bulk.pairs.filter(is_sampled=False, is_left_out=False).exclude(candidate__in=done)


def matches_to_undo(bulk: BulkAcceptance):
    """The matches of the group that stand, but those already found to have been worked on since."""
    left = bulk.pairs.filter(is_left_out=True).values("candidate")
    return bulk.matches.filter(undone_at=None).exclude(row__candidate__in=left).select_related("row")


def _accept(bulk: BulkAcceptance, pair: BulkPair) -> None:
    """The pair, if it is what it was when the group was made; else it is left to people."""
    candidates = Candidate.objects.select_for_update(of=("self",)).select_related("row", "authority")
    candidate = candidates.get(pk=pair.candidate_id)
    near = safe_pairs().filter(row__candidate=candidate, entry=pair.entry_id).select_related("entry", "row").first()
    if near is None:
        _leave_out(pair)
        return
    judge_all(bulk.accepted_by, candidate, near)
    make_match(by=bulk.accepted_by, candidate=candidate, near_match=near, rule="bulk", bulk=bulk)


def _leave_out(pair: BulkPair) -> None:
    pair.is_left_out = True
    pair.save(update_fields=["is_left_out"])


def _undo(bulk: BulkAcceptance, match: Match) -> None:
    candidates = Candidate.objects.select_for_update(of=("self",)).select_related("row", "authority")
    candidate = candidates.get(row=match.row_id)
    try:
        if candidate.state != CandidateState.FOUND or candidate.found_entry_id != match.entry_id:
            raise Refused(_("A colleague has decided on this child since."))
        with transaction.atomic():
            wait_again(candidate, bulk.undone_by)
    except Refused:
        _leave_out(bulk.pairs.get(candidate=candidate))
        return
    end_decisions(by=bulk.undone_by, candidate=candidate)
    candidate.row.near_matches.update(judgement="", judged_by=None, judged_at=None)


def worked_on_since(bulk: BulkAcceptance) -> Iterator[int]:
    """Candidates of an undone group that were not taken back: people have worked on them since."""
    return iter(bulk.pairs.filter(is_left_out=True, is_sampled=False).values_list("candidate", flat=True))
