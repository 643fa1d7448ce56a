"""The administrator's page for loading postcode districts and schools: look first, then load; and the history."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from records.actions import load_deprivation, load_districts, load_schools
from records.actions.deprivation import compare_deprivation, deprivation_in
from records.actions.loading import compare_districts, compare_schools, districts_in, schools_in
from records.errors import Refused
from records.forms.loading import LoadDistrictsForm, LoadForm
from records.models import ReferenceLoad, School
from records.permissions import requires
from records.rights import Right
from records.views.pages import page_of, reads_and_sends


@requires(Right.MANAGE_REFERENCE)
@reads_and_sends
def load_of_districts(request: HttpRequest) -> HttpResponse:
    return _loading(request, LoadDistrictsForm, districts_in, _("Load postcode districts"))


@requires(Right.MANAGE_REFERENCE)
@reads_and_sends
def load_of_schools(request: HttpRequest) -> HttpResponse:
    return _loading(request, LoadForm, schools_in, _("Load the list of schools"))


@requires(Right.MANAGE_REFERENCE)
@reads_and_sends
def load_of_deprivation(request: HttpRequest) -> HttpResponse:
    """Two values a line, a postcode or sector and its fifth: for the rates of the matching by area."""
    return _loading(request, LoadForm, deprivation_in, _("Load the deprivation of areas"))


def _loading(request: HttpRequest, form_class, read, heading: str) -> HttpResponse:
    """The first sending shows what would change and stores nothing; the second, with `load`, loads."""
    form = form_class(*((request.POST, request.FILES) if request.method == "POST" else ()))
    context = {"form": form, "heading": heading, "schools": School.objects.count()}
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        authority = given.get("authority")
        try:
            found = read(given["content"])
            said = {"by": request.user, "source": given["source"], "as_at": given["as_at"]}
            if "load" in request.POST:
                if authority:
                    load_districts(authority=authority, districts=found, **said)
                elif read is deprivation_in:
                    load_deprivation(areas=found, **said)
                else:
                    load_schools(schools=found, **said)
                messages.success(request, _("The reference data were loaded."))
                return redirect("reference")
            compare = compare_deprivation if read is deprivation_in else compare_schools
            difference = compare_districts(authority, found) if authority else compare(found)
            context |= {"difference": difference, "content": given["content"]}
        except Refused as refused:
            form.add_error("text", str(refused))
    kind = {districts_in: "districts", schools_in: "schools", deprivation_in: "deprivation"}[read]
    loads = ReferenceLoad.objects.filter(kind=kind).select_related("authority", "loaded_by")
    return render(request, "records/reference_load.html", context | {"page": page_of(request, loads)})
