"""The forms of where cases come from: referral, off-roll return, origin and reason, codes, queries."""

import csv
import io
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from records.actions import CircumstancesGiven
from records.codes import Asker, CodeKind, Direction
from records.dates import DateField
from records.forms.cases import NAME, NOTE_LENGTH, NewCaseForm
from records.forms.fields import VersionedForm
from records.models import CaseCode, Circumstances, Query
from records.spreadsheets import parse_date


class CodeField(forms.ModelChoiceField):
    """One code of a list; nothing chosen is 'not known'. Of a ground the year of its regulations stands with it."""

    def __init__(self, kind: str, **kwargs: Any) -> None:
        usual = {"required": False, "empty_label": _("Not known"), "queryset": CaseCode.objects.none()}
        super().__init__(**usual | kwargs)
        self.kind = kind

    def label_from_instance(self, code: CaseCode) -> str:
        return f"{code.code[:4]} {code}" if code.kind == CodeKind.GROUND else str(code)


class CircumstancesFields(forms.Form):
    """Where the child comes from, as far as it is known."""

    came_from = CodeField(CodeKind.ORIGIN, label=CodeKind.ORIGIN.label)
    reason = CodeField(CodeKind.REASON, label=CodeKind.REASON.label)
    school_name = forms.CharField(label=_("Previous school"), required=False, max_length=200)
    off_roll_on = DateField(label=_("Day on which it took the child off its roll"), required=False)
    ground = CodeField(
        CodeKind.GROUND,
        label=_("Ground, with the year of the regulations"),
        help_text=_("The letter stands for regulation 8(1) of the Education (Pupil Registration) (Wales) Regulations."),
    )

    def offer(self, authority_id: str, chosen: Circumstances | None = None) -> None:
        """The codes that hold today, and those that stand already."""
        for name in ("came_from", "reason", "ground"):
            field = self.fields[name]
            found = CaseCode.objects.usable(authority_id, timezone.localdate())
            if chosen:
                stood = [chosen.origin_id, chosen.reason_id, chosen.ground_id]
                found |= CaseCode.objects.filter(pk__in=[pk for pk in stood if pk])
            field.queryset = found.filter(kind=field.kind)

    def circumstances(self, **more: Any) -> CircumstancesGiven:
        names = ("reason", "school_name", "off_roll_on", "ground")
        return CircumstancesGiven(
            origin=self.cleaned_data["came_from"], **{name: self.cleaned_data[name] for name in names}, **more
        )


class ReferralForm(NewCaseForm, CircumstancesFields):
    """A referral by whoever it is; who it is may stay unsaid."""

    is_anonymous = forms.BooleanField(label=_("The referrer wishes to stay unnamed"), required=False)
    referrer_contact = forms.CharField(label=_("How to reach the referrer"), required=False, max_length=200)
    concern = forms.CharField(
        label=_("What the referrer said"),
        required=False,
        max_length=NOTE_LENGTH,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("It becomes the first note of the case. The family may ask to read it."),
    )
    field_order = (
        *("forenames", "surname", "former_names", "born_on", "address", "postcode", "origin", "is_anonymous"),
        *("referred_by", "referrer_contact", "received_on", "concern", "came_from", "reason", "school_name"),
        *("off_roll_on", "ground", "take_it"),
    )
    OWN = (
        "came_from",
        "reason",
        "school_name",
        "off_roll_on",
        "ground",
        "is_anonymous",
        "referrer_contact",
        "take_it",
        "concern",
    )

    def __init__(self, *args: Any, authority_id: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer(authority_id)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("is_anonymous") and (data.get("referred_by") or data.get("referrer_contact")):
            self.add_error("is_anonymous", _("A referrer who stays unnamed leaves no name and no way to be reached."))
        return data

    def asked(self) -> dict[str, Any]:
        """What the writer takes."""
        opening = {name: value for name, value in self.cleaned_data.items() if name not in self.OWN}
        who = {name: self.cleaned_data.get(name) or "" for name in ("referrer_contact",)}
        is_anonymous = bool(self.cleaned_data.get("is_anonymous"))
        given = self.circumstances(is_anonymous=is_anonymous, **who)
        return {"opening": opening, "given": given, "concern": self.cleaned_data["concern"]}


class OffRollForm(ReferralForm):
    """A school's return: the school, the day and the ground are what it is about."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("origin", "is_anonymous", "referred_by", "referrer_contact"):
            del self.fields[name]
        for name in ("school_name", "off_roll_on", "ground"):
            self.fields[name].required = True
        self.fields["school_name"].label = _("School")
        self.fields["ground"].empty_label = ""
        self.fields["received_on"].label = _("When the authority got the return")
        self.fields["concern"].label = _("What the school said")


class CircumstancesForm(VersionedForm, CircumstancesFields):
    """On an open case."""

    def __init__(self, *args: Any, stood: Circumstances | None, **kwargs: Any) -> None:
        initial = {}
        if stood:
            names = ("reason", "school_name", "off_roll_on", "ground")
            initial = {"came_from": stood.origin_id} | {name: getattr(stood, name) for name in names}
            initial |= {name: getattr(stood, f"{name}_id") for name in ("reason", "ground")}
        super().__init__(*args, initial=initial, **kwargs)
        self.offer(self.case.authority_id, stood)


# ------------------------------------------------------------------------------------------------------------ queries
class AnswerForm(forms.Form):
    answer = forms.CharField(
        label=_("What was answered"),
        max_length=NOTE_LENGTH,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": _("Write what was answered.")},
    )


class QueryForm(AnswerForm):
    """Somebody asks about a child. With an answer it is closed at once."""

    origin = forms.ChoiceField(label=_("Who asks"), choices=Asker.choices, widget=forms.RadioSelect)
    asked_by = forms.CharField(label=_("Name, or which authority or school"), required=False, max_length=200)
    received_on = DateField(label=_("When it was asked"))
    forenames = forms.CharField(label=_("Forenames"), required=False, max_length=150, widget=forms.TextInput(NAME))
    surname = forms.CharField(label=_("Surname"), required=False, max_length=150, widget=forms.TextInput(NAME))
    born_on = DateField(label=_("Date of birth"), required=False)
    question = forms.CharField(label=_("What was asked"), max_length=NOTE_LENGTH, widget=forms.Textarea({"rows": 3}))
    field_order = ("origin", "asked_by", "received_on", "forenames", "surname", "born_on", "question", "answer")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, initial={"received_on": timezone.localdate()}, **kwargs)
        self.fields["answer"].required = False
        self.fields["answer"].help_text = _(
            "With an answer the query is closed at once. Leave it empty to keep it open."
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        about = {name: data.pop(name, None) or None for name in ("asked_by", "forenames", "surname", "born_on")}
        about |= {name: about[name] or "" for name in ("asked_by", "forenames", "surname")}
        return data | {"about": about, "close": bool(data.get("answer", "").strip())}


def beginnings(query: Query | None) -> dict[str, Any]:
    """What a query says already of the case that it becomes."""
    if query is None:
        return {}
    said = {name: getattr(query, name) for name in ("forenames", "surname", "born_on", "origin", "received_on")}
    return said | {"referred_by": query.asked_by}


# -------------------------------------------------------------------------------------------------------------- codes
class CaseCodeForm(forms.Form):
    """One code in both languages."""

    name = forms.CharField(label=_("Name, in English"), max_length=100)
    name_cy = forms.CharField(label=_("Name, in Welsh"), max_length=100)
    source = forms.CharField(label=_("Source"), max_length=200, help_text=_("Whose list it is."))
    counts_as = forms.ModelChoiceField(
        label=_("Counts in England's list as"), queryset=CaseCode.objects.none(), required=False, empty_label=_("None")
    )
    direction = forms.ChoiceField(
        label=_("Which of the authority's own targets it starts"), choices=Direction.choices, required=False
    )
    valid_from = DateField(label=_("First day on which it may be chosen"), required=False)
    valid_to = DateField(label=_("Last day on which it may be chosen"), required=False)
    is_checked = forms.BooleanField(label=_("Checked against its source"), required=False)

    def __init__(self, *args: Any, kind: str, stood: CaseCode | None = None, **kwargs: Any) -> None:
        names = tuple(self.base_fields)
        initial = {name: getattr(stood, name) for name in names} if stood else {}
        super().__init__(*args, initial=initial | ({"counts_as": stood.counts_as_id} if stood else {}), **kwargs)
        if kind != CodeKind.REASON:
            del self.fields["counts_as"]
        else:
            self.fields["counts_as"].queryset = CaseCode.objects.filter(kind=CodeKind.ENGLAND_REASON)
        if kind != CodeKind.ORIGIN:
            del self.fields["direction"]
        if stood is None:
            self.fields["code"] = forms.SlugField(label=_("Code"), max_length=30, help_text=_("Like moved_in."))
            self.order_fields(["code", *names])


HEADINGS = ("kind", "code", "name", "name_cy", "source")


class CodesForm(forms.Form):
    """A list of codes as CSV, with headings."""

    text = forms.CharField(
        label=_("List of codes (CSV)"),
        max_length=200_000,
        widget=forms.Textarea({"rows": 8}),
        help_text=_(
            "Headings: kind, code, name, name_cy, source, and if wanted counts_as, direction, valid_from, valid_to. "
            "The kinds are origin, reason and ground."
        ),
    )

    def clean_text(self) -> list[dict[str, Any]]:
        rows = csv.DictReader(io.StringIO(self.cleaned_data["text"].strip().lstrip("\ufeff")), skipinitialspace=True)
        if not set(HEADINGS) <= set(rows.fieldnames or ()):
            raise forms.ValidationError(_("The first line needs the headings kind, code, name, name_cy, source."))
        england = {code.code: code for code in CaseCode.objects.filter(kind=CodeKind.ENGLAND_REASON)}
        return [self.line(number, row, england) for number, row in enumerate(rows, start=2)]

    def line(self, number: int, row: dict[str, str], england: dict[str, CaseCode]) -> dict[str, Any]:
        said = {name: (value or "").strip() for name, value in row.items() if name and isinstance(value, str)}
        try:
            days = {name: parse_date(said[name]) if said.get(name) else None for name in ("valid_from", "valid_to")}
            checked = forms.SlugField(max_length=30).clean(said["code"])
            counts_as = england[said["counts_as"]] if said.get("counts_as") else None
        except (ValueError, KeyError, forms.ValidationError):
            raise self.wrong(number) from None
        kinds = (CodeKind.ORIGIN, CodeKind.REASON, CodeKind.GROUND)
        short = (
            all(len(said.get(name, "")) <= 100 for name in ("name", "name_cy")) and len(said.get("source", "")) <= 200
        )
        if said["kind"] not in kinds or said.get("direction", "") not in Direction.values or not short:
            raise self.wrong(number)
        return said | days | {"code": checked, "counts_as": counts_as}

    def wrong(self, number: int) -> forms.ValidationError:
        return forms.ValidationError(gettext("Line %(number)s: something in it cannot be read.") % {"number": number})
