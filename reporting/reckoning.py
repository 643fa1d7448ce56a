"""From the rows that are counted to numbers by category. None: there was nothing to measure."""

import math
import statistics
from collections.abc import Callable, Iterable
from zoneinfo import ZoneInfo

from django.db.models import Count, QuerySet, Sum

from reporting.choices import Average

Reckoning = Callable[[QuerySet], dict[str, int | None]]
WALES = ZoneInfo("Europe/London")


def number_of_rows(rows: QuerySet) -> dict[str, int | None]:
    return dict(rows.order_by().values_list("category").annotate(number=Count("pk")))


def sum_of_tallies(rows: QuerySet) -> dict[str, int | None]:
    return dict(rows.order_by().values_list("category").annotate(number=Sum("count")))


def averages(days: Iterable[int]) -> dict[str, int | None]:
    """Median and mean to the nearest whole day, halves up; the 90th percentile by nearest rank."""
    found = sorted(days)
    if not found:
        return dict.fromkeys(Average.values)
    return {
        Average.MEDIAN: math.floor(statistics.median(found) + 0.5),
        Average.MEAN: math.floor(statistics.fmean(found) + 0.5),
        Average.P90: found[math.ceil(0.9 * len(found)) - 1],
    }


def averages_of_tallies(rows: QuerySet) -> dict[str, int | None]:
    """Of tallies whose category is a number of days: how many took so long."""
    return averages(int(days) for days, count in rows.values_list("category", "count") for _each in range(count))


def days_between(first: str, last: str) -> Reckoning:
    """Calendar days from one date of a row (day 0) to another."""

    def reckon(rows: QuerySet) -> dict[str, int | None]:
        return averages((end - start).days for start, end in rows.values_list(first, last))

    return reckon


def days_to_event(rows: QuerySet) -> dict[str, int | None]:
    """Calendar days from the receipt of a case to the day, in Wales, of an event on it."""
    found = rows.values_list("case__received_on", "at")
    return averages((at.astimezone(WALES).date() - received_on).days for received_on, at in found)
