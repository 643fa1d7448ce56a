"""How every page of a case begins and ends: the case, seen and logged; the form; the act, or its refusal."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render

from records.access import note_look
from records.errors import Refused
from records.models import Case
from records.timeline import Happening, happenings

ROWS_ON_A_PAGE = 25
LATEST = 5  # events shown to somebody whose save came second


def find_case(request: HttpRequest, pk: int) -> Case:
    """The case, if it is in the person's authority, with a line in the access log."""
    cases = Case.objects.select_related("child", "assigned_to", "regime", "opened_by", "closed_by")
    case = get_object_or_404(cases, pk=pk)
    note_look(request, subject="case", subject_id=case.pk)
    return case


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to: nothing while the page is only looked at."""
    return request.POST if request.method == "POST" else None


def attempt(form: forms.Form, act: Callable[[], Any]) -> bool:
    """Does the act; a refusal becomes the form's error, and nothing is stored."""
    try:
        act()
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def back_to(request: HttpRequest, case: Case, done: str) -> HttpResponse:
    messages.success(request, done)
    return redirect("case", pk=case.pk)


def form_page(request: HttpRequest, case: Case, form: forms.Form, **context: Any) -> HttpResponse:
    """The one page for a short form on a case. A form that came second shows what changed meanwhile."""
    template = context.pop("template", "records/case_form.html")
    context |= {"case": case, "form": form, "latest": latest(case) if getattr(form, "is_late", False) else []}
    return render(request, template, context)


def latest(case: Case) -> list[Happening]:
    return happenings(case.events.select_related("by")[:LATEST])


def page_of(request: HttpRequest, rows: QuerySet) -> Page:
    """The asked-for page; the last one where there are not so many."""
    return Paginator(rows, ROWS_ON_A_PAGE).get_page(request.GET.get("page"))
