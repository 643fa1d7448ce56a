"""Which further cells are hidden, so that nobody can work out a small one: as few as possible. Pure."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from reporting.disclosure.hiding import Hiding
from reporting.disclosure.programme import Unsolved
from reporting.disclosure.reader import Reader
from reporting.disclosure.rounding import HIDDEN, STEP, UNSEEN, WITHHELD, shown
from reporting.disclosure.shapes import Cell, Corner, Fact, Key, corners

ALIKE = 40  # cells: larger corners are never the same twice


@dataclass(frozen=True)
class Sum:
    """A total and the parts that make it."""

    total: Key
    parts: Sequence[Key]

    @cached_property
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
        if ours and corner.facts:
            cells |= made_safe_like_others(corner, ours, totals)
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


def made_safe_like_others(corner: Corner, ours: set[Key], totals: set[Key]) -> dict[Key, Cell]:
    """Small tables with few children in them are much alike: what was found for one is used for the next."""
    if len(corner.cells) > ALIKE:
        return made_safe(corner, ours, totals)
    order = sorted(corner.cells, key=lambda key: (key in totals, corner.cells[key].number))
    places = {key: place for place, key in enumerate(order)}
    cells = tuple((corner.cells[key].number, corner.cells[key].sign, key in ours, key in totals) for key in order)
    facts = (
        (tuple((places[key], factor) for key, factor in fact.terms.items()), fact.low, fact.high)
        for fact in corner.facts
    )
    signs = signs_of(cells, tuple(facts))
    return {key: replace(corner.cells[key], sign=signs[places[key]]) for key in ours}


@lru_cache(maxsize=4096)
def signs_of(cells: tuple, facts: tuple) -> tuple[str, ...]:
    corner = Corner(
        {place: Cell(number, sign) for place, (number, sign, _ours, _total) in enumerate(cells)},
        [Fact(dict(terms), low, high) for terms, low, high in facts],
    )
    ours: set[Key] = {place for place, (_number, _sign, ours, _total) in enumerate(cells) if ours}
    totals: set[Key] = {place for place, (_number, _sign, _ours, total) in enumerate(cells) if total}
    found = {**corner.cells, **made_safe(corner, ours, totals)}
    return tuple(cell.sign for cell in found.values())


def made_safe(corner: Corner, ours: set[Key], totals: set[Key]) -> dict[Key, Cell]:
    """The cells of ours in a corner, hidden until a reader finds nothing out. Ends: each round hides at least one."""
    reader, at_best = Reader(corner), None
    for number, _way in reader.exposed():
        at_best = at_best or reader.after(all_hidden(corner, ours))
        secret = reader.found_out_in(number)[0]
        signs = hide_for(secret, reader.corner, ours, totals, withhold=not at_best.keeps(number))
        signs = signs or dict.fromkeys((key for key in ours if reader.corner.cells[key].sign != WITHHELD), WITHHELD)
        if signs:  # else nothing of ours says anything any more, so it was known before
            reader.hide({key: replace(reader.corner.cells[key], sign=sign) for key, sign in signs.items()})
    return {key: reader.corner.cells[key] for key in ours}


def all_hidden(corner: Corner, ours: set[Key]) -> dict[Key, Cell]:
    """As if all of ours were hidden that is 5 or more: what is found out even then, hiding does not keep."""
    large = {key: corner.cells[key] for key in ours if corner.cells[key].number >= STEP}
    return {key: replace(cell, sign=HIDDEN) for key, cell in large.items() if cell.sign not in UNSEEN}


def hide_for(secret: Key, corner: Corner, ours: set[Key], totals: set[Key], *, withhold: bool) -> dict[Key, str]:
    """The cheapest signs with which `secret` could be 1 and could be 4; none if there are none.

    What may be withheld is looked for around the secret first, which is small and nearly always enough.
    """
    everywhere = range(len(corner.shape.quantities))
    around = corner.shape.beside(corner.shape.beside({corner.shape.places[secret]}))
    for loose, may_withhold in [(around if withhold else everywhere, withhold), (everywhere, True)]:
        with suppress(Unsolved):
            if signs := Hiding(corner, ours, totals, loose=loose, withhold=may_withhold).cheapest_for(secret):
                return signs
    return {}
