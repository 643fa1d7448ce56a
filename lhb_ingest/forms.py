"""The forms of lists coming in: send a file, dismiss a candidate."""

from datetime import timedelta

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lhb_ingest.actions.apart_later import SAID_BY_PEOPLE
from lhb_ingest.choices import DateOrder, TakenApart, UnsureReason
from lhb_ingest.models import NearMatch
from lhb_ingest.sentences import refusal_sentence
from records.choices import DismissalReason, ListKind
from records.dates import DateField
from records.forms.database import FindingsFields
from records.forms.origins import CircumstancesFields
from records.models import Authority, User

OLDEST = timedelta(days=3 * 366)
EDUCATION_KINDS = [(kind.value, kind.label) for kind in ListKind if kind != ListKind.HEALTH]


class FileForm(forms.Form):
    """What every list has: a file and the day on which it was true."""

    as_at = DateField(
        label=_("Date of the list"), help_text=_("The day on which the list was true. For example, 31 3 2026.")
    )
    file = forms.FileField(
        label=_("File"),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx,.xls,.ods"}),
        error_messages={"required": _("Choose a file.")},
        allow_empty_file=True,
    )

    def __init__(self, *args, request=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.is_too_large = bool(getattr(request, "upload_too_large", False))
        self.fields["file"].help_text = _(
            "A spreadsheet (xlsx, xls, ods) or CSV file of at most %(megabytes)s MB. "
            "Sending children again who are on an earlier list does no harm."
        ) % {"megabytes": megabytes()}

    def clean_as_at(self):
        as_at = self.cleaned_data["as_at"]
        if as_at > timezone.localdate():
            raise ValidationError(_("The date of the list cannot be later than today."))
        if as_at < timezone.localdate() - OLDEST:
            raise ValidationError(_("The date of the list is more than three years ago. Check the year."))
        return as_at

    def full_clean(self):
        super().full_clean()
        if self.is_bound and self.is_too_large:
            values = {"megabytes": megabytes()}
            self._errors["file"] = self.error_class([refusal_sentence({"code": "too_large", "values": values})])


class MendedRowsForm(FileForm):
    """The sheet of mended rows: whose list it is and of which day is known."""

    as_at = None

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["file"].label = _("Sheet with the mended rows")
        self.fields["file"].help_text = _("The sheet that was downloaded here, mended, with all its columns.")


def megabytes() -> int:
    """How large a file may be."""
    return settings.LARGEST_FILE // 1024 // 1024


class SendExtractForm(FileForm):
    """A health board's extract for one of the authorities it serves."""

    authority = forms.ModelChoiceField(
        Authority.objects.none(),
        label=_("Authority"),
        empty_label=_("Choose an authority"),
        help_text=_("The authority in whose area the children usually live."),
        error_messages={"required": _("Choose an authority.")},
    )
    field_order = ["authority", "as_at", "file"]

    def __init__(self, *args, health_board, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["authority"].queryset = Authority.objects.filter(health_board=health_board)


class SendExtractByApiForm(SendExtractForm):
    """The same from a system: the date in one value, as year-month-day."""

    as_at = DateField(
        widget=forms.DateInput,
        input_formats=["%Y-%m-%d"],
        error_messages={"invalid": _("Write the date as year-month-day, like 2026-03-31.")},
    )


class SendListForm(FileForm):
    """One of the authority's own lists."""

    kind = forms.ChoiceField(
        choices=EDUCATION_KINDS,
        widget=forms.RadioSelect,
        label=_("Kind of list"),
        error_messages={"required": _("Choose what kind of list this is.")},
    )
    sender = forms.CharField(
        label=_("Whose list"),
        required=False,
        max_length=100,
        help_text=_("Needed for another authority’s roll and for an independent school: its name, always spelt alike."),
    )
    covers_all = forms.TypedChoiceField(
        choices=[
            ("yes", _("Every child of its kind: a child who is not on it has left")),
            ("no", _("Only the schools that are in it: other schools’ children stay as they are")),
        ],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        label=_("What the list covers"),
        error_messages={"required": _("Choose what the list covers.")},
    )
    field_order = ["kind", "sender", "as_at", "covers_all", "file"]

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("kind") in (ListKind.OTHER_AUTHORITY, ListKind.INDEPENDENT) and not cleaned.get("sender"):
            self.add_error("sender", _("Say whose list it is."))
        return cleaned


class ConfirmForm(FindingsFields, CircumstancesFields):
    """The three findings; where the child comes from; and, where a case may be about them, that it is another child."""

    another_child = forms.BooleanField(label=_("This is another child: open a new case"), required=False)

    def __init__(self, *args, authority_id, **kwargs):
        super().__init__(*args, **kwargs)
        self.offer(authority_id)

    def origin(self):
        """The boxes of origin and reason, for the page."""
        return [self[name] for name in CircumstancesFields.base_fields]


class UnsureForm(forms.Form):
    """Whom to ask about which pair, and why."""

    near_match = forms.ModelChoiceField(
        NearMatch.objects.none(),
        label=_("Which entry are you unsure of?"),
        required=False,
        empty_label=None,
        widget=forms.RadioSelect,
    )
    asked_of = forms.ModelChoiceField(
        User.objects.none(), label=_("Who should look?"), required=False, empty_label=_("Any colleague")
    )
    reason = forms.ChoiceField(
        choices=[("", _("No reason given")), *UnsureReason.choices],
        label=_("What makes you unsure (optional)"),
        required=False,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args, colleagues, near, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["near_match"].queryset = near
        self.fields["near_match"].label_from_instance = lambda each: (
            f"{each.entry.full_name}, {each.entry.get_kind_display()}"
        )
        self.fields["asked_of"].queryset = colleagues
        self.fields["asked_of"].label_from_instance = lambda each: each.name
        self.only = near[0] if len(near) == 1 else None
        if len(near) < 2:
            del self.fields["near_match"]

    def clean(self):
        """The only pair is the one that is meant."""
        return {"near_match": self.only} | super().clean()


class TakeApartForm(forms.Form):
    why = forms.ChoiceField(
        choices=TakenApart.choices,
        widget=forms.RadioSelect,
        label=_("Why is the match taken apart?"),
        error_messages={"required": _("Choose why the match is taken apart.")},
    )


class BecameOfForm(forms.Form):
    became = forms.ChoiceField(
        choices=[(each.value, each.label) for each in SAID_BY_PEOPLE],
        widget=forms.RadioSelect,
        label=_("What became of the child?"),
        error_messages={"required": _("Choose what became of the child.")},
    )


class NameFormForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=60, error_messages={"required": _("Write a forename.")})
    form = forms.CharField(
        label=_("A form of it"), max_length=60, error_messages={"required": _("Write a form of the forename.")}
    )
    source = forms.CharField(
        label=_("How you know"),
        max_length=200,
        help_text=_("For example: a dictionary of names, or common use in the area. Name no child."),
        error_messages={"required": _("Say how you know that one is a form of the other.")},
    )
    knowingly = forms.BooleanField(
        label=_("I have seen what the shipped table says of these names, and want the form added"), required=False
    )


class DatesForm(forms.Form):
    """What 03/04/2015 means on a list that does not show it."""

    order = forms.ChoiceField(
        choices=[
            (DateOrder.DAY_FIRST.value, _("3 April 2015: the day comes first")),
            (DateOrder.MONTH_FIRST.value, _("4 March 2015: the month comes first")),
        ],
        widget=forms.RadioSelect,
        label=_("Which day does the sender mean by 03/04/2015?"),
        error_messages={"required": _("Choose how the dates are read.")},
    )


class DismissForm(forms.Form):
    reason = forms.ChoiceField(
        choices=DismissalReason.choices,
        widget=forms.RadioSelect,
        label=_("Why the child is not missing education"),
        error_messages={"required": _("Choose why the child is not missing education.")},
    )
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What shows it, and who said so. Do not write about the child’s health."),
    )


class PurgeDayForm(forms.Form):
    """The day of which somebody asks what will go."""

    day = DateField(label=_("Day"), help_text=_("What will have gone on this day. For example, 31 3 2026."))

    def clean_day(self):
        day = self.cleaned_data["day"]
        if day < timezone.localdate():
            raise ValidationError(_("Choose today or a later day."))
        return day


class CheckCertificateForm(forms.Form):
    """A file that its sender still has, or a digest that was noted at an earlier visit."""

    file = forms.FileField(
        label=_("A file that its sender still has (optional)"),
        required=False,
        allow_empty_file=True,
        help_text=_("Only its SHA-256 is computed. The file is not kept."),
    )
    digest = forms.CharField(
        label=_("A digest noted at an earlier visit (optional)"),
        required=False,
        max_length=64,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_digest(self):
        digest = self.cleaned_data["digest"].strip().lower()
        if digest and (len(digest) != 64 or set(digest) - set("0123456789abcdef")):
            raise ValidationError(_("A digest has 64 signs: figures and the letters a to f."))
        return digest


class ThresholdForm(forms.Form):
    """How many wrong links a manager is ready to expect; the reason is asked for when it is set."""

    expected = forms.DecimalField(
        label=_("Wrong links at most, in ten thousand accepted"),
        help_text=_("For example 1 or 0.5. The service works out the threshold from the latest list."),
        min_value=0,
        max_value=1000,
        decimal_places=3,
        widget=forms.TextInput({"inputmode": "decimal", "class": "govuk-input--width-5", "autocomplete": "off"}),
        error_messages={"required": _("Enter how many wrong links you are ready to expect.")},
    )
    reason = forms.CharField(
        label=_("Why the threshold is changed"), required=False, max_length=2000, widget=forms.Textarea({"rows": 3})
    )
