"""What a list of cases, or the access log, can be narrowed to; one class for the page and for anything else."""

import datetime
from typing import Any

import django_filters
from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from records.access import PAGES
from records.choices import AlnLevel, CaseStatus, FlagKind, MarkerKind
from records.dates import DayField
from records.models import (
    AccessLog,
    Authority,
    Case,
    CaseFact,
    CaseLook,
    CaseMarker,
    ClosureProposal,
    ClosureRequest,
    User,
)
from records.plain import by_number, plain
from records.rights import ROLES, Right

ALL = "all"
STATUSES = [("", _("All open cases")), *CaseStatus.choices, (ALL, _("Open and closed"))]
ASSIGNED = [("", _("Anyone")), ("me", _("Me")), ("nobody", _("Nobody yet"))]
ALN = [("", _("Any")), *AlnLevel.choices]


class DayFilter(django_filters.DateFilter):
    """Refuses years that the calendar or the database could not reckon with."""

    field_class = DayField


# The lists that people work through. The words of a list say what is on it; due lists show closed cases too, because
# what the law wants done by a day is due after a closing as well.
LISTS = {
    "mine": _("Mine"),
    "team": _("All of the team"),
    "unassigned": _("Nobody's"),
    "overdue": _("Overdue"),
    "due_soon": _("Due soon"),
    "changed": _("Changed since I looked"),
    "to_agree": _("To agree to closing"),
    "proposed": _("Proposed for closure"),
}
OPEN_AND_CLOSED = {"overdue", "due_soon"}
DUE = [("", _("Any day")), ("7", _("Within 7 days")), ("28", _("Within 28 days")), ("late", _("Overdue"))]
MARKED = [("", _("Any")), *MarkerKind.choices]


def on_list(cases: QuerySet, name: str, user: User) -> QuerySet:
    """The cases of one of LISTS, for this person, today."""
    today = timezone.localdate()
    if name == "mine":
        return cases.filter(assigned_to=user)
    if name == "unassigned":
        return cases.filter(assigned_to=None)
    if name == "overdue":
        return cases.filter(next_due_on__lt=today)
    if name == "due_soon":
        soon = today + datetime.timedelta(days=user.authority.warn_days if user.authority else 0)
        return cases.filter(next_due_on__range=(today, soon))
    if name == "changed":
        return changed_since(cases, user)
    if name == "to_agree":
        waiting = ClosureRequest.objects.filter(case=OuterRef("pk"), is_agreed=None).exclude(asked_by=user)
        return cases.filter(Exists(waiting))
    if name == "proposed":
        return cases.filter(Exists(ClosureProposal.objects.open().filter(case=OuterRef("pk"))))
    return cases


def changed_since(cases: QuerySet, user: User) -> QuerySet:
    """Cases that somebody has opened and that changed since; and their own that they have never opened."""
    seen = CaseLook.objects.filter(case=OuterRef("pk"), user=user)
    changed = Q(Exists(seen.filter(at__lt=OuterRef("changed_at"))))
    return cases.filter(changed | (Q(assigned_to=user) & ~Exists(seen)))


class CaseFilter(django_filters.FilterSet):
    """Needs the request, for 'me'. With no status chosen, closed cases are left out."""

    list = django_filters.ChoiceFilter(method="by_list", choices=list(LISTS.items()), widget=forms.HiddenInput)

    search = django_filters.CharFilter(method="by_name", label=_("Name or case number"))
    status = django_filters.ChoiceFilter(method="by_status", choices=STATUSES, empty_label=None, label=_("Status"))
    assigned = django_filters.ChoiceFilter(
        method="by_caseworker", choices=ASSIGNED, empty_label=None, label=_("Caseworker")
    )
    aln = django_filters.ChoiceFilter(method="by_aln", choices=ALN, empty_label=None, label=_("ALN"))
    due = django_filters.ChoiceFilter(method="by_due", choices=DUE, empty_label=None, label=_("Due"))
    flag = django_filters.ChoiceFilter(method="by_flag", choices=MARKED, empty_label=None, label=_("Flag"))
    opened_from = DayFilter(field_name="opened_on", lookup_expr="gte", label=_("Opened from"))
    opened_to = DayFilter(field_name="opened_on", lookup_expr="lte", label=_("Opened to"))

    class Meta:
        model = Case
        fields = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Beside 'me' and 'nobody', everybody who is at work on cases of the authority can be chosen."""
        super().__init__(*args, **kwargs)
        workers = [role for role, rights in ROLES.items() if Right.WORK_CASES in rights]
        people = User.objects.filter(authority=self.request.user.authority_id, role__in=workers, is_active=True)
        named = [(str(pk), name) for pk, name in people.order_by("name").values_list("pk", "name")]
        self.filters["assigned"].extra["choices"] = [*ASSIGNED, *named]

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        queryset, chosen = super().filter_queryset(queryset), self.form.cleaned_data
        if chosen.get("status") or chosen.get("list") in OPEN_AND_CLOSED:
            return queryset
        return queryset.open()

    def by_list(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return on_list(queryset, value, self.request.user)

    def by_due(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        today = timezone.localdate()
        if value == "late":
            return queryset.filter(next_due_on__lt=today)
        return queryset.filter(next_due_on__range=(today, today + datetime.timedelta(days=int(value))))

    def by_flag(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.filter(Exists(CaseMarker.objects.filter(case=OuterRef("pk"), kind=value, ended_on=None)))

    def by_status(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset if value == ALL else queryset.filter(status=value)

    def by_caseworker(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        if value.isdecimal():
            return queryset.filter(assigned_to=int(value))
        return queryset.filter(assigned_to=self.request.user if value == "me" else None)

    def by_aln(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """By the newest level; a case without one is 'not known'."""
        newest = CaseFact.objects.filter(case=OuterRef("pk"), kind=FlagKind.ALN).order_by("-as_at", "-pk")
        level = Coalesce(Subquery(newest.values("value")[:1]), Value(AlnLevel.NOT_KNOWN.value))
        return queryset.annotate(aln_level=level).filter(aln_level=value)

    def by_name(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Every word somewhere in the names or former names, accents or not; or the number of the case."""
        found = Q()
        for word in value.replace("-", " ").split():
            found &= Q(child__folded__contains=plain(word))
        return queryset.filter(found | by_number(value))


class LogFilter(django_filters.FilterSet):
    """Who looked at what, when. Shows numbers of rows, never a name of a child."""

    user = django_filters.ModelChoiceFilter(
        queryset=lambda request: lookers(request), label=_("Who"), empty_label=_("Anyone")
    )
    where = django_filters.ChoiceFilter(
        field_name="page", choices=[("", _("Any page")), *PAGES.items()], empty_label=None, label=_("Page")
    )
    number = django_filters.CharFilter(method="by_subject", label=_("Number of the case, candidate or list"))
    seen_from = DayFilter(method="from_day", label=_("From"))
    seen_to = DayFilter(method="to_day", label=_("To"))

    class Meta:
        model = AccessLog
        fields = []

    def by_subject(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.filter(by_number(value, "subject_id"))

    def from_day(self, queryset: QuerySet, name: str, value: datetime.date) -> QuerySet:
        return queryset.filter(at__gte=begin(value))

    def to_day(self, queryset: QuerySet, name: str, value: datetime.date) -> QuerySet:
        return queryset.filter(at__lt=begin(value + datetime.timedelta(days=1)))


def begin(day: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time.min))


def lookers(request) -> QuerySet[User]:
    """Whoever can have looked at rows of the auditor's authority: its own people, and its health board's."""
    boards = Authority.objects.filter(pk=request.user.authority_id).values("health_board")
    return User.objects.filter(Q(authority=request.user.authority_id) | Q(health_board__in=boards))
