"""Pages on candidates: the two worklists, one child beside the near matches, and the caseworker's decision."""

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lhb_ingest.actions import confirm_candidate, dismiss_candidate, judge_none_of_these, judge_same, reopen_candidate
from lhb_ingest.actions.deciding import can_decide, can_reopen, check_decide, is_judged
from lhb_ingest.choices import CandidateState, Worklist
from lhb_ingest.filters import CandidateFilter
from lhb_ingest.forms import ConfirmForm, DismissForm
from lhb_ingest.matching.explain import levels, sentences
from lhb_ingest.models import Candidate, ExtractRow, NearMatch
from lhb_ingest.views.lists import page_of
from records.access import note_look
from records.actions import similar_open_cases
from records.errors import Refused
from records.models import Case, RollEntry
from records.permissions import requires
from records.rights import Right
from records.rules import year_group

# How well a field agrees, as a sign beside the word for it.
SIGNS = {"same": "=", "partly": "≈", "nearly": "≈", "unknown": "?", "different": "≠", "exchanged": "⇄"}


@requires(Right.SEE_CANDIDATES)
@require_safe
def candidates(request: HttpRequest) -> HttpResponse:
    """One worklist at a time: the children on no list are kept apart from those whose home education is open."""
    worklist = request.GET.get("worklist")
    worklist = Worklist(worklist) if worklist in Worklist.values else Worklist.UNKNOWN
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
    return render(request, "lhb_ingest/candidates.html", {"page": page, "form": found.form, "tabs": tabs})


def candidate_or_404(pk: int) -> Candidate:
    return get_object_or_404(
        Candidate.objects.select_related("row", "extract", "case", "decided_by", "authority"), pk=pk
    )


@requires(Right.SEE_CANDIDATES)
@require_safe
def candidate(request: HttpRequest, pk: int) -> HttpResponse:
    found = candidate_or_404(pk)
    note_look(request, subject="candidate", subject_id=pk)
    return render(request, "lhb_ingest/candidate.html", _page(found))


def _page(found: Candidate) -> dict:
    """Everything the page of one candidate shows. After the purge of a decided one there is no row left to show."""
    if found.row is None:
        return {"candidate": found, "row": None}
    near = list(found.row.near_matches.select_related("entry", "judged_by"))
    match = found.row.matches.filter(undone_at=None).select_related("entry").first()
    return {
        "candidate": found,
        "row": found.row,
        "year_group": year_group(found.row.born_on, found.extract.as_at),
        "near": [beside(found.row, each) for each in near],
        "match": match,
        "can_decide": can_decide(found),
        "can_reopen": can_reopen(found),
        "similar": similar_to(found) if can_decide(found) else [],
        "is_judged": all(each.judgement for each in near),
    }


def similar_to(found: Candidate) -> list[Case]:
    """Open cases that may be about this child already: a referral may have come before the health list."""
    row = found.row
    cases = similar_open_cases(
        authority=found.authority, forenames=row.forenames, surname=row.surname, born_on=row.born_on
    )
    return list(cases.select_related("child")[:10])


def beside(row: ExtractRow, near_match: NearMatch) -> dict:
    """The row and one entry, field by field, with how well each agrees in a word."""
    entry, words = near_match.entry, levels(near_match.reasons)
    signs = {reason["field"]: SIGNS.get(reason["level"], "≠") for reason in near_match.reasons}
    of_names = {part: "names" if "names" in words else part for part in ("forename", "surname")}
    return {
        "near_match": near_match,
        "entry": entry,
        "sentences": sentences(near_match.reasons),
        "fields": [
            (label, ours, theirs, words[field], signs[field])
            for label, ours, theirs, field in (
                (_("Forenames"), row.forenames, forenames_of(entry), of_names["forename"]),
                (_("Surname"), surnames_of(row), surnames_of(entry), of_names["surname"]),
                (_("Date of birth"), row.born_on, entry.born_on, "born_on"),
                (_("Address"), place_of(row), place_of(entry), "home"),
            )
        ],
    }


def forenames_of(entry: RollEntry) -> str:
    given = f"{entry.forenames} {entry.middle_names}".strip()
    return f"{given} ({entry.preferred_name})" if entry.preferred_name else given


def surnames_of(person: ExtractRow | RollEntry) -> str:
    return f"{person.surname} ({', '.join(person.former_names)})" if person.former_names else person.surname


def place_of(person: ExtractRow | RollEntry) -> str:
    return ", ".join(part for part in (person.address, person.postcode) if part)


@requires(Right.DECIDE_CANDIDATE)
@require_POST
def candidate_same(request: HttpRequest, pk: int, near: int) -> HttpResponse:
    found = candidate_or_404(pk)
    near_match = get_object_or_404(NearMatch, pk=near, row=found.row)
    try:
        found = judge_same(by=request.user, candidate=found, near_match=near_match)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("candidate", pk)
    if found.state == CandidateState.WAITING:
        messages.success(
            request, _("The same child: home educated, suitability not established. It is now on the other worklist.")
        )
        return redirect("candidate", pk)
    messages.success(request, _("The same child: found on a list. Nothing more is to be done."))
    return redirect(next_candidate(found))


@requires(Right.DECIDE_CANDIDATE)
@require_POST
def candidate_none(request: HttpRequest, pk: int) -> HttpResponse:
    try:
        judge_none_of_these(by=request.user, candidate=candidate_or_404(pk))
        messages.success(request, _("None of these: all are other children. Now dismiss or confirm."))
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("candidate", pk)


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
    form = ConfirmForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            another_child = form.cleaned_data["another_child"]
            case = confirm_candidate(
                by=request.user, candidate=found, findings=form.findings(), another_child=another_child
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
