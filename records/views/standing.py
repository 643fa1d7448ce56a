"""How a case stands today: its flags, clocks, tasks and enquiries, and what of these is due first."""

import datetime
from typing import Any

from django.utils import timezone

from records.actions.siblings import may_be_siblings, siblings_of
from records.choices import MarkerKind
from records.clocks import days_left, is_due_soon, is_overdue, is_target, may_pause
from records.models import Case, Clock
from records.rules import can_work


def number_of_spells(case: Case) -> int:
    return case.spells.count()


def standing(case: Case) -> dict[str, Any]:
    """For the page of one case; a query for each kind of thing."""
    today, warn_days = timezone.localdate(), case.authority.warn_days
    markers = list(case.markers.select_related("set_by", "ended_by"))
    clocks = [with_words(clock, today, warn_days) for clock in case.clocks.select_related("ended_by")]
    tasks = list(case.tasks.select_related("assigned_to", "ended_by"))
    for task in tasks:
        task.is_late = is_late(task.due_on, today) and task.ended_on is None
    enquiries = list(case.enquiries.select_related("checked_by"))
    for enquiry in enquiries:
        enquiry.is_late = bool(enquiry.due_on) and is_late(enquiry.due_on, today) and not enquiry.checked_on
    return {
        "markers": [marker for marker in markers if marker.ended_on is None],
        "ended_markers": [marker for marker in markers if marker.ended_on],
        "unset_markers": unset(markers),
        "clocks": [clock for clock in clocks if clock.ended_on is None],
        "ended_clocks": [clock for clock in clocks if clock.ended_on],
        "tasks": [task for task in tasks if task.ended_on is None],
        "ended_tasks": [task for task in tasks if task.ended_on],
        "enquiries": [enquiry for enquiry in enquiries if not enquiry.checked_on],
        "made_enquiries": [enquiry for enquiry in enquiries if enquiry.checked_on],
        "asked": case.closure_requests.filter(is_agreed=None).select_related("asked_by").first(),
        "contacts": list(case.contacts.current()),
        "addresses": list(case.addresses.all()),
        "siblings": siblings_of(case),
        "may_be_siblings": may_be_siblings(case).count() if can_work(case.status) else 0,
        "letters": list(case.letters.all()),
        "earlier_spells": list(case.spells.exclude(closed_on=None).select_related("closed_by", "approved_by")),
        "is_late": bool(case.next_due_on) and is_late(case.next_due_on, today),
        "is_open": can_work(case.status),
    }


def unset(markers: list) -> list[tuple[str, str]]:
    """The flags that the case has not, with their words."""
    standing_kinds = {marker.kind for marker in markers if marker.ended_on is None}
    return [choice for choice in MarkerKind.choices if choice[0] not in standing_kinds]


def is_late(day: datetime.date, today: datetime.date) -> bool:
    return day < today


def with_words(clock: Clock, today: datetime.date, warn_days: int) -> Clock:
    """The clock with what the page says of it."""
    clock.days_left = days_left(clock, today)
    clock.days_over = -clock.days_left
    clock.is_late, clock.is_near = is_overdue(clock, today), is_due_soon(clock, today, warn_days)
    clock.is_target, clock.may_pause = is_target(clock.kind), may_pause(clock.kind)
    return clock
