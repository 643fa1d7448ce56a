"""The forms of the people around a child and of the child's addresses."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from records.choices import AddressStanding, Preference, Relation
from records.dates import DateField
from records.forms.cases import source_field
from records.forms.fields import PostcodeField, VersionedForm, in_words
from records.models import Case
from records.plain import by_number


def line(label: Any, longest: int, **kwargs: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=longest, widget=forms.TextInput({"autocomplete": "off"}), **kwargs)


class ContactForm(VersionedForm):
    relation = forms.ChoiceField(
        label=_("Who the person is"),
        choices=Relation.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say who the person is.")},
    )
    name = line(_("Name"), 200, error_messages={"required": _("Enter the name.")})
    address = line(_("Address"), 400, required=False, help_text=_("Commas between the lines."))
    postcode = PostcodeField(required=False)
    telephone = forms.CharField(
        label=_("Telephone"),
        required=False,
        max_length=40,
        widget=forms.TextInput({"class": "govuk-input--width-20", "inputmode": "tel", "autocomplete": "off"}),
    )
    email = forms.EmailField(label=_("E-mail"), required=False)
    language = forms.ChoiceField(
        label=_("Language of letters"),
        choices=Preference.choices,
        initial=Preference.NOT_ASKED,
        widget=forms.RadioSelect,
        help_text=_("Ask every person; do not conclude it from their name."),
    )
    asked_on = DateField(label=_("Asked on"), required=False)
    source = source_field()

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("language") == Preference.NOT_ASKED and data.get("asked_on"):
            self.add_error("language", _("Choose the language that the person asked for."))
        elif data.get("language") != Preference.NOT_ASKED and not data.get("asked_on") and "asked_on" in data:
            self.add_error("asked_on", _("Enter the day on which the person was asked."))
        return data


class AddressForm(VersionedForm):
    standing = forms.ChoiceField(
        label=_("This is the"),
        choices=AddressStanding.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say if the child lives there.")},
    )
    address = line(_("Address"), 400, error_messages={"required": _("Enter the address.")})
    postcode = PostcodeField(required=False)
    since = DateField(label=_("From"), required=False)
    until = DateField(label=_("Until"), required=False)
    source = source_field()


class SiblingForm(forms.Form):
    """Which case is that of a brother or sister: one that may be, or another by its number."""

    other = forms.ModelChoiceField(
        label=_("Children with the same postcode, or with the telephone or e-mail of the same person"),
        queryset=Case.objects.none(),
        required=False,
        empty_label=None,
        widget=forms.RadioSelect,
    )
    number = forms.CharField(
        label=_("Or the number of another case"),
        required=False,
        max_length=20,
        help_text=_("Like 660-00012. A brother or sister without a case belongs in a note."),
        widget=forms.TextInput({"class": "govuk-input--width-10", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, found: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["other"].queryset = found
        self.fields["other"].label_from_instance = in_a_line
        if not found:
            del self.fields["other"]
            self.fields["number"].label = _("Number of the case of the brother or sister")

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if number := data.get("number"):
            data["other"] = Case.objects.filter(by_number(number), erased_on=None).first()
            if data["other"] is None:
                self.add_error("number", _("There is no such case, or its details were erased."))
        elif not self.errors and not data.get("other"):
            self.add_error("number", _("Choose a child, or enter the number of a case."))
        return data


def in_a_line(case: Case) -> str:
    """A child with what tells them from another."""
    child = case.child
    parts = (child.full_name, in_words(child.born_on), child.address, child.postcode, case.reference)
    return ", ".join(filter(None, parts))
