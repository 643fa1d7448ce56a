"""How every page of a case begins and ends: the case, seen and logged; the form; the act, or its refusal."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from records.access import note_look
from records.actions.database import COPIED
from records.errors import Refused
from records.models import Case, CMERecord
from records.rules import can_work
from records.timeline import ITEMS, Happening, happenings

ROWS_ON_A_PAGE = 25
LATEST = 5  # events shown to somebody whose save came second

# A page with a form: all other methods are answered 405 before anything is looked at, or logged.
reads_and_sends = require_http_methods(["GET", "HEAD", "POST"])


def find_case(request: HttpRequest, pk: int) -> Case:
    """The case, if it is in the person's authority, with a line in the access log."""
    cases = Case.objects.select_related("authority", "child", "assigned_to", "regime", "opened_by", "closed_by")
    case = get_object_or_404(cases, pk=pk)
    note_look(request, subject="case", subject_id=case.pk)
    return case


def too_late(request: HttpRequest, case: Case) -> HttpResponse | None:
    """Back to a closed case with the reason, instead of a form whose sending would be refused.

    What somebody sends all the same is refused by the writer, and the page keeps what they typed.
    """
    if request.method == "POST" or can_work(case.status):
        return None
    messages.info(request, _("This case is closed. You can still add a note to it."))
    return redirect("case", pk=case.pk)


def differences(case: Case) -> list[str]:
    """In what the statutory record says something else of the child than the case file, in words."""
    record = CMERecord.objects.filter(case=case).first()
    if record is None:
        return []
    return [str(ITEMS[name]) for name in COPIED if getattr(record, name) != getattr(case.child, name)]


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
