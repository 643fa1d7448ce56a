"""The forms of what is to be done on a case: tasks, enquiries, clocks, flags, the second person's answer, reopening."""

import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from records.choices import ClockKind, ClockOutcome, EnquiryResult, TaskOutcome
from records.clocks import is_target, outcomes
from records.dates import DateField
from records.forms.cases import BY_HAND, NOTE_LENGTH, caseworkers
from records.forms.fields import VersionedForm
from records.models import Case, Task, User

A_WEEK = datetime.timedelta(days=7)
BY_LAW = [choice for choice in ClockKind.choices if not is_target(choice[0])]
DAY_OF = {
    ClockKind.REG6_NOTICE: _("Starts on the day the authority became aware that the child has moved, or is likely to."),
    ClockKind.REG6_REMOVAL: _("Starts on the day the child left. The law says: as soon as reasonably practicable."),
    ClockKind.S437_NOTICE: _("Starts on the day the notice was served, which counts as the first."),
    ClockKind.OFF_ROLL_RETURN: _("Starts on the day the school took the child off its roll."),
    ClockKind.RIGHTS_REQUEST: _("Starts on the day the authority got the request."),
}


def long_text(label: Any, **kwargs: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=NOTE_LENGTH, widget=forms.Textarea({"rows": 3}), **kwargs)


class TaskForm(forms.Form):
    """What is to be done, by when, by whom."""

    title = forms.CharField(
        label=_("What is to be done"),
        max_length=200,
        widget=forms.TextInput({"autocomplete": "off"}),
        error_messages={"required": _("Say what is to be done.")},
    )
    due_on = DateField(label=_("Due on"))
    assigned_to = forms.ModelChoiceField(
        label=_("Who does it"), queryset=User.objects.none(), required=False, empty_label=_("Nobody yet")
    )

    def __init__(self, *args: Any, case: Case, task: Task | None = None, by: User | None = None, **kwargs: Any) -> None:
        first = {"due_on": timezone.localdate() + A_WEEK, "assigned_to": case.assigned_to_id or (by and by.pk)}
        if task:
            first = {"title": task.title, "due_on": task.due_on, "assigned_to": task.assigned_to_id}
        super().__init__(*args, initial=first, **kwargs)
        self.fields["assigned_to"].queryset = caseworkers(case.authority_id)


class EndTaskForm(forms.Form):
    outcome = forms.ChoiceField(
        label=_("How it ended"), choices=TaskOutcome.choices, initial=TaskOutcome.DONE, widget=forms.RadioSelect
    )
    result = long_text(_("Note"), required=False)


class EnquiryForm(forms.Form):
    """What a check brought."""

    result = forms.ChoiceField(
        label=_("Result"),
        choices=EnquiryResult.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the result.")},
    )
    checked_on = DateField(label=_("When it was made"))
    with_whom = forms.CharField(
        label=_("With whom"), required=False, max_length=200, widget=forms.TextInput({"autocomplete": "off"})
    )
    note = long_text(_("Note"), required=False)
    again_on = DateField(label=_("Make it again on"), required=False, help_text=_("Leave empty if once is enough."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, initial={"checked_on": timezone.localdate()}, **kwargs)


class NewEnquiryForm(forms.Form):
    name = forms.CharField(
        label=_("What is to be checked"),
        max_length=100,
        widget=forms.TextInput({"autocomplete": "off"}),
        error_messages={"required": _("Say what is to be checked.")},
    )
    due_on = DateField(label=_("Due on"), required=False)


class NewClockForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("Which clock"),
        choices=BY_LAW,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the clock.")},
    )
    starts_on = DateField(label=_("Starts on"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, initial={"starts_on": timezone.localdate()}, **kwargs)
        self.fields["kind"].hints = DAY_OF


class ClockForm(forms.Form):
    starts_on = DateField(label=_("Starts on"))


class EndClockForm(forms.Form):
    outcome = forms.ChoiceField(
        label=_("How it ended"), choices=ClockOutcome.choices, initial=ClockOutcome.MET, widget=forms.RadioSelect
    )
    on = DateField(label=_("On"))

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, initial={"on": timezone.localdate()}, **kwargs)
        possible = outcomes(kind)
        self.fields["outcome"].choices = [choice for choice in ClockOutcome.choices if choice[0] in possible]


class ReasonForm(forms.Form):
    reason = long_text(_("Reason"), error_messages={"required": _("Say why.")})


class MarkForm(VersionedForm):
    reason = long_text(_("Reason"), error_messages={"required": _("Say why.")})
    since = DateField(label=_("Since"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, initial={"since": timezone.localdate()}, **kwargs)


class AnswerForm(forms.Form):
    """The second person's answer; whoever asked can only take it back."""

    AGREE, REFUSE = "agree", "refuse"
    answer = forms.ChoiceField(
        label=_("Your answer"),
        choices=[(AGREE, _("I agree: close the case")), (REFUSE, _("The case stays open"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose an answer.")},
    )
    note = long_text(_("Why it stays open"), required=False)

    def __init__(self, *args: Any, is_own: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_own:
            self.fields["answer"].choices = [(self.REFUSE, _("I take it back: the case stays open"))]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("answer") == self.REFUSE and not data.get("note", "").strip():
            self.add_error("note", _("Say why the case should stay open."))
        return data


class ReopenForm(VersionedForm):
    origin = forms.ChoiceField(
        label=_("How the authority came to know"),
        choices=BY_HAND,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say how the authority came to know.")},
    )
    referred_by = forms.CharField(
        label=_("Who referred the child"),
        required=False,
        max_length=200,
        help_text=_("A referrer may stay unnamed."),
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    received_on = DateField(label=_("When the authority got the referral"))
    take_it = forms.BooleanField(label=_("Give the case to me"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, initial={"received_on": timezone.localdate(), "take_it": True}, **kwargs)
