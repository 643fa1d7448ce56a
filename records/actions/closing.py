"""The writers around a closure: a second person is asked, agrees or not; a closed case is opened again."""

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from records.actions.cases import check_can_close, check_not_open_already, close
from records.actions.clocks import begin_targets
from records.actions.enquiring import plan_enquiries
from records.actions.events import put_back, take, tell
from records.actions.spells import CLOSURE, begin_spell, clear_closure
from records.actions.workers import check_worker
from records.choices import CaseStatus, EventKind
from records.errors import Refused
from records.models import Case, ClosureRequest, Regime, User
from records.rights import Right
from records.rules import (
    can_work,
    check_of_compulsory_school_age,
    check_received,
    needs_second_person,
    regime_for,
)


@transaction.atomic
def ask_for_closure(
    *,
    by: User,
    case: Case,
    reason: str,
    evidence: str,
    on: datetime.date | None = None,
    version: int | None = None,
) -> ClosureRequest:
    """Asks a second person to close the case, for a reason for which the authority wants two."""
    case, on = take(case, version=version), on or timezone.localdate()
    check_can_close(case, reason=reason, evidence=evidence, on=on)
    if not needs_second_person(case.authority.second_person_for, reason):
        raise Refused(_("For this reason the authority asks for no second person: close the case."))
    if case.closure_requests.filter(is_agreed=None).exists():
        raise Refused(_("Somebody has asked for this case to be closed already. A second person must answer first."))
    request = ClosureRequest.objects.create(
        case=case,
        authority_id=case.authority_id,
        reason=reason,
        evidence=evidence.strip(),
        on=on,
        asked_by=by,
        asked_at=timezone.now(),
    )
    put_back(case)
    tell(case, EventKind.CLOSURE_ASKED, by=by, reason=reason)
    return request


def taken(request: ClosureRequest) -> tuple[Case, ClosureRequest]:
    case = take(request.case, version=None)
    request = case.closure_requests.select_related("asked_by").get(pk=request.pk)
    if request.is_agreed is not None:
        raise Refused(_("This was answered already."))
    return case, request


@transaction.atomic
def agree_to_closure(*, by: User, request: ClosureRequest) -> Case:
    """The second person agrees, and the case is closed as it was asked. Nobody agrees to their own."""
    case, request = taken(request)
    if by.pk == request.asked_by_id:
        raise Refused(_("Nobody agrees to their own closure. Ask a colleague."))
    if not by.has_right(Right.CLOSE_CASE):
        raise Refused(_("Somebody who may close cases must agree."))
    decide(request, by=by, is_agreed=True)
    return close(
        case, by=request.asked_by, approved_by=by, reason=request.reason, evidence=request.evidence, on=request.on
    )


@transaction.atomic
def refuse_closure(*, by: User, request: ClosureRequest, answer: str) -> Case:
    """Somebody does not agree, and says why; or whoever asked takes it back. The case stays open."""
    case, request = taken(request)
    if not answer.strip():
        raise Refused(_("Say why the case should stay open."))
    decide(request, by=by, is_agreed=False, answer=answer.strip())
    put_back(case)
    tell(case, EventKind.CLOSURE_REFUSED, by=by, reason=request.reason)
    return case


def decide(request: ClosureRequest, *, by: User, is_agreed: bool, answer: str = "") -> None:
    request.is_agreed, request.answer = is_agreed, answer
    request.decided_by, request.decided_at = by, timezone.now()
    request.save(update_fields=["is_agreed", "answer", "decided_by", "decided_at"])


@transaction.atomic
def reopen_case(
    *,
    by: User,
    case: Case,
    origin: str,
    received_on: datetime.date,
    referred_by: str = "",
    assigned_to: User | None = None,
    version: int | None = None,
) -> Case:
    """Opens a closed case again: the same case, its next spell, under the regime of the day."""
    case, today = take(case, version=version), timezone.localdate()
    child = case.child
    if can_work(case.status):
        raise Refused(_("This case is open already."))
    check_of_compulsory_school_age(child.born_on, today)
    check_received(received_on, born_on=child.born_on, today=today)
    if received_on < case.closed_on:
        raise Refused(_("The news came before the case was closed. Give the day on which it came after that."))
    if assigned_to:
        check_worker(assigned_to, case.authority_id)
    check_not_open_already(case.authority, forenames=child.forenames, surname=child.surname, born_on=child.born_on)
    clear_closure(case)
    case.origin, case.referred_by, case.received_on = origin, referred_by, received_on
    case.opened_on, case.opened_by, case.assigned_to = today, by, assigned_to
    case.regime = regime_for(case.authority, Regime.objects.all(), today)
    put_back(case, *CLOSURE, "origin", "referred_by", "received_on", "opened_on", "opened_by", "assigned_to", "regime")
    spell = begin_spell(case)
    codes = {"origin": origin, "regime": case.regime_id, "spell": spell.number, "to": CaseStatus.OPENED.value}
    tell(case, EventKind.REOPENED, by=by, **codes)
    plan_enquiries(case)
    begin_targets(case, by=by)
    return case
