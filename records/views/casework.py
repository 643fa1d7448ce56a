"""The acts on a case, a page each: note, move, fact, caseworker."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from records.actions import assign_case, correct_child, move_case, note_on_case, record_fact
from records.choices import FlagKind
from records.forms.cases import AssignForm, ChildForm, FactForm, MoveForm, NoteForm
from records.permissions import requires
from records.rights import Right
from records.views.pages import (
    attempt,
    back_to,
    differences,
    find_case,
    form_page,
    posted,
    reads_and_sends,
    too_late,
)


@requires(Right.WORK_CASES)
@reads_and_sends
def case_child(request: HttpRequest, pk: int) -> HttpResponse:
    """Who the child is in the case file, which is not the statutory record: the page says where the two differ."""
    case = find_case(request, pk)
    if late := too_late(request, case):
        return late
    form = ChildForm(posted(request), case=case)
    if form.is_valid() and attempt(form, lambda: correct_child(by=request.user, case=case, **form.cleaned_data)):
        return back_to(request, case, _("The details of the child were corrected."))
    return form_page(request, case, form, template="records/case_child.html", differs=differences(case))


@requires(Right.WORK_CASES)
@reads_and_sends
def case_note(request: HttpRequest, pk: int) -> HttpResponse:
    case, form = find_case(request, pk), NoteForm(posted(request))
    if form.is_valid() and attempt(form, lambda: note_on_case(by=request.user, case=case, **form.cleaned_data)):
        return back_to(request, case, _("The note was added."))
    return form_page(request, case, form, heading=_("Add a note"), button=_("Save the note"))


@requires(Right.WORK_CASES)
@reads_and_sends
def case_move(request: HttpRequest, pk: int) -> HttpResponse:
    case = find_case(request, pk)
    if late := too_late(request, case):
        return late
    form = MoveForm(posted(request), case=case)
    if form.is_valid() and attempt(form, lambda: move_case(by=request.user, case=case, **form.cleaned_data)):
        return back_to(request, case, _("The status was changed."))
    return form_page(request, case, form, heading=_("Change the status"), button=_("Save the status"))


@requires(Right.WORK_CASES)
@reads_and_sends
def case_fact(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    if kind not in FlagKind.values:
        raise Http404
    case = find_case(request, pk)
    if late := too_late(request, case):
        return late
    form = FactForm(posted(request), kind=kind)
    if form.is_valid() and attempt(
        form, lambda: record_fact(by=request.user, case=case, kind=kind, **form.cleaned_data)
    ):
        return back_to(request, case, _("The fact was recorded."))
    return form_page(request, case, form, heading=FlagKind(kind).label, button=_("Save"))


@requires(Right.WORK_CASES)
@reads_and_sends
def case_assign(request: HttpRequest, pk: int) -> HttpResponse:
    case = find_case(request, pk)
    if late := too_late(request, case):
        return late
    form = AssignForm(posted(request), case=case)
    if form.is_valid() and attempt(form, lambda: assign_case(by=request.user, case=case, **form.cleaned_data)):
        return back_to(request, case, _("The caseworker was changed."))
    return form_page(request, case, form, heading=_("Change the caseworker"), button=_("Save the caseworker"))
