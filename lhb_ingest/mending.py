"""Lines of a list that cannot be used, as they stand in its file: a sheet to mend, and how it is read again."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from django.utils.translation import gettext as _

from lhb_ingest.choices import ExtractState, SheetState
from lhb_ingest.explained import reading_of, table_of
from lhb_ingest.layouts import Reading, fits_for
from lhb_ingest.models import Extract, MendedSheet
from lhb_ingest.sentences import problem_sentence
from records.exports import harmless
from records.spreadsheets import Fit, Row, Table, Unreadable, fold_heading, read_table

# Our own columns of the sheet, in whichever language it was downloaded.
LINE = ("Line in the file", "Llinell yn y ffeil")
REASON = ("What to mend", "Beth i'w drwsio")
TOO_MANY = ("Cells too many", "Gormod o gelloedd")
_OURS = {fold_heading(heading) for heading in (*LINE, *REASON, *TOO_MANY)}


@dataclass(frozen=True)
class Sheet:
    """Headings and lines of a sheet to mend, all text."""

    headings: list[str]
    rows: list[list[str]]


def sheet_to_mend(extract: Extract) -> Sheet:
    """Every line that cannot be used: its number, why, and what stands in the columns that are read.

    Raises Unreadable where the file is no longer as it was. Columns that are dropped unread are not in the sheet.
    """
    bad, whole, reasons = bad_lines(extract), whole_list(extract), _reasons(extract)
    with whole.file.open("rb") as file:
        table = table_of(whole, file)
        reading = reading_of(whole, table.headings)
        order = sorted(reading.columns.values())
        lines = {line: _values(cells, order, reading.width) for line, cells in _until(table.rows, bad)}
    headings = [table.headings[number] for number in order]
    for sheet in _sheets_read(extract):
        lines |= {line: cells for line, cells in _mended_before(sheet, headings).items() if line in bad}
    is_wide = any(extra for _cells, extra in lines.values())
    rows = [
        [str(line), " ".join(reasons.get(line, [])), *cells, *([extra] if is_wide else [])]
        for line, (cells, extra) in sorted(lines.items())
    ]
    more = [_("Cells too many")] if is_wide else []
    return Sheet([_("Line in the file"), _("What to mend"), *headings, *more], rows)


def _reasons(extract: Extract) -> dict[int, list[str]]:
    """Line -> what is wrong with it, as the last sheet left it."""
    reasons: dict[int, list[str]] = {}
    for part in (extract, *added_to(extract)):
        found: dict[int, list[str]] = {}
        for problem in part.problems.order_by("line_number", "-stops_row", "pk"):
            where = f"{problem.column}: " if problem.column else ""
            found.setdefault(problem.line_number, []).append(where + problem_sentence(problem.code, problem.value))
        reasons |= found
    return reasons


def _sheets_read(extract: Extract) -> Iterable[MendedSheet]:
    """Of the list, and of the rows added to it since: the last counts."""
    parts = [extract.pk, *(part.pk for part in added_to(extract))]
    return MendedSheet.objects.filter(extract__in=parts, state=SheetState.TAKEN).exclude(file="").order_by("sent_at")


def whole_list(extract: Extract) -> Extract:
    """The list in whose file the lines stand: for mended rows that came after the approval, the one they belong to."""
    return extract.supplements if extract.supplements_id else extract


def added_to(extract: Extract) -> list[Extract]:
    """Mended rows of this list that took effect after it, in their order."""
    return list(extract.supplements_of.filter(state=ExtractState.APPROVED).order_by("approved_at"))


def mended_since(extract: Extract) -> set[int]:
    """Lines of an approved list that could not be used then, and have been mended and approved since."""
    return {line for part in added_to(extract) for line in part.reading.get("lines", ())}


def bad_lines(extract: Extract) -> set[int]:
    """Lines that cannot be used, and have still to be mended."""
    bad = set(extract.problems.filter(stops_row=True).values_list("line_number", flat=True))
    return bad - mended_since(extract)


def _until(rows: Iterable[Row], wanted: set[int]) -> Iterator[Row]:
    """The wanted rows, and no look at what comes after the last of them."""
    last = max(wanted, default=0)
    for line, cells in rows:
        if line > last:
            return
        if line in wanted:
            yield line, cells


def _values(cells: Sequence[str], order: Sequence[int], width: int) -> tuple[list[str], str]:
    return [cells[number] for number in order], " | ".join(cell for cell in cells[width:] if cell.strip())


def _mended_before(sheet: MendedSheet, headings: Sequence[str]) -> dict[int, tuple[list[str], str]]:
    """What an earlier sheet says of the lines that it could not mend."""
    with sheet.file.open("rb") as file:
        opened = open_sheet(sheet.extract, file)
        place = {fold_heading(heading): number for number, heading in enumerate(opened.headings)}
        order = [place[fold_heading(heading)] for heading in headings]
        width = len(opened.headings)
        return {line: _values(cells, order, width) for _own, line, cells in opened.rows if line}


@dataclass(frozen=True)
class OpenedSheet:
    """A mended sheet: `rows` are (its own line, the line of the list or 0, cells under `headings`)."""

    headings: list[str]
    reading: Reading
    rows: Iterator[tuple[int, int, list[str]]]


def open_sheet(extract: Extract, file: BinaryIO) -> OpenedSheet:
    """Opens a mended sheet of this list. Raises Unreadable where its line numbers or one of its columns are gone."""
    extract = whole_list(extract)
    table = read_table(file, fits=_fits(fits_for(extract.kind)))
    line_at = next((at for at, heading in enumerate(table.headings) if _is(heading, LINE)), None)
    if line_at is None:
        raise Unreadable("no_line_numbers", heading=_("Line in the file"))
    more_at = next((at for at, heading in enumerate(table.headings) if _is(heading, TOO_MANY)), None)
    ours = [at for at, heading in enumerate(table.headings) if fold_heading(heading) in _OURS]
    headings = ["" if at in ours else heading for at, heading in enumerate(table.headings)]
    reading = reading_of(extract, headings)
    with extract.file.open("rb") as original:
        first = table_of(extract, original)
        wanted = reading_of(extract, first.headings)
    gone = [heading for name, heading in wanted.headings.items() if name not in reading.columns]
    if gone:
        raise Unreadable("missing_headings", headings=", ".join(gone), found=", ".join(filter(None, headings))[:300])
    return OpenedSheet(headings, reading, _lines(table, line_at, more_at))


def _lines(table: Table, line_at: int, more_at: int | None) -> Iterator[tuple[int, int, list[str]]]:
    for own, cells in table.rows:
        cells = [harmed(cell) for cell in cells]
        line = cells[line_at].strip()
        more = [cells[more_at]] if more_at is not None and cells[more_at].strip() else []
        yield own, int(line) if line.isdecimal() and len(line) < 10 else 0, cells + more


def _fits(fits: Callable[[Sequence[str]], Fit]) -> Callable[[Sequence[str]], Fit]:
    """The line of headings is the one with our own heading for line numbers."""

    def known(headings: Sequence[str]) -> Fit:
        fit = fits(headings)
        return Fit(any(_is(heading, LINE) for heading in headings), fit.known)

    return known


def _is(heading: str, ours: Sequence[str]) -> bool:
    return fold_heading(heading) in {fold_heading(each) for each in ours}


def harmed(cell: str) -> str:
    """What `records.exports.harmless` made safe for a spreadsheet, as it was."""
    return cell[1:] if cell[:1] == "'" and cell[1:] and harmless(cell[1:]) == cell else cell
