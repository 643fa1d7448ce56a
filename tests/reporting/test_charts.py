"""Charts: the same bytes each time, hidden numbers as gaps, the table with the same numbers."""

import datetime
from xml.etree import ElementTree

import pytest

from records.scope import scope
from reporting.charts import Chart, Series, svg_of
from reporting.trends import (
    MONTHS,
    TRENDS,
    all_trends,
    exact_numbers,
    months_between,
    number_of,
    released_numbers,
    trend,
)
from tests.factories import authority

JANUARY, FEBRUARY = datetime.date(2026, 1, 1), datetime.date(2026, 2, 1)


def chart(**fields):
    told = {
        "title": "Cases & more",
        "description": 'Line chart: "cases" <b>',
        "axis": "Cases",
        "labels": ["January", "February", "March", "April", "May", "June"],
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
    make(cases=9, month=FEBRUARY)
    with scope(authority="660"):
        numbers = exact_numbers(authority(), FEBRUARY)
        exact = trend("opened-and-closed", authority(), FEBRUARY, numbers)
    with scope():
        released = trend("opened-and-closed", authority(), FEBRUARY, released_numbers(authority(), FEBRUARY))
    assert [column.shown for column in exact.columns] == [["13", "9"], ["0", "0"]]
    assert [column.shown for column in released.columns] == [["15"], ["0"]]
    assert exact.rows[0] == ("Feb 2026", ["9", "0"])


@pytest.mark.django_db
def test_every_chart_says_the_numbers_of_its_table(release):
    """Lines over months, bars of one, seasons: two years of the same month are one line each."""
    release(cases=13, month=datetime.date(2025, 1, 1))
    release(cases=26)
    with scope():
        drawn = {each.name: each for each in all_trends(authority(), JANUARY, released_numbers(authority(), JANUARY))}
    assert set(drawn) == set(TRENDS)
    season = drawn["season"]
    assert [column.label for column in season.columns] == ["2025/26", "2024/25"]
    assert dict(season.rows)["January"] == ["25", "15"]
    durations = drawn["durations"]
    assert [text for _label, [text] in durations.rows][::4] == ["25", "15"]  # received now, and a year ago
    for each in drawn.values():
        text = svg_of(each.chart()).decode()
        assert svg_of(each.chart()).decode() == text
        assert all(f">{label}<" in text for label in each.labels)
    assert ">25<" in svg_of(durations.chart()).decode()


def test_a_hidden_number_is_a_sign_beside_no_bar():
    text = svg_of(chart(form="bars", series=[Series("Closed", [5, None, 10, 0, 5, 5])], signs=["", "[c]", *"    "]))
    assert b">[c]<" in text and b">10<" in text


@pytest.mark.django_db
def test_charts_of_a_page_take_one_query(make, django_assert_num_queries):
    make(cases=3)
    with scope(authority="660"):
        mon = authority()
        with django_assert_num_queries(1):
            all_trends(mon, JANUARY, exact_numbers(mon, JANUARY))
