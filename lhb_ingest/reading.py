"""Opens a list the one way that upload, check and shell share: its table, its layout, the order of its dates."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, BinaryIO

from lhb_ingest.checking import Checker
from lhb_ingest.layouts import Layout, Reading, fits_for, reading_for
from lhb_ingest.meanings import look_like_values
from records.spreadsheets import ColumnDates, Table, Unreadable, dates_of, read_table


@dataclass(frozen=True)
class OpenList:
    """A list opened at its headings; `table.rows` are still to be read, once."""

    table: Table
    reading: Reading

    def dates(self, *, last_order: str = "", said: str = "") -> ColumnDates:
        """How its dates of birth are read, found from all of the file. `said` is what a person
        answered about this file; what one said when its headings were explained holds too.

        Raises Unreadable where both orders stand in the file.
        """
        number = self.reading.columns.get("born_on")
        if number is None:
            return ColumnDates()
        return dates_of(
            self.table.column(number),
            last_order=last_order,
            said=said or self.reading.layout.date_order,
            is_workbook=self.table.format != "csv",
            counts_from_1904=self.table.counts_from_1904,
        )

    def checker(self, *, kind: str, as_at: date, dates: ColumnDates) -> Checker:
        return Checker(kind=kind, reading=self.reading, as_at=as_at, dates=dates)

    def how_it_is_read(self) -> dict[str, Any]:
        """For `Extract.reading`; nothing of a child is in it. `dates` is added when they are looked at."""
        table = self.table
        return {
            "format": table.format,
            "encoding": table.encoding,
            "delimiter": table.delimiter,
            "sheet": table.sheet[:100],
            "other_sheets": [name[:100] for name in table.other_sheets[:20]],
            "heading_line": table.heading_line,
        }


def open_list(file: BinaryIO, *, kind: str, explained: Sequence[Layout] = ()) -> OpenList:
    """`explained` are layouts that people explained, the nearest first. Raises Unreadable for what is no such list."""
    table = read_table(file, fits=fits_for(kind, explained))
    if look_like_values(table.headings):
        raise Unreadable("no_headings")
    return OpenList(table=table, reading=reading_for(kind, table.headings, explained))
