"""Which values of a case can be queried, in words; and where each value of the child and of the record comes from."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from records.choices import AddressStanding, EventKind, FlagKind, Origin, Preference, Relation
from records.keeping import ValueOf, ValueSource
from records.models import Case, CMERecord, User, ValueChange

OF_CHILD = {
    "forenames": gettext_lazy("Forenames"),
    "surname": gettext_lazy("Surname"),
    "former_names": gettext_lazy("Former names"),
    "born_on": gettext_lazy("Date of birth"),
    "address": gettext_lazy("Address"),
    "postcode": gettext_lazy("Postcode"),
}
OF_RECORD = {
    **OF_CHILD,
    "address_is": gettext_lazy("Current or last known address"),
    "parents": gettext_lazy("Parents"),
    "providers": gettext_lazy("Providers of education"),
    "aln": gettext_lazy("Additional learning needs (ALN)"),
    "alp": gettext_lazy("Additional learning provision (ALP)"),
}
OF_CONTACT = {
    "relation": gettext_lazy("Who the person is"),
    "name": gettext_lazy("Name"),
    "address": gettext_lazy("Address"),
    "postcode": gettext_lazy("Postcode"),
    "telephone": gettext_lazy("Telephone"),
    "email": gettext_lazy("E-mail"),
    "language": gettext_lazy("Language of letters"),
    "asked_on": gettext_lazy("Asked on"),
}
OF_ADDRESS = {
    "standing": gettext_lazy("This is the"),
    "address": gettext_lazy("Address"),
    "postcode": gettext_lazy("Postcode"),
    "since": gettext_lazy("From"),
    "until": gettext_lazy("Until"),
}
CODED: dict[str, Any] = {
    "address_is": Origin,
    "relation": Relation,
    "language": Preference,
    "standing": AddressStanding,
}
DAYS = ("born_on", "asked_on", "since", "until")
FIELDS: dict[str, dict[str, Any]] = {ValueOf.CHILD: OF_CHILD, ValueOf.RECORD: OF_RECORD}
OTHERS = {
    "contacts": gettext_lazy("People around the child"),
    "addresses": gettext_lazy("Addresses over time"),
    "dates": gettext_lazy("Dates of the case"),
    "notes": gettext_lazy("A note, a letter or an attachment"),
    "other": pgettext_lazy("what is queried", "Something else on the case"),
}


def queryable() -> list[tuple[str, str]]:
    """Every field that somebody may query, as (code, words)."""
    found = [
        (f"{of}.{name}", f"{ValueOf(of).label}: {words}")
        for of, fields in FIELDS.items()
        for name, words in fields.items()
    ]
    found += [(f"fact.{kind}", str(FlagKind(kind).label)) for kind in FlagKind.values]
    return [*found, *((code, str(words)) for code, words in OTHERS.items())]


def in_words(code: str) -> str:
    """The words of a field's code; the code itself where an older release wrote one that is no longer known."""
    return dict(queryable()).get(code, code)


def as_text(value: Any) -> str:
    """A value as a history keeps it."""
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, (list, tuple)):
        return "\n".join(as_text(each) for each in value)
    if isinstance(value, dict):
        return ", ".join(str(each) for each in value.values() if each)
    return "" if value is None else str(value)


def shown(name: str, text: str) -> str:
    """A kept value as a page shows it."""
    if name in DAYS and text:
        return date_format(datetime.date.fromisoformat(text), "j F Y")
    return str(CODED[name](text).label) if name in CODED and text else text


@dataclass(frozen=True)
class Value:
    """One value as it stands: where it comes from, since when, by whom; and the changes, newest first."""

    code: str
    asked_as: str  # the code under which it can be queried
    label: str
    text: str
    source: str
    by: User | None
    on: datetime.datetime | datetime.date
    changes: list[ValueChange] = field(default_factory=list)


def values_of(case: Case, record: CMERecord | None) -> list[tuple[str, list[Value]]]:
    """All values with a history, by what they are of, with words. Six queries, and two for the record's lines."""
    changes = with_words(case.value_changes.select_related("by"))
    first = case.spells.select_related("opened_by").order_by("number").first() or case
    began = {"source": first.get_origin_display(), "by": first.opened_by, "on": first.opened_on}
    found = [(str(ValueOf.CHILD.label), _values(ValueOf.CHILD, OF_CHILD, case.child, changes, began))]
    if record:
        copied = {"source": _("Copied from the case file"), "by": None, "on": record.entered_at}
        found.append((str(ValueOf.RECORD.label), _values(ValueOf.RECORD, OF_RECORD, record, changes, copied)))
    return found + _of_contacts(case, changes) + _of_addresses(case, changes)


def _of_contacts(case: Case, changes: Sequence[ValueChange]) -> list[tuple[str, list[Value]]]:
    """Of one recorded before values kept their sources, the first event says who recorded it."""
    events = case.events.filter(kind=EventKind.CONTACT_SET).select_related("by").order_by("-pk")
    first = {event.detail.get("contact"): event for event in events}
    found = []
    for contact in case.contacts.current():
        event = first.get(contact.pk)
        began = {"by": event and event.by, "on": event.at if event else case.opened_on}
        began["source"] = str(ValueSource.OTHER.label)
        values = _values(ValueOf.CONTACT, OF_CONTACT, contact, changes, began, asked_as="contacts")
        found.append((f"{ValueOf.CONTACT.label}: {contact.name}", values))
    return found


def _of_addresses(case: Case, changes: Sequence[ValueChange]) -> list[tuple[str, list[Value]]]:
    found = []
    for row in case.addresses.select_related("recorded_by"):
        began = {"source": str(ValueSource.OTHER.label), "by": row.recorded_by, "on": row.recorded_at}
        values = _values(ValueOf.ADDRESS, OF_ADDRESS, row, changes, began, asked_as="addresses")
        found.append((f"{ValueOf.ADDRESS.label}: {row.address}", values))
    return found


def with_words(changes: Iterable[ValueChange]) -> list[ValueChange]:
    """Changes with `was` and `became` as a page shows them."""
    changes = list(changes)
    for change in changes:
        change.was, change.became = shown(change.field, change.before), shown(change.field, change.after)
    return changes


def _values(
    of: str,
    fields: Mapping[str, Any],
    row: Any,
    changes: Iterable[ValueChange],
    began: Mapping[str, Any],
    *,
    asked_as: str = "",
) -> list[Value]:
    """`asked_as` of one of several: a query is of them all together."""
    number, values = row.pk if asked_as else None, []
    for name, label in fields.items():
        own = [change for change in changes if (change.of, change.row, change.field) == (of, number, name)]
        text = shown(name, as_text(standing(row, name)))
        said = {"source": own[0].get_source_display(), "by": own[0].by, "on": own[0].at} if own else began
        code = f"{of}.{number}.{name}" if asked_as else f"{of}.{name}"
        values.append(Value(code=code, asked_as=asked_as or code, label=str(label), text=text, changes=own, **said))
    return values


def standing(row: Any, name: str) -> Any:
    """What stands in a field; of the parents and providers of a record, a line for each."""
    if name in ("parents", "providers"):
        lines = getattr(row, name).order_by("pk")
        return [
            {key: value for key, value in line.items() if key not in ("id", "record_id", "authority_id")}
            for line in lines.values()
        ]
    return getattr(row, name)
