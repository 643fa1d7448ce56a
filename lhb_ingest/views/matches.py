"""Pages on matches: those of a list, and taking one apart."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lhb_ingest.actions import take_apart
from lhb_ingest.actions.apart import can_take_apart
from lhb_ingest.actions.kept_matches import is_last
from lhb_ingest.choices import ExtractState
from lhb_ingest.filters import KeptMatchFilter, MatchFilter
from lhb_ingest.forms import TakeApartForm
from lhb_ingest.models import Candidate, Extract, Match
from lhb_ingest.views.beside import beside, source_of
from lhb_ingest.views.lists import extract_or_404, page_of
from records.access import note_look
from records.errors import Refused
from records.permissions import requires
from records.rights import Right


@requires(Right.SEE_LISTS)
@require_safe
def extract_matches(request: HttpRequest, pk: int) -> HttpResponse:
    """Every live match of a health list, to be found by name."""
    found = extract_or_404(pk)
    if found.state == ExtractState.PURGED:
        return _purged(request, found)
    live = Match.objects.filter(row__extract=found, undone_at=None).select_related("row", "entry", "by")
    search = MatchFilter(request.GET, live.order_by("row__line_number"))
    page = page_of(request, search.qs)
    for match in page:
        match.source = source_of(match.entry)
    is_held = found.state in (ExtractState.IN_REVIEW, ExtractState.APPROVED)
    may = is_held and request.user.has_right(Right.TAKE_APART)
    note_look(request, subject="extract_rows", subject_id=pk)
    context = {"extract": found, "page": page, "form": search.form, "can_take_apart": may}
    return render(request, "lhb_ingest/extract_matches.html", context)


def _purged(request: HttpRequest, found: Extract) -> HttpResponse:
    """What is still known of the matches of a purged list: line and entry."""
    kept = found.kept_matches.filter(undone_at=None, entry__isnull=False).select_related("entry", "by")
    search = KeptMatchFilter(request.GET, kept.order_by("line_number"))
    page = page_of(request, search.qs)
    for match in page:
        match.source = source_of(match.entry)
    note_look(request, subject="extract_rows", subject_id=found.pk)
    may = request.user.has_right(Right.TAKE_APART) and is_last(found)
    context = {"extract": found, "page": page, "form": search.form, "can_take_apart": may}
    return render(request, "lhb_ingest/extract_matches_purged.html", context)


@requires(Right.TAKE_APART)
@require_http_methods(["GET", "HEAD", "POST"])
def match_apart(request: HttpRequest, pk: int) -> HttpResponse:
    match = get_object_or_404(Match.objects.select_related("row__extract", "entry", "by"), pk=pk)
    back = _back(match, request.user)
    if not can_take_apart(match):
        messages.error(request, _("This match has been taken apart already, or its list is no longer held."))
        return redirect(back)
    form = TakeApartForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            take_apart(by=request.user, match=match, why=form.cleaned_data["why"])
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, _("The match was taken apart. The child waits again; the entry is free."))
        return redirect(_back(match, request.user))
    note_look(request, subject="match", subject_id=pk)
    context = {"match": match, "pair": beside(match.row, match), "form": form, "back": back}
    return render(request, "lhb_ingest/match_apart.html", context)


def _back(match: Match, user) -> str:
    """The candidate where there is one and the person sees candidates, else the list, else the candidates."""
    candidate = Candidate.objects.filter(row=match.row_id).first()
    if candidate and user.has_right(Right.SEE_CANDIDATES):
        return reverse("candidate", args=[candidate.pk])
    if user.has_right(Right.SEE_LISTS):
        return reverse("extract_matches", args=[match.row.extract_id])
    return reverse("candidates")
