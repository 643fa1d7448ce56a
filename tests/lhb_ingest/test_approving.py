"""A named person approves or cancels: counts equal to the lists behind them, frozen; and the months that follow."""

import datetime

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from lhb_ingest import review as reviewing
from lhb_ingest.actions import (
    approve_extract,
    cancel_extract,
    compare_again,
    compare_extract,
    confirm_candidate,
    dismiss_candidate,
    judge_none_of_these,
    judge_same,
)
from lhb_ingest.actions.approving import can_approve, can_cancel
from lhb_ingest.choices import CandidateState, ExtractState, Outcome, Worklist
from lhb_ingest.models import Candidate
from records.actions import close_case
from records.choices import ListKind
from records.errors import Refused
from records.models import RollEntry, Tally
from tests.lhb_ingest.builders import (
    approved,
    candidate_of,
    children,
    findings,
    health_csv,
    review,
    row_of,
    school_csv,
    send,
    somebody,
)

HEALTH, SCHOOL, HOME = ListKind.HEALTH, ListKind.SCHOOL_ROLL, ListKind.HOME_EDUCATION


@pytest.fixture
def road(mon, data_officer, list_officer, manager):
    """Sends and approves: `road.health(...)`, `road.school(...)`, `road.home(...)`."""

    class Road:
        def health(self, *people, **given):
            return approved(data_officer, manager, HEALTH, *people, **given)

        def school(self, *people, **given):
            return approved(list_officer, list_officer, SCHOOL, *people, **given)

        def home(self, *people, **given):
            return approved(list_officer, list_officer, HOME, *people, **given)

        def next_health(self, *people):
            """The next month's extract, with somebody new so that it is another file; compared, not yet approved."""
            return review(data_officer, HEALTH, *people, somebody(ref="new"))

    return Road()


def test_counts_equal_the_lists_behind_them_and_are_frozen(road, data_officer, manager):
    pupil, near, missing, open_one = children(4)
    road.school(pupil, near.like(forenames="Zebedeus"))
    road.home(open_one)
    extract = review(data_officer, HEALTH, pupil, near, missing, open_one, somebody(postcode="CF10 5TA"))
    shown = {group.outcome: group.count for group in reviewing.groups(extract)}
    assert sum(shown.values()) == extract.counts["rows"] == 5
    for outcome, count in shown.items():
        assert reviewing.rows_of(extract, outcome).count() == count
    extract = approve_extract(by=manager, extract=extract)
    assert extract.state == ExtractState.APPROVED
    assert (extract.approved_by, extract.approved_at.date()) == (manager, timezone.now().date())
    assert {outcome: extract.counts[outcome] for outcome in shown} == shown
    row_of(extract, pupil).delete()
    extract.refresh_from_db()
    assert extract.counts[Outcome.MATCHED] == 1


def test_candidates_and_their_worklists(road):
    pupil, near, missing, open_one = children(4)
    road.school(pupil, near.like(forenames="Zebedeus"))
    road.home(open_one)
    extract = road.health(pupil, near, missing, open_one)
    made = {each.row.source_ref: each for each in extract.candidates.select_related("row")}
    assert set(made) == {near.ref, missing.ref, open_one.ref}
    assert {each.state for each in made.values()} == {CandidateState.WAITING}
    assert made[missing.ref].worklist == made[near.ref].worklist == Worklist.UNKNOWN
    assert made[open_one.ref].worklist == Worklist.SUITABILITY
    assert [made[each.ref].had_near_matches for each in (near, missing, open_one)] == [True, False, False]
    assert {each.received_on for each in made.values()} == {timezone.localdate()}


def test_what_the_figures_count(road):
    pupil, missing = children(2)
    road.school(pupil)
    extract = road.health(pupil, missing, somebody(born_on="never"))
    counted = {
        (one.measure, one.category): one.count for one in Tally.objects.filter(source_key=f"extract:{extract.pk}")
    }
    assert counted["rows_received", "health"] == 3
    assert counted["problem_rows", "health"] == 1
    assert counted["outcome", "unmatched"] == counted["outcome", "matched"] == 1
    assert counted["matched_by_list", "school_roll"] == 1
    assert counted["days_to_match", "0"] == 1  # received and approved on one day
    assert counted["candidate_arrived", "unknown"] == 1


def test_who_may_approve(mon, list_officer, caseworker, data_officer, manager):
    extract = review(list_officer, SCHOOL, *children(2))
    assert not can_approve(extract, caseworker)
    with pytest.raises(Refused, match="Your role does not approve lists"):
        approve_extract(by=data_officer, extract=extract)
    approve_extract(by=list_officer, extract=extract)
    with pytest.raises(Refused, match="Only a list that is ready to review can be approved"):
        approve_extract(by=manager, extract=extract)


def test_a_second_person_where_the_authority_says_so(mon, list_officer, manager):
    mon.uploader_may_approve = False
    mon.save()
    extract = review(list_officer, SCHOOL, *children(2))
    assert not can_approve(extract, list_officer)
    with pytest.raises(Refused, match="a second person approves a list"):
        approve_extract(by=list_officer, extract=extract)
    assert approve_extract(by=manager, extract=extract).approved_by == manager


def test_a_list_that_still_waits_for_the_worker_cannot_be_approved(mon, list_officer):
    with pytest.raises(Refused, match="ready to review"):
        approve_extract(by=list_officer, extract=send(list_officer, SCHOOL, *children(1)))


# ---------------------------------------------------------------------------------------------------------- rolls
def test_a_roll_begins_changes_stays_and_ends(road):
    same, changed, gone, new = children(4)
    first_day, day = timezone.localdate() - datetime.timedelta(days=30), timezone.localdate()
    road.school(same, changed, gone, as_at=first_day)
    extract = road.school(same, changed.like(surname="Zachariah"), new)
    assert (extract.counts["new_entry"], extract.counts["changed_entry"], extract.counts["same_entry"]) == (1, 1, 1)
    assert extract.counts["ended"] == 1
    dates = {
        each.source_ref: (each.began_on, each.seen_on, each.ended_on) for each in RollEntry.objects.filter(kind=SCHOOL)
    }
    assert dates == {
        same.ref: (first_day, day, None),
        changed.ref: (first_day, day, None),
        gone.ref: (first_day, first_day, day),
        new.ref: (day, day, None),
    }
    assert RollEntry.objects.get(source_ref=changed.ref).surname == "Zachariah"


def test_a_list_of_some_schools_leaves_the_others_alone(road, list_officer):
    here, gone, elsewhere = somebody(), somebody(), somebody(school="6604002")
    road.school(here, gone, elsewhere)
    extract = review(list_officer, SCHOOL, here, covers_all=False)
    assert [each.source_ref for each in reviewing.absent_from(extract)] == [gone.ref]
    approve_extract(by=list_officer, extract=extract, absent="ended")
    current = set(RollEntry.objects.current().values_list("source_ref", flat=True))
    assert current == {here.ref, elsewhere.ref}


def test_a_child_sent_again_does_no_harm(road):
    child = somebody()
    for extra in children(3):
        road.school(child, extra)
    assert RollEntry.objects.filter(source_ref=child.ref).count() == 1


def test_lists_of_other_kinds_and_senders_are_left_alone(road, list_officer):
    pupil, next_door, farther = children(3)
    road.school(pupil)
    for person, sender in ((next_door, "Gwynedd"), (farther, "Conwy")):
        approved(list_officer, list_officer, ListKind.OTHER_AUTHORITY, person, sender=sender)
    assert RollEntry.objects.current().count() == 3


# --------------------------------------------------------------------------------------------------------- cancel
def test_cancelled_before_it_takes_effect(mon, list_officer, caseworker, django_capture_on_commit_callbacks):
    people = children(2)
    extract = review(list_officer, SCHOOL, *people, somebody(postcode="nowhere"))
    name = extract.file.name
    assert not can_cancel(extract, caseworker)
    with pytest.raises(Refused, match="can no longer be cancelled"):
        cancel_extract(by=caseworker, extract=extract)
    with django_capture_on_commit_callbacks(execute=True):
        extract = cancel_extract(by=list_officer, extract=extract)
    assert (extract.state, extract.cancelled_by) == (ExtractState.CANCELLED, list_officer)
    assert not extract.rows.exists() and not extract.problems.exists()
    assert not default_storage.exists(name)
    assert not RollEntry.objects.exists()
    assert review(list_officer, SCHOOL, *people).state == ExtractState.IN_REVIEW


def test_an_approved_list_is_not_cancelled(road, manager):
    extract = road.health(*children(1))
    with pytest.raises(Refused, match="can no longer be cancelled"):
        cancel_extract(by=manager, extract=extract)


# ------------------------------------------------------------------------------------------------ the next month
def test_somebody_still_being_considered_is_not_a_candidate_twice(road, manager):
    child = somebody()
    road.health(child)
    extract = road.next_health(child)
    assert row_of(extract, child).outcome == Outcome.KNOWN_CANDIDATE
    approve_extract(by=manager, extract=extract)
    assert extract.candidates.count() == 1  # the one who is new
    assert Candidate.objects.waiting().count() == 2


def test_somebody_with_an_open_case_is_known_and_after_it_closes_is_looked_at_again(road, manager):
    child = somebody()
    case = confirm_candidate(by=manager, candidate=candidate_of(road.health(child), child), findings=findings())
    assert row_of(road.next_health(child), child).outcome == Outcome.KNOWN_CASE
    close_case(by=manager, case=case, reason="moved_away", evidence="The family wrote.")
    assert row_of(road.next_health(child, somebody()), child).outcome == Outcome.UNMATCHED


def test_somebody_dismissed_is_not_asked_about_again_until_something_changes(road, manager):
    child = somebody()
    dismiss_candidate(by=manager, candidate=candidate_of(road.health(child), child), reason="school_elsewhere")
    assert row_of(road.next_health(child), child).outcome == Outcome.DISMISSED_BEFORE
    moved = child.like(postcode="LL77 7AA")
    assert row_of(road.next_health(moved), moved).outcome == Outcome.UNMATCHED


def test_somebody_found_by_a_person_is_found_again_while_the_entry_holds(road, manager, list_officer):
    child = somebody()
    entry = child.like(forenames="Zebedeus")
    road.school(entry)
    candidate = candidate_of(road.health(child), child)
    judge_same(by=manager, candidate=candidate, near_match=candidate.row.near_matches.get())
    extract = road.next_health(child)
    assert row_of(extract, child).outcome == Outcome.MATCHED
    assert row_of(extract, child).matches.get().rule == "person_before"
    road.school(somebody())  # the child has left
    assert row_of(road.next_health(child, somebody()), child).outcome == Outcome.UNMATCHED


def test_different_children_are_not_shown_as_near_again(road, manager):
    child = somebody()
    road.school(child.like(forenames="Zebedeus", ref="other"))
    candidate = candidate_of(road.health(child), child)
    judge_none_of_these(by=manager, candidate=candidate)
    case = confirm_candidate(by=manager, candidate=candidate, findings=findings())
    close_case(by=manager, case=case, reason="moved_away", evidence="The family wrote.")
    extract = road.next_health(child)
    assert row_of(extract, child).outcome == Outcome.UNMATCHED
    assert not row_of(extract, child).near_matches.exists()


def test_found_on_a_roll_next_month(road, manager):
    child = somebody()
    road.health(child)
    road.school(child)
    assert row_of(road.next_health(child), child).outcome == Outcome.MATCHED


def test_two_extracts_compared_before_either_is_approved(road, data_officer, manager):
    child = somebody()
    first = review(data_officer, HEALTH, child)
    second = road.next_health(child)
    approve_extract(by=manager, extract=first)
    with pytest.raises(Refused, match="compared again"):
        approve_extract(by=manager, extract=second)
    compare_again(by=manager, extract=second)
    compare_extract(extract_id=second.pk)
    assert row_of(second, child).outcome == Outcome.KNOWN_CANDIDATE
    approve_extract(by=manager, extract=second)
    assert Candidate.objects.waiting().filter(row__source_ref=child.ref).count() == 1


def test_a_candidate_who_moves_is_the_same_candidate(road, data_officer, manager):
    child = somebody()
    approve_extract(by=manager, extract=review(data_officer, HEALTH, child))
    moved = child.like(address="9 Other Street", postcode="LL65 2BB")
    assert row_of(road.next_health(moved), moved).outcome == Outcome.KNOWN_CANDIDATE


def test_another_child_under_the_number_of_a_candidate_is_another_child(road, data_officer, manager):
    """A sender who numbers every file anew must not hide one child behind another."""
    child = somebody()
    approve_extract(by=manager, extract=review(data_officer, HEALTH, child))
    other = somebody(ref=child.ref)
    assert row_of(road.next_health(other), other).outcome == Outcome.UNMATCHED


def test_the_same_children_in_another_order_are_another_file(mon, data_officer):
    people = children(3)
    assert health_csv(*people) != health_csv(*people[::-1])
    review(data_officer, HEALTH, *people)
    assert review(data_officer, HEALTH, *people[::-1]).counts["rows"] == 3
    assert school_csv(*people).count("\r\n") == 4


def test_a_child_on_a_line_that_cannot_be_used_has_not_left(road, list_officer):
    one, other = children(2)
    road.school(one, other)
    next_list = review(list_officer, SCHOOL, one.like(born_on="14/03/2115"), other.like(surname="Zachariah"))
    assert not reviewing.absent_from(next_list).exists()
    approve_extract(by=list_officer, extract=next_list)
    assert set(RollEntry.objects.current().values_list("source_ref", flat=True)) == {one.ref, other.ref}


def test_an_older_list_is_refused_when_it_comes_and_when_it_is_approved_late(road, list_officer):
    one, other = children(2)
    before = timezone.localdate() - datetime.timedelta(days=30)
    late = review(list_officer, SCHOOL, one, as_at=before)
    road.school(one, other)
    with pytest.raises(Refused, match="newer list"):
        approve_extract(by=list_officer, extract=late)
    with pytest.raises(Refused, match="newer list"):
        send(list_officer, SCHOOL, other, as_at=before)
    assert RollEntry.objects.current().count() == 2


def test_the_page_offers_to_compare_again_and_only_a_post_does_it(road, list_officer, data_officer, manager, client):
    child = somebody()
    extract = review(data_officer, HEALTH, child)
    road.school(child)
    client.force_login(manager)
    address = f"/lists/{extract.pk}/approve/"
    assert "Compare again" in client.get(address).content.decode()
    assert row_of(extract, child).outcome == Outcome.UNMATCHED
    client.post(address)
    extract.refresh_from_db()
    assert extract.state == ExtractState.CHECKED
    compare_extract(extract_id=extract.pk)
    assert row_of(extract, child).outcome == Outcome.MATCHED
