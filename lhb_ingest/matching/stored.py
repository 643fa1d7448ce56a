"""Weights of an earlier run, so that the next month weighs only what changed; the decisions are made anew over all.

A pair is known by the fingerprints of what was compared of either side, made with a key: no name stands in the store. A
pair's weight hangs on its two sides, the model, the forms and the narrowness of the blocks, and on nothing else, so
stored and new weights are those of a run from scratch.
"""

import io
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b

import pyarrow as pa

from lhb_ingest.matching.forms import SHIPPED, Forms
from lhb_ingest.matching.levels import FIELDS, NATIONAL
from lhb_ingest.matching.model import Model
from lhb_ingest.matching.prepare import Person
from lhb_ingest.matching.scoring import Scored, score

MARK = 16  # bytes of a fingerprint
COLUMNS = ("row", "entry", "weight", *FIELDS)

Weight = tuple[float, tuple[float, ...]]


@dataclass
class StoredPairs:
    """`weights`: (row's, entry's fingerprint) -> weight and bits. `rows`, `entries`: those weighed, paired or not."""

    key: bytes
    made_with: str = ""
    rows: set[bytes] = field(default_factory=set)
    entries: set[bytes] = field(default_factory=set)
    weights: dict[tuple[bytes, bytes], Weight] = field(default_factory=dict)

    def mark(self, person: Person) -> bytes:
        held = (
            person.forename,
            *person.forenames,
            "/",
            person.surname,
            *person.surnames,
            "/",
            *person.middles,
            "/",
            str(person.born_on),
            person.postcode,
            person.house,
        )
        return blake2b("\x1f".join(held).encode(), key=self.key, digest_size=MARK).digest()

    def as_bytes(self) -> bytes:
        """An Arrow stream; the key is not in it."""
        pairs, found = zip(*self.weights.items(), strict=True) if self.weights else ((), ())
        columns = [pa.array([pair[side] for pair in pairs], pa.binary(MARK)) for side in (0, 1)] + [
            pa.array([weight for weight, _bits in found], pa.float64())
        ]
        columns += [pa.array([bits[place] for _weight, bits in found], pa.float64()) for place in range(len(FIELDS))]
        told = {"made_with": self.made_with.encode()}
        told |= {"rows": b"".join(sorted(self.rows)), "entries": b"".join(sorted(self.entries))}
        table = pa.table(dict(zip(COLUMNS, columns, strict=True))).replace_schema_metadata(told)
        out = io.BytesIO()
        with pa.ipc.new_stream(out, table.schema) as stream:
            stream.write_table(table)
        return out.getvalue()

    @classmethod
    def from_bytes(cls, content: bytes, key: bytes) -> "StoredPairs":
        """Raises ValueError for what `as_bytes` did not write."""
        try:
            table = pa.ipc.open_stream(content).read_all()
            told = table.schema.metadata
            rows, entries, weights, *bits = (table[name].to_pylist() for name in COLUMNS)
            pairs = zip(rows, entries, weights, zip(*bits, strict=True), strict=True)
            return cls(
                key=key,
                made_with=told[b"made_with"].decode(),
                rows=_apart(told[b"rows"]),
                entries=_apart(told[b"entries"]),
                weights={(row, entry): (weight, found) for row, entry, weight, found in pairs},
            )
        except (pa.ArrowInvalid, KeyError, TypeError) as error:
            raise ValueError(f"no stored pairs: {type(error).__name__}") from None


def _apart(marks: bytes) -> set[bytes]:
    return {marks[place : place + MARK] for place in range(0, len(marks), MARK)}


def score_changed(
    rows: Sequence[Person],
    entries: Sequence[Person],
    model: Model,
    store: StoredPairs,
    forms: Forms = SHIPPED,
    on: str = "duckdb",
) -> Iterator[Scored]:
    """As `score`, weighing only pairs of which one side is new to the store; the store then holds this run's pairs."""
    size = max(len(rows), len(entries))
    made_with = f"{model.version} {forms.said} {size > NATIONAL}"
    if store.made_with != made_with:
        store.made_with = made_with
        store.rows, store.entries, store.weights = set(), set(), {}
    row_marks, entry_marks = [store.mark(each) for each in rows], [store.mark(each) for each in entries]
    found = _stored(store, row_marks, entry_marks)
    new_rows = [place for place, mark in enumerate(row_marks) if mark not in store.rows]
    old_rows = [place for place, mark in enumerate(row_marks) if mark in store.rows]
    new_entries = [place for place, mark in enumerate(entry_marks) if mark not in store.entries]
    for ours, theirs in ((new_rows, range(len(entries))), (old_rows, new_entries)):
        found += _weighed(rows, entries, ours, theirs, model, forms, on, size)
    store.rows, store.entries = set(row_marks), set(entry_marks)
    store.weights = {(row_marks[each.row], entry_marks[each.entry]): (each.weight, each.bits) for each in found}
    yield from found


def _stored(store: StoredPairs, row_marks: Sequence[bytes], entry_marks: Sequence[bytes]) -> list[Scored]:
    places: tuple[dict[bytes, list[int]], dict[bytes, list[int]]] = defaultdict(list), defaultdict(list)
    for found, marks in zip(places, (row_marks, entry_marks), strict=True):
        for place, mark in enumerate(marks):
            found[mark].append(place)
    return [
        Scored(row, entry, weight, bits)
        for (one, other), (weight, bits) in store.weights.items()
        for row in places[0].get(one, ())
        for entry in places[1].get(other, ())
    ]


def _weighed(
    rows: Sequence[Person],
    entries: Sequence[Person],
    ours: Sequence[int],
    theirs: Sequence[int],
    model: Model,
    forms: Forms,
    on: str,
    size: int,
) -> list[Scored]:
    if len(ours) < len(theirs):
        theirs = _meeting(entries, theirs, [rows[place] for place in ours])
    else:
        ours = _meeting(rows, ours, [entries[place] for place in theirs])
    some, others = [rows[place] for place in ours], [entries[place] for place in theirs]
    found = score(some, others, model, forms=forms, on=on, size=size)
    return [Scored(ours[each.row], theirs[each.entry], each.weight, each.bits) for each in found]


def _meeting(people: Sequence[Person], places: Iterable[int], few: Sequence[Person]) -> list[int]:
    """Those whom some block could set beside one of the few: every rule asks for one of these three."""
    days, homes = {each.born_on for each in few}, {each.postcode for each in few} - {""}
    names = {(each.forename, each.surname) for each in few} | {(each.surname, each.forename) for each in few}
    return [
        place
        for place in places
        if people[place].born_on in days
        or people[place].postcode in homes
        or (people[place].forename, people[place].surname) in names
    ]
