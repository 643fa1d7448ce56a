"""Pages on how well the matching does: the blind sample to judge, what it came to, the threshold of acceptance."""

import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lhb_ingest.acceptance import FLOOR, least_of
from lhb_ingest.actions import answer_sample, ask_preview, set_threshold, take_step
from lhb_ingest.actions.measuring import waiting_for
from lhb_ingest.actions.thresholds import STEPS, is_small, latest_compared
from lhb_ingest.choices import PreviewState, SampleAnswered, SampleKind
from lhb_ingest.fingerprints import key_of_stored_pairs
from lhb_ingest.forms import ThresholdForm
from lhb_ingest.matching.stored import StoredPairs
from lhb_ingest.models import AcceptanceThreshold, Extract, ExtractRow, SampleItem, ThresholdPreview
from lhb_ingest.origins import NOT_KNOWN
from lhb_ingest.quality import FALSE_MATCHES, MISSED_MATCHES, Line, Quality, counts, fates, quality
from lhb_ingest.sentences import NAME_GROUPS
from lhb_ingest.tasks import start_preview
from records.access import note_look
from records.choices import ListKind
from records.errors import Refused
from records.models import RollEntry
from records.permissions import requires
from records.rights import Right

KINDS = dict(SampleKind.choices)
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
    found = [
        (_("False matches"), _of_false_matches(), tables(quality(authority, FALSE_MATCHES, since))),
        (_("Missed matches"), _of_missed_matches(), tables(quality(authority, MISSED_MATCHES, since))),
    ]
    context = {
        "since": since,
        "found": found,
        "fates": fates(authority, since),
        "counts": counts(authority, since),
        "least": least_of(authority.pk),
    }
    return render(request, "lhb_ingest/quality.html", context)


def _of_false_matches() -> str:
    """What the rate is a share of, and what it cannot show."""
    return _("Of the rows accepted without a person, the share that two officers call another child.")


def _of_missed_matches() -> str:
    return _(
        "Of the children found on no list, the share that two officers call the same child as the entry beside them: "
        "those near nothing stand beside the entry that is least unlike; those put before a person, who said ‘another "
        "child’ of every near match, beside the best of these. A child whose right entry is another one than that "
        "beside it, or whom nobody has judged yet, is not seen: the true rate may be higher."
    )


def a_year_ago(today: datetime.date) -> datetime.date:
    return today.replace(day=1, year=today.year - 1)


def tables(found: Quality) -> list[dict]:
    lists, areas = dict(ListKind.choices), {str(n): _("Fifth %(n)s of Wales") % {"n": n} for n in range(1, 6)}
    areas |= {"1": _("Fifth 1 of Wales, the most deprived"), "5": _("Fifth 5 of Wales, the least deprived")}
    names = NAME_GROUPS | {NOT_KNOWN: _("Not known: the lists of names do not say")}
    return [
        {"heading": _("In all"), "lines": [told(found.total, {"": _("All pairs")})]},
        {"heading": _("By how the child was found on no list"), "lines": [told(line, KINDS) for line in found.by_kind]},
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
    """First what would change, reckoned by a worker where the lists are long; then, with a reason, the change."""
    extract = latest_compared(request.user.authority)
    shown = _preview_of(request, extract)
    if request.method == "POST":
        form = ThresholdForm(request.POST)
        if form.is_valid() and (answer := _acted(request, form, extract, shown)):
            return answer
    else:
        form = ThresholdForm(initial={"expected": f"{shown.wanted:g}"} if shown else None)
    return render(request, "lhb_ingest/threshold.html", _threshold_page(request, form, shown))


def _preview_of(request: HttpRequest, extract: Extract | None) -> ThresholdPreview | None:
    """What this person asked last, if it is of the list that still is the latest."""
    asked = ThresholdPreview.objects.filter(by=request.user).select_related("extract")
    return asked.filter(extract=extract, at__gte=extract.compared_at).first() if extract else None


def _acted(
    request: HttpRequest, form: ThresholdForm, extract: Extract | None, shown: ThresholdPreview | None
) -> HttpResponse | None:
    """To the page as it is now; None where the form has to be shown again."""
    if extract is None:
        form.add_error(None, _("There is no compared health extract to look at. Wait for the next one."))
        return None
    wanted = float(form.cleaned_data["expected"])
    is_shown = shown and shown.state == PreviewState.DONE and shown.wanted == wanted
    if request.POST.get("act") == "set" and is_shown:
        return redirect("threshold") if _set(request, form, shown.least, wanted) else None
    asked = ask_preview(by=request.user, extract=extract, wanted=wanted)
    if is_small(extract):
        store = StoredPairs(key_of_stored_pairs())
        while take_step(preview_id=asked.pk, store=store):
            pass
    else:
        start_preview(asked)
    return redirect("threshold")


def _threshold_page(request: HttpRequest, form: ThresholdForm, shown: ThresholdPreview | None) -> dict:
    is_done = shown is not None and shown.state == PreviewState.DONE
    if is_done:
        note_look(request, subject="threshold", subject_id=shown.extract_id)
    is_waiting = shown is not None and shown.state == PreviewState.WAITING
    return {
        "form": form,
        "preview": shown if is_done else None,
        "going": _rows(shown.found["to_a_person"]) if is_done else [],
        "coming": _rows(shown.found["without_a_person"]) if is_done else [],
        "stages": _stages(shown.step) if is_waiting else [],
        "has_failed": shown is not None and shown.state == PreviewState.FAILED,
        "least": least_of(request.user.authority_id),
        "floor": FLOOR,
        "history": AcceptanceThreshold.objects.filter(authority=request.user.authority).select_related("by")[:SHOWN],
    }


def _stages(done: int) -> list[dict]:
    names = (_("The latest list under the threshold of now"), _("The same list under the other threshold"))
    states = ["done"] * done + ["now"] + ["waiting"] * STEPS
    return [{"name": name, "state": state} for name, state in zip(names, states, strict=False)]


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
