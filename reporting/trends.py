"""Figures as charts, each with its table: over months, of one month, by season. Exact for the authority, released for
evaluators; one query for all charts of a page."""

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from records.models import Authority
from records.rules import academic_year
from reporting import disclosure, figures
from reporting.charts import Chart, Series
from reporting.choices import ReturnState
from reporting.models import ReleasedLine, ReturnLine
from reporting.months import Month, shift

MONTHS = 24  # at most, so that a chart can be read
SEASONS = 3  # academic years held against one another
PIXELS = 96  # in an inch, as browsers have it
MONTH, CATEGORY = gettext_lazy("Month"), gettext_lazy("Category")

Numbers = Mapping[tuple[Month, str, str], str]  # by month, indicator and category, in the newest version


@dataclass(frozen=True)
class Column:
    """One line, or the bars, of a chart: what is shown at each place; empty where there is no return."""

    label: str
    shown: Sequence[str]


@dataclass(frozen=True)
class Trend:
    """A chart and its table. `newest_first`: the table begins where the chart ends."""

    name: str
    title: str
    authority: Authority
    heading: Promise | str
    labels: Sequence[str]
    columns: Sequence[Column]
    unit: str
    form: str = "lines"
    newest_first: bool = False

    @property
    def description(self) -> str:
        """The alternative text of the chart."""
        if not self.labels:
            return _("There are no figures for this chart yet.")
        words = {
            "lines": _("Line chart: %(title)s, %(authority)s, %(first)s to %(last)s. The table has the same numbers."),
            "bars": _("Bar chart: %(title)s, %(authority)s. The table has the same numbers."),
        }
        told = {"title": self.title, "authority": self.authority, "first": self.labels[0], "last": self.labels[-1]}
        return words[self.form] % told

    @property
    def rows(self) -> list[tuple[str, list[str]]]:
        rows = [(label, [column.shown[place] for column in self.columns]) for place, label in enumerate(self.labels)]
        return rows[::-1] if self.newest_first else rows

    @property
    def cells(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """The rows of the table, each number with the name of its column."""
        names = [column.label for column in self.columns]
        return [(label, list(zip(names, numbers, strict=True))) for label, numbers in self.rows]

    @property
    def height(self) -> int:
        """Of the picture, in pixels."""
        return round(self.chart().height * PIXELS)

    def chart(self) -> Chart:
        return Chart(
            title=_("%(title)s: %(authority)s") % {"title": self.title, "authority": self.authority},
            description=self.description,
            axis=self.unit,
            labels=self.labels,
            series=[Series(column.label, [number_of(text) for text in column.shown]) for column in self.columns],
            signs=[text if number_of(text) is None else "" for text in self.columns[0].shown] if self.columns else [],
            form=self.form,
        )


def number_of(shown: str) -> int | None:
    """A hidden number is a gap, and so is a month without a return."""
    return int(shown) if shown.isdecimal() else None


# ------------------------------------------------------------------------------------------------------- the charts
Draw = Callable[[str, Authority, Month, Numbers], Trend]


def over_months(title: Promise, *codes: str) -> Draw:
    """The totals of indicators, a line each, over the months up to the one that is asked for."""

    def drawn(name: str, authority: Authority, until: Month, numbers: Numbers) -> Trend:
        months = months_between(sorted({month for month, code, category in numbers if code in codes and not category}))
        columns = [
            Column(
                str(figures.INDICATORS[code].title), [numbers.get((month, code, figures.TOTAL), "") for month in months]
            )
            for code in codes
        ]
        labels = [date_format(month, "M Y") for month in months]
        unit = str(figures.INDICATORS[codes[0]].unit.label)
        return Trend(name, str(title), authority, MONTH, labels, columns, unit, newest_first=True)

    return drawn


def of_month(title: Promise, code: str) -> Draw:
    """The parts of one indicator in the month that is asked for, a bar each."""

    def drawn(name: str, authority: Authority, until: Month, numbers: Numbers) -> Trend:
        one = figures.INDICATORS[code]
        found = [
            (one.label(each), numbers[until, code, each]) for each in one.categories if (until, code, each) in numbers
        ]
        labels, shown = [label for label, _text in found], [text for _label, text in found]
        words = _("%(title)s, %(month)s") % {"title": title, "month": date_format(until, "F Y")}
        unit = str(one.unit.label)
        return Trend(name, words, authority, CATEGORY, labels, [Column(unit, shown)], unit, form="bars")

    return drawn


def by_season(title: Promise, code: str) -> Draw:
    """The total of one indicator from September to August, a line for each academic year."""

    def drawn(name: str, authority: Authority, until: Month, numbers: Numbers) -> Trend:
        this = academic_year(until)
        years = [this - back for back in range(SEASONS)]
        begun = {academic_year(month) for month, which, category in numbers if which == code and not category}
        columns = [
            Column(
                f"{year}/{(year + 1) % 100:02d}",
                [
                    numbers.get((shift(datetime.date(year, 9, 1), place), code, figures.TOTAL), "")
                    for place in range(12)
                ],
            )
            for year in years
            if year in begun
        ]
        labels = [date_format(shift(datetime.date(this, 9, 1), place), "F") for place in range(12)] if columns else []
        return Trend(name, str(title), authority, MONTH, labels, columns, str(figures.INDICATORS[code].unit.label))

    return drawn


TRENDS: dict[str, Draw] = {
    "open-cases": over_months(gettext_lazy("Open cases at the end of each month"), "open_cases"),
    "opened-and-closed": over_months(
        gettext_lazy("Cases opened and closed in each month"), "cases_opened", "cases_closed"
    ),
    "outcomes": of_month(gettext_lazy("Cases closed, by reason"), "cases_closed"),
    "durations": of_month(gettext_lazy("Open cases by duration"), "open_by_duration"),
    "season": by_season(gettext_lazy("Cases opened, by month of the academic year"), "cases_opened"),
}
TOTALS, PARTS = ("open_cases", "cases_opened", "cases_closed"), ("cases_closed", "open_by_duration")


def exact_numbers(authority: Authority, until: Month) -> Numbers:
    lines = ReturnLine.objects.filter(cme_return__authority=authority)
    return numbers_of(lines, until, "value")


def released_numbers(authority: Authority, until: Month) -> Numbers:
    lines = ReleasedLine.objects.filter(cme_return__authority=authority, cme_return__state=ReturnState.RELEASED)
    return numbers_of(lines, until, "shown")


def numbers_of(lines: QuerySet, until: Month, value: str) -> Numbers:
    """What the charts need: totals of the years before, and parts of the month itself."""
    since = shift(until, -12 * SEASONS)
    wanted = Q(category=figures.TOTAL, indicator__in=TOTALS) | Q(cme_return__month=until, indicator__in=PARTS)
    near = lines.filter(wanted, cme_return__month__range=(since, until)).order_by("cme_return__version")
    found = near.values_list("cme_return__month", "indicator", "category", value)
    return {(month, code, category): text_of(text) for month, code, category, text in found}


def trend(name: str, authority: Authority, until: Month, numbers: Numbers) -> Trend:
    return TRENDS[name](name, authority, until, numbers)


def all_trends(authority: Authority, until: Month, numbers: Numbers) -> list[Trend]:
    """Every chart that has something to show."""
    drawn = (trend(name, authority, until, numbers) for name in TRENDS)
    return [each for each in drawn if each.labels]


def text_of(value: int | str | None) -> str:
    return disclosure.NOT_APPLICABLE if value is None else str(value)


def months_between(months: list[Month]) -> list[Month]:
    """Every month from the first to the last, also those without a return."""
    if not months:
        return []
    last = months[-1]
    count = (last.year - months[0].year) * 12 + last.month - months[0].month + 1
    return [shift(last, -back) for back in reversed(range(min(count, MONTHS)))]
