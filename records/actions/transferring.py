"""The writers of regulation 6: another authority is told of a child, answers, and the record goes after leaving."""

import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from records.actions.cases import open_case
from records.actions.clocks import begin_clock, begin_tracing, end
from records.actions.database import COPIED, remove_record
from records.actions.due import reckon_next_due
from records.actions.events import put_back, take, tell
from records.choices import CaseOrigin, ClockKind, ClockOutcome, EventKind, Ground, TransferState
from records.codes import Direction
from records.errors import Refused
from records.models import Authority, Case, CMERecord, Transfer, User
from records.rules import check_not_future, check_open
from records.scope import scope


@transaction.atomic
def tell_authority(
    *,
    by: User,
    case: Case,
    aware_on: datetime.date,
    receiver: Authority | None = None,
    receiver_name: str = "",
    version: int | None = None,
) -> Transfer:
    """Tells an authority on this installation at once; for another one, whose pack is to be sent, starts the days.

    The 28 days run from `aware_on`, before the child has left, too.
    """
    case, now, name = take(case, version=version), timezone.now(), receiver_name.strip()
    check_can_tell(case, aware_on, receiver, name)
    transfer = Transfer.objects.create(
        case=case,
        authority_id=case.authority_id,
        receiver=receiver,
        receiver_name=name,
        aware_on=aware_on,
        told_on=timezone.localdate() if receiver else None,
        state=TransferState.WAITING if receiver else TransferState.TO_SEND,
        details=details_of(case) if receiver else {},
        made_by=by,
        made_at=now,
    )
    if not case.clocks.filter(kind=ClockKind.REG6_NOTICE, ended_on=None).exists():
        begin_clock(case, ClockKind.REG6_NOTICE, aware_on, by=by)
    begin_tracing(case, Direction.OUT, by=by, since=aware_on)
    put_back(case)
    tell(case, EventKind.TRANSFERRED, by=by, transfer=transfer.pk, state=transfer.state)
    if receiver:
        end_clocks(case, ClockKind.REG6_NOTICE, by=by, on=transfer.told_on)
    reckon_next_due(case)
    return transfer


def check_can_tell(case: Case, aware_on: datetime.date, receiver: Authority | None, name: str) -> None:
    check_open(case.status)
    check_not_future(aware_on, timezone.localdate())
    if case.child.born_on and aware_on < case.child.born_on:
        raise Refused(_("Nobody can have known before the child was born. Check the year."))
    if (receiver is None) == (not name):
        raise Refused(_("Choose the authority, or write the name of one that is not on the list."))
    if receiver and receiver.pk == case.authority_id:
        raise Refused(_("The child lives in this authority already. Choose another one."))
    if case.transfers.filter(state__in=TransferState.unfinished()).exists():
        raise Refused(_("Another authority is being told of this child already. Finish that first."))


def details_of(case: Case) -> dict[str, Any]:
    """What the other authority needs to find the child: from the CME record, or from the case file where there is none.

    Names as text, the birthday as an ISO date or empty, parents as a list of their known details.
    """
    record = CMERecord.objects.filter(case=case).first()
    source = record or case.child
    said = {name: getattr(source, name) for name in COPIED}
    said["born_on"] = source.born_on.isoformat() if source.born_on else ""
    said["aln"], said["alp"] = (record.aln, record.alp) if record else ("", "")
    fields = ("name", "address", "postcode", "telephone", "email")
    said["parents"] = list(record.parents.order_by("pk").values(*fields)) if record else []
    return said


def end_clocks(case: Case, kind: str, *, by: User | None, on: datetime.date) -> None:
    for clock in case.clocks.filter(kind=kind, ended_on=None).select_related("case"):
        end(clock, by=by, outcome=ClockOutcome.MET, on=max(on, clock.starts_on))


@transaction.atomic
def note_told(*, by: User, transfer: Transfer, on: datetime.date) -> Transfer:
    """The pack was sent to an authority elsewhere on a day: the 28 days end with it."""
    case = take(transfer.case, version=None)
    transfer = case.transfers.select_for_update().get(pk=transfer.pk)
    if transfer.state != TransferState.TO_SEND:
        raise Refused(_("That was noted already."))
    check_not_future(on, timezone.localdate())
    if on < transfer.aware_on:
        raise Refused(_("The authority cannot have been told before this one was aware."))
    transfer.state, transfer.told_on = TransferState.TOLD, on
    transfer.save(update_fields=["state", "told_on"])
    end_clocks(case, ClockKind.REG6_NOTICE, by=by, on=on)
    put_back(case)
    tell(case, EventKind.TRANSFERRED, by=by, transfer=transfer.pk, state=transfer.state)
    reckon_next_due(case)
    return transfer


def waiting_for(transfer: Transfer, by: User) -> Transfer:
    """The transfer, locked, if it waits for the person's authority. The case behind it is the sender's alone."""
    found = Transfer.objects.filter(pk=transfer.pk)
    transfer = found.get()
    if transfer.receiver_id != by.authority_id:
        raise Refused(_("Only the authority that was told can answer."))
    transfer = found.select_for_update().first()  # PostgreSQL shows a receiver nothing to lock once it is answered
    if transfer is None or transfer.state != TransferState.WAITING:
        raise Refused(_("This was answered already."))
    return transfer


@transaction.atomic
def accept_transfer(*, by: User, transfer: Transfer, another_child: bool = False) -> Case:
    """The receiver opens a case of its own on the child. The sender learns that it was accepted, and no more."""
    transfer = waiting_for(transfer, by)
    said = transfer.details
    case = open_case(
        by=by,
        authority=by.authority,
        origin=CaseOrigin.OTHER_AUTHORITY,
        referred_by=transfer.authority.name,
        received_on=transfer.told_on,
        another_child=another_child,
        **{name: said[name] for name in COPIED if name != "born_on"},
        born_on=parse_date(said["born_on"]) if said["born_on"] else None,
    )
    tell(case, EventKind.TRANSFERRED, by=by, transfer=transfer.pk, state=TransferState.ACCEPTED.value)
    answered(transfer, TransferState.ACCEPTED, by=by)
    return case


@transaction.atomic
def refuse_transfer(*, by: User, transfer: Transfer, why: str) -> Transfer:
    """The receiver does not take the child on, and says why: the sender's case goes on."""
    transfer = waiting_for(transfer, by)
    if not why.strip():
        raise Refused(_("Say why."))
    answered(transfer, TransferState.REFUSED, by=by, why=why.strip())
    return transfer


def answered(transfer: Transfer, state: str, *, by: User, why: str = "") -> None:
    """Writes the answer and, in the sender's own scope, the event on the sender's case: the state and nobody's name."""
    transfer.state, transfer.answer, transfer.details = state, why, {}
    transfer.answered_by, transfer.answered_at = by, timezone.now()
    transfer.save(update_fields=["state", "answer", "details", "answered_by", "answered_at"])
    with scope(authority=transfer.authority_id):
        case = Case.objects.get(pk=transfer.case_id)
        tell(case, EventKind.TRANSFERRED, by=None, transfer=transfer.pk, state=state)


@transaction.atomic
def remove_after_leaving(*, by: User, case: Case, left_on: datetime.date, version: int | None = None) -> Case:
    """Regulation 6(b): the child has left, so the record goes from the CME database while the case may stay open.

    Refused before another authority has been told, because what it is told is the record.
    """
    case, today = take(case, version=version), timezone.localdate()
    check_not_future(left_on, today)
    told = case.transfers.exclude(told_on=None).order_by("-made_at").first()
    if told is None:
        raise Refused(_("Tell the other authority first: regulation 6 asks for both."))
    if case.child.born_on and left_on < case.child.born_on:
        raise Refused(_("The child cannot have left before birth. Check the year."))
    if not case.clocks.filter(kind=ClockKind.REG6_REMOVAL, ended_on=None).exists():
        begin_clock(case, ClockKind.REG6_REMOVAL, left_on, by=by)
    if not remove_record(by=by, case=case, ground=Ground.REG6_OTHER_LA, since=left_on):
        raise Refused(_("This child is not on the CME database."))
    end_clocks(case, ClockKind.REG6_REMOVAL, by=by, on=today)
    put_back(case)
    reckon_next_due(case)
    return case
