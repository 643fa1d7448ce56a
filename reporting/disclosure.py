"""Disclosure control: what of a table of counts may leave the authority, so that nobody can find a child in it. Pure.

A true zero is shown, 1 to 4 is '[c]', the rest is rounded to the nearest 5; totals are rounded on their own. Then the
guard: within tables that share one total, cells are hidden besides until nobody who adds and subtracts can narrow a
hidden small number to less than 1 to 4.

It does not look across totals that differ, across months, or across versions, and a true zero is always shown: where
hardly any child is counted, two tables side by side may still say that a hidden number is, for example, at least 2.
"""

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

HIDDEN = "[c]"  # confidential
NOT_APPLICABLE = "[z]"  # there was nothing to measure
SMALL = range(1, 5)
STEP = 5
FEWEST = 5  # a median of fewer is hidden

Bounds = tuple[float, float]
Cell = tuple[str, str]  # table, category


def rounded(number: int) -> int:
    """To the nearest multiple of five: 7 is 5, 8 is 10."""
    return (number + STEP // 2) // STEP * STEP


def shown(number: int) -> str:
    return HIDDEN if number in SMALL else str(rounded(number))


def shown_measure(value: int | None, *, base: int) -> str:
    """A median or the like, hidden where it rests on too few; nothing to hide where it rests on none."""
    if value is None or base == 0:
        return NOT_APPLICABLE
    return HIDDEN if base < FEWEST else str(value)


@dataclass
class Table:
    """A total and its parts, by category. A table without parts is the total alone."""

    total: int = 0
    parts: dict[str, int] = field(default_factory=dict)


def control(tables: Mapping[str, Table]) -> dict[str, dict[str, str]]:
    """What is shown of tables that share one total, by table and category; category '' is the total."""
    guard = Guard(tables)
    guard.hide_until_safe()
    return {
        name: {"": guard.shown_total(), **{category: guard.shown_cell((name, category)) for category in table.parts}}
        for name, table in tables.items()
    }


def total_of(tables: Mapping[str, Table]) -> int:
    """The total that tables share. If they disagree the program is at fault, and nothing is to leave it."""
    totals = {table.total for table in tables.values()} | {
        sum(table.parts.values()) for table in tables.values() if table.parts
    }
    if len(totals) != 1:
        raise ValueError(f"tables of one total have different ones: {sorted(tables)}")
    return totals.pop()


@dataclass
class Guard:
    """What is hidden so far of tables with one total, and what a reader can work out from the rest."""

    tables: Mapping[str, Table]
    besides: set[Cell] = field(default_factory=set)  # hidden to protect another
    hides_total: bool = False

    def __post_init__(self) -> None:
        self.total = total_of(self.tables)
        self.hides_total = self.total in SMALL

    def hide_until_safe(self) -> None:
        for table in self.tables:
            self.hide_a_second(table)
        while (cell := self.first_found_out()) and self.hide_one_more(cell[0]):
            pass

    def hide_a_second(self, table: str) -> None:
        """A number that is hidden alone is the total less the others, or nearly: it gets company."""
        if sum(self.number(cell) in SMALL for cell in self.cells(table)) == 1:
            self.hide_smallest([table])

    def hide_smallest(self, tables: Iterable[str]) -> bool:
        visible = (cell for table in tables for cell in self.visible_cells(table))
        cell = min(visible, key=self.number, default=None)
        self.besides |= {cell} if cell else set()
        return cell is not None

    def first_found_out(self) -> Cell | None:
        """A small number of which a reader could tell more than that it is 1 to 4."""
        return next((cell for cell in self.small_cells() if self.is_found_out(cell)), None)

    def is_found_out(self, cell: Cell) -> bool:
        low, high = self.bounds_of(cell)
        return low > SMALL[0] or high < SMALL[-1]

    def hide_one_more(self, table: str) -> bool:
        """The smallest cell still shown in this table, then the total, then the smallest shown in the other tables."""
        if self.hide_smallest([table]):
            return True
        if not self.hides_total:
            self.hides_total = True
            return True
        return self.hide_smallest(self.tables)

    # ------------------------------------------------------------------------------------- what the reader can do
    def bounds_of(self, cell: Cell) -> Bounds:
        """What a reader who knows the rules can say of one hidden small number: the total less all other cells."""
        others = [self.seen(other) for other in self.cells(cell[0]) if other != cell]
        low, high = self.bounds_of_total(without=cell[0])
        return max(1, low - sum(most for _, most in others)), min(4, high - sum(least for least, _ in others))

    def bounds_of_total(self, *, without: str) -> Bounds:
        ranges = [self.seen_total(), *map(self.bounds_of_table, set(self.tables) - {without})]
        return max(low for low, _ in ranges), min(high for _, high in ranges)

    def bounds_of_table(self, table: str) -> Bounds:
        if not self.tables[table].parts:
            return 0, math.inf
        cells = [self.seen(cell) for cell in self.cells(table)]
        return sum(low for low, _ in cells), sum(high for _, high in cells)

    def seen(self, cell: Cell) -> Bounds:
        if cell in self.besides:
            return 1, math.inf
        return seen(self.number(cell))

    def seen_total(self) -> Bounds:
        return (1, math.inf) if self.hides_total else seen(self.total)

    # ------------------------------------------------------------------------------------------------------ cells
    def cells(self, table: str) -> Iterator[Cell]:
        return ((table, category) for category in self.tables[table].parts)

    def number(self, cell: Cell) -> int:
        return self.tables[cell[0]].parts[cell[1]]

    def small_cells(self) -> Iterator[Cell]:
        return (cell for table in self.tables for cell in self.cells(table) if self.number(cell) in SMALL)

    def visible_cells(self, table: str) -> Iterator[Cell]:
        return (cell for cell in self.cells(table) if self.number(cell) >= STEP and cell not in self.besides)

    def shown_cell(self, cell: Cell) -> str:
        return HIDDEN if cell in self.besides else shown(self.number(cell))

    def shown_total(self) -> str:
        return HIDDEN if self.hides_total else shown(self.total)


def seen(number: int) -> Bounds:
    """The numbers for which the same would be shown: nothing but zero, 1 to 4, or those that round alike."""
    if number == 0:
        return 0, 0
    if number in SMALL:
        return SMALL[0], SMALL[-1]
    middle = rounded(number)
    return max(STEP, middle - STEP // 2), middle + STEP // 2
