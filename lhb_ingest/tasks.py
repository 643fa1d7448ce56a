"""What the worker does with lists: each task takes numbers and codes, never a name, and may run twice without harm."""

import logging

from celery import shared_task
from django.db import InterfaceError, OperationalError, transaction

from lhb_ingest import actions
from lhb_ingest.actions.purging import due
from lhb_ingest.actions.staging import extracts_waiting
from lhb_ingest.models import Extract
from records.models import Authority
from records.scope import scope

logger = logging.getLogger(__name__)


def start(extract: Extract) -> None:
    """Hands a list to the worker once the transaction that stored it is certain."""
    pk, authority = extract.pk, extract.authority_id
    transaction.on_commit(lambda: work_on_list.delay(pk, authority))


@shared_task
def work_on_list(extract_id: int, authority_code: str) -> None:
    """Checks a list and compares it, whichever it still waits for. Each stage commits by itself.

    While the database is away the list waits, and `resume_lists` hands it out again. Any other fault would come back
    every minute: the list is refused with a sentence instead, and the log says where the fault was.
    """
    try:
        for stage in (actions.check_extract, actions.compare_extract):
            with scope(authority=authority_code):
                stage(extract_id=extract_id)
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        logger.exception("List %s could not be finished", extract_id)
        with scope(authority=authority_code):
            actions.give_up(extract_id=extract_id)


@shared_task
def resume_lists() -> None:
    """Hands every list that waits for a worker to one again: after a kill, a restart, a lost message."""
    for code in Authority.objects.values_list("pk", flat=True):
        with scope(authority=code):
            for extract in extracts_waiting():
                start(extract)


@shared_task
def purge_due() -> None:
    """Purges what is past its day, each extract in a transaction of its own: a fault in one stops no other."""
    for authority in Authority.objects.all():
        with scope(authority=authority.pk):
            extracts = list(due(authority))
        for extract in extracts:
            try:
                with scope(authority=authority.pk):
                    actions.purge_extract(extract=extract)
            except (OperationalError, InterfaceError):
                raise
            except Exception:
                logger.exception("List %s could not be purged", extract.pk)
        with scope(authority=authority.pk):
            actions.sweep_files(authority=authority)
            actions.forget_decisions(authority=authority)
