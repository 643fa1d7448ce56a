"""Decisions on pairs are kept with fingerprints, through the purge, until a row changes; matches are taken apart."""

import datetime

import pytest
import time_machine
from django.utils import timezone

from lhb_ingest.actions import (
    dismiss_candidate,
    forget_decisions,
    judge_different,
    judge_none_of_these,
    judge_same,
    purge_extract,
    reopen_candidate,
    take_apart,
)
from lhb_ingest.actions.deciding import EntryTaken, is_judged
from lhb_ingest.choices import CandidateState, ExtractState, Judgement, Outcome, TakenApart, Verdict, Worklist
from lhb_ingest.models import Candidate, Extract, Match, PairDecision
from records.choices import DismissalReason, ListKind
from records.errors import Refused
from records.models import RollEntry, Tally
from tests.lhb_ingest.builders import approved, candidate_of, review, row_of, somebody

HEALTH, SCHOOL, HOME = ListKind.HEALTH, ListKind.SCHOOL_ROLL, ListKind.HOME_EDUCATION


@pytest.fixture
def child():
    return somebody()


@pytest.fixture
def send(mon, data_officer, list_officer, manager):
    """Sends an approved list."""

    def send(kind: str, *people, **given) -> Extract:
        return approved(data_officer if kind == HEALTH else list_officer, manager, kind, *people, **given)

    return send


@pytest.fixture
def send_for_review(mon, data_officer, list_officer):
    def send(kind: str, *people, **given) -> Extract:
        return review(data_officer if kind == HEALTH else list_officer, kind, *people, **given)

    return send


@pytest.fixture
def near(send, child):
    """Near one pupil of another forename."""
    send(SCHOOL, child.like(forenames="Zebedeus"))
    return candidate_of(send(HEALTH, child), child)


def purge(candidate: Candidate) -> None:
    """The list's day is past."""
    Extract.objects.filter(pk=candidate.extract_id).update(purge_on=timezone.localdate())
    purge_extract(extract=candidate.extract)
    assert not candidate.extract.rows.exists()


# ----------------------------------------------------------------------------------------------------- kept and used
def test_a_no_outlives_rows_and_near_matches(near, child, caseworker, send):
    judge_none_of_these(by=caseworker, candidate=near)
    dismiss_candidate(by=caseworker, candidate=near, reason=DismissalReason.LIST_ERROR)
    purge(near)
    Candidate.objects.filter(pk=near.pk).update(decided_at=timezone.now() - datetime.timedelta(days=400))
    again = candidate_of(send(HEALTH, child, somebody()), child)
    assert again.pk != near.pk and not again.row.near_matches.exists(), "the pair is never asked again"
    kept = PairDecision.objects.get()
    assert (kept.verdict, kept.by, kept.used_on) == (Verdict.NONE, caseworker, timezone.localdate())
    assert child.surname.upper() not in str(kept.__dict__).upper()


def test_a_yes_outlives_rows_and_is_used_again(near, child, caseworker, send_for_review):
    judge_same(by=caseworker, candidate=near, near_match=near.row.near_matches.get())
    purge(near)
    later = send_for_review(HEALTH, child, somebody())
    assert row_of(later, child).outcome == Outcome.MATCHED
    assert row_of(later, child).matches.get().rule == "person_before"


@pytest.mark.parametrize("field", ["surname", "forenames"])
def test_a_change_on_the_health_side_asks_again(near, child, caseworker, send_for_review, field):
    judge_none_of_these(by=caseworker, candidate=near)
    dismiss_candidate(by=caseworker, candidate=near, reason=DismissalReason.LIST_ERROR)
    changed = child.like(**{field: f"{getattr(child, field)} Eleri"})
    row = row_of(send_for_review(HEALTH, changed), changed)
    assert row.outcome == Outcome.TO_JUDGE and row.near_matches.get().judgement == ""


def test_a_change_on_the_list_s_side_asks_again(near, child, caseworker, send):
    judge_none_of_these(by=caseworker, candidate=near)
    RollEntry.objects.update(postcode="LL65 2BB")
    dismiss_candidate(by=caseworker, candidate=near, reason=DismissalReason.LIST_ERROR)
    Candidate.objects.update(decided_at=timezone.now() - datetime.timedelta(days=400))
    again = candidate_of(send(HEALTH, child, somebody()), child)
    assert again.row.near_matches.get().judgement == ""


def test_a_decision_taken_back_is_asked_again(near, child, caseworker, send_for_review):
    judge_same(by=caseworker, candidate=near, near_match=near.row.near_matches.get())
    reopen_candidate(by=caseworker, candidate=near)
    ended = PairDecision.objects.get()
    assert ended.ended_by == caseworker
    assert row_of(send_for_review(HEALTH, child, somebody()), child).outcome == Outcome.KNOWN_CANDIDATE


def test_a_later_word_on_a_pair_ends_the_earlier(near, caseworker, manager):
    judge_none_of_these(by=caseworker, candidate=near)
    reopen = near.row.near_matches.get()
    near.row.near_matches.update(judgement="", judged_by=None, judged_at=None)
    judge_same(by=manager, candidate=near, near_match=reopen)
    assert [(each.verdict, each.ended_by) for each in PairDecision.objects.order_by("pk")] == [
        (Verdict.NONE, manager),
        (Verdict.SAME, None),
    ]


def test_one_of_several_is_another_child(send, child, caseworker):
    send(SCHOOL, child.like(forenames="Zebedeus"), child.like(forenames="Quentin", ref="R2"))
    candidate = candidate_of(send(HEALTH, child), child)
    first, second = candidate.row.near_matches.all()
    judge_different(by=caseworker, candidate=candidate, near_match=first)
    assert not is_judged(candidate)
    judge_different(by=caseworker, candidate=candidate, near_match=second)
    assert is_judged(candidate) and PairDecision.objects.filter(verdict=Verdict.DIFFERENT).count() == 2


def test_decisions_for_which_no_list_asks_are_forgotten(near, caseworker):
    judge_none_of_these(by=caseworker, candidate=near)
    assert forget_decisions(authority=near.authority) == 0
    with time_machine.travel(timezone.now() + datetime.timedelta(days=740)):
        assert forget_decisions(authority=near.authority) == 1


# ------------------------------------------------------------------------------------- one entry and two children
def test_an_entry_of_another_child_is_given_only_knowingly(send, child, caseworker):
    send(SCHOOL, child.like(forenames="Zebedeus"))
    twin = child.like(forenames="Peredur", ref="T2")
    extract = send(HEALTH, child, twin)
    first, second = candidate_of(extract, child), candidate_of(extract, twin)
    judge_same(by=caseworker, candidate=first, near_match=first.row.near_matches.get())
    pair = second.row.near_matches.get()
    with pytest.raises(EntryTaken):
        judge_same(by=caseworker, candidate=second, near_match=pair)
    assert Match.objects.count() == 1
    judge_same(by=caseworker, candidate=second, near_match=pair, knowingly=True)
    assert Match.objects.filter(undone_at=None).count() == 2


# -------------------------------------------------------------------------------------------------- taking apart
def tallied(extract: Extract) -> dict[tuple[str, str], int]:
    held = Tally.objects.filter(source_key=f"extract:{extract.pk}", count__gt=0)
    return {(measure, category): count for measure, category, count in held.values_list("measure", "category", "count")}


def test_a_match_by_rule_is_taken_apart_after_approval(send, child, caseworker, send_for_review):
    send(SCHOOL, child)
    extract = send(HEALTH, child, somebody())
    row = row_of(extract, child)
    assert row.outcome == Outcome.MATCHED and tallied(extract)["matched_by_list", SCHOOL] == 1
    candidate = take_apart(by=caseworker, match=row.matches.get(), why=TakenApart.NAMESAKE)
    row.refresh_from_db()
    assert row.outcome == Outcome.UNMATCHED
    assert (candidate.state, candidate.worklist, candidate.row) == (CandidateState.WAITING, Worklist.UNKNOWN, row)
    counts = tallied(extract)
    assert ("matched_by_list", SCHOOL) not in counts and ("outcome", "matched") not in counts
    assert counts["outcome", "unmatched"] == counts["candidate_arrived", "unknown"] == 2
    match = Match.objects.get()
    assert (match.undone_by, match.undone_why) == (caseworker, TakenApart.NAMESAKE)
    assert row.near_matches.get().judgement == Judgement.DIFFERENT
    extract.refresh_from_db()
    assert (extract.counts["matched"], extract.counts["unmatched"]) == (0, 2)
    later = send_for_review(HEALTH, child, somebody(), somebody())
    assert not row_of(later, child).matches.exists(), "a person's no is a hard refusal"


def test_a_match_is_taken_apart_before_approval(send, child, manager, send_for_review):
    send(SCHOOL, child)
    extract = send_for_review(HEALTH, child)
    row = row_of(extract, child)
    assert take_apart(by=manager, match=row.matches.get(), why=TakenApart.SIBLING) is None
    row.refresh_from_db()
    assert row.outcome == Outcome.UNMATCHED and not Candidate.objects.exists()


def test_what_else_is_near_is_asked_about_and_not_accepted_by_rule(send, child, caseworker):
    send(SCHOOL, child)
    send(ListKind.INDEPENDENT, child, sender="Ysgol Annibynnol")
    extract = send(HEALTH, child)
    row = row_of(extract, child)
    candidate = take_apart(by=caseworker, match=row.matches.get(), why=TakenApart.OTHER)
    row.refresh_from_db()
    # the other list shows the very same child: the fingerprint says the same, so it is refused with it
    assert row.outcome == Outcome.UNMATCHED and candidate.row == row


def test_a_near_one_is_asked_about_when_a_match_by_rule_is_taken_apart(send, child, caseworker):
    send(SCHOOL, child, child.like(forenames="Zebedeus", ref="Z1"))
    row = row_of(send(HEALTH, child), child)
    candidate = take_apart(by=caseworker, match=row.matches.get(), why=TakenApart.OTHERS_ENTRY)
    row.refresh_from_db()
    assert row.outcome == Outcome.TO_JUDGE and candidate.had_near_matches
    open_pair = row.near_matches.get(judgement="")
    assert open_pair.entry.source_ref == "Z1" and open_pair.weight is not None and open_pair.model


def test_a_match_by_a_person_is_taken_apart(near, caseworker, manager):
    judge_same(by=caseworker, candidate=near, near_match=near.row.near_matches.get())
    match = Match.objects.get()
    candidate = take_apart(by=manager, match=match, why=TakenApart.SIBLING)
    assert (candidate.pk, candidate.state, candidate.found_entry) == (near.pk, CandidateState.WAITING, None)
    assert is_judged(candidate) and not Tally.objects.filter(source_key=f"candidate:{near.pk}").exists()
    live = PairDecision.objects.get(ended_at=None)
    assert (live.verdict, live.by) == (Verdict.DIFFERENT, manager)


def test_home_education_found_by_rule_is_taken_apart(send, child, caseworker):
    send(HOME, child)
    extract = send(HEALTH, child)
    candidate = candidate_of(extract, child)
    assert candidate.worklist == Worklist.SUITABILITY
    take_apart(by=caseworker, match=candidate.row.matches.get(), why=TakenApart.SIBLING)
    candidate.refresh_from_db()
    assert (candidate.state, candidate.worklist) == (CandidateState.WAITING, Worklist.UNKNOWN)


def test_what_cannot_be_taken_apart(near, caseworker):
    judge_same(by=caseworker, candidate=near, near_match=near.row.near_matches.get())
    match = Match.objects.get()
    with pytest.raises(Refused, match="Choose why"):
        take_apart(by=caseworker, match=match, why="")
    take_apart(by=caseworker, match=match, why=TakenApart.SIBLING)
    with pytest.raises(Refused, match="taken apart already"):
        take_apart(by=caseworker, match=match, why=TakenApart.SIBLING)
    Match.objects.update(undone_at=None, undone_by=None)
    Extract.objects.filter(pk=near.extract_id).update(state=ExtractState.PURGED)
    with pytest.raises(Refused, match="no longer held"):
        take_apart(by=caseworker, match=match, why=TakenApart.SIBLING)
