"""The forms that keep a case file right: attachments, queries of values, and what becomes of records in a disposal."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from records.accuracy import queryable
from records.attachments import LARGEST
from records.dates import DateField
from records.keeping import Disposal, QueryOutcome, RaisedBy

LENGTH = 5000


class AttachmentForm(forms.Form):
    file = forms.FileField(
        label=_("File"),
        allow_empty_file=True,
        max_length=None,
        widget=forms.FileInput({"accept": ".pdf,.docx,.xlsx,.odt,.ods,.jpg,.jpeg,.png"}),
        error_messages={"required": _("Choose a file.")},
    )
    about = forms.CharField(
        label=_("What it is (optional)"),
        required=False,
        max_length=200,
        widget=forms.TextInput({"autocomplete": "off"}),
        help_text=_("For example: letter from the school of 3 March. The family may ask to see it."),
    )

    def __init__(self, *args: Any, request: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_too_large = bool(getattr(request, "upload_too_large", False))
        self.fields["file"].help_text = _(
            "PDF, picture (JPEG or PNG), Word, Excel or OpenDocument file without macros, of at most %(most)s MB."
        ) % {"most": LARGEST // 1024**2}

    def clean(self) -> dict[str, Any]:
        if self.is_too_large:
            self.errors.pop("file", None)
            self.add_error("file", _("The file is too large. Nothing was attached."))
        return super().clean()


class QueryForm(forms.Form):
    """Somebody says that a value is wrong or incomplete."""

    field = forms.ChoiceField(label=_("Which value"), error_messages={"required": _("Choose the value.")})
    said = forms.CharField(
        label=_("What is said to be wrong or missing"),
        max_length=LENGTH,
        widget=forms.Textarea({"rows": 4}),
        error_messages={"required": _("Write what is said to be wrong or missing.")},
    )
    raised_by = forms.ChoiceField(
        label=_("Who says so"),
        choices=RaisedBy.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say who says so.")},
    )
    raised_by_name = forms.CharField(
        label=_("Name (optional)"), required=False, max_length=200, widget=forms.TextInput({"autocomplete": "off"})
    )
    raised_on = DateField(label=_("When they said so"))
    is_rights_request = forms.BooleanField(
        label=_("They ask for their data to be put right: answer within one calendar month"), required=False
    )

    def __init__(self, *args: Any, field: str = "", **kwargs: Any) -> None:
        super().__init__(*args, initial={"field": field, "raised_on": timezone.localdate()}, **kwargs)
        self.fields["field"].choices = [("", ""), *queryable()]


class StepForm(forms.Form):
    text = forms.CharField(
        label=_("What was done to find out"),
        max_length=LENGTH,
        widget=forms.Textarea({"rows": 4}),
        error_messages={"required": _("Write what was done.")},
    )
    on = DateField(label=_("Date"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, initial={"on": timezone.localdate()}, **kwargs)


class SettleForm(forms.Form):
    outcome = forms.ChoiceField(
        label=_("How the query ends"),
        choices=QueryOutcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how the query ends.")},
    )
    note = forms.CharField(
        label=_("What the answer rests on"),
        max_length=LENGTH,
        widget=forms.Textarea({"rows": 4}),
        error_messages={"required": _("Write what the answer rests on.")},
    )


class DisposalForm(forms.Form):
    """What is to become of the records that are ticked, or of all on the list."""

    decision = forms.ChoiceField(
        label=_("What is to become of them"),
        choices=Disposal.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say what is to become of the records.")},
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("It stays beside each of these records. Name no child."),
        error_messages={"required": _("Give the reason.")},
    )
