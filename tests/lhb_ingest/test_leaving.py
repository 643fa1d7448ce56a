"""Children who left a list and are on no other: candidates of their own worklist, attached and never doubled."""

import datetime

import pytest
from django.utils import timezone

from lhb_ingest.actions import (
    confirm_candidate,
    dismiss_candidate,
    judge_same,
    purge_extract,
    rematch_authority,
    reopen_candidate,
    take_back_leavers,
)
from lhb_ingest.actions.leaving import lives_here
from lhb_ingest.choices import CandidateState, Outcome, Worklist
from lhb_ingest.models import Candidate, Extract, ExtractRow
from records.actions import close_case
from records.choices import CaseOrigin, ClosureReason, EventKind, ListKind
from records.models import Authority, CaseEvent, RollEntry, Tally
from tests.factories import RollEntryFactory
from tests.lhb_ingest.builders import approved, born, candidate_of, findings, somebody
from tests.lhb_ingest.test_rematching import ROLL, TODAY, YESTERDAY, case_of
from tests.world import SCHOOL

TWO_DAYS_AGO = YESTERDAY - datetime.timedelta(days=1)


def left() -> list[Candidate]:
    found = Candidate.objects.filter(worklist=Worklist.LEFT_LIST)
    return list(found.select_related("row", "extract", "left_entry", "earlier_case").order_by("pk"))


@pytest.fixture
def leaver(lists):
    """A child who was on the roll of yesterday and is not on today's."""
    child, other = somebody(), somebody()
    lists(ROLL, child, other, as_at=YESTERDAY)
    lists(ROLL, other)
    return child


# ------------------------------------------------------------------------------------------------------ who is made one
def test_a_child_who_left_and_is_on_no_other_list_is_a_candidate(lists):
    child, other = somebody(), somebody()
    lists(ROLL, child, other, as_at=YESTERDAY)
    extract = lists(ROLL, other)
    [candidate] = left()
    assert (candidate.state, candidate.left_on, candidate.received_on) == (CandidateState.WAITING, TODAY, TODAY)
    assert (candidate.extract, candidate.left_entry.source_ref) == (extract, child.ref)
    row = candidate.row
    assert (row.full_name, row.born_on, row.postcode) == (child.full_name, child.born_on, child.postcode)
    assert (row.line_number, row.outcome, row.school) == (0, Outcome.LEFT_LIST, child.school)
    assert extract.counts["left_list"] == 1
    tally = Tally.objects.get(measure="candidate_arrived")
    assert (tally.category, tally.count, tally.on) == (Worklist.LEFT_LIST, 1, TODAY)


@pytest.mark.parametrize("kind", [ListKind.HOME_EDUCATION, ListKind.INDEPENDENT])
def test_every_education_list_can_be_left(lists, kind):
    sender = "Ysgol y Garnedd" if kind == ListKind.INDEPENDENT else ""
    lists(kind, somebody(), as_at=YESTERDAY, sender=sender)
    lists(kind, somebody(), sender=sender)
    assert len(left()) == 1


def test_a_child_who_is_on_another_list_is_none(lists):
    child = somebody(suitability="not established")
    lists(ROLL, child, as_at=YESTERDAY)
    lists(ListKind.HOME_EDUCATION, child.like(ref="HOME"), as_at=YESTERDAY)
    lists(ROLL, somebody())
    assert left() == []


def test_a_child_who_went_to_another_school_of_the_same_list_is_none(lists):
    child = somebody()
    lists(ROLL, child, as_at=YESTERDAY)
    lists(ROLL, child.like(ref="NEW", school="6604002"))
    assert left() == []


def with_upns(*people: tuple) -> str:
    """A roll with the column of UPNs."""
    lines = [
        f"{who.ref},{who.surname},{who.forenames},{who.born_on},{who.school},Ysgol,{who.address.split(',')[0]},"
        f"{who.postcode},{upn}"
        for who, upn in people
    ]
    return "\r\n".join([f"{SCHOOL},UPN", *lines, ""])


def test_one_upn_is_one_child_whatever_the_name(lists):
    child, upn = somebody(), "J660200112345"
    lists(ROLL, content=with_upns((child, upn)), as_at=YESTERDAY)
    entry = RollEntry.objects.get()
    if not entry.upn:
        RollEntry.objects.update(upn=upn)
    other = RollEntryFactory(upn=upn, kind=ListKind.EOTAS, forenames="Arall", surname="Hollol", postcode="")
    lists(ROLL, somebody())
    assert other.ended_on is None and left() == []


@pytest.mark.parametrize("age", [3, 17])
def test_a_child_outside_school_age_is_none(lists, age):
    lists(ROLL, somebody(born_on=born(age)), as_at=YESTERDAY)
    lists(ROLL, somebody())
    assert left() == []


def test_a_child_who_lives_elsewhere_is_none(lists):
    lists(ROLL, somebody(postcode="SW1A 1AA"), somebody(), somebody(), as_at=YESTERDAY)
    lists(ROLL, somebody())
    assert len(left()) == 2


@pytest.mark.parametrize(
    ("kind", "postcode", "here"),
    [
        (ListKind.SCHOOL_ROLL, "LL65 1AA", True),
        (ListKind.SCHOOL_ROLL, "", True),
        (ListKind.SCHOOL_ROLL, "CF10 1AA", False),
        (ListKind.OTHER_AUTHORITY, "LL65 1AA", True),
        (ListKind.OTHER_AUTHORITY, "", False),
        (ListKind.OTHER_AUTHORITY, "CF10 1AA", False),
    ],
)
def test_where_a_child_of_a_list_lives(mon, kind, postcode, here):
    assert lives_here(RollEntryFactory.build(kind=kind, postcode=postcode), mon) is here


def test_without_districts_a_child_of_another_authority_is_not_taken_to_live_here(mon):
    Authority.objects.filter(pk="660").update(postcode_districts=[])
    mon.refresh_from_db()
    assert lives_here(RollEntryFactory.build(kind=ListKind.OTHER_AUTHORITY, postcode="LL65 1AA"), mon) is False


def test_what_is_near_is_there_to_judge(lists, caseworker):
    child = somebody(forenames="Angharad")
    lists(ROLL, child, as_at=YESTERDAY)
    lists(ROLL, child.like(forenames="Heledd", ref="NEAR"))
    [candidate] = left()
    assert candidate.had_near_matches
    judge_same(by=caseworker, candidate=candidate, near_match=candidate.row.near_matches.get())
    candidate.refresh_from_db()
    assert candidate.state == CandidateState.FOUND


# ------------------------------------------------------------------------------------------------ attached, not doubled
def test_a_second_run_makes_none_again(mon, leaver):
    Extract.objects.filter(kind=ROLL).update(rematch_due=True)
    rematch_authority(authority=mon)
    assert len(left()) == 1 and Tally.objects.filter(measure="candidate_arrived").count() == 1


def test_a_child_who_waits_already_is_told_of_there(lists):
    child = somebody(forenames="Lleucu Mair")
    health = lists(ListKind.HEALTH, child)
    lists(ROLL, child.like(forenames="Lleucu", former_surname=""), as_at=YESTERDAY)
    lists(ROLL, somebody())
    candidate = candidate_of(health, child)
    assert (candidate.left_on, candidate.worklist) == (TODAY, Worklist.UNKNOWN)
    assert left() == []


def test_an_open_case_is_told_once(lists, mon, caseworker):
    child = somebody()
    lists(ROLL, child, as_at=YESTERDAY)
    case = case_of(child, caseworker)
    lists(ROLL, somebody())
    Extract.objects.update(rematch_due=True)
    rematch_authority(authority=mon)
    assert left() == []
    event = CaseEvent.objects.get(case=case, kind=EventKind.LEFT_LIST)
    assert event.detail == {"list": ROLL, "on": TODAY.isoformat()} and event.by is None


def test_a_closed_case_is_pointed_to(lists, caseworker):
    child = somebody()
    case = case_of(child, caseworker)
    lists(ROLL, child.like(surname=child.surname), as_at=YESTERDAY)
    close_case(by=caseworker, case=case, reason=ClosureReason.MAINTAINED_SCHOOL, evidence="x")
    lists(ROLL, somebody())
    [candidate] = left()
    assert candidate.earlier_case == case


def test_a_child_who_has_died_is_none(lists, caseworker):
    child = somebody()
    health = lists(ListKind.HEALTH, child)
    dismiss_candidate(by=caseworker, candidate=candidate_of(health, child), reason="died")
    lists(ROLL, child, as_at=YESTERDAY)
    lists(ROLL, somebody())
    assert left() == []


def test_the_next_health_extract_knows_the_child(lists, leaver):
    extract = lists(ListKind.HEALTH, leaver)
    assert extract.counts[Outcome.KNOWN_CANDIDATE] == 1 and Candidate.objects.waiting().count() == 1


def test_the_next_health_extract_knows_the_child_however_it_writes_the_name(lists, leaver):
    lists(ListKind.HEALTH, leaver.like(forenames=f"{leaver.forenames} Mair", ref="H1"))
    assert Candidate.objects.waiting().count() == 1


# ------------------------------------------------------------------------------------------------- decided as any other
def test_confirming_opens_a_case_of_a_child_who_left_a_roll(leaver, caseworker):
    [candidate] = left()
    case = confirm_candidate(by=caseworker, candidate=candidate, findings=findings())
    assert (case.origin, case.child.full_name, case.received_on) == (CaseOrigin.LEFT_ROLL, leaver.full_name, TODAY)


def test_a_decision_taken_back_leads_to_the_same_worklist(leaver, caseworker):
    [candidate] = left()
    dismissed = dismiss_candidate(by=caseworker, candidate=candidate, reason="moved")
    again = reopen_candidate(by=caseworker, candidate=dismissed)
    assert (again.state, again.worklist) == (CandidateState.WAITING, Worklist.LEFT_LIST)


def test_a_new_list_proposes_that_the_child_is_found(lists, leaver):
    lists(ListKind.INDEPENDENT, leaver.like(ref="I1"), sender="Ysgol y Garnedd")
    assert list(Candidate.objects.proposed()) == left()


def test_the_purge_takes_the_row_once_the_child_is_decided(lists, leaver, caseworker):
    [candidate] = left()
    extract = candidate.extract
    Extract.objects.update(purge_on=TODAY)
    certificate = purge_extract(extract=extract)
    assert certificate.kept == 1 and ExtractRow.objects.filter(extract=extract).count() == 1
    dismiss_candidate(by=caseworker, candidate=candidate, reason="moved")
    extract.refresh_from_db()
    purge_extract(extract=extract)
    assert not ExtractRow.objects.filter(extract=extract).exists()


# ----------------------------------------------------------------------------------------------------------- taken back
def test_undo_takes_back_whom_nobody_worked_on(leaver, caseworker):
    [candidate] = left()
    assert take_back_leavers(extract=candidate.extract) == 1
    assert left() == [] and not ExtractRow.objects.filter(line_number=0).exists()
    assert not Tally.objects.filter(measure="candidate_arrived").exists()
    candidate.extract.refresh_from_db()
    assert candidate.extract.counts["left_list"] == 0


@pytest.mark.parametrize("state", ["decided", "claimed"])
def test_undo_leaves_those_whom_somebody_worked_on(leaver, caseworker, state):
    [candidate] = left()
    if state == "decided":
        dismiss_candidate(by=caseworker, candidate=candidate, reason="moved")
    else:
        later = timezone.now() + datetime.timedelta(minutes=5)
        Candidate.objects.filter(pk=candidate.pk).update(claimed_by=caseworker, claimed_until=later)
    assert take_back_leavers(extract=candidate.extract) == 0 and len(left()) == 1


def test_an_entry_that_is_current_again_takes_its_candidate_back(mon, leaver):
    RollEntry.objects.filter(source_ref=leaver.ref).update(ended_on=None)
    Extract.objects.filter(kind=ROLL).update(rematch_due=True)
    rematch_authority(authority=mon)
    assert leaver.full_name not in [candidate.row.full_name for candidate in left()]


def test_a_candidate_of_a_health_extract_only_forgets_that_the_child_left(lists):
    child = somebody()
    health = lists(ListKind.HEALTH, child)
    lists(ROLL, child, as_at=YESTERDAY)
    roll = lists(ROLL, somebody())
    candidate = candidate_of(health, child)
    assert candidate.left_on == TODAY
    RollEntry.objects.filter(source_ref=child.ref).update(ended_on=None)
    Extract.objects.filter(pk=roll.pk).update(rematch_due=True)
    rematch_authority(authority=candidate.authority)
    candidate.refresh_from_db()
    assert (candidate.left_on, candidate.state) == (None, CandidateState.WAITING)


def test_of_two_lists_approved_before_the_worker_came_both_leave_candidates(mon, list_officer, manager):
    first, second = somebody(), somebody()
    approved(list_officer, manager, ROLL, first, second, as_at=TWO_DAYS_AGO)
    approved(list_officer, manager, ROLL, second, as_at=YESTERDAY)
    approved(list_officer, manager, ROLL, somebody())
    rematch_authority(authority=mon)
    assert {candidate.row.full_name for candidate in left()} == {first.full_name, second.full_name}
    assert len({candidate.extract_id for candidate in left()}) == 2
