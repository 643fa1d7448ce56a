"""Pages on the problems of a list: what is bad, what is merely odd, and the sheet by which bad rows are mended."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lhb_ingest.actions import receive_mended_rows
from lhb_ingest.actions.mending import can_mend, check_mend
from lhb_ingest.choices import SheetState
from lhb_ingest.exports import csv_text, problems_as_csv, workbook
from lhb_ingest.forms import MendedRowsForm
from lhb_ingest.mending import bad_lines, mended_since, sheet_to_mend, whole_list
from lhb_ingest.models import Extract
from lhb_ingest.sentences import PROBLEMS, ignored_sentence, problem_sentence, refusal_sentence
from lhb_ingest.tasks import start
from records.access import note_look
from records.errors import Refused
from records.permissions import requires
from records.rights import Right
from records.spreadsheets import Unreadable

PAGE = 50
REPEATED = "held_twice"
CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _extract_or_404(pk: int) -> Extract:
    return get_object_or_404(Extract.objects.select_related("authority"), pk=pk)


@requires(Right.SEE_LISTS, Right.SEE_OWN_EXTRACTS)
@require_safe
def extract_problems(request: HttpRequest, pk: int) -> HttpResponse:
    """Bad lines, odd values and repeats apart, each with its count; narrowed to one kind of problem where asked."""
    found = _extract_or_404(pk)
    note_look(request, subject="extract_problems", subject_id=pk, authority_id=found.authority_id)
    mended = mended_since(found)
    everything = found.problems.exclude(line_number__in=mended)
    lists = {
        "bad": (_("Lines that cannot be used"), everything.filter(stops_row=True)),
        "odd": (_("Odd, and used all the same"), everything.filter(stops_row=False).exclude(code=REPEATED)),
        "twice": (_("The same child twice in the file"), everything.filter(stops_row=False, code=REPEATED)),
    }
    counts = {name: rows.count() for name, (_label, rows) in lists.items()}
    wanted = request.GET.get("list", "")
    at = wanted if wanted in lists else next((name for name, count in counts.items() if count), "bad")
    shown = lists[at][1]
    codes = shown.order_by().values_list("code").annotate(Count("pk")).order_by("code")
    kinds = [(code, problem_sentence(code, "…"), count) for code, count in codes]
    kind = request.GET.get("kind", "")
    if kind in PROBLEMS:
        shown = shown.filter(code=kind)
    page = Paginator(shown, PAGE).get_page(request.GET.get("page"))
    for problem in page:
        problem.sentence = problem_sentence(problem.code, problem.value)
        problem.shown = "" if problem.code == REPEATED else problem.value
    context = {
        "extract": found,
        "page": page,
        "tabs": [(name, label, counts[name], name == at) for name, (label, _rows) in lists.items()],
        "at": at,
        "kinds": kinds,
        "kind": kind,
        "bad": counts["bad"],
        "is_held": bool(whole_list(found).file),
        "mended_since": len(mended),
        "can_mend": can_mend(found, request.user),
        "sheets": _sheets(found),
    }
    return render(request, "lhb_ingest/extract_problems.html", context)


def _sheets(found: Extract) -> list[dict]:
    """What became of each sheet of mended rows, newest first."""
    return [
        {
            "sheet": sheet,
            "refusal": refusal_sentence(sheet.refusal),
            "is_read": sheet.state == SheetState.TAKEN,
            "ignored": [ignored_sentence(each["code"], each["line"]) for each in sheet.ignored],
        }
        for sheet in found.sheets.select_related("sent_by")[:10]
    ]


@requires(Right.SEE_LISTS, Right.SEE_OWN_EXTRACTS)
@require_safe
def extract_problems_file(request: HttpRequest, pk: int) -> HttpResponse:
    found = _extract_or_404(pk)
    note_look(request, subject="extract_problems_file", subject_id=pk, authority_id=found.authority_id)
    return attached(problems_as_csv(found), f"problems-{pk}.csv", CSV)


@requires(Right.SEE_LISTS, Right.SEE_OWN_EXTRACTS)
@require_safe
def extract_sheet(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """The bad rows as they stand in the file, with line and reason: to be mended and sent again."""
    if form not in ("csv", "xlsx"):
        raise Http404
    found = _extract_or_404(pk)
    note_look(request, subject="extract_sheet", subject_id=pk, authority_id=found.authority_id)
    if not whole_list(found).file or not bad_lines(found):
        messages.error(request, _("There is no line to mend, or the file has been purged."))
        return redirect("extract", pk)
    try:
        sheet = sheet_to_mend(found)
    except Unreadable as unreadable:
        messages.error(request, refusal_sentence({"code": unreadable.code, "values": unreadable.values}))
        return redirect("extract_problems", pk)
    if form == "csv":
        return attached(csv_text(sheet.headings, sheet.rows), f"mend-{pk}.csv", CSV)
    return attached(workbook([(_("Mend"), sheet.headings, sheet.rows)]), f"mend-{pk}.xlsx", XLSX)


def attached(content: str | bytes, name: str, kind: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(content, content_type=kind, headers=headers)


@requires(Right.SEND_LIST, Right.SEND_EXTRACT)
@require_http_methods(["GET", "HEAD", "POST"])
def extract_mend(request: HttpRequest, pk: int) -> HttpResponse:
    """Sends the mended rows of a list that is in review."""
    found = _extract_or_404(pk)
    why_not = ""
    try:
        check_mend(found, request.user)
    except Refused as refused:
        why_not = str(refused)
    data = (request.POST, request.FILES) if request.method == "POST" else ()
    form = MendedRowsForm(*data, request=request)
    if form.is_bound and form.is_valid():
        try:
            sheet = receive_mended_rows(by=request.user, extract=found, file=form.cleaned_data["file"])
            start(sheet.extract)
        except Refused as refused:
            form.add_error("file", str(refused))
        else:
            messages.success(
                request, _("The mended rows were taken. They are being read, and the list is compared again.")
            )
            return redirect("extract", sheet.extract_id)
    return render(request, "lhb_ingest/extract_mend.html", {"extract": found, "form": form, "why_not": why_not})
