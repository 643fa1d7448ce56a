"""The forms of letters: to whom and which, then how it goes; the day of service; a pair of texts."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from records.choices import LetterKind
from records.dates import DateField
from records.models import Case, Contact

LANGUAGES = [
    ("", _("As the person asked, and both where nobody has asked")),
    ("cy,en", _("Welsh and English")),
    ("cy", _("Welsh only")),
    ("en", _("English only")),
]


class WhichLetterForm(forms.Form):
    contact = forms.ModelChoiceField(
        label=_("To whom"),
        queryset=Contact.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": _("Choose to whom the letter goes.")},
    )
    kind = forms.ChoiceField(
        label=_("Which letter"),
        choices=LetterKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the letter.")},
    )

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["contact"].queryset = case.contacts.current().select_related("case")
        self.fields["contact"].label_from_instance = lambda contact: (
            f"{contact.name} ({contact.get_relation_display()}; {contact.get_language_display()})"
        )


class LetterForm(forms.Form):
    languages = forms.ChoiceField(label=_("Languages"), choices=LANGUAGES, required=False, widget=forms.RadioSelect)
    how = forms.ChoiceField(
        label=_("How it goes"),
        choices=[("print", _("Somebody prints and posts it")), ("post", _("GOV.UK Notify prints and posts it"))],
        initial="print",
        widget=forms.RadioSelect,
    )
    served_on = DateField(
        label=_("Day of service"),
        required=False,
        help_text=_("It counts as the first of the 15 days. Leave empty if it is not known yet."),
    )

    def __init__(self, *args: Any, kind: str, can_post: bool, **kwargs: Any) -> None:
        super().__init__(*args, initial={"languages": "", "how": "print"}, **kwargs)
        if kind != LetterKind.S437:
            del self.fields["served_on"]
        if not can_post:
            del self.fields["how"]

    def given(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "languages": tuple(filter(None, data["languages"].split(","))),
            "by_post": data.get("how") == "post",
            "served_on": data.get("served_on"),
        }


class ServedForm(forms.Form):
    served_on = DateField(label=_("Day of service"), help_text=_("It counts as the first of the 15 days."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, initial={"served_on": timezone.localdate()}, **kwargs)


class PairForm(forms.Form):
    """A letter in both languages."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    subject_cy = forms.CharField(label=_("Subject, in Welsh"), max_length=200)
    body_cy = forms.CharField(label=_("Text, in Welsh"), max_length=6000, widget=forms.Textarea({"rows": 16}))
    subject = forms.CharField(label=_("Subject, in English"), max_length=200)
    body = forms.CharField(label=_("Text, in English"), max_length=6000, widget=forms.Textarea({"rows": 16}))
