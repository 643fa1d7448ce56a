"""Judging pairs: the queue in which nobody gets a child that a colleague has, and the answers about one child."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lhb_ingest import pairs
from lhb_ingest.actions import (
    claim_candidate,
    claim_next,
    judge_different,
    judge_none_of_these,
    judge_same,
    judge_unsure,
    put_off,
    release_claims,
    undo_last,
)
from lhb_ingest.actions.deciding import EntryTaken, is_judged, others_with
from lhb_ingest.actions.queueing import CLAIMED_FOR, colleagues_of, is_held_by, last_decision
from lhb_ingest.choices import CandidateState
from lhb_ingest.forms import UnsureForm
from lhb_ingest.models import Candidate, NearMatch
from lhb_ingest.views.candidates import candidate_or_404, is_open, next_candidate
from lhb_ingest.views.lists import page_of
from records.access import note_look
from records.errors import Refused
from records.permissions import requires
from records.rights import Right

BEFORE = "judged_before"  # in the session: the numbers of the children seen in the queue, the latest last
REMEMBERED = 20


@requires(Right.DECIDE_CANDIDATE)
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """How far the team has come, and the ways in."""
    order = pairs.queue_of(request.user)
    context = {
        "progress": pairs.progress_of(request.user, order),
        "page": page_of(request, pairs.asked_of(request.user).select_related("asked_by")),
        "last": last_decision(request.user.authority, request.user),
        "minutes": CLAIMED_FOR.seconds // 60,
        "mine": Candidate.objects.filter(claimed_by=request.user).first(),
    }
    return render(request, "lhb_ingest/pairs.html", context)


@requires(Right.DECIDE_CANDIDATE)
@require_POST
def pairs_next(request: HttpRequest) -> HttpResponse:
    return go_on(request)


def go_on(request: HttpRequest) -> HttpResponse:
    """To the next child that is nobody's, or to the queue's page where none is left."""
    found = claim_next(by=request.user, order=pairs.queue_of(request.user))
    if found is None:
        messages.info(request, _("Nothing is left in your queue to judge."))
        return redirect("pairs")
    _remember(request, found.pk)
    return redirect("candidate", found.pk)


def _remember(request: HttpRequest, pk: int) -> None:
    seen = [each for each in request.session.get(BEFORE, []) if each != pk]
    request.session[BEFORE] = [*seen, pk][-REMEMBERED:]


@requires(Right.DECIDE_CANDIDATE)
@require_POST
def pairs_previous(request: HttpRequest) -> HttpResponse:
    """The child seen before the one that is open now, decided or not."""
    seen = request.session.get(BEFORE, [])
    at = request.POST.get("at", "")
    place = seen.index(int(at)) if at.isdecimal() and int(at) in seen else len(seen)
    if not place:
        messages.info(request, _("This is the first child you looked at."))
        return redirect("candidate", int(at)) if at.isdecimal() else redirect("pairs")
    try:
        claim_candidate(by=request.user, candidate=candidate_or_404(seen[place - 1]))
    except Refused as refused:
        messages.info(request, str(refused))
    return redirect("candidate", seen[place - 1])


@requires(Right.DECIDE_CANDIDATE)
@require_POST
def pairs_leave(request: HttpRequest) -> HttpResponse:
    if release_claims(by=request.user):
        messages.success(request, _("You have stopped judging. The child is free for your colleagues."))
    return redirect("pairs")


@requires(Right.DECIDE_CANDIDATE)
@require_POST
def pairs_undo(request: HttpRequest) -> HttpResponse:
    try:
        found = undo_last(by=request.user, authority=request.user.authority)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("pairs")
    _remember(request, found.pk)
    messages.success(request, _("Your last decision was taken back. The child waits as before."))
    return redirect("candidate", found.pk)


@requires(Right.DECIDE_CANDIDATE)
@require_POST
def candidate_claim(request: HttpRequest, pk: int) -> HttpResponse:
    try:
        _remember(request, claim_candidate(by=request.user, candidate=candidate_or_404(pk)).pk)
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("candidate", pk)


@requires(Right.DECIDE_CANDIDATE)
@require_POST
def candidate_later(request: HttpRequest, pk: int) -> HttpResponse:
    try:
        put_off(by=request.user, candidate=candidate_or_404(pk))
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("candidate", pk)
    messages.info(request, _("Left for later: the child comes back at the end of your queue."))
    return go_on(request)


@requires(Right.DECIDE_CANDIDATE)
@require_POST
def candidate_same(request: HttpRequest, pk: int, near: int) -> HttpResponse:
    """The same child. Where the entry is another child's already, a page says so and asks again."""
    found = candidate_or_404(pk)
    near_match = get_object_or_404(NearMatch.objects.select_related("entry"), pk=near, row=found.row)
    in_queue = is_held_by(found, request.user)
    try:
        found = judge_same(
            by=request.user, candidate=found, near_match=near_match, knowingly=request.POST.get("knowingly") == "yes"
        )
    except EntryTaken:
        note_look(request, subject="candidate", subject_id=pk)
        others = others_with(near_match.entry, found.row).select_related("row")
        context = {"candidate": found, "row": found.row, "near": near_match, "others": others}
        return render(request, "lhb_ingest/candidate_taken.html", context)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("candidate", pk)
    if found.state == CandidateState.WAITING:
        messages.success(
            request, _("The same child: home educated, suitability not established. It is now on the other worklist.")
        )
        return go_on(request) if in_queue else redirect("candidate", pk)
    messages.success(request, _("The same child: found on a list. Nothing more is to be done."))
    return go_on(request) if in_queue else redirect(next_candidate(found))


@requires(Right.DECIDE_CANDIDATE)
@require_POST
def candidate_none(request: HttpRequest, pk: int) -> HttpResponse:
    found = candidate_or_404(pk)
    in_queue = is_held_by(found, request.user)
    try:
        judge_none_of_these(by=request.user, candidate=found)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("candidate", pk)
    if in_queue:
        messages.success(
            request, _("None of these: the child waits among the candidates to be dismissed or confirmed.")
        )
        return go_on(request)
    messages.success(request, _("None of these: all are other children. Now dismiss or confirm."))
    return redirect("candidate", pk)


@requires(Right.DECIDE_CANDIDATE)
@require_POST
def candidate_different(request: HttpRequest, pk: int, near: int) -> HttpResponse:
    found = candidate_or_404(pk)
    near_match = get_object_or_404(NearMatch, pk=near, row=found.row)
    in_queue = is_held_by(found, request.user)
    try:
        judge_different(by=request.user, candidate=found, near_match=near_match)
    except (Refused, NearMatch.DoesNotExist) as refused:
        is_ours = isinstance(refused, Refused)
        messages.error(request, str(refused) if is_ours else _("This pair has been judged already."))
        return redirect("candidate", pk)
    messages.success(request, _("This one is another child."))
    return go_on(request) if in_queue and is_judged(found) else redirect("candidate", pk)


@requires(Right.DECIDE_CANDIDATE)
@require_http_methods(["GET", "HEAD", "POST"])
def candidate_unsure(request: HttpRequest, pk: int) -> HttpResponse:
    """Which colleague is to look, and why if one likes to say."""
    found = candidate_or_404(pk)
    if found.row is None or not is_open(request, found):
        return redirect("candidate", pk)
    in_queue = is_held_by(found, request.user)
    near = found.row.near_matches.filter(judgement="").select_related("entry")
    form = UnsureForm(
        request.POST if request.method == "POST" else None, colleagues=colleagues_of(request.user), near=near
    )
    if request.method == "POST" and form.is_valid():
        try:
            judge_unsure(by=request.user, candidate=found, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("A colleague is asked. You will not be shown the child next."))
            return go_on(request) if in_queue else redirect(reverse("pairs"))
    note_look(request, subject="candidate", subject_id=pk)
    return render(request, "lhb_ingest/candidate_unsure.html", {"candidate": found, "row": found.row, "form": form})
