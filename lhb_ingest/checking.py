"""One raw row -> clean values, or problems in words. Pure: nothing is stored here."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from operator import itemgetter
from typing import Any

from lhb_ingest.layouts import Reading
from records.choices import ListKind, Suitability
from records.identifiers import is_nhs_number, is_of_wales, is_upn
from records.normalise import clean_postcode, is_odd_full_name, is_spoilt, split_full_name
from records.spreadsheets import ColumnDates

LONGEST = {
    "source_ref": 60,
    "name_as_written": 300,
    "forenames": 150,
    "surname": 150,
    "middle_names": 150,
    "preferred_name": 150,
    "address": 400,
    "school": 20,
    "school_name": 150,
    "year_group": 10,
}
IDENTIFIERS = ("source_ref", "upn", "school")
NAMES = ("surname", "forenames", "full_name", "middle_names", "preferred_name", "former_surname")
ADDRESS_LINES = ("address_1", "address_2", "address_3", "address_4", "address_5")
PERSON = (
    "source_ref",
    "surname",
    "forenames",
    "full_name",
    "middle_names",
    "preferred_name",
    "former_surname",
    "born_on",
)
EDUCATION = ("upn", "school", "school_name", "year_group", "suitability")
EVERYTHING = (*PERSON, *ADDRESS_LINES, "postcode", *EDUCATION)
SUITABILITIES = {
    "": "",
    "not known": "",
    "established": Suitability.ESTABLISHED,
    "suitable": Suitability.ESTABLISHED,
    "not established": Suitability.NOT_ESTABLISHED,
    "unsuitable": Suitability.UNSUITABLE,
    "anhysbys": "",
    "sefydlwyd": Suitability.ESTABLISHED,
    "addas": Suitability.ESTABLISHED,
    "heb ei sefydlu": Suitability.NOT_ESTABLISHED,
    "anaddas": Suitability.UNSUITABLE,
}
# What a spreadsheet program leaves of a long number: its last digits are lost.
ROUNDED = re.compile(r"^\d(?:[.,]\d+)?E\+?\d+$", re.IGNORECASE)
_WITH_POINT = re.compile(r"^(\d+)\.0+$")
LONGEST_FORMER = 300
_BETWEEN = "|"  # of cells that are looked at together


@dataclass(frozen=True)
class Problem:
    """What is wrong on one line. `stops_row` False: odd, and the row is used all the same."""

    line_number: int
    column: str
    value: str
    code: str
    stops_row: bool = True


@dataclass(slots=True)
class CheckedRow:
    """Clean values of one line under the names of ExtractRow's fields, or problems, or both."""

    line_number: int
    values: dict = field(default_factory=dict)
    repeats: int = 0  # the line that says the very same, where one does
    problems: list[Problem] = field(default_factory=list)

    @property
    def is_usable(self) -> bool:
        return not self.problems or not any(problem.stops_row for problem in self.problems)


class Known(dict):
    """What `ask` says of a text, asked once."""

    def __init__(self, ask: Callable[[str], Any]):
        self._ask = ask

    def __missing__(self, text: str) -> Any:
        found = self[text] = self._ask(text)
        return found


class Checker:
    """Checks the rows of one file, one by one and with care; `portions` takes the plain ones by columns.

    It remembers references, so that a repeated one names its first line. Dates and postcodes repeat, so each spelling
    is read once; what was read goes with the checker.
    """

    def __init__(self, *, kind: str, reading: Reading, as_at: date, dates: ColumnDates | None = None):
        self.kind = kind
        self.reading = reading
        self.as_at = as_at
        self.dates = dates or ColumnDates()
        self.days = Known(self._day)
        self.postcodes = Known(_postcode)
        self._fields = tuple(reading.columns)
        self._cells_of = _several(list(reading.columns.values()))
        self._names_here = [name for name in NAMES if name in reading.columns]
        self._identifiers_here = [name for name in IDENTIFIERS if name in reading.columns]
        self._addresses_here = [name for name in ADDRESS_LINES if name in reading.columns]
        self._limits = [(name, longest) for name, longest in LONGEST.items() if _may_hold(name, reading)]
        self._has_education = not reading.columns.keys().isdisjoint(EDUCATION)
        self._lines_of: dict[str, int] = {}
        self._said: dict[str, int] = {}  # reference -> hash of everything its first line says

    def know(self, references: Iterable[tuple[str, int]]) -> None:
        """References that stand on other lines of the list already."""
        self._lines_of |= {reference: line for reference, line in references if reference}

    def check(self, rows: Iterator[tuple[int, list[str]]]) -> Iterator[CheckedRow]:
        for line_number, cells in rows:
            yield self.check_row(line_number, cells)

    def is_first(self, reference: str, line_number: int, everything: tuple[str, ...]) -> bool:
        """Whether this line is the first that has the reference, which is then remembered with what it says."""
        if not reference or reference in self._lines_of:
            return False
        self._lines_of[reference], self._said[reference] = line_number, hash(everything)
        return True

    def check_row(self, line_number: int, cells: list[str]) -> CheckedRow:
        row = CheckedRow(line_number)
        texts = [text.strip() for text in self._cells_of(cells)]
        raw = dict(zip(self._fields, texts, strict=True))
        line = _BETWEEN.join(texts)
        if (
            not line.isascii()
            or "?" in line
            or "=" in line
            or "  " in line
            or "\n" in line
            or "\r" in line
            or any(ROUNDED.match(raw[name]) for name in self._identifiers_here)
        ):
            self._shapes(row, raw)
        if len(cells) > self.reading.width:
            self._problem(row, "", cells[self.reading.width], "too_many_cells")
        self._reference(row, raw)
        self._names(row, raw)
        self._born_on(row, raw)
        self._home(row, raw)
        self._education(row, raw)
        for name, longest in self._limits:
            if len(row.values[name]) > longest:
                self._problem(row, name, row.values[name], "too_long")
        return row

    def _problem(self, row: CheckedRow, name: str, value: str, code: str, *, stops_row: bool = True) -> None:
        column = self.reading.headings.get("full_name" if name == "name_as_written" else name, "")
        row.problems.append(Problem(row.line_number, column, value[:200], code, stops_row))

    def _shapes(self, row: CheckedRow, raw: dict[str, str]) -> None:
        """What a cell is before it means anything: no formula, one line, no rounded number, no spoilt letters."""
        for name, text in raw.items():
            if not text:
                continue
            if text[0] == "=":
                self._problem(row, name, text, "formula")
            if "\n" in text or "\r" in text or "  " in text:
                between = ", " if name in ADDRESS_LINES else " "
                lines = (" ".join(line.split()).strip(",") for line in text.splitlines())
                raw[name] = between.join(filter(None, lines))
        for name in self._identifiers_here:
            if "E" in raw[name].upper() and ROUNDED.match(raw[name]):
                self._problem(
                    row, name, raw[name], "rounded", stops_row=name == "source_ref" and self.kind != ListKind.HEALTH
                )
                raw[name] = ""
        for name in self._names_here:
            if is_spoilt(raw[name]):
                self._problem(row, name, raw[name], "spoilt_letters", stops_row=False)

    def _reference(self, row: CheckedRow, raw: dict[str, str]) -> None:
        reference = raw["source_ref"] if "source_ref" in raw else raw.get("upn", "").upper()  # which is a reference too
        row.values["source_ref"] = reference
        if not reference:
            if self.kind != ListKind.HEALTH and row.is_usable:
                self._problem(row, "source_ref", "", "no_reference")
            return
        if self.kind == ListKind.HEALTH:
            return
        first = self._lines_of.setdefault(reference, row.line_number)
        said = hash(tuple(raw.get(name, "") for name in EVERYTHING))
        if first == row.line_number:
            self._said[reference] = said
        elif self._said.get(reference) == said:
            row.repeats = first
            self._problem(row, "source_ref", str(first), "held_twice", stops_row=False)
        else:
            self._problem(row, "source_ref", str(first), "reference_twice")

    def _names(self, row: CheckedRow, raw: dict[str, str]) -> None:
        forenames, surname = raw.get("forenames", ""), raw.get("surname", "")
        full_name = raw.get("full_name", "")
        if "full_name" in raw:
            forenames, surname = split_full_name(full_name)
            if is_odd_full_name(full_name):
                self._problem(row, "full_name", full_name, "odd_full_name", stops_row=False)
        parts = {"surname": surname, "forenames": forenames}
        if not (surname[:1].isalpha() and forenames[:1].isalpha()) and (lacking := _nameless(parts)):
            name = "full_name" if "full_name" in raw else lacking
            self._problem(row, name, raw.get(name, ""), "no_name")
        former = raw.get("former_surname", "")
        row.values |= {
            "name_as_written": full_name,
            "forenames": forenames,
            "surname": surname,
            "middle_names": raw.get("middle_names", ""),
            "preferred_name": raw.get("preferred_name", ""),
            "former_names": [former[:LONGEST_FORMER]] if former else [],
        }

    def _born_on(self, row: CheckedRow, raw: dict[str, str]) -> None:
        """A health row cannot be compared without a date of birth; a row of an education list can still be found."""
        text = raw.get("born_on", "")
        needed = self.kind == ListKind.HEALTH
        odd = "" if needed else "_odd"
        born_on = self.days[text]
        row.values["born_on"] = None
        if not text:
            self._problem(row, "born_on", "", "no_date" + odd, stops_row=needed)
        elif born_on is None:
            self._problem(row, "born_on", text, "bad_date" + odd, stops_row=needed)
        elif born_on > self.as_at:
            self._problem(row, "born_on", text, "future_date")
        else:
            row.values["born_on"] = born_on

    def _day(self, text: str) -> date | None:
        try:
            return self.dates.read(text, self.as_at)
        except ValueError:
            return None

    def _home(self, row: CheckedRow, raw: dict[str, str]) -> None:
        lines = [text for name in self._addresses_here if raw[name] and (text := raw[name].strip(" ,"))]
        row.values["address"] = ", ".join(lines)
        postcode = self.postcodes[raw.get("postcode", "")]
        if postcode is None:
            self._problem(row, "postcode", raw["postcode"], "bad_postcode", stops_row=False)
        row.values["postcode"] = postcode or ""

    def upn_problem(self, upn: str, school: str) -> str:
        """What is odd about a unique pupil number; '' for nothing. One that was issued outside Wales is odd at a Welsh
        school; lists from elsewhere, over the border among them, are full of those."""
        if not is_upn(upn):
            return "bad_upn"
        is_welsh_school = len(school) != len("6604001") or is_of_wales(school[:3])
        is_odd = self.kind == ListKind.SCHOOL_ROLL and is_welsh_school and not is_of_wales(upn[1:4])
        return "upn_elsewhere" if is_odd else ""

    def _education(self, row: CheckedRow, raw: dict[str, str]) -> None:
        if not self._has_education:
            row.values |= NO_EDUCATION
            return
        upn = raw.get("upn", "").upper().replace(" ", "")
        school = whole(raw.get("school", ""))
        if upn and (code := self.upn_problem(upn, school)):
            self._problem(row, "upn", upn, code, stops_row=False)
            upn = upn if is_upn(upn) else ""
        suitability = raw.get("suitability", "").casefold()
        if suitability not in SUITABILITIES:
            self._problem(row, "suitability", raw["suitability"], "bad_suitability", stops_row=False)
        row.values |= {
            "upn": upn,
            "school": school,
            "school_name": raw.get("school_name", ""),
            "year_group": whole(raw.get("year_group", "")),
            "suitability": SUITABILITIES.get(suitability, ""),
        }


NO_EDUCATION = dict.fromkeys(EDUCATION, "")


def _may_hold(name: str, reading: Reading) -> bool:
    """Whether the file has a column from which this value is made."""
    sources = {"address": ADDRESS_LINES, "name_as_written": ("full_name",), "source_ref": ("source_ref", "upn")}
    sources |= {part: (part, "full_name") for part in ("surname", "forenames")}
    return not reading.columns.keys().isdisjoint(sources.get(name, (name,)))


def _several(columns: list[int]) -> Callable[[list[str]], Iterable[str]]:
    """Takes these cells of a row."""
    return itemgetter(*columns) if len(columns) > 1 else lambda cells: [cells[column] for column in columns]


def _postcode(text: str) -> str | None:
    try:
        return clean_postcode(text)
    except ValueError:
        return None


def _nameless(parts: dict[str, str]) -> str:
    """The first part of the name without a letter, or ''."""
    return next((name for name, text in parts.items() if not any(map(str.isalpha, text))), "")


def whole(number: str) -> str:
    """A workbook's 7.0 as 7."""
    return _WITH_POINT.sub(r"\1", number) if "." in number else number


def holds_nhs_numbers(values: list[str]) -> bool:
    """Whether a column that should hold the sender's references holds NHS numbers instead, mistyped ones among them."""
    filled = [value for value in values if value]
    return sum(map(may_be_nhs_number, filled)) * 2 > len(filled)


def may_be_nhs_number(text: str) -> bool:
    return len(text) >= 10 and is_nhs_number(text)
