"""Events in words, in the language of the page: what a timeline shows of the codes that an event keeps."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from records.choices import (
    Basis,
    CaseOrigin,
    CaseStatus,
    ClosureReason,
    Condition,
    EventKind,
    FlagKind,
    FlagSource,
    Ground,
    SuitabilityFinding,
)
from records.models import CaseEvent, User

ITEMS = {
    "forenames": gettext_lazy("Forenames"),
    "surname": gettext_lazy("Surname"),
    "former_names": gettext_lazy("Former names"),
    "born_on": gettext_lazy("Date of birth"),
    "address": gettext_lazy("Address"),
    "postcode": gettext_lazy("Postcode"),
    "address_is": gettext_lazy("Current or last known address"),
    "parents": gettext_lazy("Parents"),
    "providers": gettext_lazy("Providers of education"),
    "aln": gettext_lazy("Additional learning needs (ALN)"),
    "alp": gettext_lazy("Additional learning provision (ALP)"),
}
# The key of an event's detail that each kind shows, with the words for its codes.
WORDS: dict[str, tuple[tuple[str, type], ...]] = {
    EventKind.OPENED: (("origin", CaseOrigin),),
    EventKind.FLAGGED: (("fact", FlagKind), ("source", FlagSource)),
    EventKind.CLOSED: (("reason", ClosureReason), ("ground", Ground)),
    EventKind.REMOVED: (("ground", Ground),),
}


@dataclass(frozen=True)
class Happening:
    """One event as the timeline shows it."""

    title: str
    details: list[str]
    by: User | None
    at: object


def happenings(events: Iterable[CaseEvent]) -> list[Happening]:
    """`events` with `by` selected. One query more, for the names of caseworkers in changes of caseworker."""
    events = list(events)
    people = people_in(events)
    return [
        Happening(title=event.get_kind_display(), details=details(event, people), by=event.by, at=event.at)
        for event in events
    ]


def people_in(events: list[CaseEvent]) -> dict[int, str]:
    ids = {event.detail.get(key) for event in events if event.kind == EventKind.ASSIGNED for key in ("from", "to")}
    return dict(User.objects.filter(pk__in=ids - {None}).values_list("pk", "name")) if ids - {None} else {}


def details(event: CaseEvent, people: dict[int, str]) -> list[str]:
    detail = event.detail
    if event.kind == EventKind.MOVED:
        return [change(word(CaseStatus, detail.get("from")), word(CaseStatus, detail.get("to")))]
    if event.kind == EventKind.ASSIGNED:
        nobody = _("Nobody yet")
        return [change(people.get(detail.get("from"), nobody), people.get(detail.get("to"), nobody))]
    if event.kind == EventKind.RECORD_CHANGED:
        return [str(ITEMS.get(item, item)) for item in detail.get("items", [])]
    if event.kind == EventKind.FINDING:
        return [finding(detail), word(Basis, detail.get("basis"))]
    said = [word(choices, detail[key]) for key, choices in WORDS.get(event.kind, ()) if detail.get(key)]
    return [*said, *since(detail)]


def since(detail: dict[str, str]) -> list[str]:
    """Since when a ground holds, where somebody said so."""
    if not detail.get("since"):
        return []
    return [_("Since %(date)s") % {"date": date_format(datetime.date.fromisoformat(detail["since"]), "j F Y")}]


def finding(detail: dict[str, str]) -> str:
    """What was found. Of suitability: 'is not', or 'may not be'."""
    if detail.get("suitability"):
        return word(SuitabilityFinding, detail["suitability"])
    return word(Condition, detail.get("condition"))


def change(before: str, after: str) -> str:
    return _("From: %(before)s. To: %(after)s.") % {"before": before, "after": after}


def word(choices: type, code: str | None) -> str:
    """The words for a code; the code itself where an older release wrote one that is no longer known."""
    return str(choices(code).label) if code in choices.values else str(code or "")
