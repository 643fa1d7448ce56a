"""Pages on candidates: the two worklists, one child beside the near matches, and the caseworker's decision."""

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lhb_ingest.actions import confirm_candidate, dismiss_candidate, reopen_candidate
from lhb_ingest.actions.apart import can_take_apart
from lhb_ingest.actions.apart_later import can_take_kept_apart
from lhb_ingest.actions.deciding import can_decide, can_reopen, check_decide, is_claimed, is_judged
from lhb_ingest.actions.queueing import is_held_by
from lhb_ingest.choices import CandidateState, Worklist
from lhb_ingest.filters import PROPOSED, CandidateFilter
from lhb_ingest.forms import ConfirmForm, DismissForm
from lhb_ingest.models import Candidate
from lhb_ingest.pairs import progress_of
from lhb_ingest.views.beside import add_rivals, apart, beside, source_of
from lhb_ingest.views.lists import page_of
from records.access import note_look
from records.actions import similar_open_cases
from records.errors import Refused
from records.models import Case, User
from records.permissions import requires
from records.rights import Right
from records.rules import year_group


@requires(Right.SEE_CANDIDATES)
@require_safe
def candidates(request: HttpRequest) -> HttpResponse:
    """One worklist at a time: the children on no list are kept apart from those whose home education is open."""
    worklist = request.GET.get("worklist")
    worklist = worklist if worklist in (*Worklist.values, PROPOSED) else Worklist.UNKNOWN.value
    data = request.GET.copy()
    data.setdefault("state", CandidateState.WAITING)
    data["worklist"] = worklist
    found = CandidateFilter(data, Candidate.objects.select_related("row"))
    page = page_of(request, found.qs.order_by("-had_near_matches", "received_on", "pk"), 25)
    note_look(request, subject="candidate_list", subject_id=0)
    waiting = Candidate.objects.waiting().aggregate(
        **{each.value: Count("pk", filter=Q(worklist=each)) for each in Worklist}
    )
    tabs = [(each.value, each.label, waiting[each.value], each == worklist) for each in Worklist]
    found_since = Candidate.objects.proposed().count()
    tabs.append((PROPOSED, _("Found on a later list"), found_since, worklist == PROPOSED))
    decides = request.user.has_right(Right.DECIDE_CANDIDATE)
    context = {"page": page, "form": found.form, "tabs": tabs, "decides": decides}
    context["in_bulk"] = request.user.has_right(Right.ACCEPT_IN_BULK)
    return render(request, "lhb_ingest/candidates.html", context)


def candidate_or_404(pk: int) -> Candidate:
    return get_object_or_404(
        Candidate.objects.select_related("row", "extract", "case", "decided_by", "authority", "claimed_by"), pk=pk
    )


@requires(Right.SEE_CANDIDATES)
@require_safe
def candidate(request: HttpRequest, pk: int) -> HttpResponse:
    found = candidate_or_404(pk)
    note_look(request, subject="candidate", subject_id=pk)
    return render(request, "lhb_ingest/candidate.html", _page(found) | _judging(found, request.user))


def _page(found: Candidate) -> dict:
    """Everything the page of one candidate shows. After the purge of a decided one there is no row left to show."""
    if found.row is None:
        kept = found.extract.kept_matches.filter(fingerprint=found.fingerprint).select_related("extract", "undone_by")
        match = kept.first()
        is_live = match is not None and can_take_kept_apart(match)
        apart_later = match if match and match.undone_at else None
        return {"candidate": found, "row": None, "kept": match if is_live else None, "apart_later": apart_later}
    near = [beside(found.row, each) for each in found.row.near_matches.select_related("entry", "judged_by")]
    add_rivals(found.row, near)
    match = found.row.matches.filter(undone_at=None).select_related("entry").first()
    return {
        "candidate": found,
        "row": found.row,
        "year_group": year_group(found.row.born_on, found.extract.as_at),
        "near": near,
        "apart": apart(near),
        "match": match,
        "match_source": source_of(match.entry) if match else None,
        "can_decide": can_decide(found),
        "can_reopen": can_reopen(found),
        "similar": similar_to(found) if can_decide(found) else [],
        "is_judged": all(each["near_match"].judgement for each in near),
    }


def _judging(found: Candidate, user: User) -> dict:
    """Who is busy with the child, who was unsure, and where this person stands in the queue."""
    is_waiting = found.row is not None and can_decide(found)
    match = found.row.matches.filter(undone_at=None).select_related("row__extract").first() if found.row else None
    is_mine = is_waiting and is_held_by(found, user)
    return {
        "busy": found.claimed_by if is_waiting and is_claimed(found, user) else None,
        "is_mine": is_mine,
        "progress": progress_of(user) if is_mine else None,
        "opinion": found.opinions.filter(closed_at=None).select_related("asked_by", "asked_of").first(),
        "can_take_apart": match is not None and can_take_apart(match) and user.has_right(Right.TAKE_APART),
        "decides": user.has_right(Right.DECIDE_CANDIDATE),
    }


def similar_to(found: Candidate) -> list[Case]:
    """Open cases that may be about this child already: a referral may have come before the health list."""
    row = found.row
    cases = similar_open_cases(
        authority=found.authority, forenames=row.forenames, surname=row.surname, born_on=row.born_on
    )
    return list(cases.select_related("child")[:10])


@requires(Right.DECIDE_CANDIDATE)
@require_http_methods(["GET", "HEAD", "POST"])
def candidate_dismiss(request: HttpRequest, pk: int) -> HttpResponse:
    found = candidate_or_404(pk)
    if not is_open(request, found):
        return redirect("candidate", pk)
    form = DismissForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            dismiss_candidate(by=request.user, candidate=found, **form.cleaned_data)
        except Refused as refused:
            messages.error(request, str(refused))
            return redirect("candidate", pk)
        messages.success(request, _("The candidate was dismissed."))
        return redirect(next_candidate(found))
    note_look(request, subject="candidate", subject_id=pk)
    return render(request, "lhb_ingest/candidate_dismiss.html", _page(found) | {"form": form})


@requires(Right.DECIDE_CANDIDATE)
@require_http_methods(["GET", "HEAD", "POST"])
def candidate_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """The three statutory findings, each with its basis. Confirming opens a case."""
    found = candidate_or_404(pk)
    if not is_open(request, found):
        return redirect("candidate", pk)
    if not is_judged(found):
        messages.error(request, _("Judge the near matches first: the same child, or none of these."))
        return redirect("candidate", pk)
    form = ConfirmForm(request.POST or None, authority_id=found.authority_id)
    if request.method == "POST" and form.is_valid():
        try:
            case = confirm_candidate(
                by=request.user,
                candidate=found,
                findings=form.findings(),
                another_child=form.cleaned_data["another_child"],
                circumstances=form.circumstances(),
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The candidate was confirmed and a case was opened."))
            return redirect("case", case.pk)
    note_look(request, subject="candidate", subject_id=pk)
    return render(request, "lhb_ingest/candidate_confirm.html", _page(found) | {"form": form})


def is_open(request: HttpRequest, found: Candidate) -> bool:
    """Whether there is still something to decide; if not, the next page says so."""
    try:
        check_decide(found)
    except Refused as refused:
        messages.error(request, str(refused))
        return False
    return True


@requires(Right.DECIDE_CANDIDATE)
@require_POST
def candidate_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    try:
        reopen_candidate(by=request.user, candidate=candidate_or_404(pk))
        messages.success(request, _("The decision was taken back. The child waits as before."))
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("candidate", pk)


def next_candidate(decided: Candidate) -> str:
    """The next child of the same worklist, or the worklist when none is left."""
    waiting = Candidate.objects.waiting().filter(worklist=decided.worklist)
    following = waiting.order_by("-had_near_matches", "received_on", "pk").first()
    if following:
        return reverse("candidate", args=[following.pk])
    return f"{reverse('candidates')}?worklist={decided.worklist}"
