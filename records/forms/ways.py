"""The forms of an authority's own way of working: closing and targets, term dates, the checklist, hand-over."""

import datetime
import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from records.choices import ClosureReason, ClosureRule
from records.forms.cases import caseworkers
from records.models import User
from records.spreadsheets import parse_date

Stretch = tuple[datetime.date, datetime.date]
BETWEEN = re.compile(r"\s+(?:to|hyd|i|-|–)\s+")


def days_field(label: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, required=False, min_value=1, max_value=1000)


class WaysForm(forms.Form):
    closure_rule = forms.ChoiceField(
        label=_("When a child leaves the area"), choices=ClosureRule.choices, widget=forms.RadioSelect
    )
    second_person_for = forms.MultipleChoiceField(
        label=_("A second person must agree to closing for"),
        choices=ClosureReason.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    contact_within_days = days_field(_("Target in days: first contact"))
    located_within_days = days_field(_("Target in days: child located"))
    outcome_within_days = days_field(_("Target in days: outcome"))
    trace_in_within_days = days_field(_("Target in days: trace and place a child who came in"))
    trace_out_within_days = days_field(_("Target in days: trace a child who left"))
    closed_cases_kept_days = forms.IntegerField(
        label=_("Days for which a closed case keeps its details"),
        help_text=_(
            "Then the child's details are erased, and dates, ground and age band stay. At least 62 days, so that the "
            "return of the month is made first."
        ),
        min_value=62,
        max_value=9500,
    )
    warn_days = forms.IntegerField(label=_("Warn this many days before a clock runs out"), min_value=0, max_value=60)


class StretchesField(forms.CharField):
    """Days and stretches of days, one on each line: '3/9/2026 to 23/10/2026', or one day alone."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"widget": forms.Textarea({"rows": 7}), **kwargs})

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, list):
            return value
        return "\n".join(
            f"{first:%d/%m/%Y}" if first == last else f"{first:%d/%m/%Y} - {last:%d/%m/%Y}" for first, last in value
        )

    def clean(self, value: Any) -> list[Stretch]:
        lines = [line.strip() for line in super().clean(value).splitlines() if line.strip()]
        return [self.stretch(number, line) for number, line in enumerate(lines, start=1)]

    def stretch(self, number: int, line: str) -> Stretch:
        try:
            days = [parse_date(part) for part in BETWEEN.split(line)]
        except ValueError:
            days = []
        if not 1 <= len(days) <= 2:
            raise forms.ValidationError(
                _("Line %(number)s: write the dates like 3/9/2026 - 23/10/2026."), params={"number": number}
            )
        return days[0], days[-1]


class SchoolYearForm(forms.Form):
    terms = StretchesField(
        label=_("When schools are open"),
        required=False,
        help_text=_("Each half of a term on a line of its own, like 3/9/2026 - 23/10/2026."),
    )
    closed = StretchesField(
        label=_("Days within the terms on which all schools are closed"),
        required=False,
        help_text=_("Training days, for example. Weekends and the bank holidays of Wales are known already."),
    )


class StepForm(forms.Form):
    """One enquiry of the checklist. An empty English name takes it off the list."""

    key = forms.CharField(required=False, widget=forms.HiddenInput)
    name = forms.CharField(label=_("Enquiry, in English"), required=False, max_length=100)
    name_cy = forms.CharField(label=_("Enquiry, in Welsh"), required=False, max_length=100)
    days = forms.IntegerField(label=_("Days after opening"), required=False, min_value=0, max_value=365)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if bool(data.get("name")) != bool(data.get("name_cy")):
            self.add_error("name_cy" if data.get("name") else "name", _("Write the enquiry in both languages."))
        return data


StepFormSet = forms.formset_factory(StepForm, extra=3, max_num=60, absolute_max=60)


class WhoLeavesForm(forms.Form):
    person = forms.ModelChoiceField(label=_("Who hands over"), queryset=User.objects.none(), empty_label="")

    def __init__(self, *args: Any, authority_id: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = User.objects.filter(authority_id=authority_id, is_system=False)


class HandOverForm(forms.Form):
    """To whom, with the numbers that were shown."""

    to = forms.ModelMultipleChoiceField(
        label=_("To whom"),
        queryset=User.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Several people are given cases in turn. Choose nobody to leave them without a caseworker."),
    )
    cases = forms.IntegerField(widget=forms.HiddenInput)
    tasks = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = caseworkers(person.authority_id).exclude(pk=person.pk)
