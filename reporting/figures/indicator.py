"""What an indicator is: one question with its answer, what it means, which rows it counts, what it makes of them."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db.models import QuerySet
from django.utils.functional import Promise, lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from records.models import Authority
from reporting import questions
from reporting.choices import Average, Unit
from reporting.disclosure import percent
from reporting.months import Month
from reporting.reckoning import Reckoning, number_of_rows, sum_of_tallies

TOTAL = ""  # the category of a total
SHARE = "share"  # the category of a percentage

Numbers = dict[str, int | None]


def words(choices, *, without: tuple[str, ...] = ()) -> dict[str, Promise]:
    return {code: label for code, label in choices.choices if code not in without}


def in_language(english: str, welsh: str) -> Promise:
    """Words of reference data, which are not in the catalogue, in the language of the page."""
    return lazy(lambda: welsh if get_language() == "cy" else english, str)()


@dataclass(frozen=True)
class Indicator:
    """One question with its answer: what it means, which rows it counts, what it makes of them."""

    code: str
    title: Promise
    definition: Promise
    unit: Unit
    rows: questions.Question
    categories: Mapping[str, Promise] = field(default_factory=dict)  # in the order of the page; none: a total only
    reckon: Reckoning = number_of_rows
    shares_total_with: str = ""  # indicators that break down the same total in different ways name the same one
    base: str = ""  # a measure, not a count: the indicator whose total it rests on
    base_category: str = TOTAL  # or the part of it
    share_of: str = ""  # a percentage: the category of `base` that is its numerator

    @property
    def is_measure(self) -> bool:
        return bool(self.base)

    @property
    def group(self) -> str:
        return self.shares_total_with or self.code

    def numbers(self, authority: Authority, month: Month) -> Numbers:
        """By category, zeros included, the total first. A category that the words do not know is counted too."""
        reckoned = self.reckon(self.rows(authority, month))
        if self.share_of:
            return {SHARE: percent(reckoned.get(self.share_of, 0), sum(reckoned.values()))}
        if self.is_measure:
            return {category: reckoned.get(category) for category in self.categories}
        total = {TOTAL: sum(reckoned.values())}
        return total | dict.fromkeys(self.categories, 0) | reckoned if self.categories else total

    def counted(self, authority: Authority, month: Month) -> str:
        """SHA-256 over which rows are counted and under which category: keys and codes, nothing about a child."""
        rows = self.rows(authority, month).order_by("pk").values_list("pk", "category")
        return hashlib.sha256(json.dumps(list(rows), separators=(",", ":")).encode()).hexdigest()

    def label(self, category: str) -> str:
        return str(self.categories.get(category, category)) if category else str(_("Total"))

    def rows_of(self, authority: Authority, month: Month, category: str = TOTAL) -> QuerySet:
        """The list behind a number: exactly the rows that it counts."""
        rows = self.rows(authority, month)
        return rows if category == TOTAL or self.is_measure else rows.filter(category=category)


@dataclass(frozen=True)
class Figure:
    """One number of an indicator for one month."""

    indicator: Indicator
    category: str
    value: int | None  # None: there was nothing to measure


def tallied(code: str, *, title: Promise, definition: Promise, unit: Unit, measure: str = "", **more) -> Indicator:
    """Adds up what sources left behind (`records.Tally`) of a measure, which has the indicator's name at first."""
    rows = questions.tallies(measure or code)
    return Indicator(code, title, definition, unit, rows, reckon=sum_of_tallies, **more)


def days(
    code: str, *, title: Promise, definition: Promise, rows: questions.Question, reckon: Reckoning, base: str, **more
) -> Indicator:
    """Averages of the days that something took, over the rows that `base` counts."""
    return Indicator(code, title, definition, Unit.DAYS, rows, words(Average), reckon, base=base, **more)
