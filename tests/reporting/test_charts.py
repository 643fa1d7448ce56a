"""Charts: the same bytes each time, hidden numbers as gaps, the table with the same numbers."""

import datetime
from xml.etree import ElementTree

import pytest

from records.scope import scope
from reporting.charts import Chart, Series, svg_of
from reporting.trends import MONTHS, exact_trend, months_between, number_of, released_trend
from tests.factories import authority

MONTHS_OF_YEAR = [datetime.date(2026, number, 1) for number in range(1, 7)]


def chart(**fields):
    told = {
        "title": "Cases & more",
        "description": 'Line chart: "cases" <b>',
        "axis": "Cases",
        "months": MONTHS_OF_YEAR,
        "series": [Series("Opened", [5, None, 10, 0, 5, 5]), Series("Closed", [0, 0, None, None, 5, 10])],
    }
    return Chart(**told | fields)


def test_the_same_numbers_make_the_same_bytes():
    assert svg_of(chart()) == svg_of(chart())
    assert b"<dc:date>" not in svg_of(chart())


def test_it_says_what_it_is_to_those_who_do_not_see_it():
    root = ElementTree.fromstring(svg_of(chart()))  # noqa: S314
    assert root.get("role") == "img"
    assert root.get("aria-label") == 'Line chart: "cases" <b>'
    assert root.find("{http://www.w3.org/2000/svg}title").text == "Cases & more"


def test_lines_differ_without_colour():
    text = svg_of(chart()).decode()
    assert "stroke-dasharray" in text
    assert ">Opened<" in text
    assert ">Closed<" in text


@pytest.mark.parametrize("series", [[], [Series("Opened", [None] * 6)]])
def test_nothing_to_draw_is_an_empty_chart(series):
    assert svg_of(chart(series=series)).startswith(b"<?xml")


@pytest.mark.parametrize(("shown", "number"), [("0", 0), ("15", 15), ("[c]", None), ("[z]", None), ("", None)])
def test_hidden_is_a_gap(shown, number):
    assert number_of(shown) == number


def test_months_without_a_return_have_their_place():
    found = months_between([datetime.date(2025, 11, 1), datetime.date(2026, 2, 1)])
    assert [month.month for month in found] == [11, 12, 1, 2]
    assert len(months_between([datetime.date(2010, 1, 1), datetime.date(2026, 2, 1)])) == MONTHS


@pytest.mark.django_db
def test_exact_for_the_authority_and_released_for_the_others(make, release):
    release(cases=13)
    make(cases=9, month=datetime.date(2026, 2, 1))
    until = datetime.date(2026, 2, 1)
    with scope(authority="660"):
        exact = exact_trend("opened-and-closed", authority(), until)
    with scope():
        released = released_trend("opened-and-closed", authority(), until)
    assert [column.shown for column in exact.columns] == [["13", "9"], ["0", "0"]]
    assert [column.shown for column in released.columns] == [["15"], ["0"]]
    assert exact.rows[0] == (until, ["9", "0"])
