"""The pages of the CME database: the findings that put a child on it, the six items, their export."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from records.actions import enter_on_database, record_statutory_items, remove_after_closing
from records.exports import record_as_csv
from records.forms.cases import RemoveForm
from records.forms.database import FindingsForm, RecordPage
from records.models import CMERecord
from records.permissions import requires
from records.rights import Right
from records.rules import can_work
from records.views.pages import attempt, back_to, find_case, form_page, posted, reads_and_sends, too_late


@requires(Right.WORK_CASES)
@reads_and_sends
def case_findings(request: HttpRequest, pk: int) -> HttpResponse:
    case = find_case(request, pk)
    if late := too_late(request, case):
        return late
    form = FindingsForm(posted(request), case=case)
    if form.is_valid() and attempt(
        form,
        lambda: enter_on_database(
            by=request.user, case=case, findings=form.findings(), version=form.cleaned_data["version"]
        ),
    ):
        return back_to(request, case, _("The child is on the CME database."))
    return form_page(request, case, form, template="records/case_findings.html")


@requires(Right.WORK_CASES)
@reads_and_sends
def case_record(request: HttpRequest, pk: int) -> HttpResponse:
    case = find_case(request, pk)
    if late := too_late(request, case):
        return late
    record = get_object_or_404(CMERecord, case=case)
    page = RecordPage(posted(request), case=case, record=record)
    if request.method == "POST" and page.is_valid():
        given = {name: page.main.cleaned_data[name] for name in ("version", "source")}
        if attempt(
            page.main,
            lambda: record_statutory_items(by=request.user, case=case, items=page.given(), **given),
        ):
            return back_to(request, case, _("The statutory record was saved."))
    return form_page(
        request, case, page.main, template="records/case_record.html", record=record, parts=page, errors=page.errors
    )


@requires(Right.CLOSE_CASE)
@reads_and_sends
def case_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """The record of a child who was never found, when there is a ground after all."""
    case = find_case(request, pk)
    get_object_or_404(CMERecord, case=case)
    if request.method != "POST" and can_work(case.status):
        messages.info(request, _("This case is open. Close it on the ground: that removes the record."))
        return redirect("case", pk=case.pk)
    form = RemoveForm(posted(request), case=case)
    if form.is_valid() and attempt(form, lambda: remove_after_closing(by=request.user, case=case, **form.cleaned_data)):
        return back_to(request, case, _("The statutory record was removed from the CME database."))
    return form_page(request, case, form, template="records/case_remove.html")


@requires(Right.SEE_CASES)
@require_safe
def case_record_export(request: HttpRequest, pk: int) -> HttpResponse:
    """The six items as CSV. The look is logged under this page's own name."""
    case = find_case(request, pk)
    record = get_object_or_404(CMERecord, case=case)
    name = f"record-{case.reference}.csv"
    return HttpResponse(
        record_as_csv(record).encode("utf-8-sig"),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
