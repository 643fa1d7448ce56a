"""Weighs pairings with Splink 5, and what few are new in a later month by the same conditions without it.

Nothing leaves the process and nothing is written where a backup would find it: see `engines`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from lhb_ingest.matching.engines import DuckDB, connect, engine
from lhb_ingest.matching.few import weigh_few
from lhb_ingest.matching.forms import SHIPPED, Forms
from lhb_ingest.matching.levels import FIELDS, FREQUENT, blocks_for
from lhb_ingest.matching.model import CURRENT, MODELS, PRIOR, Model, load_model
from lhb_ingest.matching.prepare import Person
from lhb_ingest.matching.side import Side, of_each, or_none

__all__ = [
    "CURRENT",
    "FIELDS",
    "FREQUENT",
    "MODELS",
    "PRIOR",
    "Model",
    "News",
    "Scored",
    "Weights",
    "connect",
    "load_model",
    "score",
    "table_of",
    "weigh",
]

LOWEST = -12.0  # bits below which a pairing is not worth a second look
FEW = 0.2  # of a list; Splink takes a second to begin, and half as long for all of 60,000


@dataclass(slots=True)
class Scored:
    """A row's and an entry's place in their lists, the weight in bits, and the bits of each of FIELDS."""

    row: int
    entry: int
    weight: float
    bits: tuple[float, ...]


@dataclass(slots=True)
class Weights:
    """The same of all pairs by columns, in the order of row and entry; `bits` has a column for each of FIELDS."""

    row: np.ndarray
    entry: np.ndarray
    weight: np.ndarray
    bits: np.ndarray

    @classmethod
    def none(cls) -> "Weights":
        nobody = np.array([], np.int64)
        return cls(nobody, nobody, np.array([], float), np.empty((0, len(FIELDS))))

    def take(self, places: np.ndarray) -> "Weights":
        return Weights(self.row[places], self.entry[places], self.weight[places], self.bits[places])

    def in_order(self) -> "Weights":
        return self.take(np.lexsort((self.entry, self.row)))


@dataclass(slots=True)
class News:
    """`size`: rows of the whole lists, which says which blocks hold. `rows`, `entries`: who is new, and only pairs of
    which one side is new are weighed."""

    size: int
    rows: np.ndarray
    entries: np.ndarray

    @property
    def are_few(self) -> bool:
        return int(self.rows.sum() + self.entries.sum()) < FEW * self.size


def score(
    rows: Sequence[Person],
    entries: Sequence[Person],
    model: Model,
    lowest: float = LOWEST,
    forms: Forms = SHIPPED,
    on: str = "duckdb",
) -> Iterator[Scored]:
    """Every pairing worth a look, one by one. `row` and `entry` are places in the sequences given."""
    found = weigh(Side.of(rows), Side.of(entries), model, lowest, forms, on)
    bits = map(tuple, found.bits.tolist())
    yield from map(Scored, found.row.tolist(), found.entry.tolist(), found.weight.tolist(), bits)


def weigh(
    rows: Side,
    entries: Side,
    model: Model,
    lowest: float = LOWEST,
    forms: Forms = SHIPPED,
    on: str = "duckdb",
    news: News | None = None,
) -> Weights:
    """Every pairing worth a look. `on` names the engine. `news`: that these are some of a list, and who is new."""
    if not len(rows) or not len(entries):
        return Weights.none()
    tables = [table_of(side, forms) for side in (rows, entries)]
    for number, is_new in enumerate((news.rows, news.entries) if news else ()):
        tables[number] = tables[number].append_column("is_new", pa.array(is_new))
    with engine(on) as place:
        blocks = blocks_for(place.dialect, news.size if news else max(len(rows), len(entries)))
        if news and news.are_few and isinstance(place, DuckDB):
            return _weights(weigh_few(place, tables, model, blocks, lowest))
        if news:
            blocks = [f"({rule}) and (l.is_new or r.is_new)" for rule in blocks]
        splink = import_module("lhb_ingest.matching.predicting")
        return _weights(splink.predict(place, tables, model, blocks, lowest))


def table_of(side: Side, forms: Forms = SHIPPED) -> pa.Table:
    """What is compared, under the names that `levels` knows; null for what nobody says."""
    texts, names, numbers = pa.string(), pa.list_(pa.string()), pa.list_(pa.int32())
    forename, surname, middles = (side.columns[name] for name in ("forename", "surname", "middles"))
    return pa.table(
        {
            "unique_id": pa.array(np.arange(len(side))),
            **{name: or_none(side.columns[name]) for name in ("surname", "forename", "postcode", "house")},
            "joined": of_each(side.columns["forenames"], lambda text: "".join(text.split()[:2]) or None, texts),
            "begins": or_none(pc.utf8_slice_codeunits(forename, 0, 2)),
            "start": or_none(pc.utf8_slice_codeunits(surname, 0, 3)),
            **{name: of_each(side.columns[name], str.split, names) for name in ("surnames", "forenames")},
            "middles": of_each(middles, lambda text: text.split() or None, names),
            "initials": of_each(middles, lambda text: [name[0] for name in text.split()] or None, names),
            "forms": of_each(forename, forms.lines_of, numbers),
            "born_on": side.columns["born_on"],
        }
    )


def _weights(table: pa.Table) -> Weights:
    """Weights to a millionth of a bit: what the engines differ by is less."""
    row, entry, weight, *bits = (column.to_numpy() for column in table.columns)
    return Weights(row, entry, weight.round(6), np.column_stack([each.round(6) for each in bits])).in_order()
