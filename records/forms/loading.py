"""The form by which an administrator loads reference data: look first, then load."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from records.dates import DateField
from records.models import Authority

LARGEST = 1024 * 1024  # bytes: all schools of Wales are a tenth of it


class LoadForm(forms.Form):
    """Where it comes from, of which day it is, and the text itself, pasted or as a file."""

    source = forms.CharField(
        label=_("Source"), max_length=200, help_text=_("Whose publication it is, so that others can find it.")
    )
    as_at = DateField(label=_("Date of the source"), help_text=_("For example, 31 3 2026."))
    text = forms.CharField(
        label=_("Paste it here"), required=False, max_length=LARGEST, widget=forms.Textarea({"rows": 6})
    )
    file = forms.FileField(
        label=_("Or choose a file (CSV)"), required=False, widget=forms.FileInput({"accept": ".csv,.txt"})
    )

    def clean_as_at(self):
        if self.cleaned_data["as_at"] > timezone.localdate():
            raise ValidationError(_("The date cannot be later than today."))
        return self.cleaned_data["as_at"]

    def clean(self):
        """`content`: the text of the file, or what was pasted."""
        given = super().clean()
        file, content = given.get("file"), given.get("text", "")
        if file and file.size <= LARGEST:
            raw = file.read()
            try:
                content = raw.decode("utf-8-sig")
            except UnicodeDecodeError:
                content = raw.decode("cp1252", "replace")
        elif file:
            self.add_error("file", _("The file is too large."))
        if not content.strip() and not self.errors:
            self.add_error("text", _("Paste the list or choose a file."))
        return given | {"content": content}


class LoadDistrictsForm(LoadForm):
    authority = forms.ModelChoiceField(
        Authority.objects.all(), label=_("Local authority"), empty_label=_("Choose an authority")
    )
    field_order = ("authority", "source", "as_at", "text", "file")
