"""Rows of a list by columns, a portion at a time, with the values that `checking` gives: what is plain about a whole
column is not asked of each of its cells. Rows about which anything is odd go through `checking` one by one. Pure."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import compress, islice

from lhb_ingest.checking import (
    ADDRESS_LINES,
    EDUCATION,
    EVERYTHING,
    IDENTIFIERS,
    LONGEST,
    LONGEST_FORMER,
    NAMES,
    ROUNDED,
    SUITABILITIES,
    CheckedRow,
    Checker,
    Problem,
    whole,
)
from records.choices import ListKind
from records.normalise import is_odd_full_name, is_spoilt, split_full_name
from records.spreadsheets.tables import Row

VALUES = (
    "source_ref",
    "name_as_written",
    "forenames",
    "surname",
    "middle_names",
    "preferred_name",
    "former_names",
    "born_on",
    "address",
    "postcode",
    *EDUCATION,
)
_SIGNS = re.compile("[?=]|  ")
_BETWEEN = "|"  # of cells that are looked at together: it is none of the signs, and printable

Columns = dict[str, list]


@dataclass
class Portion:
    """Some rows of a list, in its order.

    rows      how many, usable or not
    lines     the line of each that can be used
    values    name of an ExtractRow's field -> its value for each of `lines`
    odd       rows that were looked at one by one; every row that has a problem is among them
    problems  those of `odd`, and what is found once rows are seen beside others
    """

    rows: int
    lines: list[int]
    values: Columns
    odd: list[CheckedRow]

    def __post_init__(self) -> None:
        self.problems: list[Problem] = [problem for row in self.odd for problem in row.problems]

    @property
    def bad(self) -> Iterator[CheckedRow]:
        return (row for row in self.odd if not row.is_usable)

    @property
    def repeating(self) -> set[int]:
        """Lines that say the very same as an earlier one."""
        return {row.line_number for row in self.odd if row.repeats}


def portion_of(rows: Iterable[CheckedRow]) -> Portion:
    """Rows that were checked one by one."""
    rows = list(rows)
    good = [row for row in rows if row.is_usable]
    values = {name: [row.values[name] for row in good] for name in VALUES}
    return Portion(len(rows), [row.line_number for row in good], values, rows)


def portions(checker: Checker, rows: Iterable[Row], size: int) -> Iterator[Portion]:
    rows = iter(rows)
    while some := list(islice(rows, size)):
        yield _portion(checker, some)


def _portion(checker: Checker, some: list[Row]) -> Portion:
    lines, rows = map(list, zip(*some, strict=True))
    columns = list(zip(*rows, strict=False))  # what stands beyond the headings is looked at with care
    texts = {name: [*map(str.strip, columns[number])] for name, number in checker.reading.columns.items()}
    values = _values(checker, texts, len(rows))
    odd = _odd(checker, texts, values)
    odd |= _where(rows, lambda cells: len(cells) > checker.reading.width)
    if checker.kind == ListKind.HEALTH:
        checked = {place: checker.check_row(lines[place], rows[place]) for place in sorted(odd)}
    else:
        checked = _in_order(checker, texts, values, odd, some)
    for place, row in checked.items():
        for name, value in row.values.items():
            values[name][place] = value
    if any(not row.is_usable for row in checked.values()):
        are_usable = [place not in checked or checked[place].is_usable for place in range(len(rows))]
        lines = list(compress(lines, are_usable))
        values = {name: list(compress(column, are_usable)) for name, column in values.items()}
    return Portion(len(rows), lines, values, list(checked.values()))


def _in_order(checker: Checker, texts: Columns, values: Columns, odd: set[int], some: list[Row]) -> dict:
    """place -> row, of those that are looked at one by one: the odd ones, and those whose reference is not the first of
    its kind. One after the other, because the first line is told from the others by its reference."""
    checked = {}
    said = zip(*(texts.get(name) or [""] * len(some) for name in EVERYTHING), strict=True)
    for place, (reference, everything) in enumerate(zip(values["source_ref"], said, strict=True)):
        line, cells = some[place]
        if place in odd or not checker.is_first(reference, line, everything):
            checked[place] = checker.check_row(line, cells)
    return checked


def _values(checker: Checker, texts: Columns, rows: int) -> Columns:
    """What `checking` makes of rows that hold nothing odd; None for what cannot be understood."""
    values = {name: texts[name] if name in texts else [""] * rows for name in VALUES}
    if "source_ref" not in texts and "upn" in texts:
        values["source_ref"] = [*map(str.upper, texts["upn"])]
    if "full_name" in texts:
        values["name_as_written"] = texts["full_name"]
        names = map(split_full_name, texts["full_name"])
        values["forenames"], values["surname"] = map(list, zip(*names, strict=True))
    former = texts.get("former_surname", [""] * rows)
    values["former_names"] = [[name] if name else [] for name in former]
    values["born_on"] = [*map(checker.days.__getitem__, texts.get("born_on", [""] * rows))]
    values["postcode"] = [*map(checker.postcodes.__getitem__, values["postcode"])]
    lines = [[line.strip(" ,") for line in texts[name]] for name in ADDRESS_LINES if name in texts]
    if lines:
        values["address"] = [", ".join(filter(None, each)) for each in zip(*lines, strict=True)]
    values["upn"] = [upn.upper().replace(" ", "") for upn in values["upn"]]
    values["school"] = [*map(whole, values["school"])]
    values["year_group"] = [*map(whole, values["year_group"])]
    values["suitability"] = [SUITABILITIES.get(text.casefold()) for text in values["suitability"]]
    return values


def _odd(checker: Checker, texts: Columns, values: Columns) -> set[int]:
    """Places of rows that need a closer look: signs that no cell should hold, letters that may be spoilt, numbers that
    may be rounded, more than a column may hold, no name, what is not understood."""
    odd: set[int] = set()
    for name, column in texts.items():
        together = _BETWEEN.join(column)
        if not together.isprintable() or _SIGNS.search(together):
            odd |= _where(column, lambda text: not text.isprintable() or _SIGNS.search(text))
        if name in NAMES and not together.isascii():
            odd |= _where(column, lambda text: not text.isascii() and is_spoilt(text))
        if name in IDENTIFIERS:
            odd |= _where(column, ROUNDED.match)
    if "full_name" in texts:
        odd |= _where(texts["full_name"], is_odd_full_name)
    for name in ("forenames", "surname"):
        odd |= _where(values[name], lambda text: not text[:1].isalpha())
    for name, longest in (*LONGEST.items(), ("former_surname", LONGEST_FORMER)):
        column = texts.get(name, []) if name == "former_surname" else values[name]
        if column and max(map(len, column)) > longest:
            odd |= _where(column, lambda text, longest=longest: len(text) > longest)
    odd |= _where(values["born_on"], lambda day: day is None or day > checker.as_at)
    for name in ("postcode", "suitability"):
        if None in values[name]:
            odd |= _where(values[name], lambda text: text is None)
    if "upn" in texts:
        upns = zip(values["upn"], values["school"], strict=True)
        odd |= _where(upns, lambda each: each[0] and checker.upn_problem(*each))
    return odd


def _where(column: Iterable, is_odd: Callable) -> set[int]:
    return {place for place, each in enumerate(column) if is_odd(each)}
