"""The access log of one authority, for its auditor: who opened which page about which row, and when."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from records.access import PAGES
from records.filters import LogFilter
from records.models import AccessLog
from records.permissions import requires
from records.rights import Right
from records.views.pages import page_of


@requires(Right.SEE_LOG)
def log(request: HttpRequest) -> HttpResponse:
    looks = AccessLog.objects.select_related("user")
    chosen = LogFilter(request.GET, queryset=looks, request=request)
    rows = chosen.qs if chosen.form.is_valid() else looks.none()
    page = page_of(request, rows)
    for look in page:
        look.where = PAGES.get(look.page, look.page)
    return render(request, "records/log.html", {"page": page, "form": chosen.form})
