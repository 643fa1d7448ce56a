"""Dates as people write them, and the order of day and month of a whole column: never guessed row by row. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from records.spreadsheets.tables import Unreadable

DAY_FIRST, MONTH_FIRST = "day_first", "month_first"
# How the order was found: nothing had to be; by days above the 12th; by the sender's last list; by custom alone; asked.
NOT_NEEDED, BY_COLUMN, BY_LAST_LIST, BY_CUSTOM, BY_PERSON = "not_needed", "column", "last_list", "custom", "person"

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january ion ionawr",
            "feb february chwe chwef chwefror",
            "mar march maw mawrth",
            "apr april ebr ebrill",
            "may mai",
            "jun june meh mehefin",
            "jul july gor gorff gorffennaf",
            "aug august aws awst",
            "sep sept september med medi",
            "oct october hyd hydref",
            "nov november tach tachwedd",
            "dec december rhag rhagfyr",
        ),
        start=1,
    )
    for name in names.split()
}
_MIDNIGHT = r"(?:[T ]+0?0:00(?::00(?:\.0+)?)?Z?|[T ]+12:00(?::00)? ?AM)?$"
_YEAR_FIRST = re.compile(r"^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})" + _MIDNIGHT, re.IGNORECASE)
_RUN_TOGETHER = re.compile(r"^((?:19|20)\d\d)(\d\d)(\d\d)$")
_NUMBERS = re.compile(r"^(\d{1,2}) ?([/.\-]) ?(\d{1,2}) ?\2 ?(\d{4}|\d{2})" + _MIDNIGHT, re.IGNORECASE)
_ORDINAL = r"(?:st|nd|rd|th|af|ail|il|ydd|edd|fed|eg|ain)?"
_DAY_AND_WORD = re.compile(
    rf"^(\d{{1,2}}){_ORDINAL}[ \-/.]+(?:o )?([A-Za-z]+)\.?[ \-/.,]+(\d{{4}}|\d{{2}})" + _MIDNIGHT, re.I
)
_WORD_AND_DAY = re.compile(rf"^([A-Za-z]+)\.? +(\d{{1,2}}){_ORDINAL},? +(\d{{4}})" + _MIDNIGHT, re.IGNORECASE)
_SERIAL = re.compile(r"^(\d{5})(?:\.0+)?$")
_SERIALS = range(14_000, 60_000)  # 1938 to 2064, or four years later
_FROM_1900, _FROM_1904 = date(1899, 12, 30), date(1904, 1, 1)
_ONE_IN = 100  # fewer values than one in so many that prove the other order are slips of the pen


@dataclass(frozen=True)
class ColumnDates:
    """How the dates of one column are read. `holds_serials`: some are written as day numbers, such as 42247. `rows`:
    how many the file has; 0 where nobody has counted."""

    order: str = DAY_FIRST
    found: str = NOT_NEEDED
    holds_serials: bool = False
    counts_from_1904: bool = False
    rows: int = field(default=0, compare=False)

    @property
    def needs_confirming(self) -> bool:
        """Whether a person must say that the dates are read rightly: the column itself does not show it."""
        return self.found in (BY_LAST_LIST, BY_CUSTOM) or (self.found == BY_COLUMN and self.order == MONTH_FIRST)

    def read(self, text: str, latest: date) -> date:
        """Raises ValueError. A year of two digits is the last such year that is not after `latest`."""
        if found := _SERIAL.match(text):
            return _from_serial(int(found[1]), self.counts_from_1904)
        return parse_date(text, order=self.order, latest=latest)


def parse_date(text: str, *, order: str = DAY_FIRST, latest: date = date(2069, 12, 31)) -> date:
    """31/08/2015, 2015-08-31, 31-Aug-15, 31.8.2015, 31 Awst 2015, August 31, 2015. Raises ValueError for others."""
    text = " ".join(text.split())
    if found := _YEAR_FIRST.match(text):
        return date(int(found[1]), int(found[3]), int(found[4]))
    if found := _NUMBERS.match(text):
        first, second = int(found[1]), int(found[3])
        day, month = (second, first) if order == MONTH_FIRST else (first, second)
        return date(_year(found[4], latest), month, day)
    if (found := _DAY_AND_WORD.match(text)) and (number := _MONTHS.get(found[2].lower())):
        return date(_year(found[3], latest), number, int(found[1]))
    if (found := _WORD_AND_DAY.match(text)) and (number := _MONTHS.get(found[1].lower())):
        return date(int(found[3]), number, int(found[2]))
    if found := _RUN_TOGETHER.match(text):
        return date(int(found[1]), int(found[2]), int(found[3]))
    raise ValueError("not a date")


def _year(digits: str, latest: date) -> int:
    if len(digits) == 4:
        return int(digits)
    century = latest.year // 100 * 100
    year = century + int(digits)
    return year if year <= latest.year else year - 100


def _from_serial(number: int, counts_from_1904: bool) -> date:
    """A spreadsheet's day number: 42247 is 31 August 2015, counted from 1900."""
    if number not in _SERIALS:
        raise ValueError("not a date")
    return (_FROM_1904 if counts_from_1904 else _FROM_1900) + timedelta(days=number)


def dates_of(
    column: Iterable[tuple[int, str]],
    *,
    last_order: str = "",
    said: str = "",
    is_workbook: bool = False,
    counts_from_1904: bool = False,
) -> ColumnDates:
    """The order of a column's (line, cell)s, from all of them. `last_order` is what the sender's last list used,
    `said` what a person answered, which holds unless the column proves them wrong.

    Raises Unreadable where both orders stand in one column, and where a spreadsheet program has turned some dates of
    the column round: it makes dates of those it can read as month/day, and leaves the others as text.
    """
    seen = _Seen()
    seen.add_all(column)
    if is_workbook:
        seen.check_half_turned()
    seen.check_one_order()
    days, months = seen.day_first, seen.month_first
    order, found = DAY_FIRST, NOT_NEEDED
    if days or months:
        order, found = DAY_FIRST if days > months else MONTH_FIRST, BY_COLUMN
    if said and (order == said if days or months else seen.either):
        order, found = said, BY_PERSON
    elif seen.either and not (days or months):
        order, found = last_order or DAY_FIRST, BY_LAST_LIST if last_order else BY_CUSTOM
    return ColumnDates(order, found, seen.serials > 0 and not is_workbook, counts_from_1904, seen.rows)


class _Seen:
    """Counts of what the values of one column prove. Each spelling is looked at once."""

    def __init__(self) -> None:
        self.day_first = self.month_first = self.either = self.serials = 0
        self.whole_dates = self.whole_dates_after_12th = 0
        self.first_lines: dict[str, int] = {}
        self.rows = 0

    def add_all(self, column: Iterable[tuple[int, str]]) -> None:
        counts: dict[str, int] = {}
        first_lines: dict[str, int] = {}
        for line, cell in column:
            if cell in counts:
                counts[cell] += 1
            else:
                counts[cell], first_lines[cell] = 1, line
        for cell, count in counts.items():
            self.rows += count
            if what := _what(cell.strip()):
                setattr(self, what, getattr(self, what) + count)
                self.first_lines.setdefault(what, first_lines[cell])

    def check_one_order(self) -> None:
        days, months = self.day_first, self.month_first
        if min(days, months) * _ONE_IN >= days + months > 0:
            lines = {"line": self.first_lines["day_first"], "other": self.first_lines["month_first"]}
            raise Unreadable("two_date_orders", **lines)

    def check_half_turned(self) -> None:
        proving = self.day_first + self.month_first
        if proving >= 3 and not self.either and self.whole_dates >= 3 and not self.whole_dates_after_12th:
            raise Unreadable(
                "dates_half_turned", line=self.first_lines["day_first" if self.day_first else "month_first"]
            )


def _what(text: str) -> str:
    """Which counter of `_Seen` a value moves; '' for none."""
    if found := _NUMBERS.match(text):
        first, second = int(found[1]), int(found[3])
        if not (0 < first <= 31 and 0 < second <= 31) or (first > 12 and second > 12) or first == second:
            return ""
        return "day_first" if first > 12 else "month_first" if second > 12 else "either"
    if found := _YEAR_FIRST.match(text):
        return "whole_dates_after_12th" if int(found[4]) > 12 else "whole_dates"
    return "serials" if _SERIAL.match(text) else ""
