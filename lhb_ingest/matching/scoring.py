"""Weighs pairings with Splink 5: the comparisons are code (`levels`), their m and u are a shipped model (`model`).

Nothing leaves the process and nothing is written where a backup would find it: see `engines`.
"""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from splink import Linker, SettingsCreator

from lhb_ingest.matching.engines import DuckDB, Spark, connect, engine
from lhb_ingest.matching.forms import SHIPPED, Forms
from lhb_ingest.matching.levels import FIELDS, FREQUENT, blocks_for, levels_for
from lhb_ingest.matching.model import CURRENT, MODELS, Model, load_model
from lhb_ingest.matching.prepare import Person
from lhb_ingest.matching.side import Side, of_each, or_none

__all__ = [
    "CURRENT",
    "FIELDS",
    "FREQUENT",
    "MODELS",
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
PRIOR = 1 / 60_000  # one row in so many is the same child: fixed, so that a weight does not drift with the list's size


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
    with engine(on) as place:
        blocks = blocks_for(place.dialect, news.size if news else max(len(rows), len(entries)))
        if news:
            blocks = [f"({rule}) and (l.is_new or r.is_new)" for rule in blocks]
        tables = [table_of(side, forms) for side in (rows, entries)]
        for number, is_new in enumerate((news.rows, news.entries) if news else ()):
            tables[number] = tables[number].append_column("is_new", pa.array(is_new))
        linker = _linker(place, tables, _settings(model, place.dialect, blocks), model)
        found = linker.inference.predict(threshold_match_weight=lowest, warning_mode="never")
        return _weights(place.table(_wanted(found.physical_name)))


def _linker(place: DuckDB | Spark, tables: Sequence[pa.Table], settings: SettingsCreator, model: Model) -> Linker:
    logging.getLogger("splink").setLevel(logging.ERROR)
    sides = [place.api.register(table, dataset_display_name=name) for table, name in zip(tables, "ab", strict=True)]
    linker = Linker(sides, settings, log_level=logging.ERROR, validate_settings=False)
    for field in FREQUENT:
        names = sorted({name for table in tables for name in pc.unique(table[field]).to_pylist() if name})
        rare = min(model.shares[field].values(), default=1e-5)
        shares = pa.table({field: names, f"tf_{field}": [model.shares[field].get(name, rare) for name in names]})
        linker.table_management.register_term_frequency_lookup(
            place.api.register(shares, dataset_display_name=f"shares_{field}"), field
        )
    return linker


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


def _settings(model: Model, dialect: str, blocks: Sequence[str]) -> SettingsCreator:
    return SettingsCreator(
        link_type="link_only",
        comparisons=[_comparison(field, conditions, model) for field, conditions in levels_for(dialect).items()],
        blocking_rules_to_generate_predictions=[{"blocking_rule": rule, "sql_dialect": dialect} for rule in blocks],
        probability_two_random_records_match=PRIOR,
        retain_matching_columns=False,
        retain_intermediate_calculation_columns=True,
    )


def _comparison(field: str, conditions: dict[str, str], model: Model) -> dict:
    levels = []
    for name, condition in conditions.items():
        level: dict = {"sql_condition": condition, "label_for_charts": name}
        if name == "unknown":
            level["is_null_level"] = True
        else:
            m, u = model.chances[field][name]
            level |= {"m_probability": m, "u_probability": u}
        if FREQUENT.get(field) == name:
            level |= {"tf_adjustment_column": field, "disable_tf_exact_match_detection": True}
        levels.append(level)
    return {"output_column_name": field, "comparison_levels": levels}


def _wanted(table: str) -> str:
    bits = [f"mw_{field}" + (f" + mw_tf_adj_{field}" if field in FREQUENT else "") for field in FIELDS]
    return f"select unique_id_l, unique_id_r, match_weight, {', '.join(bits)} from {table}"  # noqa: S608  our names


def _weights(table: pa.Table) -> Weights:
    """Weights to a millionth of a bit: what the engines differ by is less."""
    row, entry, weight, *bits = (column.to_numpy() for column in table.columns)
    return Weights(row, entry, weight.round(6), np.column_stack([each.round(6) for each in bits])).in_order()
