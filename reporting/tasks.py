"""The jobs of the timetable: every authority's return for the month before."""

import logging

from celery import shared_task
from django.utils import timezone

from records.models import Authority
from records.scope import scope
from reporting.months import Month, month_before, month_from, month_name, month_of
from reporting.returns import make_return

logger = logging.getLogger(__name__)


@shared_task
def make_returns(month: str | None = None, authority: str | None = None) -> None:
    """Makes the returns of a month ('2026-01'; without one, the month before) for every authority, or for one.

    Safe to run twice: what is made already stays, and what somebody has looked at is never touched. One authority's
    failure does not keep the others from theirs.
    """
    wanted = month_from(month) if month else last_month()
    codes = [authority] if authority else list(Authority.objects.order_by("pk").values_list("pk", flat=True))
    failed = [code for code in codes if not made(code, wanted)]
    if failed:
        raise RuntimeError(f"no return for {month_name(wanted)}: {', '.join(failed)}")


def made(code: str, month: Month) -> bool:
    """Makes one authority's return within its own scope and transaction; False if that failed."""
    try:
        with scope(authority=code):
            cme_return = make_return(authority=Authority.objects.get(pk=code), month=month)
    except Exception:
        logger.exception("The return of %s for %s was not made", code, month_name(month))
        return False
    logger.info("The return of %s for %s stands at version %s", code, month_name(month), cme_return.version)
    return True


def last_month() -> Month:
    return month_before(month_of(timezone.localdate()))
