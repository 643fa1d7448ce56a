"""What a list of cases, or the access log, can be narrowed to; one class for the page and for anything else."""

import datetime

import django_filters
from django.db.models import CharField, F, Func, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Concat
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from records.access import PAGES
from records.choices import AlnLevel, CaseStatus, FlagKind
from records.dates import DayField
from records.models import AccessLog, Authority, Case, CaseFact, User
from records.plain import Plain, plain

ALL = "all"
STATUSES = [("", _("All open cases")), *CaseStatus.choices, (ALL, _("Open and closed"))]
ASSIGNED = [("", _("Anyone")), ("me", _("Me")), ("nobody", _("Nobody yet"))]
ALN = [("", _("Any")), *AlnLevel.choices]


class DayFilter(django_filters.DateFilter):
    """Refuses years that the calendar or the database could not reckon with."""

    field_class = DayField


class CaseFilter(django_filters.FilterSet):
    """Needs the request, for 'me'. With no status chosen, closed cases are left out."""

    search = django_filters.CharFilter(method="by_name", label=_("Name or case number"))
    status = django_filters.ChoiceFilter(method="by_status", choices=STATUSES, empty_label=None, label=_("Status"))
    assigned = django_filters.ChoiceFilter(
        method="by_caseworker", choices=ASSIGNED, empty_label=None, label=_("Caseworker")
    )
    aln = django_filters.ChoiceFilter(method="by_aln", choices=ALN, empty_label=None, label=_("ALN"))
    opened_from = DayFilter(field_name="opened_on", lookup_expr="gte", label=_("Opened from"))
    opened_to = DayFilter(field_name="opened_on", lookup_expr="lte", label=_("Opened to"))

    class Meta:
        model = Case
        fields = []

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        queryset = super().filter_queryset(queryset)
        return queryset if self.form.cleaned_data.get("status") else queryset.open()

    def by_status(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset if value == ALL else queryset.filter(status=value)

    def by_caseworker(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.filter(assigned_to=self.request.user if value == "me" else None)

    def by_aln(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """By the newest level; a case without one is 'not known'."""
        newest = CaseFact.objects.filter(case=OuterRef("pk"), kind=FlagKind.ALN).order_by("-as_at", "-pk")
        level = Coalesce(Subquery(newest.values("value")[:1]), Value(AlnLevel.NOT_KNOWN.value))
        return queryset.annotate(aln_level=level).filter(aln_level=value)

    def by_name(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Every word somewhere in the names or former names, accents or not; or the number of the case."""
        former = Func(F("child__former_names"), Value(" "), function="array_to_string", output_field=CharField())
        names = Concat("child__forenames", Value(" "), "child__surname", Value(" "), former, output_field=CharField())
        found = Q()
        for word in value.replace("-", " ").split():
            found &= Q(names__contains=plain(word))
        return queryset.annotate(names=Plain(names)).filter(found | by_number(value))


def by_number(text: str, field: str = "pk") -> Q:
    """660-00012, 00012 and 12 are all case 12."""
    digits = text.rpartition("-")[2].strip()
    return Q(**{field: int(digits)}) if digits.isdecimal() and len(digits) < 16 else Q(pk=None)


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
