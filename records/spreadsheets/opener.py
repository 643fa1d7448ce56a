"""The program that opens a workbook, in a process of its own with bounded memory and time and none of our secrets.

A workbook is read whole by its library, and a small file may claim a huge sheet: this process then dies, and only it.
Started as `python -m records.spreadsheets.opener DESCRIPTOR`; speaks JSON, one value on a line:
first {"sheets": [{"name", "is_shown", "records": [[line, cells], …]}, …]} or {"error": code}; then, for each
"rows SHEET AFTER" or "column SHEET AFTER NUMBER" that it is asked, lists of [line, cells] or [line, cell] and a null.
"""

import datetime
import io
import json
import os
import resource
import sys
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from python_calamine import CalamineSheet, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from records.spreadsheets.encodings import composed
from records.spreadsheets.tables import LONGEST_CELL, MOST_COLUMNS, NEAR

MOST_MEMORY = 2 * 1024**3  # bytes of address space
MOST_SECONDS = 300  # of processor
BATCH = 500
EXACT = 10**15  # a spreadsheet keeps fifteen digits


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    try:
        sheets = _sheets(int(sys.argv[1]))
    except PasswordError:
        return _say({"error": "password"})
    except Exception:  # whatever the library makes of a broken file
        return _say({"error": "broken_workbook"})
    heads = [
        {"name": name, "is_shown": shown, "records": list(islice(records(sheet), NEAR))}
        for name, shown, sheet in sheets
    ]
    _say({"sheets": heads})
    for order in sys.stdin:
        what, *numbers = order.split()
        index, after, *column = map(int, numbers)
        rows = (each for each in records(sheets[index][2]) if each[0] > after)
        if what == "column":
            rows = ([line, cells[column[0]] if column[0] < len(cells) else ""] for line, cells in rows)
        _say_all(rows)


def _sheets(descriptor: int) -> list[tuple[str, bool, CalamineSheet]]:
    """Reads the file without moving the place at which its owner reads it."""
    content = io.BytesIO(os.pread(descriptor, os.fstat(descriptor).st_size, 0))
    workbook = CalamineWorkbook.from_filelike(content)
    return [
        (each.name, each.visible == SheetVisibleEnum.Visible, workbook.get_sheet_by_index(index))
        for index, each in enumerate(workbook.sheets_metadata)
        if each.typ == SheetTypeEnum.WorkSheet
    ]


def records(sheet: CalamineSheet) -> Iterator[list[Any]]:
    """[line, cells] of the rows that hold something. An overlong cell is cut so that it is still too long."""
    if sheet.start is None:
        return
    empty = [""] * min(sheet.start[1], MOST_COLUMNS)
    for line, row in enumerate(sheet.iter_rows(), start=1):
        cells = [
            cell if type(cell) is str and len(cell) < LONGEST_CELL and cell.isascii() else text_of(cell) for cell in row
        ]
        while cells and not cells[-1].strip():
            cells.pop()
        if cells:
            yield [line, (empty + cells)[: MOST_COLUMNS + 1]]


def text_of(cell: Any) -> str:
    """A cell's value as a person would type it, see `Table`."""
    if isinstance(cell, str):
        return composed(cell[: LONGEST_CELL + 1])
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < EXACT else f"{cell:.15g}".upper()
    if isinstance(cell, datetime.datetime):
        return cell.isoformat(" ").removesuffix(" 00:00:00")
    return "" if cell is None else str(cell)


def _say_all(rows: Iterable[Any]) -> None:
    rows = iter(rows)
    while batch := list(islice(rows, BATCH)):
        _say(batch)
    _say(None)


def _say(value: Any) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=True) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
