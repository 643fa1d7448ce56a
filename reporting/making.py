"""Which returns a worker has been asked to make and has not made yet, so that a page can say so and look again."""

from django.core.cache import cache

from reporting.months import Month, month_name

LONGEST = 600  # seconds: a worker that has not come by then is not coming for this one; the timetable makes it


def begun(code: str, month: Month) -> None:
    cache.set(_key(code, month), True, LONGEST)


def ended(code: str, month: Month) -> None:
    cache.delete(_key(code, month))


def is_under_way(code: str, month: Month) -> bool:
    return bool(cache.get(_key(code, month)))


def _key(code: str, month: Month) -> str:
    return f"making-return:{code}:{month_name(month)}"
