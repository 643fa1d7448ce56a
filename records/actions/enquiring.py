"""The writers of enquiries: an authority's checklist with its versions, the list on a case, what a check brought."""

import datetime
import re
from collections.abc import Sequence
from typing import TypedDict

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from records.actions.due import reckon_next_due
from records.actions.events import take, tell
from records.choices import EnquiryResult, EventKind
from records.errors import Refused
from records.models import Authority, Case, Enquiry, EnquiryTemplate, User
from records.reference import ENQUIRIES
from records.rules import check_not_future, check_open

NOTED = (EnquiryResult.FOUND, EnquiryResult.NOT_NEEDED)


class Step(TypedDict):
    """One line of a checklist; `days` after the opening of a case, or None where no day is set."""

    key: str
    name: str
    name_cy: str
    days: int | None


def steps_of(authority: Authority) -> tuple[int, list[Step]]:
    """The version that holds and its steps; version 0 is the list that everybody begins with."""
    newest = EnquiryTemplate.objects.filter(authority=authority).first()
    if newest:
        return newest.version, newest.steps
    return 0, [Step(key=key, name=name, name_cy=name_cy, days=days) for key, name, name_cy, days in ENQUIRIES]


@transaction.atomic
def save_checklist(*, by: User, authority: Authority, steps: Sequence[Step], version: int) -> EnquiryTemplate:
    """A new version of the authority's checklist. `version` is the one that was read: of two people one is refused.

    A step without a key is new. Cases that are open keep what they have until somebody brings them up to date.
    """
    Authority.objects.select_for_update(no_key=True).get(pk=authority.pk)
    stands, old = steps_of(authority)
    if version != stands:
        raise Refused(_("Somebody saved the checklist meanwhile. Look at it again first."))
    if not steps:
        raise Refused(_("A checklist needs at least one enquiry."))
    used = {step["key"] for step in (*old, *steps) if step["key"]}
    written: list[Step] = []
    for step in steps:
        key = step["key"] or new_key(step["name"], used)
        used.add(key)
        written.append(Step(key=key, name=step["name"], name_cy=step["name_cy"], days=step["days"]))
    if len({step["key"] for step in written}) < len(written):
        raise Refused(_("An enquiry stands twice on the list."))
    return EnquiryTemplate.objects.create(
        authority=authority, version=stands + 1, steps=written, made_by=by, made_at=timezone.now()
    )


def new_key(name: str, used: set[str]) -> str:
    """A short key from the English name, that no step has."""
    base = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")[:30] or "enquiry"
    numbered = (f"{base}_{number}" for number in range(2, len(used) + 3))
    return base if base not in used else next(key for key in numbered if key not in used)


def plan_enquiries(case: Case) -> int:
    """Puts on the case every step of the checklist that it has never had; the caller has taken the case."""
    had = set(case.enquiries.values_list("key", flat=True))
    _version, steps = steps_of(case.authority)
    new = [
        Enquiry(
            case=case,
            authority_id=case.authority_id,
            position=position,
            key=step["key"],
            name=step["name"],
            name_cy=step["name_cy"],
            due_on=None if step["days"] is None else case.opened_on + datetime.timedelta(days=step["days"]),
        )
        for position, step in enumerate(steps, start=1)
        if step["key"] not in had
    ]
    Enquiry.objects.bulk_create(new)
    reckon_next_due(case)
    return len(new)


@transaction.atomic
def bring_checklist_up_to_date(*, by: User, case: Case) -> int:
    """Adds what the authority's checklist has and the case has not; how many. Nothing that was recorded changes."""
    case = take(case, version=None)
    check_open(case.status)
    return plan_enquiries(case)


@transaction.atomic
def record_enquiry(
    *,
    by: User,
    enquiry: Enquiry,
    result: str,
    checked_on: datetime.date,
    with_whom: str = "",
    note: str = "",
    again_on: datetime.date | None = None,
) -> Enquiry:
    """What a check brought: when, with whom, the result. `again_on` plans the same check anew, for another day."""
    case = take(enquiry.case, version=None)
    enquiry = case.enquiries.get(pk=enquiry.pk)
    check_open(case.status)
    if enquiry.checked_on:
        raise Refused(_("This enquiry is recorded already. Make it again if there is news."))
    today = timezone.localdate()
    check_not_future(checked_on, today)
    if case.child.born_on and checked_on < case.child.born_on:
        raise Refused(_("The enquiry cannot have been made before the child was born. Check the year."))
    if result in NOTED and not note.strip():
        raise Refused(_("Write in the note what was found, or why the enquiry is not needed."))
    if again_on and again_on < today:
        raise Refused(_("An enquiry can be planned for today or later."))
    enquiry.result, enquiry.checked_on, enquiry.checked_by = result, checked_on, by
    enquiry.with_whom, enquiry.note, enquiry.recorded_at = with_whom.strip(), note.strip(), timezone.now()
    enquiry.save()
    tell(case, EventKind.ENQUIRED, by=by, enquiry=enquiry.pk, result=result)
    if again_on:
        plan_again(enquiry, again_on)
    reckon_next_due(case)
    return enquiry


def plan_again(enquiry: Enquiry, due_on: datetime.date | None) -> Enquiry:
    names = ("case", "authority_id", "position", "key", "name", "name_cy")
    return Enquiry.objects.create(due_on=due_on, **{name: getattr(enquiry, name) for name in names})


@transaction.atomic
def add_enquiry(*, by: User, case: Case, name: str, due_on: datetime.date | None = None) -> Enquiry:
    """A check that is on no list, in the words of whoever adds it."""
    case, name = take(case, version=None), name.strip()
    check_open(case.status)
    if not name:
        raise Refused(_("Say what is to be checked."))
    if due_on and due_on < timezone.localdate():
        raise Refused(_("An enquiry can be planned for today or later."))
    key = new_key(name, set(case.enquiries.values_list("key", flat=True)))
    position = case.enquiries.count() + 1
    given = {"key": key, "name": name, "name_cy": name, "position": position, "due_on": due_on}
    enquiry = Enquiry.objects.create(case=case, authority_id=case.authority_id, **given)
    reckon_next_due(case)
    return enquiry


@transaction.atomic
def make_enquiry_again(*, by: User, enquiry: Enquiry) -> Enquiry:
    """The same check once more, for when there is news; the earlier one stays as it is."""
    case = take(enquiry.case, version=None)
    check_open(case.status)
    if planned := case.enquiries.filter(key=enquiry.key, checked_on=None).first():
        return planned
    again = plan_again(case.enquiries.get(pk=enquiry.pk), None)
    reckon_next_due(case)
    return again
