"""An authority's own returns: made, looked at, released by a second person, corrected."""

from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from records.errors import Refused
from records.permissions import requires
from records.rights import Right
from reporting import trends
from reporting.choices import ReturnState
from reporting.filters import ReturnFilter
from reporting.forms import CorrectionForm, HoursForm, NoteForm
from reporting.making import begun, is_under_way
from reporting.models import Return
from reporting.months import last_day, month_name
from reporting.returns import (
    can_correct,
    can_look,
    can_make_again,
    can_release,
    check_correct,
    check_make_again,
    check_release,
    correct_return,
    hours_of,
    look_at_return,
    release_return,
    write_hours_down,
    write_note,
)
from reporting.reviewing import differences, review
from reporting.tasks import last_month, make_returns

PAGE = 50


@requires(Right.SEE_RETURNS)
@require_safe
def returns(request: HttpRequest) -> HttpResponse:
    """Every return of the authority, the newest month first; the month before this one can be made now."""
    narrowed = ReturnFilter(request.GET, queryset=own_returns(request))
    newest = newest_return(request)
    context = {
        "form": narrowed.form,
        "page": Paginator(narrowed.qs, PAGE).get_page(request.GET.get("page")),
        "is_narrowed": any(request.GET.get(name) for name in narrowed.filters),
        "month": last_month(),
        "can_make": request.user.has_right(Right.LOOK_AT_RETURN) and (newest is None or can_make_again(newest)),
        "is_made": newest is not None,
        "may_look": request.user.has_right(Right.LOOK_AT_RETURN),
        "is_under_way": is_under_way(request.user.authority_id, last_month()),
    }
    return render(request, "reporting/returns.html", context)


@requires(Right.LOOK_AT_RETURN)
@require_POST
def return_make(request: HttpRequest) -> HttpResponse:
    """Has last month's return made, or made again, by a worker."""
    month, newest = month_name(last_month()), newest_return(request)
    if newest and (why_not := refusal(check_make_again, newest)):
        messages.error(request, why_not)
        return redirect("returns")
    begun(request.user.authority_id, last_month())
    transaction.on_commit(partial(make_returns.delay, month=month, authority=request.user.authority_id))
    messages.info(request, _("The return for %(month)s is being made.") % {"month": date_format(last_month(), "F Y")})
    return redirect("returns")


@requires(Right.SEE_RETURNS)
@require_safe
def cme_return(request: HttpRequest, pk: int) -> HttpResponse:
    """Exact figures beside what is shown of them when they are released."""
    one = own_return(request, pk)
    context = {
        "cme_return": one,
        "review": review(one),
        "last_day": last_day(one.month),
        "may_look": request.user.has_right(Right.LOOK_AT_RETURN),
        "can_look": can_look(request.user, one),
        "can_release": can_release(request.user, one),
        "why_not": refusal(check_release, request.user, one),
        "can_correct": can_correct(request.user, one),
        "differences": differences(one, exact=True),
        "trends": trends.all_trends(one.authority, one.month, trends.exact_numbers(one.authority, one.month)),
    }
    return render(request, "reporting/return.html", context)


@requires(Right.LOOK_AT_RETURN)
@require_POST
def return_look(request: HttpRequest, pk: int) -> HttpResponse:
    fingerprint = request.POST.get("fingerprint", "")
    act = partial(look_at_return, fingerprint=fingerprint)
    return decide(request, pk, act, _("You have said that this return is right. A second person can now release it."))


@requires(Right.RELEASE_RETURN)
@require_POST
def return_release(request: HttpRequest, pk: int) -> HttpResponse:
    return decide(request, pk, release_return, _("The return is released. Evaluators can see it now."))


@requires(Right.LOOK_AT_RETURN)
@require_http_methods(["GET", "HEAD", "POST"])
def return_correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Has a new version of a released return made, for a reason that will be published with it."""
    one = own_return(request, pk)
    if why_not := refusal(check_correct, request.user, one):
        messages.error(request, why_not)
        return redirect("return", pk=pk)
    form = CorrectionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            new = correct_return(by=request.user, cme_return=one, reason=form.cleaned_data["reason"])
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("A new version was made. The figures that are out stay as they are."))
            return redirect("return", pk=new.pk)
    return render(request, "reporting/return_correct.html", {"cme_return": one, "form": form})


@requires(Right.LOOK_AT_RETURN)
@require_http_methods(["GET", "HEAD", "POST"])
def return_hours(request: HttpRequest, pk: int) -> HttpResponse:
    """What the month's work took of people's time, where the authority writes it down."""
    one = own_return(request, pk)
    form = HoursForm(request.POST or None, initial=hours_of(one))
    if request.method == "POST" and form.is_valid():
        now = write_hours_down(by=request.user, cme_return=one, hours=form.hours)
        if now.state == ReturnState.MADE:
            messages.success(request, _("The hours are written down, and the return counts them."))
        else:
            messages.success(request, _("The hours are written down. The return stays as it is until it is corrected."))
        return redirect("return", pk=pk)
    return render(request, "reporting/return_hours.html", {"cme_return": one, "form": form})


@requires(Right.LOOK_AT_RETURN)
@require_http_methods(["GET", "HEAD", "POST"])
def counting_note(request: HttpRequest) -> HttpResponse:
    """What evaluators have to bear in mind about the authority's figures, published in both languages."""
    authority = request.user.authority
    note = authority.counting_notes.select_related("written_by").first()
    initial = {"text": note.text, "text_cy": note.text_cy} if note else {}
    form = NoteForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        write_note(by=request.user, authority=authority, **form.cleaned_data)
        messages.success(request, _("The note is published with every released figure of your authority."))
        return redirect("returns")
    return render(request, "reporting/counting_note.html", {"form": form, "note": note})


def decide(request: HttpRequest, pk: int, act: Callable, done: str) -> HttpResponse:
    """Does one act on a return and says on its page what came of it."""
    try:
        act(by=request.user, cme_return=own_return(request, pk))
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, done)
    return redirect("return", pk=pk)


def own_returns(request: HttpRequest):
    """Of the person's own authority: the policy would show released returns of the others as well."""
    return Return.objects.filter(authority=request.user.authority_id).select_related(
        "authority", "looked_by", "released_by", "corrected_by"
    )


def newest_return(request: HttpRequest) -> Return | None:
    """Last month's, in its newest version."""
    return own_returns(request).filter(month=last_month()).order_by("version").last()


def own_return(request: HttpRequest, pk: int) -> Return:
    return get_object_or_404(own_returns(request), pk=pk)


def refusal(check: Callable, *arguments) -> str:
    """Why an act is not offered, in words; empty if it is."""
    try:
        check(*arguments)
    except Refused as refused:
        return str(refused)
    return ""
