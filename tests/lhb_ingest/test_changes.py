"""Field rules, the changes that ask, absent children and the re-check: what a review asks, and what approving does."""

import datetime

import pytest
from django.utils import timezone

from lhb_ingest import review as reviewing
from lhb_ingest.actions import (
    answer_changes,
    approve_extract,
    choose_absent,
    compare_again,
    compare_extract,
    confirm_candidate,
    dismiss_candidate,
    recheck_extract,
    rematch_authority,
    set_field_rules,
)
from lhb_ingest.actions.approving import CameBack, is_stale
from lhb_ingest.actions.purging import purge_extract
from lhb_ingest.choices import Absence, Outcome
from lhb_ingest.models import AbsentChild, FieldRule
from lhb_ingest.trust import rules_of
from records.actions import open_case
from records.choices import ListKind, Role
from records.errors import Refused
from records.models import RollEntry
from records.rolls import source_of
from tests.factories import make_user
from tests.lhb_ingest.builders import approved, candidate_of, children, findings, review, row_of, send, somebody, work

HEALTH, SCHOOL, HOME = ListKind.HEALTH, ListKind.SCHOOL_ROLL, ListKind.HOME_EDUCATION
TODAY = timezone.localdate()
MONTH = datetime.timedelta(days=30)


@pytest.fixture
def school(mon, list_officer):
    def send(*people, **given):
        return approved(list_officer, list_officer, SCHOOL, *people, **given)

    return send


def said(extract) -> dict[str, tuple[str, str, str]]:
    """Field -> (difference, rule, answer)."""
    return {each.field: (each.difference, each.rule, each.answer) for each in extract.changes.all()}


def entry_of(child) -> RollEntry:
    return RollEntry.objects.current().get(source_ref=child.ref)


# -------------------------------------------------------------------------------------------------------- field rules
@pytest.mark.parametrize(
    ("rule", "old", "new", "expected", "kept"),
    [
        ("take", "Jones", "Evans", ("other", "take", "take"), "Evans"),
        ("ask", "Jones", "Evans", ("other", "ask", ""), "Jones"),
        ("if_empty", "Jones", "Evans", ("other", "if_empty", "keep"), "Jones"),
        ("never", "Jones", "Evans", ("other", "never", "keep"), "Jones"),
        ("ask", "Jônes", "JONES", ("writing", "ask", ""), "Jônes"),
        ("ask", "Wyn-Jones", "Wyn Jones", ("writing", "ask", ""), "Wyn-Jones"),
    ],
)
def test_each_rule(school, list_officer, mon, rule, old, new, expected, kept):
    child, other = somebody(surname=old), somebody()
    school(child, other, as_at=TODAY - MONTH)
    set_field_rules(by=list_officer, authority=mon, kind=SCHOOL, sender="", rules={"surname": rule})
    extract = review(list_officer, SCHOOL, child.like(surname=new), other)
    assert said(extract) == {"surname": expected}
    approve_extract(by=list_officer, extract=extract)
    assert entry_of(child).surname == kept


def test_only_if_empty_fills_and_nothing_is_emptied_unasked(school, list_officer, mon):
    bare, full = somebody(address=""), somebody()
    school(bare, full, as_at=TODAY - MONTH)
    rules = {"address": "if_empty", "postcode": "take"}
    set_field_rules(by=list_officer, authority=mon, kind=SCHOOL, sender="", rules=rules)
    extract = review(list_officer, SCHOOL, bare.like(address="1 Stryd Fawr"), full.like(postcode=""))
    assert said(extract) == {"address": ("filled", "if_empty", "take"), "postcode": ("emptied", "ask", "")}
    approve_extract(by=list_officer, extract=extract)
    assert (entry_of(bare).address, entry_of(full).postcode) == ("1 Stryd Fawr", full.postcode)


@pytest.mark.parametrize("answer", ["take", "keep"])
def test_a_date_of_birth_that_a_list_lacks_is_asked_about_and_one_that_it_brings_is_shown(school, list_officer, answer):
    lost, found = somebody(), somebody(born_on="")
    school(lost, found, as_at=TODAY - MONTH)
    extract = review(list_officer, SCHOOL, lost.like(born_on=""), found.like(born_on="17/04/2012"))
    changes = {each.row.source_ref: (each.difference, each.new) for each in extract.changes.select_related("row")}
    assert changes == {lost.ref: ("emptied", None), found.ref: ("filled", "2012-04-17")}
    extract = compare_again(by=list_officer, extract=extract)  # once more leaves the same questions
    compare_extract(extract_id=extract.pk)
    assert extract.changes.count() == 2
    for difference in ("emptied", "filled"):
        answer_changes(by=list_officer, extract=extract, field="born_on", difference=difference, answer=answer)
    extract.refresh_from_db()
    before = entry_of(lost).born_on
    approve_extract(by=list_officer, extract=extract)
    taken = answer == "take"
    assert before and entry_of(lost).born_on == (None if taken else before)
    assert entry_of(found).born_on == (datetime.date(2012, 4, 17) if taken else None)


def test_a_column_that_is_not_in_the_file_says_nothing(school, list_officer):
    child = somebody()
    school(child, as_at=TODAY - MONTH)
    RollEntry.objects.update(upn="K123456789012", former_names=["Evans"])
    extract = approve_extract(by=list_officer, extract=review(list_officer, SCHOOL, child, somebody()))
    assert not extract.changes.exists() and entry_of(child).upn == "K123456789012"
    assert entry_of(child).former_names == ["Evans"]


def test_by_default_a_september_asks_nothing_and_a_name_asks(school, list_officer):
    people = children(3)
    school(*people, as_at=TODAY - MONTH)
    up = [child.like(school="6604002", address="1 Stryd Newydd") for child in people]
    extract = review(list_officer, SCHOOL, *up[:2], up[2].like(forenames="Mari"))
    assert [(each.field, each.count) for each in reviewing.change_groups(extract) if not each.answer] == [
        ("forenames", 1)
    ]
    assert extract.rows.filter(outcome=Outcome.CHANGED_ENTRY).count() == 3


def test_rules_belong_to_a_source_and_keep_their_history(mon, list_officer, caseworker):
    give = {"by": list_officer, "authority": mon, "kind": ListKind.INDEPENDENT}
    assert set_field_rules(**give, sender="Ysgol A", rules={"surname": "take", "upn": "ask"}) == ["surname"]
    assert set_field_rules(**give, sender="Ysgol A", rules={"surname": "never"}) == ["surname"]
    assert rules_of(authority=mon, kind=ListKind.INDEPENDENT, sender="Ysgol A")["surname"] == "never"
    assert rules_of(authority=mon, kind=ListKind.INDEPENDENT, sender="Ysgol B")["surname"] == "ask"
    assert list(FieldRule.objects.values_list("rule", flat=True)) == ["never", "take"]
    for wrong in ({"surname": "older"}, {"nonsense": "ask"}):
        with pytest.raises(Refused, match="Choose a rule"):
            set_field_rules(**give, sender="", rules=wrong)


def test_a_rule_set_during_a_review_compares_again(school, list_officer, mon):
    child = somebody()
    school(child, as_at=TODAY - MONTH)
    extract = review(list_officer, SCHOOL, child.like(surname="Zachariah"))
    assert not is_stale(extract)
    set_field_rules(by=list_officer, authority=mon, kind=SCHOOL, sender="", rules={"surname": "never"})
    assert is_stale(extract)


def test_a_value_of_a_later_day_is_not_overwritten(school, list_officer):
    """Lists of single schools come in any order."""
    child = somebody()
    school(child, as_at=TODAY - MONTH, covers_all=False)
    school(child.like(address="New"), as_at=TODAY, covers_all=False)
    late = review(
        list_officer, SCHOOL, child.like(address="Old"), as_at=TODAY - datetime.timedelta(days=9), covers_all=False
    )
    assert said(late) == {"address": ("other", "older", "keep")}
    approve_extract(by=list_officer, extract=late)
    assert entry_of(child).address == "New"


# ------------------------------------------------------------------------------------------------------------ answers
def test_one_some_or_all_of_a_kind_are_answered(school, list_officer):
    people = children(4)
    school(*people, as_at=TODAY - MONTH)
    extract = review(list_officer, SCHOOL, *[child.like(forenames=f"Mari{child.ref}") for child in people])
    first, second, *_rest = [each.pk for each in extract.changes.all()]
    assert answer_changes(by=list_officer, extract=extract, answer="keep", changes=[first]) == 1
    assert (
        answer_changes(
            by=list_officer, extract=extract, answer="take", field="forenames", difference="other", answered=""
        )
        == 3
    )
    assert answer_changes(by=list_officer, extract=extract, answer="", changes=[second]) == 1
    approve_extract(by=list_officer, extract=extract)
    assert [entry_of(child).forenames == child.forenames for child in people] == [True, True, False, False]
    sources = [source_of(entry_of(child), "forenames").get("extract") for child in people]
    assert sources[2] == sources[3] == extract.pk and extract.pk not in sources[:2]


def test_a_refused_value_is_not_asked_about_again_and_another_is(school, list_officer):
    child, other = children(2)
    school(child, other, as_at=TODAY - 2 * MONTH)
    extract = review(list_officer, SCHOOL, child.like(surname="Zachariah"), other, as_at=TODAY - MONTH)
    answer_changes(by=list_officer, extract=extract, answer="keep")
    approve_extract(by=list_officer, extract=extract)
    again = review(list_officer, SCHOOL, other, child.like(surname="Zachariah"))
    assert said(again) == {"surname": ("other", "ask", "keep")} and row_of(again, child).outcome == Outcome.SAME_ENTRY
    approve_extract(by=list_officer, extract=again)
    third = review(list_officer, SCHOOL, child.like(surname="Zebedeus"), other)
    assert said(third) == {"surname": ("other", "ask", "")}


def test_who_may_answer_and_what(school, list_officer, caseworker):
    child = somebody()
    school(child, as_at=TODAY - MONTH)
    extract = review(list_officer, SCHOOL, child.like(surname="Zachariah", address="Elsewhere"))
    with pytest.raises(Refused, match="does not approve"):
        answer_changes(by=caseworker, extract=extract, answer="take")
    with pytest.raises(Refused, match="which value holds"):
        answer_changes(by=list_officer, extract=extract, answer="both")
    taken = extract.changes.get(field="address")
    assert answer_changes(by=list_officer, extract=extract, answer="keep", changes=[taken.pk]) == 0
    extract = approve_extract(by=list_officer, extract=extract)
    with pytest.raises(Refused, match="ready to review"):
        answer_changes(by=list_officer, extract=extract, answer="take")


def test_answers_outlive_a_second_comparison(school, list_officer):
    one, other = children(2)
    school(one, other, as_at=TODAY - MONTH)
    extract = review(list_officer, SCHOOL, one.like(surname="Zachariah"), other.like(surname="Zebedeus"))
    answer_changes(by=list_officer, extract=extract, answer="keep", changes=[extract.changes.first().pk])
    compare_again(by=list_officer, extract=extract)
    compare_extract(extract_id=extract.pk)
    assert [each.answer for each in extract.changes.all()] == ["keep", ""]
    assert not reviewing.rows_of(extract, reviewing.CAME_BACK).exists()


# --------------------------------------------------------------------------------------------------------- the absent
@pytest.mark.parametrize(("choice", "is_current"), [("ended", False), ("keep", True), ("ask", True)])
def test_three_choices_for_the_absent(school, list_officer, choice, is_current):
    stays, gone = children(2)
    school(stays, gone, as_at=TODAY - MONTH)
    extract = review(list_officer, SCHOOL, stays)
    with pytest.raises(Refused, match="no longer on the list: 1"):
        approve_extract(by=list_officer, extract=extract)
    approve_extract(by=list_officer, extract=extract, absent=choice)
    assert RollEntry.objects.current().filter(source_ref=gone.ref).exists() == is_current
    assert AbsentChild.objects.filter(choice="ask", settled_at=None).exists() == (choice == "ask")
    assert reviewing.waiting_absences().count() == (choice == "ask")


def test_a_choice_for_some_and_another_for_the_rest(school, list_officer, manager):
    stays, one, other = children(3)
    school(stays, one, other, as_at=TODAY - MONTH)
    extract = review(list_officer, SCHOOL, stays)
    assert choose_absent(by=list_officer, extract=extract, choice="ended") == 2
    choose_absent(by=list_officer, extract=extract, choice="ask", entries=[entry_of(one).pk], asked_of=manager)
    extract.refresh_from_db()
    shown = {choice: count for choice, _words, count in reviewing.absent_by_choice(extract)}
    assert shown == {Absence.ASK: 1, Absence.ENDED: 1}
    approve_extract(by=list_officer, extract=extract)
    assert {each.source_ref for each in RollEntry.objects.current()} == {stays.ref, one.ref}
    assert AbsentChild.objects.get().asked_of == manager


def test_a_list_that_shows_the_child_again_settles_it(school, list_officer):
    stays, gone = children(2)
    school(stays, gone, as_at=TODAY - 2 * MONTH)
    approve_extract(by=list_officer, extract=review(list_officer, SCHOOL, stays, as_at=TODAY - MONTH), absent="ask")
    school(gone, stays)
    absent = AbsentChild.objects.get()
    assert (absent.settled_as, absent.settled_by) == (Absence.KEEP, None)


# ------------------------------------------------------------------------------------------------------------- doubts
def test_who_may_be_there_already(school, list_officer):
    child, twin = somebody(), somebody()
    school(child, as_at=TODAY - MONTH)
    extract = review(list_officer, SCHOOL, child.like(ref="new"), twin, twin.like(ref="again", postcode="LL65 9ZZ"))
    shown = {group.outcome: group.count for group in reviewing.aspects(extract)}
    assert shown == {"doubt_in_file": 2, "doubt_other_reference": 1}
    for outcome, count in shown.items():
        rows = list(reviewing.rows_of(extract, outcome))
        reviewing.add_notes(extract, rows)
        assert len(rows) == count and all(row.notes for row in rows)
    rows = list(reviewing.rows_of(extract, "doubt_in_file"))
    reviewing.add_notes(extract, rows)
    assert [row.notes for row in rows] == [
        ["Line 4 has the same names and date of birth."],
        ["Line 3 has the same names and date of birth."],
    ]


# --------------------------------------------------------------------------------------- a health list since last time
def test_a_health_list_beside_the_one_before(mon, data_officer, manager):
    same, moved, left, new = children(4)
    first = approved(data_officer, manager, HEALTH, same, moved, left, as_at=TODAY - MONTH)
    extract = review(data_officer, HEALTH, new, same, moved.like(postcode="LL77 7AA"))
    assert extract.previous == first
    shown = {group.outcome: group.count for group in reviewing.aspects(extract)}
    assert shown == {"since_new": 1, "since_changed": 1, "since_same": 1}
    assert [line.line_number for line in reviewing.absent_from_health(extract)] == [4]
    rows = [row_of(extract, moved)]
    reviewing.add_notes(extract, rows)
    assert rows[0].notes == [f"Postcode: was {moved.postcode}, is LL77 7AA"]
    purge_extract(extract=first)
    rows = [row_of(extract, moved)]
    reviewing.add_notes(extract, rows)
    assert "no longer held" in rows[0].notes[0] or rows[0].notes == [f"Postcode: was {moved.postcode}, is LL77 7AA"]
    again = review(data_officer, HEALTH, same)
    assert row_of(again, same).since_last == "same"


# -------------------------------------------------------------------------------------------------------- the re-check
def test_rows_whose_world_changed_come_back_and_no_others(mon, data_officer, manager):
    dismissed, confirmed, untouched = people = children(3)
    first = approved(data_officer, manager, HEALTH, *people)
    second = review(data_officer, HEALTH, *people, somebody())
    dismiss_candidate(by=manager, candidate=candidate_of(first, dismissed), reason="moved")
    confirm_candidate(by=manager, candidate=candidate_of(first, confirmed), findings=findings())
    with pytest.raises(CameBack, match="Meanwhile people decided"):
        approve_extract(by=manager, extract=second)
    assert recheck_extract(by=manager, extract=second) == 2
    rows = list(reviewing.rows_of(second, reviewing.CAME_BACK))
    assert {row.source_ref: row.outcome for row in rows} == {
        dismissed.ref: Outcome.DISMISSED_BEFORE,
        confirmed.ref: Outcome.KNOWN_CASE,
    }
    reviewing.add_notes(second, rows)
    assert rows[0].notes == ["It was: Already being considered. It is now: Dismissed before, nothing changed."]
    assert row_of(second, untouched).came_from == ""
    assert approve_extract(by=manager, extract=second).candidates.count() == 1


def test_comparing_again_says_which_rows_turned_out_otherwise(school, data_officer, manager):
    child, other = children(2)
    extract = review(data_officer, HEALTH, child, other)
    school(child)
    compare_again(by=manager, extract=extract)
    compare_extract(extract_id=extract.pk)
    assert [row.source_ref for row in reviewing.rows_of(extract, reviewing.CAME_BACK)] == [child.ref]


# -------------------------------------------------------------------------------------------- one list over the other
def test_no_list_writes_on_another_s_entry_nor_on_a_case(school, list_officer, mon):
    """Each source has entries of its own, with its own rules; what a case says of its child only people change."""
    [child] = children(1)
    case = open_case(
        by=make_user(Role.CASEWORKER),
        authority=mon,
        received_on=TODAY,
        origin="professional",
        **{name: getattr(child, name) for name in ("forenames", "surname", "born_on", "address", "postcode")},
    )
    school(child.like(address="1 Lôn Arall, Caergybi", postcode="LL65 9ZZ"))
    elsewhere = child.like(address="2 Lôn Bell, Caergybi", postcode="LL65 8ZZ", ref="H1")
    home = approved(list_officer, list_officer, ListKind.HOME_EDUCATION, elsewhere)
    rematch_authority(authority=mon)
    case.child.refresh_from_db()
    assert (case.child.address, case.child.postcode) == (child.address, child.postcode)
    of_school = RollEntry.objects.get(kind=SCHOOL)
    assert (of_school.address, source_of(of_school, "address")["extract"] == home.pk) == (
        "1 Lôn Arall, Caergybi",
        False,
    )
    assert source_of(RollEntry.objects.get(kind="home_education"), "address")["extract"] == home.pk


# ------------------------------------------------------------------------------------------------- the same file again
def test_the_same_file_of_a_later_day_only_refreshes_the_day(school, list_officer):
    people = children(2)
    school(*people, as_at=TODAY - MONTH)
    with pytest.raises(Refused, match="sent already"):
        send(list_officer, SCHOOL, *people, as_at=TODAY - MONTH)
    again = work(send(list_officer, SCHOOL, *people))
    with pytest.raises(Refused, match="sent already"):
        send(list_officer, SCHOOL, *people)
    extract = approve_extract(by=list_officer, extract=again)
    assert extract.counts["same_entry"] == 2
    assert set(RollEntry.objects.values_list("seen_on", flat=True)) == {TODAY}
