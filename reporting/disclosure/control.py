"""Which further cells are hidden, so that nobody can work out a small one: as few as possible. Pure."""

import math
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from reporting.disclosure.programme import Programme, Unsolved
from reporting.disclosure.reader import MOST, Cell, Corner, Fact, Key, corners, found_out_in
from reporting.disclosure.rounding import HIDDEN, SMALL, STEP, UNSEEN, WITHHELD, limits, shown

TOTAL_COSTS = 4.0  # a total is worth several of its parts
WITHHOLDING_COSTS = 100.0  # "[x]" says less than "[c]", and may take a true zero: only where nothing else helps


@dataclass(frozen=True)
class Sum:
    """A total and the parts that make it."""

    total: Key
    parts: Sequence[Key]

    @property
    def fact(self) -> Fact:
        return Fact({**dict.fromkeys(self.parts, 1), self.total: -1})


def control(
    numbers: Mapping[Key, int],
    *,
    sums: Sequence[Sum] = (),
    facts: Sequence[Fact] = (),
    earlier: Mapping[Key, Cell] | None = None,
) -> dict[Key, str]:
    """The sign for each number of a new release. `earlier` is what is out already and cannot be changed.

    `facts` may name numbers of both. One that is not true of the exact numbers is left out: it would lead a reader
    astray, not to the truth. Raises ValueError where the parts of a sum do not make its total, because then the
    program is at fault and nothing may leave it.
    """
    everything = dict(numbers) | {key: cell.number for key, cell in (earlier or {}).items()}
    for each in sums:
        if not each.fact.holds(everything):
            raise ValueError(f"the parts of a table do not make its total: {each.total}")
    cells = {key: Cell(number, shown(number)) for key, number in numbers.items()}
    cells |= give_company(cells, sums)
    known = [fact for fact in facts if fact.holds(everything)] + [each.fact for each in sums]
    totals = {each.total for each in sums}
    for corner in corners(cells | dict(earlier or {}), known):
        ours = {key for key in corner.cells if key in numbers}
        if ours:
            cells |= made_safe(corner, ours, totals)
    return {key: cells[key].sign for key in numbers}


def give_company(cells: Mapping[Key, Cell], sums: Sequence[Sum]) -> dict[Key, Cell]:
    """No part is hidden alone: the next smallest keeps it company. Rounding protects it too; people subtract anyway."""
    changed: dict[Key, Cell] = {}
    for each in sums:
        now = {key: changed.get(key, cells[key]) for key in each.parts}
        visible = [key for key, cell in now.items() if cell.number and cell.sign != HIDDEN]
        if visible and sum(cell.sign == HIDDEN for cell in now.values()) == 1:
            smallest = min(visible, key=lambda key: now[key].number)
            changed[smallest] = replace(now[smallest], sign=HIDDEN)
    return changed


def made_safe(corner: Corner, ours: set[Key], totals: set[Key]) -> dict[Key, Cell]:
    """The cells of ours in a corner, hidden until a reader finds nothing out. Ends: each round hides at least one."""
    cells = dict(corner.cells)
    while exposed := found_out_in(Corner(cells, corner.facts)):
        changes = {}
        first = next(key for key in cells if key in exposed)
        with suppress(Unsolved):
            changes = hide_for(first, Corner(cells, corner.facts), ours, totals)
        if not changes:
            changes = {key: replace(cells[key], sign=WITHHELD) for key in ours if cells[key].sign != WITHHELD}
        if not changes:
            break  # nothing of ours says anything any more, so it was known before
        cells |= changes
    return {key: cells[key] for key in ours}


def hide_for(secret: Key, corner: Corner, ours: set[Key], totals: set[Key]) -> dict[Key, Cell]:
    """The cheapest further cells of ours to hide so that `secret` could be 1 and could be 4. Raises Unsolved."""
    programme = Programme()
    hide: dict[Key, int] = {}
    withhold: dict[Key, int] = {}
    for key in (key for key in corner.cells if key in ours):
        cell = corner.cells[key]
        price = (1 + math.log2(1 + cell.number)) * (TOTAL_COSTS if key in totals else 1)
        if cell.number >= STEP and cell.sign not in UNSEEN:
            hide[key] = programme.column(0, 1, cost=price, whole=True)
        if cell.sign != WITHHELD:
            withhold[key] = programme.column(0, 1, cost=price + WITHHOLDING_COSTS, whole=True)
    most = 4.0 * sum(cell.number for cell in corner.cells.values()) + 100
    for wanted in (SMALL[0], SMALL[-1]):
        add_world(programme, corner, secret, wanted, (hide, withhold), min(most, MOST))
    values = programme.solve()
    chosen = {key for key, column in hide.items() if values[column] > 0.5}
    given_up = {key for key, column in withhold.items() if values[column] > 0.5}
    return {
        key: replace(corner.cells[key], sign=WITHHELD if key in given_up else HIDDEN)
        for key in sorted_as(corner.cells, chosen | given_up)
    }


def add_world(
    programme: Programme,
    corner: Corner,
    secret: Key,
    wanted: int,
    choices: tuple[Mapping[Key, int], Mapping[Key, int]],
    most: float,
) -> None:
    """Columns for one set of numbers that fits what will be shown, and in which `secret` is `wanted`."""
    columns = {}
    for key, cell in corner.cells.items():
        low, high = limits(cell.number, cell.sign)
        freed = {choice[key]: floor for choice, floor in zip(choices, (1, 0), strict=True) if key in choice}
        if key == secret:
            columns[key] = programme.column(wanted, wanted)
            continue
        if not freed:
            columns[key] = programme.column(low, min(high, most))
            continue
        columns[key] = column = programme.column(0, most)
        programme.row({column: 1} | {place: low - floor for place, floor in freed.items()}, low, math.inf)
        if high < most:
            programme.row({column: 1} | dict.fromkeys(freed, high - most), -math.inf, high)
    for fact in corner.facts:
        programme.row({columns[key]: factor for key, factor in fact.terms.items()}, fact.low, fact.high)


def sorted_as(order: Iterable[Key], keys: set[Key]) -> list[Key]:
    return [key for key in order if key in keys]
