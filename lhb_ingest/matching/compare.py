"""How well one field of two people agrees, in a few named levels. Pure; every level is a row of a test table."""

from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from functools import lru_cache

from rapidfuzz.distance import DamerauLevenshtein, JaroWinkler

from lhb_ingest.matching.forms import SHIPPED, Forms
from lhb_ingest.matching.prepare import Person


class Level(IntEnum):
    """The higher, the more alike. UNKNOWN: one side does not say."""

    DIFFERENT = 0
    UNKNOWN = 1
    NEARLY = 2
    PARTLY = 3  # one name in common
    SAME = 4


CODES = tuple(level.name.lower() for level in Level)  # by their number


@dataclass(frozen=True, slots=True)
class Comparison:
    """The levels of one pairing, field by field."""

    forename: Level
    surname: Level
    born_on: Level
    home: Level
    middle: Level
    exchanged: bool = False  # the forename of one is the surname of the other, both ways
    is_same_year: bool = True  # of birth
    has_letters: bool = True  # enough Latin letters in the names to say anything
    form: bool = False  # the forenames are NEARLY alike because they are forms of one name

    def reasons(self) -> list[dict[str, str]]:
        """As codes, for explain.sentences: [{"field": "surname", "level": "same"}, …]."""
        codes = [
            {"field": "forename", "level": "form" if self.form else CODES[self.forename]},
            {"field": "surname", "level": CODES[self.surname]},
            {"field": "born_on", "level": CODES[self.born_on]},
            {"field": "home", "level": CODES[self.home]},
        ]
        if self.exchanged:
            codes.append({"field": "names", "level": "exchanged"})
        return codes


def forename_level(row: Person, entry: Person, forms: Forms = SHIPPED) -> Level:
    """SAME: the same first forename; PARTLY: it is another forename of the other; NEARLY: almost, or a form of it.

    A second forename in common is nothing here: sisters share one. `middle_level` speaks of it.
    """
    if not row.forename or not entry.forename:
        return Level.UNKNOWN
    if row.forename == entry.forename or row.forename == _joined(entry) or _joined(row) == entry.forename:
        return Level.SAME
    if row.forename in entry.forenames or entry.forename in row.forenames:
        return Level.PARTLY
    is_alike = forms.is_form(row.forename, entry.forename) or is_nearly(row.forename, entry.forename)
    return Level.NEARLY if is_alike else Level.DIFFERENT


def _joined(person: Person) -> str:
    """Lily Mae and Lily-Mae as Lilymae."""
    return "".join(person.forenames[:2])


def surname_level(row: Person, entry: Person) -> Level:
    """SAME: the same surname, or a former one; PARTLY: half of a double one; NEARLY: spelt almost alike."""
    if not row.surname or not entry.surname:
        return Level.UNKNOWN
    if {row.surname, *row.former} & {entry.surname, *entry.former} or set(row.surnames) == set(entry.surnames):
        return Level.SAME
    if set(row.surnames) & set(entry.surnames):
        return Level.PARTLY
    return Level.NEARLY if is_nearly(row.surname, entry.surname) else Level.DIFFERENT


def date_level(one: date | None, other: date | None) -> Level:
    if one is None or other is None:
        return Level.UNKNOWN
    same = one.year == other.year, one.month == other.month, one.day == other.day
    return day_level(True, *same, (one.day, one.month) == (other.month, other.day))


def day_level(has_both: bool, same_year: bool, same_month: bool, same_day: bool, is_turned: bool) -> Level:
    """NEARLY: day and month exchanged, or one of day, month and year different."""
    if not has_both:
        return Level.UNKNOWN
    if same_year and same_month and same_day:
        return Level.SAME
    return Level.NEARLY if (same_year and is_turned) or same_year + same_month + same_day == 2 else Level.DIFFERENT


def home_level(
    has_postcodes: bool, is_same_postcode: bool, is_same_house: bool, has_house: bool, is_named: bool
) -> Level:
    """SAME: the same house of the same postcode; PARTLY: the same postcode. `has_house` and `is_named`: the row has
    one, and it is a name and no number."""
    if not has_postcodes:
        return Level.NEARLY if is_same_house and is_named else Level.UNKNOWN
    if not is_same_postcode:
        return Level.DIFFERENT
    return Level.SAME if has_house and is_same_house else Level.PARTLY


def middle_level(row: Person, entry: Person) -> Level:
    if not row.middles or not entry.middles:
        return Level.UNKNOWN
    if set(row.middles) & set(entry.middles):
        return Level.SAME
    initials = {name[0] for name in row.middles} & {name[0] for name in entry.middles}
    return Level.NEARLY if initials else Level.DIFFERENT


@lru_cache(maxsize=200_000)
def is_nearly(one: str, other: str) -> bool:
    """Spelt almost alike: one slip of the keyboard in four letters or more, or very close by Jaro and Winkler."""
    if min(len(one), len(other)) < 3:
        return False
    if len(one) > 3 and len(other) > 3 and DamerauLevenshtein.distance(one, other, score_cutoff=1) <= 1:
        return True
    return JaroWinkler.similarity(one, other) >= 0.92
