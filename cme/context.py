"""What every page knows: the service's name, the council's, the navigation by the person's rights, practice or not."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cme.dashboard import dashboard
from cme.queues import queues
from records.rights import Right

SERVICE_NAME = _("Children missing education")


@dataclass(frozen=True)
class Item:
    """One word of the navigation."""

    label: str
    url: str
    is_current: bool


# URL name, label, and the rights of which any one shows it.
NAVIGATION = [
    ("extracts", _("Lists coming in"), {Right.SEE_LISTS, Right.SEE_OWN_EXTRACTS}),
    ("candidates", _("Candidates"), {Right.SEE_CANDIDATES}),
    ("cases", _("Cases"), {Right.SEE_CASES}),
    ("queries", _("Queries"), {Right.WORK_CASES}),
    ("tasks", _("Tasks"), {Right.WORK_CASES}),
    ("returns", pgettext_lazy("statistical returns", "Returns"), {Right.SEE_RETURNS}),
    ("released", _("Released figures"), {Right.SEE_RELEASED}),
    ("matching_quality", _("Quality"), {Right.SEE_QUALITY}),
    ("log", _("Access log"), {Right.SEE_LOG}),
    ("purges", _("Purges"), {Right.SEE_PURGES}),
    ("ways", _("Way of working"), {Right.SET_WAYS}),
    ("people", _("People"), {Right.MANAGE_USERS}),
    ("reference", _("Reference data"), {Right.MANAGE_REFERENCE}),
    ("layouts", _("Layouts"), {Right.MANAGE_LAYOUTS}),
    ("list_queue", _("Queue of lists"), {Right.MANAGE_REFERENCE}),
]


def site(request: HttpRequest) -> dict[str, object]:
    return {
        "service_name": SERVICE_NAME,
        "council_name": settings.COUNCIL_NAME,
        "is_practice": settings.PRACTICE,
        "second_factor_required": settings.REQUIRE_SECOND_FACTOR,
        "navigation": SimpleLazyObject(lambda: navigation(request)),
        "queues": SimpleLazyObject(lambda: queues(request.user)),  # asked for by the first page only
        "dashboard": SimpleLazyObject(lambda: dashboard(request.user)),  # and this too
    }


def navigation(request: HttpRequest) -> list[Item]:
    """The pages that the signed-in person may open, in the order of the work."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return []
    pages = [(name, label) for name, label, rights in NAVIGATION if any(user.has_right(right) for right in rights)]
    return [
        Item(label=label, url=url, is_current=request.path.startswith(url))
        for name, label in pages
        if (url := address(name))
    ]


def address(name: str) -> str:
    """The address of a page, or nothing while no app has it."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
