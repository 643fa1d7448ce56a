"""The answer to a request under the Freedom of Information Act: one page for a school year, and its file."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.dates import MONTHS
from django.views.decorators.http import require_safe

from records.access import note_look
from records.permissions import requires
from records.rights import Right
from reporting import foi
from reporting.exports import NOTES


def asked_year(request: HttpRequest) -> int:
    """The year in the address, or the newest that is over; any other is not there."""
    known = foi.years(request.user.authority, timezone.localdate())
    asked = request.GET.get("year", "")
    if not asked:
        return known[1] if len(known) > 1 else known[0]
    if not asked.isdecimal() or len(asked) != 4 or int(asked) not in known:
        raise Http404
    return int(asked)


@requires(Right.SEE_RETURNS)
@require_safe
def foi_answer(request: HttpRequest) -> HttpResponse:
    authority, today = request.user.authority, timezone.localdate()
    found = foi.answer(authority, asked_year(request), today)
    context = {
        "authority": authority,
        "answer": found,
        "blocks": [(question, named(question, lines)) for question, lines in foi.blocks(found)],
        "years": [(year, f"{year}/{(year + 1) % 100:02d}") for year in foi.years(authority, today)],
        "notes": list(NOTES.items())[:2],
    }
    return render(request, "reporting/foi.html", context)


def named(question: foi.Question, lines: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Months in words: '2025-09' is for files."""
    if question.code != "month":
        return lines
    return [(f"{MONTHS[int(month[5:])]} {month[:4]}", sign) for month, sign in lines]


@requires(Right.SEE_RETURNS)
@require_safe
def foi_file(request: HttpRequest) -> HttpResponse:
    authority = request.user.authority
    found = foi.answer(authority, asked_year(request), timezone.localdate())
    note_look(request, subject="foi_file", subject_id=0)
    name = f"cme-foi-{authority.pk}-{found.year}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(foi.csv_of(authority, found), "text/csv; charset=utf-8", headers=headers)
