"""The rows behind one exact number, of a return or of the first page, for the authority's own people."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from records.access import note_look
from records.permissions import requires
from records.rights import Right
from reporting import behind
from reporting.figures import INDICATORS, TOTAL, Indicator
from reporting.models import Return
from reporting.months import month_before, month_name, month_of
from reporting.returns import note_download
from reporting.views.returns import own_return

PAGE = 100


@requires(Right.SEE_RETURNS)
@require_safe
def return_rows(request: HttpRequest, pk: int, indicator: str) -> HttpResponse:
    """Exactly the rows that a number counts, also as a file. They are read now: the page says if they have changed."""
    one, found, category = asked(request, pk, indicator)
    rows = behind.rows_behind(one, found, category)
    note_look(request, subject="return_rows", subject_id=one.pk)
    if request.GET.get("form") == "csv":
        note_download(by=request.user, cme_return=one, is_exact=True, form="rows")
        name = f"cme-{one.authority_id}-{one.month:%Y-%m}-{found.code}-not-for-publication.csv"
        content = behind.csv_of(behind.lines_of(rows, found))
        return HttpResponse(
            content, "text/csv; charset=utf-8", headers={"Content-Disposition": f"attachment; filename={name}"}
        )
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    frozen = one.lines.filter(indicator=found.code, category=category).first()
    context = {
        "cme_return": one,
        "indicator": found,
        "label": found.label(category),
        "category": category,
        "page": page,
        "lines": behind.lines_of(page, found),
        "number": frozen.value if frozen else None,
        "is_as_counted": behind.is_as_counted(one, found),
        "sees_cases": request.user.has_right(Right.SEE_CASES),
    }
    return render(request, "reporting/return_rows.html", context)


@requires(Right.SEE_CASES, Right.SEE_RETURNS)
@require_safe
def month_rows(request: HttpRequest, month: str, indicator: str) -> HttpResponse:
    """What a number of the first page counts: of this month so far, or of the last."""
    this = month_of(timezone.localdate())
    wanted = next((each for each in (this, month_before(this)) if month_name(each) == month), None)
    found = INDICATORS.get(indicator)
    if wanted is None or found is None or found.is_measure:
        raise Http404
    authority = request.user.authority
    note_look(request, subject="month_rows", subject_id=0)
    page = Paginator(behind.in_order(found.rows_of(authority, wanted)), PAGE).get_page(request.GET.get("page"))
    context = {
        "month": wanted,
        "is_this_month": wanted == this,
        "indicator": found,
        "label": found.label(TOTAL),
        "page": page,
        "lines": behind.lines_of(page, found),
        "number": found.numbers(authority, wanted)[TOTAL],
        "sees_cases": request.user.has_right(Right.SEE_CASES),
    }
    return render(request, "reporting/month_rows.html", context)


def asked(request: HttpRequest, pk: int, code: str) -> tuple[Return, Indicator, str]:
    one = own_return(request, pk)
    category = request.GET.get("category", TOTAL)
    if code not in INDICATORS or (category and category not in INDICATORS[code].categories):
        raise Http404
    return one, INDICATORS[code], TOTAL if INDICATORS[code].is_measure else category
