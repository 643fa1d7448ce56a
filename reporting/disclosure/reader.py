"""What a reader can work out: every number that fits all that is shown, as a linear programme. Pure.

The reader knows the signs and what they mean, that parts make a total, that totals agree between tables, how one month
follows from the last, and what did not change between two versions. `found_out` asks for each hidden small number
whether it could still be anything from 1 to 4.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from copy import copy
from functools import cached_property

import numpy as np

from reporting.disclosure.programme import Programme
from reporting.disclosure.rounding import SMALL, Bounds
from reporting.disclosure.shapes import SLACK, Cell, Corner, Fact, Key, corners

AS_SMALL, AS_LARGE = 1, -1  # as can be; the sign of the cost
WAYS = (AS_SMALL, AS_LARGE)


class Reader:
    """Asks about one corner, and again when more of it is hidden: what was possible before still is.

    `least` and `most` are sums of each lump that are known to be possible. All its secrets can be 1 where its sum can
    be `small` or less, and 4 where it can be `large` or more: the others in it as far away as they may be.
    """

    def __init__(self, corner: Corner) -> None:
        self.corner, self.lumps = corner, corner.shape.lumps
        self.limits = [corner.limits(place) for place in range(len(corner.shape.quantities))]
        self.secrets = [[place for place in places if corner.secret(place) is not None] for places in self.lumps]
        self.least = np.array([sum(map(corner.number, places)) for places in self.lumps], dtype=float)
        self.most = self.least.copy()  # the true numbers fit whatever is known
        self.small, self.large = np.full_like(self.least, np.inf), np.full_like(self.least, -np.inf)
        self.alone = dict.fromkeys(WAYS, False)  # whether asking for many together clears nothing more
        for number, secrets in enumerate(self.secrets):
            if secrets:
                self.guard(number)

    def guard(self, number: int) -> None:
        needs = [self.needs(number, place) for place in self.secrets[number]]
        self.small[number] = min((small for small, _ in needs), default=np.inf)
        self.large[number] = max((large for _, large in needs), default=-np.inf)

    def sums(self, number: int) -> Bounds:
        """What the signs alone say of the sum of a lump."""
        limits = [self.limits[place] for place in self.lumps[number]]
        return sum(low for low, _ in limits), sum(high for _, high in limits)

    def needs(self, number: int, place: int) -> Bounds:
        """The sums of a lump with which a secret in it can be 1, and 4."""
        (low, high), (its_low, its_high) = self.sums(number), self.limits[place]
        return SMALL[0] + high - its_high + SLACK, SMALL[-1] + low - its_low - SLACK

    @cached_property
    def programme(self) -> Programme:
        """All numbers that fit what is shown: one column for each lump."""
        programme = Programme()
        for number in range(len(self.lumps)):
            programme.column(*self.sums(number))
        for row in self.corner.shape.rows_of_lumps:
            programme.row(dict(row.terms), row.low, row.high)
        return programme

    def after(self, changes: Mapping[Key, Cell]) -> "Reader":
        """Another reader, of whom more is hidden."""
        other = copy(self)
        vars(other).pop("programme", None)
        other.limits = list(self.limits)
        other.least, other.most, other.small, other.large = map(
            np.copy, (self.least, self.most, self.small, self.large)
        )
        other.hide(changes)
        return other

    def hide(self, changes: Mapping[Key, Cell]) -> None:
        """From now on the cells look otherwise: never more of them is shown than before."""
        self.corner, shape = self.corner.changed(changes), self.corner.shape
        for place in {shape.places[key] for key in changes}:
            self.limits[place] = self.corner.limits(place)
            number = shape.lump_of[place]
            self.guard(number)
            self.programme.bound(number, *self.sums(number))

    def ask(self, numbers: Collection[int], way: int) -> np.ndarray:
        """The least sums of lumps, or the largest; whatever the answer shows of any lump is remembered."""
        cost = np.zeros(len(self.lumps))
        cost[list(numbers)] = way
        values = self.programme.solve(cost)
        np.minimum(self.least, values, out=self.least)
        np.maximum(self.most, values, out=self.most)
        return values

    def open(self, way: int) -> np.ndarray:
        """The lumps with a secret of which it is not known that it can be 1, or 4."""
        return np.flatnonzero(self.least > self.small if way == AS_SMALL else self.most < self.large)

    def exposed(self) -> Iterator[tuple[int, int]]:
        """Lumps with a secret that is found out, and which way. Hide something before the next is asked for, or not."""
        for way in WAYS:
            given_up: set[int] = set()
            while left := [number for number in self.open(way) if number not in given_up]:
                self.ask(left[:1] if self.alone[way] else left, way)
                still = set(self.open(way))
                if self.alone[way] and left[0] in still:
                    before = self.corner
                    yield left[0], way
                    given_up |= {left[0]} if self.corner is before else set()
                self.alone[way] = self.alone[way] or still.issuperset(left)

    def found_out_in(self, number: int) -> list[Key]:
        """The secrets of a lump of which, as far as is known, one could not be 1 or not be 4."""
        found = []
        for place in self.secrets[number]:
            small, large = self.needs(number, place)
            if self.least[number] > small or self.most[number] < large:
                found += [key for key in self.corner.shape.quantities[place] if self.corner.cells[key].is_secret]
        return found

    def found_out(self) -> set[Key]:
        return {key for number in {number for number, _ in self.exposed()} for key in self.found_out_in(number)}

    def keeps(self, number: int) -> bool:
        """Whether no secret of a lump is found out."""
        for way in WAYS:
            self.ask([number], way)
        return not self.found_out_in(number)

    def bounds(self, key: Key) -> Bounds:
        """The least and the most that a reader can think one number to be."""
        place = self.corner.shape.places[key]
        number, (low, high) = self.corner.shape.lump_of[place], self.limits[place]
        lowest, highest = self.sums(number)
        least = self.ask([number], AS_SMALL)[number] - (highest - high)
        most = self.ask([number], AS_LARGE)[number] - (lowest - low)
        return max(low, float(least)), min(high, float(most))


def found_out(cells: Mapping[Key, Cell], facts: Iterable[Fact]) -> list[Key]:
    """The hidden small numbers of which a reader can say more than 'from 1 to 4', in the order of `cells`."""
    found = {key for corner in corners(cells, facts) for key in Reader(corner).found_out()}
    return [key for key in cells if key in found]


def bounds(cells: Mapping[Key, Cell], facts: Iterable[Fact], key: Key) -> Bounds:
    """The least and the most that a reader can think one number to be."""
    for corner in corners(cells, facts):
        if key in corner.cells:
            return Reader(corner).bounds(key)
    raise KeyError(key)
