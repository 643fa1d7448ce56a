"""Implausible lists stop before they do anything and say why; a manager lets one through, and it stays to be seen."""

import datetime

import pytest
from django.utils import timezone, translation

from lhb_ingest import review as reviewing
from lhb_ingest.actions import approve_extract, cancel_extract, compare_extract, let_through, set_limits
from lhb_ingest.actions.stopping import LIMITS
from lhb_ingest.choices import ExtractState
from lhb_ingest.models import Extract, Limits
from lhb_ingest.plausible import limits_of
from lhb_ingest.stopped import STOPS, stop_sentence
from records.choices import ListKind
from records.errors import Refused
from records.models import AdminEvent, RollEntry
from tests.lhb_ingest.builders import approved, children, review, somebody, work

HEALTH, SCHOOL, HOME = ListKind.HEALTH, ListKind.SCHOOL_ROLL, ListKind.HOME_EDUCATION
TODAY = timezone.localdate()
MONTH = datetime.timedelta(days=30)


def why(extract: Extract) -> list[str]:
    assert extract.state == ExtractState.STOPPED
    return list(extract.stops.values_list("code", flat=True))


@pytest.fixture
def roll(mon, list_officer):
    """Thirty children on the school roll of a month ago."""
    people = children(30)
    approved(list_officer, list_officer, SCHOOL, *people, as_at=TODAY - MONTH)
    return people


# ------------------------------------------------------------------------------------------------------- of the file
def test_far_fewer_rows_than_last_time(roll, list_officer):
    few = review(list_officer, SCHOOL, *roll[:20])
    assert why(few) == ["few_rows"]
    assert few.stops.get().values == {"rows": 20, "before": 30, "last": str(TODAY - MONTH)}
    assert not few.compared_at and RollEntry.objects.current().count() == 30


def test_a_few_fewer_are_not_far_fewer(roll, list_officer):
    assert review(list_officer, SCHOOL, *roll[:21]).state == ExtractState.IN_REVIEW


def test_a_list_of_some_schools_or_of_another_sender_is_not_measured_by_all(roll, list_officer):
    assert review(list_officer, SCHOOL, *roll[:3], covers_all=False).state == ExtractState.IN_REVIEW
    assert review(list_officer, ListKind.INDEPENDENT, *roll[:2], sender="Ysgol A").state == ExtractState.IN_REVIEW


def test_short_lists_are_not_judged_by_shares(mon, list_officer):
    people = children(19)
    approved(list_officer, list_officer, SCHOOL, *people, as_at=TODAY - MONTH)
    assert review(list_officer, SCHOOL, *people[:2]).state == ExtractState.IN_REVIEW


def test_another_authoritys_list_names_it_in_both_languages(mon, list_officer):
    people = [somebody(postcode="CF10 5TA") for _ in range(6)] + children(3)
    stopped = review(list_officer, SCHOOL, *people)
    assert why(stopped) == ["another_authority"]
    said = reviewing.stops_of(stopped)[0].sentence
    assert "This looks like the list of Cardiff: of 9 rows with a postcode, 6 are outside" in said
    with translation.override("cy"):
        assert "Caerdydd" in reviewing.stops_of(stopped)[0].sentence


def test_a_list_of_nowhere_in_wales(mon, list_officer):
    stopped = review(list_officer, SCHOOL, *(somebody(postcode="M1 1AE") for _ in range(3)))
    assert "another authority's list" in reviewing.stops_of(stopped)[0].sentence


@pytest.mark.parametrize("born_on", ["", "14/03/1985", f"14/03/{TODAY.year - 1}"])
def test_birthdays_out_of_range(mon, list_officer, born_on):
    odd = [somebody(born_on=born_on) for _ in range(5)]
    assert why(review(list_officer, SCHOOL, *children(19), *odd)) == ["birthdays"]
    assert review(list_officer, SCHOOL, *children(26), *odd).state == ExtractState.IN_REVIEW


def test_forenames_and_surnames_that_changed_places(roll, list_officer):
    swapped = [child.like(forenames=child.surname, surname=child.forenames) for child in roll]
    stopped = review(list_officer, HOME, *swapped)
    assert why(stopped) == ["swapped"]
    assert stopped.stops.get().values["count"] == 30


def test_a_name_that_is_both_is_not_held_against_the_list(mon, list_officer):
    both = [somebody(forenames="Owen", surname="Thomas"), somebody(forenames="Thomas", surname="Owen")] * 15
    people = [child.like(ref=f"B{number}") for number, child in enumerate(both)]
    approved(list_officer, list_officer, SCHOOL, *people, as_at=TODAY - MONTH)
    swapped = [child.like(forenames=child.surname, surname=child.forenames) for child in people]
    assert review(list_officer, HOME, *swapped).state == ExtractState.IN_REVIEW


@pytest.mark.parametrize(("days", "code"), [(401, "very_old"), (-1, "future")])
def test_the_day_of_the_list(mon, list_officer, days, code):
    assert why(review(list_officer, SCHOOL, *children(2), as_at=TODAY - datetime.timedelta(days=days))) == [code]


def test_an_older_health_extract(mon, data_officer, manager):
    approved(data_officer, manager, HEALTH, *children(2))
    assert why(review(data_officer, HEALTH, *children(2), as_at=TODAY - MONTH)) == ["older"]


# -------------------------------------------------------------------------------------------------- of the comparison
def test_far_fewer_matches_than_last_time(roll, data_officer, manager, list_officer):
    approved(data_officer, manager, HEALTH, *roll, as_at=TODAY - MONTH)
    RollEntry.objects.filter(source_ref__in=[child.ref for child in roll[:10]]).update(ended_on=TODAY)
    stopped = review(data_officer, HEALTH, *roll, somebody())
    assert why(stopped) == ["few_matches"]
    assert stopped.stops.get().values == {"share": 64, "before": 100, "last": str(TODAY - MONTH)}
    assert stopped.compared_at and not stopped.candidates.exists()


def test_other_children_under_old_references(roll, list_officer):
    others = [somebody(ref=child.ref) for child in roll[:4]]
    assert why(review(list_officer, SCHOOL, *others, *roll[4:])) == ["renamed"]


def test_everybody_moving_up_a_year_is_no_reason_to_stop(roll, list_officer):
    up = [child.like(school="6604002") for child in roll]
    assert review(list_officer, SCHOOL, *up).state == ExtractState.IN_REVIEW


def test_most_families_moving_house_is(roll, list_officer):
    moved = [child.like(address="1 Stryd Newydd, Caergybi") for child in roll]
    assert why(review(list_officer, SCHOOL, *moved)) == ["many_changed"]


# ------------------------------------------------------------------------------------------------------ let through
def test_a_manager_lets_it_through_with_a_reason_that_stays(roll, list_officer, manager):
    stopped = review(list_officer, SCHOOL, *roll[:20])
    with pytest.raises(Refused, match="ready to review"):
        approve_extract(by=manager, extract=stopped, absent="keep")
    with pytest.raises(Refused, match="only by a manager"):
        let_through(by=list_officer, extract=stopped, reason="Two schools closed")
    with pytest.raises(Refused, match="Say why"):
        let_through(by=manager, extract=stopped, reason="  ")
    passed = let_through(by=manager, extract=stopped, reason="Two schools closed")
    assert passed.state == ExtractState.CHECKED
    with pytest.raises(Refused, match="Only a stopped list"):
        let_through(by=manager, extract=stopped, reason="Again")
    passed = work(passed)
    assert passed.state == ExtractState.IN_REVIEW
    stop = passed.stops.get()
    assert (stop.passed_by, stop.reason) == (manager, "Two schools closed")
    event = AdminEvent.objects.get(kind="list_let_through")
    assert (event.by, event.detail) == (manager, {"list": stopped.pk, "codes": ["few_rows"]})
    assert approve_extract(by=manager, extract=passed, absent="keep").state == ExtractState.APPROVED


def test_what_the_comparison_stopped_goes_on_to_review(roll, list_officer, manager):
    stopped = review(list_officer, SCHOOL, *[somebody(ref=child.ref) for child in roll[:4]], *roll[4:])
    assert let_through(by=manager, extract=stopped, reason="New numbers").state == ExtractState.IN_REVIEW


def test_what_was_let_through_does_not_stop_it_again_but_something_else_does(roll, list_officer, manager):
    others = [somebody(ref=child.ref) for child in roll[:5]]
    stopped = review(list_officer, SCHOOL, *others, *roll[5:20])
    assert why(stopped) == ["few_rows"]
    passed = let_through(by=manager, extract=stopped, reason="Fewer schools")
    compare_extract(extract_id=passed.pk)
    passed.refresh_from_db()
    assert why(passed) == ["few_rows", "renamed"]


def test_a_stopped_list_may_be_cancelled(roll, list_officer):
    assert cancel_extract(by=list_officer, extract=review(list_officer, SCHOOL, *roll[:5])).state == "cancelled"


# ------------------------------------------------------------------------------------------------------------- limits
def test_limits_are_the_authoritys_and_keep_their_history(roll, list_officer, manager, mon):
    now = {name: getattr(limits_of(mon), name) for name in LIMITS}
    set_limits(by=manager, authority=mon, limits=now)
    assert not Limits.objects.exists()
    set_limits(by=manager, authority=mon, limits=now | {"fewest_rows": 50})
    assert review(list_officer, SCHOOL, *roll[:20]).state == ExtractState.IN_REVIEW
    set_limits(by=manager, authority=mon, limits=now | {"fewest_rows": 95})
    assert why(review(list_officer, SCHOOL, *roll[:28])) == ["few_rows"]
    assert list(Limits.objects.values_list("fewest_rows", flat=True)) == [95, 50]
    assert AdminEvent.objects.filter(kind="limits_set").first().detail == {"fewest_rows": [50, 95]}


def test_every_rule_has_its_sentence(mon, manager):
    values = dict.fromkeys(("rows", "before", "count", "outside", "share", "days", "youngest", "oldest"), 1)
    for sentence in STOPS.values():
        assert str(sentence) % (values | {"last": "1 May", "day": "1 May", "authority": "Cardiff"})


def test_large_counts_are_easy_to_read():
    values = {"rows": 12345, "before": 60000, "last": "2026-03-01"}
    with translation.override("en-gb"):
        told = stop_sentence("few_rows", values)
    assert told == "The list has 12,345 rows; the last one of this source, of 1 March 2026, had 60,000."
