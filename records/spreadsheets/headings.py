"""Which line of a file holds its headings, and whether two people mean the same heading."""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from records.spreadsheets.tables import MOST_COLUMNS, MOST_LINES_ABOVE, Fit, Fits, Row, Unreadable


@lru_cache(maxsize=10_000)
def fold_heading(heading: str) -> str:
    """Letters and digits alone, small, without marks: 'Date of Birth', 'DATE_OF_BIRTH', 'dateofbirth' are one."""
    plain = unicodedata.normalize("NFKD", heading).casefold()
    return "".join(sign for sign in plain if sign.isalnum())


def find_headings(records: Sequence[Row], fits: Fits) -> tuple[int, Fit]:
    """(index among the first records, how well it fits). The line that fits best; where none fits, by its shape.

    Shape: the first line at least half as wide as the widest near it, so that a title above is passed over.
    Raises Unreadable when no line has two filled cells.
    """
    near = list(records[:MOST_LINES_ABOVE])
    best, found = Fit(False, 0), -1
    for index, (_line, cells) in enumerate(near):
        fit = fits([clean_heading(cell) for cell in cells])
        if fit > best:
            best, found = fit, index
    if best.known >= 2:
        return found, best
    widths = [filled(cells) for _line, cells in near]
    widest = max(widths, default=0)
    if widest < 2:
        raise Unreadable("no_columns")
    return next(index for index, width in enumerate(widths) if width >= 2 and width * 2 >= widest), best


def filled(cells: Sequence[str]) -> int:
    return sum(1 for cell in cells if cell.strip())


def clean_heading(cell: str) -> str:
    """One line, without outer spaces."""
    return " ".join(cell.split())


def checked_headings(cells: Sequence[str]) -> list[str]:
    """The headings without empty ones at the end. Raises Unreadable for too many, and for one that stands twice."""
    headings = [clean_heading(cell) for cell in cells]
    while headings and not headings[-1]:
        headings.pop()
    if len(headings) > MOST_COLUMNS:
        raise Unreadable("too_many_columns", number=len(headings), most=MOST_COLUMNS)
    seen: set[str] = set()
    for heading in filter(None, headings):
        key = fold_heading(heading) or heading
        if key in seen:
            raise Unreadable("heading_twice", heading=heading[:60])
        seen.add(key)
    return headings


def even(records: Iterable[Row], width: int) -> Iterator[Row]:
    """Rows as wide as the headings; one that is wider has a filled cell where no heading is."""
    for number, cells in records:
        if len(cells) < width:
            cells = cells + [""] * (width - len(cells))
        elif len(cells) > width and not any(cell.strip() for cell in cells[width:]):
            cells = cells[:width]
        yield number, cells
