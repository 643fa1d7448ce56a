"""xlsx, xls and ods -> a Table: looked through for dangers, opened in a process apart, the right sheet chosen."""

import contextlib
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

from records.spreadsheets.dangers import look_into_zip
from records.spreadsheets.headings import checked_headings, even, find_headings
from records.spreadsheets.old_workbooks import look_into_ole
from records.spreadsheets.tables import SAMPLE_ROWS, Fit, Fits, Row, Table, Unreadable

ROOT = Path(__file__).resolve().parents[2]


def read_workbook(file: BinaryIO, fits: Fits, *, is_zip: bool) -> Table:
    """Raises Unreadable."""
    inside = look_into_zip(file) if is_zip else look_into_ole(file)
    opened = Opened(file)
    sheet, at, others = _choose(opened.sheets, fits)
    if sheet.name in inside.formulas:
        raise Unreadable("formulas", sheet=sheet.name[:60], cell=inside.formulas[sheet.name])
    line, cells = sheet.records[at]
    headings = checked_headings(cells)
    return Table(
        headings=headings,
        heading_line=line,
        rows=even(opened.rows(sheet.index, line), len(headings)),
        sample=list(islice(even(sheet.records[at + 1 :], len(headings)), SAMPLE_ROWS)),
        column=lambda number: opened.column(sheet.index, line, number),
        format=inside.format,
        sheet=sheet.name,
        other_sheets=others,
        counts_from_1904=inside.counts_from_1904,
    )


@dataclass(frozen=True)
class Sheet:
    index: int
    name: str
    is_shown: bool
    records: list[Row]


Found = tuple[Fit, Sheet, int]  # how well its headings fit, the sheet, which of its records holds them


def _choose(sheets: list[Sheet], fits: Fits) -> tuple[Sheet, int, list[str]]:
    """(sheet, which of its records holds the headings, the other sheets). Raises Unreadable where two could be."""
    found = list(_found(sheets, fits))
    shown = [each for each in found if each[1].is_shown]
    best = max((fit for fit, _sheet, _at in shown), default=Fit(False, -1))
    if hidden := [sheet for fit, sheet, _at in found if not sheet.is_shown and fit > best]:
        raise Unreadable("hidden_sheet", sheet=hidden[0].name[:60])
    if not shown:
        raise Unreadable("no_columns" if any(sheet.records for sheet in sheets) else "empty")
    equal = [each for each in shown if (each[0].is_whole if best.is_whole else each[0] == best)]
    if len(equal) > 1:
        raise Unreadable("two_sheets", sheet=equal[0][1].name[:60], other=equal[1][1].name[:60])
    _fit, sheet, at = equal[0]
    return sheet, at, [each.name for each in sheets if each.is_shown and each.records and each is not sheet]


def _found(sheets: list[Sheet], fits: Fits) -> Iterator[Found]:
    for sheet in sheets:
        try:
            at, fit = find_headings(sheet.records, fits)
        except Unreadable:  # notes in one column, or nothing
            continue
        yield fit, sheet, at


class Opened:
    """The process that has the workbook open. It ends when this object is no longer used."""

    def __init__(self, file: BinaryIO):
        descriptor, to_close = _descriptor(file)
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "records.spreadsheets.opener", str(descriptor)],
                cwd=ROOT,
                env={"PYTHONUTF8": "1"},
                pass_fds=[descriptor],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        finally:
            if to_close:
                to_close.close()
        first = self._answer()
        if "error" in first:
            self.close()
            raise Unreadable(first["error"])
        self.sheets = [
            Sheet(index, each["name"], each["is_shown"], [(line, cells) for line, cells in each["records"]])
            for index, each in enumerate(first["sheets"])
        ]

    def rows(self, sheet: int, after: int) -> Iterator[Row]:
        return self._asked(f"rows {sheet} {after}")

    def column(self, sheet: int, after: int, number: int) -> Iterator[tuple[int, str]]:
        return self._asked(f"column {sheet} {after} {number}")

    def _asked(self, order: str) -> Iterator[Any]:
        """An answer that is not read to its end ends the process."""
        is_whole = False
        try:
            self._order(order)
            while (batch := self._answer()) is not None:
                yield from map(tuple, batch)
            is_whole = True
        finally:
            if not is_whole:
                self.close()

    def _order(self, order: str) -> None:
        stdin = self._process.stdin
        try:
            if stdin is None or stdin.closed:
                raise ValueError("the rows of a workbook can be read once")
            stdin.write(order.encode() + b"\n")
            stdin.flush()
        except BrokenPipeError:
            raise Unreadable("too_much_inside") from None

    def _answer(self) -> Any:
        """Raises Unreadable when the process died: of the memory or the time that it may use."""
        line = self._process.stdout.readline() if self._process.stdout else b""
        if not line.endswith(b"\n"):
            self.close()
            raise Unreadable("too_much_inside")
        return json.loads(line)

    def close(self) -> None:
        process = getattr(self, "_process", None)
        if process is None:
            return
        if process.poll() is None:
            process.kill()
        for pipe in (process.stdin, process.stdout):
            with contextlib.suppress(OSError):
                pipe.close()
        process.wait()

    def __del__(self) -> None:
        self.close()


def _descriptor(file: BinaryIO) -> tuple[int, BinaryIO | None]:
    """(what the process may read, what to close then). A file that is only in memory is written to a nameless one."""
    try:
        return file.fileno(), None
    except (AttributeError, OSError, TypeError):
        copy = tempfile.TemporaryFile()  # noqa: SIM115 -- the caller closes it
        file.seek(0)
        shutil.copyfileobj(file, copy)
        copy.flush()
        return copy.fileno(), copy
