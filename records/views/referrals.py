"""Ways into a case: a referral, a school's off-roll return; and where the child of a case comes from."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from records.access import note_look
from records.actions import save_circumstances, similar_open_cases, take_off_roll_return, take_referral
from records.actions.origins import circumstances_of
from records.forms.origins import CircumstancesForm, OffRollForm, ReferralForm, beginnings
from records.models import Case, Query
from records.permissions import requires
from records.rights import Right
from records.views.pages import attempt, back_to, find_case, form_page, posted, reads_and_sends, too_late


@requires(Right.WORK_CASES)
@reads_and_sends
def case_new(request: HttpRequest) -> HttpResponse:
    """A referral, or a query that becomes a case."""
    number, query = request.GET.get("query", ""), None
    if number.isdecimal():
        query = get_object_or_404(Query, pk=int(number), closed_on=None)
        note_look(request, subject="query", subject_id=query.pk)
    form = ReferralForm(posted(request), authority_id=request.user.authority_id, initial=beginnings(query))
    act = lambda **given: take_referral(query=query, **given)  # noqa: E731
    return way_in(request, form, act, _("Open a case from a referral"))


@requires(Right.WORK_CASES)
@reads_and_sends
def case_off_roll(request: HttpRequest) -> HttpResponse:
    """A school's return under regulation 12 of the 2010 Regulations."""
    form = OffRollForm(posted(request), authority_id=request.user.authority_id)
    return way_in(request, form, take_off_roll_return, _("Open a case from a school's off-roll return"))


def way_in(request: HttpRequest, form: ReferralForm, act: Callable[..., Case], heading: str) -> HttpResponse:
    """Open cases that may be about the same child are shown before anything is saved."""
    similar: list[Case] = []
    if request.method == "POST" and form.is_valid():
        given = form.asked()
        similar = [] if form.cleaned_data["another_child"] else similar_to(request, form.cleaned_data)
        if similar:
            form.add_error("another_child", _("Open cases may be about this child. Look at them first."))
        else:
            taker, opened = request.user if form.cleaned_data["take_it"] else None, []
            given["opening"] |= {"authority": request.user.authority, "assigned_to": taker}
            if attempt(form, lambda: opened.append(act(by=request.user, **given))):
                return back_to(request, opened[0], _("The case was opened."))
    asks_again = bool(similar) or "another_child" in request.POST
    context = {"form": form, "similar": similar, "asks_again": asks_again, "heading": heading}
    return render(request, "records/case_new.html", context)


def similar_to(request: HttpRequest, given: dict[str, Any]) -> list[Case]:
    """At most ten; the person sees names of other children here, so it is logged."""
    names = {name: given[name] for name in ("forenames", "surname", "born_on")}
    similar = list(similar_open_cases(authority=request.user.authority, **names)[:10])
    for case_seen in similar:
        note_look(request, subject="case", subject_id=case_seen.pk)
    return similar


@requires(Right.WORK_CASES)
@reads_and_sends
def case_circumstances(request: HttpRequest, pk: int) -> HttpResponse:
    case = find_case(request, pk)
    if late := too_late(request, case):
        return late
    stood = circumstances_of(case)
    form = CircumstancesForm(posted(request), case=case, stood=stood)
    if form.is_valid():
        kept = {name: getattr(stood, name) for name in ("is_anonymous", "referrer_contact")} if stood else {}
        act = {"case": case, "given": form.circumstances(**kept), "version": form.cleaned_data["version"]}
        if attempt(form, lambda: save_circumstances(by=request.user, **act)):
            return back_to(request, case, _("Origin and reason were saved."))
    return form_page(request, case, form, heading=_("Origin and reason"), button=_("Save"))
