"""Pages on matches whose rows were purged: taking one apart, and the children to ask the health board about."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lhb_ingest.actions import settle_kept, take_kept_apart
from lhb_ingest.actions.apart_later import can_take_kept_apart
from lhb_ingest.forms import BecameOfForm, TakeApartForm
from lhb_ingest.models import Extract, KeptMatch
from lhb_ingest.views.beside import source_of
from lhb_ingest.views.lists import page_of
from records.access import note_look
from records.errors import Refused
from records.permissions import requires
from records.rights import Right


def kept_or_404(pk: int) -> KeptMatch:
    found = KeptMatch.objects.select_related("extract__authority", "extract__health_board", "entry", "by", "undone_by")
    return get_object_or_404(found, pk=pk)


@requires(Right.TAKE_APART)
@require_http_methods(["GET", "HEAD", "POST"])
def kept_match_apart(request: HttpRequest, pk: int) -> HttpResponse:
    kept = kept_or_404(pk)
    if not can_take_kept_apart(kept):
        messages.error(request, _("This match has been taken apart already, or a later list has taken its place."))
        return redirect("ask_again")
    form = TakeApartForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            take_kept_apart(by=request.user, kept=kept, why=form.cleaned_data["why"])
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, _("The match was taken apart. Now ask the health board about the child."))
        return redirect("ask_again")
    note_look(request, subject="kept_match", subject_id=pk)
    context = {"kept": kept, "form": form, "source": source_of(kept.entry)}
    context["back"] = reverse("roll_entry", args=[kept.entry_id])
    return render(request, "lhb_ingest/kept_match_apart.html", context)


@requires(Right.TAKE_APART)
@require_safe
def ask_again(request: HttpRequest) -> HttpResponse:
    """Children whose match was taken apart after the purge, until a list or a person says what became of them."""
    page = page_of(request, asked_after())
    newest = _newest_since(page.object_list)
    for kept in page:
        kept.later = newest.get(kept.pk)
    note_look(request, subject="ask_again", subject_id=0)
    return render(request, "lhb_ingest/ask_again.html", {"page": page})


def asked_after() -> QuerySet[KeptMatch]:
    found = KeptMatch.objects.to_ask().select_related("extract__health_board", "entry", "undone_by")
    return found.order_by("undone_at", "pk")


def _newest_since(asked: list[KeptMatch]) -> dict[int, Extract]:
    """Of each the source's newest list that took effect since, and did not show the child either. One query."""
    approved = Extract.objects.filter(kind="health", approved_at__isnull=False, undone_at=None).order_by("approved_at")
    lists = (
        list(approved.filter(approved_at__gte=min((each.undone_at for each in asked), default=None))) if asked else []
    )
    return {
        kept.pk: later
        for kept in asked
        for later in lists
        if later.sender == kept.extract.sender and later.approved_at > kept.undone_at
    }


@requires(Right.TAKE_APART)
@require_http_methods(["GET", "HEAD", "POST"])
def ask_again_settle(request: HttpRequest, pk: int) -> HttpResponse:
    kept = kept_or_404(pk)
    form = BecameOfForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            settle_kept(by=request.user, kept=kept, became=form.cleaned_data["became"])
            messages.success(request, _("Settled."))
        except Refused as refused:
            messages.error(request, str(refused))
        return redirect("ask_again")
    note_look(request, subject="kept_match", subject_id=pk)
    return render(request, "lhb_ingest/ask_again_settle.html", {"kept": kept, "form": form})
