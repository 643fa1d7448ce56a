"""An education list takes effect: what waits and what is open is compared again, and nothing is settled by it."""

import datetime
from functools import partial

import pytest
import time_machine
from django.utils import timezone

from lhb_ingest.actions import (
    dismiss_candidate,
    judge_different,
    judge_none_of_these,
    judge_same,
    rematch_authority,
)
from lhb_ingest.choices import CandidateState, Outcome, Worklist
from lhb_ingest.models import Candidate, Extract, Match, NearMatch
from records.actions import (
    accept_proposal,
    agree_to_closure,
    close_case,
    correct_child,
    move_case,
    open_case,
    refuse_proposal,
)
from records.actions.proposals import reason_for
from records.choices import CaseStatus, ClosureReason, EventKind, ListKind, ProposalState
from records.errors import Refused
from records.models import Authority, Case, ClosureProposal, RollEntry
from tests.factories import RollEntryFactory, authority, make_user
from tests.lhb_ingest.builders import address, approved, candidate_of, somebody

TODAY = timezone.localdate()
YESTERDAY = TODAY - datetime.timedelta(days=1)
ROLL = ListKind.SCHOOL_ROLL


def case_of(person, by, **given):
    return open_case(
        by=by,
        authority=authority(),
        forenames=person.forenames,
        surname=person.surname,
        born_on=person.born_on,
        address=person.address,
        postcode=person.postcode,
        origin="professional",
        received_on=TODAY,
        **given,
    )


def proposals(**wanted):
    return ClosureProposal.objects.filter(**wanted).order_by("pk")


# ----------------------------------------------------------------------------------------------------------- the runs
def test_nothing_due_is_nothing_done(mon, lists):
    lists(ROLL, somebody())
    assert rematch_authority(authority=mon) == 0


def test_it_is_done_once_for_all_lists_that_took_effect(mon, list_officer, manager):
    approved(list_officer, manager, ROLL, somebody())
    approved(list_officer, manager, ListKind.HOME_EDUCATION, somebody())
    assert rematch_authority(authority=mon) == 2
    assert not Extract.objects.filter(rematch_due=True).exists()


def test_a_health_extract_asks_for_none(mon, data_officer, manager):
    approved(data_officer, manager, ListKind.HEALTH, somebody())
    assert rematch_authority(authority=mon) == 0


# --------------------------------------------------------------------------------------------------------- candidates
def test_a_new_roll_proposes_and_settles_nothing(lists):
    child = somebody()
    health = lists(ListKind.HEALTH, child)
    lists(ROLL, child)
    candidate = candidate_of(health, child)
    assert (candidate.state, candidate.had_near_matches) == (CandidateState.WAITING, True)
    assert candidate.row.outcome == Outcome.TO_JUDGE
    assert candidate.row.near_matches.get().proposed_at
    assert list(Candidate.objects.proposed()) == [candidate]


def test_one_press_accepts_it(lists, caseworker):
    child = somebody()
    health = lists(ListKind.HEALTH, child)
    lists(ROLL, child)
    candidate = candidate_of(health, child)
    judge_same(by=caseworker, candidate=candidate, near_match=candidate.row.near_matches.get())
    candidate.refresh_from_db()
    assert candidate.state == CandidateState.FOUND and not Candidate.objects.proposed().exists()


def test_another_child_is_never_proposed_again(lists, caseworker):
    child = somebody()
    health = lists(ListKind.HEALTH, child)
    lists(ROLL, child, as_at=YESTERDAY)
    candidate = candidate_of(health, child)
    judge_different(by=caseworker, candidate=candidate, near_match=candidate.row.near_matches.get())
    lists(ROLL, child, somebody())
    assert not Candidate.objects.proposed().exists()


def test_a_no_holds_until_the_entry_says_something_else(lists, caseworker):
    child = somebody()
    health = lists(ListKind.HEALTH, child.like(forenames="Gwenllian Mair"))
    lists(ROLL, child.like(forenames="Gwenllian", postcode="LL65 2AB"), as_at=YESTERDAY)
    candidate = candidate_of(health, child)
    judge_none_of_these(by=caseworker, candidate=candidate)
    lists(ROLL, child.like(forenames="Gwenllian Mair", ref="ANOTHER"))
    assert list(Candidate.objects.proposed()) == [candidate]


def test_a_proposal_is_withdrawn_when_its_entry_ends(lists):
    child = somebody()
    health = lists(ListKind.HEALTH, child)
    lists(ROLL, child, as_at=YESTERDAY)
    lists(ROLL, somebody())
    assert not Candidate.objects.proposed().exists()
    assert not NearMatch.objects.filter(row__candidate=candidate_of(health, child)).exists()


def test_what_is_only_near_is_put_before_a_person_and_not_proposed(lists):
    child = somebody(forenames="Angharad")
    health = lists(ListKind.HEALTH, child)
    lists(ROLL, child.like(forenames="Heledd"))
    candidate = candidate_of(health, child)
    assert candidate.row.near_matches.get().proposed_at is None and candidate.had_near_matches
    assert not Candidate.objects.proposed().exists()


def test_an_entry_that_is_another_rows_is_not_proposed(lists):
    """A namesake who was already found there: one entry is not two children's."""
    child = somebody()
    namesake = child.like(ref="OTHER", address="99 Lôn Arall", postcode="LL65 9ZA")
    lists(ROLL, child, as_at=YESTERDAY)
    health = lists(ListKind.HEALTH, child, namesake)
    candidate = candidate_of(health, namesake)
    lists(ROLL, child.like(school="6604002"), somebody())
    assert not Candidate.objects.proposed().filter(pk=candidate.pk).exists()


def test_a_home_educated_child_who_comes_on_a_roll_is_proposed_and_found(lists, caseworker):
    child = somebody(suitability="not established")
    lists(ListKind.HOME_EDUCATION, child)
    health = lists(ListKind.HEALTH, child)
    candidate = candidate_of(health, child)
    assert candidate.worklist == Worklist.SUITABILITY
    lists(ROLL, child.like(ref="ROLL"))
    near = candidate.row.near_matches.get(proposed_at__isnull=False)
    judge_same(by=caseworker, candidate=candidate, near_match=near)
    candidate.refresh_from_db()
    assert candidate.state == CandidateState.FOUND
    assert Match.objects.get(row=candidate.row, undone_at=None).entry.kind == ROLL


def test_home_education_alone_is_no_news_of_a_child_found_there(lists):
    child = somebody(suitability="not established")
    lists(ListKind.HOME_EDUCATION, child, as_at=YESTERDAY)
    lists(ListKind.HEALTH, child)
    lists(ListKind.HOME_EDUCATION, child, somebody())
    assert not Candidate.objects.proposed().exists()


def test_a_decided_candidate_is_left_alone(lists, caseworker):
    child = somebody()
    health = lists(ListKind.HEALTH, child)
    candidate = candidate_of(health, child)
    dismiss_candidate(by=caseworker, candidate=candidate, reason="moved")
    lists(ROLL, child)
    assert not NearMatch.objects.filter(row=candidate.row).exists()


# -------------------------------------------------------------------------------------------------------------- cases
@pytest.mark.parametrize(
    ("kind", "given", "reason"),
    [
        (ListKind.SCHOOL_ROLL, {}, ClosureReason.MAINTAINED_SCHOOL),
        (ListKind.INDEPENDENT, {"sender": "Ysgol y Garnedd"}, ClosureReason.INDEPENDENT_SCHOOL),
        (ListKind.HOME_EDUCATION, {"suitability": "established"}, ClosureReason.HOME_EDUCATION),
        (ListKind.HOME_EDUCATION, {"suitability": "not established"}, ""),
        (ListKind.HOME_EDUCATION, {"suitability": "unsuitable"}, ""),
        (ListKind.HOME_EDUCATION, {"suitability": ""}, ""),
        (ListKind.OTHER_AUTHORITY, {"sender": "Conwy"}, ClosureReason.SCHOOL_ELSEWHERE),
    ],
)
def test_a_list_that_shows_the_child_proposes_closure(lists, caseworker, kind, given, reason):
    child = somebody(suitability=given.pop("suitability", ""))
    case = case_of(child, caseworker)
    lists(kind, child, **given)
    proposal = proposals().get()
    assert (proposal.case, proposal.list_kind, proposal.reason, proposal.as_at) == (case, kind, reason, TODAY)
    assert {each["field"] for each in proposal.reasons} >= {"forename", "surname", "born_on", "home"}
    assert proposal.weight > 9 and case.events.filter(kind=EventKind.SEEN_ON_LIST).count() == 1
    case.refresh_from_db()
    assert case.closed_on is None


@pytest.mark.parametrize(
    ("postcode", "reason"),
    [
        ("LL30 1AA", ClosureReason.MOVED_AUTHORITY),
        ("LL65 1AA", ClosureReason.SCHOOL_ELSEWHERE),
        ("", ClosureReason.SCHOOL_ELSEWHERE),
    ],
)
def test_another_authoritys_roll_shows_a_move_only_where_the_home_is_elsewhere(mon, postcode, reason):
    entry = RollEntryFactory.build(kind=ListKind.OTHER_AUTHORITY, postcode=postcode)
    assert reason_for(entry, mon) == reason


def test_a_namesake_in_another_place_is_nobody_to_be_sure_of(lists, caseworker):
    child = somebody()
    case_of(child, caseworker)
    lists(ListKind.OTHER_AUTHORITY, child.like(postcode="LL30 1AA"), sender="Conwy")
    assert not proposals(is_sure=True).exists(), "at most to be judged"


def test_an_entry_that_was_there_when_the_case_was_opened_is_no_news(lists, caseworker):
    """A school refers a pupil of its own: the next roll that shows the child there proposes nothing."""
    child = somebody()
    lists(ROLL, child, as_at=YESTERDAY)
    case_of(child, caseworker)
    lists(ROLL, child, somebody())
    assert not proposals().exists()


def test_the_same_list_again_changes_nothing_but_the_day(lists, caseworker):
    child = somebody()
    case = case_of(child, caseworker)
    lists(ROLL, child, as_at=YESTERDAY)
    lists(ROLL, child, somebody())
    assert proposals().get().as_at == TODAY
    assert case.events.filter(kind=EventKind.SEEN_ON_LIST).count() == 1


def test_it_is_withdrawn_when_the_child_has_left_again(lists, caseworker):
    child = somebody()
    case = case_of(child, caseworker)
    lists(ROLL, child, as_at=YESTERDAY)
    lists(ROLL, somebody())
    proposal = proposals().get()
    assert (proposal.state, proposal.decided_by) == (ProposalState.WITHDRAWN, None)
    assert list(case.events.order_by("pk").values_list("kind", flat=True)) == [
        EventKind.OPENED,
        EventKind.SEEN_ON_LIST,
        EventKind.PROPOSAL_ENDED,
        EventKind.LEFT_LIST,
    ]


def test_another_list_takes_the_place_of_a_lesser_one(lists, caseworker):
    child = somebody(suitability="not established")
    case_of(child, caseworker)
    lists(ListKind.HOME_EDUCATION, child)
    lists(ROLL, child.like(ref="ROLL"))
    assert [each.state for each in proposals()] == [ProposalState.WITHDRAWN, ProposalState.OPEN]
    assert proposals(state=ProposalState.OPEN).get().list_kind == ROLL


def test_one_press_closes_the_case(lists, caseworker):
    child = somebody()
    case = case_of(child, caseworker)
    lists(ROLL, child)
    closed = accept_proposal(by=caseworker, proposal=proposals().get(), evidence="On the roll.")
    assert (closed.pk, closed.closure_reason, closed.closure_evidence) == (
        case.pk,
        ClosureReason.MAINTAINED_SCHOOL,
        "On the roll.",
    )
    assert proposals().get().state == ProposalState.ACCEPTED


def test_where_two_must_agree_one_press_asks_the_second(client, lists, caseworker):
    """Nobody approves their own: whoever accepted the proposal cannot be the second."""
    Authority.objects.filter(pk="660").update(second_person_for=[ClosureReason.MAINTAINED_SCHOOL])
    child, colleague = somebody(), make_user()
    case = case_of(child, caseworker)
    lists(ROLL, child)
    client.force_login(caseworker)
    page = client.post(address("en-gb", "proposal_accept", proposals().get().pk), follow=True).text
    assert "A second person was asked to agree" in page and "Ysgol" in case.closure_requests.get().evidence
    request = case.closure_requests.get()
    with pytest.raises(Refused, match="Nobody agrees to their own"):
        agree_to_closure(by=caseworker, request=request)
    closed = agree_to_closure(by=colleague, request=request)
    assert (closed.closed_by, closed.spells.get().approved_by) == (caseworker, colleague)


@pytest.mark.parametrize("status", [CaseStatus.OPENED, CaseStatus.SUITABILITY_OPEN])
def test_home_education_that_is_not_established_closes_nothing(lists, caseworker, status):
    child = somebody(suitability="not established")
    case = case_of(child, caseworker)
    if status != CaseStatus.OPENED:
        move_case(by=caseworker, case=case, to=status)
    lists(ListKind.HOME_EDUCATION, child)
    moved = accept_proposal(by=caseworker, proposal=proposals().get(), evidence="On the register.")
    assert (moved.status, moved.closed_on) == (CaseStatus.SUITABILITY_OPEN, None)


def test_from_where_a_case_cannot_wait_for_suitability_nothing_is_accepted(lists, caseworker):
    child = somebody(suitability="not established")
    case = case_of(child, caseworker)
    move_case(by=caseworker, case=case, to=CaseStatus.NOT_LOCATED)
    lists(ListKind.HOME_EDUCATION, child)
    with pytest.raises(Refused, match="First change the status"):
        accept_proposal(by=caseworker, proposal=proposals().get(), evidence="On the register.")
    assert proposals().get().state == ProposalState.OPEN


def test_another_child_is_never_proposed_for_the_case_again(lists, caseworker):
    child = somebody()
    case = case_of(child, caseworker)
    lists(ROLL, child, as_at=YESTERDAY)
    refuse_proposal(by=caseworker, proposal=proposals().get())
    lists(ROLL, somebody(), as_at=YESTERDAY)
    lists(ROLL, child.like(ref="AGAIN"))
    assert [each.state for each in proposals()] == [ProposalState.REFUSED]
    case.refresh_from_db()
    correct_child(
        by=caseworker,
        case=case,
        forenames=child.forenames,
        surname=child.surname,
        former_names=[],
        born_on=child.born_on,
        address=child.address,
        postcode="LL65 9ZZ",
    )
    lists(ROLL, child.like(ref="AND AGAIN"))
    assert [each.state for each in proposals()] == [ProposalState.REFUSED, ProposalState.OPEN]


@pytest.mark.parametrize("decide", [refuse_proposal, lambda **given: accept_proposal(evidence="x", **given)])
def test_of_two_at_once_the_second_changes_nothing(lists, caseworker, manager, decide):
    child = somebody()
    case_of(child, caseworker)
    lists(ROLL, child)
    proposal = proposals().get()
    refuse_proposal(by=manager, proposal=proposal)
    with pytest.raises(Refused, match="decided or withdrawn already"):
        decide(by=caseworker, proposal=proposal)
    assert proposals().get().decided_by == manager


def test_an_entry_that_ended_meanwhile_closes_nothing(lists, caseworker):
    child = somebody()
    case_of(child, caseworker)
    lists(ROLL, child)
    RollEntry.objects.update(ended_on=TODAY)
    with pytest.raises(Refused, match="no longer shows"):
        accept_proposal(by=caseworker, proposal=proposals().get(), evidence="x")
    assert Case.objects.open().exists()


def test_a_case_closed_on_other_evidence_leaves_no_proposal(lists, caseworker):
    child = somebody()
    case = case_of(child, caseworker)
    lists(ROLL, child, as_at=YESTERDAY)
    close_case(by=caseworker, case=case, reason=ClosureReason.MOVED_AWAY, evidence="x")
    lists(ROLL, child, somebody())
    assert proposals().get().state == ProposalState.WITHDRAWN


def test_former_names_find_the_child(lists, caseworker):
    child = somebody()
    case_of(child.like(surname="Newnamer"), caseworker, former_names=[f"{child.forenames} {child.surname}"])
    lists(ROLL, child)
    assert proposals().get().state == ProposalState.OPEN


def test_twins_are_not_proposed_for_one_another(lists, caseworker):
    """The twin is on the roll; the child of the case is not."""
    child = somebody(forenames="Efa")
    case_of(child, caseworker)
    lists(ROLL, child.like(forenames="Ela", ref="TWIN"))
    assert not proposals(is_sure=True).exists(), "at most to be judged"


def test_the_day_of_acceptance_is_the_day_of_closing(lists, caseworker):
    child = somebody()
    case_of(child, caseworker)
    lists(ROLL, child)
    tomorrow = TODAY + datetime.timedelta(days=1)
    with time_machine.travel(datetime.datetime.combine(tomorrow, datetime.time(12), datetime.UTC)):
        closed = accept_proposal(by=caseworker, proposal=proposals().get(), evidence="x")
    assert closed.closed_on == tomorrow


# ------------------------------------------------------------------------------------------------------ judged finds
def find_to_judge(lists, caseworker):
    """A case, and a roll that shows a child of the same birth date and home under another forename."""
    child = somebody()
    case = case_of(child, caseworker)
    lists(ROLL, child.like(forenames="Zebedeus"))
    return child, case


def test_a_find_that_is_not_sure_is_proposed_to_be_judged(lists, caseworker):
    _child, case = find_to_judge(lists, caseworker)
    proposal = proposals().get()
    assert (proposal.is_sure, proposal.case, proposal.state) == (False, case, ProposalState.OPEN)
    with pytest.raises(Refused, match="say that it is the same child"):
        accept_proposal(by=caseworker, proposal=proposal, evidence="x")
    assert proposals().get().state == ProposalState.OPEN and Case.objects.get().closed_on is None
    assert accept_proposal(by=caseworker, proposal=proposal, evidence="x", judged=True).status == CaseStatus.CLOSED


def test_a_find_judged_another_child_is_not_proposed_again(lists, caseworker):
    child, _case = find_to_judge(lists, caseworker)
    refuse_proposal(by=caseworker, proposal=proposals().get())
    lists(ROLL, child.like(forenames="Zebedeus", school="6604002"), somebody())
    assert not proposals(state=ProposalState.OPEN).exists()


def test_a_sure_find_takes_the_place_of_one_to_judge(lists, caseworker):
    child, _case = find_to_judge(lists, caseworker)
    lists(ListKind.INDEPENDENT, child, sender="Hafan")
    assert list(proposals().values_list("is_sure", "state")) == [(False, "withdrawn"), (True, "open")]


def test_a_find_to_judge_that_the_list_no_longer_shows_is_withdrawn(lists, caseworker):
    find_to_judge(lists, caseworker)
    lists(ROLL, somebody())
    assert proposals().get().state == ProposalState.WITHDRAWN


def test_the_entry_of_another_child_of_the_health_list_is_not_proposed(lists, caseworker):
    """The brother is on both lists: his entry says nothing of the child of the case."""
    child, brother = somebody(), somebody()
    brother = child.like(forenames="Zebedeus", ref=brother.ref)
    case_of(child, caseworker)
    lists(ListKind.HOME_EDUCATION, brother.like(suitability="Suitable"))
    ClosureProposal.objects.all().delete()
    lists(ListKind.HEALTH, brother)
    lists(ListKind.HOME_EDUCATION, brother.like(suitability="Not established"))
    assert not proposals().exists()


@pytest.mark.parametrize("language", ["en-gb", "cy"])
def test_the_page_of_a_find_to_judge(lists, caseworker, client, language):
    find_to_judge(lists, caseworker)
    at = partial(address, language)
    client.force_login(caseworker)
    proposal = proposals().get()
    where = at("proposal", proposal.pk)
    words = client.get(where).content.decode()
    assert 'name="judged"' in words and "Zebedeus" in words
    assert at("proposal_accept", proposal.pk) not in client.get(at("case", proposal.case_id)).content.decode(), (
        "from the case one looks at the evidence first"
    )
    accept = at("proposal_accept", proposal.pk)
    assert client.post(accept).url == where, "nothing but the page with the evidence says that it was judged"
    client.post(accept, {"judged": "yes"})
    case = Case.objects.get()
    assert case.status == CaseStatus.CLOSED
    client.post(accept, {"judged": "yes"})  # a second click
    assert case.events.filter(kind=EventKind.CLOSED).count() == 1
