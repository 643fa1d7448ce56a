"""Models as versioned files: how often each level is true and how often chance, and how common each name is."""

import json
from dataclasses import dataclass
from functools import lru_cache
from math import log2
from pathlib import Path

from lhb_ingest.matching.levels import FIELDS, FREQUENT, levels_for

MODELS = Path(__file__).parent / "models"
CURRENT = "2026-11"
PRIOR = 1 / 60_000  # one row in so many is the same child: fixed, so that a weight does not drift with the list's size
LOWEST_BORN = 0.98  # m of the same birth date


class BadModel(ValueError):
    """A model that is not there, cannot be read or cannot be right; its words are a sentence."""


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
    """A shipped model by its name, or one of one's own by the path of its file. Raises BadModel."""
    shipped = MODELS / f"{version}.json"
    path = shipped if shipped.is_file() and shipped.parent == MODELS else Path(version)
    if not path.is_file():
        names = ", ".join(sorted(each.stem for each in MODELS.glob("*.json")))
        raise BadModel(f"There is no model {version}. Shipped: {names}; or the path of a file.")
    try:
        held = json.loads(path.read_text(encoding="utf-8"))
        found = {
            field: {name: (float(m), float(u)) for name, (m, u) in held["chances"][field].items()} for field in FIELDS
        }
        shares = {field: {name: float(share) for name, share in held["shares"][field].items()} for field in FREQUENT}
        model = Model(path.stem, str(held["trained_on"]), found, shares)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadModel(f"The model {path.name} cannot be read: {type(error).__name__}.") from None
    if said := complaints(model):
        raise BadModel(f"The model {path.name} cannot be right: {' '.join(said)}")
    return model


def complaints(model: Model) -> list[str]:
    """Why the model cannot be right; nothing for one that may be used."""
    return _misshapen(model) or [*_implausible(model)]


def _misshapen(model: Model) -> list[str]:
    said = []
    for field, conditions in levels_for("duckdb").items():
        wanted = [name for name in conditions if name != "unknown"]
        if list(model.chances.get(field, ())) != wanted:
            said.append(f"{field} must have the levels {', '.join(wanted)} in this order.")
        elif not all(0 < each < 1 for pair in model.chances[field].values() for each in pair):
            said.append(f"{field}: every m and u lies between 0 and 1.")
    for field in FREQUENT:
        if not all(0 < share < 1 for share in model.shares.get(field, {"": 0}).values()):
            said.append(f"{field}: every share of a name lies between 0 and 1.")
    return said


def _implausible(model: Model) -> list[str]:
    said = []
    m, _u = model.chances["born_on"]["same"]
    if m < LOWEST_BORN:
        said.append(f"m of the same birth date is {m:.3f}: below {LOWEST_BORN}, so namesakes were taken for one child.")
    for field, chances in model.chances.items():
        best, *_, last = chances
        bits = {name: model.bits(field, name) for name in chances}
        for name in chances:
            if bits[name] > bits[best] or bits[name] < bits[last]:
                said.append(
                    f"{field}: {name} weighs {bits[name]:.1f} bits, outside {bits[last]:.1f} to {bits[best]:.1f}."
                )
        if bits[best] < 2 or bits[last] > -1:
            said.append(
                f"{field}: to be the same or to differ says too little ({bits[best]:.1f}, {bits[last]:.1f} bits)."
            )
    return said
