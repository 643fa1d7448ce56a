"""Indicators that are counted no more, because their meaning changed: what returns of their time say stays readable.

A meaning that changes gets a new code. The old one goes here with its words, so that no released number ever stands
beside a definition that it was not counted by.
"""

from django.utils.translation import gettext_lazy as _

from reporting import questions
from reporting.choices import Direction, Unit
from reporting.figures.cases import DAYS
from reporting.figures.indicator import Indicator, days

NO_MORE = questions.tallies("counted_no_more")
TRACED = {
    Direction.IN: _("Traced in: the child came to notice in the area"),
    Direction.OUT: _("Traced out: the child left a roll of the area"),
}


RETIRED = [
    Indicator(
        code="closed_by_direction",
        title=_("Cases closed, traced in and traced out"),
        definition=_(
            "Cases closed on a day of the month. Traced out: the child left a roll of the area or was reported by a "
            "school. Traced in: the child came to notice in any other way."
        ),
        unit=Unit.CASES,
        rows=NO_MORE,
        categories=TRACED,
        shares_total_with="cases_closed",
    ),
    days(
        code="days_to_closure_in",
        title=_("Days from receipt to closure, traced in"),
        definition=DAYS,
        rows=NO_MORE,
        reckon=lambda rows: {},
        base="closed_by_direction",
        base_category=Direction.IN,
    ),
    days(
        code="days_to_closure_out",
        title=_("Days from receipt to closure, traced out"),
        definition=DAYS,
        rows=NO_MORE,
        reckon=lambda rows: {},
        base="closed_by_direction",
        base_category=Direction.OUT,
    ),
]
