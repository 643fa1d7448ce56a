"""Forms of layouts: what each heading of a file means, the headings of a layout made without a file."""

import csv
from collections.abc import Mapping, Sequence

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from lhb_ingest.actions.explaining import check_meaning
from lhb_ingest.choices import DateOrder, Field
from lhb_ingest.meanings import ALLOWED, is_forbidden, look_like_values
from lhb_ingest.sentences import layout_sentence
from records.choices import ListKind

UNREAD = "-"
MOST = 200  # headings


class MeaningsForm(forms.Form):
    """One choice for each heading, a name, and the order of dates. `meanings` and `dropped` are its result."""

    name = forms.CharField(
        label=_("Name of the layout"),
        max_length=100,
        help_text=_("The sender or the system that writes such files. A name that stands already gets a new version."),
        error_messages={"required": _("Give the layout a name.")},
    )
    date_order = forms.ChoiceField(
        choices=[("", _("Found from the whole column")), *DateOrder.choices],
        label=_("Order of dates"),
        required=False,
        help_text=_("Only needed where the sender writes dates that can be read both ways."),
    )

    def __init__(self, *args, kind: str, headings: Sequence[str], meanings: Mapping[str, str], **kwargs):
        super().__init__(*args, **kwargs)
        self.kind = kind
        self.headings = [heading for heading in headings if heading and not is_forbidden(kind, heading)]
        unread = _("Drop unread") if kind == ListKind.HEALTH else _("Leave unread")
        meant = [(name, Field(name).label) for name in ALLOWED[kind]]
        for number, heading in enumerate(self.headings):
            self.fields[f"heading_{number}"] = forms.ChoiceField(
                choices=[("", _("Choose what it means")), (UNREAD, unread), *meant],
                label=heading,
                required=False,
                initial=meanings.get(heading, ""),
            )

    @property
    def choices(self):
        """(heading, its field on the page), in the order of the file."""
        return [(heading, self[f"heading_{number}"]) for number, heading in enumerate(self.headings)]

    def clean(self):
        cleaned = super().clean()
        said = {heading: cleaned.get(f"heading_{number}", "") for number, heading in enumerate(self.headings)}
        self.meanings = {heading: name for heading, name in said.items() if name not in ("", UNREAD)}
        self.dropped = [heading for heading, name in said.items() if name == UNREAD]
        for number, heading in enumerate(self.headings):
            if not said[heading]:
                self.add_error(f"heading_{number}", layout_sentence("undecided", heading=heading))
        for sentence in check_meaning(self.kind, self.meanings):
            self.add_error(None, sentence)
        return cleaned


class HeadingsForm(forms.Form):
    """The headings of a layout that is made without a file at hand."""

    kind = forms.ChoiceField(label=_("Kind of list"), error_messages={"required": _("Choose the kind of list.")})
    sender = forms.CharField(
        label=_("Whose list"),
        required=False,
        max_length=100,
        help_text=_("Spelt as when the list is sent. Empty: whoever sends this kind of list."),
    )
    headings = forms.CharField(
        label=_("Headings"),
        max_length=4_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Copy the first line of the file, or write one heading on each line."),
        error_messages={"required": _("Write the headings.")},
    )

    def __init__(self, *args, kinds: Sequence[str], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind, ListKind(kind).label) for kind in kinds]

    def clean_headings(self) -> list[str]:
        lines = [line for line in self.cleaned_data["headings"].splitlines() if line.strip()]
        delimiter = max(",;\t|", key=lines[0].count) if lines else ","
        cells = next(csv.reader([lines[0]], delimiter=delimiter)) if len(lines) == 1 else lines
        headings = list(dict.fromkeys(cell.strip()[:100] for cell in cells if cell.strip()))
        if look_like_values(headings):
            raise ValidationError(_("These are values and no headings. Copy the line with the names of the columns."))
        if not 2 <= len(headings) <= MOST:
            raise ValidationError(_("Write at least two headings."))
        return headings
