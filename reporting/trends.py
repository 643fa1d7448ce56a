"""Figures over months, for a chart and for the table beside it: exact for the authority, released for evaluators."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from records.models import Authority
from reporting import disclosure, figures
from reporting.charts import Chart, Series
from reporting.choices import ReturnState
from reporting.models import ReleasedLine, ReturnLine
from reporting.months import Month, shift

MONTHS = 24  # at most, so that a chart can be read
TRENDS = {
    "open-cases": (gettext_lazy("Open cases at the end of each month"), ["open_cases"]),
    "opened-and-closed": (
        gettext_lazy("Cases opened and closed in each month"),
        ["cases_opened", "cases_closed"],
    ),
}


@dataclass(frozen=True)
class Column:
    """One indicator over the months: what is shown of each; empty where there is no return."""

    indicator: figures.Indicator
    shown: Sequence[str]

    @property
    def label(self) -> str:
        return str(self.indicator.title)


@dataclass(frozen=True)
class Trend:
    name: str
    title: str
    authority: Authority
    months: Sequence[Month]
    columns: Sequence[Column]

    @property
    def description(self) -> str:
        """The alternative text of the chart."""
        if not self.months:
            return _("There are no figures for this chart yet.")
        return _("Line chart: %(title)s, %(authority)s, %(first)s to %(last)s. The table has the same numbers.") % {
            "title": self.title,
            "authority": self.authority,
            "first": date_format(self.months[0], "F Y"),
            "last": date_format(self.months[-1], "F Y"),
        }

    @property
    def rows(self) -> list[tuple[Month, list[str]]]:
        """For the table: the newest month first."""
        rows = [(month, [column.shown[place] for column in self.columns]) for place, month in enumerate(self.months)]
        return rows[::-1]

    def chart(self) -> Chart:
        return Chart(
            title=_("%(title)s: %(authority)s") % {"title": self.title, "authority": self.authority},
            description=self.description,
            axis=str(self.columns[0].indicator.unit.label),
            months=self.months,
            series=[Series(column.label, [number_of(text) for text in column.shown]) for column in self.columns],
        )


def number_of(shown: str) -> int | None:
    """A hidden number is a gap, and so is a month without a return."""
    return int(shown) if shown.isdecimal() else None


def exact_trend(name: str, authority: Authority, until: Month) -> Trend:
    lines = ReturnLine.objects.filter(cme_return__authority=authority, cme_return__month__lte=until)
    return trend(name, authority, lines.values_list("cme_return__month", "indicator", "value"))


def released_trend(name: str, authority: Authority, until: Month) -> Trend:
    lines = ReleasedLine.objects.filter(
        cme_return__authority=authority, cme_return__month__lte=until, cme_return__state=ReturnState.RELEASED
    )
    return trend(name, authority, lines.values_list("cme_return__month", "indicator", "shown"))


def trend(name: str, authority: Authority, lines) -> Trend:
    """From the totals of the returns, the newest version of each month."""
    title, codes = TRENDS[name]
    totals = lines.filter(category=figures.TOTAL, indicator__in=codes).order_by("cme_return__version")
    shown = {(month, code): text_of(value) for month, code, value in totals}
    months = months_between(sorted({month for month, _code in shown}))
    columns = [Column(figures.INDICATORS[code], [shown.get((month, code), "") for month in months]) for code in codes]
    return Trend(name, str(title), authority, months, columns)


def text_of(value: int | str | None) -> str:
    return disclosure.NOT_APPLICABLE if value is None else str(value)


def months_between(months: list[Month]) -> list[Month]:
    """Every month from the first to the last, also those without a return."""
    if not months:
        return []
    last = months[-1]
    count = (last.year - months[0].year) * 12 + last.month - months[0].month + 1
    return [shift(last, -back) for back in reversed(range(min(count, MONTHS)))]
