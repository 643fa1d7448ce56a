"""The forms of regulation 6: whom to tell, on which day it was told, its answer, the day of leaving."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from records.dates import DateField
from records.forms.fields import VersionedForm
from records.models import Authority


class ReceiverForm(VersionedForm):
    receiver = forms.ModelChoiceField(
        label=_("Authority in Wales"), queryset=Authority.objects.none(), required=False, empty_label=""
    )
    receiver_name = forms.CharField(
        label=_("Or the name of another authority"),
        required=False,
        max_length=200,
        help_text=_("In England, or one that does not use this service."),
    )
    aware_on = DateField(
        label=_("When the authority became aware"),
        help_text=_("That the child lives in the other authority, or is likely to. The 28 days count from this day."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, initial={"aware_on": timezone.localdate()}, **kwargs)
        self.fields["receiver"].queryset = Authority.objects.exclude(pk=self.case.authority_id)


class ToldForm(forms.Form):
    on = DateField(label=_("When the pack was sent"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, initial={"on": timezone.localdate()}, **kwargs)


class LeftForm(VersionedForm):
    left_on = DateField(label=_("When the child left the area"))


class TransferAnswerForm(forms.Form):
    ACCEPT, REFUSE = "accept", "refuse"
    answer = forms.ChoiceField(
        label=_("Your answer"),
        choices=[(ACCEPT, _("Open a case of our own")), (REFUSE, _("Refuse, with a reason"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose an answer.")},
    )
    why = forms.CharField(
        label=_("Why it is refused"),
        required=False,
        max_length=1000,
        help_text=_("The other authority reads this. Do not write more of the child than is needed."),
        widget=forms.Textarea({"rows": 3}),
    )
    another_child = forms.BooleanField(label=_("This is another child: open a new case"), required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("answer") == self.REFUSE and not data.get("why", "").strip():
            self.add_error("why", _("Say why."))
        return data
