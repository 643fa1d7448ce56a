"""A list by columns, with the values that `checking` gives: rows out of the ordinary go through it one by one.

Of the others nothing but the date and the postcode has to be understood, and each spelling is understood once.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import BinaryIO

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from lhb_ingest.checking import ADDRESS_LINES, LONGEST, Checker
from lhb_ingest.matching.columns import RAW
from lhb_ingest.matching.side import of_each, or_none
from lhb_ingest.reading import OpenList
from records.identifiers import UPN_LETTERS, UPN_WEIGHTS, is_upn
from records.normalise import clean_postcode
from records.spreadsheets.encodings import composed
from records.spreadsheets.tables import LONGEST_CELL, Unreadable

VALUES = ("source_ref", *RAW)
TEXT = pa.string()
# Bytes from which a cell is looked at more closely: what is within them is within the characters that are allowed.
MOST = LONGEST | dict.fromkeys(ADDRESS_LINES, LONGEST["address"] // len(ADDRESS_LINES) - 2) | {"former_surname": 300}
_COMBINING = 0xCC  # the first byte in UTF-8 of U+0300 and of whatever comes after
_PUNCTUATION = 0xE2  # that of U+2000 to U+2FFF
_SOFT_HYPHEN = "\u00ad".encode()
_TWO_NUMBERS = re.compile(r"\s*(\d{1,2}) ?[-/.] ?(\d{1,2})\b")
_ROUNDED = r"^[0-9](?:[.,][0-9]+)?[Ee]\+?[0-9]+$"
_POSTCODE = r"^[A-Y][A-Z]?[0-9][A-Z0-9]? [0-9][A-Z]{2}$"


@dataclass
class ReadList:
    """`values`: VALUES as text, without lines that have no reference or no name; `is_usable`: those that the checks
    would not send back."""

    kind: str
    values: Mapping[str, pa.Array]
    born_on: pa.Array
    is_usable: np.ndarray


def read_by_columns(file: BinaryIO, opened: OpenList, *, as_at: date) -> ReadList:
    """Raises Unreadable."""
    found = _whole_file(file, opened)
    cells, is_wide = found or _row_by_row(opened)
    texts = {name: pc.utf8_trim_whitespace(column) for name, column in cells.items()}
    checker = _checker(opened, texts, as_at=as_at, is_whole=found is not None)
    days = _days(texts.get("born_on"), checker, len(is_wide))
    values = _values(texts, len(is_wide))
    odd = np.flatnonzero(is_wide | _are_odd(texts) | pc.is_null(days).to_numpy(zero_copy_only=False))
    values, days, is_usable = _checked(checker, texts, values, days, odd, is_wide)
    has_name = pc.or_(pc.not_equal(values["forenames"], ""), pc.not_equal(values["surname"], ""))
    kept = pc.and_(has_name, pc.not_equal(values["source_ref"], ""))
    return ReadList(
        kind=opened.reading.layout.kind,
        values={name: column.filter(kept) for name, column in values.items()},
        born_on=days.filter(kept),
        is_usable=is_usable[kept.to_numpy(zero_copy_only=False)],
    )


Cells = tuple[dict[str, pa.Array], np.ndarray]  # field -> its cells; where a row is wider than the headings


def _whole_file(file: BinaryIO, opened: OpenList) -> Cells | None:
    """The file at once; None for a workbook, and for text in which a cell or a line is not what it seems."""
    table = opened.table
    if table.format != "csv" or table.delimiter != ",":
        return None
    file.seek(0)
    content = file.read()
    if table.encoding != "utf-8-sig" or not _is_composed(content):
        content = composed(content.decode(table.encoding)).encode()
    if (
        content[:4].lower() == b"sep="
        or content.count(b"\r") != content.count(b"\r\n")
        or not _has_whole_cells(content)
    ):
        return None
    try:
        read = csv.read_csv(
            pa.py_buffer(content),
            csv.ReadOptions(use_threads=False, skip_rows=table.heading_line, autogenerate_column_names=True),
            csv.ParseOptions(delimiter=",", double_quote=False),
            csv.ConvertOptions(column_types={f"f{number}": TEXT for number in range(len(table.headings))}),
        )
    except pa.ArrowInvalid:
        return None
    if read.num_columns != len(table.headings):
        return None
    columns = {name: read.column(number).combine_chunks() for name, number in opened.reading.columns.items()}
    if any(pc.max(pc.binary_length(column)).as_py() > LONGEST_CELL for column in columns.values()):
        return None
    return columns, np.zeros(read.num_rows, bool)


def _is_composed(content: bytes) -> bool:
    """Whether UTF-8 is surely NFC as it stands: no letter from U+0300 on but punctuation and signs of money, and no
    sign that nobody can see."""
    if content.isascii():
        return True
    signs = np.frombuffer(content, np.uint8)
    beyond = np.flatnonzero(signs >= _COMBINING)
    if _SOFT_HYPHEN in content or not (signs[beyond] == _PUNCTUATION).all():
        return False
    letters = (signs[beyond + 1] & 0x3F).astype(int) << 6 | signs[beyond + 2] & 0x3F  # from U+2000 on
    is_plain = (
        (letters >= 0x10) & (letters < 0x60) | (letters >= 0xA0) & (letters < 0xD0) | (letters == ord("™") & 0xFFF)
    )
    return bool(is_plain.all())


def _has_whole_cells(content: bytes) -> bool:
    """Whether every quotation mark stands at the edge of a cell, and none within: two and two on a line, with a comma
    or the line's end on their outer sides."""
    signs = np.frombuffer(content, np.uint8)
    marks = np.flatnonzero(signs == ord('"'))
    if len(marks) % 2:
        return False
    begins, ends = marks[::2], marks[1::2]
    before = signs[begins - 1][begins > 0]
    after = signs[np.minimum(ends + 1, len(signs) - 1)][ends < len(signs) - 1]
    breaks = np.flatnonzero(signs == ord("\n"))
    return bool(
        np.isin(before, list(b",\n")).all()
        and np.isin(after, list(b",\r\n")).all()
        and np.array_equal(np.searchsorted(breaks, begins), np.searchsorted(breaks, ends))
    )


def _row_by_row(opened: OpenList) -> Cells:
    width, numbers = opened.reading.width, opened.reading.columns
    rows = [cells for _line, cells in opened.table.rows]
    columns = {name: pa.array([cells[number] for cells in rows], TEXT) for name, number in numbers.items()}
    return columns, np.array([len(cells) > width for cells in rows], bool)


def _checker(opened: OpenList, texts: dict[str, pa.Array], *, as_at: date, is_whole: bool) -> Checker:
    kind = opened.reading.layout.kind
    if not is_whole or "born_on" not in texts:
        return opened.checker(kind=kind, as_at=as_at, dates=opened.dates())

    different = texts["born_on"].unique().to_pylist()
    # Of dates in one order it does not matter how often each stands there.
    cells = texts["born_on"].to_pylist() if _prove_both_orders(different) else different

    def column(_number: int) -> Iterator[tuple[int, str]]:
        yield from enumerate(cells)

    here = replace(opened, table=replace(opened.table, column=column))
    try:
        dates = here.dates()
    except Unreadable:
        dates = opened.dates()  # the complaint names lines of the file
    return opened.checker(kind=kind, as_at=as_at, dates=dates)


def _prove_both_orders(dates: Iterable[str]) -> bool:
    """Whether some have a day above the 12th in front, and some in the second place."""
    numbers = [(int(found[1]), int(found[2])) for found in map(_TWO_NUMBERS.match, dates) if found]
    return any(first > 12 for first, _second in numbers) and any(second > 12 for _first, second in numbers)


def _days(texts: pa.Array | None, checker: Checker, rows: int) -> pa.Array:
    """Days that are understood and not to come; null for the rest."""
    if texts is None:
        return pa.nulls(rows, pa.date32())

    def day(text: str) -> date | None:
        try:
            found = checker.dates.read(text, checker.as_at)
        except ValueError:
            return None
        return found if found <= checker.as_at else None

    return of_each(texts, day, pa.date32())


def _values(texts: dict[str, pa.Array], rows: int) -> dict[str, pa.Array]:
    """What `checking` makes of rows that hold nothing odd."""
    nothing = pa.array([""] * rows, TEXT)
    values = {name: texts.get(name, nothing) for name in VALUES}
    values["former_name"] = texts.get("former_surname", nothing)
    upns = texts.get("upn", nothing)
    values["source_ref"] = texts["source_ref"] if "source_ref" in texts else pc.utf8_upper(upns)
    values["upn"] = _upns(upns) if "upn" in texts else nothing
    values["postcode"] = _postcodes(texts["postcode"]) if "postcode" in texts else nothing
    lines = [pc.utf8_trim(texts[name], characters=" ,") for name in ADDRESS_LINES if name in texts]
    if lines:
        filled = [or_none(line) for line in lines]
        filled[0] = pc.if_else(pc.is_null(pc.coalesce(*filled)), "", filled[0])  # a join of nothing would be left out
        values["address"] = pc.binary_join_element_wise(*filled, ", ", null_handling="skip")
    return values


def _upns(texts: pa.Array) -> pa.Array:
    """The usual ones, of a letter and twelve digits, all at once."""
    is_usual = pc.match_substring_regex(texts, "^[A-Z][0-9]{12}$")
    usual = texts.filter(is_usual)
    signs = np.frombuffer("".join(usual.to_pylist()).encode(), np.uint8).reshape(-1, 1 + len(UPN_WEIGHTS))
    letters = np.frombuffer(UPN_LETTERS.encode(), np.uint8)
    is_right = letters[(signs[:, 1:] - ord("0")) @ np.array(UPN_WEIGHTS) % len(letters)] == signs[:, 0]
    return pc.replace_with_mask(
        pc.replace_with_mask(texts, is_usual, pc.if_else(pa.array(is_right), usual, "")),
        pc.invert(is_usual),
        of_each(texts.filter(pc.invert(is_usual)), _upn, TEXT),
    )


def _upn(text: str) -> str:
    upn = text.upper().replace(" ", "")
    return upn if is_upn(upn) else ""


def _postcodes(texts: pa.Array) -> pa.Array:
    is_clean = pc.match_substring_regex(texts, _POSTCODE)
    return pc.replace_with_mask(texts, pc.invert(is_clean), of_each(texts.filter(pc.invert(is_clean)), _postcode, TEXT))


def _postcode(text: str) -> str:
    try:
        return clean_postcode(text)
    except ValueError:
        return ""


def _are_odd(texts: dict[str, pa.Array]) -> np.ndarray:
    """Rows that have to be looked at: a formula, a cell of several lines, a rounded number, a name without a letter in
    front, too long a text, a name in one column."""
    some = next(iter(texts.values()))
    if not {"forenames", "surname"} <= texts.keys() or "full_name" in texts:
        return np.ones(len(some), bool)
    odd = [_where(pc.match_substring_regex(texts[name], "^[A-Za-z]"), is_not=True) for name in ("forenames", "surname")]
    for name, column in texts.items():
        content = bytes(column.buffers()[2] or b"")
        if any(sign in content for sign in (b"  ", b"=", b"\n", b"\r")):
            odd.append(_where(pc.match_substring_regex(column, "^=|  |[\r\n]")))
        if name in ("source_ref", "upn"):
            odd.append(_where(pc.match_substring_regex(column, _ROUNDED)))
        odd.append(_where(pc.greater(pc.binary_length(column), MOST.get(name, LONGEST_CELL))))
    return np.logical_or.reduce(odd)


def _where(said: pa.Array, *, is_not: bool = False) -> np.ndarray:
    return said.to_numpy(zero_copy_only=False) != is_not


def _checked(
    checker: Checker,
    texts: dict[str, pa.Array],
    values: dict[str, pa.Array],
    days: pa.Array,
    odd: np.ndarray,
    is_wide: np.ndarray,
) -> tuple[dict[str, pa.Array], pa.Array, np.ndarray]:
    """The values with those of the odd rows as `checking` gives them, and who is usable."""
    is_odd = np.zeros(len(is_wide), bool)
    is_odd[odd] = True
    width = checker.reading.width
    cells = np.full((len(odd), width + 1), "", object)
    for name, number in checker.reading.columns.items():
        cells[:, number] = texts[name].take(pa.array(odd)).to_pylist()
    cells[:, width] = "more"
    rows = [
        checker.check_row(0, row if wide else row[:width])
        for row, wide in zip(cells.tolist(), is_wide[odd].tolist(), strict=True)
    ]
    for row in rows:
        row.values["former_name"] = "".join(row.values["former_names"])
    mask = pa.array(is_odd)
    checked = {
        name: pc.replace_with_mask(column, mask, pa.array([row.values[name] for row in rows], TEXT))
        for name, column in values.items()
    }
    days = pc.replace_with_mask(days, mask, pa.array([row.values["born_on"] for row in rows], pa.date32()))
    is_usable = np.ones(len(is_wide), bool)
    is_usable[odd] = [row.is_usable for row in rows]
    return checked, days, is_usable
