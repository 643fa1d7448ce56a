"""Disposal of records whose legal basis has ended: the list, what is decided on each, the run, its certificate."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from records import tasks
from records.access import note_look
from records.actions import begin_disposal, decide_disposal, drop_disposal, prepare_disposal
from records.actions.disposing import faulty_certificates, records_of_ended
from records.errors import Refused
from records.forms.keeping import DisposalForm
from records.keeping import Disposal
from records.models import DisposalItem, DisposalRun, Regime
from records.permissions import requires
from records.rights import Right
from records.views.pages import attempt, page_of, posted, reads_and_sends

# What the list of a run can be narrowed to, so that many are decided at once: name in the query, words, condition.
GROUPS: dict[str, tuple[Any, dict[str, Any]]] = {
    "undecided": (gettext_lazy("Nobody has decided"), {"decision": ""}),
    "open": (gettext_lazy("The case is open"), {"case__closed_on": None}),
    "closed": (gettext_lazy("The case is closed"), {"case__closed_on__isnull": False}),
    "remove": (gettext_lazy("To be removed"), {"decision": Disposal.REMOVE}),
    "rebase": (gettext_lazy("To be kept"), {"decision": Disposal.REBASE}),
}
OUTCOMES = {
    "remove": gettext_lazy("Removed"),
    "rebase": gettext_lazy("Kept on the legal basis of that day"),
    "gone": gettext_lazy("Gone before the run came to it"),
}


@requires(Right.DISPOSE, Right.SEE_PURGES)
@require_safe
def disposals(request: HttpRequest) -> HttpResponse:
    """Legal bases that have ended and of which records are held; the runs with their certificates. Names no child."""
    authority, today = request.user.authority, timezone.localdate()
    held = records_of_ended(authority, today)
    numbers = dict(held.order_by().values_list("regime").annotate(Count("pk")))
    runs = DisposalRun.objects.select_related("regime", "made_by", "begun_by", "certificate")
    context = {
        "page": page_of(request, runs),
        "held": held,
        "ended": [(regime, numbers[regime.pk]) for regime in Regime.objects.filter(pk__in=numbers)],
        "faults": faulty_certificates(authority),
        "can_dispose": request.user.has_right(Right.DISPOSE),
    }
    for run in context["page"]:
        run.said = in_words(run)
    return render(request, "records/disposals.html", context)


def in_words(run: DisposalRun) -> list[tuple[str, int]]:
    """What the certificate of a run counts."""
    certificate = getattr(run, "certificate", None)
    return [(OUTCOMES.get(code, code), number) for code, number in certificate.counts.items()] if certificate else []


@requires(Right.DISPOSE)
@require_POST
def disposal_new(request: HttpRequest) -> HttpResponse:
    regime = get_object_or_404(Regime, pk=request.POST.get("regime", ""))
    try:
        run = prepare_disposal(by=request.user, authority=request.user.authority, regime=regime)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("disposals")
    return redirect("disposal", pk=run.pk)


def find_run(pk: int) -> DisposalRun:
    return get_object_or_404(DisposalRun.objects.select_related("regime", "authority", "made_by", "begun_by"), pk=pk)


def narrowed(items: QuerySet[DisposalItem], group: str) -> QuerySet[DisposalItem]:
    return items.filter(**GROUPS[group][1]) if group in GROUPS else items


@requires(Right.DISPOSE)
@reads_and_sends
def disposal(request: HttpRequest, pk: int) -> HttpResponse:
    """The records of a run, and what is to become of those that are ticked, or of all on this list."""
    run, group = find_run(pk), request.GET.get("group", "")
    items = narrowed(run.items, group)
    form = DisposalForm(posted(request))
    if request.method == "POST" and form.is_valid():
        numbers = [each for each in request.POST.getlist("pick") if each.isdecimal() and len(each) < 16]
        chosen = items if request.POST.get("all") else run.items.filter(pk__in=numbers)
        picks = list(chosen.values_list("pk", flat=True))
        act = {"by": request.user, "run": run, "items": picks, **form.cleaned_data}
        if not picks:
            form.add_error(None, _("Choose the records first."))
        elif attempt(form, lambda: decide_disposal(**act)):
            messages.success(request, _("Records decided on: %(count)s.") % {"count": len(picks)})
            return redirect(request.get_full_path())
    note_look(request, subject="disposal", subject_id=pk)
    return render(request, "records/disposal.html", page_of_run(request, run, items, group) | {"form": form})


def page_of_run(request: HttpRequest, run: DisposalRun, items: QuerySet, group: str) -> dict[str, Any]:
    page = page_of(request, items.select_related("case__child", "case__authority", "decided_by"))
    for item in page:
        item.outcome_in_words = OUTCOMES.get(item.outcome, "")
    counts = dict(run.items.order_by().values_list("decision").annotate(Count("pk")))
    done = run.items.exclude(done_at=None).count()
    total = sum(counts.values())
    return {
        "run": run,
        "page": page,
        "group": group if group in GROUPS else "",
        "groups": [(name, words) for name, (words, _condition) in GROUPS.items()],
        "on_list": items.count(),
        "total": total,
        "undecided": counts.get("", 0),
        "to_remove": counts.get(Disposal.REMOVE, 0),
        "to_keep": counts.get(Disposal.REBASE, 0),
        "is_under_way": bool(run.begun_at and not run.done_at),
        "stages": [
            {
                "name": _("Records"),
                "state": "done" if run.done_at else "now",
                "count": _("%(done)s of %(total)s") % {"done": done, "total": total},
            }
        ],
        "said": in_words(run),
    }


@requires(Right.DISPOSE)
@reads_and_sends
def disposal_begin(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks once more, with the numbers: a removed record cannot be brought back."""
    run = find_run(pk)
    if request.method == "POST":
        count = request.POST.get("count", "")
        try:
            begin_disposal(by=request.user, run=run, count=int(count) if count.isdecimal() else -1)
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect("disposal", pk=pk)
        transaction.on_commit(lambda: tasks.run_disposal.delay(run.authority_id, run.pk))
        return redirect("disposal", pk=pk)
    return render(request, "records/disposal_begin.html", page_of_run(request, run, run.items.none(), ""))


@requires(Right.DISPOSE)
@require_POST
def disposal_drop(request: HttpRequest, pk: int) -> HttpResponse:
    try:
        drop_disposal(by=request.user, run=find_run(pk))
        messages.success(request, _("The list was taken back. Nothing was done."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("disposals")
