"""Whose turn it is: the authorities take turns, one list of a source at a time."""

import datetime

import pytest

from lhb_ingest.turns import Waiting, in_turn, next_in_turn

NOON = datetime.datetime(2026, 11, 2, 12, tzinfo=datetime.UTC)


def queue(*names: str) -> list[Waiting]:
    """'A1' is the first source of authority A; the place in the queue is its number."""
    return [Waiting(pk, name[0], name) for pk, name in enumerate(names, start=1)]


def names(waiting) -> str:
    return " ".join(each.source for each in waiting)


def minutes(**after_noon: int) -> dict[str, datetime.datetime]:
    return {name: NOON + datetime.timedelta(minutes=number) for name, number in after_noon.items()}


@pytest.mark.parametrize(
    ("waiting", "began", "order"),
    [
        ([], {}, ""),
        (["A1", "A2", "A3"], {}, "A1 A2 A3"),
        (["A1", "A2", "A3", "B1"], {}, "A1 B1 A2 A3"),
        (["A1", "A2", "A3", "B1"], minutes(A=1), "B1 A1 A2 A3"),  # A had its turn already
        (["A1", "A2", "B1", "B2", "C1"], minutes(A=3, B=2, C=1), "C1 B1 A1 B2 A2"),
        (["A1", "B1"], minutes(A=1, B=2), "A1 B1"),
        (["A1", "B1"], minutes(A=1), "B1 A1"),  # who never had one comes first
    ],
)
def test_authorities_take_turns(waiting, began, order):
    assert names(in_turn(queue(*waiting), began)) == order


def test_ten_lists_of_one_hold_up_another_s_one_for_one_list_at_most():
    waiting = queue(*[f"A{number}" for number in range(10)], "B1")
    assert in_turn(waiting, minutes(A=1))[0].source == "B1"
    assert in_turn(waiting, {})[1].source == "B1"


@pytest.mark.parametrize(
    ("waiting", "busy", "chosen"),
    [
        (["A1", "A2"], [], "A1"),
        (["A1", "A2"], ["A1"], "A2"),  # another list of A1 is under way
        (["A1", "A1"], ["A1"], None),
        (["A1", "B1"], ["A1"], "B1"),
        ([], [], None),
    ],
)
def test_a_source_that_is_being_worked_on_waits(waiting, busy, chosen):
    found = next_in_turn(queue(*waiting), {}, busy)
    assert (found and found.source) == chosen
