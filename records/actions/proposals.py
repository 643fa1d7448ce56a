"""The writers of proposals of closure: a list shows the child of an open case, a person accepts or refuses, or it ends.

No case is closed by the comparison itself. Who compares is `lhb_ingest`; here is what a comparison may do to a case.
"""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from records.actions.cases import close_case, move_case
from records.actions.closing import ask_for_closure
from records.actions.events import take, tell
from records.choices import CaseStatus, ClosureReason, ClosureRule, EventKind, ListKind, ProposalState, Suitability
from records.errors import Refused
from records.models import Authority, Case, ClosureProposal, RollEntry, User
from records.normalise import district
from records.rules import can_move, can_work, check_open, needs_second_person

REASONS = {
    ListKind.SCHOOL_ROLL: ClosureReason.MAINTAINED_SCHOOL,
    ListKind.INDEPENDENT: ClosureReason.INDEPENDENT_SCHOOL,
    ListKind.EOTAS: ClosureReason.EOTAS,
}


def reason_for(entry: RollEntry, authority: Authority) -> str:
    """The closure reason that an entry is evidence of; '' for home education whose suitability is not established.

    A roll of another authority shows a registered pupil. It shows a move only where the home on it lies elsewhere.
    """
    if entry.kind == ListKind.HOME_EDUCATION:
        return ClosureReason.HOME_EDUCATION if entry.suitability == Suitability.ESTABLISHED else ""
    if entry.kind == ListKind.OTHER_AUTHORITY:
        lives_elsewhere = entry.postcode and district(entry.postcode) not in authority.postcode_districts
        closes = authority.closure_rule == ClosureRule.ON_LEAVING
        has_moved = closes and authority.postcode_districts and lives_elsewhere
        return ClosureReason.MOVED_AUTHORITY if has_moved else ClosureReason.SCHOOL_ELSEWHERE
    return REASONS[ListKind(entry.kind)]


@transaction.atomic
def propose_closure(
    *, case: Case, entry: RollEntry, reasons: Sequence[dict], weight: float, about: str, is_sure: bool = True
) -> ClosureProposal | None:
    """Proposes that the case be closed, because `entry` must be its child. None: a person has said no to just this.

    Not `is_sure`: it may be the child, and a person judges that first.

    The same proposal again changes nothing but the day of the list; another one takes the place of the first. `about`
    is a keyed hash of what the case file and the entry say.
    """
    case = take(case, version=None)
    if not can_work(case.status) or case.proposals.filter(state=ProposalState.REFUSED, about=about).exists():
        return None
    said = {
        "list_kind": entry.kind,
        "as_at": entry.seen_on,
        "reason": reason_for(entry, case.authority),
        "reasons": list(reasons),
        "weight": weight,
        "is_sure": is_sure,
    }
    standing = case.proposals.open().select_for_update().first()
    if standing and (standing.entry_id, standing.about) == (entry.pk, about):
        ClosureProposal.objects.filter(pk=standing.pk).update(**said)
        return standing
    if standing:
        _end(standing, ProposalState.WITHDRAWN, by=None)
    proposal = ClosureProposal.objects.create(
        case=case, authority_id=case.authority_id, entry=entry, about=about, made_at=timezone.now(), **said
    )
    tell(case, EventKind.SEEN_ON_LIST, by=None, list=entry.kind, as_at=entry.seen_on.isoformat())
    return proposal


@transaction.atomic
def withdraw_proposal(*, proposal: ClosureProposal) -> bool:
    """Takes a proposal back that the lists no longer bear out. False: somebody decided on it meanwhile."""
    case = take(proposal.case, version=None)
    standing = case.proposals.open().filter(pk=proposal.pk).first()
    if standing is None:
        return False
    _end(standing, ProposalState.WITHDRAWN, by=None)
    return True


@transaction.atomic
def accept_proposal(*, by: User, proposal: ClosureProposal, evidence: str, judged: bool = False) -> Case:
    """Closes the case for the reason that the list gives, or asks the second person whom the authority wants for it.

    Where suitability is open, the case goes there instead. Of a find that is not sure the person must have said that it
    is the same child: `judged`.
    """
    proposal = _take(proposal)
    if not proposal.is_sure and not judged:
        raise Refused(_("First compare the two and say that it is the same child: this find is not sure."))
    if proposal.entry is None or proposal.entry.ended_on:
        raise Refused(_("The list no longer shows the child. Nothing was changed."))
    _end(proposal, ProposalState.ACCEPTED, by=by)
    if needs_second_person(proposal.case.authority.second_person_for, proposal.reason):
        return ask_for_closure(by=by, case=proposal.case, reason=proposal.reason, evidence=evidence).case
    if proposal.reason:
        return close_case(by=by, case=proposal.case, reason=proposal.reason, evidence=evidence)
    if can_move(proposal.case.status, CaseStatus.SUITABILITY_OPEN):
        return move_case(by=by, case=proposal.case, to=CaseStatus.SUITABILITY_OPEN, note=evidence)
    if proposal.case.status != CaseStatus.SUITABILITY_OPEN:
        raise Refused(_("First change the status of the case: from here it cannot wait for suitability."))
    return proposal.case


@transaction.atomic
def refuse_proposal(*, by: User, proposal: ClosureProposal) -> ClosureProposal:
    """The entry is another child: never proposed again until what the case file or the list says has changed."""
    proposal = _take(proposal)
    _end(proposal, ProposalState.REFUSED, by=by)
    return proposal


@transaction.atomic
def note_departure(*, case: Case, entry: RollEntry) -> None:
    """A list no longer shows the child of an open case: told once on its timeline; nothing else is made of it."""
    case = take(case, version=None)
    told = {"list": entry.kind, "on": entry.ended_on.isoformat()}
    if not case.events.filter(kind=EventKind.LEFT_LIST, detail=told).exists():
        tell(case, EventKind.LEFT_LIST, by=None, **told)


def _take(proposal: ClosureProposal) -> ClosureProposal:
    case = take(proposal.case, version=None)
    check_open(case.status)
    standing = ClosureProposal.objects.select_related("entry").get(pk=proposal.pk)
    if standing.state != ProposalState.OPEN:
        raise Refused(_("This proposal was decided or withdrawn already. Nothing was changed."))
    standing.case = case
    return standing


def _end(proposal: ClosureProposal, state: str, *, by: User | None) -> None:
    proposal.state, proposal.decided_by, proposal.decided_at = state, by, timezone.now()
    proposal.save(update_fields=["state", "decided_by", "decided_at"])
    tell(proposal.case, EventKind.PROPOSAL_ENDED, by=by, state=state)
