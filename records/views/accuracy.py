"""Accuracy (regulation 5): where each value comes from, and queries of values from the first word to the answer."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from records.accuracy import in_words, queryable, values_of, with_words
from records.actions import note_step, raise_query, settle_query
from records.forms.keeping import QueryForm, SettleForm, StepForm
from records.models import AccuracyQuery, Case, CMERecord
from records.permissions import requires
from records.rights import Right
from records.rules import can_work
from records.views.pages import attempt, back_to, find_case, form_page, posted, reads_and_sends


@requires(Right.SEE_CASES)
@require_safe
def case_values(request: HttpRequest, pk: int) -> HttpResponse:
    """Each value with where it comes from, what stood before, and the press that queries it."""
    case = find_case(request, pk)
    record = CMERecord.objects.filter(case=case).first()
    context = {
        "case": case,
        "parts": values_of(case, record),
        "can_query": not case.erased_on and request.user.has_right(Right.WORK_CASES),
    }
    return render(request, "records/case_values.html", context)


def find_query(case: Case, number: int) -> AccuracyQuery:
    return get_object_or_404(case.queries.select_related("recorded_by", "settled_by", "clock", "case"), pk=number)


def to_query(query: AccuracyQuery) -> HttpResponse:
    return redirect("case_query", pk=query.case_id, query=query.pk)


@requires(Right.WORK_CASES)
@reads_and_sends
def case_query_new(request: HttpRequest, pk: int) -> HttpResponse:
    case, asked = find_case(request, pk), request.GET.get("field", "")
    form = QueryForm(posted(request), field=asked if asked in dict(queryable()) else "")
    made: list[AccuracyQuery] = []
    if form.is_valid() and attempt(
        form, lambda: made.append(raise_query(by=request.user, case=case, **form.cleaned_data))
    ):
        return to_query(made[0])
    return form_page(request, case, form, heading=_("Query a value"), button=_("Record the query"))


@requires(Right.SEE_CASES)
@require_safe
def case_query(request: HttpRequest, pk: int, query: int) -> HttpResponse:
    """The query with its steps; what stood and what stands; the presses that go on with it."""
    case = find_case(request, pk)
    found = find_query(case, query)
    of, _dot, name = found.field.partition(".")
    changes = with_words(case.value_changes.filter(of=of, field=name).select_related("by"))
    correct = {"child": "case_child", "record": "case_record"}.get(of, "")
    may_work = not case.erased_on and request.user.has_right(Right.WORK_CASES)
    context = {
        "case": case,
        "query": found,
        "field": in_words(found.field),
        "steps": found.steps.select_related("by"),
        "changes": changes,
        "can_work": may_work and not found.settled_on,
        "correct": reverse(correct, args=[pk]) if correct and may_work and can_work(case.status) else "",
    }
    return render(request, "records/case_query.html", context)


@requires(Right.WORK_CASES)
@reads_and_sends
def case_query_step(request: HttpRequest, pk: int, query: int) -> HttpResponse:
    case = find_case(request, pk)
    found, form = find_query(case, query), StepForm(posted(request))
    if form.is_valid() and attempt(form, lambda: note_step(by=request.user, query=found, **form.cleaned_data)):
        return to_query(found)
    more = {"heading": _("Record a step"), "button": _("Record the step"), "about": in_words(found.field)}
    return form_page(request, case, form, **more)


@requires(Right.WORK_CASES)
@reads_and_sends
def case_query_settle(request: HttpRequest, pk: int, query: int) -> HttpResponse:
    case = find_case(request, pk)
    found, form = find_query(case, query), SettleForm(posted(request))
    if form.is_valid() and attempt(form, lambda: settle_query(by=request.user, query=found, **form.cleaned_data)):
        return back_to(request, case, _("The query was settled."))
    more = {"heading": _("Settle the query"), "button": _("Settle the query"), "about": in_words(found.field)}
    return form_page(request, case, form, **more)
