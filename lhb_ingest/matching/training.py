"""Trains a model on lists whose truth is known, says what it changes, and refuses one that cannot be right.

m (how often a true pair stands at a level) is counted over true pairs, u over pairs drawn at random: with the truth at
hand nothing is estimated by blocks of equal names, which in Wales are full of namesakes and put m of the same birth
date at a half.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from random import Random

import pyarrow as pa

from lhb_ingest.matching.engines import connect
from lhb_ingest.matching.levels import FIELDS, FREQUENT, levels_for
from lhb_ingest.matching.model import Model
from lhb_ingest.matching.scoring import table_of
from lhb_ingest.matching.side import Side

LEVELS = levels_for("duckdb")
RANDOM_PAIRS = 3_000_000
SMALLEST_SHARE = 3  # a name must be borne so often to stand in the frozen table

# What practice lists never get wrong and real ones do: a house written otherwise in the right postcode.
BELIEFS = {("place", "postcode"): 0.01}
# u at least: a rare level drawn a few times in millions says nothing sure, and Lewis Thomas is not Thomas Lewis.
CHANCE_AT_LEAST = {("forename", "exchanged"): 0.00003}

Pairs = Sequence[tuple[int, int]]  # places in rows and entries


def train(version: str, trained_on: str, authorities: Iterable[tuple[Side, Side, Pairs]]) -> Model:
    """A model of the pooled counts of several authorities: (rows, entries, true pairs) of each."""
    true: dict[str, Counter] = {field: Counter() for field in FIELDS}
    chance: dict[str, Counter] = {field: Counter() for field in FIELDS}
    names: dict[str, Counter] = {field: Counter() for field in FREQUENT}
    authorities = list(authorities)
    for number, (rows, entries, pairs) in enumerate(authorities):
        rng = Random(number)  # noqa: S311  a draw of pairs, the same each time
        count = RANDOM_PAIRS // len(authorities)
        drawn = [(rng.randrange(len(rows)), rng.randrange(len(entries))) for _ in range(count)]
        for counts, some in ((true, pairs), (chance, drawn)):
            for field, found in _levels(rows, entries, some).items():
                counts[field] += found
        for field, counted in names.items():
            counted += Counter(entries.columns[field].to_pylist())
    return Model(version, trained_on, _chances(true, chance), _shares(names))


def _levels(rows: Side, entries: Side, pairs: Pairs) -> dict[str, Counter]:
    """field -> level -> how many of the pairs stand there."""
    connection = connect()
    try:
        connection.register("l", _suffixed(table_of(rows), "_l"))
        connection.register("r", _suffixed(table_of(entries), "_r"))
        ours, theirs = zip(*pairs, strict=True)
        connection.register("pairs", pa.table({"a": pa.array(ours, pa.int64()), "b": pa.array(theirs, pa.int64())}))
        joined = "pairs join l on l.unique_id_l = pairs.a join r on r.unique_id_r = pairs.b"
        cases = ", ".join(f"{_case(field)} as {field}" for field in FIELDS)
        connection.execute(f"create table levels as select {cases} from {joined}")  # noqa: S608  our own names
        return {
            field: Counter(dict(connection.sql(f"select {field}, count(*) from levels group by 1").fetchall()))  # noqa: S608
            for field in FIELDS
        }
    finally:
        connection.close()


def _suffixed(table: pa.Table, end: str) -> pa.Table:
    return table.rename_columns([f"{name}{end}" for name in table.column_names])


def _case(field: str) -> str:
    whens = [f"when {rule} then '{name}'" for name, rule in LEVELS[field].items() if rule != "ELSE"]
    return f"case {' '.join(whens)} else '{list(LEVELS[field])[-1]}' end"


def _chances(true: dict[str, Counter], chance: dict[str, Counter]) -> dict[str, dict[str, tuple[float, float]]]:
    """With half a pair added to every level, so that none is impossible."""
    found: dict[str, dict[str, tuple[float, float]]] = {}
    for field in FIELDS:
        levels = [name for name in LEVELS[field] if name != "unknown"]
        total = sum(true[field][name] for name in levels)
        right = {name: true[field][name] + 0.5 + BELIEFS.get((field, name), 0) * total for name in levels}
        of_true = sum(right.values())
        of_chance = sum(chance[field][name] + 0.5 for name in levels)
        found[field] = {
            name: (
                round(right[name] / of_true, 8),
                round(max((chance[field][name] + 0.5) / of_chance, CHANCE_AT_LEAST.get((field, name), 0)), 10),
            )
            for name in levels
        }
    return found


def _shares(names: dict[str, Counter]) -> dict[str, dict[str, float]]:
    return {
        field: {
            name: round(count / counted.total(), 7)
            for name, count in sorted(counted.items())
            if name and count >= SMALLEST_SHARE
        }
        for field, counted in names.items()
    }


def changes(before: Model | None, after: Model) -> Iterator[str]:
    """A line for each level: its bits before and after."""
    for field, chances in after.chances.items():
        for name, (m, u) in chances.items():
            old = f"{before.bits(field, name):7.2f}" if before and name in before.chances.get(field, {}) else "      -"
            yield f"{field:<10}{name:<11}{old} ->{after.bits(field, name):7.2f} bits   m {m:.6f}  u {u:.8f}"


def as_text(model: Model) -> str:
    held = {"trained_on": model.trained_on, "chances": model.chances, "shares": model.shares}
    return json.dumps(held, ensure_ascii=False, indent=1) + "\n"
