"""A file -> headings and rows with line numbers, whatever program wrote it. Knows nothing of children."""

from records.spreadsheets.dates import ColumnDates, dates_of, parse_date
from records.spreadsheets.headings import fold_heading
from records.spreadsheets.reading import read_table
from records.spreadsheets.tables import Fit, Fits, Row, Table, Unreadable

__all__ = [
    "ColumnDates",
    "Fit",
    "Fits",
    "Row",
    "Table",
    "Unreadable",
    "dates_of",
    "fold_heading",
    "parse_date",
    "read_table",
]
