"""How the two people of each pair agree, for all pairs at once: every two values are compared once, by `compare`."""

from collections.abc import Callable, Sequence
from itertools import product, starmap

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from lhb_ingest.matching.compare import (
    Comparison,
    Level,
    day_level,
    forename_level,
    home_level,
    middle_level,
    surname_level,
)
from lhb_ingest.matching.forms import Forms
from lhb_ingest.matching.prepare import Person
from lhb_ingest.matching.side import BETWEEN, Places, Side, codes, together

NO_DAY = np.iinfo(np.int32).min


class Agreement:
    """`numbers`: for each pair the place of its Comparison in `comparisons`, of which there are few hundred."""

    def __init__(self, numbers: np.ndarray, comparisons: list[Comparison]):
        self.numbers = numbers
        self.comparisons = comparisons

    def told(self, what: Callable[[Comparison], int]) -> np.ndarray:
        """What is said of each pair's comparison, as numbers."""
        return np.array([what(each) for each in self.comparisons], np.int64)[self.numbers]


class Values:
    """The values of both sides as numbers: the same number, the same value; 0 for none."""

    def __init__(self, rows: Side, entries: Side):
        self.sides = rows, entries
        self.forename = self._codes("forename")
        self.forenames = self._codes("forename", "forenames")
        self.surname = self._codes("surname")
        self.surnames = self._codes("surname", "surnames", "former")
        self.middles = self._codes("middles")
        self.postcode = self._codes("postcode")
        self.house = self._codes("house")
        self.born_on = [days_of(side) for side in self.sides]
        parts = [pc.split_pattern(side.columns["surnames"], " ") for side in self.sides]
        names = codes(*(side.columns["forename"] for side in self.sides), *(part.flatten() for part in parts))
        self.name, flat = names[:2], names[2:]  # forenames and the parts of surnames, numbered alike
        self.parts = [_in_columns(part, found) for part, found in zip(parts, flat, strict=True)]

    def _codes(self, *names: str) -> list[np.ndarray]:
        if len(names) == 1:
            return codes(*(side.columns[names[0]] for side in self.sides))
        joined = [
            pc.binary_join_element_wise(*(side.columns[name] for name in names), BETWEEN * 2) for side in self.sides
        ]
        nothing = BETWEEN * 2 * (len(names) - 1)
        return codes(*(pc.if_else(pc.equal(each, nothing), "", each) for each in joined))


def days_of(side: Side) -> np.ndarray:
    return pc.fill_null(side.columns["born_on"].cast(pa.int32()), NO_DAY).to_numpy().astype(np.int64)


def agree(values: Values, row: Places, entry: Places, forms: Forms) -> Agreement:
    """`row` and `entry` are the places of each pair's two people."""
    born_on, is_same_year = _dates(values.born_on[0][row], values.born_on[1][entry])
    by_field = {
        "forename": _by_values(
            values, (values.forename, values.forenames), row, entry, lambda one, other: _forename(one, other, forms)
        ),
        "surname": _by_values(values, (values.surname, values.surnames), row, entry, surname_level),
        "born_on": born_on,
        "home": _homes(values, row, entry),
        "middle": _by_values(values, (values.middles, values.middles), row, entry, middle_level),
        "exchanged": _exchanged(values, row, entry),
        "is_same_year": is_same_year,
        "has_letters": _has_letters(values.sides[0])[row] & _has_letters(values.sides[1])[entry],
    }
    _numbers, first, inverse = np.unique(together(*by_field.values()), return_index=True, return_inverse=True)
    found = {name: column[first].tolist() for name, column in by_field.items()}
    kinds = zip(*found.values(), strict=True)
    return Agreement(inverse, [_comparison(**dict(zip(found, kind, strict=True))) for kind in kinds])


def _comparison(forename: int, exchanged: int, is_same_year: int, has_letters: int, **levels: int) -> Comparison:
    """A forename of FORM is NEARLY alike."""
    return Comparison(
        forename=Level(min(forename, Level.SAME)) if forename != FORM else Level.NEARLY,
        form=forename == FORM,
        exchanged=bool(exchanged),
        is_same_year=bool(is_same_year),
        has_letters=bool(has_letters),
        **{name: Level(level) for name, level in levels.items()},
    )


FORM = len(Level)


def _forename(row: Person, entry: Person, forms: Forms) -> int:
    level = forename_level(row, entry, forms)
    return FORM if level == Level.NEARLY and forms.is_form(row.forename, entry.forename) else level


def _by_values(
    values: Values,
    about: tuple[list[np.ndarray], list[np.ndarray]],
    row: Places,
    entry: Places,
    level: Callable[[Person, Person], int],
) -> np.ndarray:
    """`level` of each pair, asked once for every two different values. `about`: the numbers of the name itself, and of
    all that the level goes by; where one side has no name, or both the same, nothing is asked."""
    (own, other), (ours, theirs) = about
    has_both = (own[row] > 0) & (other[entry] > 0)
    levels = np.where(has_both, int(Level.SAME), int(Level.UNKNOWN))
    asked = np.flatnonzero(has_both & (own[row] != other[entry]))
    row, entry = row[asked], entry[asked]
    _both, first, inverse = np.unique(together(ours[row], theirs[entry]), return_index=True, return_inverse=True)
    beside = zip(
        _bearers(values.sides[0], ours, row[first]), _bearers(values.sides[1], theirs, entry[first]), strict=True
    )
    levels[asked] = np.array([level(one, two) for one, two in beside], np.int64)[inverse]
    return levels


def _bearers(side: Side, numbers: np.ndarray, places: Places) -> list[Person]:
    """For each place somebody who has the same value; as few people are made as there are values."""
    _values, first, inverse = np.unique(numbers[places], return_index=True, return_inverse=True)
    people = side.people(places[first])
    return [people[number] for number in inverse.tolist()]


def _dates(ours: np.ndarray, theirs: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """How the dates agree, and whether they are of one year."""
    has_both = (ours != NO_DAY) & (theirs != NO_DAY)
    one, other = (np.where(has_both, days, 0).astype("datetime64[D]") for days in (ours, theirs))
    months = [days.astype("datetime64[M]") for days in (one, other)]
    day, other_day = ((days - first).astype(np.int64) for days, first in zip((one, other), months, strict=True))
    month, other_month = (first.astype(np.int64) % 12 for first in months)
    is_same_year = has_both & (one.astype("datetime64[Y]") == other.astype("datetime64[Y]"))
    is_turned = (day == other_month) & (month == other_day)
    said = (has_both, is_same_year, month == other_month, day == other_day, is_turned)
    return _by_answers(day_level, said), is_same_year.astype(np.int64)


def _by_answers(level: Callable[..., int], said: Sequence[np.ndarray]) -> np.ndarray:
    """`level` of each pair, which is told yes or no of several things."""
    levels = np.array(list(starmap(level, product((False, True), repeat=len(said)))), np.int64)
    return levels.reshape((2,) * len(said))[tuple(each.astype(np.int64) for each in said)]


def _homes(values: Values, row: Places, entry: Places) -> np.ndarray:
    postcodes = values.postcode[0][row], values.postcode[1][entry]
    house = values.house[0][row]
    is_named = pc.match_substring_regex(values.sides[0].columns["house"], "^[A-Z]").to_numpy(zero_copy_only=False)[row]
    said = (
        (postcodes[0] > 0) & (postcodes[1] > 0),
        postcodes[0] == postcodes[1],
        house == values.house[1][entry],
        house > 0,
        is_named,
    )
    return _by_answers(home_level, said)


def _exchanged(values: Values, row: Places, entry: Places) -> np.ndarray:
    """Whether the forename of each is part of the other's surname."""
    ours, theirs = values.name[0][row], values.name[1][entry]
    is_ours = (values.parts[1][entry] == ours[:, None]).any(axis=1)
    is_theirs = (values.parts[0][row] == theirs[:, None]).any(axis=1)
    return (is_ours & is_theirs).astype(np.int64)


def _in_columns(parts: pa.ListArray, flat: np.ndarray) -> np.ndarray:
    """The numbers of each list side by side, -1 where it has no more, and for ''."""
    lengths = pc.list_value_length(parts).to_numpy(zero_copy_only=False).astype(np.int64)
    table = np.full((len(lengths), int(lengths.max(initial=1))), -1, np.int64)
    line = np.repeat(np.arange(len(lengths)), lengths)
    column = np.arange(len(flat)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    table[line, column] = np.where(flat == 0, -1, flat)
    return table


def _has_letters(side: Side) -> np.ndarray:
    is_long = pc.greater(pc.utf8_length(side.columns["forename"]), 1)
    return pc.and_(is_long, pc.not_equal(side.columns["surnames"], "")).to_numpy(zero_copy_only=False).astype(np.int64)
