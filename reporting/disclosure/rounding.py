"""How one number is shown, and what the sign that is shown says of the number. Pure.

The signs are those of the Government Statistical Service ("Using symbols in tables") and of stats.gov.wales.
"""

import math

HIDDEN = "[c]"  # confidential: 1 to 4, or more and hidden so that another number cannot be worked out; never zero
WITHHELD = "[x]"  # not given: says nothing, not even that it is not zero
NOT_APPLICABLE = "[z]"  # there was nothing to measure
UNSEEN = (HIDDEN, WITHHELD)
SMALL = range(1, 5)
STEP = 5
FEWEST = 5  # a median of fewer is hidden
SMALLEST_BASE = 50  # a percentage of fewer is hidden

Bounds = tuple[float, float]


def rounded(number: int) -> int:
    """To the nearest multiple of five: 7 is 5, 8 is 10."""
    return (number + STEP // 2) // STEP * STEP


def shown(number: int) -> str:
    return HIDDEN if number in SMALL else str(rounded(number))


def shown_measure(value: int | None, *, base: int, fewest: int = FEWEST) -> str:
    """A median or the like, hidden where it rests on fewer; nothing to hide where it rests on none."""
    if value is None or base == 0:
        return NOT_APPLICABLE
    return HIDDEN if base < fewest else str(value)


def shown_share(numerator: int, base: int, *, numerator_shown: str) -> str:
    """A percentage from the exact counts, in whole points; hidden with its numerator, or on a base under 50."""
    if base == 0:
        return NOT_APPLICABLE
    if base < SMALLEST_BASE or numerator_shown in UNSEEN:
        return HIDDEN
    return str(percent(numerator, base))


def percent(part: int, whole: int) -> int | None:
    """Of the exact numbers, in whole points, halves up; None of nothing."""
    return (200 * part + whole) // (2 * whole) if whole else None


def limits(number: int, sign: str) -> Bounds:
    """What a reader can say of a number by its own sign alone.

    The reader is taken to know which cells are hidden for being small: a stronger reader than the signs make.
    """
    if sign == WITHHELD:
        return 0, math.inf
    if sign == HIDDEN:
        return (SMALL[0], SMALL[-1]) if number in SMALL else (1, math.inf)
    if number == 0:
        return 0, 0
    middle = int(sign)
    return max(STEP, middle - STEP // 2), middle + STEP // 2
