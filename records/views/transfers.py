"""A child who goes to another authority: telling it, its inbox and answer, the pack, and the record after leaving."""

from typing import Any

from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from records.access import note_look
from records.actions import accept_transfer, note_told, refuse_transfer, remove_after_leaving, tell_authority
from records.actions.database import COPIED
from records.choices import TransferState
from records.forms.transfers import LeftForm, ReceiverForm, ToldForm, TransferAnswerForm
from records.models import CMERecord, Transfer
from records.packs import as_csv, as_pdf, lines_of
from records.permissions import requires
from records.rights import Right
from records.timeline import ITEMS
from records.views.pages import attempt, back_to, find_case, form_page, page_of, posted, reads_and_sends, too_late


@requires(Right.WORK_CASES)
@reads_and_sends
def case_transfer(request: HttpRequest, pk: int) -> HttpResponse:
    """Tells another authority that the child lives there, or is likely to."""
    case = find_case(request, pk)
    if late := too_late(request, case):
        return late
    form = ReceiverForm(posted(request), case=case)
    if form.is_valid() and attempt(form, lambda: tell_authority(by=request.user, case=case, **form.cleaned_data)):
        return back_to(request, case, _("The move was recorded."))
    about = _(
        "An authority on the list is told at once, here: it sees the statutory record and nothing else of the case. "
        "For another one you get a pack to send by a secure way."
    )
    return form_page(request, case, form, heading=_("Tell another authority"), about=about, button=_("Tell it"))


@requires(Right.WORK_CASES)
@reads_and_sends
def case_told(request: HttpRequest, pk: int) -> HttpResponse:
    """The pack for an authority elsewhere; then the day on which it was sent."""
    case = find_case(request, pk)
    transfer = get_object_or_404(case.transfers, state=TransferState.TO_SEND)
    form = ToldForm(posted(request))
    if form.is_valid() and attempt(form, lambda: note_told(by=request.user, transfer=transfer, **form.cleaned_data)):
        return back_to(request, case, _("The day was noted."))
    return form_page(request, case, form, template="records/case_told.html", transfer=transfer)


@requires(Right.WORK_CASES)
@require_safe
def case_pack(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """The statutory record for an authority elsewhere, as CSV or as an accessible PDF, in both languages."""
    case = find_case(request, pk)
    transfer = get_object_or_404(case.transfers, state=TransferState.TO_SEND)
    if form not in ("csv", "pdf"):
        raise Http404
    lines = lines_of(case)
    if form == "csv":
        body, kind = as_csv(lines).encode("utf-8-sig"), "text/csv; charset=utf-8"
    else:
        body, kind = as_pdf(lines, case=case, transfer=transfer), "application/pdf"
    name = f"transfer-{case.reference}.{form}"
    return HttpResponse(body, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})


@requires(Right.WORK_CASES)
@reads_and_sends
def case_left(request: HttpRequest, pk: int) -> HttpResponse:
    """The child has left: the record goes, and the case stays as the authority works."""
    case = find_case(request, pk)
    if not CMERecord.objects.filter(case=case).exists():
        return redirect("case", pk=case.pk)
    form = LeftForm(posted(request), case=case)
    if form.is_valid() and attempt(form, lambda: remove_after_leaving(by=request.user, case=case, **form.cleaned_data)):
        return back_to(request, case, _("The statutory record was removed from the CME database."))
    heading, about = (
        _("The child has left"),
        _("This removes the statutory record (regulation 6). It cannot be undone."),
    )
    return form_page(request, case, form, heading=heading, about=about, button=_("Remove the record"))


@requires(Right.SEE_CASES)
@require_safe
def transfers(request: HttpRequest) -> HttpResponse:
    """The inbox: children of whom other authorities have told this one. What waits comes first."""
    rows = Transfer.objects.filter(receiver=request.user.authority_id).select_related("authority")
    if request.GET.get("state") in TransferState.values:
        rows = rows.filter(state=request.GET["state"])
    page = page_of(request, rows.order_by(F("answered_at").asc(nulls_first=True), "-pk"))
    note_look(request, subject="transfer_list", subject_id=0)
    return render(request, "records/transfers.html", {"page": page})


@requires(Right.WORK_CASES)
@reads_and_sends
def transfer(request: HttpRequest, pk: int) -> HttpResponse:
    """One child of whom another authority has told: accepted, with a case of its own, or refused with a reason."""
    rows = Transfer.objects.filter(receiver=request.user.authority_id).select_related("authority", "answered_by")
    found = get_object_or_404(rows, pk=pk)
    note_look(request, subject="transfer", subject_id=found.pk)
    form = TransferAnswerForm(posted(request))
    if form.is_valid():
        given, opened = form.cleaned_data, []
        if given["answer"] == TransferAnswerForm.ACCEPT:
            act = {"by": request.user, "transfer": found, "another_child": given["another_child"]}
            if attempt(form, lambda: opened.append(accept_transfer(**act))):
                return back_to(request, opened[0], _("The case was opened."))
        elif attempt(form, lambda: refuse_transfer(by=request.user, transfer=found, why=given["why"])):
            return redirect("transfers")
    waits = found.state == TransferState.WAITING
    context = {"transfer": found, "form": form, "waits": waits, "rows": told_of(found.details) if waits else []}
    return render(request, "records/transfer.html", context)


def told_of(details: dict[str, Any]) -> list[tuple[str, str]]:
    """What the other authority said, in words; what it did not know is left out."""
    said = {name: details[name] for name in (*COPIED, "aln", "alp")}
    said["former_names"] = "\n".join(said["former_names"])
    said["born_on"] = date_format(parse_date(said["born_on"]), "j F Y") if said["born_on"] else ""
    parents = ["\n".join(filter(None, parent.values())) for parent in details["parents"]]
    rows = [(str(ITEMS[name]), value) for name, value in said.items() if value]
    return [*rows, *((str(ITEMS["parents"]), parent) for parent in parents)]
