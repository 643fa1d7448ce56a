"""A list is taken back: the register equals its earlier state, table by table, but for what people have worked on."""

import datetime

import pytest
from django.apps import apps
from django.utils import timezone

from lhb_ingest.actions import (
    approve_extract,
    choose_absent,
    confirm_candidate,
    dismiss_candidate,
    judge_same,
    rematch_authority,
    settle_absent,
    undo_extract,
)
from lhb_ingest.actions.purging import purge_extract
from lhb_ingest.actions.undoing import can_undo
from lhb_ingest.choices import ExtractState
from lhb_ingest.models import AbsentChild, Candidate, Extract, Match
from records.choices import ListKind
from records.errors import Refused
from records.models import AdminEvent, RollEntry, Tally
from tests.lhb_ingest.builders import approved, candidate_of, children, findings, review, somebody, take_all

HEALTH, SCHOOL, HOME = ListKind.HEALTH, ListKind.SCHOOL_ROLL, ListKind.HOME_EDUCATION
TODAY = timezone.localdate()
MONTH = datetime.timedelta(days=30)


def register() -> dict[str, list[dict]]:
    """Every row of every table of ours, but for who looked, and for what was told of the people at work."""
    logs = ("AccessLog", "AdminEvent")
    models = [*apps.get_app_config("records").get_models(), *apps.get_app_config("lhb_ingest").get_models()]
    kept = [model for model in models if model.__name__ not in logs]
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in kept}


def of_others(found: dict[str, list[dict]], extract: Extract) -> dict[str, list[dict]]:
    """Without what belongs to the list itself: its rows and their questions, which stay until their day."""
    own = {"Extract": "id", "Job": "extract_id"}
    return {
        name: [row for row in rows if row.get(own.get(name, "extract_id")) != extract.pk]
        for name, rows in found.items()
        if name not in ("Match", "NearMatch")
    }


@pytest.fixture
def school(mon, list_officer):
    def send(*people, **given):
        return approved(list_officer, list_officer, SCHOOL, *people, **given)

    return send


def test_an_education_list_leaves_no_trace(school, list_officer, data_officer, manager):
    same, changed, gone = children(3)
    school(same, changed, gone, as_at=TODAY - MONTH)
    approved(data_officer, manager, HEALTH, same, somebody())
    before = register()
    extract = school(same, changed.like(surname="Zachariah", address="9 Stryd Fawr", school="6604009"), somebody())
    assert of_others(register(), extract)["RollEntry"] != before["RollEntry"]
    undone = undo_extract(by=manager, extract=extract)
    assert (undone.state, undone.undone_by, undone.counts["kept"]) == (ExtractState.UNDONE, manager, 0)
    assert of_others(register(), extract) == of_others(before, extract)
    assert not extract.journal.exists()
    assert AdminEvent.objects.get(kind="list_undone").detail == {"list": extract.pk, "kept": 0}


def test_a_health_list_leaves_no_trace(school, data_officer, manager):
    pupil, near = children(2)
    school(pupil, near.like(forenames="Zebedeus"))
    before = register()
    extract = approved(data_officer, manager, HEALTH, pupil, near, somebody())
    assert Candidate.objects.count() == 2 and Tally.objects.filter(source_key=f"extract:{extract.pk}").exists()
    undo_extract(by=manager, extract=extract)
    assert of_others(register(), extract) == of_others(before, extract)
    assert not Candidate.objects.exists() and not extract.remembered.exists()


def test_what_people_have_worked_on_stays_and_is_counted(mon, data_officer, manager):
    waiting, dismissed, confirmed = people = children(3)
    extract = approved(data_officer, manager, HEALTH, *people)
    dismiss_candidate(by=manager, candidate=candidate_of(extract, dismissed), reason="moved")
    confirm_candidate(by=manager, candidate=candidate_of(extract, confirmed), findings=findings())
    undone = undo_extract(by=manager, extract=extract)
    assert undone.counts["kept"] == 2
    assert {each.row.source_ref for each in extract.candidates.all()} == {dismissed.ref, confirmed.ref}
    assert waiting.ref not in {each.row.source_ref for each in extract.candidates.all()}
    arrived = Tally.objects.get(source_key=f"extract:{extract.pk}")
    assert (arrived.measure, arrived.count) == ("candidate_arrived", 2)


def test_an_entry_on_which_a_person_decided_stays(school, data_officer, manager):
    child = somebody()
    health = approved(data_officer, manager, HEALTH, child)
    extract = school(child.like(forenames="Zebedeus"), somebody())
    assert not health.candidates.get().row.near_matches.exists()
    second = approved(data_officer, manager, HEALTH, somebody(), child.like(ref="other"), as_at=TODAY)
    roll = RollEntry.objects.get(source_ref=child.ref)
    Match.objects.create(
        row=second.rows.get(source_ref="other"),
        entry=roll,
        authority=extract.authority,
        rule="person",
        made_at=timezone.now(),
        by=manager,
    )
    assert undo_extract(by=manager, extract=extract).counts["kept"] == 1
    assert [entry.pk for entry in RollEntry.objects.all()] == [roll.pk]


def test_what_a_health_list_approved_since_rests_on_stays(school, data_officer, manager):
    pupil, other = children(2)
    extract = school(pupil, other)
    health = approved(data_officer, manager, HEALTH, pupil)
    assert undo_extract(by=manager, extract=extract).counts["kept"] == 1
    assert health.rows.get().matches.get().entry.source_ref == pupil.ref


def test_the_newest_of_a_source_first(school, manager):
    people = children(2)
    first, second = school(people[0], as_at=TODAY - MONTH), school(*people)
    with pytest.raises(Refused, match="Take that one back first"):
        undo_extract(by=manager, extract=first)
    undo_extract(by=manager, extract=second)
    undo_extract(by=manager, extract=first)
    assert not RollEntry.objects.exists()


def test_children_who_left_are_candidates_no_more(school, manager):
    stays, gone = children(2)
    school(stays, gone, as_at=TODAY - MONTH)
    extract = school(stays)
    rematch_authority(authority=extract.authority)
    assert Extract.objects.get(pk=extract.pk).counts["left_list"] == extract.candidates.count() == 1
    undone = undo_extract(by=manager, extract=extract)
    assert undone.counts["left_list"] == 0 and not Candidate.objects.exists()
    rematch_authority(authority=extract.authority)
    assert not Candidate.objects.exists()
    assert {each.source_ref for each in RollEntry.objects.current()} == {stays.ref, gone.ref}
    assert not Tally.objects.filter(measure="candidate_arrived").exists()


def test_a_child_who_left_and_was_decided_on_stays_ended(school, manager):
    stays, gone = children(2)
    school(stays, gone, as_at=TODAY - MONTH)
    extract = school(stays)
    rematch_authority(authority=extract.authority)
    dismiss_candidate(by=manager, candidate=extract.candidates.get(), reason="moved")
    assert undo_extract(by=manager, extract=extract).counts["kept"] == 1
    assert RollEntry.objects.get(source_ref=gone.ref).ended_on == TODAY
    assert extract.journal.get().entry.source_ref == gone.ref


def test_twice_by_the_wrong_person_and_after_the_purge(school, list_officer, manager):
    extract = school(*children(2))
    assert not can_undo(extract, list_officer)
    with pytest.raises(Refused, match="Only a manager"):
        undo_extract(by=list_officer, extract=extract)
    undo_extract(by=manager, extract=extract)
    with pytest.raises(Refused, match="Only an approved list"):
        undo_extract(by=manager, extract=extract)
    purged = school(*children(2))
    purge_extract(extract=purged)
    assert not purged.journal.exists()
    with pytest.raises(Refused, match="rows are still held"):
        undo_extract(by=manager, extract=purged)


def test_the_same_file_may_come_again_after_it(school, manager, list_officer):
    people = children(2)
    undo_extract(by=manager, extract=school(*people))
    again = review(list_officer, SCHOOL, *people)
    assert take_all(list_officer, again).counts["new_entry"] == 2


def test_children_who_were_to_be_checked_are_asked_about_no_more(school, list_officer, manager):
    stays, gone, asked = children(3)
    school(stays, gone, asked, as_at=TODAY - MONTH)
    extract = review(list_officer, SCHOOL, stays)
    choose_absent(by=list_officer, extract=extract, choice="ended")
    entry = RollEntry.objects.get(source_ref=asked.ref)
    choose_absent(by=list_officer, extract=extract, choice="ask", entries=[entry.pk])
    extract = approve_extract(by=list_officer, extract=extract)
    assert {each.source_ref for each in RollEntry.objects.current()} == {stays.ref, asked.ref}
    undo_extract(by=manager, extract=extract)
    assert RollEntry.objects.current().count() == 3
    assert not AbsentChild.objects.filter(choice="ask").exists()


def test_a_child_whom_somebody_has_checked_stays_as_they_said(school, list_officer, manager):
    stays, asked = children(2)
    school(stays, asked, as_at=TODAY - MONTH)
    extract = approve_extract(by=list_officer, extract=review(list_officer, SCHOOL, stays), absent="ask")
    settle_absent(by=list_officer, absent=AbsentChild.objects.get(), settled_as="ended")
    with pytest.raises(Refused, match="settled already"):
        settle_absent(by=list_officer, absent=AbsentChild.objects.get(), settled_as="keep")
    rematch_authority(authority=extract.authority)
    assert extract.candidates.get().left_entry.source_ref == asked.ref  # on no list now: somebody is to look
    undo_extract(by=manager, extract=extract)
    assert RollEntry.objects.get(source_ref=asked.ref).ended_on == TODAY


def test_a_match_made_by_a_person_is_kept(school, data_officer, manager):
    child = somebody()
    extract = school(child.like(forenames="Zebedeus"))
    health = approved(data_officer, manager, HEALTH, child)
    candidate = candidate_of(health, child)
    judge_same(by=manager, candidate=candidate, near_match=candidate.row.near_matches.get())
    assert undo_extract(by=manager, extract=extract).counts["kept"] == 1
    with pytest.raises(Refused):
        undo_extract(by=manager, extract=extract)
