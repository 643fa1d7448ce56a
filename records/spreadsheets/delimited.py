"""Text with a delimiter -> a Table. Streams: a file of half a million lines needs no more memory than one of ten."""

import csv
import re
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import islice
from typing import BinaryIO

from records.spreadsheets.encodings import composed, find_encoding, text_of
from records.spreadsheets.headings import checked_headings, even, filled, find_headings
from records.spreadsheets.tables import (
    LONGEST_CELL,
    MOST_LINES_ABOVE,
    NEAR,
    SAMPLE_ROWS,
    Fit,
    Fits,
    Row,
    Table,
    Unreadable,
)

DELIMITERS = ",;\t|"
LONGEST_LINE = 1_000_000  # characters
_SEP = re.compile(r"^sep=(.)\s*$", re.IGNORECASE)  # Excel's own first line; it is no row of the sheet


def read_delimited(file: BinaryIO, fits: Fits) -> Table:
    """Raises Unreadable."""
    encoding = find_encoding(file)
    start = list(islice(_lines(text_of(file, encoding)), 8 * NEAR))
    sep = _SEP.match(start[0]) if start else None
    delimiter = sep[1] if sep else _delimiter(start, fits)
    skipped = 1 if sep else 0

    def records() -> Iterator[Row]:
        lines = islice(_lines(text_of(file, encoding)), skipped, None)
        return _numbered(csv.reader(lines, delimiter=delimiter, strict=True))

    csv.field_size_limit(LONGEST_CELL)
    near = list(islice(records(), NEAR))
    if not near:
        raise Unreadable("empty")
    index, _fit = find_headings(near, fits)
    line, cells = near[index]
    headings = checked_headings(cells)
    width = len(headings)

    def below() -> Iterator[Row]:
        yield from islice(records(), index + 1, None)

    def column(number: int) -> Iterator[tuple[int, str]]:
        for at, cells in below():
            yield at, cells[number] if number < len(cells) else ""

    return Table(
        headings=headings,
        heading_line=line,
        rows=even(below(), width),
        sample=list(islice(even(near[index + 1 :], width), SAMPLE_ROWS)),
        column=column,
        encoding=encoding,
        delimiter=delimiter,
    )


def _lines(text: Iterable[str]) -> Iterator[str]:
    """Lines in NFC. Raises Unreadable for one so long that it would fill the memory."""
    for number, line in enumerate(iter(partial(text.readline, LONGEST_LINE), ""), start=1):  # type: ignore[attr-defined]
        if len(line) >= LONGEST_LINE and not line.endswith(("\n", "\r")):
            raise Unreadable("line_too_long", line=number)
        yield line if line.isascii() else composed(line)


def _delimiter(start: list[str], fits: Fits) -> str:
    """The one that shows headings which are known; then the one that cuts most lines into equally many cells."""
    return max(DELIMITERS, key=lambda sign: _evenness(start, sign, fits))


def _evenness(start: list[str], delimiter: str, fits: Fits) -> tuple[Fit, int, int]:
    records = []
    try:
        for line, cells in enumerate(csv.reader(start, delimiter=delimiter), start=1):
            if filled(cells):
                records.append((line, cells))
    except csv.Error:
        pass
    widths = [len(cells) for _line, cells in records[:NEAR] if len(cells) > 1]
    if not widths:
        return Fit(False, 0), 0, 0
    usual = max(set(widths), key=lambda width: (widths.count(width), width))
    best = max(fits([cell.strip() for cell in cells]) for _line, cells in records[:MOST_LINES_ABOVE])
    return best, widths.count(usual), usual


def _numbered(reader: Iterator[list[str]]) -> Iterator[Row]:
    """Rows that hold something, by number: a line break inside quotation marks begins no row of a spreadsheet."""
    number = 0
    try:
        for number, cells in enumerate(reader, start=1):
            if cells and (cells[0].strip() or any(map(str.strip, cells))):
                yield number, cells
    except csv.Error:
        raise Unreadable("broken_line", line=number + 1) from None
    except UnicodeDecodeError:
        raise Unreadable("not_text") from None
