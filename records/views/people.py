"""The administrator's pages about people and systems. No child is seen here."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from records.actions import (
    add_person,
    change_person,
    end_token,
    held_by,
    make_token,
    renew_password,
    take_second_factor_away,
)
from records.errors import Refused
from records.forms.people import ChangePersonForm, LeavingForm, NewPersonForm
from records.models import ApiToken, User
from records.permissions import requires
from records.rights import Right
from records.scope import scope
from records.timeline import acts
from records.views.pages import attempt, page_of, posted, reads_and_sends

LATEST_ACTS = 25  # of what was done about a person; auditors have the whole log


@requires(Right.MANAGE_USERS)
@require_safe
def people(request: HttpRequest) -> HttpResponse:
    found = User.objects.select_related("authority", "health_board").order_by("-is_active", "name", "pk")
    return render(request, "records/people.html", {"page": page_of(request, found)})


@requires(Right.MANAGE_USERS)
@reads_and_sends
def person_new(request: HttpRequest) -> HttpResponse:
    form = NewPersonForm(posted(request))
    added: list[tuple[User, str]] = []
    if form.is_valid() and attempt(form, lambda: added.append(add_person(by=request.user, **form.given()))):
        person, password = added[0]
        if person.is_system:
            messages.success(request, _("The system was added. Make a token for it."))
            return redirect("person", pk=person.pk)
        return shown_once(request, person, secret=password)
    return render(request, "records/person_form.html", {"form": form})


@requires(Right.MANAGE_USERS)
@reads_and_sends
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """Who somebody is, and for a system its tokens."""
    found = get_object_or_404(User, pk=pk)
    initial = {name: getattr(found, name) for name in ("name", "role", "is_active")}
    initial |= {"authority": found.authority_id, "health_board": found.health_board_id}
    form = person_form(request, found, initial)
    if form.is_valid() and attempt(form, lambda: change_person(by=request.user, person=found, **form.given())):
        messages.success(request, _("The person was saved."))
        return redirect("people")
    tokens = found.tokens.select_related("made_by").order_by("-made_at") if found.is_system else []
    events = found.admin_events.select_related("by", "person", "authority")[:LATEST_ACTS]
    context = {"form": form, "person": found, "tokens": tokens, "events": acts(events)}
    context["has_second_factor"] = has_second_factor(found)
    return render(request, "records/person_form.html", context)


def person_form(request: HttpRequest, person: User, initial: dict[str, Any]) -> ChangePersonForm:
    """With a hand-over where the person has something in hand; the administrator sees how much, never what."""
    if person.authority_id:
        with scope(authority=person.authority_id):
            held = held_by(person)
        if any(held):
            return LeavingForm(posted(request), initial=initial, person=person, held=held)
    return ChangePersonForm(posted(request), initial=initial)


def has_second_factor(person: User) -> bool:
    return Authenticator.objects.filter(user=person).exists()


@requires(Right.MANAGE_USERS)
@reads_and_sends
def person_password(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(User, pk=pk, is_system=False)
    if request.method == "POST":
        return shown_once(request, found, secret=renew_password(by=request.user, person=found))
    return render(request, "records/person_password.html", {"person": found})


@requires(Right.MANAGE_USERS)
@reads_and_sends
def person_second_factor(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks first: it should be certain who asked for it."""
    found = get_object_or_404(User, pk=pk, is_system=False)
    if request.method == "POST":
        try:
            take_second_factor_away(by=request.user, person=found)
            messages.success(request, _("The second factor was taken away."))
        except Refused as refusal:
            messages.error(request, str(refusal))
        return redirect("person", pk=pk)
    context = {"person": found, "has_second_factor": has_second_factor(found)}
    return render(request, "records/person_second_factor.html", context)


@requires(Right.MANAGE_USERS)
@require_POST
def token_new(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(User, pk=pk)
    try:
        key = make_token(by=request.user, person=found)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("person", pk=pk)
    return shown_once(request, found, secret=key)


@requires(Right.MANAGE_USERS)
@require_POST
def token_end(request: HttpRequest, pk: int) -> HttpResponse:
    token = end_token(by=request.user, token=get_object_or_404(ApiToken, pk=pk))
    messages.success(request, _("The token has ended."))
    return redirect("person", pk=token.user_id)


def shown_once(request: HttpRequest, person: User, *, secret: str) -> HttpResponse:
    """A password or a token, on a page that cannot be opened again: it is kept nowhere, and never in the session."""
    return render(request, "records/shown_once.html", {"person": person, "secret": secret})
