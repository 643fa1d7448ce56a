"""One raw row: clean values, or problems; which of them stop the row."""

from datetime import date

import pytest
from django.utils import translation

from lhb_ingest.checking import Checker, holds_nhs_numbers
from lhb_ingest.layouts import reading_for
from lhb_ingest.sentences import PROBLEMS, REFUSALS, problem_sentence, refusal_sentence
from records.choices import ListKind, Suitability

AS_AT = date(2026, 3, 31)
GOOD = {
    ListKind.HEALTH: {
        "RECORD_ID": "HB1",
        "SURNAME": "LLOYD",
        "FORENAMES": "SIÂN NON",
        "FORMER_SURNAME": "",
        "DATE_OF_BIRTH": "17/04/2012",
        "ADDRESS_1": "19 Stryd Fawr",
        "ADDRESS_2": "",
        "ADDRESS_3": "Caergybi",
        "POSTCODE": "ll65 1aa",
    },
    ListKind.SCHOOL_ROLL: {
        "PupilRef": "P1",
        "UPN": "K660400119001",
        "Surname": "Lloyd",
        "Forename": "Siân",
        "MiddleNames": "Non",
        "PreferredForename": "Siani",
        "DOB": "2012-04-17",
        "School": "6604001",
        "SchoolName": "Ysgol y Dref",
        "YearGroup": "8",
        "AddressLine1": "19 Stryd Fawr",
        "Postcode": "LL65 1AA",
    },
    ListKind.HOME_EDUCATION: {
        "Ref": "E1",
        "ChildName": "Lloyd, Siân Non",
        "DOB": "17 Ebrill 2012",
        "Address": "19 Stryd Fawr, Caergybi",
        "Postcode": "LL65 1AA",
        "Suitability": "Established",
    },
}


def checker(kind):
    return Checker(kind=kind, reading=reading_for(kind, GOOD[kind]), as_at=AS_AT)


def check(kind, **changed):
    return checker(kind).check_row(7, list((GOOD[kind] | changed).values()))


def test_a_good_health_row():
    row = check(ListKind.HEALTH)
    assert row.is_usable and not row.problems
    assert row.values["forenames"] == "SIÂN NON"
    assert row.values["born_on"] == date(2012, 4, 17)
    assert row.values["address"] == "19 Stryd Fawr, Caergybi"
    assert row.values["postcode"] == "LL65 1AA"
    assert row.values["former_names"] == []


def test_a_good_school_row():
    row = check(ListKind.SCHOOL_ROLL)
    assert not row.problems
    assert row.values["upn"] == "K660400119001"
    assert (row.values["middle_names"], row.values["preferred_name"]) == ("Non", "Siani")
    assert (row.values["school"], row.values["year_group"]) == ("6604001", "8")


def test_a_good_row_of_home_education():
    row = check(ListKind.HOME_EDUCATION)
    assert not row.problems
    assert (row.values["forenames"], row.values["surname"]) == ("Siân Non", "Lloyd")
    assert row.values["suitability"] == Suitability.ESTABLISHED


HEALTH, SCHOOL, HOME = ListKind.HEALTH, ListKind.SCHOOL_ROLL, ListKind.HOME_EDUCATION
PROBLEM_ROWS = [
    # kind, what is changed, code, heading, value, whether it stops the row
    (HEALTH, {"SURNAME": ""}, "no_name", "SURNAME", "", True),
    (HEALTH, {"FORENAMES": " "}, "no_name", "FORENAMES", "", True),
    (HEALTH, {"SURNAME": "", "FORENAMES": ""}, "no_name", "SURNAME", "", True),
    (HEALTH, {"FORENAMES": "12345"}, "no_name", "FORENAMES", "12345", True),
    (HEALTH, {"SURNAME": "???"}, "no_name", "SURNAME", "???", True),
    (HOME, {"ChildName": "Siân"}, "no_name", "ChildName", "Siân", True),
    (HEALTH, {"DATE_OF_BIRTH": ""}, "no_date", "DATE_OF_BIRTH", "", True),
    (HEALTH, {"DATE_OF_BIRTH": "31/02/2012"}, "bad_date", "DATE_OF_BIRTH", "31/02/2012", True),
    (HEALTH, {"DATE_OF_BIRTH": "01/04/2026"}, "future_date", "DATE_OF_BIRTH", "01/04/2026", True),
    (SCHOOL, {"DOB": ""}, "no_date_odd", "DOB", "", False),
    (SCHOOL, {"DOB": "not known"}, "bad_date_odd", "DOB", "not known", False),
    (SCHOOL, {"DOB": "2026-04-01"}, "future_date", "DOB", "2026-04-01", True),
    (HEALTH, {"POSTCODE": "CF9O XXX"}, "bad_postcode", "POSTCODE", "CF9O XXX", False),
    (SCHOOL, {"UPN": "Q207000016049"}, "bad_upn", "UPN", "Q207000016049", False),
    (SCHOOL, {"UPN": "B801200005001"}, "upn_elsewhere", "UPN", "B801200005001", False),
    (SCHOOL, {"UPN": "B801200005001", "School": "4001"}, "upn_elsewhere", "UPN", "B801200005001", False),
    (SCHOOL, {"PupilRef": ""}, "no_reference", "PupilRef", "", True),
    (HEALTH, {"SURNAME": "x" * 151}, "too_long", "SURNAME", "x" * 151, True),
    (HEALTH, {"ADDRESS_1": "x" * 401}, "too_long", "", "x" * 200, True),
    (SCHOOL, {"School": "6" * 21}, "too_long", "School", "6" * 21, True),
    (SCHOOL, {"PupilRef": "1.23E+12"}, "rounded", "PupilRef", "1.23E+12", True),
    (SCHOOL, {"UPN": "6.6E+12"}, "rounded", "UPN", "6.6E+12", False),
    (HEALTH, {"RECORD_ID": "9.1e11"}, "rounded", "RECORD_ID", "9.1e11", False),
    (SCHOOL, {"Surname": '=HYPERLINK("x")'}, "formula", "Surname", '=HYPERLINK("x")', True),
    (HEALTH, {"ADDRESS_1": '="12"'}, "formula", "ADDRESS_1", '="12"', True),
    (HEALTH, {"FORENAMES": "SiÃ¢n"}, "spoilt_letters", "FORENAMES", "SiÃ¢n", False),
    (HEALTH, {"FORENAMES": "Si?n"}, "spoilt_letters", "FORENAMES", "Si?n", False),
    (HEALTH, {"SURNAME": "Å·d"}, "spoilt_letters", "SURNAME", "Å·d", False),
    (HOME, {"ChildName": "Miss Siân Lloyd"}, "odd_full_name", "ChildName", "Miss Siân Lloyd", False),
    (HOME, {"ChildName": "Siân Non Mair Lloyd Rees"}, "odd_full_name", "ChildName", "Siân Non Mair Lloyd Rees", False),
    (HOME, {"Suitability": "perhaps"}, "bad_suitability", "Suitability", "perhaps", False),
]


@pytest.mark.parametrize(("kind", "changed", "code", "heading", "value", "stops"), PROBLEM_ROWS)
def test_problems(kind, changed, code, heading, value, stops):
    row = check(kind, **changed)
    assert len(row.problems) == 1
    problem = row.problems[0]
    assert (problem.line_number, problem.code, problem.value, problem.stops_row) == (7, code, value, stops)
    assert problem.column == heading
    assert row.is_usable is not stops


def test_every_problem_has_a_row_in_the_table():
    of_several_rows = {"reference_twice", "held_twice", "too_many_cells", "unknown_school"}
    assert {code for _, _, code, *_ in PROBLEM_ROWS} | of_several_rows == set(PROBLEMS)


@pytest.mark.parametrize("upn", ["K660400119001", "X681402312345", "Z67940121501A"])
def test_every_welsh_upn_is_plain_and_so_are_temporary_ones(upn):
    row = check(SCHOOL, UPN=upn)
    assert (row.problems, row.values["upn"]) == ([], upn)


def test_a_upn_from_elsewhere_is_used_and_is_not_odd_where_it_belongs():
    assert check(SCHOOL, UPN="B801200005001").values["upn"] == "B801200005001"
    assert not check(SCHOOL, UPN="B801200005001", School="8014001").problems  # an English school on the list
    over_the_border = Checker(
        kind=ListKind.OTHER_AUTHORITY, reading=reading_for(ListKind.OTHER_AUTHORITY, GOOD[SCHOOL]), as_at=AS_AT
    )
    assert not over_the_border.check_row(7, list((GOOD[SCHOOL] | {"UPN": "B801200005001"}).values())).problems


def test_a_bad_value_is_not_used():
    assert check(HEALTH, POSTCODE="CF9O XXX").values["postcode"] == ""
    assert check(SCHOOL, UPN="Q207000016049").values["upn"] == ""
    assert check(SCHOOL, DOB="soon").values["born_on"] is None
    assert check(HOME, Suitability="perhaps").values["suitability"] == ""


def test_one_row_may_have_several_problems():
    row = check(HEALTH, SURNAME="", DATE_OF_BIRTH="", POSTCODE="nowhere")
    assert [problem.code for problem in row.problems] == ["no_name", "no_date", "bad_postcode"]


def test_born_on_the_day_of_the_list_is_not_in_the_future():
    assert not check(HEALTH, DATE_OF_BIRTH="31/03/2026").problems


def test_no_fixed_abode_is_no_problem():
    assert check(HEALTH, POSTCODE="ZZ99 3VZ").values["postcode"] == ""
    assert not check(HEALTH, POSTCODE="ZZ99 3VZ").problems


def test_a_former_surname_is_kept():
    assert check(HEALTH, FORMER_SURNAME="Prydderch").values["former_names"] == ["Prydderch"]


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("", ""),
        ("Not known", ""),
        ("SUITABLE", Suitability.ESTABLISHED),
        ("not established", Suitability.NOT_ESTABLISHED),
        ("Unsuitable", Suitability.UNSUITABLE),
    ],
)
def test_suitability(text, read):
    assert check(HOME, Suitability=text).values["suitability"] == read


def test_a_repeated_reference_names_its_first_line():
    other = list((GOOD[SCHOOL] | {"Forename": "Nest"}).values())
    first, second = checker(SCHOOL).check(iter([(2, list(GOOD[SCHOOL].values())), (3, other)]))
    assert first.is_usable and not second.is_usable
    assert [(each.code, each.value) for each in second.problems] == [("reference_twice", "2")]


def test_a_line_that_says_the_very_same_is_no_error():
    first, second = checker(SCHOOL).check(iter([(line, list(GOOD[SCHOOL].values())) for line in (2, 3)]))
    assert first.is_usable and second.is_usable
    assert (first.repeats, second.repeats) == (0, 2)
    assert [(each.code, each.value, each.stops_row) for each in second.problems] == [("held_twice", "2", False)]


def test_health_references_may_repeat_or_be_missing():
    rows = [(2, list(GOOD[HEALTH].values())), (3, list(GOOD[HEALTH].values()))]
    assert all(row.is_usable for row in checker(HEALTH).check(iter(rows)))
    assert check(HEALTH, RECORD_ID="").is_usable


@pytest.mark.parametrize(
    ("values", "holds"),
    [
        ([], False),
        ([""], False),
        (["9434765919"], True),
        (["9434765919", "", "943 476 5919"], True),
        (["9434765919", "9434765919", "943476591"], True),  # one mistyped number saves none of them
        (["HB1", "HB2", "HB3"], False),
        (["9434765919", "HB2", "HB3"], False),
        (["1", "2", "3"], False),
    ],
)
def test_columns_of_nhs_numbers(values, holds):
    assert holds_nhs_numbers(values) is holds


VALUES = {
    "line": 4,
    "number": 300,
    "most": 200,
    "heading": "DOB",
    "cells": 5,
    "headings": "DOB",
    "found": "Name",
    "megabytes": 100,
    "name": "list.csv",
    "day": "1 May",
    "who": "Dai",
    "rows": 10,
    "outside": 9,
    "authority": "Gwynedd",
    "authority_cy": "Gwynedd",
    "sheet": "Rhestr",
    "other": 9,
    "cell": "C4",
    "attempts": 3,
    "contact": "Dai",
}


@pytest.mark.parametrize("language", ["en-gb", "cy"])
@pytest.mark.parametrize("code", REFUSALS)
def test_every_refusal_has_its_sentence(code, language):
    with translation.override(language):
        sentence = refusal_sentence({"code": code, "values": VALUES})
    assert sentence
    assert "%(" not in sentence


def test_no_refusal_no_sentence():
    assert refusal_sentence({}) == ""


def test_refusals_and_problems_are_told_in_the_language_of_the_page():
    assert "headings and no rows" in refusal_sentence({"code": "no_rows"})
    with translation.override("cy"):
        assert "headings" not in refusal_sentence({"code": "no_rows"})
    assert problem_sentence("reference_twice", "2").startswith("The same reference stands on line 2.")
    for code in PROBLEMS:
        assert problem_sentence(code, "2")
