"""Released figures of every authority side by side, for whoever evaluates: a page, a map, and files."""

from csp.decorators import csp_replace
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from records.permissions import requires
from records.rights import Right
from reporting import tilemap, together_files
from reporting.figures import INDICATORS, TOTAL, Indicator
from reporting.forms import TogetherForm
from reporting.months import Month, month_from
from reporting.returns import note_download
from reporting.together import ALL, GROUPS, PILOT, Together, released_months, together
from reporting.views.files import CHART_POLICY

FIRST = "open_cases"  # what the page shows to whoever has chosen nothing


@requires(Right.SEE_RELEASED)
@require_safe
def side_by_side(request: HttpRequest) -> HttpResponse:
    """One number of every authority, what it comes to, and what to bear in mind about each."""
    months = released_months()
    if not months:
        return render(request, "reporting/together.html", {"found": None})
    month, indicator, category = asked(request, months)
    found = together(month, indicator=indicator.code)
    number = (indicator.code, category)
    chosen = {"month": f"{month:%Y-%m}", "figure": indicator.code, "category": category or "total"}
    context = {
        "form": TogetherForm(chosen, months=months, figure=indicator),
        "found": found,
        "month": month,
        "indicator": indicator,
        "label": indicator.label(category),
        "rows": [
            (one, found.text(one.pk, number), found.cautions(one), found.returns.get(one.pk))
            for one in found.authorities
        ],
        "totals": [(label, found.total(group, number)) for group, label in GROUPS.items()],
        "described": described(found, indicator, category),
    }
    return render(request, "reporting/together.html", context)


@requires(Right.SEE_RELEASED)
@require_safe
@csp_replace(CHART_POLICY)
def together_map(request: HttpRequest) -> HttpResponse:
    months = released_months()
    if not months:
        raise Http404
    month, indicator, category = asked(request, months)
    found = together(month, indicator=indicator.code)
    tiles = tilemap.TileMap(
        title=f"{indicator.title}, {indicator.label(category)}: {date_format(month, 'F Y')}",
        description=described(found, indicator, category),
        names={one.pk: str(one) for one in found.authorities},
        shown={one.pk: found.text(one.pk, (indicator.code, category)) for one in found.authorities},
    )
    return HttpResponse(tilemap.svg_of(tiles), content_type="image/svg+xml")


@requires(Right.SEE_RELEASED)
@require_safe
def together_file(request: HttpRequest, month: str, form: str) -> HttpResponse:
    """Every released number of a month. Noted once for each return that is in it."""
    try:
        found = together(month_from(month))
    except ValueError:
        raise Http404 from None
    if form not in together_files.FORMS or not found.returns:
        raise Http404
    make, content_type = together_files.FORMS[form]
    content = make(found)
    for one in found.returns.values():
        note_download(by=request.user, cme_return=one, is_exact=False, form=form)
    name = together_files.file_name(found, form)
    return HttpResponse(content, content_type, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def asked(request: HttpRequest, months: list[Month]) -> tuple[Month, Indicator, str]:
    """What was chosen; the newest month, open cases and the total where nothing that there is was."""
    names = {f"{month:%Y-%m}": month for month in months}
    indicator = INDICATORS.get(request.GET.get("figure", "")) or INDICATORS[FIRST]
    category = request.GET.get("category", "")
    if category not in indicator.categories:
        category = next(iter(indicator.categories)) if indicator.is_measure else TOTAL
    return names.get(request.GET.get("month", ""), months[0]), indicator, category


def described(found: Together, indicator: Indicator, category: str) -> str:
    """The alternative text of the map."""
    number = (indicator.code, category)
    words = _("Map in tiles: %(title)s, %(category)s, %(month)s. All: %(all)s. Pilot: %(pilot)s. The table has each.")
    return words % {
        "title": indicator.title,
        "category": indicator.label(category),
        "month": date_format(found.month, "F Y"),
        "all": found.total(ALL, number).shown,
        "pilot": found.total(PILOT, number).shown,
    }
