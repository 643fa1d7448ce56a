"""What several forms share: a postcode, a list with one item a line, the version of the case as it was read."""

import datetime
import json
from typing import Any

from django import forms
from django.db.models import Model
from django.utils.formats import date_format
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
    """A form made from a case as it was read. If somebody saved since, nothing is stored and nothing typed is lost.

    `changes` then says of each box that somebody changed meanwhile: what was read, what stands now, what was typed.
    """

    version = forms.IntegerField(widget=forms.HiddenInput)
    as_read = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        initial = {"version": case.version, **kwargs.pop("initial", {})}
        super().__init__(*args, initial=initial | {"as_read": self.standing_as_text}, **kwargs)
        self.case = case
        self.is_late = False
        self.changes: list[dict[str, str]] = []

    def standing(self) -> dict[str, str]:
        """What the boxes hold of the case as it is now, in words."""
        boxes = {name: field for name, field in self.fields.items() if name not in ("version", "as_read")}
        return {name: in_words(self.get_initial_for_field(field, name), field) for name, field in boxes.items()}

    def typed(self, name: str, data: dict[str, Any]) -> str:
        """What somebody typed into a box, in words."""
        return in_words(data.get(name), self.fields[name])

    def label_of(self, name: str) -> str:
        return self.fields[name].label

    def standing_as_text(self) -> str:
        return json.dumps(self.standing())

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        read = data.pop("as_read", "")
        if data.get("version") != self.case.version:
            self.is_late = True
            self.errors.clear()
            self.add_error(None, str(ChangedMeanwhile()))
            self.changes = self.changed_since(read, data)
            self.data = self.data.copy()
            self.data[self.add_prefix("version")] = self.case.version
            self.data[self.add_prefix("as_read")] = self.standing_as_text()
        return data

    def changed_since(self, read: str, data: dict[str, Any]) -> list[dict[str, str]]:
        try:
            before = dict(json.loads(read or "{}"))
        except ValueError:  # not what this page sent
            before = {}
        return [
            {"label": self.label_of(name), "before": before[name], "now": now, "mine": self.typed(name, data)}
            for name, now in self.standing().items()
            if name in before and before[name] != now
        ]


def in_words(value: Any, field: forms.Field | None = None) -> str:
    """What a box holds, as somebody would read it out; of a choice, its words."""
    if isinstance(value, datetime.date):
        return date_format(value, "j F Y")
    if isinstance(value, (list, tuple)):
        return ", ".join(map(str, value))
    text = "" if value is None else str(value.pk if isinstance(value, Model) else value)
    if text and isinstance(field, forms.ChoiceField):
        return next((str(words) for code, words in field.choices if str(code) == text), text)
    return text
