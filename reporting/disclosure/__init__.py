"""Disclosure control: what of counts of children may leave an authority, so that nobody can find a child in them. Pure.

A true zero is shown, 1 to 4 is '[c]', everything else is rounded to the nearest 5, totals on their own
(`rounding`). Then `control` hides further cells until a reader who has every release of the window, knows these rules
and has a linear programme (`reader`) cannot bound any hidden small number tighter than 1 to 4. What it hides is chosen
by a mixed-integer programme, so that as little as possible goes. HiGHS solves both.

After Fischetti and Salazar (2001), "Solving the cell suppression problem on tabular data with linear constraints",
Management Science 47(7), with the rounding and the signs of stats.gov.wales.
"""

from reporting.disclosure.control import Sum, control
from reporting.disclosure.reader import bounds, found_out
from reporting.disclosure.rounding import (
    FEWEST,
    HIDDEN,
    NOT_APPLICABLE,
    SMALL,
    SMALLEST_BASE,
    UNSEEN,
    WITHHELD,
    percent,
    rounded,
    shown,
    shown_measure,
    shown_share,
)
from reporting.disclosure.shapes import Cell, Fact, Key

__all__ = [
    "FEWEST",
    "HIDDEN",
    "NOT_APPLICABLE",
    "SMALL",
    "SMALLEST_BASE",
    "UNSEEN",
    "WITHHELD",
    "Cell",
    "Fact",
    "Key",
    "Sum",
    "bounds",
    "control",
    "found_out",
    "percent",
    "rounded",
    "shown",
    "shown_measure",
    "shown_share",
]
