"""Which pairings are the same child, which a person must judge: a cascade of rules, best first, one to one.

A row may be on several lists (a roll and the home education register), so one to one holds within each list. The rules
are those a careful officer would use; the doubt goes to a person. A scoring model may replace what is inside this room
without its callers noticing.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from lhb_ingest.matching.compare import Comparison, Level, compare
from lhb_ingest.matching.prepare import Person

MOST_NEAR = 5  # pairings shown for one row
COMMON = 4  # so many entries of one name, and the name with the birth date is no longer enough when the homes differ


@dataclass(frozen=True, slots=True)
class Pairing:
    """One row beside one roll entry. `rule` is 0 for none, else the number of the rule that fits; 1 is the surest."""

    row: Person
    entry: Person
    comparison: Comparison
    rule: int


@dataclass
class Decisions:
    """`matches`: row key -> pairings, at most one from each list. `near`: row key -> pairings to judge, best first."""

    matches: dict[int, list[Pairing]] = field(default_factory=lambda: defaultdict(list))
    near: dict[int, list[Pairing]] = field(default_factory=lambda: defaultdict(list))


def decide(
    rows: Iterable[Person], entries: Iterable[Person], *, refused: frozenset[tuple[int, int]] = frozenset()
) -> Decisions:
    """Decides every row. `refused` are (row key, entry key) that a person called different: never paired again."""
    rows, entries = sorted(rows, key=lambda each: each.order), sorted(entries, key=lambda each: each.order)
    index = Index(entries)
    homes = Homes(rows, entries)
    pairings = [
        Pairing(row, entry, comparison, rule_for(comparison, is_common=index.is_common(entry)))
        for row in rows
        for entry in index.near(row)
        if (row.key, entry.key) not in refused and is_worth_showing(comparison := compare(row, entry))
    ]
    return _settle(pairings, homes)


def rule_for(levels: Comparison, *, is_common: bool = False) -> int:
    """The number of the first rule under which the pairing may be accepted without a person, or 0."""
    name, surname, born_on, home = levels.forename, levels.surname, levels.born_on, levels.home
    at_home = home >= Level.PARTLY
    if not at_home and (levels.middle == Level.DIFFERENT or is_common):
        return 0
    rules = (
        (1, born_on == Level.SAME and name == Level.SAME and surname >= Level.PARTLY and at_home),
        (2, born_on == Level.SAME and name == Level.SAME and surname == Level.SAME),
        (3, born_on == Level.SAME and name == Level.SAME and at_home),
        (4, born_on == Level.SAME and name >= Level.NEARLY and surname >= Level.PARTLY and at_home),
        (5, born_on == Level.SAME and name == Level.SAME and surname == Level.PARTLY),
        (6, born_on == Level.NEARLY and name == Level.SAME and surname == Level.SAME and home == Level.SAME),
        (7, born_on == Level.UNKNOWN and name == Level.SAME and surname == Level.SAME and home == Level.SAME),
    )
    return next((number for number, fits in rules if fits), 0)


# Rules under which the forenames need not be the same: never used where a twin may be in play.
NOT_FOR_TWINS = frozenset({4})


def is_worth_showing(levels: Comparison) -> bool:
    """Whether a person should see the pairing at all."""
    name, surname, home = levels.forename, levels.surname, levels.home
    if levels.born_on == Level.SAME:
        return (
            (name >= Level.NEARLY and (surname >= Level.NEARLY or home >= Level.PARTLY))
            or (surname >= Level.NEARLY and home >= Level.PARTLY)
            or name == Level.SAME
            or levels.exchanged
        )
    if levels.born_on == Level.DIFFERENT:
        return name == Level.SAME and surname >= Level.PARTLY and home == Level.SAME
    return (name >= Level.PARTLY and surname >= Level.NEARLY and home != Level.DIFFERENT) or (
        name == Level.SAME and surname == Level.SAME
    )


class Index:
    """Finds the entries worth comparing with a row: same birth date, same names, or same postcode and forename."""

    def __init__(self, entries: Iterable[Person]):
        self._by = defaultdict(list)
        for entry in entries:
            for key in self._keys(entry):
                self._by[key].append(entry)

    @staticmethod
    def _keys(person: Person) -> Iterable[tuple]:
        if person.born_on:
            yield ("born", person.born_on)
        yield ("names", person.forename, person.surname)
        if person.postcode:
            yield ("home", person.forename, person.postcode)

    def near(self, row: Person) -> list[Person]:
        found = {entry.key: entry for key in self._keys(row) for entry in self._by.get(key, ())}
        return list(found.values())

    def is_common(self, entry: Person) -> bool:
        """Whether so many children bear this name that two of them may well be born on one day."""
        return len(self._by["names", entry.forename, entry.surname]) >= COMMON


class Homes:
    """Who else was born on the same day at the same home or with the same surname: perhaps a twin."""

    def __init__(self, rows: Iterable[Person], entries: Iterable[Person]):
        self._names = defaultdict(set)
        for person in (*rows, *entries):
            for key in self._keys(person):
                self._names[key].add(person.forename)
        self._rows = {key for row in rows for key in self._called(row, row.forename)}
        self._entries = {key for entry in entries for key in self._called(entry, entry.forename)}

    @staticmethod
    def _keys(person: Person) -> Iterable[tuple]:
        if person.born_on:
            if person.postcode:
                yield (person.born_on, person.postcode, person.house)
            yield (person.born_on, person.surname, person.postcode)

    @staticmethod
    def _called(person: Person, forename: str) -> Iterable[tuple]:
        """Somebody of this forename who agrees with the person in two of surname, birth date and postcode."""
        if person.born_on:
            yield ("names", forename, person.surname, person.born_on)
        if person.postcode:
            yield ("home", forename, person.surname, person.postcode)
        if person.born_on and person.postcode:
            yield ("birth", forename, person.postcode, person.born_on)

    def has_twin(self, pairing: Pairing) -> bool:
        """Whether a third forename is about, besides those of the row and of the entry; or whether one of the two has
        somebody of its own name on the other side, who may be the very child although the rest has a slip."""
        row, entry = pairing.row, pairing.entry
        here = {row.forename, entry.forename}
        return (
            any(self._names[key] - here for each in (row, entry) for key in self._keys(each))
            or any(key in self._rows for key in self._called(entry, entry.forename))
            or any(key in self._entries for key in self._called(row, row.forename))
        )


def _settle(pairings: list[Pairing], homes: Homes) -> Decisions:
    """Accepts what fits a rule and has no rival of the same rank on either side; the rest is for a person."""
    decisions = Decisions()
    taken: set[tuple] = set()  # (row, list) and entries that have found each other
    acceptable = [each for each in pairings if each.rule and not (each.rule in NOT_FOR_TWINS and homes.has_twin(each))]
    for rule in sorted({pairing.rule for pairing in acceptable}):
        free = [each for each in acceptable if each.rule == rule and not taken & _claims(each)]
        claims: dict[tuple, int] = defaultdict(int)
        for pairing in free:
            for claim in _claims(pairing):
                claims[claim] += 1
        for pairing in free:
            if all(claims[claim] == 1 for claim in _claims(pairing)):
                decisions.matches[pairing.row.key].append(pairing)
                taken |= _claims(pairing)
    _near(decisions, pairings, taken)
    return decisions


def _claims(pairing: Pairing) -> set[tuple]:
    return {("row", pairing.row.key, pairing.entry.list_name), ("entry", pairing.entry.key)}


def _near(decisions: Decisions, pairings: list[Pairing], taken: set[tuple]) -> None:
    """For rows without a match: what a person should see. An entry that is another row's is shown only where the names
    and the birth date are the same, for then the health list may hold one child twice."""
    waiting = defaultdict(list)
    for pairing in pairings:
        if pairing.row.key in decisions.matches:
            continue
        is_taken = ("entry", pairing.entry.key) in taken
        if not is_taken or pairing.rule in (1, 2, 3):
            waiting[pairing.row.key].append(pairing)
    for key, shown in waiting.items():
        decisions.near[key] = sorted(shown, key=_nearness, reverse=True)[:MOST_NEAR]


def _nearness(pairing: Pairing) -> tuple:
    levels = pairing.comparison
    score = 2 * levels.born_on + 2 * levels.forename + levels.surname + levels.home
    return score, levels.forename, levels.born_on, pairing.entry.order
