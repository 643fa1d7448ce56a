"""The page on which somebody says how the dates of a list are read."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lhb_ingest.actions.dating import check_date_order, say_date_order
from lhb_ingest.choices import WAITING_FOR_WORKER
from lhb_ingest.forms import DatesForm
from lhb_ingest.tasks import start
from lhb_ingest.views.lists import extract_or_404
from records.errors import Refused
from records.permissions import requires
from records.rights import Right


@requires(Right.APPROVE_LIST)
@require_http_methods(["GET", "HEAD", "POST"])
def extract_dates(request: HttpRequest, pk: int) -> HttpResponse:
    found = extract_or_404(pk)
    form = DatesForm(request.POST if request.method == "POST" else None)
    try:
        check_date_order(found, request.user)
        if form.is_valid():
            found = say_date_order(by=request.user, extract=found, order=form.cleaned_data["order"])
            if found.state in WAITING_FOR_WORKER:
                start(found)
                messages.info(request, _("The list is now being read again, with the dates in that order."))
            else:
                messages.success(request, _("The order of the dates was kept."))
            return redirect("extract", pk)
    except Refused as refused:
        if request.method == "POST":
            messages.error(request, str(refused))
            return redirect("extract", pk)
        return render(request, "lhb_ingest/extract_dates.html", {"extract": found, "known": str(refused)})
    return render(request, "lhb_ingest/extract_dates.html", {"extract": found, "form": form})
