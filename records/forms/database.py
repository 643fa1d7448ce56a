"""The forms of the CME database: the three findings that put a child on it, and the six items."""

import dataclasses
from collections.abc import Iterable, Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from records.accuracy import as_text
from records.actions import FindingGiven, ItemsGiven, ParentGiven, ProviderGiven
from records.choices import Basis, Condition, Origin, SuitabilityFinding
from records.dates import DateField
from records.forms.cases import source_field
from records.forms.fields import LinesField, PostcodeField, VersionedForm
from records.models import Case, CMERecord

NOTE_LENGTH = 2000
NO_BASIS = [("", "")]
RESIDENCE = [choice for choice in Basis.choices if choice[0] != Basis.LISTS_COMPARED]


def basis_field(choices: list, missing: str) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("What this rests on"), choices=NO_BASIS + choices, error_messages={"required": missing}
    )


def note_field() -> forms.CharField:
    widget = forms.Textarea({"rows": 2})
    return forms.CharField(label=_("Note"), required=False, max_length=NOTE_LENGTH, widget=widget)


class FindingsFields(forms.Form):
    """The three findings, each with its basis; `findings()` gives them to the writers. For candidates too."""

    resident_basis = basis_field(RESIDENCE, _("Say what it rests on that the child lives in the area."))
    resident_note = note_field()
    not_registered_basis = basis_field(
        Basis.choices, _("Say what it rests on that the child is not a registered pupil.")
    )
    not_registered_note = note_field()
    suitability = forms.ChoiceField(
        label=_("Suitable education"),
        choices=SuitabilityFinding.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say if the child is not, or may not be, receiving suitable education.")},
    )
    not_suitable_basis = basis_field(Basis.choices, _("Say what the finding on suitable education rests on."))
    not_suitable_note = note_field()

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        for condition in Condition.values:
            if data.get(f"{condition}_basis") == Basis.OTHER and not data.get(f"{condition}_note"):
                self.add_error(f"{condition}_note", _("Say in the note what the finding rests on."))
        return data

    def findings(self) -> list[FindingGiven]:
        data = self.cleaned_data
        return [
            FindingGiven(
                condition=condition,
                basis=data[f"{condition}_basis"],
                note=data[f"{condition}_note"],
                suitability=data["suitability"] if condition == Condition.NOT_SUITABLE else "",
            )
            for condition in Condition.values
        ]

    def groups(self) -> list[tuple[str, list]]:
        """Each finding with its boxes, for the page."""
        return [
            (
                condition.label,
                [
                    *([self["suitability"]] if condition == Condition.NOT_SUITABLE else []),
                    self[f"{condition}_basis"],
                    self[f"{condition}_note"],
                ],
            )
            for condition in Condition
        ]


class FindingsForm(FindingsFields, VersionedForm):
    """The findings of a case."""


class RecordForm(VersionedForm):
    """Items 1 to 3 and 6 of the statutory record. Items 4 and 5 are lines of their own."""

    forenames = forms.CharField(label=_("Forenames"), max_length=150, widget=forms.TextInput({"autocomplete": "off"}))
    surname = forms.CharField(label=_("Surname"), max_length=150, widget=forms.TextInput({"autocomplete": "off"}))
    former_names = LinesField(
        label=_("Former names"), required=False, help_text=_("Write each full name on a line of its own.")
    )
    address = forms.CharField(
        label=_("Address"), required=False, max_length=400, widget=forms.TextInput({"autocomplete": "off"})
    )
    postcode = PostcodeField(required=False)
    address_is = forms.ChoiceField(label=_("This is the"), choices=Origin.choices, widget=forms.RadioSelect)
    born_on = DateField(label=_("Date of birth"))
    aln = forms.CharField(
        label=_("Any additional learning needs (ALN)"),
        required=False,
        max_length=NOTE_LENGTH,
        widget=forms.Textarea({"rows": 3}),
    )
    alp = forms.CharField(
        label=_("Any additional learning provision (ALP) called for"),
        required=False,
        max_length=NOTE_LENGTH,
        widget=forms.Textarea({"rows": 3}),
    )
    source = source_field()

    # Items 4 and 5 are of the page, and are told like a box where somebody changed them meanwhile.
    LINES: dict[str, Any] = {"parents": _("Parents"), "providers": _("Providers of education")}
    ITEMS = ("forenames", "surname", "former_names", "address", "postcode", "address_is", "born_on", "aln", "alp")

    def __init__(self, *args: Any, lines: dict[str, forms.BaseFormSet], **kwargs: Any) -> None:
        self.lines = lines
        super().__init__(*args, **kwargs)

    def standing(self) -> dict[str, str]:
        return super().standing() | {name: as_lines(rows.initial) for name, rows in self.lines.items()}

    def typed(self, name: str, data: dict[str, Any]) -> str:
        if name in self.fields:
            return super().typed(name, data)
        rows = self.lines[name]
        rows.is_valid()  # reads each line; one with an error in it is told as far as it could be read
        return as_lines(row.cleaned_data for row in rows)

    def label_of(self, name: str) -> str:
        return super().label_of(name) if name in self.fields else str(self.LINES[name])

    def items(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.ITEMS}


class ParentForm(forms.Form):
    name = forms.CharField(label=_("Name"), required=False, max_length=200)
    address = forms.CharField(label=_("Address"), required=False, max_length=400)
    postcode = PostcodeField(required=False)
    telephone = forms.CharField(
        label=_("Telephone"),
        required=False,
        max_length=40,
        widget=forms.TextInput({"class": "govuk-input--width-20", "inputmode": "tel"}),
    )
    email = forms.EmailField(label=_("E-mail"), required=False)


class ProviderForm(forms.Form):
    name = forms.CharField(label=_("Name"), required=False, max_length=200)
    address = forms.CharField(label=_("Address"), required=False, max_length=400)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("address") and not data.get("name"):
            self.add_error("name", _("Enter the name of whoever provides the education."))
        return data


ParentLines = forms.formset_factory(ParentForm, extra=1, max_num=10, absolute_max=20)
ProviderLines = forms.formset_factory(ProviderForm, extra=1, max_num=10, absolute_max=20)


class RecordPage:
    """The three parts of the page that edits a statutory record, as one form."""

    def __init__(self, data: Any, *, case: Case, record: CMERecord) -> None:
        initial = {name: getattr(record, name) for name in RecordForm.ITEMS}
        self.parents = ParentLines(data, prefix="parents", initial=lines(record.parents, ParentGiven))
        self.providers = ProviderLines(data, prefix="providers", initial=lines(record.providers, ProviderGiven))
        both = {"parents": self.parents, "providers": self.providers}
        self.main = RecordForm(data, case=case, initial=initial, lines=both)

    def __iter__(self) -> Iterator[forms.BoundField]:
        """Every box of the page, as the error summary reads a form."""
        for form in (self.main, *self.parents, *self.providers):
            yield from form

    @property
    def errors(self) -> bool:
        return any(form.errors for form in (self.main, *self.parents, *self.providers))

    def non_field_errors(self) -> list[str]:
        return self.main.non_field_errors()

    def is_valid(self) -> bool:
        return all([self.main.is_valid(), self.parents.is_valid(), self.providers.is_valid()])

    def given(self) -> ItemsGiven:
        """What the writer takes. A line with nothing in it is no line."""
        return ItemsGiven(
            **self.main.items(),
            parents=[ParentGiven(**data) for data in self.parents.cleaned_data if any(data.values())],
            providers=[ProviderGiven(**data) for data in self.providers.cleaned_data if any(data.values())],
        )


def lines(related, kind: type) -> list[dict[str, Any]]:
    return list(related.order_by("pk").values(*(field.name for field in dataclasses.fields(kind))))


def as_lines(rows: Iterable[dict[str, Any]]) -> str:
    """Parents, or providers, in words; a line with nothing in it is no line."""
    return "; ".join(filter(None, map(as_text, rows)))
