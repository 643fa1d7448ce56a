"""Published tables as workbooks: xlsx by gptables, as government statisticians make them, and ods.

Knows nothing of returns. The same publication gives the same bytes. Text is never a formula.
"""

import datetime
import io
import tempfile
import warnings
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import gptables
import pandas
from odfdo import Cell, Document, Row, Table

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ODS = "application/vnd.oasis.opendocument.spreadsheet"
EARLIEST = (1980, 1, 1, 0, 0, 0)  # of a file in a zip archive

Value = str | int


@dataclass(frozen=True)
class Sheet:
    """One table on a sheet of its own. The first row of `rows` are its headings."""

    label: str  # of the tab: at most 31 letters
    name: str  # of the table, for programs: letters and underscores
    title: str
    about: Sequence[str]
    rows: Sequence[Sequence[Value]]


@dataclass(frozen=True)
class Publication:
    """What is published together, in one language."""

    title: str
    contents_label: str  # of the first tab
    contents_columns: tuple[str, str]
    about: Sequence[str]
    sheets: Sequence[Sheet]
    made_at: datetime.datetime
    language: str  # as in RFC 5646: en-GB, cy-GB


def xlsx_of(publication: Publication) -> bytes:
    with warnings.catch_warnings(), tempfile.TemporaryDirectory() as folder:
        warnings.simplefilter("ignore")  # no sheet of notes, which is our own; and what gptables asks of pandas
        path = Path(folder) / "tables.xlsx"
        workbook = gptables.produce_workbook(
            str(path),
            {sheet.label: table_of(sheet) for sheet in publication.sheets},
            contentsheet_label=publication.contents_label,
            contentsheet_options={  # instead of a cover, whose headings gptables writes in English
                "title": publication.title,
                "instructions": publication.about[0],
                "subtitles": list(publication.about[1:]),
                "column_names": list(publication.contents_columns),
                "table_name": "contents",
            },
            workbook_options={"strings_to_formulas": False, "strings_to_urls": False},
        )
        created = publication.made_at.replace(tzinfo=None, microsecond=0)
        workbook.set_properties({"title": publication.title, "created": created})
        workbook.close()
        return path.read_bytes()


def table_of(sheet: Sheet) -> gptables.GPTable:
    headings, *rows = sheet.rows
    return gptables.GPTable(
        table=pandas.DataFrame([list(row) for row in rows], columns=list(headings), dtype=object),
        table_name=sheet.name,
        title=sheet.title,
        instructions=sheet.about[0],
        subtitles=list(sheet.about[1:]),
        index_columns={},
    )


def ods_of(publication: Publication) -> bytes:
    document = Document("ods")
    document.body.clear()
    document.meta.title = publication.title
    document.meta.language = publication.language
    for moment in ("creation_date", "date"):
        setattr(document.meta, moment, publication.made_at.replace(tzinfo=None, microsecond=0))
    document.set_language(publication.language)
    contents = [list(publication.contents_columns), *([sheet.label, sheet.title] for sheet in publication.sheets)]
    first = [[publication.title], *([line] for line in publication.about), *contents]
    document.body.append(ods_table(publication.contents_label, first))
    for sheet in publication.sheets:
        lines = [[sheet.title], *([line] for line in sheet.about), *sheet.rows]
        document.body.append(ods_table(sheet.label, lines))
    buffer = io.BytesIO()
    document.save(buffer)
    return undated(buffer.getvalue())


def ods_table(label: str, lines: Sequence[Sequence[Value]]) -> Table:
    table = Table(label)
    for line in lines:
        row = Row()
        for value in line:
            row.append_cell(Cell(value))
        table.append_row(row)
    return table


def undated(archive: bytes) -> bytes:
    """The same archive without the minute in which it was packed."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as source, zipfile.ZipFile(packed, "w") as target:
        for entry in source.infolist():
            same = zipfile.ZipInfo(entry.filename, date_time=EARLIEST)
            same.compress_type = entry.compress_type
            target.writestr(same, source.read(entry))
    return packed.getvalue()
