"""The forms of the case file: open by hand, note, move, fact, assign, close."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from records.actions.database import COPIED
from records.choices import CaseOrigin, CaseStatus, ClosureReason, FlagKind, FlagSource, Ground
from records.dates import DateField
from records.forms.fields import LinesField, PostcodeField, VersionedForm
from records.keeping import ValueSource
from records.models import Case, User
from records.rights import ROLES, Right
from records.rules import FACT_VALUES, GROUNDS, MOVES, REMOVALS, removes_record

NOTE_LENGTH = 5000
BY_HAND = [choice for choice in CaseOrigin.choices if choice[0] != CaseOrigin.HEALTH_LIST]
NAME = {"autocomplete": "off", "spellcheck": False}


def caseworkers(authority_id: str):
    """Whoever may be given a case of the authority."""
    roles = [role for role, rights in ROLES.items() if Right.WORK_CASES in rights]
    return User.objects.filter(authority_id=authority_id, role__in=roles, is_active=True, is_system=False)


def source_field() -> forms.ChoiceField:
    """Where what is changed comes from; of each value the history says so."""
    return forms.ChoiceField(
        label=_("Where the new values come from"),
        choices=[("", ""), *ValueSource.choices],
        error_messages={"required": _("Say where the new values come from.")},
    )


class ChildFields(forms.Form):
    """Who a child is, in the case file."""

    forenames = forms.CharField(label=_("Forenames"), max_length=150, widget=forms.TextInput(NAME))
    surname = forms.CharField(label=_("Surname"), max_length=150, widget=forms.TextInput(NAME))
    former_names = LinesField(
        label=_("Former names"), required=False, help_text=_("Write each full name on a line of its own.")
    )
    born_on = DateField(label=_("Date of birth"), help_text=_("For example, 31 3 2016"))
    address = forms.CharField(
        label=_("Address, or last known address"),
        required=False,
        max_length=400,
        help_text=_("Write it on one line with commas."),
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    postcode = PostcodeField(required=False)


class NewCaseForm(ChildFields):
    """A referral. `similar` is filled by the page: open cases that may be about the same child."""

    origin = forms.ChoiceField(label=_("How the authority came to know"), choices=BY_HAND, widget=forms.RadioSelect)
    referred_by = forms.CharField(
        label=_("Who referred the child"),
        required=False,
        max_length=200,
        help_text=_("A referrer may stay unnamed."),
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    received_on = DateField(label=_("When the authority got the referral"))
    take_it = forms.BooleanField(label=_("Give the case to me"), required=False)
    another_child = forms.BooleanField(label=_("This is another child: open a new case"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        usual = {"received_on": timezone.localdate(), "take_it": True}
        super().__init__(*args, initial=usual | kwargs.pop("initial", {}), **kwargs)


class ChildForm(ChildFields, VersionedForm):
    """The child of a case, as the case file has it."""

    source = source_field()

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, case=case, initial={name: getattr(case.child, name) for name in COPIED}, **kwargs)


class NoteForm(forms.Form):
    text = forms.CharField(
        label=_("Note"),
        max_length=NOTE_LENGTH,
        widget=forms.Textarea({"rows": 6}),
        help_text=_("Write what was done, with whom and when. The family may ask to read it."),
        error_messages={"required": _("Write the note.")},
    )


class MoveForm(VersionedForm):
    to = forms.ChoiceField(
        label=_("New status"), widget=forms.RadioSelect, error_messages={"required": _("Choose the new status.")}
    )
    note = forms.CharField(
        label=_("Note on the change"), required=False, max_length=NOTE_LENGTH, widget=forms.Textarea({"rows": 3})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        allowed = [to for to in MOVES[self.case.status] if to != CaseStatus.CLOSED]
        self.fields["to"].choices = [(to, CaseStatus(to).label) for to in allowed]


class FactForm(forms.Form):
    """One value of one kind, with its source and its date."""

    value = forms.ChoiceField(widget=forms.RadioSelect, error_messages={"required": _("Choose an answer.")})
    source = forms.ChoiceField(
        label=_("Who said so"),
        choices=[("", ""), *FlagSource.choices],
        error_messages={"required": _("Say who said so.")},
    )
    as_at = DateField(label=_("True on this date"), help_text=_("The day for which the source gave it."))

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, initial={"as_at": timezone.localdate()}, **kwargs)
        self.fields["value"].label = FlagKind(kind).label
        self.fields["value"].choices = FACT_VALUES[FlagKind(kind)].choices


class AssignForm(VersionedForm):
    to = forms.ModelChoiceField(
        label=_("Caseworker"), queryset=User.objects.none(), required=False, empty_label=_("Nobody")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = caseworkers(self.case.authority_id)
        self.fields["to"].initial = self.case.assigned_to_id


class CloseForm(VersionedForm):
    reason = forms.ChoiceField(
        label=_("Why the case ends"),
        choices=ClosureReason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose why the case ends.")},
    )
    evidence = forms.CharField(
        label=_("What this rests on"),
        max_length=NOTE_LENGTH,
        widget=forms.Textarea({"rows": 4}),
        error_messages={"required": _("Say what the closure rests on.")},
    )
    on = DateField(label=_("Date of closing"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, initial={"on": timezone.localdate()}, **kwargs)
        self.fields["reason"].hints = {reason: ground_hint(reason) for reason in ClosureReason.values}


class RemoveForm(VersionedForm):
    """Why the statutory record of a closed case goes, and since when that holds."""

    ground = forms.ChoiceField(
        label=_("Ground for removal"),
        choices=[(ground, Ground(ground).label) for ground in REMOVALS],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the ground on which the record is removed.")},
    )
    on = DateField(label=_("Since when the ground holds"))


class EraseForm(VersionedForm):
    """That the details of a closed case are to go for good."""

    sure = forms.BooleanField(
        label=_("Erase the details of this child for good"),
        error_messages={"required": _("Say that the details are to be erased.")},
    )


def ground_hint(reason: str) -> str:
    """What the reason does to the statutory record."""
    ground = Ground(GROUNDS[reason]).label
    return format_lazy(_("Ground for removal: {ground}"), ground=ground) if removes_record(reason) else ground
