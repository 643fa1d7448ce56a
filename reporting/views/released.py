"""Released figures. Evaluators have no scope: PostgreSQL shows them released returns and nothing else."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from records.permissions import requires
from records.rights import Right
from reporting import trends
from reporting.filters import ReleasedFilter
from reporting.models import Return
from reporting.months import last_day
from reporting.reviewing import blocks_of, differences, released_of, sections_of

PAGE = 50


@requires(Right.SEE_RELEASED)
@require_safe
def released(request: HttpRequest) -> HttpResponse:
    narrowed = ReleasedFilter(request.GET, queryset=released_returns())
    context = {
        "form": narrowed.form,
        "page": Paginator(narrowed.qs, PAGE).get_page(request.GET.get("page")),
        "is_narrowed": any(request.GET.get(name) for name in narrowed.filters),
    }
    return render(request, "reporting/released.html", context)


@requires(Right.SEE_RELEASED)
@require_safe
def released_return(request: HttpRequest, pk: int) -> HttpResponse:
    one = get_object_or_404(released_returns(), pk=pk)
    shown = released_of(one)
    context = {
        "cme_return": one,
        "sections": sections_of(blocks_of(dict.fromkeys(shown), {}, shown)),
        "last_day": last_day(one.month),
        "differences": differences(one, exact=False),
        "newer": newer_version(one),
        "trends": trends.all_trends(one.authority, one.month, trends.released_numbers(one.authority, one.month)),
    }
    return render(request, "reporting/released_return.html", context)


def newer_version(one: Return) -> Return | None:
    """The newest released version of the same month, if it is not this one."""
    same = released_returns().filter(authority=one.authority_id, month=one.month, version__gt=one.version)
    return same.order_by("version").last()


def released_returns():
    return Return.objects.released().select_related("authority")
