"""The administrator's forms: people, and what each authority decides."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from records.actions.handing import Held
from records.choices import Role
from records.forms.cases import caseworkers
from records.models import Authority, HealthBoard, User

DISTRICT = re.compile(r"^[A-Z]{1,2}\d[A-Z\d]?$")


class PersonForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=100, widget=forms.TextInput({"autocomplete": "off"}))
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices, widget=forms.RadioSelect)
    authority = forms.ModelChoiceField(
        label=_("Local authority"),
        queryset=Authority.objects.all(),
        required=False,
        empty_label=_("None"),
        help_text=_("For a caseworker, case manager, list officer or auditor."),
    )
    health_board = forms.ModelChoiceField(
        label=_("Health board"),
        queryset=HealthBoard.objects.all(),
        required=False,
        empty_label=_("None"),
        help_text=_("For a health board data officer."),
    )

    def given(self) -> dict[str, Any]:
        return self.cleaned_data


class NewPersonForm(PersonForm):
    email = forms.EmailField(label=_("E-mail"), widget=forms.EmailInput({"autocomplete": "off"}))
    is_system = forms.BooleanField(
        label=_("This is a system, not a person"),
        required=False,
        help_text=_("It uses the API with a token, and cannot sign in to these pages."),
    )

    field_order = ("name", "email")


class ChangePersonForm(PersonForm):
    is_active = forms.BooleanField(
        label=_("May sign in"), required=False, help_text=_("Without this, every token ends too.")
    )


class LeavingForm(ChangePersonForm):
    """Somebody with cases or tasks in hand: to whom they go, and that the numbers were seen."""

    hand_to = forms.ModelChoiceField(
        label=_("Who takes the open cases and tasks"),
        queryset=User.objects.none(),
        required=False,
        empty_label=_("Nobody yet: they wait for a caseworker"),
        help_text=_("Used only if this person can no longer work on cases of the authority."),
    )
    is_counted = forms.BooleanField(required=False)
    cases = forms.IntegerField(widget=forms.HiddenInput)
    tasks = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, person: User, held: Held, **kwargs: Any) -> None:
        kwargs["initial"] |= held._asdict()
        super().__init__(*args, **kwargs)
        self.fields["hand_to"].queryset = caseworkers(person.authority_id).exclude(pk=person.pk)
        self.fields["is_counted"].label = (
            _("Hand over open cases: %(cases)s, and open tasks: %(tasks)s") % held._asdict()
        )

    def given(self) -> dict[str, Any]:
        data = dict(self.cleaned_data)
        counted = Held(data.pop("cases"), data.pop("tasks"))
        return data | {"counted": counted if data.pop("is_counted") else Held(0, 0)}


class AuthorityForm(forms.Form):
    postcode_districts = forms.CharField(
        label=_("Postcode districts"),
        widget=forms.Textarea({"rows": 4}),
        help_text=_(
            "The first halves of postcodes in the area, with spaces between. Include those that cross the boundary: "
            "a child whose postcode is in none of them is counted as outside the area."
        ),
    )
    purge_after_days = forms.IntegerField(
        label=_("Days until a health list is purged"),
        min_value=1,
        max_value=365,
        help_text=_("The file and its matched rows are erased after this many days."),
    )
    ended_entries_years = forms.IntegerField(
        label=_("Years until ended entries of a roll are deleted"),
        min_value=1,
        max_value=25,
        help_text=_("Entries of children who left a roll. They are deleted in the night, and counted."),
    )
    uploader_may_approve = forms.BooleanField(
        label=_("Whoever sent a list may also approve it"),
        required=False,
        help_text=_("Without this, a second person approves."),
    )

    def clean_postcode_districts(self) -> list[str]:
        districts = self.cleaned_data["postcode_districts"].upper().replace(",", " ").split()
        if wrong := [district for district in districts if not DISTRICT.match(district)]:
            raise forms.ValidationError(
                _("%(district)s is not a postcode district. Write the first half only, like LL65."),
                params={"district": wrong[0]},
            )
        return districts
