"""The figures: every indicator with its definition, the rows that it counts, and the numbers it makes of them.

Adding one is a question (reporting/questions.py), an entry in a section here, and a test.
"""

from collections.abc import Iterator

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from records.models import Authority
from reporting import questions
from reporting.choices import Unit
from reporting.figures.cases import CASES
from reporting.figures.duties import DATABASE, DUTIES
from reporting.figures.incoming import FOUND, INCOMING
from reporting.figures.indicator import SHARE, TOTAL, Figure, Indicator
from reporting.figures.links import LINKS
from reporting.figures.retired import RETIRED
from reporting.figures.stock import STOCK
from reporting.months import Month

__all__ = ["INDICATORS", "LINKS", "SECTIONS", "SHARE", "TOTAL", "Figure", "Indicator", "figures", "indicator_of"]

DEFINITIONS = "4"  # goes up when the meaning of any indicator changes

SECTIONS: list[tuple[Promise, list[Indicator]]] = [
    (_("Lists coming in"), INCOMING),
    (_("What the lists found"), FOUND),
    (pgettext_lazy("section of a return", "Cases"), CASES),
    (_("Open cases at the end of the month"), STOCK),
    (_("CME database"), DATABASE),
    (_("Duties and their days"), DUTIES),
]
NO_LONGER: dict[str, Indicator] = {one.code: one for one in RETIRED}
INDICATORS: dict[str, Indicator] = {one.code: one for _title, indicators in SECTIONS for one in indicators}


def indicator_of(code: str) -> Indicator:
    """The indicator of a line, also of one made by an older program that counted something else."""
    return (
        INDICATORS.get(code)
        or NO_LONGER.get(code)
        or Indicator(code=code, title=code, definition="", unit=Unit.ROWS, rows=questions.tallies(code))
    )


def figures(authority: Authority, month: Month) -> Iterator[Figure]:
    """Every number of one authority for one month, in the order of a return."""
    for indicator in INDICATORS.values():
        for category, value in indicator.numbers(authority, month).items():
            yield Figure(indicator, category, value)
