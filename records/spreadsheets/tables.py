"""What a file is once it is open, what makes it unreadable, and how much of it is too much."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

MOST_COLUMNS = 200
LONGEST_CELL = 10_000  # characters
MOST_LINES_ABOVE = 30  # lines that may stand above the headings and still have them found
SAMPLE_ROWS = 10
NEAR = MOST_LINES_ABOVE + SAMPLE_ROWS  # records that are looked at before anything is decided

Row = tuple[int, list[str]]


class Unreadable(Exception):
    """A file that is refused whole. `code` names the sentence, `values` fill it."""

    def __init__(self, code: str, **values: object):
        super().__init__(code)
        self.code = code
        self.values = values


class Fit(NamedTuple):
    """How well a line serves as headings; the greater is the better. `is_whole`: nothing that is needed is missing."""

    is_whole: bool
    known: int


Fits = Callable[[Sequence[str]], Fit]


def no_fit(headings: Sequence[str]) -> Fit:
    """For a reader who knows no headings: the line is then chosen by its shape."""
    return Fit(is_whole=False, known=0)


@dataclass
class Table:
    """A file that has been opened at its headings.

    headings      as written, outer spaces off; "" for a column without one
    heading_line  the line they stand on, as a spreadsheet shows it
    rows          (line number as a spreadsheet shows it, cells), blank lines left out; to be read once. There are as
                  many cells as headings, or more: then one beyond the last heading is filled, and the row is a bad one.
                  Cells are text in NFC. From a workbook: a date is 2015-08-31, a whole number has no point, and a
                  number of more digits than a spreadsheet keeps is in scientific notation.
    sample        the first rows of the same, at most ten
    column        column(number) reads that one column again from the start, as (line number, cell), for a look at the
                  whole of it; call it before `rows` are begun
    format        "csv", "xlsx", "xls" or "ods", by content and not by name
    encoding      of a csv: "utf-8-sig", "utf-16-le", "utf-16-be" or "cp1252"; "" for a workbook
    delimiter     of a csv; "" for a workbook
    sheet         the sheet that is read; "" for a csv
    other_sheets  sheets that are shown in the workbook, hold something and are not read
    counts_from_1904  the workbook's day numbers begin in 1904 and not in 1900
    """

    headings: list[str]
    heading_line: int
    rows: Iterator[Row]
    sample: list[Row]
    column: Callable[[int], Iterator[tuple[int, str]]]
    format: str = "csv"
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    other_sheets: list[str] = field(default_factory=list)
    counts_from_1904: bool = False
