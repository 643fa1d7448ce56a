"""Forms of figures going out."""

from django import forms
from django.utils.translation import gettext_lazy as _

from reporting.choices import Activity, CorrectionReason

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
