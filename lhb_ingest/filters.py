"""What the lists of extracts and candidates can be narrowed to."""

import datetime

import django_filters
from django import forms
from django.db.models import CharField, Exists, F, Func, OuterRef, Q, Value
from django.db.models.functions import Concat
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lhb_ingest.choices import CandidateState, ExtractState, Worklist
from lhb_ingest.models import Candidate, Extract, KeptMatch, Match, RowProblem
from lhb_ingest.pairs import to_judge
from records.choices import ListKind
from records.plain import Plain, plain

PROPOSED = "proposed"  # the group of candidates, of whatever worklist, whom a later list shows


class ExtractFilter(django_filters.FilterSet):
    TROUBLE = [("yes", _("Refused or with problems"))]
    RECEIVED = [("30", _("In the last 30 days"))]

    kind = django_filters.ChoiceFilter(choices=ListKind, label=_("Kind"), empty_label=_("All"))
    state = django_filters.ChoiceFilter(choices=ExtractState, label=_("State"), empty_label=_("All"))
    trouble = django_filters.ChoiceFilter(
        choices=TROUBLE, method="by_trouble", label=_("Problems"), empty_label=_("All")
    )
    received = django_filters.ChoiceFilter(
        choices=RECEIVED, method="by_received", label=_("Received"), empty_label=_("At any time")
    )

    class Meta:
        model = Extract
        fields = ["kind", "state", "trouble", "received"]

    def by_trouble(self, queryset, _name, _value):
        problems = RowProblem.objects.filter(extract=OuterRef("pk"))
        return queryset.filter(Q(state=ExtractState.REFUSED) | Exists(problems))

    def by_received(self, queryset, _name, value):
        return queryset.filter(received_at__gte=timezone.now() - datetime.timedelta(days=int(value)))


class CandidateFilter(django_filters.FilterSet):
    NEAR = [("open", _("Near matches not yet judged")), ("yes", _("With near matches")), ("no", _("Nothing near"))]

    name = django_filters.CharFilter(method="by_name", label=_("Name"))
    near = django_filters.ChoiceFilter(choices=NEAR, method="by_near", label=_("Near matches"), empty_label=_("All"))
    state = django_filters.ChoiceFilter(
        choices=CandidateState, label=_("State"), empty_label=_("All"), initial=CandidateState.WAITING
    )
    worklist = django_filters.ChoiceFilter(
        choices=[*Worklist.choices, (PROPOSED, PROPOSED)], method="by_worklist", widget=forms.HiddenInput
    )

    class Meta:
        model = Candidate
        fields = ["name", "near", "state", "worklist"]

    def by_name(self, queryset, _name, value):
        return with_name(queryset, value)

    def by_worklist(self, queryset, _name, value):
        return (
            queryset.filter(pk__in=Candidate.objects.proposed())
            if value == PROPOSED
            else queryset.filter(worklist=value)
        )

    def by_near(self, queryset, _name, value):
        if value == "open":
            return queryset.filter(pk__in=to_judge())
        return queryset.filter(had_near_matches=value == "yes")


class MatchFilter(django_filters.FilterSet):
    name = django_filters.CharFilter(method="by_name", label=_("Name"))

    class Meta:
        model = Match
        fields = ["name"]

    def by_name(self, queryset, _name, value):
        return with_name(queryset, value)


class KeptMatchFilter(django_filters.FilterSet):
    name = django_filters.CharFilter(method="by_name", label=_("Name"))

    class Meta:
        model = KeptMatch
        fields = ["name"]

    def by_name(self, queryset, _name, value):
        return with_name(queryset, value, of="entry")


def with_name(queryset, value: str, of: str = "row"):
    """Those whose row (or entry) has every word of `value` in its names, marks and capitals apart."""
    former = Func(F(f"{of}__former_names"), Value(" "), function="array_to_string", output_field=CharField())
    names = Concat(f"{of}__forenames", Value(" "), f"{of}__surname", Value(" "), former, output_field=CharField())
    found = Q()
    for word in value.replace("-", " ").split():
        found &= Q(names__contains=plain(word))
    return queryset.annotate(names=Plain(names)).filter(found)
