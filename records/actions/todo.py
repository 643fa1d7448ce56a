"""The writers of tasks: set, changed, ended, handed over; and who is reminded of what."""

import datetime
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from records.actions.due import reckon_next_due
from records.actions.events import take, tell
from records.actions.workers import check_worker
from records.choices import EventKind, TaskOutcome
from records.errors import Refused
from records.models import Case, Task, User
from records.rules import check_open

FURTHEST = datetime.timedelta(days=3 * 366)
ONE_TASK_WITHIN = datetime.timedelta(minutes=1)


def check_due(due_on: datetime.date) -> None:
    today = timezone.localdate()
    if due_on < today:
        raise Refused(_("A task cannot be due before today."))
    if due_on > today + FURTHEST:
        raise Refused(_("The task is due too far ahead. Check the year."))


@transaction.atomic
def set_task(*, by: User, case: Case, title: str, due_on: datetime.date, assigned_to: User | None = None) -> Task:
    """A task on an open case, for somebody of the authority or for nobody yet. The same twice at once is one."""
    case, title, now = take(case, version=None), title.strip(), timezone.now()
    check_open(case.status)
    check_due(due_on)
    if not title:
        raise Refused(_("Say what is to be done."))
    if assigned_to:
        check_worker(assigned_to, case.authority_id)
    given = {"title": title, "due_on": due_on, "assigned_to": assigned_to, "made_by": by}
    if same := case.tasks.filter(**given, ended_on=None, made_at__gt=now - ONE_TASK_WITHIN).first():
        return same
    task = Task.objects.create(case=case, authority_id=case.authority_id, made_at=now, **given)
    tell(case, EventKind.TASK_SET, by=by, task=task.pk, due_on=due_on.isoformat())
    reckon_next_due(case)
    return task


def taken(task: Task) -> tuple[Case, Task]:
    case = take(task.case, version=None)
    task = case.tasks.select_related("case").get(pk=task.pk)
    if task.ended_on:
        raise Refused(_("This task has ended already."))
    return case, task


@transaction.atomic
def change_task(*, by: User, task: Task, title: str, due_on: datetime.date, assigned_to: User | None) -> Task:
    """Another wording, day or person. A new day, or a new person, is reminded of anew."""
    case, task = taken(task)
    if due_on != task.due_on:
        check_due(due_on)
    if not title.strip():
        raise Refused(_("Say what is to be done."))
    if assigned_to and assigned_to.pk != task.assigned_to_id:
        check_worker(assigned_to, case.authority_id)
    given: dict[str, Any] = {"title": title.strip(), "due_on": due_on, "assigned_to": assigned_to}
    changed = [name for name, value in given.items() if getattr(task, name) != value]
    if not changed:
        return task
    for name in changed:
        setattr(task, name, given[name])
    if {"due_on", "assigned_to"} & set(changed):
        task.reminded_on = None
    task.save(update_fields=[*changed, "reminded_on"])
    tell(case, EventKind.TASK_CHANGED, by=by, task=task.pk, due_on=due_on.isoformat(), parts=changed)
    reckon_next_due(case)
    return task


@transaction.atomic
def end_task(*, by: User, task: Task, outcome: str = TaskOutcome.DONE, result: str = "") -> Task:
    """The task is done, or no longer needed. Ending it twice is refused: somebody else was first."""
    case, task = taken(task)
    end(task, by=by, outcome=outcome, result=result.strip())
    reckon_next_due(case)
    return task


def end(task: Task, *, by: User, outcome: str, result: str = "") -> None:
    task.ended_on, task.ended_by, task.outcome, task.result = timezone.localdate(), by, outcome, result
    task.save(update_fields=["ended_on", "ended_by", "outcome", "result"])
    tell(task.case, EventKind.TASK_ENDED, by=by, task=task.pk, outcome=outcome)


def end_all_tasks(case: Case, *, by: User) -> None:
    """With the case, its tasks are no longer needed."""
    for task in case.tasks.filter(ended_on=None).select_related("case"):
        end(task, by=by, outcome=TaskOutcome.NOT_NEEDED)


def give_task(task: Task, to: User | None, *, by: User) -> None:
    """To somebody else, who is reminded anew; the caller has taken the case."""
    task.assigned_to, task.reminded_on = to, None
    task.save(update_fields=["assigned_to", "reminded_on"])
    tell(task.case, EventKind.TASK_CHANGED, by=by, task=task.pk, parts=["assigned_to"])


def unreminded() -> QuerySet[Task]:
    """Open tasks of people at work that are due today or before and of which nobody was reminded yet."""
    due = Task.objects.filter(ended_on=None, reminded_on=None, due_on__lte=timezone.localdate())
    return due.filter(assigned_to__is_active=True, case__closed_on=None)


def people_to_remind(*, authority_id: str) -> list[User]:
    rows = unreminded().filter(authority_id=authority_id)
    return list(User.objects.filter(pk__in=rows.values("assigned_to")).order_by("pk"))


def tasks_to_remind(*, person: User) -> list[Task]:
    """What one person is to be reminded of, locked; rows that another run holds are left to it."""
    rows = unreminded().filter(assigned_to=person)
    return list(rows.select_for_update(skip_locked=True, of=("self",)).order_by("due_on"))


@transaction.atomic
def note_reminded(*, tasks: Sequence[Task]) -> None:
    Task.objects.filter(pk__in=[task.pk for task in tasks]).update(reminded_on=timezone.localdate())
