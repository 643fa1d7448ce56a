"""Events in words, in the language of the page: what a timeline or a log shows of the codes that an event keeps."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from records.choices import (
    AddressStanding,
    Basis,
    CaseOrigin,
    CaseStatus,
    ClockKind,
    ClockOutcome,
    ClosureReason,
    ClosureRule,
    Condition,
    EnquiryResult,
    EventKind,
    FlagKind,
    FlagSource,
    Ground,
    LetterKind,
    LetterState,
    ListKind,
    MarkerKind,
    Preference,
    ProposalState,
    Relation,
    Role,
    SuitabilityFinding,
    TaskOutcome,
    TransferState,
)
from records.keeping import FileKind, QueryOutcome, RaisedBy
from records.models import AdminEvent, Authority, CaseEvent, HealthBoard, User

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
    EventKind.TRANSFERRED: (("state", TransferState),),
    EventKind.ERASED: (("ground", Ground),),
    EventKind.REOPENED: (("origin", CaseOrigin),),
    EventKind.MARKED: (("marker", MarkerKind),),
    EventKind.UNMARKED: (("marker", MarkerKind),),
    EventKind.ENQUIRED: (("result", EnquiryResult),),
    EventKind.TASK_ENDED: (("outcome", TaskOutcome),),
    EventKind.CLOCK_STARTED: (("clock", ClockKind),),
    EventKind.CLOCK_CHANGED: (("clock", ClockKind),),
    EventKind.CLOCK_PAUSED: (("clock", ClockKind),),
    EventKind.CLOCK_RESUMED: (("clock", ClockKind),),
    EventKind.CLOCK_ENDED: (("clock", ClockKind), ("outcome", ClockOutcome)),
    EventKind.CLOSURE_ASKED: (("reason", ClosureReason),),
    EventKind.CLOSURE_REFUSED: (("reason", ClosureReason),),
    EventKind.SEEN_ON_LIST: (("list", ListKind),),
    EventKind.PROPOSAL_ENDED: (("state", ProposalState),),
    EventKind.LEFT_LIST: (("list", ListKind),),
    EventKind.CONTACT_SET: (("relation", Relation), ("language", Preference)),
    EventKind.CONTACT_ENDED: (("relation", Relation),),
    EventKind.ADDRESS_SET: (("standing", AddressStanding),),
    EventKind.LETTER_MADE: (("template", LetterKind),),
    EventKind.LETTER_POSTED: (("state", LetterState),),
    EventKind.ATTACHED: (("file", FileKind),),
    EventKind.DETACHED: (("file", FileKind),),
    EventKind.QUERIED: (("raised_by", RaisedBy),),
    EventKind.QUERY_SETTLED: (("outcome", QueryOutcome),),
}


# What a timeline can be narrowed to.
GROUPS: dict[str, tuple[object, tuple[str, ...]]] = {
    "case": (
        gettext_lazy("Opening, status and closing"),
        (
            *(EventKind.OPENED, EventKind.REOPENED, EventKind.MOVED, EventKind.MARKED, EventKind.UNMARKED),
            *(EventKind.CLOSURE_ASKED, EventKind.CLOSURE_REFUSED, EventKind.CLOSED),
        ),
    ),
    "work": (
        gettext_lazy("Notes, enquiries and tasks"),
        (
            *(EventKind.NOTED, EventKind.ENQUIRED, EventKind.TASK_SET, EventKind.TASK_CHANGED, EventKind.TASK_ENDED),
            EventKind.ASSIGNED,
        ),
    ),
    "clocks": (
        gettext_lazy("Clocks"),
        (
            *(EventKind.CLOCK_STARTED, EventKind.CLOCK_CHANGED, EventKind.CLOCK_PAUSED, EventKind.CLOCK_RESUMED),
            EventKind.CLOCK_ENDED,
        ),
    ),
    "lists": (
        gettext_lazy("Lists and matches"),
        (EventKind.SEEN_ON_LIST, EventKind.PROPOSAL_ENDED, EventKind.LEFT_LIST),
    ),
    "record": (
        gettext_lazy("CME database and corrections"),
        (
            *(EventKind.FINDING, EventKind.ENTERED, EventKind.RECORD_CHANGED, EventKind.REMOVED),
            *(EventKind.TRANSFERRED, EventKind.CIRCUMSTANCES),
            *(EventKind.CHILD_CORRECTED, EventKind.FLAGGED, EventKind.ERASED, EventKind.REBASED),
            *(EventKind.QUERIED, EventKind.QUERY_STEP, EventKind.QUERY_SETTLED),
        ),
    ),
    "people": (
        gettext_lazy("People and addresses"),
        (
            *(EventKind.CONTACT_SET, EventKind.CONTACT_ENDED, EventKind.ADDRESS_SET),
            *(EventKind.SIBLING_SET, EventKind.SIBLING_ENDED),
        ),
    ),
    "letters": (
        gettext_lazy("Letters and attachments"),
        (EventKind.LETTER_MADE, EventKind.LETTER_POSTED, EventKind.ATTACHED, EventKind.DETACHED),
    ),
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
    if event.kind in (EventKind.RECORD_CHANGED, EventKind.CHILD_CORRECTED):
        return [str(ITEMS.get(item, item)) for item in detail.get("items", [])]
    if event.kind == EventKind.FINDING:
        return [finding(detail), word(Basis, detail.get("basis"))]
    said = [word(choices, detail[key]) for key, choices in WORDS.get(event.kind, ()) if detail.get(key)]
    return [*said, *days_of(detail)]


DAYS = {
    "since": gettext_lazy("Since %(date)s"),
    "starts_on": gettext_lazy("From %(date)s"),
    "was": gettext_lazy("Was due on %(date)s"),
    "due_on": gettext_lazy("Due on %(date)s"),
}


def days_of(detail: dict[str, str]) -> list[str]:
    """Since when something holds, from when days run, by when something is due."""
    return [
        str(words) % {"date": date_format(datetime.date.fromisoformat(detail[key]), "j F Y")}
        for key, words in DAYS.items()
        if detail.get(key)
    ]


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


# ----------------------------------------------------------------------------------------- what administrators did
CODES = {"role": Role, "closure_rule": ClosureRule, "second_person_for": ClosureReason}
PARTS = {
    "name": gettext_lazy("Name"),
    "role": gettext_lazy("Role"),
    "authority": gettext_lazy("Local authority"),
    "health_board": gettext_lazy("Health board"),
    "is_active": gettext_lazy("May sign in"),
    "is_system": gettext_lazy("System"),
    "postcode_districts": gettext_lazy("Postcode districts"),
    "closure_rule": gettext_lazy("When a child leaves the area"),
    "second_person_for": gettext_lazy("A second person agrees to closing for"),
    "contact_within_days": gettext_lazy("Target in days: first contact"),
    "located_within_days": gettext_lazy("Target in days: child located"),
    "outcome_within_days": gettext_lazy("Target in days: outcome"),
    "trace_in_within_days": gettext_lazy("Target in days: trace and place a child who came in"),
    "trace_out_within_days": gettext_lazy("Target in days: trace a child who left"),
    "closed_cases_kept_days": gettext_lazy("Days for which a closed case keeps its details"),
    "warn_days": gettext_lazy("Days before a clock runs out on which people are warned"),
    "calendar": gettext_lazy("Lines of the school calendar"),
    "purge_after_days": gettext_lazy("Days until a health list is purged"),
    "ended_entries_years": gettext_lazy("Years until ended entries of a roll are deleted"),
    "uploader_may_approve": gettext_lazy("Whoever sent a list may also approve it"),
}


def acts(events: Iterable[AdminEvent]) -> list[AdminEvent]:
    """Events of administration with `details` in words. Two queries more, for the names of authorities and boards."""
    events = list(events)
    places: dict[str, object] = {}
    if any({"authority", "health_board"} & event.detail.keys() for event in events):
        places = {place.pk: place for place in (*Authority.objects.all(), *HealthBoard.objects.all())}
    for event in events:
        event.details = [line for part, value in event.detail.items() if (line := told(part, value, places))]
    return events


def told(part: str, value: object, places: dict[str, object]) -> str:
    """One part of an event: what it is, or what it was and is. Nothing of numbers that only the program reads."""
    if part not in PARTS:
        return ""
    if part == "name":
        return str(PARTS[part])
    if isinstance(value, list):
        said = change(*(code_in_words(part, each, places) for each in value))
    else:
        said = code_in_words(part, value, places) if value else ""
    return f"{PARTS[part]}: {said}" if said else ""


def code_in_words(part: str, code: object, places: dict[str, object]) -> str:
    if part in CODES and code is not None:
        return ", ".join(word(CODES[part], each) for each in (code if isinstance(code, list) else [code])) or _("None")
    if isinstance(code, bool):
        return _("Yes") if code else _("No")
    if isinstance(code, list):
        return " ".join(map(str, code))
    return _("None") if code is None else str(places.get(str(code), code))
