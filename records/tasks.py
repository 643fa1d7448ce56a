"""What the timetable does with records: each task may run twice without harm."""

import datetime
import logging
from collections.abc import Callable

from celery import shared_task
from django.conf import settings
from django.core.cache import cache
from django.core.mail import send_mail
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from records import actions
from records.actions.letters import letters_to_follow
from records.choices import LetterState
from records.models import Authority, BulkAct, DisposalRun, Letter, Task, User
from records.posting import NotTaken, became_of, post
from records.scope import scope

logger = logging.getLogger(__name__)
ALIVE = 120  # seconds of silence after which long work is taken up again


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


@shared_task
def erase_closed_cases() -> None:
    """Erases the details of cases that closed longer ago than the authority keeps them."""
    for authority in Authority.objects.all():
        try:
            with scope(authority=authority.pk):
                actions.erase_closed_cases(authority=authority)
                actions.forget_queries(authority=authority)
        except Exception:  # the others are not kept waiting
            logger.exception("Closed cases of authority %s could not be erased", authority.pk)


@shared_task
def remind_of_tasks() -> None:
    """Tells people by e-mail that tasks are due, each task once; what the e-mail does not say, the page does.

    Each person in a transaction of their own: an e-mail that could not be sent leaves only theirs for the next run.
    """
    for authority in Authority.objects.all():
        with scope(authority=authority.pk):
            people = actions.people_to_remind(authority_id=authority.pk)
        for person in people:
            try:
                with scope(authority=authority.pk):
                    remind(person, actions.tasks_to_remind(person=person))
            except Exception:
                logger.exception("Person %s could not be reminded", person.pk)


@shared_task
def post_letter(authority_id: str, letter_id: int) -> None:
    """Gives one letter to GOV.UK Notify, once: a second run finds it locked, no longer waiting, or there already."""
    with scope(authority=authority_id), transaction.atomic():
        waiting = Letter.objects.select_for_update(skip_locked=True, of=("self",)).filter(state=LetterState.WAITING)
        letter = waiting.select_related("case", "authority").filter(pk=letter_id).first()
        if letter is None:
            return
        try:
            actions.note_posted(letter=letter, notify_id=post(letter))
        except NotTaken as refusal:
            actions.note_posted(letter=letter, problem=str(refusal))


@shared_task
def post_waiting() -> None:
    """Letters that still wait ten minutes after they were written: the worker was lost, or Notify did not answer."""
    before = timezone.now() - datetime.timedelta(minutes=10)
    for authority in Authority.objects.all():
        with scope(authority=authority.pk):
            waiting = list(
                Letter.objects.filter(state=LetterState.WAITING, made_at__lt=before).values_list("pk", flat=True)[:200]
            )
        for letter in waiting:
            try:
                post_letter(authority.pk, letter)
            except Exception:  # the others are not kept waiting
                logger.exception("Letter %s could not be given to GOV.UK Notify", letter)


@shared_task
def follow_letters() -> None:
    """Asks GOV.UK Notify what became of the letters that it has; of one that is not posted, somebody gets a task."""
    before = timezone.now() - datetime.timedelta(hours=6)
    for authority in Authority.objects.filter(pk__in=settings.NOTIFY_KEYS):
        with scope(authority=authority.pk):
            for letter in letters_to_follow(authority=authority, before=before):
                try:
                    with transaction.atomic():
                        state, problem = became_of(letter)
                        actions.note_followed(letter=letter, state=state, problem=problem)
                except Exception:  # the others are not kept waiting
                    logger.exception("Letter %s could not be followed", letter.pk)


# --------------------------------------------------------------------------------------- long work, piece by piece
@shared_task
def run_bulk(authority_id: str, act_id: int) -> None:
    work_through(f"bulk-{act_id}", authority_id, lambda: actions.bulk_piece(act_id=act_id))


@shared_task
def run_disposal(authority_id: str, run_id: int) -> None:
    work_through(f"disposal-{run_id}", authority_id, lambda: actions.dispose_piece(run_id=run_id))


def work_through(name: str, authority_id: str, piece: Callable[[], bool]) -> None:
    """Piece after piece, each a transaction, by one worker at a time. What a lost one left is taken up again."""
    if not cache.add(name, True, ALIVE):
        return
    try:
        more = True
        while more:
            with scope(authority=authority_id):
                more = piece()
            cache.touch(name, ALIVE)
    finally:
        cache.delete(name)


@shared_task
def resume_long_work() -> None:
    """Acts on many cases, and disposal runs, that have begun and are not done."""
    for authority in Authority.objects.all():
        with scope(authority=authority.pk):
            acts = list(BulkAct.objects.filter(begun_at__isnull=False, done_at=None).values_list("pk", flat=True))
            runs = list(DisposalRun.objects.filter(begun_at__isnull=False, done_at=None).values_list("pk", flat=True))
        for act in acts:
            run_bulk.delay(authority.pk, act)
        for run in runs:
            run_disposal.delay(authority.pk, run)


@shared_task
def sweep_attachments() -> None:
    """Deletes stored files that belong to no attachment."""
    for authority in Authority.objects.all():
        try:
            with scope(authority=authority.pk):
                actions.sweep_attachments(authority=authority)
        except Exception:  # the others are not kept waiting
            logger.exception("Files of authority %s could not be swept", authority.pk)


def remind(person: User, tasks: list[Task]) -> None:
    """One e-mail to one person, in both languages, with numbers only: noted and sent, or neither."""
    if not tasks:
        return
    today = timezone.localdate()
    counts = {"due": len(tasks), "late": sum(task.due_on < today for task in tasks)}
    subjects, bodies = [], []
    for language in ("cy", "en-gb"):
        with translation.override(language):
            subjects.append(_("Tasks that are due: %(due)s") % counts)
            words = _("Tasks that are due: %(due)s. Of these, overdue: %(late)s. Sign in to see them under 'Tasks'.")
            bodies.append(words % counts)
    actions.note_reminded(tasks=tasks)
    send_mail(" / ".join(subjects), "\n\n".join(bodies), None, [person.email])
