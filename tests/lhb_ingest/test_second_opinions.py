"""Unsure: two officers at once, a double click, the back button. Whoever is first is kept; nothing is said twice."""

import threading

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from lhb_ingest.actions import (
    claim_candidate,
    judge_different,
    judge_none_of_these,
    judge_same,
    judge_unsure,
    undo_last,
)
from lhb_ingest.choices import CandidateState, Judgement, UnsureReason, Verdict
from lhb_ingest.models import Candidate, Match, PairDecision, SecondOpinion
from lhb_ingest.pairs import asked_of, queue_of
from records.choices import Role
from records.errors import Refused
from records.scope import scope
from tests.factories import make_user
from tests.lhb_ingest.test_queue_of_pairs import at, make_pairs, near_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def child(mon, data_officer, list_officer, manager) -> Candidate:
    return make_pairs(1, data_officer, list_officer, manager)[0]


@pytest.fixture
def colleague(db):
    return make_user(Role.CASEWORKER, name="Cled Colleague")


def pages_of(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_a_second_click_asks_once(child, caseworker):
    """Both requests carry the same form."""
    client, where = pages_of(caseworker), reverse("candidate_unsure", args=[child.pk])
    given = {"near_match": near_of(child).pk, "asked_of": "", "reason": UnsureReason.SIBLING}
    for _click in range(2):
        assert client.post(where, given).status_code == 302
    assert SecondOpinion.objects.count() == PairDecision.objects.filter(ended_at=None).count() == 1


def test_two_officers_ask_at_once_and_one_question_stands(child, caseworker, colleague, manager):
    """Both had the page open; the second question takes the place of the first, whose asker may answer it."""
    judge_unsure(by=caseworker, candidate=child, near_match=None, asked_of=manager)
    judge_unsure(by=colleague, candidate=child, near_match=None, asked_of=None)
    standing = SecondOpinion.objects.get(closed_at=None)
    assert standing.asked_by == colleague and SecondOpinion.objects.count() == 2
    assert asked_of(caseworker).get() == standing and not asked_of(colleague).exists()


@pytest.mark.parametrize("first", ["same", "none"])
def test_the_answer_that_came_first_holds(child, caseworker, colleague, first):
    """The asker and the colleague look at it at the same time, and say two things."""
    judge_unsure(by=caseworker, candidate=child, near_match=near_of(child), asked_of=colleague)
    theirs, mine = pages_of(colleague), pages_of(caseworker)
    same, none = at("candidate_same", child.pk, near_of(child).pk), at("candidate_none", child.pk)
    answers = (same, none) if first == "same" else (none, same)
    theirs.post(answers[0])
    late = mine.post(answers[1], follow=True).content.decode()
    assert ("decided on this child already" in late) or ("None of these" in late)
    child.refresh_from_db()
    judged = near_of(child)
    assert judged.judged_by == colleague
    assert judged.judgement == (Judgement.SAME if first == "same" else Judgement.DIFFERENT)
    assert (child.state == CandidateState.FOUND) == (first == "same")
    assert Match.objects.filter(undone_at=None).count() == (first == "same")
    live = PairDecision.objects.get(ended_at=None)
    assert live.by == colleague and live.verdict == (Verdict.SAME if first == "same" else Verdict.NONE)


def test_whoever_asked_may_still_answer(child, caseworker, colleague):
    """By the back button, having seen it meanwhile: the question is closed, and nobody is asked any more."""
    judge_unsure(by=caseworker, candidate=child, near_match=near_of(child), asked_of=None)
    judge_same(by=caseworker, candidate=child, near_match=near_of(child))
    assert SecondOpinion.objects.get().closed_by == caseworker and not asked_of(colleague).exists()


def test_a_page_that_stood_open_does_not_unsay_a_no(child, caseworker, colleague):
    """The colleague said 'another child'; the back button brings the form of 'unsure' again."""
    client, where = pages_of(caseworker), reverse("candidate_unsure", args=[child.pk])
    pair = near_of(child)
    judge_different(by=colleague, candidate=child, near_match=pair)
    late = client.post(where, {"near_match": pair.pk, "asked_of": "", "reason": ""}, follow=True)
    assert late.status_code == 200 and not SecondOpinion.objects.exists()
    live = PairDecision.objects.get(ended_at=None)
    assert (live.by, live.verdict) == (colleague, Verdict.DIFFERENT)
    with pytest.raises(Refused, match="nothing left to judge"):
        judge_unsure(by=caseworker, candidate=child, near_match=pair, asked_of=None)


def test_a_colleague_who_is_busy_with_the_child_is_not_interrupted(child, caseworker, colleague):
    judge_unsure(by=caseworker, candidate=child, near_match=None, asked_of=None)
    claim_candidate(by=colleague, candidate=child)
    for press in (
        lambda: judge_unsure(by=caseworker, candidate=child, near_match=None, asked_of=colleague),
        lambda: judge_none_of_these(by=caseworker, candidate=child),
    ):
        with pytest.raises(Refused, match="Cled Colleague is looking at this child"):
            press()
    assert SecondOpinion.objects.get(closed_at=None).asked_of is None


def test_an_answer_taken_back_asks_again(child, caseworker, colleague, mon):
    """Undo gives the child to whoever answered; the question was answered and stays closed."""
    judge_unsure(by=caseworker, candidate=child, near_match=None, asked_of=colleague)
    judge_same(by=colleague, candidate=child, near_match=near_of(child))
    assert undo_last(by=colleague, authority=mon) == child
    assert near_of(child).judgement == "" and child.pk in queue_of(colleague)
    assert SecondOpinion.objects.get().closed_by == colleague


def test_signing_out_lets_go_of_the_child(child, caseworker, colleague):
    claim_candidate(by=caseworker, candidate=child)
    pages_of(caseworker).post(reverse("account_logout"))
    child.refresh_from_db()
    assert child.claimed_by is None and queue_of(colleague) == [child.pk]


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_one_moment():
    """'The same child' and 'unsure' together: whichever is second finds what the first left, whole."""
    with scope(authority="660"):
        officer, lists, manager = (make_user(role) for role in (Role.DATA_OFFICER, Role.LIST_OFFICER, "case_manager"))
        [child] = make_pairs(1, officer, lists, manager)
        one, other = make_user(), make_user()
        pair = near_of(child)
    ready, refused = threading.Barrier(2), []

    def press(act, by, **given) -> None:
        try:
            with scope(authority="660"):
                ready.wait(10)
                act(by=by, candidate=child, near_match=pair, **given)
        except Refused as no:
            refused.append(str(no))
        finally:
            connection.close()

    threads = [
        threading.Thread(target=press, args=(judge_same, one)),
        threading.Thread(target=press, args=(judge_unsure, other), kwargs={"asked_of": None}),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    with scope(authority="660"):
        child.refresh_from_db()
        assert child.state == CandidateState.FOUND and Match.objects.filter(undone_at=None).count() == 1
        assert not SecondOpinion.objects.filter(closed_at=None).exists()
        assert PairDecision.objects.get(ended_at=None).verdict == Verdict.SAME
        assert len(refused) == 1 - SecondOpinion.objects.count()
