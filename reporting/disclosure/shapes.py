"""What a reader knows of numbers, made small before it is asked about: exact, and many times quicker. Pure.

Numbers that a fact calls equal are one quantity. Quantities that stand in the same facts with the same factors are a
lump: a reader learns their sum and no more, so each of them can be whatever its own limits and the sum leave it.
"""

from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from reporting.disclosure.rounding import SMALL, UNSEEN, Bounds, limits

Key = Hashable  # which release, indicator and category; only the caller reads it
SLACK = 1e-6
MOST = 1e7  # no count of children is larger; keeps an unbounded question bounded


@dataclass(frozen=True)
class Cell:
    """A number and the sign that is shown of it."""

    number: int
    sign: str

    @cached_property
    def is_secret(self) -> bool:
        return self.number in SMALL and self.sign in UNSEEN

    @cached_property
    def limits(self) -> Bounds:
        low, high = limits(self.number, self.sign)
        return low, min(high, MOST)


@dataclass(frozen=True)
class Fact:
    """Something the reader knows besides: the sum of factor times number lies between `low` and `high`."""

    terms: Mapping[Key, float]
    low: float = 0
    high: float = 0

    def holds(self, numbers: Mapping[Key, int]) -> bool:
        total = sum(factor * numbers[key] for key, factor in self.terms.items())
        return self.low - SLACK <= total <= self.high + SLACK

    @cached_property
    def says_equal(self) -> bool:
        return self.low == self.high == 0 and sorted(self.terms.values()) == [-1, 1]


@dataclass(frozen=True)
class Row:
    """A fact about quantities, which are named by their places."""

    terms: tuple[tuple[int, float], ...]
    low: float
    high: float


class Families:
    """Members that are joined to one another, directly or by way of others."""

    def __init__(self, members: Iterable[Key]) -> None:
        self.parent = {member: member for member in members}

    def head(self, member: Key) -> Key:
        parent = self.parent
        while parent[member] != member:
            parent[member] = parent[parent[member]]
            member = parent[member]
        return member

    def join(self, members: Iterable[Key]) -> None:
        first, *others = map(self.head, members)
        for other in others:
            self.parent[other] = first

    def __iter__(self) -> Iterator[list[Key]]:
        families: dict[Key, list[Key]] = {}
        for member in self.parent:
            families.setdefault(self.head(member), []).append(member)
        return iter(families.values())


@dataclass(frozen=True)
class Shape:
    """What is known of the quantities of a corner, whatever the signs say of them."""

    quantities: Sequence[Sequence[Key]]
    rows: Sequence[Row]

    @cached_property
    def places(self) -> dict[Key, int]:
        return {key: place for place, keys in enumerate(self.quantities) for key in keys}

    @cached_property
    def standings(self) -> list[tuple]:
        """Of each quantity in which rows it stands, and how."""
        found: list[list] = [[] for _ in self.quantities]
        for number, row in enumerate(self.rows):
            for place, factor in row.terms:
                found[place].append((number, factor))
        return [tuple(each) for each in found]

    @cached_property
    def lumps(self) -> list[list[int]]:
        """The places of quantities that a reader cannot tell from one another."""
        lumps: dict[tuple, list[int]] = {}
        for place, standing in enumerate(self.standings):
            lumps.setdefault(standing, []).append(place)
        return list(lumps.values())

    @cached_property
    def lump_of(self) -> dict[int, int]:
        """By the place of a quantity the number of its lump."""
        return {place: number for number, places in enumerate(self.lumps) for place in places}

    @cached_property
    def rows_of_lumps(self) -> list[Row]:
        """The rows with lumps for quantities: all those of a lump have the same factor in each row."""
        return [
            Row(tuple({self.lump_of[place]: factor for place, factor in row.terms}.items()), row.low, row.high)
            for row in self.rows
        ]

    def beside(self, places: Iterable[int]) -> set[int]:
        """The places of all quantities that stand in a row with one of these, themselves among them."""
        numbers = {number for place in places for number, _ in self.standings[place]}
        return {other for number in numbers for other, _ in self.rows[number].terms}


def shape_of(keys: Iterable[Key], facts: Sequence[Fact]) -> Shape:
    families = Families(keys)
    for fact in facts:
        if fact.says_equal:
            families.join(fact.terms)
    quantities = list(families)
    place_of = {key: place for place, members in enumerate(quantities) for key in members}
    rows: dict[Row, None] = {}
    for fact in facts:
        terms: dict[int, float] = {}
        for key, factor in fact.terms.items():
            terms[place_of[key]] = terms.get(place_of[key], 0) + factor
        if left := tuple(sorted((place, factor) for place, factor in terms.items() if factor)):
            rows[Row(left, fact.low, fact.high)] = None
    return Shape(quantities, list(rows))


@dataclass(frozen=True)
class Corner:
    """Cells that facts join to one another, and to no others."""

    cells: Mapping[Key, Cell]
    facts: Sequence[Fact]

    @cached_property
    def shape(self) -> Shape:
        return shape_of(self.cells, self.facts)

    def limits(self, place: int, *, without: Collection[Key] = ()) -> Bounds:
        """What the signs alone say of a quantity; those of the cells `without` are not looked at."""
        least, most = 0.0, MOST
        for key in self.shape.quantities[place]:
            if key not in without:
                low, high = self.cells[key].limits
                least, most = max(least, low), min(most, high)
        return least, most

    def number(self, place: int) -> int:
        return self.cells[self.shape.quantities[place][0]].number

    def secret(self, place: int) -> Key | None:
        """A cell of a quantity that is small and not seen."""
        return next((key for key in self.shape.quantities[place] if self.cells[key].is_secret), None)

    def changed(self, changes: Mapping[Key, Cell]) -> "Corner":
        corner = Corner({**self.cells, **changes}, self.facts)
        vars(corner)["shape"] = self.shape  # which no sign changes
        return corner


def corners(cells: Mapping[Key, Cell], facts: Iterable[Fact]) -> Iterator[Corner]:
    """The parts of the releases that can be asked about one by one."""
    facts = list(facts)
    families = Families(cells)
    for fact in facts:
        families.join(fact.terms)
    known: dict[Key, list[Fact]] = {}
    for fact in facts:
        known.setdefault(families.head(next(iter(fact.terms))), []).append(fact)
    for members in families:
        yield Corner({key: cells[key] for key in members}, known.get(families.head(members[0]), []))
