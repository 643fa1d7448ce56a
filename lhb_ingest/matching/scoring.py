"""Weighs pairings with Splink 5 on DuckDB in this process: the comparisons are code, their m and u are a shipped model.

Nothing leaves the process and nothing is written: the database is in memory, has no folder to spill into, may not
install or load anything and is closed when the weights are out.
"""

import json
import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log2
from pathlib import Path

import duckdb
import pyarrow as pa
from splink import DuckDBAPI, Linker, SettingsCreator

from lhb_ingest.matching.forms import SHIPPED, Forms
from lhb_ingest.matching.prepare import Person

MODELS = Path(__file__).parent / "models"
CURRENT = "2026-11"
FIELDS = ("surname", "forename", "born_on", "place", "middle")
LOWEST = -12.0  # bits below which a pairing is not worth a second look
PRIOR = 1 / 60_000  # one row in so many is the same child: fixed, so that a weight does not drift with the list's size
# In this order: the last closes the way to files, folders and the network for good.
SAFE = (
    "set temp_directory = ''",
    "set threads = 2",
    "set autoinstall_known_extensions = false",
    "set autoload_known_extensions = false",
    "set enable_external_access = false",
    "set lock_configuration = true",
)

_JARO = "jaro_winkler_similarity({0}_l, {0}_r)"
_SLIP = "(length({0}_l) > 3 and length({0}_r) > 3 and damerau_levenshtein({0}_l, {0}_r) <= 1)"
_NEARLY = f"(length({{0}}_l) > 2 and length({{0}}_r) > 2 and ({_SLIP} or {_JARO} >= 0.92))"
# Counted once, under the forename: in Wales Lewis Thomas and Thomas Lewis are two boys.
_EXCHANGED = "forename_l <> surname_l and forename_l = surname_r and surname_l = forename_r"
_PARTS_ALIKE = (
    "(date_part('year', born_on_l) = date_part('year', born_on_r))::int"
    " + (date_part('month', born_on_l) = date_part('month', born_on_r))::int"
    " + (date_part('day', born_on_l) = date_part('day', born_on_r))::int"
)
# field -> level -> its condition, the surest first; 'unknown' weighs nothing and the last level is what is left
LEVELS = {
    "surname": {
        "unknown": f"surname_l is null or surname_r is null or ({_EXCHANGED})",
        "same": "surname_l = surname_r or list_sort(surnames_l) = list_sort(surnames_r)",
        "partly": "list_has_any(surnames_l, surnames_r)",
        "nearly": _NEARLY.format("surname"),
        "alike": f"{_JARO.format('surname')} >= 0.8",
        "different": "ELSE",
    },
    "forename": {
        "unknown": "forename_l is null or forename_r is null",
        "same": "forename_l = forename_r or forename_l = joined_r or joined_l = forename_r",
        "exchanged": _EXCHANGED,
        "form": "list_has_any(forms_l, forms_r)",
        "partly": "list_contains(forenames_l, forename_r) or list_contains(forenames_r, forename_l)",
        "nearly": _NEARLY.format("forename"),
        "alike": f"{_JARO.format('forename')} >= 0.8",
        "different": "ELSE",
    },
    "born_on": {
        "unknown": "born_on_l is null or born_on_r is null",
        "same": "born_on_l = born_on_r",
        "turned": "date_part('year', born_on_l) = date_part('year', born_on_r)"
        " and date_part('month', born_on_l) = date_part('day', born_on_r)"
        " and date_part('day', born_on_l) = date_part('month', born_on_r)",
        "nearly": f"({_PARTS_ALIKE}) = 2",
        "different": "ELSE",
    },
    "place": {
        "house": "postcode_l = postcode_r and house_l = house_r",
        "postcode": "postcode_l = postcode_r",
        "slip": "house_l = house_r and length(postcode_l) = length(postcode_r)"
        " and damerau_levenshtein(postcode_l, postcode_r) <= 1",
        "named": "(postcode_l is null or postcode_r is null) and house_l = house_r"
        " and not regexp_matches(house_l, '^[0-9]')",
        "unknown": "postcode_l is null or postcode_r is null",
        "district": "split_part(postcode_l, ' ', 1) = split_part(postcode_r, ' ', 1)",
        "different": "ELSE",
    },
    "middle": {
        "unknown": "middles_l is null or middles_r is null",
        "same": "list_has_any(middles_l, middles_r)",
        "initial": "list_has_any(initials_l, initials_r)",
        "different": "ELSE",
    },
}
FREQUENT = {"surname": "same", "forename": "same"}  # levels whose weight goes by how rare the name is
# Of one birth date, those of whom something else is alike too: the rest cannot reach LOWEST.
_ALIKE = (
    "l.forename = r.forename or l.surname = r.surname or l.postcode = r.postcode or l.begins = r.begins"
    " or l.start = r.start or l.forename = r.surname or l.surname = r.forename or l.forename is null"
    " or r.forename is null or list_has_any(l.surnames, r.surnames) or list_has_any(l.forms, r.forms)"
    " or list_has_any(l.forenames, r.forenames)"
)
BLOCKS = (
    f"l.born_on = r.born_on and ({_ALIKE})",
    "l.forename = r.forename and l.surname = r.surname",
    "l.postcode = r.postcode and l.forename = r.forename",
    "l.postcode = r.postcode and l.surname = r.surname and l.house = r.house",
)
SCHEMA = pa.schema(
    [
        ("unique_id", pa.int64()),
        *((name, pa.string()) for name in ("surname", "forename", "joined", "postcode", "house", "begins", "start")),
        *((name, pa.list_(pa.string())) for name in ("surnames", "forenames", "middles", "initials")),
        ("forms", pa.list_(pa.int32())),
        ("born_on", pa.date32()),
    ]
)


@dataclass(frozen=True, slots=True)
class Scored:
    """A row's and an entry's place in their lists, the weight in bits, and the bits of each of FIELDS."""

    row: int
    entry: int
    weight: float
    bits: tuple[float, ...]


@dataclass(frozen=True)
class Model:
    """`chances`: field -> level -> (m, u). `shares`: 'surname' and 'forename' -> name -> its share of children."""

    version: str
    trained_on: str
    chances: dict[str, dict[str, tuple[float, float]]]
    shares: dict[str, dict[str, float]]

    def bits(self, field: str, level: str) -> float:
        m, u = self.chances[field][level]
        return log2(m / u)


@lru_cache(maxsize=4)
def load_model(version: str = CURRENT) -> Model:
    held = json.loads((MODELS / f"{version}.json").read_text(encoding="utf-8"))
    chances = {field: {name: tuple(pair) for name, pair in found.items()} for field, found in held["chances"].items()}
    return Model(version, held["trained_on"], chances, held["shares"])


def connect() -> duckdb.DuckDBPyConnection:
    """A database in memory that can neither write nor fetch anything."""
    connection = duckdb.connect(":memory:")
    for setting in SAFE:
        connection.execute(setting)
    return connection


def score(
    rows: Sequence[Person], entries: Sequence[Person], model: Model, lowest: float = LOWEST, forms: Forms = SHIPPED
) -> Iterator[Scored]:
    """Every pairing worth a look. `row` and `entry` are places in the sequences given."""
    if not rows or not entries:
        return
    connection = connect()
    try:
        linker = _linker(connection, rows, entries, model, forms)
        found = linker.inference.predict(threshold_match_weight=lowest, warning_mode="never")
        table = connection.sql(_wanted(found.physical_name)).arrow().read_all()
        yield from _scored(table)
    finally:
        connection.close()


def _linker(
    connection: duckdb.DuckDBPyConnection, rows: Sequence[Person], entries: Sequence[Person], model: Model, forms: Forms
) -> Linker:
    logging.getLogger("splink").setLevel(logging.ERROR)
    engine = DuckDBAPI(connection)
    sides = [
        engine.register(table_of(side, forms), dataset_display_name=name)
        for side, name in ((rows, "a"), (entries, "b"))
    ]
    linker = Linker(sides, _settings(model), log_level=logging.ERROR, validate_settings=False)
    for field in FREQUENT:
        names = sorted({getattr(each, field) for side in (rows, entries) for each in side} - {""})
        rare = min(model.shares[field].values(), default=1e-5)
        shares = pa.table({field: names, f"tf_{field}": [model.shares[field].get(name, rare) for name in names]})
        linker.table_management.register_term_frequency_lookup(
            engine.register(shares, dataset_display_name=f"shares_{field}"), field
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
        "initials": [[name[0] for name in each.middles] or None for each in side],
        "forms": [forms.lines_of(each.forename) for each in side],
        "born_on": [each.born_on for each in side],
    }
    return pa.table({field.name: pa.array(columns[field.name], type=field.type) for field in SCHEMA}, schema=SCHEMA)


def _settings(model: Model) -> SettingsCreator:
    return SettingsCreator(
        link_type="link_only",
        comparisons=[_comparison(field, model) for field in FIELDS],
        blocking_rules_to_generate_predictions=[{"blocking_rule": rule, "sql_dialect": "duckdb"} for rule in BLOCKS],
        probability_two_random_records_match=PRIOR,
        retain_matching_columns=False,
        retain_intermediate_calculation_columns=True,
    )


def _comparison(field: str, model: Model) -> dict:
    levels = []
    for name, condition in LEVELS[field].items():
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
    columns = [column.to_pylist() for column in table.columns]
    for row, entry, weight, *bits in zip(*columns, strict=True):
        yield Scored(row, entry, round(weight, 6), tuple(round(each, 6) for each in bits))
