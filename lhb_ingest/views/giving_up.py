"""Pages on the lists that show children now, and on one that is not sent any more."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lhb_ingest.actions import give_up_list
from lhb_ingest.actions.giving_up import children_on, held_lists, last_lists
from lhb_ingest.review_forms import GiveUpForm
from lhb_ingest.tasks import start_rematch
from lhb_ingest.views.lists import extract_or_404
from records.choices import ListKind
from records.errors import Refused
from records.permissions import requires
from records.rights import Right


@requires(Right.OVERRULE_LIST)
@require_safe
def sources(request: HttpRequest) -> HttpResponse:
    """Each list with the children it shows now, the day it was last seen, and the way to say that it has ended."""
    last = last_lists(request.user.authority)
    lines = [
        each | {"label": ListKind(each["kind"]).label, "last": last.get((each["kind"], each["sender"]))}
        for each in held_lists(request.user.authority)
    ]
    return render(request, "lhb_ingest/sources.html", {"lines": lines})


@requires(Right.OVERRULE_LIST)
@require_http_methods(["GET", "HEAD", "POST"])
def extract_give_up(request: HttpRequest, pk: int) -> HttpResponse:
    """What ends, and why: by the source's last list."""
    found = extract_or_404(pk)
    if found.is_health:
        messages.error(request, _("A health list has no entries that could end."))
        return redirect("extract", pk)
    form = GiveUpForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            ended = give_up_list(by=request.user, extract=found, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            start_rematch(found.authority_id)
            said = _(
                "The list has ended. Children whose entries ended: %(count)s. Those on no other become candidates."
            )
            messages.success(request, said % {"count": ended})
            return redirect("sources")
    context = {"extract": found, "form": form, "children": children_on(found)}
    return render(request, "lhb_ingest/extract_give_up.html", context)
