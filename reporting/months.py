"""Months as figures see them: named by their first day, begun and ended at midnight in Wales. Pure."""

import datetime
from zoneinfo import ZoneInfo

WALES = ZoneInfo("Europe/London")

Month = datetime.date  # its first day


def month_of(day: datetime.date) -> Month:
    return day.replace(day=1)


def month_from(text: str) -> Month:
    """'2026-01' as a month. Anything else is a ValueError."""
    return datetime.datetime.strptime(text, "%Y-%m").replace(tzinfo=WALES).date()


def month_name(month: Month) -> str:
    """As month_from reads it: the same in every language and file."""
    return f"{month:%Y-%m}"


def shift(month: Month, by: int) -> Month:
    """The month so many months later, or earlier."""
    number = month.year * 12 + month.month - 1 + by
    return datetime.date(number // 12, number % 12 + 1, 1)


def month_before(month: Month) -> Month:
    return shift(month, -1)


def last_day(month: Month) -> datetime.date:
    return shift(month, 1) - datetime.timedelta(days=1)


def starts_at(month: Month) -> datetime.datetime:
    """The first moment of the month, summer time or not."""
    return datetime.datetime.combine(month, datetime.time.min, tzinfo=WALES)


def ends_at(month: Month) -> datetime.datetime:
    """The first moment that is no longer in the month."""
    return starts_at(shift(month, 1))
