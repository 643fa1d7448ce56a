"""What happens around every request: the second factor, and nothing kept by a browser."""

from collections.abc import Callable
from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

View = Callable[[HttpRequest], HttpResponse]
HEALTH = "/health/"
# Reachable with a password alone: signing in and out and setting the second factor up, and what those pages need.
BEFORE_SECOND_FACTOR = ("/accounts/", "/accessibility/", "/privacy/", "/help/", HEALTH)


def second_factor(get_response: View) -> View:
    """Where a deployment asks for a second factor, whoever has none is sent to set one up, whatever they open."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if settings.REQUIRE_SECOND_FACTOR and not _is_open(request.path_info) and _has_none(request.user):
            return redirect("mfa_index")
        return get_response(request)

    return middleware


def never_cached(get_response: View) -> View:
    """No browser and no proxy keeps a page or a file that somebody was signed in for."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        is_signed_in = getattr(request.user, "is_authenticated", False)  # the API has no user where no token was sent
        if request.path_info != HEALTH and ("Authorization" in request.headers or is_signed_in):
            response.headers["Cache-Control"] = "no-store, private"
        return response

    return middleware


def _has_none(user: Any) -> bool:
    return user.is_authenticated and not is_mfa_enabled(user)


def _is_open(path: str) -> bool:
    return path.removeprefix("/cy").startswith((*BEFORE_SECOND_FACTOR, settings.STATIC_URL))
