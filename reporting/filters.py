"""What returns can be narrowed to; for released ones the same filter serves the page and the API."""

import datetime

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter, Filter, FilterSet, ModelChoiceFilter

from records.models import Authority
from reporting.choices import ReturnState
from reporting.models import Return
from reporting.months import month_from


class MonthField(forms.CharField):
    """A month as people write it in files: 2026-01."""

    def to_python(self, value: str | None) -> datetime.date | None:
        text = super().to_python(value)
        if not text:
            return None
        try:
            return month_from(text)
        except ValueError:
            raise ValidationError(_("Write the month like 2026-01."), code="invalid") from None


class MonthFilter(Filter):
    field_class = MonthField


class ReturnFilter(FilterSet):
    state = ChoiceFilter(choices=ReturnState, label=_("State"), empty_label=_("All"))
    differs = ChoiceFilter(
        method="by_difference",
        choices=[("yes", _("Released, and the records say otherwise now"))],
        label=_("Compared with the records"),
        empty_label=_("All"),
    )

    class Meta:
        model = Return
        fields = ["state"]

    def by_difference(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.differing()


class ReleasedFilter(FilterSet):
    authority = ModelChoiceFilter(
        queryset=Authority.objects.all(), label=_("Authority"), empty_label=_("Every authority")
    )
    month = MonthFilter(label=_("Month"), help_text=_("For example, 2026-01"))

    class Meta:
        model = Return
        fields = ["authority", "month"]
