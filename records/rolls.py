"""Brings one education list up to date: new entries begin, changed ones change, absent ones end."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.db.models import QuerySet

from records.copying import copy_into, update_from
from records.models import Authority, RollEntry

VALUES = (
    "forenames",
    "surname",
    "former_names",
    "born_on",
    "address",
    "postcode",
    "middle_names",
    "preferred_name",
    "upn",
    "school",
    "school_name",
    "year_group",
    "suitability",
)
AS_WRITTEN = "name_as_written"


@dataclass(frozen=True)
class RollChange:
    """How many entries began, changed, stayed the same, and ended; and of each what it was before."""

    began: int
    changed: int
    same: int
    ended: int
    journal: list[tuple[int, str, dict]] = field(default_factory=list, compare=False)  # (entry, act, values before)


def current_entries(*, authority: Authority, kind: str, sender: str) -> QuerySet[RollEntry]:
    return RollEntry.objects.current().filter(authority=authority, kind=kind, sender=sender)


def absent_entries(
    *,
    authority: Authority,
    kind: str,
    sender: str,
    refs: Iterable[str] | QuerySet,
    schools: Iterable[str] | None,
    also_there: Collection[str] = (),
) -> QuerySet[RollEntry]:
    """The current entries whose references a new list no longer shows. With `schools`, only of these schools.

    `refs` as a query of one column stay in PostgreSQL, however many they are; those of `also_there` have not left.
    """
    shown = refs if isinstance(refs, QuerySet) else list(refs)
    absent = current_entries(authority=authority, kind=kind, sender=sender).exclude(source_ref__in=shown)
    absent = absent.exclude(source_ref__in=also_there) if also_there else absent
    return absent if schools is None else absent.filter(school__in=list(schools))


@transaction.atomic
def bring_up_to_date(
    *,
    authority: Authority,
    kind: str,
    sender: str,
    rows: Iterable[Mapping],
    as_at: date,
    schools: Iterable[str] | None,
    also_there: Iterable[str] = (),
    kept: Mapping[str, Mapping[str, bool]] | None = None,
    staying: Collection[int] = (),
    source: int | None = None,
    fields: Collection[str] = VALUES,
) -> RollChange:
    """Makes the authority's current entries of this list equal to `rows` (mappings of `source_ref` and VALUES).

    Each row may have `name_as_written` too. `also_there` are references on lines that could not be used: these
    children have not left. `kept` says of which entries (by reference) which fields stay as they are, and whether
    because a person refused the list's value: that is remembered, and not asked again. `staying` are absent entries
    that do not end. `source` is the number of the list; `fields` are those of which it says anything.
    """
    of_list = {"authority": authority, "kind": kind, "sender": sender}
    source = {"extract": source, "as_at": as_at.isoformat()}
    current = {entry.source_ref: entry for entry in current_entries(**of_list)}
    rows = {row["source_ref"]: row for row in rows}
    absent = absent_entries(**of_list, refs=[*rows, *also_there], schools=schools)
    ended = _end(absent.exclude(pk__in=staying), as_at)
    seen = [(current[ref], row, (kept or {}).get(ref, {})) for ref, row in rows.items() if ref in current]
    changed = _change_seen(seen, fields, as_at, source)
    began = _begin([row for ref, row in rows.items() if ref not in current], **of_list, as_at=as_at, source=source)
    number = sum(act == "changed" for _, act, _ in changed)
    journal = [*ended, *changed, *began]
    return RollChange(len(began), number, same=len(seen) - number, ended=len(ended), journal=journal)


def _change_seen(
    seen: Sequence[tuple[RollEntry, Mapping, Mapping[str, bool]]], fields: Collection[str], as_at: date, source: dict
) -> list[tuple[int, str, dict]]:
    """Entries that the list shows again, each with its row and what stays of it: stored. Returns their journal."""
    journal, changed = [], []
    for entry, row, kept in seen:
        said = {name: row[name] for name in fields}
        before = _change(entry, said, kept, source) | _rename(entry, row, kept)
        is_changed = bool(before.keys() - {"sources", AS_WRITTEN})
        if before:
            changed.append(entry)
        if entry.seen_on < as_at:
            before["seen_on"] = entry.seen_on.isoformat()
        if before:
            journal.append((entry.pk, "changed" if is_changed else "seen", before))
    update_from(changed, [*VALUES, AS_WRITTEN, "sources"])
    shown = RollEntry.objects.filter(pk__in=[entry.pk for entry, *_rest in seen], seen_on__lt=as_at)
    shown.update(seen_on=as_at)
    return journal


def _rename(entry: RollEntry, row: Mapping, kept: Mapping[str, bool]) -> dict:
    """The name as the list writes it in one column goes with the names that were taken from it."""
    written, old = row.get(AS_WRITTEN, ""), entry.name_as_written
    if written == old or not kept.keys().isdisjoint(("forenames", "surname")):
        return {}
    entry.name_as_written = written
    return {AS_WRITTEN: old}


def _change(entry: RollEntry, said: Mapping, kept: Mapping[str, bool], source: dict) -> dict:
    """Sets the values that the list changes, and returns those before, as JSON; empty where nothing changes."""
    before, sources = {}, dict(entry.sources)
    for name, value in said.items():
        old, new = as_json(getattr(entry, name)), as_json(value)
        if old == new:
            continue
        if name not in kept:
            before[name] = old
            setattr(entry, name, value)
            sources[name] = source
        elif kept[name]:
            sources[name] = sources.get(name, sources.get("", {})) | {"refused": new}
    if sources != entry.sources:
        before["sources"], entry.sources = entry.sources, sources
    return before


def as_json(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def source_of(entry: RollEntry, name: str) -> dict:
    """{"extract": number, "as_at": day} of the list that a value is from; empty for entries older than provenance."""
    return entry.sources.get(name) or entry.sources.get("", {})


def _end(absent: QuerySet[RollEntry], as_at: date) -> list[tuple[int, str, dict]]:
    """An entry that began on the very day of the list never held: it ends on that day too, not before it began."""
    began = dict(absent.values_list("pk", "began_on"))
    ending = RollEntry.objects.filter(pk__in=began)
    ending.filter(began_on__gt=as_at).update(began_on=as_at)
    ending.update(ended_on=as_at)
    return [(pk, "ended", {"began_on": day.isoformat(), "ended_on": None}) for pk, day in began.items()]


@transaction.atomic
def end_list(*, authority: Authority, kind: str, sender: str, on: date) -> int:
    """Ends every current entry of a list that is not sent any more. Returns how many."""
    return len(_end(current_entries(authority=authority, kind=kind, sender=sender), on))


def _begin(
    rows: list[Mapping], *, authority: Authority, kind: str, sender: str, as_at: date, source: dict
) -> list[tuple[int, str, dict]]:
    fields = ("authority", "kind", "sender", "source_ref", *VALUES, AS_WRITTEN, "began_on", "seen_on", "sources")
    head, tail = (authority.pk, kind, sender), (as_at, as_at, {"": source})
    copy_into(
        RollEntry,
        fields,
        ((*head, row["source_ref"], *(row[name] for name in VALUES), row.get(AS_WRITTEN, ""), *tail) for row in rows),
    )
    begun = current_entries(authority=authority, kind=kind, sender=sender)
    refs = [row["source_ref"] for row in rows]
    return [(pk, "began", {}) for pk in begun.filter(source_ref__in=refs).values_list("pk", flat=True)]


@transaction.atomic
def take_back(*, journal: Iterable[tuple[int, str, Mapping]]) -> None:
    """Gives entries the values of a journal again: what began goes, what ended is current, the changed is as it was."""
    journal = list(journal)
    RollEntry.objects.filter(pk__in=[pk for pk, act, _ in journal if act == "began"]).delete()
    before = {pk: values for pk, act, values in journal if act != "began"}
    entries = list(RollEntry.objects.filter(pk__in=before))
    for entry in entries:
        for name, value in before[entry.pk].items():
            setattr(entry, name, RollEntry._meta.get_field(name).to_python(value))
    names = sorted({name for values in before.values() for name in values})
    if names:
        update_from(entries, names)
