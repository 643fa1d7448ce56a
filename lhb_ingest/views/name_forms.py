"""The page of forms of forenames: the shipped table to be read, the authority's own to be added and ended."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from lhb_ingest.actions import add_name_form, end_name_form
from lhb_ingest.actions.name_forms import also_form_of, folded
from lhb_ingest.forms import NameFormForm
from lhb_ingest.matching.forms import SHIPPED
from lhb_ingest.models import NameForm
from lhb_ingest.views.lists import page_of
from records.errors import Refused
from records.normalise import fold
from records.permissions import requires
from records.rights import Right


@requires(Right.SEE_NAME_FORMS)
@require_http_methods(["GET", "HEAD", "POST"])
def name_forms(request: HttpRequest) -> HttpResponse:
    """Search and read; whoever may keep forms adds one here, after seeing what the shipped table says of both names."""
    may_keep = request.user.has_right(Right.KEEP_NAME_FORMS)
    form = NameFormForm(request.POST if request.method == "POST" and may_keep else None)
    conflicts: list[str] = []
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        try:
            conflicts = _conflicts(given["name"], given["form"])
            if not conflicts or given["knowingly"]:
                wanted = {key: given[key] for key in ("name", "form", "source")}
                add_name_form(by=request.user, authority=request.user.authority, **wanted)
                messages.success(request, _("The form was added. The next comparison takes it into account."))
                return redirect("name_forms")
            form.add_error("knowingly", _("Look at the table below, and tick this box if the form is to be added."))
        except Refused as refused:
            form.add_error(None, str(refused))
    sought = request.GET.get("name", "").strip()[:60]
    own = NameForm.objects.select_related("added_by", "ended_by")
    if sought:
        own = own.filter(name=fold(sought)) | own.filter(form=fold(sought))
    context = {
        "form": form,
        "may_keep": may_keep,
        "conflicts": conflicts,
        "sought": sought,
        "lines": [line.split() for line in SHIPPED.lines_with(fold(sought))] if sought else [],
        "page": page_of(request, own.order_by("name", "form", "pk"), 50),
    }
    return render(request, "lhb_ingest/name_forms.html", context)


def _conflicts(name: str, form: str) -> list[str]:
    """Lines of the shipped table in which one of the two stands with other names: they would be near both."""
    name, form = folded(name), folded(form)
    return also_form_of(form, name)


@requires(Right.KEEP_NAME_FORMS)
@require_POST
def name_form_end(request: HttpRequest, pk: int) -> HttpResponse:
    try:
        end_name_form(by=request.user, name_form=get_object_or_404(NameForm, pk=pk))
        messages.success(request, _("The form was ended. It stays to be read."))
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("name_forms")
