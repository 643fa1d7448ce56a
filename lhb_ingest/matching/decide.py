"""Which pairings are the same child, which a person must judge: a few rules that accept, and every doubt to a person.

A false match hides a missing child for ever; a near match costs a person half a minute. So nothing is accepted whose
forename is not the same, or where anybody else could be meant. A row may be on several lists (a roll and the home
education register), so one to one holds within each list. A scoring model may replace what is inside this room without
its callers noticing.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from lhb_ingest.matching.compare import Comparison, Level, compare
from lhb_ingest.matching.prepare import Person

MOST_NEAR = 5  # pairings shown for one row
COMMON = 8  # so many children of one name on either side, and name with birth date is not enough when the homes differ
FAR_AWAY = "other_authority"  # a list of children of another place: a namesake there is likelier than a move


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
    names = Names(rows, entries)
    pairings = [
        Pairing(row, entry, comparison, rule_for(comparison, may_move=names.may_move(row, entry)))
        for row in rows
        for entry in index.near(row)
        if (row.key, entry.key) not in refused and is_worth_showing(comparison := compare(row, entry))
    ]
    return _settle(pairings)


class Names:
    """How many children on each side bear a forename with a surname, or with half of one."""

    def __init__(self, rows: Iterable[Person], entries: Iterable[Person]):
        self._sides = [Counter(key for person in side for key in self._keys(person)) for side in (rows, entries)]

    @staticmethod
    def _keys(person: Person) -> set[tuple[str, str]]:
        return {(person.forename, part) for part in person.surnames}

    def is_common(self, person: Person) -> bool:
        """Whether so many bear this name that two of them may well be born on one day."""
        return any(side[key] >= COMMON for side in self._sides for key in self._keys(person))

    def may_move(self, row: Person, entry: Person) -> bool:
        """Whether one name on one day in two homes may be one child who moved, rather than two children."""
        return not (entry.list_name[0] == FAR_AWAY or self.is_common(row) or self.is_common(entry))


def rule_for(levels: Comparison, *, may_move: bool = True) -> int:
    """The number of the first rule under which the pairing may be accepted without a person, or 0.

    1 at home, part of the surname suffices; 2 moved, with a rare name; 3 at home with another surname; 4 at home with a
    slip in day or month. None where forenames differ, where middle names differ (brothers are often called alike but
    for those), or where a name has too few Latin letters to say anything.
    """
    if levels.forename != Level.SAME or levels.middle == Level.DIFFERENT or not levels.has_letters:
        return 0
    surname, home = levels.surname, levels.home
    is_same_day = levels.born_on == Level.SAME
    is_near_day = levels.born_on == Level.NEARLY and levels.is_same_year
    rules = (
        (1, is_same_day and surname >= Level.PARTLY and home >= Level.PARTLY),
        (2, is_same_day and surname == Level.SAME and may_move),
        (3, is_same_day and home == Level.SAME),
        (4, is_near_day and surname == Level.SAME and home == Level.SAME),
    )
    return next((number for number, fits in rules if fits), 0)


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


class Rivals:
    """Who else could be meant: for each pairing that a rule accepts, the other rows and the other children."""

    def __init__(self, acceptable: list[Pairing]):
        self._children_of, self._rows_of = _sides(acceptable)
        self._own_children, self._own_rows = _sides([each for each in acceptable if is_beyond_doubt(each)])

    def has(self, pairing: Pairing) -> bool:
        """Whether there is a rival who has not their own: another row that could be this child, or another child of the
        same list that could be this row, without a partner of its own beyond doubt."""
        row, child = _row(pairing), _child(pairing)
        rows = self._rows_of[child] - {row}
        children = self._children_of[row] - {child}
        return not (
            all(self._has_own(self._own_children[other], self._own_rows, other, child) for other in rows)
            and all(self._has_own(self._own_rows[other], self._own_children, other, row) for other in children)
        )

    @staticmethod
    def _has_own(partners: set, of_partner: dict, rival: tuple, wanted: tuple) -> bool:
        return len(partners) == 1 and wanted not in partners and of_partner[next(iter(partners))] == {rival}


def is_beyond_doubt(pairing: Pairing) -> bool:
    """The same names, the same birth date, the same house."""
    levels = pairing.comparison
    return pairing.rule == 1 and levels.surname == Level.SAME and levels.home == Level.SAME


def _sides(pairings: Iterable[Pairing]) -> tuple[dict, dict]:
    children_of, rows_of = defaultdict(set), defaultdict(set)
    for pairing in pairings:
        children_of[_row(pairing)].add(_child(pairing))
        rows_of[_child(pairing)].add(_row(pairing))
    return children_of, rows_of


def _row(pairing: Pairing) -> tuple:
    """A row as it stands before one list: it may be on several."""
    return (pairing.row.key, pairing.entry.list_name)


def _child(pairing: Pairing) -> tuple:
    """Two entries of a list with one UPN are one child; without a UPN each entry is its own."""
    entry = pairing.entry
    return (entry.list_name, entry.upn or entry.key)


def _settle(pairings: list[Pairing]) -> Decisions:
    """Accepts a pairing that fits a rule and has no rival; the rest is for a person."""
    decisions = Decisions()
    acceptable = sorted((pairing for pairing in pairings if pairing.rule), key=lambda each: each.rule)
    rivals = Rivals(acceptable)
    taken: set[tuple] = set()
    for pairing in acceptable:
        if _row(pairing) not in taken and not rivals.has(pairing):
            decisions.matches[pairing.row.key].append(pairing)
            taken |= {_row(pairing), _child(pairing)}
    _near(decisions, pairings, taken)
    return decisions


def _near(decisions: Decisions, pairings: list[Pairing], taken: set[tuple]) -> None:
    """For rows without a match: what a person should see. An entry that is another row's is shown only where a rule
    would have fitted, for then the health list may hold one child twice."""
    waiting = defaultdict(list)
    for pairing in pairings:
        if pairing.row.key not in decisions.matches and (pairing.rule or _child(pairing) not in taken):
            waiting[pairing.row.key].append(pairing)
    for key, shown in waiting.items():
        decisions.near[key] = sorted(shown, key=_nearness, reverse=True)[:MOST_NEAR]


def _nearness(pairing: Pairing) -> tuple:
    levels = pairing.comparison
    score = 2 * levels.born_on + 2 * levels.forename + levels.surname + levels.home
    return score, levels.forename, levels.born_on, pairing.entry.order
