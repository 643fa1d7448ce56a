"""Acts on many cases: chosen on the list, what is to be done, the count confirmed, then a result for each."""

from django.contrib import messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from records import tasks
from records.access import note_look
from records.actions import ask_for_bulk, do_bulk, drop_filter, save_filter
from records.choices import BulkKind, CaseStatus, LetterKind
from records.errors import Refused
from records.filters import CaseFilter
from records.forms.lists import BULK_FORMS, SaveFilterForm
from records.models import BulkAct, Case, SavedFilter, User
from records.permissions import requires
from records.rights import Right
from records.views.pages import attempt, page_of, reads_and_sends


def picked(request: HttpRequest) -> QuerySet[Case]:
    """The cases chosen on the page, or all that the filter finds, on whatever page they stand."""
    if request.POST.get("all"):
        chosen = CaseFilter(QueryDict(request.POST.get("query", "")), queryset=Case.objects.all(), request=request)
        return chosen.qs if chosen.form.is_valid() else Case.objects.none()
    numbers = [number for number in request.POST.getlist("pick") if number.isdecimal() and len(number) < 16]
    return Case.objects.filter(pk__in=numbers)


@requires(Right.WORK_CASES)
@require_POST
def bulk_new(request: HttpRequest) -> HttpResponse:
    """What exactly is to be done to the cases chosen. Nothing is done before the count is confirmed."""
    kind = request.POST.get("kind", "")
    cases = list(picked(request).order_by("pk").values_list("pk", flat=True))
    if kind not in BulkKind.values or not cases:
        messages.error(request, _("Choose the cases first.") if not cases else _("Choose what is to be done."))
        return redirect("cases")
    sent = request.POST if "given" in request.POST else None
    form = BULK_FORMS[kind](sent, authority_id=request.user.authority_id)
    made: list[BulkAct] = []
    if form.is_valid() and attempt(
        form,
        lambda: made.append(ask_for_bulk(by=request.user, kind=kind, cases=cases, given=form.given())),
    ):
        return redirect("bulk", pk=made[0].pk)
    context = {
        "form": form,
        "kind": kind,
        "heading": BulkKind(kind).label,
        "count": len(cases),
        "picks": [] if request.POST.get("all") else cases,
        "query": request.POST.get("query", ""),
        "all": request.POST.get("all", ""),
    }
    return render(request, "records/bulk_new.html", context)


@requires(Right.WORK_CASES)
@reads_and_sends
def bulk(request: HttpRequest, pk: int) -> HttpResponse:
    """The count to confirm; once done, what came of each case, those that were refused first."""
    act = get_object_or_404(BulkAct.objects.select_related("by"), pk=pk)
    if request.method == "POST":
        try:
            act = do_bulk(by=request.user, act=act)
            if act.done_at is None:
                transaction.on_commit(lambda: tasks.run_bulk.delay(act.authority_id, act.pk))
        except Refused as refusal:
            messages.error(request, str(refusal))
        return redirect("bulk", pk=pk)
    note_look(request, subject="many_cases", subject_id=pk)
    refused = sorted(int(number) for number, why in act.results.items() if why)
    page = page_of(request, refused if act.done_at and refused else act.cases)
    numbers = list(page.object_list)
    found = Case.objects.select_related("child", "assigned_to", "authority").in_bulk(numbers)
    page.object_list = [found[number] for number in numbers if number in found]
    for case in page.object_list:
        case.is_done, case.why = str(case.pk) in act.results, act.results.get(str(case.pk), "")
    count, done = len(act.cases), len(act.results)
    context = {
        "act": act,
        "page": page,
        "what": said(act),
        "count": count,
        "refused": len(refused),
        "done": done - len(refused),
        "is_mine": act.by_id == request.user.pk,
        "is_under_way": bool(act.begun_at and not act.done_at),
        "stages": [
            {"name": _("Cases"), "state": "now", "count": _("%(done)s of %(total)s") % {"done": done, "total": count}}
        ],
    }
    return render(request, "records/bulk.html", context)


def said(act: BulkAct) -> str:
    """What is to be done, in words."""
    given = act.given
    if act.kind == BulkKind.ASSIGN:
        person = User.objects.filter(pk=given["to"]).first() if given["to"] else None
        return person.name if person else _("Nobody")
    if act.kind == BulkKind.MOVE:
        return str(CaseStatus(given["to"]).label)
    if act.kind == BulkKind.LETTER:
        return str(LetterKind(given["kind"]).label)
    return str(given["title"])


# ---------------------------------------------------------------------------------------------------- saved filters
@requires(Right.SEE_CASES)
@require_POST
def filter_save(request: HttpRequest) -> HttpResponse:
    form = SaveFilterForm(request.POST)
    if form.is_valid() and attempt(form, lambda: save_filter(by=request.user, **form.cleaned_data)):
        messages.success(request, _("The filter was kept."))
    else:
        messages.error(request, " ".join(error for errors in form.errors.values() for error in errors))
    response = redirect("cases")
    query = QueryDict(request.POST.get("query", "")[:500])
    response["Location"] += f"?{query.urlencode()}" if query else ""
    return response


@requires(Right.SEE_CASES)
@require_POST
def filter_drop(request: HttpRequest, pk: int) -> HttpResponse:
    saved = get_object_or_404(SavedFilter.objects.filter(owner=request.user), pk=pk)
    try:
        drop_filter(by=request.user, saved=saved)
        messages.success(request, _("The filter is no longer kept."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("cases")
