"""Handing over: all open cases and tasks of somebody who leaves, to colleagues or to nobody, by a confirmed count."""

from collections.abc import Sequence
from itertools import cycle
from typing import NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from records.actions.cases import assign_case
from records.actions.events import take
from records.actions.todo import give_task
from records.actions.workers import check_worker
from records.errors import Refused
from records.models import Case, Task, User


class Held(NamedTuple):
    """How much somebody has in hand."""

    cases: int
    tasks: int


NOTHING = Held(0, 0)


def held_by(person: User) -> Held:
    """Open cases and open tasks, within the scope of the authority."""
    return Held(
        Case.objects.open().filter(assigned_to=person).count(),
        Task.objects.filter(assigned_to=person, ended_on=None).count(),
    )


@transaction.atomic
def hand_over(*, by: User, person: User, to: Sequence[User], counted: Held) -> Held:
    """Gives everything to `to` in turn, what is due first to begin with; with nobody named, to nobody.

    Tasks on a case go with the case. Refused when the person has not just what was counted: somebody worked meanwhile.
    """
    for each in to:
        check_worker(each, each.authority_id if by.authority_id is None else by.authority_id)
        if each.pk == person.pk:
            raise Refused(_("Nobody can hand over to themselves."))
    cases = list(Case.objects.open().filter(assigned_to=person).order_by("next_due_on", "pk"))
    held = held_by(person)
    if held != counted:
        raise Refused(_("Open cases: %(cases)s. Open tasks: %(tasks)s. Confirm these numbers.") % held._asdict())
    turn = cycle(to or [None])
    takes_case: dict[int, User | None] = {}
    for case in cases:
        takes_case[case.pk] = next(turn)
        assign_case(by=by, case=case, to=takes_case[case.pk])
    for task in Task.objects.filter(assigned_to=person, ended_on=None).select_related("case").order_by("due_on", "pk"):
        task.case = take(task.case, version=None)
        give_task(task, takes_case[task.case_id] if task.case_id in takes_case else next(turn), by=by)
    return held
