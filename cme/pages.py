"""Pages that say something about the service itself, open to everybody, signed in or not."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from records.choices import Role

WORK = {
    Role.DATA_OFFICER: _("Sends the health board's list and mends what is refused."),
    Role.LIST_OFFICER: _("Sends the authority's own lists, reviews a comparison and approves it."),
    Role.CASEWORKER: _("Decides about each child who may be missing education, and works the cases."),
    Role.CASE_MANAGER: _("Sees all of the authority's work, approves, and lets returns out."),
    Role.EVALUATOR: _("Sees released figures, never a child."),
    Role.AUDITOR: _("Sees who opened what, and what was purged."),
    Role.ADMINISTRATOR: _("Invites people and keeps the reference data, and sees no child."),
}


def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/accessibility.html")


def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/privacy.html")


def help_page(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/help.html", {"roles": [(role.label, work) for role, work in WORK.items()]})


for page in (accessibility, privacy, help_page):
    page.public = True  # type: ignore[attr-defined]
