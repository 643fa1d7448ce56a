"""What several forms share: a postcode, a list with one item a line, the version of the case as it was read."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from records.errors import ChangedMeanwhile
from records.models import Case
from records.normalise import clean_postcode


class PostcodeField(forms.CharField):
    def __init__(self, **kwargs: Any) -> None:
        attrs = {"class": "govuk-input--width-10", "autocomplete": "off"}
        super().__init__(**{"label": _("Postcode"), "widget": forms.TextInput(attrs), **kwargs})

    def clean(self, value: Any) -> str:
        try:
            return clean_postcode(super().clean(value))
        except ValueError:
            raise forms.ValidationError(_("Enter a full postcode, like LL65 1AA.")) from None


class LinesField(forms.CharField):
    """A list of texts, one on each line."""

    def __init__(self, *, longest: int = 300, **kwargs: Any) -> None:
        super().__init__(**{"widget": forms.Textarea({"rows": 2}), **kwargs})
        self.longest = longest

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, (list, tuple)) else value

    def clean(self, value: Any) -> list[str]:
        lines = [line.strip() for line in super().clean(value).splitlines() if line.strip()]
        if any(len(line) > self.longest for line in lines):
            raise forms.ValidationError(_("A line is too long."))
        return lines


class VersionedForm(forms.Form):
    """A form made from a case as it was read. If somebody saved since, nothing is stored and nothing typed is lost."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        initial = {"version": case.version, **kwargs.pop("initial", {})}
        super().__init__(*args, initial=initial, **kwargs)
        self.case = case
        self.is_late = False

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("version") != self.case.version:
            self.is_late = True
            self.errors.clear()
            self.add_error(None, str(ChangedMeanwhile()))
            self.data = self.data.copy()
            self.data[self.add_prefix("version")] = self.case.version
        return data
