"""Which heading means what: found by name in any order and case; dropped, missing and unknown ones by name."""

import random

import pytest

from lhb_ingest.headings import NOT_FROM_HEALTH
from lhb_ingest.layouts import LAYOUTS, reading_for
from records.choices import ListKind
from records.spreadsheets import Unreadable

HEALTH = [
    "RECORD_ID",
    "NHS_NUMBER",
    "SURNAME",
    "FORENAMES",
    "DATE_OF_BIRTH",
    "SEX",
    "ADDRESS_1",
    "ADDRESS_2",
    "ADDRESS_3",
    "ADDRESS_4",
    "POSTCODE",
    "GP_PRACTICE_CODE",
]
SCHOOL = [
    "PupilRef",
    "UPN",
    "Surname",
    "Forename",
    "MiddleNames",
    "PreferredForename",
    "DOB",
    "Gender",
    "School",
    "YearGroup",
    "AddressLine1",
    "AddressLine2",
    "Town",
    "Postcode",
]
HOME = ["Ref", "ChildName", "DOB", "Gender", "Address", "Postcode", "ParentName", "DateNotified"]
EXAMPLES = [(ListKind.HEALTH, HEALTH), (ListKind.SCHOOL_ROLL, SCHOOL), (ListKind.HOME_EDUCATION, HOME)]


@pytest.mark.parametrize(("kind", "headings"), EXAMPLES)
def test_headings_in_any_order_and_case(kind, headings):
    expected = reading_for(kind, headings)
    shuffled = [heading.swapcase() + " " for heading in random.Random(5).sample(headings, len(headings))]
    reading = reading_for(kind, shuffled)
    assert set(reading.columns) == set(expected.columns)
    for name, column in reading.columns.items():
        assert shuffled[column].strip().casefold() == headings[expected.columns[name]].casefold()
        assert reading.headings[name] == shuffled[column]


def test_what_health_may_not_send_is_dropped_and_named():
    reading = reading_for(ListKind.HEALTH, HEALTH)
    assert reading.dropped == ["NHS_NUMBER", "SEX", "GP_PRACTICE_CODE"]
    assert not {1, 5, 11} & set(reading.columns.values())


@pytest.mark.parametrize("heading", sorted(NOT_FROM_HEALTH))
def test_every_name_of_such_a_column(heading):
    reading = reading_for(ListKind.HEALTH, [*HEALTH[2:5], heading.upper(), "RECORD_ID", "ADDRESS_1", "POSTCODE"])
    assert reading.dropped == [heading.upper()]


def test_an_unknown_heading_from_health_is_refused_by_name():
    with pytest.raises(Unreadable) as caught:
        reading_for(ListKind.HEALTH, [*HEALTH, "DIAGNOSIS", "Mother"])
    assert caught.value.code == "unknown_headings"
    assert caught.value.values == {"headings": "DIAGNOSIS, Mother"}


def test_an_unknown_heading_of_an_education_list_is_left_unread():
    assert reading_for(ListKind.SCHOOL_ROLL, [*SCHOOL, "Ethnicity"]).dropped == ["Gender", "Ethnicity"]
    assert reading_for(ListKind.HOME_EDUCATION, HOME).dropped == ["Gender", "ParentName", "DateNotified"]


def test_a_column_without_a_heading_is_left_unread():
    assert reading_for(ListKind.HEALTH, [*HEALTH, ""]).dropped == ["NHS_NUMBER", "SEX", "GP_PRACTICE_CODE"]


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.code)
def test_the_needed_headings_alone_are_enough_and_each_is_needed(layout):
    """The published minimum set of columns does upload."""
    assert reading_for(layout.kind, layout.needed).layout == layout
    for heading in layout.needed:
        with pytest.raises(Unreadable) as caught:
            reading_for(layout.kind, [each for each in layout.needed if each != heading])
        assert caught.value.code == "missing_headings"
        assert caught.value.values["headings"] == heading


def test_missing_headings_are_named_with_what_was_found():
    with pytest.raises(Unreadable) as caught:
        reading_for(ListKind.SCHOOL_ROLL, ["PupilRef", "Title", "", "DOB"])
    assert caught.value.values == {"headings": "Surname, Forename, School", "found": "PupilRef, Title, DOB"}


def test_every_heading_leads_to_a_field_of_its_own_file():
    known = {"source_ref", "surname", "forenames", "full_name", "former_surname", "middle_names", "preferred_name"}
    known |= {"born_on", "postcode", "upn", "school", "school_name", "year_group", "suitability"}
    known |= {f"address_{number}" for number in range(1, 6)}
    for layout in LAYOUTS:
        assert set(layout.columns.values()) <= known
