"""Weighs the pairs of the few who are new by the conditions that Splink is given, in DuckDB and without Splink.

Splink takes a second to load and to write its SQL, a later month brings a few hundred new people, and a run from
scratch must find the same pairs and the same weights: a test holds the two against one another.
"""

from collections.abc import Mapping, Sequence
from math import log2

import numpy as np
import pyarrow as pa

from lhb_ingest.matching.engines import DuckDB
from lhb_ingest.matching.levels import FIELDS, FREQUENT, levels_for
from lhb_ingest.matching.model import PRIOR, Model
from lhb_ingest.matching.side import of_each


def weigh_few(
    place: DuckDB, tables: Sequence[pa.Table], model: Model, blocks: Sequence[str], lowest: float
) -> pa.Table:
    """Row, entry, weight and the bits of each of FIELDS, of every pair that a block finds, that weighs enough, and of
    which one side `is_new`."""
    for name, table in zip("ab", tables, strict=True):
        place.hold(name, table)
    levels = levels_for(place.dialect)
    found = place.table(_levels_of_pairs(levels, blocks))
    row, entry, *numbers = (column.to_numpy() for column in found.columns)
    bits = []
    for field, number in zip(FIELDS, numbers, strict=True):
        names = list(levels[field])
        own = np.array([0.0 if name == "unknown" else model.bits(field, name) for name in names])[number]
        if field in FREQUENT:
            is_same = number == names.index(FREQUENT[field])
            own = own + np.where(is_same, _rarity(tables, model, field, row, entry), 0.0)
        bits.append(own)
    weight = np.full(len(row), log2(PRIOR / (1 - PRIOR)))
    for own in bits:
        weight = weight + own
    table = pa.table([row, entry, weight, *bits], ["row", "entry", "weight", *FIELDS])
    return table.filter(pa.array(weight >= lowest))


def _levels_of_pairs(levels: Mapping[str, Mapping[str, str]], blocks: Sequence[str]) -> str:
    """Each pair once, with the place of its level of each field."""
    pairs = " union ".join(
        f"select l.unique_id as one, r.unique_id as other from a as l join b as r on {rule} where {side}.is_new"  # noqa: S608  our own words
        for rule in blocks
        for side in "lr"
    )
    sides = ", ".join(f"columns({side}.*) as '\\0_{side}'" for side in "lr")
    numbers = ", ".join(f"{_number(conditions)} as {field}" for field, conditions in levels.items())
    return (
        f"with pairs as ({pairs}), beside as (select {sides} from pairs join a as l on l.unique_id = one"  # noqa: S608
        f" join b as r on r.unique_id = other) select unique_id_l, unique_id_r, {numbers} from beside"
    )


def _number(conditions: Mapping[str, str]) -> str:
    *some, _rest = conditions.values()
    cases = " ".join(f"when {condition} then {number}" for number, condition in enumerate(some))
    return f"case {cases} else {len(some)} end"


def _rarity(tables: Sequence[pa.Table], model: Model, field: str, row: np.ndarray, entry: np.ndarray) -> np.ndarray:
    """Bits that a name in common weighs more than the usual one; the commoner of two spellings says how many."""
    shares, rare = model.shares[field], min(model.shares[field].values(), default=1e-5)
    ours, theirs = (
        of_each(table[field].combine_chunks(), lambda name: shares.get(name, rare), pa.float64()).to_numpy(
            zero_copy_only=False
        )
        for table in tables
    )
    _m, usual = model.chances[field][FREQUENT[field]]
    return log2(usual) - np.log2(np.fmax(ours[row], theirs[entry]))
