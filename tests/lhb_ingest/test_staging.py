"""The worker's stages: rows or a refusal, whole or not at all; every row gets one outcome."""

import datetime

import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.db.utils import ProgrammingError
from django.utils import timezone

from lhb_ingest import review as reviewing
from lhb_ingest.actions import check_extract, compare_extract, give_up, staging
from lhb_ingest.choices import ExtractState, Outcome
from lhb_ingest.models import Extract, ExtractRow, NearMatch
from lhb_ingest.progress import said_of
from lhb_ingest.sentences import refusal_sentence
from records.choices import ListKind
from records.models import RollEntry
from tests.factories import RollEntryFactory
from tests.lhb_ingest.builders import (
    approved,
    born,
    children,
    health_csv,
    outcomes,
    review,
    row_of,
    school_csv,
    send,
    somebody,
    work,
)

HEALTH, SCHOOL, HOME = ListKind.HEALTH, ListKind.SCHOOL_ROLL, ListKind.HOME_EDUCATION


def checked(extract: Extract) -> Extract:
    assert check_extract(extract_id=extract.pk)
    extract.refresh_from_db()
    return extract


def refused(extract: Extract) -> str:
    """The code of the refusal; nothing of the file is left."""
    extract = checked(extract)
    assert extract.state == ExtractState.REFUSED
    assert not extract.rows.exists() and not extract.problems.exists()
    assert not extract.file
    assert refusal_sentence(extract.refusal)
    return extract.refusal["code"]


# ---------------------------------------------------------------------------------------------------------- check
def test_rows_and_problems(mon, data_officer):
    good, bad = somebody(forenames="Siân Ŵyn", surname="Prydderch"), somebody(born_on="31/02/2015")
    extract = checked(send(data_officer, HEALTH, good, bad, somebody(postcode="nowhere")))
    assert extract.state == ExtractState.CHECKED
    assert extract.counts == {"rows": 3, "problem": 1}
    row = row_of(extract, good)
    assert (row.forenames, row.surname, row.line_number) == ("SIÂN ŴYN", "PRYDDERCH", 2)
    assert (row.outcome, row.authority_id) == (Outcome.TO_CHECK, "660")
    problems = list(extract.problems.values_list("line_number", "column", "value", "code", "stops_row"))
    assert problems == [
        (3, "DATE_OF_BIRTH", "31/02/2015", "bad_date", True),
        (4, "POSTCODE", "nowhere", "bad_postcode", False),
    ]
    assert reviewing.lines_with_problems(extract) == 1
    assert set(extract.problems.values_list("health_board", flat=True)) == {"7A1"}


def test_what_health_may_not_send_is_in_no_table(mon, data_officer):
    content = "NHS_NUMBER,RECORD_ID,SURNAME,FORENAMES,DATE_OF_BIRTH,SEX,ADDRESS_1,POSTCODE\n"
    content += f"9434765919,R1,HWFA,HELEDD,{born():%d/%m/%Y},2,1 Lôn Wen,LL65 1AA\n"
    extract = checked(send(data_officer, HEALTH, content=content))
    assert extract.dropped_columns == ["NHS_NUMBER", "SEX"]
    assert "9434765919" not in str(list(extract.rows.values()))


def test_nhs_numbers_in_place_of_references_are_dropped(mon, data_officer):
    people = [somebody(ref="9434765919"), somebody(ref="943 476 5919"), somebody(ref="9434765911")]
    extract = checked(send(data_officer, HEALTH, *people))
    assert set(extract.rows.values_list("source_ref", flat=True)) == {""}
    assert extract.dropped_columns == ["RECORD_ID"]


def test_outside_school_age_and_outside_the_area_are_set_aside(mon, data_officer):
    people = {
        Outcome.TO_CHECK: somebody(),
        Outcome.OUTSIDE_AGE: somebody(born_on=born(2)),
        Outcome.OUTSIDE_AREA: somebody(postcode="CF10 5TA"),
    }
    old, homeless = somebody(born_on=born(18)), somebody(postcode="")
    extract = checked(send(data_officer, HEALTH, *people.values(), old, homeless))
    for outcome, person in people.items():
        assert row_of(extract, person).outcome == outcome
    assert row_of(extract, old).outcome == Outcome.OUTSIDE_AGE
    assert row_of(extract, homeless).outcome == Outcome.TO_CHECK


def test_school_age_is_that_of_the_day_of_the_list(mon, data_officer):
    summer_born = somebody(born_on=datetime.date(2020, 5, 1))  # of school age from 31 August 2025
    day = datetime.date(2025, 8, 30)
    assert row_of(checked(send(data_officer, HEALTH, summer_born, as_at=day)), summer_born).outcome == "outside_age"
    content = health_csv(summer_born, somebody())
    later = checked(send(data_officer, HEALTH, content=content, as_at=day + datetime.timedelta(days=1)))
    assert row_of(later, summer_born).outcome == Outcome.TO_CHECK


def test_the_same_child_twice_in_the_file(mon, data_officer):
    child = somebody(forenames="Siân")
    again = child.like(forenames="SIAN", ref="R2", address="somewhere else")
    extract = checked(send(data_officer, HEALTH, child, again))
    assert outcomes(extract) == {child.ref: Outcome.TO_CHECK, "R2": Outcome.HELD_TWICE}


def test_twins_are_not_the_same_child_twice(mon, data_officer):
    child = somebody(forenames="Efa")
    extract = checked(send(data_officer, HEALTH, child, child.like(forenames="Ela", ref="R2")))
    assert set(outcomes(extract).values()) == {Outcome.TO_CHECK}


def test_children_whose_names_have_other_letters_are_not_the_same_child_twice(mon, data_officer):
    child = somebody(forenames="محمد", surname="علي")
    extract = checked(send(data_officer, HEALTH, child, child.like(forenames="يوسف", ref="R2")))
    assert set(outcomes(extract).values()) == {Outcome.TO_CHECK}


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (school_csv(), "no_rows"),
        (school_csv(somebody(forenames="", surname="")), "no_good_rows"),
        (school_csv(*children(60)) + '"open,1\n', "broken_line"),
    ],
)
def test_refused_once_it_is_read(mon, list_officer, content, code):
    assert refused(send(list_officer, SCHOOL, content=content)) == code


def test_half_outside_is_not_yet_another_authority_s(mon, list_officer):
    people = [somebody(postcode="CF10 5TA") for _ in range(3)] + children(3)
    assert checked(send(list_officer, SCHOOL, *people)).state == ExtractState.CHECKED


def test_lists_that_come_from_elsewhere_may_be_all_outside(mon, list_officer):
    people = [somebody(postcode="CF10 5TA") for _ in range(3)]
    extract = checked(send(list_officer, ListKind.OTHER_AUTHORITY, *people, sender="Cardiff"))
    assert extract.state == ExtractState.CHECKED


def test_a_refused_file_leaves_the_disk(mon, list_officer, django_capture_on_commit_callbacks):
    extract = send(list_officer, SCHOOL)
    name = extract.file.name
    with django_capture_on_commit_callbacks(execute=True):
        assert default_storage.exists(name)
        assert refused(extract) == "no_rows"
    assert not default_storage.exists(name)


def test_a_check_that_breaks_leaves_nothing_half_done(mon, list_officer, monkeypatch):
    extract = send(list_officer, SCHOOL, *children(3), somebody(postcode="nowhere"))

    def broken(*_):
        assert ExtractRow.objects.count() == 4
        raise RuntimeError("the worker was killed here")

    monkeypatch.setattr(staging, "districts_loaded", broken)
    with pytest.raises(RuntimeError):
        check_extract(extract_id=extract.pk)
    extract.refresh_from_db()
    assert extract.state == ExtractState.RECEIVED
    assert not ExtractRow.objects.exists()
    monkeypatch.undo()
    assert checked(extract).rows.count() == 4


def test_a_row_has_its_list_and_stays_with_it(mon, list_officer):
    one, other = (checked(send(list_officer, SCHOOL, *children(2))) for _ in range(2))
    row = one.rows.first()
    missing = ExtractRow(extract_id=other.pk + 1, authority_id="660", line_number=9, born_on=row.born_on)
    for wrong in (
        missing.save,
        lambda: one.rows.update(extract=other),
        lambda: Extract.objects.filter(pk=one.pk)._raw_delete("default"),
        lambda: Extract.objects.filter(pk=one.pk).update(authority="661"),
    ):
        with pytest.raises((IntegrityError, ProgrammingError)), transaction.atomic():
            wrong()
    assert (one.rows.count(), other.rows.count()) == (2, 2)
    row.save()


def test_many_rows_are_stored_in_portions(mon, list_officer, monkeypatch):
    monkeypatch.setattr(staging, "PORTION", 3)
    people = [*children(7), somebody(ref="odd", postcode="nowhere"), somebody(ref="bad", born_on="31/02/2035")]
    extract = checked(send(list_officer, SCHOOL, *people, people[0], people[-2].like(surname="Arall")))
    assert extract.counts == {"rows": 11, "problem": 1}
    lines = list(extract.rows.order_by("line_number").values_list("line_number", flat=True))
    assert lines == list(range(2, 12))
    codes = extract.problems.values_list("line_number", "code")
    assert list(codes) == [
        (9, "bad_postcode"),
        (10, "bad_date_odd"),
        (11, "held_twice"),
        (12, "reference_twice"),
        (12, "bad_postcode"),
    ]


def test_each_stage_happens_once(mon, list_officer):
    extract = send(list_officer, SCHOOL, *children(2))
    assert not compare_extract(extract_id=extract.pk)
    assert check_extract(extract_id=extract.pk)
    assert not check_extract(extract_id=extract.pk)
    assert compare_extract(extract_id=extract.pk)
    assert not compare_extract(extract_id=extract.pk)
    assert ExtractRow.objects.count() == 2


def test_giving_up_leaves_the_fact_and_the_sentence(mon, list_officer):
    extract = checked(send(list_officer, SCHOOL, *children(2)))
    give_up(extract_id=extract.pk)
    extract.refresh_from_db()
    assert (extract.state, extract.refusal["code"]) == (ExtractState.REFUSED, "unfinished")
    assert not ExtractRow.objects.exists()
    assert "Something went wrong" in refusal_sentence(extract.refusal)


def test_giving_up_never_touches_a_list_that_is_finished(mon, list_officer):
    extract = review(list_officer, SCHOOL, *children(2))
    give_up(extract_id=extract.pk)
    extract.refresh_from_db()
    assert extract.state == ExtractState.IN_REVIEW
    assert extract.rows.count() == 2


# -------------------------------------------------------------------------------------------------------- compare
def test_health_beside_every_list(mon, data_officer, list_officer):
    """School, home education with and without established suitability, near, on no list."""
    pupil, taught, open_one, near, missing = children(5)
    approved(list_officer, list_officer, SCHOOL, pupil, near.like(forenames="Zebedeus"))
    approved(
        list_officer,
        list_officer,
        HOME,
        taught.like(suitability="Established"),
        open_one.like(suitability="unsuitable"),
    )
    extract = review(data_officer, HEALTH, pupil, taught, open_one, near, missing)
    assert extract.state == ExtractState.IN_REVIEW
    assert outcomes(extract) == {
        pupil.ref: Outcome.MATCHED,
        taught.ref: Outcome.MATCHED,
        open_one.ref: Outcome.SUITABILITY,
        near.ref: Outcome.TO_JUDGE,
        missing.ref: Outcome.UNMATCHED,
    }
    match = row_of(extract, pupil).matches.get()
    assert (match.rule, match.by, match.entry.source_ref) == ("rule_1", None, pupil.ref)
    assert ("born_on", "same") in {(reason["field"], reason["level"]) for reason in match.reasons}
    assert all(reason["bits"] > 0 for reason in match.reasons)
    assert [each.rank for each in NearMatch.objects.all()] == [1]


def test_a_school_roll_settles_more_than_home_education(mon, data_officer, list_officer):
    child = somebody()
    approved(list_officer, list_officer, HOME, child.like(suitability="not established"))
    approved(list_officer, list_officer, SCHOOL, child)
    extract = review(data_officer, HEALTH, child)
    assert row_of(extract, child).outcome == Outcome.MATCHED
    assert row_of(extract, child).matches.get().entry.kind == SCHOOL


def test_ended_entries_and_other_authorities_entries_are_not_compared(mon, data_officer):
    child = somebody()
    RollEntryFactory(
        forenames=child.forenames,
        surname=child.surname,
        born_on=child.born_on,
        address=child.address,
        postcode=child.postcode,
        ended_on=timezone.localdate(),
    )
    assert row_of(review(data_officer, HEALTH, child), child).outcome == Outcome.UNMATCHED


def test_a_missing_twin_stays_missing_beside_the_other_on_the_roll(mon, data_officer, list_officer):
    ela = somebody(forenames="Ela")
    efa = ela.like(forenames="Efa", ref="R-efa")
    approved(list_officer, list_officer, SCHOOL, ela)
    assert outcomes(review(data_officer, HEALTH, ela, efa)) == {ela.ref: Outcome.MATCHED, "R-efa": Outcome.UNMATCHED}


def test_an_education_list_beside_its_own_last_one(mon, list_officer):
    same, changed, gone, new = children(4)
    approved(list_officer, list_officer, SCHOOL, same, changed, gone)
    extract = review(list_officer, SCHOOL, same, changed.like(postcode="LL77 7AA"), new)
    assert outcomes(extract) == {
        same.ref: Outcome.SAME_ENTRY,
        changed.ref: Outcome.CHANGED_ENTRY,
        new.ref: Outcome.NEW_ENTRY,
    }
    assert [entry.source_ref for entry in reviewing.absent_from(extract)] == [gone.ref]
    assert RollEntry.objects.current().count() == 3  # nothing has happened yet


def test_the_order_of_the_lines_does_not_change_what_is_found(mon, data_officer, list_officer):
    people = children(12)
    near = [person.like(forenames="Zebedeus") for person in people[:4]]
    approved(list_officer, list_officer, SCHOOL, *near, *people[4:9])
    first = outcomes(review(data_officer, HEALTH, *people))
    Extract.objects.filter(kind=HEALTH).update(state=ExtractState.CANCELLED)
    assert outcomes(review(data_officer, HEALTH, *people[::-1])) == first
    assert work(Extract.objects.latest("pk")).state == ExtractState.IN_REVIEW


def test_a_stage_is_under_way_until_it_is_committed(mon, list_officer, django_capture_on_commit_callbacks):
    extract = checked(send(list_officer, SCHOOL, *children(3)))
    with django_capture_on_commit_callbacks(execute=True):
        compare_extract(extract_id=extract.pk)
        assert said_of(extract.pk).stage == "comparing"
    assert said_of(extract.pk) is None
