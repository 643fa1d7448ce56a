"""The list of cases, and one case."""

import datetime
from typing import Any

from django.db.models import F, Prefetch, Q
from django.db.models.expressions import OrderBy
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from records.access import note_look
from records.accuracy import in_words
from records.actions import note_case_look
from records.actions.database import COPIED
from records.actions.origins import circumstances_of
from records.choices import BulkKind, CaseStatus, FlagKind
from records.filters import LISTS, CaseFilter
from records.models import AccuracyQuery, Case, CaseMarker, CMERecord, SavedFilter
from records.permissions import requires
from records.rights import Right
from records.rules import FACT_VALUES, age, can_work, school_age_ends_on, year_group
from records.timeline import GROUPS, happenings
from records.views.pages import find_case, page_of
from records.views.standing import number_of_spells, standing

# Name in the query, heading, what the database sorts by.
COLUMNS = (
    ("number", gettext_lazy("Case"), ("pk",)),
    ("name", gettext_lazy("Name"), ("child__surname", "child__forenames")),
    ("born", gettext_lazy("Date of birth"), ("child__born_on",)),
    ("status", gettext_lazy("Status"), ("status",)),
    ("caseworker", gettext_lazy("Caseworker"), ("assigned_to__name",)),
    ("opened", gettext_lazy("Opened"), ("opened_on",)),
    ("due", gettext_lazy("Due"), ("next_due_on",)),
)
FIRST_SORT = "-opened"
OPEN_MARKERS = Prefetch("markers", CaseMarker.objects.filter(ended_on=None), to_attr="flags")
COLOURS = {
    CaseStatus.OPENED: "blue",
    CaseStatus.ENQUIRIES: "teal",
    CaseStatus.LOCATED: "green",
    CaseStatus.NOT_LOCATED: "orange",
    CaseStatus.PLACE_SOUGHT: "purple",
    CaseStatus.SUITABILITY_OPEN: "yellow",
    CaseStatus.CLOSED: "grey",
}


@requires(Right.SEE_CASES)
@require_safe
def cases(request: HttpRequest) -> HttpResponse:
    sort = chosen_sort(request.GET.get("sort", ""))
    chosen = CaseFilter(request.GET, queryset=Case.objects.all(), request=request)
    rows = chosen.qs if chosen.form.is_valid() else Case.objects.none()
    rows = rows.select_related("child", "assigned_to", "authority").prefetch_related(OPEN_MARKERS)
    page = page_of(request, rows.order_by(*sort_fields(sort)))
    note_look(request, subject="case_list", subject_id=0)
    today = timezone.localdate()
    for case in page:
        case.colour, case.is_late = COLOURS[case.status], bool(case.next_due_on and case.next_due_on < today)
    context = {
        "page": page,
        "form": chosen.form,
        "columns": columns(sort),
        "sort": sort,
        "lists": list(LISTS.items()),
        "list": request.GET.get("list", ""),
        "saved": SavedFilter.objects.filter(Q(owner=request.user) | Q(is_shared=True)).select_related("owner"),
        "query": request.GET.urlencode(),
        "bulk_kinds": BulkKind.choices,
        "can_work": request.user.has_right(Right.WORK_CASES),
    }
    return render(request, "records/cases.html", context)


def chosen_sort(asked: str) -> str:
    return asked if asked.removeprefix("-") in {name for name, _heading, _fields in COLUMNS} else FIRST_SORT


def sort_fields(sort: str) -> list[OrderBy | str]:
    """The database's order, what has no value last; the number of the case settles every tie: no pages overlap."""
    fields = next(fields for name, _heading, fields in COLUMNS if name == sort.lstrip("-"))
    order = [F(field).desc(nulls_last=True) if sort.startswith("-") else F(field).asc() for field in fields]
    return [*order, "-pk"]


def columns(sort: str) -> list[dict[str, Any]]:
    """Headings with the query that sorts by them: the other way round where they sort already."""
    return [
        {
            "text": heading,
            "sort": f"-{name}" if sort == name else name,
            "order": {name: "ascending", f"-{name}": "descending"}.get(sort, "none"),
        }
        for name, heading, _fields in COLUMNS
    ]


@requires(Right.SEE_CASES)
@require_safe
def case(request: HttpRequest, pk: int) -> HttpResponse:
    found = find_case(request, pk)
    note_case_look(by=request.user, case=found)
    group = request.GET.get("events", "")
    events = found.events.select_related("by")
    record = CMERecord.objects.filter(case=found).select_related("regime").first()
    context = {
        "case": found,
        "colour": COLOURS[found.status],
        "identity": identity(found),
        "circumstances": circumstances_of(found),
        "findings": found.findings.filter(spell__number=number_of_spells(found)).select_related("found_by"),
        "facts": facts(found),
        "record": record,
        "regime_ended": bool(record and record.regime.valid_to and record.regime.valid_to < timezone.localdate()),
        "differs": bool(record) and any(getattr(record, name) != getattr(found.child, name) for name in COPIED),
        "parents": record.parents.order_by("pk") if record else [],
        "providers": record.providers.order_by("pk") if record else [],
        "notes": found.notes.select_related("written_by"),
        "timeline": happenings(events.filter(kind__in=GROUPS[group][1]) if group in GROUPS else events),
        "groups": [(name, words) for name, (words, _kinds) in GROUPS.items()],
        "group": group if group in GROUPS else "",
        "proposal": found.proposals.waiting().select_related("entry").first(),
        "can_work": can_work(found.status) and request.user.has_right(Right.WORK_CASES),
        "can_note": not found.erased_on and request.user.has_right(Right.WORK_CASES),
        "can_close": can_work(found.status) and request.user.has_right(Right.CLOSE_CASE),
        "transfers": found.transfers.select_related("receiver", "made_by"),
        "can_erase": may_erase(request, found, record),
        "can_remove": not can_work(found.status) and request.user.has_right(Right.CLOSE_CASE),
        "attachments": found.attachments.select_related("added_by"),
        "queries": queries(found),
        "kept_until": kept_until(found),
        **standing(found),
    }
    return render(request, "records/case.html", context)


def queries(found: Case) -> list[AccuracyQuery]:
    """Those that wait first, each with the words of its field."""
    rows = list(found.queries.select_related("clock").order_by(F("settled_on").desc(nulls_first=True), "-pk"))
    for row in rows:
        row.field_in_words = in_words(row.field)
    return rows


def may_erase(request: HttpRequest, found: Case, record: CMERecord | None) -> bool:
    closed = not can_work(found.status) and not found.erased_on
    return closed and record is None and request.user.has_right(Right.CLOSE_CASE)


def kept_until(found: Case) -> datetime.date | None:
    """The last day of a closed case's details: the night after, they are erased."""
    days = datetime.timedelta(days=found.authority.closed_cases_kept_days)
    return found.closed_on + days if found.closed_on else None


def identity(found: Case) -> dict[str, Any]:
    """What follows from the date of birth today."""
    born_on, today = found.child.born_on, timezone.localdate()
    if born_on is None:
        return {}
    return {
        "age": age(born_on, today),
        "year_group": year_group(born_on, today),
        "school_age_ends_on": school_age_ends_on(born_on),
        "is_over_age": today > school_age_ends_on(born_on),
        "days_open": ((found.closed_on or today) - found.received_on).days,
    }


def facts(found: Case) -> list[dict[str, Any]]:
    """Each kind with its newest value and the earlier ones; 'not known' is not 'no'."""
    by_kind: dict[str, list] = {kind: [] for kind in FlagKind.values}
    for fact in found.facts.select_related("recorded_by"):
        fact.words = FACT_VALUES[FlagKind(fact.kind)](fact.value).label
        by_kind[fact.kind].append(fact)
    return [
        {"kind": kind, "label": FlagKind(kind).label, "newest": next(iter(known), None), "earlier": known[1:]}
        for kind, known in by_kind.items()
    ]
