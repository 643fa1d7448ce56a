"""Pages of what an authority decides about its lists: field rules for each source, limits of plausible lists."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lhb_ingest.actions import set_field_rules, set_limits
from lhb_ingest.actions.stopping import LIMITS
from lhb_ingest.models import Extract, FieldRule, Limits
from lhb_ingest.plausible import limits_of
from lhb_ingest.review_forms import FieldRulesForm, LimitsForm
from lhb_ingest.stopped import FIELDS
from lhb_ingest.trust import rules_of
from lhb_ingest.views.lists import page_of
from lhb_ingest.views.reviews import reads_and_sends
from records.choices import ListKind
from records.errors import Refused
from records.permissions import requires
from records.rights import Right


@requires(Right.SET_FIELD_RULES)
@require_safe
def field_rules(request: HttpRequest) -> HttpResponse:
    """Every source that has sent a list, and how many rules somebody set for it."""
    authority = request.user.authority
    known = Extract.objects.filter(authority=authority).exclude(kind=ListKind.HEALTH)
    sources = {*known.order_by().values_list("kind", "sender").distinct()}
    sources |= {(kind.value, "") for kind in (ListKind.SCHOOL_ROLL, ListKind.EOTAS, ListKind.HOME_EDUCATION)}
    lines = [
        {
            "kind": ListKind(kind).label,
            "sender": sender,
            "url": f"{reverse('field_rules_of', args=[kind])}?{urlencode({'sender': sender})}",
        }
        for kind, sender in sorted(sources)
    ]
    return render(request, "lhb_ingest/field_rules.html", {"sources": lines})


@requires(Right.SET_FIELD_RULES)
@reads_and_sends
def field_rules_of(request: HttpRequest, kind: str) -> HttpResponse:
    if kind not in ListKind.values or kind == ListKind.HEALTH:
        raise Http404
    authority, sender = request.user.authority, request.GET.get("sender", "")[:100]
    form = FieldRulesForm(request.POST or None, initial=rules_of(authority=authority, kind=kind, sender=sender))
    if request.method == "POST" and form.is_valid():
        try:
            set_field_rules(by=request.user, authority=authority, kind=kind, sender=sender, rules=form.cleaned_data)
            messages.success(request, _("The rules hold from the next comparison on."))
            return redirect(request.get_full_path())
        except Refused as refused:
            form.add_error(None, str(refused))
    page = page_of(
        request, FieldRule.objects.filter(authority=authority, kind=kind, sender=sender).select_related("set_by")
    )
    for rule in page:
        rule.label = FIELDS[rule.field]
    context = {"form": form, "kind": ListKind(kind).label, "sender": sender, "page": page}
    return render(request, "lhb_ingest/field_rules_of.html", context)


@requires(Right.OVERRULE_LIST)
@reads_and_sends
def limits(request: HttpRequest) -> HttpResponse:
    authority = request.user.authority
    now = limits_of(authority)
    form = LimitsForm(request.POST or None, initial={name: getattr(now, name) for name in LIMITS})
    if request.method == "POST" and form.is_valid():
        set_limits(by=request.user, authority=authority, limits=form.cleaned_data)
        messages.success(request, _("The limits hold for every list from now on."))
        return redirect("limits")
    page = page_of(request, Limits.objects.filter(authority=authority).select_related("set_by"))
    return render(request, "lhb_ingest/limits.html", {"form": form, "page": page})
