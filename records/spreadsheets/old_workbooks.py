"""Looks through an xls, the workbook of before 2007, without opening it: is it one, and is it a plain table of values?

[MS-XLS] gives the records: each is two bytes of kind, two of length, and so many bytes.
"""

import struct
from collections.abc import Iterator
from typing import BinaryIO

import olefile

from records.spreadsheets.dangers import Inside
from records.spreadsheets.tables import Unreadable

BOUNDSHEET, FILEPASS, DATEMODE, SUPBOOK, FORMULA, BOF, EOF = 0x85, 0x2F, 0x22, 0x1AE, 0x06, 0x809, 0x0A
WORKSHEET, CHART = 0x00, 0x02
OUR_OWN, ADD_IN = b"\x01\x04", b"\x01\x3a"
MOST_RECORDS = 5_000_000


def look_into_ole(file: BinaryIO) -> Inside:
    """Raises Unreadable."""
    file.seek(0)
    try:
        with olefile.OleFileIO(file, raise_defects=olefile.DEFECT_FATAL) as compound:
            return _look(compound)
    except Unreadable:
        raise
    except Exception:  # whatever the library makes of a broken file
        raise Unreadable("broken_workbook") from None
    finally:
        file.seek(0)


def _look(compound: olefile.OleFileIO) -> Inside:
    names = {"/".join(parts).lower() for parts in compound.listdir()}
    if "encryptedpackage" in names:
        raise Unreadable("password")
    if any("vba" in name or name.startswith("macros") for name in names):
        raise Unreadable("macros")
    if any(name.startswith("mbd") for name in names):
        raise Unreadable("embedded")
    stream = next((name for name in ("workbook", "book") if name in names), "")
    if not stream:
        raise Unreadable(
            "a_document" if "worddocument" in names or "powerpoint document" in names else "broken_workbook"
        )
    with compound.openstream(stream) as opened:
        return _look_at_records(opened.read())


def _look_at_records(content: bytes) -> Inside:
    inside = Inside("xls")
    starts: dict[int, str] = {}
    sheet = ""
    for at, kind, body in _records(content):
        if kind == FILEPASS:
            raise Unreadable("password")
        if kind == BOUNDSHEET:
            start, name = _bound_sheet(body)
            starts[start] = name
        elif kind == BOF and at in starts:
            sheet = starts[at]
        elif kind == DATEMODE:
            inside.counts_from_1904 = body[:2] == b"\x01\x00"
        elif kind == SUPBOOK and body[2:4] not in (OUR_OWN, ADD_IN):
            raise Unreadable("linked")
        elif kind == FORMULA and sheet not in inside.formulas:
            row, column = struct.unpack_from("<HH", body)
            inside.formulas[sheet] = f"{chr(65 + column)}{row + 1}" if column < 26 else f"{row + 1}"
    return inside


def _records(content: bytes) -> Iterator[tuple[int, int, bytes]]:
    at = 0
    for _number in range(MOST_RECORDS):
        if at + 4 > len(content):
            return
        kind, length = struct.unpack_from("<HH", content, at)
        yield at, kind, content[at + 4 : at + 4 + length]
        at += 4 + length
    raise Unreadable("too_much_inside")


def _bound_sheet(body: bytes) -> tuple[int, str]:
    """(where the sheet's records begin, its name). Raises Unreadable for a sheet of macros."""
    start, _state, what, length, is_wide = struct.unpack_from("<IBBBB", body)
    if what not in (WORKSHEET, CHART):
        raise Unreadable("macros")
    return start, body[8:].decode("utf-16-le" if is_wide & 1 else "latin-1", "replace")[:length]
