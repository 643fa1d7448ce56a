"""The pages around a closure: the case is closed, or a second person is asked; their answer; a case opened again."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from records.actions import agree_to_closure, ask_for_closure, close_case, erase_case, refuse_closure, reopen_case
from records.choices import ClosureReason
from records.forms.cases import CloseForm, EraseForm
from records.forms.work import AnswerForm, ReopenForm
from records.models import Case, CMERecord
from records.permissions import requires
from records.rights import Right
from records.rules import needs_second_person
from records.views.pages import attempt, back_to, find_case, form_page, posted, reads_and_sends, too_late


@requires(Right.CLOSE_CASE)
@reads_and_sends
def case_close(request: HttpRequest, pk: int) -> HttpResponse:
    """Closes the case, or asks a second person where the authority wants one for the reason."""
    case = find_case(request, pk)
    if late := too_late(request, case):
        return late
    form = CloseForm(posted(request), case=case)
    if form.is_valid():
        asks = needs_second_person(case.authority.second_person_for, form.cleaned_data["reason"])
        act, done = (close_case, _("The case was closed."))
        if asks:
            act, done = ask_for_closure, _("A second person was asked to agree. The case stays open until then.")
        if attempt(form, lambda: act(by=request.user, case=case, **form.cleaned_data)):
            return back_to(request, case, done)
    context = {
        "has_record": CMERecord.objects.filter(case=case).exists(),
        "open_tasks": case.tasks.filter(ended_on=None).count(),
        "unmade": case.enquiries.filter(checked_on=None).count(),
        "second_person": [ClosureReason(reason).label for reason in case.authority.second_person_for],
    }
    return form_page(request, case, form, template="records/case_close.html", **context)


@requires(Right.CLOSE_CASE)
@reads_and_sends
def case_closing(request: HttpRequest, pk: int) -> HttpResponse:
    """The second person's answer to a closing that somebody asked for."""
    case = find_case(request, pk)
    asked = get_object_or_404(case.closure_requests.select_related("asked_by"), is_agreed=None)
    form = AnswerForm(posted(request), is_own=asked.asked_by_id == request.user.pk)
    if form.is_valid():
        agrees = form.cleaned_data["answer"] == AnswerForm.AGREE

        def answer() -> Case:
            if agrees:
                return agree_to_closure(by=request.user, request=asked)
            return refuse_closure(by=request.user, request=asked, answer=form.cleaned_data["note"])

        if attempt(form, answer):
            return back_to(request, case, _("The case was closed.") if agrees else _("The case stays open."))
    return form_page(request, case, form, template="records/case_closing.html", asked=asked)


@requires(Right.WORK_CASES)
@reads_and_sends
def case_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """A closed case opened again: what was known stays, and a new spell begins."""
    case = find_case(request, pk)
    form = ReopenForm(posted(request), case=case)
    if form.is_valid():
        given = dict(form.cleaned_data)
        given["assigned_to"] = request.user if given.pop("take_it") else None
        if attempt(form, lambda: reopen_case(by=request.user, case=case, **given)):
            return back_to(request, case, _("The case was opened again."))
    return form_page(request, case, form, heading=_("Open the case again"), button=_("Open the case again"))


@requires(Right.CLOSE_CASE)
@reads_and_sends
def case_erase(request: HttpRequest, pk: int) -> HttpResponse:
    """The details of a closed case, erased before their time: there is no reason to keep them."""
    case = find_case(request, pk)
    form = EraseForm(posted(request), case=case)
    if form.is_valid():
        version = form.cleaned_data["version"]
        if attempt(form, lambda: erase_case(by=request.user, case=case, version=version)):
            return back_to(request, case, _("The details were erased."))
    return form_page(request, case, form, template="records/case_erase.html")
