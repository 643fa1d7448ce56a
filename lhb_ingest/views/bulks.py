"""Pages on groups of near matches: a sample judged pair by pair, the rest accepted at once, the whole undone."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lhb_ingest import bulks
from lhb_ingest.actions import accept_bulk, begin_bulk, judge_bulk_pair, stop_bulk, undo_bulk
from lhb_ingest.actions.bulk import near_match_of, worked_on_since
from lhb_ingest.choices import BulkState
from lhb_ingest.judging import words_of
from lhb_ingest.models import BulkAcceptance, BulkPair
from lhb_ingest.tasks import start_bulk
from lhb_ingest.views.beside import beside
from lhb_ingest.views.lists import page_of
from records.access import note_look
from records.errors import Refused
from records.permissions import requires
from records.rights import Right


@requires(Right.ACCEPT_IN_BULK)
@require_safe
def groups(request: HttpRequest) -> HttpResponse:
    """The patterns of the pairs that wait, and the groups begun."""
    page = page_of(request, BulkAcceptance.objects.select_related("begun_by"), 25)
    for bulk in page:
        bulk.words = words_of(bulk.pattern)
    return render(request, "lhb_ingest/bulks.html", {"groups": bulks.groups(), "page": page})


@requires(Right.ACCEPT_IN_BULK)
@require_POST
def bulk_begin(request: HttpRequest) -> HttpResponse:
    pattern, authority = request.POST.get("pattern", ""), request.user.authority
    try:
        bulk = begin_bulk(by=request.user, authority=authority, pattern=pattern)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("pair_groups")
    return redirect("pair_group", bulk.pk)


@requires(Right.ACCEPT_IN_BULK)
@require_safe
def bulk(request: HttpRequest, pk: int) -> HttpResponse:
    """How far the group is; while its sample is judged, the next pair of it."""
    found = get_object_or_404(BulkAcceptance.objects.select_related("begun_by", "accepted_by", "undone_by"), pk=pk)
    pairs = found.pairs
    context = {
        "bulk": found,
        "words": words_of(found.pattern),
        "total": pairs.count(),
        "sample": pairs.filter(is_sampled=True).count(),
        "judged": pairs.filter(is_sampled=True).exclude(verdict="").count(),
        "done": found.matches.filter(undone_at=None).count(),
        "left_out": list(worked_on_since(found))[:50],
        "is_under_way": found.state in (BulkState.WORKING, BulkState.UNDOING),
    }
    context["rest"] = context["total"] - context["sample"]
    if found.state == BulkState.SAMPLING:
        context["next"] = pairs.filter(is_sampled=True, verdict="").select_related("candidate__row").first()
        near = near_match_of(context["next"]) if context["next"] else None
        context["pair"] = beside(near.row, near) if near else None
        context["row"] = near.row if near else None
    note_look(request, subject="pair_group", subject_id=pk)
    return render(request, "lhb_ingest/bulk.html", context)


@requires(Right.ACCEPT_IN_BULK)
@require_POST
def bulk_judge(request: HttpRequest, pk: int) -> HttpResponse:
    pair = get_object_or_404(BulkPair, bulk=pk, pk=_number(request.POST.get("pair")))
    try:
        judge_bulk_pair(by=request.user, pair=pair, verdict=request.POST.get("verdict", ""))
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("pair_group", pk)


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 18 else 0


@requires(Right.ACCEPT_IN_BULK)
@require_http_methods(["GET", "HEAD", "POST"])
def bulk_accept(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks once more, with the number, before the rest is accepted."""
    return _after_asking(request, pk, BulkState.READY, accept_bulk, "lhb_ingest/bulk_accept.html")


@requires(Right.ACCEPT_IN_BULK)
@require_http_methods(["GET", "HEAD", "POST"])
def bulk_undo(request: HttpRequest, pk: int) -> HttpResponse:
    return _after_asking(request, pk, BulkState.ACCEPTED, undo_bulk, "lhb_ingest/bulk_undo.html")


def _after_asking(request: HttpRequest, pk: int, state: str, act, template: str) -> HttpResponse:
    found = get_object_or_404(BulkAcceptance, pk=pk)
    if request.method == "POST":
        try:
            start_bulk(act(by=request.user, bulk=found))
        except Refused as refused:
            messages.error(request, str(refused))
        return redirect("pair_group", pk)
    if found.state != state:
        messages.error(request, _("This group has moved on meanwhile. Nothing was changed."))
        return redirect("pair_group", pk)
    rest = found.pairs.filter(is_sampled=False).count()
    context = {"bulk": found, "rest": rest, "done": found.matches.filter(undone_at=None).count()}
    return render(request, template, context)


@requires(Right.ACCEPT_IN_BULK)
@require_POST
def bulk_stop(request: HttpRequest, pk: int) -> HttpResponse:
    try:
        stop_bulk(by=request.user, bulk=get_object_or_404(BulkAcceptance, pk=pk))
        messages.success(request, _("The group was given up. What was judged stays; the rest waits as before."))
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("pair_group", pk)
