"""Pages for what went wrong. None shows a traceback; the plain one needs neither database nor session."""

from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.shortcuts import render
from django.template import loader


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return page(request, 400)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return page(request, 403)


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return page(request, 404)


def too_large(request: HttpRequest, explanation: str = "") -> HttpResponse:
    return page(request, 413, explanation=explanation)


def too_many(request: HttpRequest) -> HttpResponse:
    return page(request, 429)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was open too long, or in a session that has ended: the reason is for the log only."""
    return page(request, 403, template="403_csrf.html")


def page(request: HttpRequest, status: int, *, template: str = "", **context: object) -> HttpResponse:
    return render(request, template or f"{status}.html", {"status": status, **context}, status=status)


def server_error(request: HttpRequest) -> HttpResponse:
    """Rendered without a request: whatever broke may be in the session, the user or the database."""
    return HttpResponseServerError(loader.get_template("500.html").render())
