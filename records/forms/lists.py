"""The forms beside the list of cases: what is to be done to many of them, and a filter to keep."""

import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from records.choices import BulkKind, CaseStatus, LetterKind
from records.dates import DateField
from records.forms.cases import caseworkers
from records.models import User


class BulkForm(forms.Form):
    """`given()` is what is stored: codes, keys, days."""

    def __init__(self, *args: Any, authority_id: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.authority_id = authority_id


class BulkAssignForm(BulkForm):
    to = forms.ModelChoiceField(
        label=_("Caseworker"), queryset=User.objects.none(), required=False, empty_label=_("Nobody")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = caseworkers(self.authority_id)

    def given(self) -> dict[str, Any]:
        to = self.cleaned_data["to"]
        return {"to": to.pk if to else None}


class BulkMoveForm(BulkForm):
    to = forms.ChoiceField(
        label=_("New status"),
        choices=[choice for choice in CaseStatus.choices if choice[0] not in (CaseStatus.OPENED, CaseStatus.CLOSED)],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the new status.")},
    )

    def given(self) -> dict[str, Any]:
        return {"to": self.cleaned_data["to"]}


class BulkTaskForm(BulkForm):
    title = forms.CharField(
        label=_("What is to be done"),
        max_length=200,
        widget=forms.TextInput({"autocomplete": "off"}),
        error_messages={"required": _("Say what is to be done.")},
    )
    due_on = DateField(label=_("Due on"))
    to = forms.ChoiceField(
        label=_("Who does it"),
        choices=[("own", _("The caseworker of each case")), ("nobody", _("Nobody yet"))],
        initial="own",
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        in_a_week = timezone.localdate() + datetime.timedelta(days=7)
        super().__init__(*args, initial={"due_on": in_a_week, "to": "own"}, **kwargs)

    def given(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {"title": data["title"], "due_on": data["due_on"].isoformat(), "to": data["to"]}


class BulkLetterForm(BulkForm):
    """Letters without a day of service: a notice is served on each parent by itself."""

    kind_of_letter = forms.ChoiceField(
        label=_("Which letter"),
        choices=[
            choice for choice in LetterKind.choices if choice[0] in (LetterKind.ENQUIRY, LetterKind.HOME_EDUCATION)
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the letter.")},
        help_text=_("Each parent or carer gets it in their own language; whoever was not asked gets both."),
    )

    def given(self) -> dict[str, Any]:
        return {"kind": self.cleaned_data["kind_of_letter"]}


BULK_FORMS: dict[str, type[BulkForm]] = {
    BulkKind.ASSIGN: BulkAssignForm,
    BulkKind.MOVE: BulkMoveForm,
    BulkKind.TASK: BulkTaskForm,
    BulkKind.LETTER: BulkLetterForm,
}


class SaveFilterForm(forms.Form):
    name = forms.CharField(
        label=_("Name of the filter"), max_length=60, error_messages={"required": _("Give the filter a name.")}
    )
    is_shared = forms.BooleanField(label=_("For the whole team"), required=False)
    query = forms.CharField(max_length=2000, required=False, widget=forms.HiddenInput)
