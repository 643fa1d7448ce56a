"""What is to be done on a case, a page each: tasks, enquiries, clocks, flags."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from records.access import note_look
from records.actions import (
    add_enquiry,
    bring_checklist_up_to_date,
    change_task,
    correct_clock,
    end_clock,
    end_task,
    make_enquiry_again,
    mark_case,
    pause_clock,
    record_enquiry,
    resume_clock,
    set_task,
    start_clock,
    unmark_case,
)
from records.choices import MarkerKind
from records.errors import Refused
from records.forms.work import (
    ClockForm,
    EndClockForm,
    EndTaskForm,
    EnquiryForm,
    MarkForm,
    NewClockForm,
    NewEnquiryForm,
    ReasonForm,
    TaskForm,
)
from records.models import Case, Task
from records.permissions import requires
from records.rights import Right
from records.views.pages import attempt, back_to, find_case, form_page, page_of, posted, reads_and_sends, too_late


def pressed(request: HttpRequest, case: Case, act: Callable[[], Any], done: str) -> HttpResponse:
    """A button without a form: the act and back to the case, with what came of it."""
    try:
        act()
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("case", pk=case.pk)
    return back_to(request, case, done)


# ------------------------------------------------------------------------------------------------------------ tasks
WHOSE = ("mine", "nobody", "all")


@requires(Right.WORK_CASES)
@require_safe
def tasks(request: HttpRequest) -> HttpResponse:
    """Open tasks, what is due first to begin with: mine, nobody's, or the team's; of those the overdue ones."""
    whose, today = request.GET.get("whose", "mine"), timezone.localdate()
    whose = whose if whose in WHOSE else "mine"
    found = whose_tasks(whose, request).select_related("case__child", "assigned_to").order_by("due_on", "pk")
    is_overdue = request.GET.get("due") == "overdue"
    page = page_of(request, found.filter(due_on__lt=today) if is_overdue else found)
    note_look(request, subject="case_list", subject_id=0)
    context = {"page": page, "whose": whose, "is_overdue": is_overdue, "today": today}
    return render(request, "records/tasks.html", context)


def whose_tasks(whose: str, request: HttpRequest) -> QuerySet[Task]:
    open_ones = Task.objects.filter(ended_on=None)
    if whose == "all":
        return open_ones
    return open_ones.filter(assigned_to=request.user if whose == "mine" else None)


@requires(Right.WORK_CASES)
@reads_and_sends
def case_task_new(request: HttpRequest, pk: int) -> HttpResponse:
    case = find_case(request, pk)
    if late := too_late(request, case):
        return late
    form = TaskForm(posted(request), case=case, by=request.user)
    if form.is_valid() and attempt(form, lambda: set_task(by=request.user, case=case, **form.cleaned_data)):
        return back_to(request, case, _("The task was set."))
    return form_page(request, case, form, heading=_("Set a task"), button=_("Set the task"))


@requires(Right.WORK_CASES)
@reads_and_sends
def case_task(request: HttpRequest, pk: int, task: int) -> HttpResponse:
    case = find_case(request, pk)
    found = get_object_or_404(case.tasks, pk=task, ended_on=None)
    form = TaskForm(posted(request), case=case, task=found)
    if form.is_valid() and attempt(form, lambda: change_task(by=request.user, task=found, **form.cleaned_data)):
        return back_to(request, case, _("The task was changed."))
    return form_page(request, case, form, heading=_("Change the task"), button=_("Save the task"))


@requires(Right.WORK_CASES)
@reads_and_sends
def case_task_end(request: HttpRequest, pk: int, task: int) -> HttpResponse:
    case = find_case(request, pk)
    found = get_object_or_404(case.tasks, pk=task, ended_on=None)
    form = EndTaskForm(posted(request))
    if form.is_valid() and attempt(form, lambda: end_task(by=request.user, task=found, **form.cleaned_data)):
        return back_to(request, case, _("The task has ended."))
    more = {"heading": _("End the task"), "button": _("End the task"), "about": found.title}
    return form_page(request, case, form, **more)


# -------------------------------------------------------------------------------------------------------- enquiries
@requires(Right.WORK_CASES)
@reads_and_sends
def case_enquiry_new(request: HttpRequest, pk: int) -> HttpResponse:
    case = find_case(request, pk)
    if late := too_late(request, case):
        return late
    form = NewEnquiryForm(posted(request))
    if form.is_valid() and attempt(form, lambda: add_enquiry(by=request.user, case=case, **form.cleaned_data)):
        return back_to(request, case, _("The enquiry was added."))
    return form_page(request, case, form, heading=_("Add an enquiry"), button=_("Add the enquiry"))


@requires(Right.WORK_CASES)
@reads_and_sends
def case_enquiry(request: HttpRequest, pk: int, enquiry: int) -> HttpResponse:
    case = find_case(request, pk)
    if late := too_late(request, case):
        return late
    found = get_object_or_404(case.enquiries, pk=enquiry, checked_on=None)
    form = EnquiryForm(posted(request))
    if form.is_valid() and attempt(form, lambda: record_enquiry(by=request.user, enquiry=found, **form.cleaned_data)):
        return back_to(request, case, _("The enquiry was recorded."))
    more = {"heading": _("Record an enquiry"), "button": _("Record the enquiry"), "about": str(found)}
    return form_page(request, case, form, **more)


@requires(Right.WORK_CASES)
@require_POST
def case_enquiry_again(request: HttpRequest, pk: int, enquiry: int) -> HttpResponse:
    case = find_case(request, pk)
    found = get_object_or_404(case.enquiries, pk=enquiry)
    act = partial(make_enquiry_again, by=request.user, enquiry=found)
    return pressed(request, case, act, _("The enquiry is on the list again."))


@requires(Right.WORK_CASES)
@require_POST
def case_enquiries_update(request: HttpRequest, pk: int) -> HttpResponse:
    case = find_case(request, pk)
    act = partial(bring_checklist_up_to_date, by=request.user, case=case)
    return pressed(request, case, act, _("The enquiries are those of the authority's checklist."))


# ----------------------------------------------------------------------------------------------------------- clocks
@requires(Right.WORK_CASES)
@reads_and_sends
def case_clock_new(request: HttpRequest, pk: int) -> HttpResponse:
    case, form = find_case(request, pk), NewClockForm(posted(request))
    if form.is_valid() and attempt(form, lambda: start_clock(by=request.user, case=case, **form.cleaned_data)):
        return back_to(request, case, _("The clock was started."))
    return form_page(request, case, form, heading=_("Start a clock"), button=_("Start the clock"))


@requires(Right.WORK_CASES)
@reads_and_sends
def case_clock(request: HttpRequest, pk: int, clock: int) -> HttpResponse:
    case = find_case(request, pk)
    found = get_object_or_404(case.clocks, pk=clock, ended_on=None)
    form = ClockForm(posted(request), initial={"starts_on": found.starts_on})
    if form.is_valid() and attempt(form, lambda: correct_clock(by=request.user, clock=found, **form.cleaned_data)):
        return back_to(request, case, _("The clock was reckoned again."))
    more = {"heading": _("Correct the day a clock starts on"), "button": _("Save"), "about": found.get_kind_display()}
    return form_page(request, case, form, **more)


@requires(Right.WORK_CASES)
@reads_and_sends
def case_clock_end(request: HttpRequest, pk: int, clock: int) -> HttpResponse:
    case = find_case(request, pk)
    found = get_object_or_404(case.clocks, pk=clock, ended_on=None)
    form = EndClockForm(posted(request), kind=found.kind)
    if form.is_valid() and attempt(form, lambda: end_clock(by=request.user, clock=found, **form.cleaned_data)):
        return back_to(request, case, _("The clock has ended."))
    more = {"heading": _("End the clock"), "button": _("End the clock"), "about": found.get_kind_display()}
    return form_page(request, case, form, **more)


@requires(Right.WORK_CASES)
@reads_and_sends
def case_clock_pause(request: HttpRequest, pk: int, clock: int) -> HttpResponse:
    case = find_case(request, pk)
    found = get_object_or_404(case.clocks, pk=clock, ended_on=None)
    form = ReasonForm(posted(request))
    if form.is_valid() and attempt(form, lambda: pause_clock(by=request.user, clock=found, **form.cleaned_data)):
        return back_to(request, case, _("The clock is paused."))
    more = {"heading": _("Pause the clock"), "button": _("Pause the clock"), "about": found.get_kind_display()}
    return form_page(request, case, form, **more)


@requires(Right.WORK_CASES)
@require_POST
def case_clock_resume(request: HttpRequest, pk: int, clock: int) -> HttpResponse:
    case = find_case(request, pk)
    found = get_object_or_404(case.clocks, pk=clock)
    act = partial(resume_clock, by=request.user, clock=found)
    return pressed(request, case, act, _("The clock goes on."))


# ------------------------------------------------------------------------------------------------------------ flags
@requires(Right.WORK_CASES)
@reads_and_sends
def case_mark(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    if kind not in MarkerKind.values:
        raise Http404
    case = find_case(request, pk)
    if late := too_late(request, case):
        return late
    form = MarkForm(posted(request), case=case)
    if form.is_valid() and attempt(form, lambda: mark_case(by=request.user, case=case, kind=kind, **form.cleaned_data)):
        return back_to(request, case, _("The flag was set."))
    return form_page(request, case, form, heading=MarkerKind(kind).label, button=_("Set the flag"))


@requires(Right.WORK_CASES)
@require_POST
def case_unmark(request: HttpRequest, pk: int, marker: int) -> HttpResponse:
    case = find_case(request, pk)
    found = get_object_or_404(case.markers, pk=marker)
    return pressed(request, case, lambda: unmark_case(by=request.user, marker=found), _("The flag has ended."))
