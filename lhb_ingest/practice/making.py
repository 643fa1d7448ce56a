"""Practice lists for any Welsh authority, at any size, from a seed; everybody on them is made up."""

from dataclasses import dataclass
from datetime import date

from .area import empty_area
from .filling import fill_area
from .lists import write_lists
from .months import live_a_month


@dataclass(frozen=True, slots=True)
class MonthOfLists:
    as_at: date
    files: dict[str, str]  # file name: CSV text; truth.csv among them, and schools.csv, which is reference data


def make_lists(
    authority_code: str, children: int, seed: int, as_at: date, months: int = 1, bad_rows: float = 0.003
) -> list[MonthOfLists]:
    """The same arguments give the same bytes; `bad_rows` is the share of health rows that cannot be used."""
    area = empty_area(authority_code, children, seed, as_at)
    fill_area(area)
    made = [MonthOfLists(area.as_at, write_lists(area, seed, bad_rows))]
    for _ in range(months - 1):
        live_a_month(area)
        made.append(MonthOfLists(area.as_at, write_lists(area, seed, bad_rows)))
    return made
