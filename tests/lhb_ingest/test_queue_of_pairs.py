"""The queue of pairs: nobody gets a colleague's child; unsure, later, back, undo; and what the pages say of it."""

import datetime
import threading

import pytest
import time_machine
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lhb_ingest.actions import (
    claim_candidate,
    claim_next,
    dismiss_candidate,
    judge_none_of_these,
    judge_same,
    judge_unsure,
    put_off,
    release_claims,
    undo_last,
)
from lhb_ingest.actions.deciding import is_judged
from lhb_ingest.choices import CandidateState, UnsureReason, Verdict
from lhb_ingest.models import Candidate, PairDecision, SecondOpinion
from lhb_ingest.pairs import asked_of, progress_of, queue_of
from records.choices import ListKind, Role
from records.errors import Refused
from records.scope import scope
from tests.factories import make_user
from tests.lhb_ingest.builders import approved, candidate_of, children

HEALTH, SCHOOL = ListKind.HEALTH, ListKind.SCHOOL_ROLL
pytestmark = pytest.mark.django_db


def make_pairs(count: int, data_officer, list_officer, manager) -> list[Candidate]:
    """So many candidates, each near one pupil."""
    people = children(count)
    approved(list_officer, manager, SCHOOL, *(each.like(forenames="Zebedeus") for each in people))
    extract = approved(data_officer, manager, HEALTH, *people)
    return [candidate_of(extract, each) for each in people]


@pytest.fixture
def three(mon, data_officer, list_officer, manager):
    return make_pairs(3, data_officer, list_officer, manager)


@pytest.fixture
def colleague(db):
    return make_user(Role.CASEWORKER, name="Cled Colleague")


def near_of(candidate: Candidate):
    return candidate.row.near_matches.get()


# ------------------------------------------------------------------------------------------------------------- claims
def test_two_officers_get_two_children(three, caseworker, colleague):
    first = claim_next(by=caseworker, order=queue_of(caseworker))
    second = claim_next(by=colleague, order=queue_of(colleague))
    assert first.pk == queue_of(caseworker)[0] and second.pk != first.pk
    with pytest.raises(Refused, match="Cadi Caseworker is looking at this child"):
        judge_none_of_these(by=colleague, candidate=first)
    with pytest.raises(Refused, match="is looking at this child"):
        claim_candidate(by=colleague, candidate=first)
    judge_none_of_these(by=caseworker, candidate=first)
    assert first.pk not in queue_of(colleague)


def test_a_claim_ends_with_the_next_one_by_leaving_and_by_time(three, caseworker, colleague):
    first = claim_next(by=caseworker, order=queue_of(caseworker))
    again = claim_next(by=caseworker, order=queue_of(caseworker)[1:])
    assert Candidate.objects.filter(claimed_by=caseworker).get() == again != first
    release_claims(by=caseworker)
    assert not Candidate.objects.filter(claimed_by=caseworker).exists()
    claim_candidate(by=caseworker, candidate=first)
    with time_machine.travel(timezone.now() + datetime.timedelta(minutes=16)):
        judge_none_of_these(by=colleague, candidate=first)
    first.refresh_from_db()
    assert first.claimed_by is None


def test_nothing_left(three, caseworker, colleague):
    for person in (caseworker, colleague, make_user()):
        assert claim_next(by=person, order=queue_of(person))
    last = make_user()
    assert claim_next(by=last, order=queue_of(last)) is None


@pytest.mark.django_db(transaction=True)
def test_two_who_press_at_one_moment():
    with scope(authority="660"):
        officer, lists, manager = (make_user(role) for role in (Role.DATA_OFFICER, Role.LIST_OFFICER, "case_manager"))
        make_pairs(4, officer, lists, manager)
        people = [make_user() for _ in range(4)]
    ready, got = threading.Barrier(4), []

    def press(person) -> None:
        try:
            with scope(authority="660"), transaction.atomic():
                order = queue_of(person)
                ready.wait(10)
                got.append(claim_next(by=person, order=order).pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=press, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(set(got)) == len(got) == 4


# ------------------------------------------------------------------------------------------------------ unsure, later
def test_unsure_goes_to_anybody_else(three, caseworker, colleague):
    child = three[0]
    claim_candidate(by=caseworker, candidate=child)
    judge_unsure(by=caseworker, candidate=child, near_match=near_of(child), asked_of=None, reason=UnsureReason.SIBLING)
    assert child.pk not in queue_of(caseworker) and queue_of(colleague)[0] == child.pk
    assert asked_of(colleague).count() == 1 and not asked_of(caseworker).exists()
    assert PairDecision.objects.get().verdict == Verdict.UNSURE
    child.refresh_from_db()
    assert child.claimed_by is None and not is_judged(child)
    judge_same(by=colleague, candidate=child, near_match=near_of(child))
    opinion = SecondOpinion.objects.get()
    assert (opinion.closed_by, opinion.entry) == (colleague, near_of(child).entry)
    assert PairDecision.objects.get(ended_at=None).verdict == Verdict.SAME


def test_unsure_goes_to_a_named_colleague_only(three, caseworker, colleague, manager):
    judge_unsure(by=caseworker, candidate=three[0], near_match=None, asked_of=colleague)
    assert three[0].pk in queue_of(colleague)
    assert three[0].pk not in queue_of(caseworker) + queue_of(manager)
    judge_unsure(by=colleague, candidate=three[0], near_match=None, asked_of=None)
    assert three[0].pk in queue_of(manager) and three[0].pk not in queue_of(colleague)


def test_who_cannot_be_asked(three, caseworker, list_officer):
    elsewhere = make_user(Role.CASEWORKER, "661")
    for person in (list_officer, elsewhere, caseworker):
        with pytest.raises(Refused, match="Choose a colleague"):
            judge_unsure(by=caseworker, candidate=three[0], near_match=None, asked_of=person)
    with pytest.raises(Refused, match="one of the reasons"):
        judge_unsure(by=caseworker, candidate=three[0], near_match=None, asked_of=None, reason="because")


def test_later_is_last_for_me_and_free_for_others(three, caseworker, colleague):
    first = claim_next(by=caseworker, order=queue_of(caseworker))
    put_off(by=caseworker, candidate=first)
    assert queue_of(caseworker)[-1] == first.pk and queue_of(colleague)[0] == first.pk
    first.refresh_from_db()
    assert first.claimed_by is None


# --------------------------------------------------------------------------------------------------------------- undo
def test_the_last_decision_is_taken_back(three, caseworker, colleague):
    one, two, three_ = three
    judge_same(by=caseworker, candidate=one, near_match=near_of(one))
    judge_none_of_these(by=caseworker, candidate=two)
    dismiss_candidate(by=caseworker, candidate=two, reason="moved")
    judge_none_of_these(by=colleague, candidate=three_)
    back = undo_last(by=caseworker, authority=one.authority)
    assert (back.pk, back.state) == (two.pk, CandidateState.WAITING) and back.claimed_by == caseworker
    assert is_judged(back), "only the dismissal is taken back"
    assert not is_judged(undo_last(by=caseworker, authority=one.authority))
    assert undo_last(by=caseworker, authority=one.authority).pk == one.pk
    with pytest.raises(Refused, match="no decision of yours"):
        undo_last(by=caseworker, authority=one.authority)
    assert is_judged(three_)


def test_progress(three, caseworker, colleague):
    judge_none_of_these(by=caseworker, candidate=three[0])
    judge_same(by=colleague, candidate=three[1], near_match=near_of(three[1]))
    assert progress_of(caseworker) == progress_of(caseworker, queue_of(caseworker))
    found = progress_of(caseworker)
    assert (found.by_me, found.by_team, found.left, found.left_for_me) == (1, 2, 1, 1)


# --------------------------------------------------------------------------------------------------------- the pages
@pytest.fixture
def enter():
    """A client in which the person has signed in."""

    def sign_in(person) -> Client:
        client = Client()
        client.force_login(person)
        return client

    return sign_in


def at(name: str, *arguments) -> str:
    return reverse(name, args=arguments)


def test_an_afternoon_of_judging(three, caseworker, colleague, enter):
    client, other = enter(caseworker), enter(colleague)
    page = client.post(at("pairs_next"), follow=True)
    first = page.context["candidate"]
    assert "Left for you: 3" in page.text and "Previous child" in page.text
    theirs = other.get(at("candidate", first.pk)).text
    assert "Cadi Caseworker is looking at this child" in theirs and "This is the same child" not in theirs
    second = client.post(at("candidate_none", first.pk), follow=True).context["candidate"]
    assert second.pk not in (first.pk, None)
    page = client.post(at("candidate_unsure", second.pk), {"asked_of": colleague.pk, "reason": "moved"}, follow=True)
    third = page.context["candidate"]
    assert "A colleague is asked." in page.text
    page = client.post(at("pairs_previous"), {"at": third.pk}, follow=True)
    assert page.context["candidate"].pk == second.pk
    page = client.post(at("candidate_later", third.pk), follow=True)
    assert "Left for later" in page.text and page.context["candidate"].pk == third.pk, "it is the only one left"
    asked = other.get(at("pairs")).text
    assert "Colleagues were unsure" in asked and "The family may have moved" in asked
    page = other.get(at("candidate", second.pk)).text
    assert "Cadi Caseworker was unsure" in page and "asks Cled Colleague" in page
    page = client.post(at("pairs_undo"), follow=True)
    assert page.context["candidate"].pk == first.pk and "was taken back" in page.text
    assert "Stop judging: let go of the child I have" in client.get(at("pairs")).text
    client.post(at("pairs_leave"))
    assert not Candidate.objects.filter(claimed_by=caseworker).exists()


def test_an_entry_that_another_child_has_is_asked_about_twice(mon, data_officer, list_officer, manager, enter):
    child = children(1)[0]
    twin = child.like(forenames="Peredur", ref="T2")
    approved(list_officer, manager, SCHOOL, child.like(forenames="Zebedeus"))
    extract = approved(data_officer, manager, HEALTH, child, twin)
    one, two = candidate_of(extract, child), candidate_of(extract, twin)
    client = enter(manager)
    client.post(at("candidate_same", one.pk, near_of(one).pk))
    assert "This entry has been given to another child of the health list" in client.get(at("candidate", two.pk)).text
    page = client.post(at("candidate_same", two.pk, near_of(two).pk))
    assert "This entry has been given to another child already" in page.text and one.row.full_name in page.text
    assert Candidate.objects.waiting().get() == two
    client.post(at("candidate_same", two.pk, near_of(two).pk), {"knowingly": "yes"})
    assert not Candidate.objects.waiting().exists()


def test_weights_and_freshness_are_on_the_page(three, caseworker, enter):
    entry = near_of(three[0]).entry
    type(entry).objects.filter(pk=entry.pk).update(seen_on=timezone.localdate() - datetime.timedelta(days=100))
    page = enter(caseworker).get(at("candidate", three[0].pk))
    assert "100 days old" in page.text and "This list is old" in page.text
    weights = page.context["near"][0]["weights"]
    assert weights["model"] and f"<strong>{weights['total']}</strong>" in page.text
    assert abs(sum(bits for _label, bits, _bar in weights["fields"]) - weights["total"]) < 0.5
    assert "Ganwyd" in enter(caseworker).get(f"/cy{at('candidate', three[0].pk)}").text


def test_a_match_is_found_by_name_and_taken_apart_on_pages(mon, data_officer, list_officer, manager, enter):
    one, two = children(2)
    approved(list_officer, manager, SCHOOL, one, two)
    extract = approved(data_officer, manager, HEALTH, one, two)
    client, row = enter(list_officer), extract.rows.get(source_ref=one.ref)
    page = client.get(at("extract_matches", extract.pk), {"name": one.surname})
    assert row.full_name in page.text and extract.rows.get(source_ref=two.ref).full_name not in page.text
    where = at("match_apart", row.matches.get().pk)
    assert where in page.text and where in client.get(at("extract_rows", extract.pk, "matched")).text
    assert "Choose why the match is taken apart." in client.post(where, {}).text
    assert "The match was taken apart." in client.post(where, {"why": "namesake"}, follow=True).text
    assert Candidate.objects.waiting().get().row == row
    assert "taken apart already" in client.get(where, follow=True).text
