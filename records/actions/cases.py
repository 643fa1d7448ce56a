"""The writers of the case file: each is one transaction, says who, and writes its event in the same transaction."""

import datetime
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from records.actions.accuracy import keep_changes
from records.actions.clocks import begin_targets, reach_targets
from records.actions.contacts import follow_child
from records.actions.database import FindingGiven, enter_on_database, remove_record
from records.actions.due import reckon_next_due
from records.actions.enquiring import plan_enquiries
from records.actions.events import put_back, take, tell
from records.actions.marking import end_marker
from records.actions.spells import CLOSURE, begin_spell, end_spell
from records.actions.todo import end_all_tasks
from records.actions.workers import check_worker
from records.choices import CaseStatus, EventKind
from records.errors import Refused
from records.keeping import ValueOf, ValueSource
from records.models import Authority, Case, CaseFact, CaseNote, Child, Regime, User
from records.plain import Plain, plain
from records.rules import (
    FACT_VALUES,
    GROUNDS,
    check_birthday,
    check_closing_day,
    check_closure,
    check_closure_rule,
    check_move,
    check_not_future,
    check_of_compulsory_school_age,
    check_open,
    check_received,
    needs_second_person,
    regime_for,
    removes_record,
)

ONE_NOTE_WITHIN = datetime.timedelta(minutes=1)


@transaction.atomic
def open_case(
    *,
    by: User,
    authority: Authority,
    forenames: str,
    surname: str,
    born_on: datetime.date | None,
    address: str,
    postcode: str,
    origin: str,
    received_on: datetime.date,
    former_names: Sequence[str] = (),
    referred_by: str = "",
    assigned_to: User | None = None,
    findings: Sequence[FindingGiven] | None = None,
    another_child: bool = False,
) -> Case:
    """Opens a case on a child; with the three findings, the child goes on the CME database as well.

    Refused while a case is open on what must be the same child, unless somebody says that it is another one.
    """
    today, person = timezone.localdate(), {"forenames": forenames, "surname": surname, "born_on": born_on}
    check_received(received_on, born_on=born_on, today=today)
    check_of_compulsory_school_age(born_on, today)
    if assigned_to:
        check_worker(assigned_to, authority.pk)
    if not another_child:
        check_not_open_already(authority, **person)
    home = {"address": address, "postcode": postcode}
    child = Child.objects.create(authority=authority, former_names=list(former_names), **person, **home)
    given = {"origin": origin, "referred_by": referred_by, "received_on": received_on, "assigned_to": assigned_to}
    case = begin_case(child, by=by, today=today, **given)
    if findings is not None:
        enter_on_database(by=by, case=case, findings=findings)
        case.refresh_from_db(fields=["version"])
    return case


def check_not_open_already(
    authority: Authority, *, forenames: str, surname: str, born_on: datetime.date | None
) -> None:
    """One open case for each child. The authority is locked, so that of two at the same moment the second sees it."""
    Authority.objects.select_for_update(no_key=True).get(pk=authority.pk)
    found = same_open_cases(authority=authority, forenames=forenames, surname=surname, born_on=born_on).first()
    if found:
        raise Refused(
            _("Case %(reference)s is open on a child with the same names and date of birth. Look at it first.")
            % {"reference": found.reference}
        )


def begin_case(child: Child, *, by: User, today: datetime.date, **given: Any) -> Case:
    """The case itself, under the regime of the day, with its event."""
    regime = regime_for(child.authority, Regime.objects.all(), today)
    case = Case.objects.create(
        authority=child.authority, child=child, regime=regime, opened_on=today, opened_by=by, **given
    )
    begin_spell(case)
    tell(case, EventKind.OPENED, by=by, origin=case.origin, regime=case.regime_id)
    plan_enquiries(case)
    begin_targets(case, by=by)
    return case


@transaction.atomic
def correct_child(
    *,
    by: User,
    case: Case,
    forenames: str,
    surname: str,
    former_names: Sequence[str],
    born_on: datetime.date | None,
    address: str,
    postcode: str,
    source: str = ValueSource.OTHER,
    version: int | None = None,
) -> Case:
    """Corrects who the child is in the case file, and keeps what stood. The statutory record has a page of its own."""
    case = take(case, version=version)
    check_open(case.status)
    check_birthday(born_on, timezone.localdate())
    check_received(case.received_on, born_on=born_on, today=timezone.localdate())
    if not forenames.strip() and not surname.strip():
        raise Refused(_("Enter a name."))
    given = {"forenames": forenames, "surname": surname, "former_names": list(former_names), "born_on": born_on}
    given |= {"address": address, "postcode": postcode}
    child = Child.objects.select_for_update().get(pk=case.child_id)
    changed = {name: (getattr(child, name), value) for name, value in given.items() if getattr(child, name) != value}
    if changed:
        keep_changes(case, of=ValueOf.CHILD, changed=changed, source=source, by=by)
        for name in changed:
            setattr(child, name, given[name])
        child.save(update_fields=list(changed))
        follow_child(case, child, source=source, by=by)
        put_back(case)
        tell(case, EventKind.CHILD_CORRECTED, by=by, items=list(changed))
    return case


@transaction.atomic
def move_case(*, by: User, case: Case, to: str, note: str = "", version: int | None = None) -> Case:
    """Moves the case to another status, with a note on why. Closing asks for more, so `close_case` does that."""
    case = take(case, version=version)
    check_move(case.status, to)
    if to == CaseStatus.CLOSED:
        raise Refused(_("To close a case, give the reason and the evidence."))
    tell(case, EventKind.MOVED, by=by, **{"from": case.status, "to": to})
    case.status = to
    put_back(case, "status")
    reach_targets(case, to, by=by)
    reckon_next_due(case)
    if note.strip():
        note_on_case(by=by, case=case, text=note)
    return case


@transaction.atomic
def note_on_case(*, by: User, case: Case, text: str) -> CaseNote:
    """Adds a note, to a closed case too: news may come late. The same note twice within a minute is one."""
    text, now = text.strip(), timezone.now()
    if not text:
        raise Refused(_("Write the note."))
    case = take(case, version=None)  # of two at the same moment, the second sees the first
    same = case.notes.filter(text=text, written_by=by, written_at__gt=now - ONE_NOTE_WITHIN).first()
    if same:
        return same
    note = CaseNote.objects.create(case=case, authority_id=case.authority_id, text=text, written_by=by, written_at=now)
    tell(case, EventKind.NOTED, by=by)
    return note


@transaction.atomic
def record_fact(*, by: User, case: Case, kind: str, value: str, source: str, as_at: datetime.date) -> CaseFact:
    """Records an ALN level, CLA or FSM with its source and date. Earlier ones stay as history."""
    case = take(case, version=None)
    check_open(case.status)
    check_not_future(as_at, timezone.localdate())
    if value not in FACT_VALUES[kind].values:
        raise ValueError(f"{value} is no value of {kind}")
    fact = CaseFact.objects.create(
        case=case,
        authority_id=case.authority_id,
        kind=kind,
        value=value,
        source=source,
        as_at=as_at,
        recorded_by=by,
        recorded_at=timezone.now(),
    )
    tell(case, EventKind.FLAGGED, by=by, fact=kind, source=source)
    return fact


@transaction.atomic
def assign_case(*, by: User, case: Case, to: User | None, version: int | None = None) -> Case:
    """Gives the case to a caseworker of the same authority, or to nobody."""
    case = take(case, version=version)
    check_open(case.status)
    if to:
        check_worker(to, case.authority_id)
    if case.assigned_to_id == (to.pk if to else None):
        return case
    tell(case, EventKind.ASSIGNED, by=by, **{"from": case.assigned_to_id, "to": to.pk if to else None})
    case.assigned_to = to
    put_back(case, "assigned_to")
    return case


@transaction.atomic
def close_case(
    *,
    by: User,
    case: Case,
    reason: str,
    evidence: str,
    on: datetime.date | None = None,
    version: int | None = None,
) -> Case:
    """Closes the case. Every reason but 'never found' is a ground on which the statutory record is removed.

    Refused where the authority asks for a second person: see `ask_for_closure`.
    """
    case, on = take(case, version=version), on or timezone.localdate()
    check_can_close(case, reason=reason, evidence=evidence, on=on)
    if needs_second_person(case.authority.second_person_for, reason):
        raise Refused(_("For this reason a second person must agree. Ask for the case to be closed."))
    return close(case, by=by, reason=reason, evidence=evidence, on=on)


def check_can_close(case: Case, *, reason: str, evidence: str, on: datetime.date) -> None:
    check_move(case.status, CaseStatus.CLOSED)
    check_closing_day(on, timezone.localdate())
    check_closure(reason, born_on=case.child.born_on, opened_on=case.opened_on, on=on)
    check_closure_rule(case.authority.closure_rule, reason)
    if not evidence.strip():
        raise Refused(_("Say what the closure rests on."))


def close(
    case: Case, *, by: User, reason: str, evidence: str, on: datetime.date, approved_by: User | None = None
) -> Case:
    """What a closure does, once it may be: the spell ends, tasks and targets with it, the record goes on its ground."""
    check_can_close(case, reason=reason, evidence=evidence, on=on)
    end_all_tasks(case, by=by)
    reach_targets(case, CaseStatus.CLOSED, by=by, reason=reason)
    for marker in case.markers.filter(ended_on=None):
        end_marker(case, marker, by=by)
    waiting = case.closure_requests.filter(is_agreed=None)
    waiting.update(is_agreed=False, decided_by=by, decided_at=timezone.now())
    ground = GROUNDS[reason]
    end_spell(case, by=by, reason=reason, ground=ground, evidence=evidence.strip(), on=on, approved_by=approved_by)
    put_back(case, *CLOSURE)
    agreed = {"agreed_by": approved_by.pk} if approved_by else {}
    tell(case, EventKind.CLOSED, by=by, reason=reason, ground=ground, **agreed)
    reckon_next_due(case)
    if removes_record(reason):
        remove_record(by=by, case=case, ground=ground)
    return case


def similar_open_cases(
    *, authority: Authority, forenames: str, surname: str, born_on: datetime.date | None
) -> QuerySet[Case]:
    """Open cases that may be about the same child, for a person to look at.

    The same names, in either order, or the same birthday and one name the same.
    """
    first = (forenames.split() or [""])[0]
    same_surname = Q(surname=plain(surname)) if surname else Q(pk=None)
    same_first = Q(forenames__startswith=plain(first)) if first else Q(pk=None)
    same_day = Q(child__born_on=born_on) if born_on else Q(pk=None)
    found = (same_surname & same_first) | (same_day & (same_surname | same_first)) | named(surname, forenames)
    return open_with_plain_names(authority).filter(found).order_by("pk")


def same_open_cases(
    *, authority: Authority, forenames: str, surname: str, born_on: datetime.date | None
) -> QuerySet[Case]:
    """Open cases that must be about the same child until somebody says otherwise: same birthday, same names.

    Surname and forenames may have been exchanged. All of these are among the similar ones.
    """
    same_names = named(forenames, surname) | named(surname, forenames)
    return open_with_plain_names(authority).filter(same_names, child__born_on=born_on).order_by("pk")


def open_with_plain_names(authority: Authority) -> QuerySet[Case]:
    cases = Case.objects.open().filter(authority=authority).select_related("child", "assigned_to")
    return cases.annotate(surname=Plain("child__surname"), forenames=Plain("child__forenames"))


def named(forenames: str, surname: str) -> Q:
    """The surname, and the first of the forenames with or without others after it."""
    first = (forenames.split() or [""])[0]
    if not first or not surname.strip():
        return Q(pk=None)
    is_first = Q(forenames=plain(first)) | Q(forenames__startswith=plain(f"{first} "))
    return Q(surname=plain(surname.strip())) & is_first
