"""A file of comma-separated values -> headings and rows with line numbers. Knows nothing of children."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

DELIMITERS = ",;\t|"
MOST_COLUMNS = 200
LONGEST_CELL = 10_000  # characters
SAMPLE = 256 * 1024  # bytes looked at before anything is stored

# The first bytes of files that people send instead of a CSV.
SIGNATURES = {
    b"PK\x03\x04": "a_workbook",
    b"\xd0\xcf\x11\xe0": "a_workbook",
    b"%PDF": "a_pdf",
    b"\x1f\x8b": "an_archive",
    b"Rar!": "an_archive",
    b"7z\xbc\xaf": "an_archive",
    b"{\\rtf": "a_document",
}


class Unreadable(Exception):
    """A file that is refused whole. `code` names the sentence, `values` fill it."""

    def __init__(self, code: str, **values: object):
        super().__init__(code)
        self.code = code
        self.values = values


@dataclass(frozen=True)
class Table:
    """`rows` yields (line number as the spreadsheet shows it, cells), blank lines left out."""

    headings: list[str]
    rows: Iterator[tuple[int, list[str]]]


def read_table(file: BinaryIO) -> Table:
    """Opens a CSV: UTF-8 with or without a mark, or Windows-1252; comma, semicolon, tab or bar. Raises Unreadable."""
    sample = _sample(file)
    encoding = _encoding(file, sample)
    text = io.TextIOWrapper(io.BufferedReader(_Unclosed(file)), encoding=encoding, newline="")
    reader = csv.reader(text, delimiter=_delimiter(sample.decode(encoding, errors="replace")), strict=True)
    csv.field_size_limit(LONGEST_CELL)
    records = _numbered(reader)
    try:
        _line, headings = next(records)
    except StopIteration:
        raise Unreadable("empty") from None
    headings = [heading.strip() for heading in headings]
    _check_headings(headings)
    return Table(headings=headings, rows=_even(records, len(headings)))


class _Unclosed(io.RawIOBase):
    """Lets a text wrapper go without closing the file under it."""

    def __init__(self, file: BinaryIO):
        self._file = file

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        chunk = self._file.read(len(buffer))
        buffer[: len(chunk)] = chunk
        return len(chunk)


def _sample(file: BinaryIO) -> bytes:
    file.seek(0)
    sample = file.read(SAMPLE)
    file.seek(0)
    if not sample.strip(b"\xef\xbb\xbf \t\r\n"):
        raise Unreadable("empty")
    for signature, what in SIGNATURES.items():
        if sample.startswith(signature):
            raise Unreadable(what)
    if b"\0" in sample:
        raise Unreadable("not_text")
    if sample.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"<", b"{", b"["):
        raise Unreadable("not_csv")
    return sample


def _encoding(file: BinaryIO, sample: bytes) -> str:
    """UTF-8 when the whole file is, else Windows-1252. Raises Unreadable for control bytes that no text has."""
    if sum(byte < 9 or 13 < byte < 32 for byte in sample[:4096]) > 8:
        raise Unreadable("not_text")
    decoder = io.TextIOWrapper(io.BufferedReader(_Unclosed(file)), encoding="utf-8-sig", newline="")
    try:
        while decoder.read(SAMPLE):
            pass
        return "utf-8-sig"
    except UnicodeDecodeError:
        return "cp1252"
    finally:
        file.seek(0)


def _delimiter(sample: str) -> str:
    """The delimiter that stands most often in the first line that is not blank."""
    first = next((line for line in sample.splitlines() if line.strip()), "")
    return max(DELIMITERS, key=first.count)


def _numbered(reader: Iterator[list[str]]) -> Iterator[tuple[int, list[str]]]:
    number = 0
    try:
        for number, cells in enumerate(reader, start=1):
            if any(cell.strip() for cell in cells):
                yield number, cells
    except csv.Error:
        raise Unreadable("broken_line", line=number + 1) from None
    except UnicodeDecodeError:
        raise Unreadable("not_text") from None


def _check_headings(headings: list[str]) -> None:
    if len(headings) > MOST_COLUMNS:
        raise Unreadable("too_many_columns", number=len(headings), most=MOST_COLUMNS)
    if len(headings) < 2:
        raise Unreadable("not_csv")
    seen = set()
    for heading in filter(None, headings):
        if heading.casefold() in seen:
            raise Unreadable("heading_twice", heading=heading[:60])
        seen.add(heading.casefold())


def _even(records: Iterator[tuple[int, list[str]]], width: int) -> Iterator[tuple[int, list[str]]]:
    """Rows as wide as the headings: short ones filled, and ones with more filled cells refused by line."""
    for number, cells in records:
        if "\0" in "".join(cells):
            raise Unreadable("not_text")
        if len(cells) > width and any(cell.strip() for cell in cells[width:]):
            raise Unreadable("too_many_cells", line=number, cells=len(cells), headings=width)
        yield number, (cells + [""] * width)[:width]
