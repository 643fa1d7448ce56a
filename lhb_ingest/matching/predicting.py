"""Splink's predict over two tables: the comparisons are code (`levels`), their m and u are data (`model`).

`scoring` imports this when it first weighs a whole list: Splink takes half a second to load.
"""

import logging
from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc
from splink import Linker, SettingsCreator

from lhb_ingest.matching.engines import DuckDB, Spark
from lhb_ingest.matching.levels import FIELDS, FREQUENT, levels_for
from lhb_ingest.matching.model import PRIOR, Model


def predict(
    place: DuckDB | Spark, tables: Sequence[pa.Table], model: Model, blocks: Sequence[str], lowest: float
) -> pa.Table:
    """Row, entry, weight and the bits of each of FIELDS, of every pair that a block finds and that weighs enough."""
    linker = _linker(place, tables, _settings(model, place.dialect, blocks), model)
    found = linker.inference.predict(threshold_match_weight=lowest, warning_mode="never")
    return place.table(_wanted(found.physical_name))


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
