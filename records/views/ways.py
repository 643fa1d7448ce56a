"""An authority's own way of working, for its case managers: closing, targets, term dates, checklist, hand-over."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from records.actions import Held, change_ways, hand_over, held_by, save_checklist, save_school_year
from records.actions.enquiring import steps_of
from records.actions.ways import WAYS
from records.choices import SpanKind
from records.forms.ways import HandOverForm, SchoolYearForm, StepFormSet, WaysForm, WhoLeavesForm
from records.models import EnquiryTemplate, User
from records.permissions import requires
from records.rights import Right
from records.rules import academic_year
from records.views.pages import attempt, posted, reads_and_sends

YEARS_AHEAD = 3


@requires(Right.SET_WAYS)
@reads_and_sends
def ways(request: HttpRequest) -> HttpResponse:
    authority = request.user.authority
    form = WaysForm(posted(request), initial={name: getattr(authority, name) for name in WAYS})
    if form.is_valid() and attempt(
        form, lambda: change_ways(by=request.user, authority=authority, ways=form.cleaned_data)
    ):
        messages.success(request, _("The authority's way of working was saved."))
        return redirect("ways")
    return render(request, "records/ways.html", {"form": form, "authority": authority})


@requires(Right.SET_WAYS)
@reads_and_sends
def school_year(request: HttpRequest) -> HttpResponse:
    """The term dates of one academic year; the clocks that count school days are reckoned again."""
    authority, this_year = request.user.authority, academic_year(timezone.localdate())
    years = range(this_year - 1, this_year + YEARS_AHEAD)
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdecimal() and len(asked) == 4 and int(asked) in years else this_year
    spans = [span for span in authority.calendar.all() if academic_year(span.first_day) == year]
    initial = {
        "terms": [(span.first_day, span.last_day) for span in spans if span.kind == SpanKind.TERM],
        "closed": [(span.first_day, span.last_day) for span in spans if span.kind == SpanKind.CLOSED],
    }
    form, changed = SchoolYearForm(posted(request), initial=initial), []
    given = {"by": request.user, "authority": authority, "year": year}
    if form.is_valid() and attempt(form, lambda: changed.append(save_school_year(**given, **form.cleaned_data))):
        messages.success(
            request, _("The term dates were saved. Clocks due another day now: %(count)s.") % {"count": changed[0]}
        )
        return redirect(request.get_full_path())
    names = [(each, f"{each}/{(each + 1) % 100:02d}") for each in years]
    context = {"form": form, "authority": authority, "years": names, "year": year, "year_name": dict(names)[year]}
    return render(request, "records/school_year.html", context)


@requires(Right.SET_WAYS)
@reads_and_sends
def checklist(request: HttpRequest) -> HttpResponse:
    """The enquiries of every case to come. Each saving is a version; the earlier ones stay."""
    authority = request.user.authority
    version, steps = steps_of(authority)
    forms = StepFormSet(posted(request), initial=steps)
    refusals: list[str] = []
    if forms.is_valid():
        given = [{**form.cleaned_data} for form in forms if form.cleaned_data.get("name")]
        read = request.POST.get("version", "")
        holder = forms.forms[0]
        act = {"by": request.user, "authority": authority, "steps": given}
        if attempt(holder, lambda: save_checklist(**act, version=int(read) if read.isdecimal() else -1)):
            messages.success(request, _("The checklist was saved as a new version."))
            return redirect("checklist")
        refusals = list(holder.non_field_errors())
    versions = EnquiryTemplate.objects.select_related("made_by")[:10]
    context = {"forms": forms, "version": version, "versions": versions, "authority": authority}
    return render(
        request, "records/checklist.html", context | {"refusals": refusals, "errors": forms.total_error_count()}
    )


@requires(Right.SET_WAYS)
@reads_and_sends
def handing_over(request: HttpRequest) -> HttpResponse:
    """First who hands over; then how much that is, and to whom it goes."""
    who = WhoLeavesForm(request.GET or None, authority_id=request.user.authority_id)
    if not who.is_valid():
        return render(request, "records/hand_over.html", {"form": who})
    person = get_object_or_404(User, pk=who.cleaned_data["person"].pk)
    held = held_by(person)
    form = HandOverForm(posted(request), person=person, initial=held._asdict())
    if form.is_valid():
        counted = Held(form.cleaned_data["cases"], form.cleaned_data["tasks"])
        to = list(form.cleaned_data["to"])
        if attempt(form, lambda: hand_over(by=request.user, person=person, to=to, counted=counted)):
            words = _("Handed over. Open cases: %(cases)s. Open tasks: %(tasks)s.")
            messages.success(request, words % counted._asdict())
            return redirect("handing_over")
        form.data = form.data.copy()
        for name, number in held._asdict().items():
            form.data[name] = number
    return render(request, "records/hand_over_to.html", {"form": form, "person": person, "held": held})
