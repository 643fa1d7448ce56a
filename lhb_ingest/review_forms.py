"""The forms of a review, and of what an authority decides about its lists."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lhb_ingest.choices import Absence, GivenUp
from lhb_ingest.models import Limits
from lhb_ingest.stopped import FIELDS
from lhb_ingest.trust import CHOSEN
from records.dates import DateField
from records.models import User
from records.rights import ROLES, Right
from records.rolls import VALUES


class AbsentForm(forms.Form):
    """What becomes of children who are no longer on a list."""

    whom = forms.ChoiceField(
        choices=[("some", _("Those ticked above")), ("all", _("All of them"))],
        widget=forms.RadioSelect,
        label=_("Of whom you say it"),
        initial="some",
    )
    choice = forms.ChoiceField(
        choices=Absence.choices,
        widget=forms.RadioSelect,
        label=_("What becomes of them when the list is approved"),
        error_messages={"required": _("Choose what becomes of the children.")},
    )
    asked_of = forms.ModelChoiceField(
        User.objects.none(),
        label=_("Who is asked, where somebody is"),
        required=False,
        empty_label=_("Whoever of the list officers comes first"),
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        roles = [role for role, rights in ROLES.items() if Right.APPROVE_LIST in rights]
        people = User.objects.filter(authority=user.authority, role__in=roles, is_active=True, is_system=False)
        self.fields["asked_of"].queryset = people.order_by("name")


class LetThroughForm(forms.Form):
    reason = forms.CharField(
        label=_("Why the list is right all the same"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Who said so, and when. It stays on the list for ever: name no child."),
        error_messages={"required": _("Say why the list is right all the same.")},
    )


class FieldRulesForm(forms.Form):
    """One rule for each field of a source."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        choices = [(rule.value, rule.label) for rule in CHOSEN]
        for name in VALUES:
            self.fields[name] = forms.ChoiceField(choices=choices, label=FIELDS[name])


class LimitsForm(forms.ModelForm):
    """From where on a list is stopped."""

    class Meta:
        model = Limits
        fields = [
            "least_rows",
            "fewest_rows",
            "fewest_matches",
            "most_outside",
            "most_birthdays",
            "most_swapped",
            "most_renamed",
            "most_changed",
            "oldest_days",
        ]
        labels = {
            "least_rows": _("Rows below which a list is not judged by shares"),
            "fewest_rows": _("Rows, at least, in per cent of the source’s last list"),
            "fewest_matches": _("Children found on a list, at least, in per cent of the share on the last extract"),
            "most_outside": _("Homes outside the area, at most, in per cent"),
            "most_birthdays": _("Dates of birth that are missing or out of range, at most, in per cent"),
            "most_swapped": _("Names the other way round, at most, in per cent of those known"),
            "most_renamed": _("Children with another name, date of birth or UPN, at most, in per cent"),
            "most_changed": _("Children changed in anything but school and year group, at most, in per cent"),
            "oldest_days": _("Age of the list when it comes, at most, in days"),
        }

    def clean(self):
        cleaned = super().clean()
        for name, value in cleaned.items():
            if name not in ("least_rows", "oldest_days") and value is not None and value > 100:
                self.add_error(name, _("A share is at most 100 per cent."))
        return cleaned


class GiveUpForm(forms.Form):
    """A list that is not sent any more. The number is written by hand, so that nobody ends a whole roll by a slip."""

    why = forms.ChoiceField(
        choices=GivenUp.choices,
        widget=forms.RadioSelect,
        label=_("Why has the list ended?"),
        error_messages={"required": _("Choose why the list has ended.")},
    )
    on = DateField(
        label=_("The day on which it ended"),
        initial=timezone.localdate,
        help_text=_("Not before the day of its last list. For example, 31 3 2026."),
    )
    children = forms.IntegerField(
        min_value=0,
        label=_("How many children are on the list now?"),
        help_text=_("Write the number that stands above: their entries end."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-5"}),
        error_messages={"required": _("Write the number of children."), "invalid": _("Write a number.")},
    )
