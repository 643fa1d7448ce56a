"""A caseworker's decisions on a candidate, every refusal, and two people who decide at once."""

import threading

import pytest
from django.db import connection, transaction

from lhb_ingest.actions import (
    confirm_candidate,
    dismiss_candidate,
    judge_none_of_these,
    judge_same,
    reopen_candidate,
)
from lhb_ingest.actions.deciding import can_decide, is_judged
from lhb_ingest.choices import CandidateState, Judgement, Outcome, Worklist
from lhb_ingest.models import Candidate, Match
from records.actions import open_case
from records.choices import Basis, CaseOrigin, DismissalReason, ListKind, Role
from records.errors import Refused
from records.models import Case, Child, CMERecord, Tally
from records.scope import scope
from tests.factories import make_user
from tests.lhb_ingest.builders import approved, born, candidate_of, findings, somebody

HEALTH, SCHOOL, HOME = ListKind.HEALTH, ListKind.SCHOOL_ROLL, ListKind.HOME_EDUCATION
DECIDED = "Somebody has decided on this child already. Nothing was changed."


@pytest.fixture
def child():
    return somebody(former_surname="Prydderch")


@pytest.fixture
def candidate(mon, data_officer, manager, child):
    """On no list."""
    return candidate_of(approved(data_officer, manager, HEALTH, child), child)


@pytest.fixture
def near(mon, data_officer, list_officer, manager, child):
    """Near two entries: a pupil, and a child taught at home whose suitability is open."""
    approved(list_officer, list_officer, SCHOOL, child.like(forenames="Zebedeus"))
    approved(list_officer, list_officer, HOME, child.like(forenames="Quentin", former_surname=""))
    return candidate_of(approved(data_officer, manager, HEALTH, child), child)


def entry_of(candidate: Candidate, kind: str):
    return candidate.row.near_matches.get(entry__kind=kind)


def counted(candidate: Candidate) -> list[tuple[str, int]]:
    return list(
        Tally.objects.filter(source_key=f"candidate:{candidate.pk}").order_by("pk").values_list("category", "count")
    )


def test_the_same_child_is_found(near, caseworker):
    settled = judge_same(by=caseworker, candidate=near, near_match=entry_of(near, SCHOOL))
    assert (settled.state, settled.decided_by) == (CandidateState.FOUND, caseworker)
    assert settled.found_entry.kind == SCHOOL
    match = Match.objects.get()
    assert (match.rule, match.by, match.entry) == ("person", caseworker, settled.found_entry)
    near.row.refresh_from_db()
    assert near.row.outcome == Outcome.MATCHED
    judged = dict(near.row.near_matches.values_list("entry__kind", "judgement"))
    assert judged == {SCHOOL: Judgement.SAME, HOME: Judgement.NOT_ASKED}, "a child may be on both lists"
    assert counted(near) == [("found", 1), ("0", 1)], "found, on the day of receipt"
    assert not Child.objects.exists()


def test_home_education_without_established_suitability_goes_to_the_other_worklist(near, caseworker):
    moved = judge_same(by=caseworker, candidate=near, near_match=entry_of(near, HOME))
    assert (moved.state, moved.worklist) == (CandidateState.WAITING, Worklist.SUITABILITY)
    near.row.refresh_from_db()
    assert near.row.outcome == Outcome.SUITABILITY
    assert is_judged(moved) and can_decide(moved)
    assert confirm_candidate(by=caseworker, candidate=moved, findings=findings())


def test_what_is_judged_is_not_judged_again(near, caseworker):
    """A page that stood open, or a second click."""
    judge_same(by=caseworker, candidate=near, near_match=entry_of(near, HOME))
    for kind in (HOME, SCHOOL):
        with pytest.raises(Refused, match=DECIDED):
            judge_same(by=caseworker, candidate=near, near_match=entry_of(near, kind))
    assert Match.objects.count() == 1


def test_none_of_these(near, caseworker):
    with pytest.raises(Refused, match="near matches that nobody has judged"):
        confirm_candidate(by=caseworker, candidate=near, findings=findings())
    judge_none_of_these(by=caseworker, candidate=near)
    assert set(near.row.near_matches.values_list("judgement", "judged_by")) == {(Judgement.DIFFERENT, caseworker.pk)}
    near.refresh_from_db()
    assert near.state == CandidateState.WAITING
    assert confirm_candidate(by=caseworker, candidate=near, findings=findings())


def test_dismissed_with_a_reason(candidate, caseworker):
    dismissed = dismiss_candidate(
        by=caseworker, candidate=candidate, reason=DismissalReason.MOVED, note="Says the aunt."
    )
    assert (dismissed.state, dismissed.dismissal_reason) == (CandidateState.DISMISSED, "moved")
    assert (dismissed.decided_by, dismissed.dismissal_note) == (caseworker, "Says the aunt.")
    assert counted(candidate) == [("dismissed", 1)]
    assert not Case.objects.exists()


@pytest.mark.parametrize("reason", ["", "because"])
def test_a_reason_is_needed(candidate, caseworker, reason):
    with pytest.raises(Refused, match="Choose why the child is not missing education"):
        dismiss_candidate(by=caseworker, candidate=candidate, reason=reason)


def test_confirmed_with_three_findings(candidate, caseworker, child):
    case = confirm_candidate(by=caseworker, candidate=candidate, findings=findings())
    candidate.refresh_from_db()
    assert (candidate.state, candidate.case, candidate.decided_by) == (CandidateState.CONFIRMED, case, caseworker)
    assert (case.origin, case.received_on) == (CaseOrigin.HEALTH_LIST, candidate.received_on)
    assert case.findings.count() == 3
    crossed = CMERecord.objects.get(case=case)
    for one in (case.child, crossed):
        assert (one.surname, one.born_on, one.postcode) == (child.surname.upper(), child.born_on, child.postcode)
        assert one.former_names == ["Prydderch"]
    assert counted(candidate) == [("confirmed", 1)]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ([], "three findings|all three|each"),
        (findings()[:2], "three findings|all three|each"),
        (findings(Basis.LISTS_COMPARED), "does not by itself show"),
    ],
)
def test_findings_that_do_not_do_leave_everything_as_it_was(candidate, caseworker, given, words):
    with pytest.raises(Refused, match=words):
        confirm_candidate(by=caseworker, candidate=candidate, findings=given)
    candidate.refresh_from_db()
    assert candidate.state == CandidateState.WAITING
    assert not Case.objects.exists() and not Child.objects.exists()


def test_a_child_who_has_left_school_age_since_is_not_confirmed(candidate, caseworker):
    candidate.row.born_on = born(17)
    candidate.row.save()
    with pytest.raises(Refused, match="no longer of compulsory school age"):
        confirm_candidate(by=caseworker, candidate=candidate, findings=findings())
    candidate.refresh_from_db()
    assert can_decide(candidate)


def test_a_second_decision_is_refused(near, caseworker):
    dismiss_candidate(by=caseworker, candidate=near, reason="moved")
    acts = (
        lambda: judge_same(by=caseworker, candidate=near, near_match=entry_of(near, SCHOOL)),
        lambda: judge_none_of_these(by=caseworker, candidate=near),
        lambda: dismiss_candidate(by=caseworker, candidate=near, reason="died"),
        lambda: confirm_candidate(by=caseworker, candidate=near, findings=findings()),
    )
    for act in acts:
        with pytest.raises(Refused, match=DECIDED):
            act()
    near.refresh_from_db()
    assert near.dismissal_reason == "moved"


def test_a_near_match_of_another_child_is_not_this_one_s(near, candidate_elsewhere, caseworker):
    with pytest.raises(candidate_elsewhere.row.near_matches.model.DoesNotExist):
        judge_same(by=caseworker, candidate=candidate_elsewhere, near_match=entry_of(near, SCHOOL))


@pytest.fixture
def candidate_elsewhere(mon, data_officer, manager):
    other = somebody()
    return candidate_of(approved(data_officer, manager, HEALTH, other), other)


@pytest.mark.django_db(transaction=True)
def test_two_people_who_decide_at_once():
    child, answers, ready = somebody(), [], threading.Barrier(2)
    with scope(authority="660"):
        people = [make_user(Role.CASEWORKER) for _ in range(2)]
        officer, manager = make_user(Role.DATA_OFFICER), make_user(Role.CASE_MANAGER)
        candidate = candidate_of(approved(officer, manager, HEALTH, child), child)
    acts = (
        lambda: dismiss_candidate(by=people[0], candidate=candidate, reason="moved"),
        lambda: confirm_candidate(by=people[1], candidate=candidate, findings=findings()),
    )

    def decide(act) -> None:
        try:
            with scope(authority="660"), transaction.atomic():
                ready.wait(10)
                act()
            answers.append("done")
        except Refused as refused:
            answers.append(str(refused))
        except Exception as wrong:
            answers.append(repr(wrong))
        finally:
            connection.close()

    threads = [threading.Thread(target=decide, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sorted(answers) == [DECIDED, "done"]
    with scope(authority="660"):
        candidate.refresh_from_db()
        assert (candidate.state == CandidateState.CONFIRMED) == Case.objects.exists()


def test_a_decision_taken_back_leaves_everything_as_it_was(near, caseworker):
    judge_same(by=caseworker, candidate=near, near_match=entry_of(near, SCHOOL))
    again = reopen_candidate(by=caseworker, candidate=near)
    assert (again.state, again.worklist, again.found_entry) == (CandidateState.WAITING, Worklist.UNKNOWN, None)
    assert not is_judged(again) and counted(near) == []
    assert Match.objects.get().undone_by == caseworker
    near.row.refresh_from_db()
    assert near.row.outcome == Outcome.TO_JUDGE
    judge_same(by=caseworker, candidate=again, near_match=entry_of(near, SCHOOL))
    assert Match.objects.filter(undone_at=None).count() == 1


def test_a_dismissal_taken_back(candidate, caseworker):
    dismiss_candidate(by=caseworker, candidate=candidate, reason=DismissalReason.MOVED, note="gone")
    again = reopen_candidate(by=caseworker, candidate=candidate)
    assert (again.state, again.dismissal_reason, again.dismissal_note) == (CandidateState.WAITING, "", "")


def test_an_opened_case_is_not_taken_back_here(candidate, caseworker):
    confirm_candidate(by=caseworker, candidate=candidate, findings=findings())
    with pytest.raises(Refused, match="no longer be taken back"):
        reopen_candidate(by=caseworker, candidate=candidate)


def test_a_child_with_an_open_case_gets_no_second_one(candidate, child, caseworker, mon):
    referred = open_case(
        by=caseworker,
        authority=candidate.authority,
        forenames=child.forenames,
        surname=child.surname,
        born_on=child.born_on,
        address="",
        postcode="",
        origin=CaseOrigin.SCHOOL,
        received_on=candidate.received_on,
    )
    with pytest.raises(Refused, match=referred.reference):
        confirm_candidate(by=caseworker, candidate=candidate, findings=findings())
    assert confirm_candidate(by=caseworker, candidate=candidate, findings=findings(), another_child=True)
