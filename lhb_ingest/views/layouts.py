"""Pages on layouts: say what the headings of a file mean; look at layouts, change them, end them, make one."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lhb_ingest.actions import end_layout, explain_headings, keep_layout, withdraw_extract
from lhb_ingest.actions.explaining import check_change, check_explain, may_keep_layouts
from lhb_ingest.checking import Checker
from lhb_ingest.choices import ExtractState, Field
from lhb_ingest.explained import columns_of_nhs_numbers, first_rows, known_layouts, other_kind, trial
from lhb_ingest.exports import template_as_csv, template_as_xlsx
from lhb_ingest.headings import NOT_FROM_HEALTH
from lhb_ingest.layout_forms import UNREAD, HeadingsForm, MeaningsForm
from lhb_ingest.layouts import LAYOUTS, Layout, changes, nearest
from lhb_ingest.meanings import WELSH, guesses, is_forbidden
from lhb_ingest.models import Extract, SenderLayout
from lhb_ingest.sentences import problem_sentence, refusal_sentence
from lhb_ingest.tasks import start
from lhb_ingest.views.problems import CSV, XLSX, attached
from records.access import note_look
from records.choices import ListKind
from records.errors import Refused
from records.permissions import requires
from records.rights import Right
from records.spreadsheets import Unreadable, fold_heading

PAGE = 25
HEADINGS = "lhb_ingest/extract_headings.html"
SEEN = 40  # characters of a value


@requires(Right.SEE_LISTS, Right.SEE_OWN_EXTRACTS)
@require_http_methods(["GET", "HEAD", "POST"])
def extract_headings(request: HttpRequest, pk: int) -> HttpResponse:
    """Which heading of the file means what, beside its first rows; how it will be read; and then it goes on."""
    found = get_object_or_404(Extract.objects.select_related("authority"), pk=pk)
    note_look(request, subject="extract_headings", subject_id=pk, authority_id=found.authority_id)
    try:
        check_explain(found, request.user)
        headings, rows = first_rows(found)
    except (Refused, Unreadable) as fault:
        return _not_explained(request, found, fault)
    never = [heading for heading in headings if is_forbidden(found.kind, heading)]
    never += columns_of_nhs_numbers(headings, rows) if found.is_health else []
    offered = [heading for heading in headings if heading not in never]
    base = nearest(known_layouts(found), headings)
    form = MeaningsForm(
        request.POST or None,
        kind=found.kind,
        headings=offered,
        meanings=_meanings(found.kind, offered, base),
        initial={"name": _name(found, base), "date_order": base.date_order if base else ""},
    )
    context = {"extract": found, "form": form, "never": never, "can_withdraw": True}
    if form.is_bound and form.is_valid():
        if request.POST.get("act") != "preview":
            if _explain(request, found, form):
                return redirect("extract", pk)
        else:
            context["preview"] = _preview(found, headings, rows, form)
    context |= {
        "lines": _lines(form, headings, rows),
        "base": base,
        "changes": changes(base, headings) if base and base.is_explained else None,
        "other_kind": ListKind(other).label if (other := other_kind(found.kind, headings)) else "",
    }
    return render(request, HEADINGS, context)


def _not_explained(request: HttpRequest, found: Extract, fault: Refused | Unreadable) -> HttpResponse:
    """Why this person cannot say now what the headings mean."""
    if isinstance(fault, Unreadable):
        sentence = refusal_sentence({"code": fault.code, "values": fault.values})
        return render(request, HEADINGS, {"extract": found, "why_not": sentence, "can_withdraw": True})
    if found.state == ExtractState.NEEDS_LAYOUT:
        return render(request, HEADINGS, {"extract": found, "why_not": str(fault)})
    messages.error(request, str(fault))
    return redirect("extract", found.pk)


def _explain(request: HttpRequest, found: Extract, form: MeaningsForm) -> bool:
    given = {"columns": form.meanings, "name": form.cleaned_data["name"], "date_order": form.cleaned_data["date_order"]}
    try:
        freed = explain_headings(by=request.user, extract=found, **given)
    except Refused as refused:
        form.add_error(None, str(refused))
        return False
    for each in freed:
        start(each)
    messages.success(request, _("The layout is kept. The list goes on, and the sender’s next file just loads."))
    return True


def _meanings(kind: str, headings: list[str], base: Layout | None) -> dict[str, str]:
    """What the form says at first: what was said of these headings before, then guesses."""
    meant: dict[str, str] = {}
    guessed = guesses(kind, headings)
    left = {fold_heading(heading) for heading in base.dropped} if base else set()
    said = {headings[number]: name for number, name in base.fields(headings).items()} if base else {}
    for heading in headings:
        name = said.get(heading, "")
        if not name and guessed.get(heading) not in (*meant.values(), *said.values()):
            name = guessed.get(heading, "")
        if not name and (fold_heading(heading) in left or kind != ListKind.HEALTH):
            name = UNREAD
        meant[heading] = name
    return meant


def _name(found: Extract, base: Layout | None) -> str:
    if base and base.pk:
        return SenderLayout.objects.get(pk=base.pk).name
    return found.sender or str(found.get_kind_display())


def _lines(form: MeaningsForm, headings: list[str], rows: list[tuple[int, list[str]]]) -> list[dict]:
    """For each heading the values of the first rows, and the choice."""
    place = {heading: number for number, heading in enumerate(headings)}
    return [
        {
            "heading": heading,
            "values": [cells[place[heading]].strip()[:SEEN] for _line, cells in rows],
            "field": field,
        }
        for heading, field in form.choices
    ]


def _preview(found: Extract, headings: list[str], rows: list, form: MeaningsForm) -> list[dict]:
    """The first rows as they will be read, with what would be wrong with them."""
    reading = trial(found.kind, headings, form.meanings, form.cleaned_data["date_order"])
    checker = Checker(kind=found.kind, reading=reading, as_at=found.as_at)
    return [
        {
            "line": row.line_number,
            "values": row.values,
            "problems": [problem_sentence(each.code, each.value) for each in row.problems],
        }
        for row in checker.check(iter(rows))
    ]


@requires(Right.SEND_LIST, Right.SEND_EXTRACT)
@require_POST
def extract_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Extract, pk=pk)
    try:
        withdraw_extract(by=request.user, extract=found)
        messages.success(request, _("The file was taken back. Nothing of it is kept."))
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("extract", pk)


# ------------------------------------------------------------------------------------------------------ the layouts
@requires(Right.MANAGE_LAYOUTS)
@require_safe
def layouts(request: HttpRequest) -> HttpResponse:
    """The layouts that people here explained, everybody's, and those of the program."""
    rows = SenderLayout.objects.select_related("made_by", "authority", "health_board").order_by(
        "ended_at", "kind", "sender", "name", "-version"
    )
    if not request.GET.get("ended"):
        rows = rows.current()
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    shown = [
        {
            "kind": layout.kind,
            "label": ListKind(layout.kind).label,
            "sender": layout.sender,
            "headings": [(heading, heading in layout.needed) for heading in layout.columns],
            "welsh": [WELSH[name] for name in dict.fromkeys(layout.columns.values())],
        }
        for layout in LAYOUTS
    ]
    context = {"page": page, "layouts": shown, "dropped": sorted(NOT_FROM_HEALTH), "ended": request.GET.get("ended")}
    return render(request, "lhb_ingest/layouts.html", context)


@requires(Right.MANAGE_LAYOUTS)
@require_safe
def layout_template(request: HttpRequest, kind: str, form: str) -> HttpResponse:
    """An empty list with the right headings, in the language of the page."""
    if kind not in ListKind.values or form not in ("csv", "xlsx"):
        raise Http404
    language = get_language() or "en"
    if form == "csv":
        return attached(template_as_csv(kind, language[:2]), f"{kind}.csv", CSV)
    return attached(template_as_xlsx(kind, language[:2]), f"{kind}.xlsx", XLSX)


@requires(Right.MANAGE_LAYOUTS)
@require_safe
def layout(request: HttpRequest, pk: int) -> HttpResponse:
    found = _layout_or_404(pk)
    versions, one = [], found
    while one.replaces_id and len(versions) < PAGE:
        one = SenderLayout.objects.select_related("made_by").get(pk=one.replaces_id)
        versions.append(one)
    context = {"layout": found, "versions": versions, "can_change": _can_change(found, request)}
    context["meanings"] = [(heading, Field(name).label) for heading, name in found.columns.items()]
    return render(request, "lhb_ingest/layout.html", context)


def _layout_or_404(pk: int) -> SenderLayout:
    rows = SenderLayout.objects.select_related("made_by", "ended_by", "authority", "health_board")
    return get_object_or_404(rows, pk=pk)


def _can_change(found: SenderLayout, request: HttpRequest) -> bool:
    try:
        check_change(found, request.user)
    except Refused:
        return False
    return True


@requires(Right.MANAGE_LAYOUTS)
@require_http_methods(["GET", "HEAD", "POST"])
def layout_change(request: HttpRequest, pk: int) -> HttpResponse:
    """A new version of a layout, without waiting for a file."""
    found = _layout_or_404(pk)
    if not _can_change(found, request):
        messages.error(request, _("This layout cannot be changed here."))
        return redirect("layout", pk)
    meanings = dict(found.columns) | dict.fromkeys(found.dropped, UNREAD)
    initial = {"name": found.name, "date_order": found.date_order}
    form = MeaningsForm(
        request.POST or None, kind=found.kind, headings=list(meanings), meanings=meanings, initial=initial
    )
    if form.is_bound and form.is_valid():
        kept = _keep(request, form, sender=found.sender, name=found.name)
        if kept:
            messages.success(request, _("The new version is kept. Files that come from now on are read by it."))
            return redirect("layout", kept.pk)
    return render(request, "lhb_ingest/layout_change.html", {"layout": found, "form": form})


def _keep(request: HttpRequest, form: MeaningsForm, *, sender: str, name: str) -> SenderLayout | None:
    try:
        return keep_layout(
            by=request.user,
            kind=form.kind,
            sender=sender,
            name=name,
            columns=form.meanings,
            dropped=form.dropped,
            date_order=form.cleaned_data["date_order"],
        )
    except Refused as refused:
        form.add_error(None, str(refused))
        return None


@requires(Right.MANAGE_LAYOUTS)
@require_http_methods(["GET", "HEAD", "POST"])
def layout_end(request: HttpRequest, pk: int) -> HttpResponse:
    found = _layout_or_404(pk)
    if request.method == "POST":
        try:
            end_layout(by=request.user, layout=found)
            messages.success(request, _("The layout has ended. No further file is read by it."))
        except Refused as refused:
            messages.error(request, str(refused))
        return redirect("layout", pk)
    return render(request, "lhb_ingest/layout_end.html", {"layout": found})


@requires(Right.MANAGE_LAYOUTS)
@require_http_methods(["GET", "HEAD", "POST"])
def layout_new(request: HttpRequest) -> HttpResponse:
    """A layout for a sender whose file has not come yet: its headings first, then what they mean."""
    kinds = [kind for kind in ListKind.values if may_keep_layouts(request.user, kind)]
    asked = HeadingsForm(request.GET if "headings" in request.GET else None, kinds=kinds)
    context: dict = {"form": asked, "is_second": False}
    if asked.is_bound and asked.is_valid():
        given = asked.cleaned_data
        headings, kind = given["headings"], given["kind"]
        form = MeaningsForm(
            request.POST or None,
            kind=kind,
            headings=headings,
            meanings=_meanings(kind, headings, None),
            initial={"name": given["sender"] or ListKind(kind).label},
        )
        context = {"form": form, "is_second": True}
        if form.is_bound and form.is_valid():
            kept = _keep(request, form, sender=given["sender"], name=form.cleaned_data["name"])
            if kept:
                messages.success(request, _("The layout is kept. Files with these headings just load."))
                return redirect("layout", kept.pk)
    return render(request, "lhb_ingest/layout_new.html", context)
