"""The queue: what a person's own lists wait for, and how far the one under way is. An administrator sees numbers."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lhb_ingest.choices import ExtractState
from lhb_ingest.models import Extract, Job
from lhb_ingest.sentences import contact
from lhb_ingest.standing import Standing, loads, nobody_works, standing_of, standings
from records.choices import ListKind
from records.permissions import requires
from records.rights import Right


@requires(Right.SEE_LISTS, Right.SEE_OWN_EXTRACTS, Right.MANAGE_REFERENCE)
@require_safe
def list_queue(request: HttpRequest) -> HttpResponse:
    """The lists of the person's authority, or of their health board; for an administrator how many each has."""
    user = request.user
    context = {"contact": contact(), "settled": False}
    if not (user.authority_id or user.health_board_id):
        shown = loads()
        for load in shown:
            load["name"] = load["authority__name_cy" if get_language() == "cy" else "authority__name"]
        context |= {"loads": shown, "nobody_works": nobody_works(), "is_busy": bool(shown)}
        return render(request, "lhb_ingest/list_queue_counts.html", context)
    mine = {"authority": user.authority_id} if user.authority_id else {"health_board": user.health_board_id}
    lines = standings(Job.objects.filter(**mine))
    dates = dict(Extract.objects.filter(job__in=[line.job.pk for line in lines]).values_list("pk", "as_at"))
    shown = [
        {"standing": line, "kind": ListKind(line.job.kind).label, "as_at": dates.get(line.job.extract_id)}
        for line in lines
    ]
    is_idle = any(line.nobody_works for line in lines)
    return render(request, "lhb_ingest/list_queue.html", context | {"lines": shown, "nobody_works": is_idle})


def under_way(found: Extract) -> dict:
    """What the page of a list that a worker has, or will have, says of it."""
    standing = standing_of(found.pk)
    return {"standing": standing, "stages": stages(found, standing), "contact": contact()}


def stages(found: Extract, standing: Standing | None) -> list[dict]:
    """The stages of the worker, for components/progress.html."""
    job = standing.job if standing and not standing.place else None
    names = {"reading": _("Read and check the rows"), "storing": _("Store"), "comparing": _("Compare with the lists")}
    order, is_checked = list(names), found.state == ExtractState.CHECKED
    at = job.stage if job else ""
    if is_checked and at == "storing":
        at = "comparing"  # whose last step is to store what it found
    place = order.index(at) if at in names else 2 * is_checked
    lines = [{"name": _("Received"), "state": "done", "count": ""}]
    for number, name in enumerate(order):
        is_now = name == at
        count = ""
        if is_now and job.done:
            count = _("Rows: %(done)s of %(total)s") if job.total else _("Rows: %(done)s")
            count = count % {"done": f"{job.done:,}", "total": f"{job.total:,}"}
        state = ("stopped" if standing.is_silent else "now") if is_now else "done" if number < place else "waiting"
        lines.append({"name": names[name], "state": state, "count": count})
    return lines
