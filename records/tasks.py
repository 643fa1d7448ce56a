"""What the timetable does with records: each task may run twice without harm."""

import logging

from celery import shared_task

from records import actions
from records.models import Authority
from records.scope import scope

logger = logging.getLogger(__name__)


@shared_task
def remove_over_age() -> None:
    """Takes children past compulsory school age off the CME database, each authority in a transaction of its own."""
    for authority in Authority.objects.all():
        try:
            with scope(authority=authority.pk):
                actions.remove_over_age(authority=authority)
        except Exception:  # the others are not kept waiting
            logger.exception("Records of authority %s could not be removed", authority.pk)


@shared_task
def forget_ended_entries() -> None:
    """Deletes roll entries that ended longer ago than the authority keeps them."""
    for authority in Authority.objects.all():
        try:
            with scope(authority=authority.pk):
                actions.forget_ended_entries(authority=authority)
        except Exception:  # the others are not kept waiting
            logger.exception("Ended entries of authority %s could not be deleted", authority.pk)
