"""Disclosure control, as tables and as properties: what is shown of a number, of a table, of tables together."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporting.disclosure import (
    HIDDEN,
    NOT_APPLICABLE,
    SMALL,
    WITHHELD,
    Cell,
    Fact,
    Sum,
    bounds,
    control,
    found_out,
    rounded,
    shown,
    shown_measure,
    shown_share,
)

C, X = HIDDEN, WITHHELD


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
    ("numerator", "base", "numerator_shown", "text"),
    [
        (0, 0, "0", NOT_APPLICABLE),
        (20, 49, "20", C),  # a base under 50
        (3, 60, C, C),  # hidden with its numerator
        (9, 60, X, C),
        (20, 50, "20", "40"),
        (25, 200, "25", "13"),  # from the exact counts, halves up
        (0, 50, "0", "0"),
        (50, 50, "50", "100"),
    ],
)
def test_a_percentage(numerator, base, numerator_shown, text):
    assert shown_share(numerator, base, numerator_shown=numerator_shown) == text


def table(parts, name="table"):
    numbers = {(name, ""): sum(parts)} | {(name, place): number for place, number in enumerate(parts)}
    return numbers, Sum((name, ""), [(name, place) for place in range(len(parts))])


def signs(parts):
    numbers, sums = table(parts)
    return list(control(numbers, sums=[sums]).values())


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
        ([1, 1], C, [X, X]),  # a total of 1 to 4 in two parts that are not zero leaves at most 3 for each
        ([1, 2, 0], C, [X, X, "0"]),
        ([13, 12], "25", ["15", "10"]),
        ([7, 7, 7], "20", ["5", "5", "5"]),  # rounded on their own: parts need not add up
    ],
)
def test_one_table(parts, total, cells):
    assert signs(parts) == [total, *cells]


def test_a_total_hidden_in_one_table_is_hidden_in_all_that_share_it():
    one, one_sum = table([4, 4], "one")
    other, other_sum = table([8, 0], "other")
    result = control(one | other, sums=[one_sum, other_sum], facts=[Fact({("one", ""): 1, ("other", ""): -1})])
    assert result["one", ""] == result["other", ""] == C
    assert result["other", 0] == C  # it would have told the total


def test_a_table_whose_parts_do_not_make_its_total_never_leaves():
    with pytest.raises(ValueError, match="table"):
        control({"total": 5, "part": 4}, sums=[Sum("total", ["part"])])


def test_what_is_out_already_is_reckoned_with():
    """None before, 8 to 12 opened, at most 4 are left: so at least 4 were closed, unless the opened are hidden too."""
    earlier = {"stock before": Cell(0, "0")}
    numbers = {"stock": 4, "opened": 8, "closed": 4}
    follows = Fact({"stock": 1, "stock before": -1, "opened": -1, "closed": 1})
    assert control(numbers) == {"stock": C, "opened": "10", "closed": C}
    result = control(numbers, facts=[follows], earlier=earlier)
    assert result == {"stock": C, "opened": C, "closed": C}
    cells = earlier | {key: Cell(number, result[key]) for key, number in numbers.items()}
    assert bounds(cells, [follows], "closed") == (1, 4)


def test_a_fact_that_is_not_true_is_not_reckoned_with():
    assert control({"a": 3, "b": 30}, facts=[Fact({"a": 1, "b": -1})]) == {"a": C, "b": "30"}


def test_a_number_unchanged_between_versions_is_not_shown_by_the_second():
    first, sums = table([2, 9, 40], "first")
    out = {key: Cell(first[key], sign) for key, sign in control(first, sums=[sums]).items()}
    assert out["first", 1].sign == C  # keeps the 2 company
    second, second_sums = table([2, 9, 90], "second")
    same = [Fact({("first", place): 1, ("second", place): -1}) for place in (0, 1)]
    result = control(second, sums=[second_sums], facts=[*same, sums.fact], earlier=out)
    cells = out | {key: Cell(second[key], sign) for key, sign in result.items()}
    assert found_out(cells, [*same, sums.fact, second_sums.fact]) == []


counts = st.one_of(st.integers(0, 9), st.integers(0, 200))


@given(st.lists(counts, max_size=6))
def test_rules_hold_for_every_table(parts):
    numbers, sums = table(parts)
    result = control(numbers, sums=[sums])
    for key, text in result.items():
        number = numbers[key]
        assert number not in SMALL or text in (C, X)
        assert number == 0 or text != "0"
        assert number != 0 or text in ("0", X)  # a true zero is shown, or its whole table says nothing
        assert text in (C, X) or int(text) == rounded(number)
    assert control(numbers, sums=[sums]) == result


@given(st.lists(counts, min_size=1, max_size=6))
def test_parts_and_totals_stay_consistent_after_rounding(parts):
    """Whatever is shown can be true: there are whole numbers that fit every sign and make the total."""
    numbers, sums = table(parts)
    cells = {key: Cell(numbers[key], sign) for key, sign in control(numbers, sums=[sums]).items()}
    for key, number in numbers.items():
        low, high = bounds(cells, [sums.fact], key)
        assert low <= number <= high


@given(st.lists(counts, min_size=2, max_size=6))
def test_no_number_is_hidden_alone(parts):
    hidden = [text for text in signs(parts)[1:] if text in (C, X)]
    assert len(hidden) != 1 or sum(number > 0 for number in parts) == 1


@settings(max_examples=60)
@given(st.integers(0, 60), st.data())
def test_tables_that_share_a_total_are_safe_together(total, data):
    numbers, sums, facts = {}, [], []
    for name in "ab":
        cut = sorted(data.draw(st.lists(st.integers(0, total), min_size=2, max_size=2)))
        some, its_sum = table([cut[0], cut[1] - cut[0], total - cut[1]], name)
        numbers |= some
        sums.append(its_sum)
    facts.append(Fact({("a", ""): 1, ("b", ""): -1}))
    result = control(numbers, sums=sums, facts=facts)
    assert result["a", ""] == result["b", ""] or X in (result["a", ""], result["b", ""])
    cells = {key: Cell(number, result[key]) for key, number in numbers.items()}
    assert found_out(cells, [*facts, *(each.fact for each in sums)]) == []
