"""The administrator's forms: people, and what each authority decides."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from records.actions.handing import Held
from records.choices import Role
from records.forms.cases import caseworkers
from records.models import Authority, HealthBoard, User


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
