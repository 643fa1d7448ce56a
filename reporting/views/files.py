"""Figures as files: tables in four forms, charts, and the very rows behind an exact number. Each download is noted."""

from collections.abc import Callable

from csp.decorators import csp_replace
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from records.permissions import requires
from records.rights import Right
from reporting import exports, trends, workbooks
from reporting.charts import svg_of
from reporting.models import Return
from reporting.returns import note_download
from reporting.views.released import released_returns
from reporting.views.returns import own_return

# A chart is a file: opened by itself, it may use the style that matplotlib writes into it, and nothing else.
CHART_POLICY = {"style-src": ["'unsafe-inline'"], "script-src": ["'none'"]}

Lines = list[exports.Line]


def as_csv(one: Return, lines: Lines, exact: bool) -> bytes:
    return exports.csv_of(one, lines)


def as_xlsx(one: Return, lines: Lines, exact: bool) -> bytes:
    return workbooks.xlsx_of(exports.publication(one, lines, exact=exact))


def as_ods(one: Return, lines: Lines, exact: bool) -> bytes:
    return workbooks.ods_of(exports.publication(one, lines, exact=exact))


def as_json(one: Return, lines: Lines, exact: bool) -> bytes:
    return exports.metadata_of(one, exact=exact)


FORMS: dict[str, tuple[Callable[[Return, Lines, bool], bytes], str]] = {
    "csv": (as_csv, "text/csv; charset=utf-8"),
    "xlsx": (as_xlsx, workbooks.XLSX),
    "ods": (as_ods, workbooks.ODS),
    "json": (as_json, "application/json"),
}


@requires(Right.SEE_RETURNS)
@require_safe
def return_file(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """Exact figures, marked as not for publication."""
    one = own_return(request, pk)
    return file_of(request, one, list(exports.exact_lines(one)), form, exact=True)


@requires(Right.SEE_RELEASED)
@require_safe
def released_file(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    one = get_object_or_404(released_returns(), pk=pk)
    return file_of(request, one, list(exports.released_lines(one)), form, exact=False)


def file_of(request: HttpRequest, one: Return, lines: Lines, form: str, *, exact: bool) -> HttpResponse:
    if form not in FORMS:
        raise Http404
    make, content_type = FORMS[form]
    content = make(one, lines, exact)
    note_download(by=request.user, cme_return=one, is_exact=exact, form=form)
    name = exports.metadata_name(one, exact=exact) if form == "json" else exports.file_name(one, exact=exact, form=form)
    return HttpResponse(content, content_type, headers={"Content-Disposition": f'attachment; filename="{name}"'})


@requires(Right.SEE_RETURNS)
@require_safe
@csp_replace(CHART_POLICY)
def return_chart(request: HttpRequest, pk: int, chart: str) -> HttpResponse:
    one = own_return(request, pk)
    return svg_file(known(chart), one, trends.exact_numbers(one.authority, one.month))


@requires(Right.SEE_RELEASED)
@require_safe
@csp_replace(CHART_POLICY)
def released_chart(request: HttpRequest, pk: int, chart: str) -> HttpResponse:
    one = get_object_or_404(released_returns(), pk=pk)
    return svg_file(known(chart), one, trends.released_numbers(one.authority, one.month))


def svg_file(name: str, one: Return, numbers: trends.Numbers) -> HttpResponse:
    drawn = trends.trend(name, one.authority, one.month, numbers)
    return HttpResponse(svg_of(drawn.chart()), content_type="image/svg+xml")


def known(chart: str) -> str:
    if chart not in trends.TRENDS:
        raise Http404
    return chart
