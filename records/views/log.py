"""The logs of one authority, for its auditor: who opened which page about which row, and what administrators did."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from records.access import PAGES
from records.filters import LogFilter
from records.models import AccessLog, AdminEvent
from records.permissions import requires
from records.rights import Right
from records.timeline import acts
from records.views.pages import page_of


@requires(Right.SEE_LOG)
@require_safe
def log(request: HttpRequest) -> HttpResponse:
    looks = AccessLog.objects.select_related("user")
    chosen = LogFilter(request.GET, queryset=looks, request=request)
    rows = chosen.qs if chosen.form.is_valid() else looks.none()
    page = page_of(request, rows)
    for look in page:
        look.where = PAGES.get(look.page, look.page)
    return render(request, "records/log.html", {"page": page, "form": chosen.form})


@requires(Right.SEE_LOG)
@require_safe
def admin_log(request: HttpRequest) -> HttpResponse:
    """What was done about the people and the settings of the auditor's authority, and about the whole service."""
    events = AdminEvent.objects.about(request.user.authority_id).select_related("by", "person", "authority")
    page = page_of(request, events)
    return render(request, "records/admin_log.html", {"page": page, "events": acts(page)})
