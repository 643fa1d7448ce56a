"""The forms of the people around a child and of the child's addresses."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from records.choices import AddressStanding, Preference, Relation
from records.dates import DateField
from records.forms.cases import source_field
from records.forms.fields import PostcodeField, VersionedForm


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
