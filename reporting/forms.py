"""Forms of figures going out."""

from django import forms
from django.utils.translation import gettext_lazy as _

from reporting.choices import CorrectionReason


class CorrectionForm(forms.Form):
    reason = forms.ChoiceField(
        choices=CorrectionReason,
        widget=forms.RadioSelect,
        label=_("Why are the figures corrected?"),
        help_text=_("The reason is published with the new version."),
    )
