"""The administrator's pages about reference data: authorities, and the regimes as they are."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from records.actions import change_authority
from records.forms.people import AuthorityForm
from records.models import Authority, Regime, districts_loaded
from records.permissions import requires
from records.reference import DISTRICTS_AS_AT
from records.rights import Right
from records.rules import is_in_force
from records.views.pages import attempt, posted, reads_and_sends


@requires(Right.MANAGE_REFERENCE)
@require_safe
def reference(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    regimes = [(regime, is_in_force(regime, today)) for regime in Regime.objects.all()]
    authorities = Authority.objects.select_related("health_board").order_by("code")
    return render(request, "records/reference.html", {"authorities": authorities, "regimes": regimes})


@requires(Right.MANAGE_REFERENCE)
@reads_and_sends
def authority(request: HttpRequest, code: str) -> HttpResponse:
    found = get_object_or_404(Authority.objects.select_related("health_board"), pk=code)
    decided = ("purge_after_days", "uploader_may_approve", "ended_entries_years")
    initial = {name: getattr(found, name) for name in decided}
    form = AuthorityForm(posted(request), initial=initial)
    if form.is_valid() and attempt(
        form, lambda: change_authority(by=request.user, authority=found, **form.cleaned_data)
    ):
        messages.success(request, _("The authority was saved."))
        return redirect("reference")
    return render(
        request,
        "records/authority.html",
        {"form": form, "authority": found, "load": districts_loaded(found), "districts_as_at": DISTRICTS_AS_AT},
    )
