"""Pages on how well the matching does: the blind sample to judge, what it came to, the threshold of acceptance."""

import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lhb_ingest.acceptance import FLOOR, least_of
from lhb_ingest.actions import answer_sample, set_threshold
from lhb_ingest.actions.measuring import waiting_for
from lhb_ingest.actions.thresholds import latest_compared, least_for, preview
from lhb_ingest.choices import SampleAnswered, SampleKind
from lhb_ingest.forms import ThresholdForm
from lhb_ingest.models import AcceptanceThreshold, ExtractRow, SampleItem
from lhb_ingest.origins import NOT_KNOWN
from lhb_ingest.quality import Line, Quality, counts, fates, quality
from lhb_ingest.sentences import NAME_GROUPS
from records.access import note_look
from records.choices import ListKind
from records.errors import Refused
from records.models import RollEntry
from records.permissions import requires
from records.rights import Right

MONTHS = 12
SHOWN = 100  # rows of a preview that the page lists


@requires(Right.JUDGE_SAMPLE)
@require_safe
def samples(request: HttpRequest) -> HttpResponse:
    """The next pair for this person, both sides as their lists have them. Nothing says what the service decided."""
    waiting = waiting_for(request.user).select_related("row", "entry")
    item = waiting.first()
    note_look(request, subject="sample", subject_id=item.pk if item else 0)
    context = {
        "item": item,
        "held": waiting,
        "left": waiting.count(),
        "sides": sides(item.row, item.entry) if item else [],
        "answers": SampleAnswered.choices,
    }
    return render(request, "lhb_ingest/samples.html", context)


def sides(row: ExtractRow, entry: RollEntry) -> list[tuple]:
    return [
        (_("Forenames"), _given(row), _given(entry)),
        (_("Surname"), row.surname, entry.surname),
        (_("Former names"), ", ".join(row.former_names), ", ".join(entry.former_names)),
        (_("Date of birth"), row.born_on, entry.born_on),
        (_("Address"), row.address, entry.address),
        (_("Postcode"), row.postcode, entry.postcode),
        (_("School"), "", entry.school_name or entry.school),
    ]


def _given(person: ExtractRow | RollEntry) -> str:
    given = f"{person.forenames} {person.middle_names}".strip()
    return f"{given} ({person.preferred_name})" if person.preferred_name else given


@requires(Right.JUDGE_SAMPLE)
@require_POST
def sample_answer(request: HttpRequest, pk: int) -> HttpResponse:
    item = get_object_or_404(SampleItem, pk=pk)
    try:
        answer_sample(by=request.user, item=item, answer=request.POST.get("answer", ""))
        messages.success(request, _("Your answer was kept. Here is the next pair."))
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("samples")


@requires(Right.SEE_QUALITY)
@require_safe
def matching_quality(request: HttpRequest) -> HttpResponse:
    authority, since = request.user.authority, a_year_ago(timezone.localdate())
    kinds = ((SampleKind.ACCEPTED, _("False matches")), (SampleKind.NOTHING_NEAR, _("Missed matches")))
    found = [(heading, tables(quality(authority, kind, since))) for kind, heading in kinds]
    context = {
        "since": since,
        "found": found,
        "fates": fates(authority, since),
        "counts": counts(authority, since),
        "least": least_of(authority.pk),
    }
    return render(request, "lhb_ingest/quality.html", context)


def a_year_ago(today: datetime.date) -> datetime.date:
    return today.replace(day=1, year=today.year - 1)


def tables(found: Quality) -> list[dict]:
    lists, areas = dict(ListKind.choices), {str(n): _("Fifth %(n)s of Wales") % {"n": n} for n in range(1, 6)}
    areas |= {"1": _("Fifth 1 of Wales, the most deprived"), "5": _("Fifth 5 of Wales, the least deprived")}
    names = NAME_GROUPS | {NOT_KNOWN: _("Not known: the lists of names do not say")}
    return [
        {"heading": _("In all"), "lines": [told(found.total, {"": _("All pairs")})]},
        {"heading": _("By list"), "lines": [told(line, lists) for line in found.by_list]},
        {"heading": _("By what the name says"), "lines": [told(line, names) for line in found.by_name]},
        {"heading": _("By deprivation of the area"), "lines": [told(line, areas) for line in found.by_area]},
    ]


def told(line: Line, labels: dict) -> dict:
    share, low, high = (100 * each for each in line.rate) if line.rate else (None, None, None)
    label = labels.get(line.code, _("Not known"))
    return {"label": label, "line": line, "share": share, "low": low, "high": high}


@requires(Right.SET_THRESHOLD)
@require_http_methods(["GET", "HEAD", "POST"])
def threshold(request: HttpRequest) -> HttpResponse:
    """First what would change, then, with a reason, the change."""
    authority = request.user.authority
    extract = latest_compared(authority)
    form = ThresholdForm(request.POST or None)
    shown = None
    if request.method == "POST" and form.is_valid():
        if extract is None:
            form.add_error(None, _("There is no compared health extract to look at. Wait for the next one."))
        else:
            expected = float(form.cleaned_data["expected"])
            least = least_for(extract, expected)
            if request.POST.get("act") == "set" and _set(request, form, least, expected):
                return redirect("threshold")
            shown = preview(extract, least)
    if shown:
        note_look(request, subject="threshold", subject_id=extract.pk)
    context = {
        "form": form,
        "preview": shown,
        "going": _rows(shown.to_a_person) if shown else [],
        "coming": _rows(shown.without_a_person) if shown else [],
        "least": least_of(authority.pk),
        "floor": FLOOR,
        "history": AcceptanceThreshold.objects.filter(authority=authority).select_related("by")[:SHOWN],
    }
    return render(request, "lhb_ingest/threshold.html", context)


def _set(request: HttpRequest, form: ThresholdForm, least: float, expected: float) -> bool:
    try:
        reason = form.cleaned_data["reason"]
        set_threshold(by=request.user, authority=request.user.authority, least=least, expected=expected, reason=reason)
    except Refused as refused:
        form.add_error("reason", str(refused))
        return False
    messages.success(request, _("The threshold was changed. The next comparison uses it."))
    return True


def _rows(keys: list[int]) -> list[ExtractRow]:
    return list(ExtractRow.objects.filter(pk__in=keys[:SHOWN]).order_by("surname", "forenames", "pk"))
