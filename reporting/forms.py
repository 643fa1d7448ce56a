"""Forms of figures going out."""

from collections.abc import Sequence

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from reporting.choices import Activity, CorrectionReason
from reporting.figures import SECTIONS, Indicator
from reporting.months import Month, month_name
from reporting.together import headings_of

MOST_HOURS = 20_000  # of a month: more than a hundred people


class CorrectionForm(forms.Form):
    reason = forms.ChoiceField(
        choices=CorrectionReason,
        widget=forms.RadioSelect,
        label=_("Why are the figures corrected?"),
        help_text=_("The reason is published with the new version."),
    )


class HoursForm(forms.Form):
    """Whole hours by activity; an empty box is nought."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for activity in Activity:
            self.fields[activity.value] = forms.IntegerField(
                label=activity.label, required=False, min_value=0, max_value=MOST_HOURS
            )

    @property
    def hours(self) -> dict[str, int]:
        return {activity: number or 0 for activity, number in self.cleaned_data.items()}


class NoteForm(forms.Form):
    """What to bear in mind about an authority's figures: published, so in both languages and about nobody."""

    text = forms.CharField(max_length=500, widget=forms.Textarea(attrs={"rows": 4}), label=_("In English"))
    text_cy = forms.CharField(max_length=500, widget=forms.Textarea(attrs={"rows": 4}), label=_("In Welsh"))


class TogetherForm(forms.Form):
    """Which number of which month is held side by side. What is not there is as if nothing had been chosen."""

    month = forms.ChoiceField(label=_("Month"), required=False)
    figure = forms.ChoiceField(label=_("Figure"), required=False)
    category = forms.ChoiceField(label=_("Category"), required=False)

    def __init__(self, data, *, months: Sequence[Month], figure: Indicator):
        super().__init__(data)
        self.fields["month"].choices = [(month_name(month), date_format(month, "F Y")) for month in months]
        self.fields["figure"].choices = [
            (title, [(one.code, one.title) for one in indicators]) for title, indicators in SECTIONS
        ]
        self.fields["category"].choices = [(name or "total", figure.label(name)) for name in headings_of(figure)]
