"""Pages on lists: send one, follow it, read its problems and its review, approve or cancel it."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lhb_ingest import review
from lhb_ingest.actions import approve_extract, cancel_extract, compare_again, receive_extract, recheck_extract
from lhb_ingest.actions.approving import CameBack, can_approve, can_cancel, check_approve, is_stale
from lhb_ingest.actions.explaining import can_explain
from lhb_ingest.actions.stopping import can_let_through
from lhb_ingest.actions.undoing import can_undo
from lhb_ingest.choices import WAITING_FOR_WORKER, Absence, ExtractState, Outcome
from lhb_ingest.dates import must_be_said
from lhb_ingest.filters import ExtractFilter
from lhb_ingest.forms import SendExtractForm, SendListForm
from lhb_ingest.mending import mended_since
from lhb_ingest.models import Extract
from lhb_ingest.sentences import refusal_sentence
from lhb_ingest.tasks import start, start_rematch
from lhb_ingest.views.jobs import under_way
from records.access import note_look
from records.choices import ListKind
from records.errors import Refused
from records.permissions import requires
from records.reference import DISTRICTS_AS_AT
from records.rights import Right

PAGE = 50
SHOWN = (ExtractState.IN_REVIEW, ExtractState.APPROVED, ExtractState.UNDONE, ExtractState.PURGED)
COLOURS = {
    ExtractState.STOPPED: "red",
    ExtractState.IN_REVIEW: "yellow",
    ExtractState.UNDONE: "orange",
    ExtractState.APPROVED: "green",
    ExtractState.REFUSED: "red",
    ExtractState.CANCELLED: "orange",
    ExtractState.PURGED: "grey",
}


def page_of(request: HttpRequest, queryset, size: int = PAGE):
    return Paginator(queryset, size).get_page(request.GET.get("page"))


def extract_or_404(pk: int) -> Extract:
    """PostgreSQL shows only the extracts of the person's scope, so any other is not there."""
    return get_object_or_404(
        Extract.objects.select_related("authority", "received_by", "approved_by", "supplements"), pk=pk
    )


@requires(Right.SEE_LISTS, Right.SEE_OWN_EXTRACTS)
@require_safe
def extracts(request: HttpRequest) -> HttpResponse:
    found = ExtractFilter(request.GET, Extract.objects.select_related("authority", "received_by"))
    page = page_of(request, found.qs, 25)
    for extract in page:
        extract.colour = COLOURS.get(extract.state, "blue")
    context = {"page": page, "form": found.form, "can_send": can_send(request.user), "more": more_pages(request.user)}
    return render(request, "lhb_ingest/extracts.html", context)


def more_pages(user) -> list[tuple[str, str]]:
    """(address, words) of the pages beside the lists that this person may open."""
    pages = [
        ("absences", Right.APPROVE_LIST, _("Children to be checked: no longer on a list")),
        ("sources", Right.OVERRULE_LIST, _("Lists that show children now")),
        ("field_rules", Right.SET_FIELD_RULES, _("Field rules")),
        ("limits", Right.OVERRULE_LIST, _("Limits of plausible lists")),
    ]
    return [(reverse(name), words) for name, right, words in pages if user.has_right(right)]


def can_send(user) -> bool:
    return user.has_right(Right.SEND_EXTRACT) or user.has_right(Right.SEND_LIST)


@requires(Right.SEND_EXTRACT, Right.SEND_LIST)
@require_http_methods(["GET", "HEAD", "POST"])
def extract_send(request: HttpRequest) -> HttpResponse:
    user = request.user
    is_health = user.has_right(Right.SEND_EXTRACT)
    data = (request.POST, request.FILES) if request.method == "POST" else ()
    if is_health:
        form = SendExtractForm(*data, request=request, health_board=user.health_board)
    else:
        form = SendListForm(*data, request=request)
    if request.method == "POST" and form.is_valid():
        try:
            extract = receive_extract(by=user, **_received(form, user))
        except Refused as refused:
            form.add_error("file", str(refused))
        else:
            start(extract)
            page = "extract_headings" if extract.state == ExtractState.NEEDS_LAYOUT else "extract"
            return redirect(page, extract.pk)
    return render(request, "lhb_ingest/extract_send.html", {"form": form, "is_health": is_health})


def _received(form, user) -> dict:
    """What the form says, as `receive_extract` takes it."""
    given = form.cleaned_data
    return {
        "authority": given.get("authority") or user.authority,
        "kind": given.get("kind") or ListKind.HEALTH,
        "file": given["file"],
        "as_at": given["as_at"],
        "sender": given.get("sender", ""),
        "covers_all": given.get("covers_all", True),
    }


@requires(Right.SEE_LISTS, Right.SEE_OWN_EXTRACTS)
@require_safe
def extract(request: HttpRequest, pk: int) -> HttpResponse:
    """One list: its progress, its refusal, or its review. A health board sees the file and its problems only."""
    found = extract_or_404(pk)
    sees_rows = request.user.has_right(Right.SEE_LISTS)
    mended = mended_since(found)
    context = {
        "extract": found,
        "colour": COLOURS.get(found.state, "blue"),
        "refusal": refusal_sentence(found.refusal),
        "is_under_way": found.state in WAITING_FOR_WORKER,
        "problem_lines": found.counts.get(Outcome.PROBLEM, 0),
        "problems": found.problems.exclude(line_number__in=mended).count(),
        "sees_rows": sees_rows,
        "can_explain": can_explain(found, request.user),
        "stops": review.stops_of(found),
        "can_let_through": can_let_through(found, request.user),
        "can_cancel": can_cancel(found, request.user),
        "added": list(found.supplements_of.order_by("-received_at")[:20]),
        "districts_as_at": DISTRICTS_AS_AT,
        "mended_since": len(mended),
    }
    if context["is_under_way"]:
        context |= under_way(found)
    if sees_rows and found.state in SHOWN:
        context |= _review(found, request.user)
    return render(request, "lhb_ingest/extract.html", context)


def _review(found: Extract, user) -> dict:
    is_held = found.state != ExtractState.PURGED
    questions = review.open_questions(found).count()
    return {
        "groups": [
            {
                "outcome": group.outcome,
                "label": group.label,
                "count": group.count if is_held else found.counts.get(group.outcome, 0),
                "is_open": is_held and group.count > 0,
            }
            for group in review.groups(found)
        ],
        "aspects": review.aspects(found) if is_held else [],
        "changes": found.changes.count(),
        "questions": questions,
        "left": review.absent_from_health(found).count(),
        "absent": (absent := review.absent_from(found).count()),
        "is_unchanged": is_unchanged(found, absent),
        "ended": found.counts.get("ended", 0) if found.undone_at is None else 0,
        "can_undo": can_undo(found, user),
        "undo_kept": found.counts.get("kept", 0),
        "can_approve": can_approve(found, user),
        "why_not": why_not_approved(found, user),
        "says_dates": must_be_said(found)
        and found.state == ExtractState.IN_REVIEW
        and user.has_right(Right.APPROVE_LIST),
        "certificates": list(found.certificates.all()),
    }


def why_not_approved(found: Extract, user) -> str:
    """Why a list that is ready to review cannot be approved yet by somebody who approves lists; '' where it can."""
    if found.state != ExtractState.IN_REVIEW or not user.has_right(Right.APPROVE_LIST):
        return ""
    try:
        check_approve(found, user)
    except Refused as refused:
        return str(refused)
    return ""


def is_unchanged(found: Extract, absent: int) -> bool:
    """Whether an education list in review says just what the one before said: only its day is newer."""
    if found.is_health or found.state != ExtractState.IN_REVIEW or found.previous_id is None:
        return False
    if absent or found.supplements_id:
        return False
    return not found.rows.exclude(outcome=Outcome.SAME_ENTRY).exists()


@requires(Right.SEE_LISTS)
@require_safe
def extract_rows(request: HttpRequest, pk: int, outcome: str) -> HttpResponse:
    """Exactly the rows that the review counts under `outcome`."""
    found = extract_or_404(pk)
    if not review.is_group(outcome):
        raise Http404
    note_look(request, subject="extract_rows", subject_id=pk)
    page = page_of(request, review.rows_of(found, outcome))
    review.add_matches(page.object_list)
    review.add_notes(found, page.object_list)
    is_held = found.state in (ExtractState.IN_REVIEW, ExtractState.APPROVED)
    context = {"extract": found, "page": page, "outcome": outcome, "label": review.label_of(outcome)}
    context["districts_as_at"] = DISTRICTS_AS_AT
    context["can_take_apart"] = is_held and request.user.has_right(Right.TAKE_APART)
    return render(request, "lhb_ingest/extract_rows.html", context)


@requires(Right.APPROVE_LIST)
@require_http_methods(["GET", "HEAD", "POST"])
def extract_approve(request: HttpRequest, pk: int) -> HttpResponse:
    """What will happen, once more, and the press; or why it cannot yet."""
    found = extract_or_404(pk)
    stale = False
    try:
        check_approve(found, request.user)
        stale = is_stale(found)
        if request.method == "POST":
            return _compare_again(request, found) if stale else _approve(request, found)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("extract", pk)
    context = {
        "extract": found,
        "is_stale": stale,
        "counts": {group.outcome: group.count for group in review.groups(found)},
        "absent": review.absent_by_choice(found),
        "undecided": 0 if found.absent_choice else review.undecided_absent(found).count(),
        "choices": [{"value": choice.value, "text": choice.label} for choice in Absence],
        "open": review.open_questions(found).count(),
        "answered": review.answered(found),
        "left_out": review.lines_with_problems(found),
    }
    return render(request, "lhb_ingest/extract_approve.html", context)


def _compare_again(request: HttpRequest, found: Extract) -> HttpResponse:
    start(compare_again(by=request.user, extract=found))
    messages.info(request, _("Another list was approved after this one was compared. It is now being compared again."))
    return redirect("extract", found.pk)


def _approve(request: HttpRequest, found: Extract) -> HttpResponse:
    absent = request.POST.get("absent", "")
    try:
        approve_extract(by=request.user, extract=found, absent=absent if absent in Absence.values else "")
    except CameBack as came_back:
        recheck_extract(by=request.user, extract=found)
        messages.error(request, str(came_back))
        return redirect("extract_rows", found.pk, review.CAME_BACK)
    start_rematch(found.authority_id)
    messages.success(request, _("The list was approved."))
    return redirect("extract", found.pk)


@requires(Right.APPROVE_LIST)
@require_http_methods(["GET", "HEAD", "POST"])
def extract_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    found = extract_or_404(pk)
    if request.method == "POST":
        try:
            cancel_extract(by=request.user, extract=found)
            messages.success(request, _("The list was cancelled. Its rows and its file are gone."))
        except Refused as refused:
            messages.error(request, str(refused))
        return redirect("extract", pk)
    if not can_cancel(found, request.user):
        messages.error(request, _("This list can no longer be cancelled."))
        return redirect("extract", pk)
    return render(request, "lhb_ingest/extract_cancel.html", {"extract": found})
