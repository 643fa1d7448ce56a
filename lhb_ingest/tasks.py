"""What the worker does with lists: each task may run twice without harm, and its message holds nothing but its name."""

import logging

from celery import shared_task
from django.conf import settings
from django.db import InterfaceError, OperationalError, connection, transaction
from kombu.exceptions import OperationalError as QueueAway

from lhb_ingest import actions
from lhb_ingest.actions.heart import Heart
from lhb_ingest.actions.jobs import someone_can_begin
from lhb_ingest.actions.purging import due, sweep_tables
from lhb_ingest.choices import WAITING_FOR_WORKER, BulkState, PreviewState
from lhb_ingest.fingerprints import key_of_stored_pairs
from lhb_ingest.matching.stored import StoredPairs
from lhb_ingest.models import BulkAcceptance, Extract, Job, ThresholdPreview
from records.models import Authority
from records.scope import scope

logger = logging.getLogger(__name__)
AT_ONCE = 20  # messages sent by one look at the queue: more than any installation has workers


def start(extract: Extract) -> None:
    """Queues a list, and tells a worker once the storing is certain; not one that waits for a person."""
    if extract.state not in WAITING_FOR_WORKER:
        return
    actions.enqueue(extract=extract)
    transaction.on_commit(tell_a_worker)


def tell_a_worker() -> None:
    """Where the broker is away, the list waits in its queue for the timetable's next look."""
    try:
        work_on_queue.delay()
    except (QueueAway, ConnectionError) as fault:
        logger.warning("No worker could be told of a list: %s", type(fault).__name__)


@shared_task
def work_on_queue() -> None:
    """Takes the list whose turn it is and does its stages. Ends at once where none may begin."""
    with Heart() as heart:
        if (job := actions.claim(worker=heart.worker, hold=heart.hold)) is None:
            return
        heart.beat_for(job)
        _work(job)
    if someone_can_begin():
        tell_a_worker()


def _work(job: Job) -> None:
    if job.attempts > settings.JOB_ATTEMPTS:
        with scope(authority=job.authority_id):
            actions.give_up(extract_id=job.extract_id, code="given_up", attempts=settings.JOB_ATTEMPTS)
        actions.put_down(job=job, is_finished=False, given_up=True)
        return
    try:
        work_on_list(job.extract_id, job.authority_id, lambda: actions.stage_done(job=job))
    except (OperationalError, InterfaceError):
        actions.put_down(job=job, is_finished=False)  # the database may be back already; else its next look finds it
        raise
    with scope(authority=job.authority_id):
        waits = Extract.objects.filter(pk=job.extract_id, state__in=WAITING_FOR_WORKER).exists()
    actions.put_down(job=job, is_finished=not waits)


def work_on_list(extract_id: int, authority_code: str, after_stage=lambda: None) -> None:
    """Checks a list and compares it, whichever it still waits for. Each stage commits by itself.

    While the database is away the list waits. Any other fault would come back each time: the list is refused with a
    sentence instead, and the log says where the fault was.
    """
    try:
        for stage in (actions.check_extract, actions.mend_extract, actions.compare_extract):
            with scope(authority=authority_code):
                stage(extract_id=extract_id)
            after_stage()
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        logger.exception("List %s could not be finished", extract_id)
        with scope(authority=authority_code):
            actions.give_up(extract_id=extract_id)


@shared_task
def resume_lists() -> None:
    """Every minute: queues lists that are in no queue, and tells workers of all that wait or whose worker is gone."""
    for code in Authority.objects.values_list("pk", flat=True):
        with scope(authority=code):
            actions.enqueue_waiting()
    for _each in range(min(AT_ONCE, Job.objects.unfinished().count())):
        tell_a_worker()


def start_rematch(authority_code: str) -> None:
    """Has what waits and what is open compared with lists that have just taken effect, once that is certain."""
    transaction.on_commit(lambda: rematch.delay(authority_code))


@shared_task
def rematch(authority_code: str) -> None:
    """Compares what waits and what is open with the lists that took effect, and draws the blind sample of a health
    extract. Each is a transaction of its own; where nothing is due, nothing is done."""
    with scope(authority=authority_code):
        actions.rematch_authority(authority=Authority.objects.get(pk=authority_code))
    with scope(authority=authority_code):
        actions.draw_samples(authority=Authority.objects.get(pk=authority_code))


@shared_task
def resume_rematches() -> None:
    """Does what a killed worker or a lost message left undone, each authority by itself."""
    for code in Authority.objects.values_list("pk", flat=True):
        try:
            rematch(code)
        except (OperationalError, InterfaceError):
            raise
        except Exception:
            logger.exception("What waits in authority %s could not be compared again", code)


@shared_task
def purge_due() -> None:
    """Purges what is past its day, each extract in a transaction of its own: a fault in one stops no other."""
    went = False
    for authority in Authority.objects.all():
        with scope(authority=authority.pk):
            extracts = list(due(authority))
        for extract in extracts:
            try:
                with scope(authority=authority.pk):
                    went |= actions.purge_extract(extract=extract) is not None
            except (OperationalError, InterfaceError):
                raise
            except Exception:
                logger.exception("List %s could not be purged", extract.pk)
        with scope(authority=authority.pk):
            actions.sweep_files(authority=authority)
            actions.forget_decisions(authority=authority)
    if went and not connection.in_atomic_block:
        sweep_tables()


def start_bulk(bulk: BulkAcceptance) -> None:
    """Hands a group of near matches to the worker once it is certain that it is to be accepted, or undone."""
    pk, authority = bulk.pk, bulk.authority_id
    transaction.on_commit(lambda: _tell_of_bulk(pk, authority))


def _tell_of_bulk(pk: int, authority_code: str) -> None:
    """Where the broker is away, the timetable's next look finds the group."""
    try:
        work_on_bulk.delay(pk, authority_code)
    except (QueueAway, ConnectionError) as fault:
        logger.warning("No worker could be told of a group: %s", type(fault).__name__)


@shared_task
def work_on_bulk(bulk_id: int, authority_code: str) -> None:
    """Some pairs at a time, each time in a transaction of its own, until none is left."""
    is_more = True
    while is_more:
        with scope(authority=authority_code):
            is_more = actions.work_bulk(bulk_id=bulk_id)


@shared_task
def resume_bulks() -> None:
    """Groups that a killed worker left half done, or of which no worker was told."""
    for code in Authority.objects.values_list("pk", flat=True):
        with scope(authority=code):
            for bulk in BulkAcceptance.objects.filter(state__in=(BulkState.WORKING, BulkState.UNDOING)):
                start_bulk(bulk)


def start_preview(preview: ThresholdPreview) -> None:
    """Has a preview of another threshold reckoned once it is certain that it was asked for."""
    pk, authority = preview.pk, preview.authority_id
    transaction.on_commit(lambda: _tell_of_preview(pk, authority))


def _tell_of_preview(pk: int, authority_code: str) -> None:
    """Where the broker is away, the timetable's next look finds the preview."""
    try:
        reckon_preview.delay(pk, authority_code)
    except (QueueAway, ConnectionError) as fault:
        logger.warning("No worker could be told of a preview: %s", type(fault).__name__)


@shared_task
def reckon_preview(preview_id: int, authority_code: str) -> None:
    """Each step is a transaction of its own, so that the page sees how far it is and a killed worker loses one step."""
    store, is_more = StoredPairs(key_of_stored_pairs()), True
    try:
        while is_more:
            with scope(authority=authority_code):
                is_more = actions.take_step(preview_id=preview_id, store=store)
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        logger.exception("Preview %s could not be reckoned", preview_id)
        with scope(authority=authority_code):
            actions.give_up_preview(preview_id=preview_id)


@shared_task
def resume_previews() -> None:
    """Previews that a killed worker left, or of which no worker was told."""
    for code in Authority.objects.values_list("pk", flat=True):
        with scope(authority=code):
            for preview in ThresholdPreview.objects.filter(state=PreviewState.WAITING):
                start_preview(preview)
