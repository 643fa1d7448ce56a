"""The cheapest further cells to hide so that one number is a secret again, as a programme with whole numbers. Pure."""

import math
from collections.abc import Collection

from reporting.disclosure.programme import Programme
from reporting.disclosure.rounding import HIDDEN, SMALL, STEP, UNSEEN, WITHHELD
from reporting.disclosure.shapes import MOST, Corner, Key

TOTAL_COSTS = 4.0  # a total is worth several of its parts
WITHHOLDING_COSTS = 100.0  # "[x]" says less than "[c]": only where nothing else helps
ZERO_COSTS = 150.0  # a true zero is for showing


class Hiding:
    """Which of `ours` to hide, and numbers that fit what is then shown.

    Quantities that are not `loose` are taken to be their true numbers: what is found so holds for a reader who does not
    know them, but something cheaper may have been there.
    """

    def __init__(
        self, corner: Corner, ours: Collection[Key], totals: Collection[Key], *, loose: Collection[int], withhold: bool
    ) -> None:
        self.corner, self.loose, self.programme = corner, sorted(loose), Programme()
        self.signs: dict[int, tuple[Key, str]] = {}  # what choosing a column means
        self.freed_by: dict[Key, dict[int, int]] = {}  # the columns that free a cell, each with its new least number
        self.most = min(4.0 * sum(cell.number for cell in corner.cells.values()) + 100, MOST)
        for key in (key for place in self.loose for key in corner.shape.quantities[place] if key in ours):
            cell = corner.cells[key]
            price = (1 + math.log2(1 + cell.number)) * (TOTAL_COSTS if key in totals else 1)
            if cell.number >= STEP and cell.sign not in UNSEEN:
                self.offer(key, HIDDEN, price, least=1)
            if withhold and cell.sign != WITHHELD:
                self.offer(key, WITHHELD, price + (WITHHOLDING_COSTS if cell.number else ZERO_COSTS), least=0)

    def offer(self, key: Key, sign: str, price: float, *, least: int) -> None:
        column = self.programme.column(0, 1, cost=price, whole=True)
        self.freed_by.setdefault(key, {})[column] = least
        self.signs[column] = key, sign

    def cheapest_for(self, secret: Key) -> dict[Key, str]:
        """The new signs of cells with which `secret` can be 1 and can be 4. Raises Unsolved."""
        place = self.corner.shape.places[secret]
        for wanted in (SMALL[0], SMALL[-1]):
            self.add_world(place, wanted)
        values = self.programme.solve()
        return dict(self.signs[column] for column in self.signs if values[column] > 0.5)

    def add_world(self, secret: int, wanted: int) -> None:
        """Columns for one set of numbers in which `secret` is `wanted`, and the rows that hold of them."""
        shape = self.corner.shape
        columns = {secret: self.programme.column(wanted, wanted)}
        lumps: dict[tuple, list[int]] = {}
        for place in self.loose:
            if place == secret:
                continue
            if any(key in self.freed_by for key in shape.quantities[place]):
                columns[place] = self.free_column(place)
            else:
                lumps.setdefault(shape.standings[place], []).append(place)
        for lump in lumps.values():
            limits = [self.corner.limits(place) for place in lump]
            column = self.programme.column(sum(low for low, _ in limits), sum(high for _, high in limits))
            columns |= dict.fromkeys(lump, column)
        for number in sorted({number for place in columns for number, _ in shape.standings[place]}):
            row = shape.rows[number]
            fixed = sum(factor * self.corner.number(place) for place, factor in row.terms if place not in columns)
            terms = {columns[place]: factor for place, factor in row.terms if place in columns}
            self.programme.row(terms, row.low - fixed, row.high - fixed)

    def free_column(self, place: int) -> int:
        """A column for a quantity some of whose cells may be hidden, and rows that hold it until they are."""
        its = [key for key in self.corner.shape.quantities[place] if key in self.freed_by]
        least, most = self.corner.limits(place, without=its)
        most = min(most, self.most)
        column = self.programme.column(least, most)
        for key in its:
            low, high = self.corner.cells[key].limits
            if low > least:
                given = {choice: low - max(floor, least) for choice, floor in self.freed_by[key].items()}
                self.programme.row({column: 1} | given, low, math.inf)
            if high < most:
                given = dict.fromkeys(self.freed_by[key], high - most)
                self.programme.row({column: 1} | given, -math.inf, high)
        return column
