"""Origins, reasons and grounds: everybody's, and an authority's own; added, changed, loaded."""

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from records.actions import load_codes, save_code
from records.codes import CodeKind
from records.forms.origins import CaseCodeForm, CodesForm
from records.models import CaseCode
from records.permissions import requires
from records.rights import Right
from records.views.pages import attempt, posted, reads_and_sends


@requires(Right.SET_CODES)
@require_safe
def codes(request: HttpRequest) -> HttpResponse:
    """One list at a time; whose each code is, and whether somebody checked it."""
    kind = request.GET.get("kind", "")
    kind = kind if kind in CodeKind.values else CodeKind.ORIGIN.value
    found = CaseCode.objects.filter(kind=kind).select_related("authority", "counts_as")
    rows = [code for code in found if code.authority_id in (None, request.user.authority_id)]
    for code in rows:
        code.may_change = code.authority_id == request.user.authority_id
    context = {"rows": rows, "kind": kind, "kinds": CodeKind.choices, "words": CodeKind(kind).label}
    return render(request, "records/codes.html", context)


@requires(Right.SET_CODES)
@reads_and_sends
def code_new(request: HttpRequest, kind: str) -> HttpResponse:
    if kind not in CodeKind.values:
        raise Http404
    form = CaseCodeForm(posted(request), kind=kind)
    if form.is_valid():
        given = dict(form.cleaned_data)
        if attempt(form, lambda: save_code(by=request.user, kind=kind, code=given.pop("code"), given=given)):
            messages.success(request, _("The code was added."))
            return redirect(listed(kind))
    return code_page(request, form, kind, _("Add a code"))


@requires(Right.SET_CODES)
@reads_and_sends
def code(request: HttpRequest, pk: int) -> HttpResponse:
    """A code of one's own is changed; whoever looks at another one is told whose it is, and cannot save it."""
    seen, own = CaseCode.objects.select_related("authority"), request.user.authority_id
    if own:
        seen = seen.filter(Q(authority=None) | Q(authority=own))
    stood = get_object_or_404(seen, pk=pk)
    form = CaseCodeForm(posted(request), kind=stood.kind, stood=stood)
    act = {"kind": stood.kind, "code": stood.code, "stood": stood}
    if form.is_valid() and attempt(form, lambda: save_code(by=request.user, given=form.cleaned_data, **act)):
        messages.success(request, _("The code was saved."))
        return redirect(listed(stood.kind))
    whose = "" if stood.authority_id == own else stood.authority or _("Everybody's: an administrator changes it.")
    return code_page(request, form, stood.kind, _("Change a code"), whose=whose)


@requires(Right.SET_CODES)
@reads_and_sends
def codes_load(request: HttpRequest) -> HttpResponse:
    form, count = CodesForm(posted(request)), []
    if form.is_valid() and attempt(
        form, lambda: count.append(load_codes(by=request.user, lines=form.cleaned_data["text"]))
    ):
        messages.success(request, _("Codes loaded: %(count)s.") % {"count": count[0]})
        return redirect("codes")
    return code_page(request, form, CodeKind.ORIGIN, _("Load a list of codes"))


def listed(kind: str) -> str:
    return f"{reverse('codes')}?kind={kind}"


def code_page(
    request: HttpRequest, form: CaseCodeForm | CodesForm, kind: str, heading: str, *, whose: object = ""
) -> HttpResponse:
    context = {"form": form, "back": listed(kind), "heading": heading, "whose": whose}
    return render(request, "records/code.html", context)
