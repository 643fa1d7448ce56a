"""What a reader can work out: every number that fits all that is shown, as a linear programme. Pure.

The reader knows the signs and what they mean, that parts make a total, that totals agree between tables, how one month
follows from the last, and what did not change between two versions. `found_out` asks for each hidden small number
whether it could still be anything from 1 to 4.
"""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from reporting.disclosure.programme import Programme
from reporting.disclosure.rounding import SMALL, UNSEEN, Bounds, limits

Key = Hashable  # which release, indicator and category; only the caller reads it
SLACK = 1e-6
MOST = 1e7  # no count of children is larger; keeps an unbounded question bounded


@dataclass(frozen=True)
class Cell:
    """A number and the sign that is shown of it."""

    number: int
    sign: str

    @property
    def is_secret(self) -> bool:
        return self.number in SMALL and self.sign in UNSEEN


@dataclass(frozen=True)
class Fact:
    """Something the reader knows besides: the sum of factor times number lies between `low` and `high`."""

    terms: Mapping[Key, float]
    low: float = 0
    high: float = 0

    def holds(self, numbers: Mapping[Key, int]) -> bool:
        total = sum(factor * numbers[key] for key, factor in self.terms.items())
        return self.low - SLACK <= total <= self.high + SLACK


@dataclass(frozen=True)
class Corner:
    """Cells that facts join to one another, and to no others."""

    cells: Mapping[Key, Cell]
    facts: Sequence[Fact]

    @property
    def secrets(self) -> list[Key]:
        return [key for key, cell in self.cells.items() if cell.is_secret]


def corners(cells: Mapping[Key, Cell], facts: Iterable[Fact]) -> Iterator[Corner]:
    """The parts of the releases that can be asked about one by one."""
    parent = {key: key for key in cells}

    def top(key: Key) -> Key:
        while parent[key] != key:
            parent[key] = parent[parent[key]]
            key = parent[key]
        return key

    facts = list(facts)
    for fact in facts:
        first, *others = fact.terms
        for other in others:
            parent[top(other)] = top(first)
    members: dict[Key, dict[Key, Cell]] = {}
    for key, cell in cells.items():
        members.setdefault(top(key), {})[key] = cell
    known: dict[Key, list[Fact]] = {}
    for fact in facts:
        known.setdefault(top(next(iter(fact.terms))), []).append(fact)
    for key, its_cells in members.items():
        yield Corner(its_cells, known.get(key, []))


def question(corner: Corner) -> tuple[Programme, dict[Key, int]]:
    """The programme of all numbers that fit what is shown, and which column is whose."""
    programme = Programme()
    columns = {}
    for key, cell in corner.cells.items():
        low, high = limits(cell.number, cell.sign)
        columns[key] = programme.column(low, min(high, MOST))
    for fact in corner.facts:
        programme.row({columns[key]: factor for key, factor in fact.terms.items()}, fact.low, fact.high)
    return programme, columns


def found_out(cells: Mapping[Key, Cell], facts: Iterable[Fact]) -> list[Key]:
    """The hidden small numbers of which a reader can say more than 'from 1 to 4', in the order of `cells`."""
    found = {key for corner in corners(cells, facts) for key in found_out_in(corner)}
    return [key for key in cells if key in found]


def found_out_in(corner: Corner) -> set[Key]:
    """Asks for all at once, as small and then as large as can be, while that clears some; the rest one by one."""
    secrets = corner.secrets
    if not secrets or not corner.facts:
        return set()
    programme, columns = question(corner)
    found: set[Key] = set()
    for sign, wanted in ((1, SMALL[0]), (-1, -SMALL[-1])):
        left, together = secrets, True
        while left:
            asked = left if together else left[:1]
            values = programme.solve(costs(len(columns), [columns[key] for key in asked], sign))
            still = [key for key in left if sign * values[columns[key]] > wanted + SLACK]
            if not together and left[0] in still:
                found.add(left[0])
                still.remove(left[0])
            together = together and len(still) < len(left)
            left = still
    return found


def costs(count: int, columns: Iterable[int], sign: int) -> np.ndarray:
    cost = np.zeros(count)
    cost[list(columns)] = sign
    return cost


def bounds(cells: Mapping[Key, Cell], facts: Iterable[Fact], key: Key) -> Bounds:
    """The least and the most that a reader can think one number to be."""
    for corner in corners(cells, facts):
        if key in corner.cells:
            programme, columns = question(corner)
            least = programme.solve(costs(len(columns), [columns[key]], 1))[columns[key]]
            most = programme.solve(costs(len(columns), [columns[key]], -1))[columns[key]]
            return float(least), float(most)
    raise KeyError(key)
