"""Disclosure control, as tables and as an attack: nobody narrows a small number by adding and subtracting."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.disclosure import (
    HIDDEN,
    NOT_APPLICABLE,
    SMALL,
    Guard,
    Table,
    control,
    rounded,
    seen,
    shown,
    shown_measure,
)

C = HIDDEN


@pytest.mark.parametrize(
    ("number", "text"),
    [(0, "0"), (1, C), (4, C), (5, "5"), (7, "5"), (8, "10"), (12, "10"), (13, "15"), (17998, "18000")],
)
def test_one_number(number, text):
    assert shown(number) == text


@pytest.mark.parametrize(("value", "base", "text"), [(None, 0, NOT_APPLICABLE), (40, 4, C), (40, 5, "40"), (0, 9, "0")])
def test_a_measure_is_hidden_with_too_few_behind_it(value, base, text):
    assert shown_measure(value, base=base) == text


@pytest.mark.parametrize(
    ("parts", "total", "cells"),
    [
        ([0, 0, 0], "0", ["0", "0", "0"]),
        ([10, 20], "30", ["10", "20"]),
        ([3, 0, 0], C, [C, "0", "0"]),  # the total is small itself
        ([3, 20, 40], "65", [C, C, "40"]),  # hidden alone: the next smallest keeps it company
        ([3, 0, 40, 20], "65", [C, "0", "40", C]),
        ([2, 3, 40], "45", [C, C, "40"]),  # two hide one another
        ([1, 6], "5", [C, C]),
        ([4, 4], C, [C, C]),  # 8 to 12 in two parts of at most 4 is 4 and 4: the total is hidden too
        ([1, 1, 1, 1, 1], C, [C] * 5),  # at most 7 in five parts leaves at most 3 for each
        ([13, 12], "25", ["15", "10"]),
        ([7, 7, 7], "20", ["5", "5", "5"]),  # rounded on their own: parts need not add up
    ],
)
def test_one_table(parts, total, cells):
    table = Table(sum(parts), dict(zip("abcdef", parts, strict=False)))
    assert list(control({"table": table})["table"].values()) == [total, *cells]


def test_a_total_hidden_in_one_table_is_hidden_in_all_that_share_it():
    tables = {"all": Table(8), "one": Table(8, {"a": 4, "b": 4}), "other": Table(8, {"x": 8, "y": 0})}
    result = control(tables)
    assert {cells[""] for cells in result.values()} == {C}
    assert result["other"]["x"] == C  # it would have told the total


def test_tables_that_disagree_are_never_let_out():
    with pytest.raises(ValueError, match="different"):
        control({"one": Table(5, {"a": 5}), "other": Table(6, {"b": 6})})


counts = st.one_of(st.integers(0, 9), st.integers(0, 200))


@given(st.lists(counts, max_size=6))
def test_rules_hold_for_every_table(parts):
    table = Table(sum(parts), {str(place): number for place, number in enumerate(parts)})
    result = control({"table": table})["table"]
    for category, text in result.items():
        number = table.parts.get(category, table.total)
        assert (number == 0) == (text == "0")
        assert number not in SMALL or text == HIDDEN
        assert text == HIDDEN or int(text) == rounded(number)
    assert control({"table": table})["table"] == result


@given(st.lists(counts, min_size=2, max_size=6))
def test_no_number_is_hidden_alone(parts):
    result = control({"table": Table(sum(parts), dict(enumerate(parts)))})["table"]
    hidden = [category for category, text in result.items() if category != "" and text == HIDDEN]
    assert len(hidden) != 1 or sum(number > 0 for number in parts) == 1


@given(st.lists(st.integers(0, 9), min_size=1, max_size=4))
def test_an_attacker_with_one_table_finds_1_to_4_and_no_less(parts):
    """Tries every table that would look the same, counting as the reader may: hidden is 1 or more."""
    table = Table(sum(parts), dict(enumerate(parts)))
    result = control({"table": table})["table"]
    guard = Guard({"table": table})
    guard.hide_until_safe()
    total = (1, 60) if guard.hides_total else seen(table.total)
    ranges = [
        range(1, 25) if ("table", place) in guard.besides else limits(number) for place, number in enumerate(parts)
    ]
    possible = [worlds for worlds in itertools.product(*ranges) if total[0] <= sum(worlds) <= total[1]]
    for place, number in enumerate(parts):
        if number in SMALL:
            assert {world[place] for world in possible} == set(SMALL), result


def limits(number):
    low, high = seen(number)
    return range(int(low), int(high) + 1)


@given(st.integers(0, 60), st.data())
def test_tables_that_share_a_total_come_to_an_end(total, data):
    tables = {"all": Table(total)}
    for name in "ab":
        cut = sorted(data.draw(st.lists(st.integers(0, total), min_size=2, max_size=2)))
        tables[name] = Table(total, {"x": cut[0], "y": cut[1] - cut[0], "z": total - cut[1]})
    result = control(tables)
    assert len({cells[""] for cells in result.values()}) == 1
