"""What an approver sees before anything happens: rows grouped by consequence, each count with its list."""

import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Q, QuerySet
from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lhb_ingest.choices import Absence, Answer, Difference, Doubt, ExtractState, Outcome, Rule, SinceLast
from lhb_ingest.models import AbsentChild, Extract, ExtractRow, FieldChange, Match, Remembered, RowDoubt, Stop
from lhb_ingest.stopped import FIELDS, stop_sentence
from records.models import RollEntry
from records.rolls import absent_entries

HEALTH_GROUPS = (
    Outcome.UNMATCHED,
    Outcome.TO_JUDGE,
    Outcome.SUITABILITY,
    Outcome.KNOWN_CANDIDATE,
    Outcome.KNOWN_CASE,
    Outcome.DISMISSED_BEFORE,
    Outcome.MATCHED,
    Outcome.HELD_TWICE,
    Outcome.OUTSIDE_AGE,
    Outcome.OUTSIDE_AREA,
)
OVER = (ExtractState.APPROVED, ExtractState.UNDONE, ExtractState.PURGED)  # its absent have become what was chosen
ROLL_GROUPS = (Outcome.NEW_ENTRY, Outcome.CHANGED_ENTRY, Outcome.SAME_ENTRY, Outcome.HELD_TWICE)


@dataclass(frozen=True)
class Group:
    """Rows with one consequence. `outcome` is also what stands in the address of their list."""

    outcome: str
    count: int
    label: str | Promise = ""


def groups(extract: Extract) -> list[Group]:
    """Every group of rows with its count. Problems are not rows; `lines_with_problems` counts them."""
    counts = dict(extract.rows.order_by().values_list("outcome").annotate(Count("pk")))
    wanted = HEALTH_GROUPS if extract.is_health else ROLL_GROUPS
    return [Group(outcome, counts.get(outcome, 0), outcome.label) for outcome in wanted]


IS_DAY = re.compile(r"\d{4}-\d\d-\d\d")
CAME_BACK = "came_back"
# What else can be asked of rows, each the name in the address, the words, and which rows. A row may be in several.
ASPECTS: dict[str, tuple[str | Promise, Q]] = {
    CAME_BACK: (
        _("Came back to review: something has changed since"),
        ~Q(came_from="") & ~Q(came_from=F("outcome")),
    ),
    **{f"since_{each}": (each.label, Q(since_last=each)) for each in SinceLast},
    **{f"doubt_{each}": (each.label, Q(doubts__kind=each)) for each in Doubt},
}


def aspects(extract: Extract) -> list[Group]:
    """The counts across the groups, where not nought: came back, since last time, doubtful. One query."""
    asked = {name: Count("pk", filter=rows, distinct=True) for name, (_label, rows) in ASPECTS.items()}
    counts = extract.rows.order_by().aggregate(**asked)
    return [Group(name, counts[name], label) for name, (label, _rows) in ASPECTS.items() if counts[name]]


def rows_of(extract: Extract, outcome: str) -> QuerySet[ExtractRow]:
    """Exactly the rows that `groups` or `aspects` counts under `outcome`."""
    if outcome in ASPECTS:
        return extract.rows.filter(ASPECTS[outcome][1]).distinct()
    return extract.rows.filter(outcome=outcome)


def label_of(outcome: str) -> str | Promise:
    return ASPECTS[outcome][0] if outcome in ASPECTS else Outcome(outcome).label


def is_group(outcome: str) -> bool:
    return outcome in ASPECTS or outcome in Outcome.values


def lines_with_problems(extract: Extract) -> int:
    """How many lines cannot be used."""
    return extract.problems.filter(stops_row=True).values("line_number").distinct().count()


# --------------------------------------------------------------------------------------------------- who is not there
def absent_from(extract: Extract) -> QuerySet[RollEntry]:
    """Current entries that an education list in review no longer shows. Mended rows show only themselves."""
    if extract.is_health or extract.state in OVER or extract.supplements_id:
        return RollEntry.objects.none()
    return absent_entries(
        authority=extract.authority,
        kind=extract.kind,
        sender=extract.sender,
        refs=extract.rows.order_by().values("source_ref"),
        also_there=extract.refs_with_problems,
        schools=schools_of(extract),
    )


def undecided_absent(extract: Extract) -> QuerySet[RollEntry]:
    """Those of whom nobody has said by name what becomes of them."""
    return absent_from(extract).exclude(pk__in=extract.absences.values("entry"))


def absent_by_choice(extract: Extract) -> list[tuple[str, str | Promise, int]]:
    """(choice, its words, how many) for each choice that somebody made; '' for those still without one."""
    absent = absent_from(extract)
    named = dict(extract.absences.filter(entry__in=absent).order_by().values_list("choice").annotate(Count("pk")))
    counts = {choice: named.get(choice, 0) for choice in Absence.values}
    rest = absent.count() - sum(counts.values())
    counts[extract.absent_choice] = counts.get(extract.absent_choice, 0) + rest
    words = {choice.value: choice.label for choice in Absence} | {"": _("Nobody has said yet")}
    return [(choice, words[choice], count) for choice, count in counts.items() if count]


def waiting_absences() -> QuerySet[AbsentChild]:
    """Of whom somebody is asked: has the child left?"""
    asked = AbsentChild.objects.filter(choice=Absence.ASK, settled_at=None)
    return asked.filter(extract__approved_at__isnull=False, extract__undone_at=None)


def schools_of(extract: Extract) -> list[str] | None:
    """The schools in the list, where it covers only these; None where it covers everything of its kind."""
    if extract.covers_all:
        return None
    return list(extract.rows.order_by("school").values_list("school", flat=True).distinct())


def absent_from_health(extract: Extract) -> QuerySet[Remembered]:
    """Lines of the previous health extract whose child is not on this one. Nothing happens to them."""
    if not extract.is_health or extract.previous_id is None or extract.supplements_id:
        return Remembered.objects.none()
    here = extract.rows.filter(earlier_line__isnull=False).values("earlier_line")
    return extract.previous.remembered.exclude(line_number__in=here).order_by("line_number")


# ------------------------------------------------------------------------------------------------- which values change
@dataclass(frozen=True)
class ChangeGroup:
    """Changes of one field, one kind, under one rule: answered together."""

    field: str
    difference: str
    rule: str
    answer: str
    count: int


def change_groups(extract: Extract) -> list[ChangeGroup]:
    """Every change of a list, by field, kind and rule; open questions first."""
    found = extract.changes.order_by().values_list("field", "difference", "rule", "answer").annotate(Count("pk"))
    made = [ChangeGroup(*values) for values in found]
    kinds = Difference.values
    return sorted(made, key=lambda each: (each.answer != "", each.field, kinds.index(each.difference), each.rule))


def as_day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def changes_of(extract: Extract, **wanted: str) -> QuerySet[FieldChange]:
    """The changes of a field, difference, rule, answer ('' for none): exactly those that `change_groups` counts."""
    return extract.changes.filter(**wanted).select_related("row", "entry")


def open_questions(extract: Extract) -> QuerySet[FieldChange]:
    return extract.changes.filter(rule=Rule.ASK, answer="")


def answered(extract: Extract) -> dict[str, int]:
    """How many questions a person answered, and how."""
    said = extract.changes.filter(answered_by__isnull=False).order_by().values_list("answer").annotate(Count("pk"))
    return dict.fromkeys(Answer.values, 0) | dict(said)


# ------------------------------------------------------------------------------------------------- more about the rows
def add_matches(rows: list[ExtractRow]) -> None:
    """Gives each row `match`, the entry it was found on (or None), by one query for the page."""
    live = Match.objects.filter(row__in=[row.pk for row in rows], undone_at=None).select_related("entry")
    by_row = {match.row_id: match for match in live}
    for row in rows:
        row.match = by_row.get(row.pk)


def add_notes(extract: Extract, rows: list[ExtractRow]) -> None:
    """Gives each row `notes`: what changed, old beside new; who else it may be; why it came back. Three queries."""
    changes, doubts = defaultdict(list), defaultdict(list)
    keys = [row.pk for row in rows]
    for change in extract.changes.filter(row__in=keys).order_by("pk"):
        changes[change.row_id].append((change.field, change.old, change.new))
    for doubt in extract.doubts.filter(row__in=keys).select_related("entry").order_by("pk"):
        doubts[doubt.row_id].append(doubt_sentence(doubt))
    earlier = _earlier(extract, rows)
    for row in rows:
        changed = changes[row.pk] or _differences(earlier.get(row.earlier_line), row)
        row.notes = [change_sentence(*each) for each in changed] + doubts[row.pk]
        if row.since_last == SinceLast.CHANGED and not changed:
            row.notes.append(gettext("The earlier row is no longer held, so what has changed cannot be shown."))
        if row.came_from and row.came_from != row.outcome:
            values = {"before": Outcome(row.came_from).label, "now": Outcome(row.outcome).label}
            row.notes.append(gettext("It was: %(before)s. It is now: %(now)s.") % values)


def change_sentence(field: str, old: object, new: object) -> str:
    empty = gettext("nothing")
    values = {"field": FIELDS.get(field, field), "old": as_text(old) or empty, "new": as_text(new) or empty}
    return gettext("%(field)s: was %(old)s, is %(new)s") % values


def doubt_sentence(doubt: RowDoubt) -> str:
    if doubt.kind == Doubt.IN_FILE:
        return gettext("Line %(line)s has the same names and date of birth.") % {"line": doubt.other_line}
    entry = doubt.entry
    values = {
        "ref": entry.source_ref,
        "list": entry.get_kind_display(),
        "school": entry.school_name or entry.school,
        "name": entry.full_name,
        "born": as_text(entry.born_on),
    }
    if doubt.kind == Doubt.OTHER_REFERENCE:
        return gettext("On the list already under the reference %(ref)s: %(name)s, %(born)s.") % values
    return gettext("With the same UPN on another list (%(list)s, %(school)s): %(name)s, %(born)s.") % values


def as_text(value: object) -> str:
    """A value of an entry, or of a change, for a page: days in words, lists with commas."""
    if isinstance(value, list):
        return ", ".join(value)
    if isinstance(value, str) and IS_DAY.fullmatch(value):
        value = date.fromisoformat(value)
    return formats.date_format(value, "j F Y") if isinstance(value, date) else str(value or "")


def _earlier(extract: Extract, rows: list[ExtractRow]) -> dict[int, ExtractRow]:
    """Line -> row of the previous health extract, while its rows are held."""
    if not extract.previous_id:
        return {}
    lines = [row.earlier_line for row in rows if row.earlier_line]
    held = ExtractRow.objects.filter(extract=extract.previous_id, line_number__in=lines)
    return {row.line_number: row for row in held}


COMPARED = ("forenames", "surname", "former_names", "born_on", "address", "postcode")


def _differences(earlier: ExtractRow | None, row: ExtractRow) -> list[tuple[str, object, object]]:
    if earlier is None or row.since_last == SinceLast.NEW:
        return []
    both = [(name, getattr(earlier, name), getattr(row, name)) for name in COMPARED]
    return [(name, old, new) for name, old, new in both if old != new]


def stops_of(extract: Extract) -> list[Stop]:
    """Every reason why the list was stopped, each with its `sentence`. Where they were fetched before, no query."""
    held = "stops" in getattr(extract, "_prefetched_objects_cache", {})
    stops = list(extract.stops.all() if held else extract.stops.select_related("passed_by"))
    for stop in stops:
        stop.sentence = stop_sentence(stop.code, stop.values)
    return stops
