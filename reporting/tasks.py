"""The jobs of the timetable: every authority's return for the month before, those that are late, those that differ."""

import logging

from celery import shared_task
from django.utils import timezone

from records.models import Authority
from records.scope import scope
from reporting.choices import ReturnState
from reporting.making import ended
from reporting.models import Return
from reporting.months import Month, month_before, month_from, month_name, month_of, shift
from reporting.previews import preview_of
from reporting.returns import compare_with_records, make_return

logger = logging.getLogger(__name__)

CATCH_UP = 12  # months: an authority whose return of one of these was never made gets it with the next night
WATCH = 13  # months whose newest returns are compared with the records every night


@shared_task
def make_returns(month: str | None = None, authority: str | None = None) -> None:
    """Makes the returns of a month ('2026-01'; without one, the month before) for every authority, or for one.

    Safe to run twice: what is made already stays, and what somebody has looked at is never touched. One authority's
    failure does not keep the others from theirs.
    """
    wanted = month_from(month) if month else last_month()
    codes = [authority] if authority else all_codes()
    failed = [code for code in codes if not made(code, wanted)]
    if failed:
        raise RuntimeError(f"no return for {month_name(wanted)}: {', '.join(failed)}")


@shared_task
def tend_returns() -> None:
    """Every night: makes what is missing of the last months, and notes which returns the records no longer bear out."""
    failed = [f"{code} {month_name(month)}" for code in all_codes() for month in missing(code) if not made(code, month)]
    for code in all_codes():
        with scope(authority=code):
            for cme_return in watched(code):
                compare_with_records(cme_return=cme_return)
    if failed:
        raise RuntimeError(f"no return for: {', '.join(failed)}")


def all_codes() -> list[str]:
    return list(Authority.objects.order_by("pk").values_list("pk", flat=True))


def missing(code: str) -> list[Month]:
    """Months since the authority's first return that have none, the oldest first; at least the month before this."""
    last = last_month()
    with scope(authority=code):
        made_already = set(Return.objects.filter(authority=code).values_list("month", flat=True))
    first = max(min(made_already, default=last), shift(last, 1 - CATCH_UP))
    months = [shift(last, -back) for back in reversed(range(CATCH_UP))]
    return [month for month in months if month >= first and month not in made_already]


def watched(code: str) -> list[Return]:
    """The newest version of each of the last months."""
    since = shift(last_month(), 1 - WATCH)
    newest = Return.objects.filter(authority=code, month__gte=since).order_by("month", "-version")
    return list(newest.distinct("month").select_related("authority"))


def made(code: str, month: Month) -> bool:
    """Makes one authority's return within its own scope and transaction; False if that failed.

    Then reckons what would be shown of it, so that nobody who looks at it waits for that.
    """
    try:
        with scope(authority=code):
            cme_return = make_return(authority=Authority.objects.get(pk=code), month=month)
        if cme_return.state != ReturnState.RELEASED:
            with scope(authority=code):
                preview_of(cme_return)
    except Exception:
        logger.exception("The return of %s for %s was not made", code, month_name(month))
        return False
    finally:
        ended(code, month)
    logger.info("The return of %s for %s stands at version %s", code, month_name(month), cme_return.version)
    return True


def last_month() -> Month:
    return month_before(month_of(timezone.localdate()))
