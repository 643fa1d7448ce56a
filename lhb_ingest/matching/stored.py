"""Weights of an earlier run, so that the next month weighs only what changed; the decisions are made anew over all.

A pair is known by the fingerprints of what was compared of either side, made with a key: no name stands in the store. A
pair's weight hangs on its two sides, the model, the forms and the narrowness of the blocks, and on nothing else, so
stored and new weights are those of a run from scratch.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import blake2b

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from lhb_ingest.matching.forms import SHIPPED, Forms
from lhb_ingest.matching.levels import FIELDS, NATIONAL
from lhb_ingest.matching.model import Model
from lhb_ingest.matching.scoring import News, Weights, weigh
from lhb_ingest.matching.side import Places, Side, codes

MARK = 16  # bytes of a fingerprint
COMPARED = ("forename", "forenames", "surname", "surnames", "middles", "postcode", "house")
NO_MARKS = pa.array([], pa.binary(MARK))


@dataclass
class StoredPairs:
    """`rows`, `entries`: the different fingerprints of those weighed, paired or not. `weights`: of each two of them, by
    their places there."""

    key: bytes
    made_with: str = ""
    rows: pa.Array = field(default_factory=lambda: NO_MARKS)
    entries: pa.Array = field(default_factory=lambda: NO_MARKS)
    weights: Weights = field(default_factory=Weights.none)

    def marks(self, side: Side) -> pa.Array:
        """A fingerprint of what is compared of each."""
        days = side.columns["born_on"].cast(pa.int32()).cast(pa.string())
        held = pc.binary_join_element_wise(*(side.columns[name] for name in COMPARED), pc.fill_null(days, ""), "\x1f")
        texts, key = held.cast(pa.binary()).to_pylist(), self.key
        return _apart(b"".join([blake2b(text, key=key, digest_size=MARK).digest() for text in texts]))

    def as_bytes(self) -> bytes:
        """An Arrow stream; the key is not in it."""
        found = self.weights
        columns = [found.row.astype(np.int32), found.entry.astype(np.int32), found.weight, *found.bits.T]
        table = pa.table(dict(zip(("row", "entry", "weight", *FIELDS), columns, strict=True)))
        told = {"made_with": self.made_with.encode()}
        told |= {name: _side_by_side(marks) for name, marks in (("rows", self.rows), ("entries", self.entries))}
        table = table.replace_schema_metadata(told)
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
            row, entry, weight, *bits = (table[name].to_numpy() for name in ("row", "entry", "weight", *FIELDS))
            weights = Weights(row.astype(np.int64), entry.astype(np.int64), weight, np.column_stack(bits))
            return cls(key, told[b"made_with"].decode(), _apart(told[b"rows"]), _apart(told[b"entries"]), weights)
        except (pa.ArrowInvalid, KeyError, TypeError) as error:
            raise ValueError(f"no stored pairs: {type(error).__name__}") from None


def _side_by_side(marks: pa.Array) -> bytes:
    """Of fingerprints none of which is null."""
    begin = marks.offset * MARK
    return bytes(marks.buffers()[1])[begin : begin + len(marks) * MARK]


def _apart(marks: bytes) -> pa.Array:
    return pa.Array.from_buffers(pa.binary(MARK), len(marks) // MARK, [None, pa.py_buffer(marks)])


def weigh_changed(
    rows: Side, entries: Side, model: Model, store: StoredPairs, forms: Forms = SHIPPED, on: str = "duckdb"
) -> Weights:
    """As `weigh`, for pairs of which one side is new to the store; the store then holds this run's pairs."""
    size = max(len(rows), len(entries))
    made_with = f"{model.version} {forms.said} {size > NATIONAL}"
    if store.made_with != made_with:
        store.made_with, store.rows, store.entries, store.weights = made_with, NO_MARKS, NO_MARKS, Weights.none()
    ours, theirs = Marked(store.marks(rows), store.rows), Marked(store.marks(entries), store.entries)
    some = np.flatnonzero(ours.is_new | _meet(rows, entries.part(np.flatnonzero(theirs.is_new))))
    others = np.flatnonzero(theirs.is_new | _meet(entries, rows.part(np.flatnonzero(ours.is_new))))
    news = News(max(len(rows), len(entries)), ours.is_new[some], theirs.is_new[others])
    weighed = weigh(rows.part(some), entries.part(others), model, forms=forms, on=on, news=news)
    new = Weights(some[weighed.row], others[weighed.entry], weighed.weight, weighed.bits)
    every = joined([_known(store.weights, ours, theirs), new]).in_order()
    store.rows, store.entries = ours.different, theirs.different
    store.weights = _once(Weights(ours.number[every.row], theirs.number[every.entry], every.weight, every.bits))
    return every


class Marked:
    """Fingerprints of a side: `number` of each among the `different` ones, and who `is_new` to the store."""

    def __init__(self, marks: pa.Array, stored: pa.Array):
        coded = marks.dictionary_encode()
        self.different, self.number = coded.dictionary, coded.indices.to_numpy().astype(np.int64)
        place = pc.fill_null(pc.index_in(self.different, value_set=stored), -1).to_numpy()
        self.now = np.full(len(stored), -1)  # for each stored fingerprint its number now
        self.now[place[place >= 0]] = np.flatnonzero(place >= 0)
        self.is_new = place[self.number] < 0
        self._sorted = np.argsort(self.number, kind="stable")
        self._size = np.bincount(self.number, minlength=len(self.different))
        self._begin = np.cumsum(self._size) - self._size

    def bearers(self, numbers: np.ndarray) -> tuple[Places, Places]:
        """(place in `numbers`, place of somebody with that number), for all of them."""
        sizes = self._size[numbers]
        of = np.repeat(np.arange(len(numbers)), sizes)
        within = np.arange(len(of)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        return of, self._sorted[self._begin[numbers][of] + within]


def _known(stored: Weights, ours: Marked, theirs: Marked) -> Weights:
    """Stored pairs of people who are still there."""
    row, entry = ours.now[stored.row], theirs.now[stored.entry]
    there = np.flatnonzero((row >= 0) & (entry >= 0))
    of, rows = ours.bearers(row[there])
    there = there[of]
    of, entries = theirs.bearers(entry[there])
    there = there[of]
    return Weights(rows[of], entries, stored.weight[there], stored.bits[there])


def joined(found: Sequence[Weights]) -> Weights:
    return Weights(
        *(np.concatenate([getattr(each, name) for each in found]) for name in ("row", "entry", "weight", "bits"))
    )


def _once(weights: Weights) -> Weights:
    """Of people with the same fingerprints one pair."""
    pair = weights.row * (int(weights.entry.max(initial=0)) + 1) + weights.entry
    return weights.take(np.unique(pair, return_index=True)[1])


def _meet(people: Side, few: Side) -> np.ndarray:
    """For each whether some block could set them beside one of the few: every rule asks for one birth date, one
    postcode, or the same two names."""
    one, other = people.columns, few.columns
    born = np.isin(*(each["born_on"].cast(pa.int32()).fill_null(-(2**31)).to_numpy() for each in (one, other)))
    ours, theirs = codes(one["postcode"], other["postcode"])
    named = [pc.binary_join_element_wise(one["forename"], one["surname"], " ")]
    named += [
        pc.binary_join_element_wise(other[first], other[last], " ")
        for first, last in (("forename", "surname"), ("surname", "forename"))
    ]
    own, *names = codes(*named)
    return born | (np.isin(ours, theirs) & (ours > 0)) | np.isin(own, np.concatenate(names))
