"""Weighs pairings with Splink 5: the comparisons are code (`levels`), their m and u are a shipped model (`model`).

Nothing leaves the process and nothing is written where a backup would find it: see `engines`.
"""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pyarrow as pa
from splink import Linker, SettingsCreator

from lhb_ingest.matching.engines import DuckDB, Spark, connect, engine
from lhb_ingest.matching.forms import SHIPPED, Forms
from lhb_ingest.matching.levels import FIELDS, FREQUENT, blocks_for, levels_for
from lhb_ingest.matching.model import CURRENT, MODELS, Model, load_model
from lhb_ingest.matching.prepare import Person

__all__ = ["CURRENT", "FIELDS", "FREQUENT", "MODELS", "Model", "Scored", "connect", "load_model", "score", "table_of"]

LOWEST = -12.0  # bits below which a pairing is not worth a second look
PRIOR = 1 / 60_000  # one row in so many is the same child: fixed, so that a weight does not drift with the list's size
SCHEMA = pa.schema(
    [
        ("unique_id", pa.int64()),
        *((name, pa.string()) for name in ("surname", "forename", "joined", "postcode", "house", "begins", "start")),
        *((name, pa.list_(pa.string())) for name in ("surnames", "forenames", "middles", "initials")),
        ("forms", pa.list_(pa.int32())),
        ("born_on", pa.date32()),
    ]
)


@dataclass(slots=True)
class Scored:
    """A row's and an entry's place in their lists, the weight in bits, and the bits of each of FIELDS."""

    row: int
    entry: int
    weight: float
    bits: tuple[float, ...]


def score(
    rows: Sequence[Person],
    entries: Sequence[Person],
    model: Model,
    lowest: float = LOWEST,
    forms: Forms = SHIPPED,
    on: str = "duckdb",
    size: int = 0,
) -> Iterator[Scored]:
    """Every pairing worth a look. `row` and `entry` are places in the sequences given; `on` names the engine. `size`:
    rows of the whole lists, where these are some of them: it says which blocks hold."""
    if not rows or not entries:
        return
    with engine(on) as place:
        settings = _settings(model, place.dialect, size or max(len(rows), len(entries)))
        linker = _linker(place, rows, entries, settings, forms, model)
        found = linker.inference.predict(threshold_match_weight=lowest, warning_mode="never")
        yield from _scored(place.table(_wanted(found.physical_name)))


def _linker(
    place: DuckDB | Spark,
    rows: Sequence[Person],
    entries: Sequence[Person],
    settings: SettingsCreator,
    forms: Forms,
    model: Model,
) -> Linker:
    logging.getLogger("splink").setLevel(logging.ERROR)
    sides = [
        place.api.register(table_of(side, forms), dataset_display_name=name)
        for side, name in ((rows, "a"), (entries, "b"))
    ]
    linker = Linker(sides, settings, log_level=logging.ERROR, validate_settings=False)
    for field in FREQUENT:
        names = sorted({getattr(each, field) for side in (rows, entries) for each in side} - {""})
        rare = min(model.shares[field].values(), default=1e-5)
        shares = pa.table({field: names, f"tf_{field}": [model.shares[field].get(name, rare) for name in names]})
        linker.table_management.register_term_frequency_lookup(
            place.api.register(shares, dataset_display_name=f"shares_{field}"), field
        )
    return linker


def table_of(side: Sequence[Person], forms: Forms = SHIPPED) -> pa.Table:
    columns = {
        "unique_id": range(len(side)),
        "surname": [each.surname or None for each in side],
        "forename": [each.forename or None for each in side],
        "joined": ["".join(each.forenames[:2]) or None for each in side],
        "postcode": [each.postcode or None for each in side],
        "house": [each.house or None for each in side],
        "begins": [each.forename[:2] or None for each in side],
        "start": [each.surname[:3] or None for each in side],
        "surnames": [each.surnames for each in side],
        "forenames": [each.forenames for each in side],
        "middles": [each.middles or None for each in side],
        "initials": [[name[0] for name in each.middles] if each.middles else None for each in side],
        "forms": [forms.lines_of(each.forename) for each in side],
        "born_on": [each.born_on for each in side],
    }
    return pa.table({field.name: pa.array(columns[field.name], type=field.type) for field in SCHEMA}, schema=SCHEMA)


def _settings(model: Model, dialect: str, rows: int) -> SettingsCreator:
    return SettingsCreator(
        link_type="link_only",
        comparisons=[_comparison(field, conditions, model) for field, conditions in levels_for(dialect).items()],
        blocking_rules_to_generate_predictions=[
            {"blocking_rule": rule, "sql_dialect": dialect} for rule in blocks_for(dialect, rows)
        ],
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


def _scored(table: pa.Table) -> Iterator[Scored]:
    """Weights to a millionth of a bit: what the engines differ by is less."""
    rows, entries, *bits = (column.to_numpy() for column in table.columns)
    weights, *fields = (each.round(6).tolist() for each in bits)
    yield from map(Scored, rows.tolist(), entries.tolist(), weights, zip(*fields, strict=True))
