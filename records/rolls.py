"""Brings one education list up to date: new entries begin, changed ones change, absent ones end."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import QuerySet

from records.copying import copy_into
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


@dataclass(frozen=True)
class RollChange:
    """How many entries began, changed, stayed the same, and ended."""

    began: int
    changed: int
    same: int
    ended: int


def current_entries(*, authority: Authority, kind: str, sender: str) -> QuerySet[RollEntry]:
    return RollEntry.objects.current().filter(authority=authority, kind=kind, sender=sender)


def absent_entries(
    *, authority: Authority, kind: str, sender: str, refs: Iterable[str], schools: Iterable[str] | None
) -> QuerySet[RollEntry]:
    """The current entries whose references a new list no longer shows. With `schools`, only of these schools."""
    absent = current_entries(authority=authority, kind=kind, sender=sender).exclude(source_ref__in=list(refs))
    return absent if schools is None else absent.filter(school__in=list(schools))


def is_changed(entry: RollEntry, values: Mapping) -> bool:
    return any(getattr(entry, name) != values[name] for name in VALUES)


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
) -> RollChange:
    """Makes the authority's current entries of this list equal to `rows` (mappings of `source_ref` and VALUES).

    `also_there` are references on lines that could not be used: these children have not left.
    """
    current = {entry.source_ref: entry for entry in current_entries(authority=authority, kind=kind, sender=sender)}
    rows = {row["source_ref"]: row for row in rows}
    absent = absent_entries(authority=authority, kind=kind, sender=sender, refs=[*rows, *also_there], schools=schools)
    ended = _end(absent, as_at)
    new = [row for ref, row in rows.items() if ref not in current]
    changed = [ref for ref in rows if ref in current and is_changed(current[ref], rows[ref])]
    for ref in changed:
        for name in VALUES:
            setattr(current[ref], name, rows[ref][name])
    RollEntry.objects.bulk_update([current[ref] for ref in changed], VALUES, batch_size=500)
    seen = [current[ref].pk for ref in rows if ref in current]
    RollEntry.objects.filter(pk__in=seen, seen_on__lt=as_at).update(seen_on=as_at)
    _begin(new, authority=authority, kind=kind, sender=sender, as_at=as_at)
    return RollChange(began=len(new), changed=len(changed), same=len(seen) - len(changed), ended=ended)


def _end(absent: QuerySet[RollEntry], as_at: date) -> int:
    """An entry that began on the very day of the list never held: it ends on that day too, not before it began."""
    late = absent.filter(began_on__gt=as_at)
    return late.update(began_on=as_at, ended_on=as_at) + absent.update(ended_on=as_at)


def _begin(rows: list[Mapping], *, authority: Authority, kind: str, sender: str, as_at: date) -> None:
    fields = ("authority", "kind", "sender", "source_ref", *VALUES, "began_on", "seen_on")
    head = (authority.pk, kind, sender)
    copy_into(
        RollEntry,
        fields,
        ((*head, row["source_ref"], *(row[name] for name in VALUES), as_at, as_at) for row in rows),
    )
