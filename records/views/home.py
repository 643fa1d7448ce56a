"""The first page: what needs doing, for the person's role."""

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from records.choices import CaseStatus
from records.models import Case, User
from records.permissions import requires
from records.rights import Right

# Rights of which any one shows the link, name of the URL, its words, and what is done there.
LINKS = (
    ({Right.SEE_CANDIDATES}, "candidates", _("Candidates"), _("Decide about children who may be missing education.")),
    ({Right.SEND_LIST, Right.SEE_LISTS}, "extracts", _("Lists coming in"), _("Send, review and approve lists.")),
    ({Right.SEE_OWN_EXTRACTS}, "extracts", _("Lists sent"), _("Send the health board's list and mend its problems.")),
    ({Right.SEE_RETURNS}, "returns", _("Monthly returns"), _("Look at the figures and let them out.")),
    ({Right.SEE_RELEASED}, "released", _("Released figures"), _("Download what the authorities have released.")),
    ({Right.SEE_LOG}, "log", _("Access log"), _("See who opened what, and when.")),
    ({Right.SEE_PURGES}, "purges", _("Purges"), _("See the proof that lists were erased.")),
    ({Right.MANAGE_USERS}, "people", _("People"), _("Say who may sign in, and as what.")),
    ({Right.MANAGE_REFERENCE}, "reference", _("Reference data"), _("Authorities, their postcode districts, regimes.")),
)


@requires(Right.SIGNED_IN)
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    works_cases = request.user.has_right(Right.SEE_CASES)
    context = {"cases": case_counts(request.user) if works_cases else None, "links": links(request.user)}
    return render(request, "records/home.html", context)


def case_counts(user: User) -> dict[str, object]:
    """Open cases, in one query: mine, nobody's, and by status."""
    statuses = [status for status in CaseStatus if status != CaseStatus.CLOSED]
    counts = Case.objects.open().aggregate(
        mine=Count("pk", filter=Q(assigned_to=user)),
        nobody=Count("pk", filter=Q(assigned_to=None)),
        all=Count("pk"),
        **{status.value: Count("pk", filter=Q(status=status)) for status in statuses},
    )
    by_status = [(status.value, status.label, counts[status.value]) for status in statuses]
    return {"mine": counts["mine"], "nobody": counts["nobody"], "all": counts["all"], "by_status": by_status}


def links(user: User) -> list[dict[str, object]]:
    found = []
    for rights, name, text, what in LINKS:
        if any(user.has_right(right) for right in rights) and (url := address(name)):
            found.append({"url": url, "text": text, "what": what})
    return found


def address(name: str) -> str:
    """A page of an app above this one is known by the name of its URL only; nothing where it is not installed."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
