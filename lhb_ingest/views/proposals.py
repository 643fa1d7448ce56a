"""Pages on proposals of closure: those that wait, one with its evidence, and the press that accepts or refuses it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lhb_ingest.matching.explain import levels, sentences
from lhb_ingest.views.lists import page_of
from records.access import note_look
from records.actions import accept_proposal, refuse_proposal
from records.choices import CaseStatus
from records.errors import Refused
from records.models import Case, Child, ClosureProposal, RollEntry
from records.permissions import requires
from records.rights import Right
from records.rules import can_work


@requires(Right.SEE_CASES)
@require_safe
def proposals(request: HttpRequest) -> HttpResponse:
    waiting = ClosureProposal.objects.waiting().select_related("case__child", "case__assigned_to", "entry")
    page = page_of(request, waiting.order_by("made_at", "pk"), 25)
    note_look(request, subject="proposal_list", subject_id=0)
    return render(request, "lhb_ingest/proposals.html", {"page": page})


def proposal_or_404(pk: int) -> ClosureProposal:
    found = ClosureProposal.objects.select_related("case__child", "case__authority", "entry", "decided_by")
    return get_object_or_404(found, pk=pk)


@requires(Right.SEE_CASES)
@require_safe
def proposal(request: HttpRequest, pk: int) -> HttpResponse:
    found = proposal_or_404(pk)
    note_look(request, subject="proposal", subject_id=pk)
    is_open = found.is_waiting and can_work(found.case.status)
    context = {
        "proposal": found,
        "case": found.case,
        "sentences": sentences(found.reasons),
        "weights": [(each, sentence) for each, sentence in weighed(found)],
        "fields": fields(found.case.child, found.entry, found.reasons) if found.entry else [],
        "can_accept": is_open and request.user.has_right(Right.CLOSE_CASE),
        "can_refuse": is_open and request.user.has_right(Right.WORK_CASES),
    }
    return render(request, "lhb_ingest/proposal.html", context)


def weighed(found: ClosureProposal) -> list[tuple[float, str]]:
    """The bits of each field that has some, beside its sentence."""
    told = zip(found.reasons, sentences(found.reasons), strict=True)
    return [(reason["bits"], sentence) for reason, sentence in told if reason.get("bits") is not None]


def fields(child: Child, entry: RollEntry, reasons: list[dict]) -> list[tuple]:
    """Field by field: the case file, the list, and how well they agree in a word."""
    words = levels(reasons)
    forenames = f"{entry.forenames} {entry.middle_names}".strip()
    return [
        (label, ours, theirs, words.get(field, ""))
        for label, ours, theirs, field in (
            (_("Forenames"), child.forenames, forenames, "forename"),
            (_("Surname"), with_former(child), with_former(entry), "surname"),
            (_("Date of birth"), child.born_on, entry.born_on, "born_on"),
            (_("Address"), place_of(child), place_of(entry), "home"),
        )
    ]


def with_former(person: Child | RollEntry) -> str:
    return f"{person.surname} ({', '.join(person.former_names)})" if person.former_names else person.surname


def place_of(person: Child | RollEntry) -> str:
    return ", ".join(part for part in (person.address, person.postcode) if part)


def evidence_of(found: ClosureProposal) -> str:
    """What the closure rests on, in the language of whoever accepts it: the list, its day, the school, the reasons."""
    entry = found.entry
    school = entry.school_name or entry.school if entry else ""
    of_whom = f" ({entry.sender})" if entry and entry.sender else ""
    list_name = f"{found.get_list_kind_display()}{of_whom}"
    day = date_format(found.as_at, "j F Y")
    said = _("%(list)s, list of %(day)s") % {"list": list_name, "day": day}
    judged = [] if found.is_sure else [_("The comparison was not sure; a person has said that it is the same child.")]
    return " ".join([f"{said}: {school}." if school else f"{said}.", *sentences(found.reasons), *judged])


@requires(Right.CLOSE_CASE)
@require_POST
def proposal_accept(request: HttpRequest, pk: int) -> HttpResponse:
    found = proposal_or_404(pk)
    try:
        judged = request.POST.get("judged") == "yes"
        case = accept_proposal(by=request.user, proposal=found, evidence=evidence_of(found), judged=judged)
        messages.success(request, said_of(case))
    except Refused as refused:
        messages.error(request, str(refused))
        if not found.is_sure and found.is_waiting:
            return redirect("proposal", pk)
    return redirect("case", found.case_id)


def said_of(case: Case) -> str:
    if case.status == CaseStatus.CLOSED:
        return _("The case was closed.")
    if case.closure_requests.filter(is_agreed=None).exists():
        return _("A second person was asked to agree. The case stays open until then.")
    if case.status == CaseStatus.SUITABILITY_OPEN:
        return _("The child is home educated and suitability is not yet established. The case stays open.")
    return _("The proposal was accepted.")


@requires(Right.WORK_CASES)
@require_POST
def proposal_refuse(request: HttpRequest, pk: int) -> HttpResponse:
    found = proposal_or_404(pk)
    try:
        refuse_proposal(by=request.user, proposal=found)
        messages.success(request, _("Another child: this entry is not proposed for this case again."))
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("case", found.case_id)
