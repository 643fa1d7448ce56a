"""Which pairings are the same child, which a person must judge: Splink's weights, and decisions of our own over them.

A false match hides a missing child for ever; a near match costs a person half a minute. So a weight never overrides a
refusal: nothing is accepted whose forename is not the same, or where anybody else could be meant. A row may be on
several lists (a roll and the home education register), so one to one holds within each list.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from lhb_ingest.matching.compare import Comparison, Level, compare
from lhb_ingest.matching.forms import Forms
from lhb_ingest.matching.homes import Families
from lhb_ingest.matching.prepare import Person
from lhb_ingest.matching.scoring import FIELDS, Model, load_model, score
from lhb_ingest.matching.thresholds import Thresholds

MOST_NEAR = 5  # pairings shown for one row
COMMON = 20  # so many children of one name on either side, and name with birth date is not enough when the homes differ
FAR_AWAY = "other_authority"  # a list of children of another place: a namesake there is likelier than a move
FAMILY = 8.0  # bits for a brother or sister who went from the one home to the other


@dataclass(frozen=True, slots=True)
class Pairing:
    """One row beside one entry. `rule` is 0 for none, else the number of the rule that fits; 1 is the surest.

    `weight` and `bits`, which are the weight field by field, are powers of two.
    """

    row: Person
    entry: Person
    comparison: Comparison
    rule: int
    weight: float = 0.0
    bits: tuple[float, ...] = ()
    has_family: bool = False

    def bits_of_fields(self) -> dict[str, float]:
        """Field of FIELDS ('surname', 'forename', 'born_on', 'place', 'middle'), and 'family' -> its bits; with the
        prior they make the weight."""
        bits = dict(zip(FIELDS, self.bits, strict=True)) if self.bits else {}
        return bits | ({"family": FAMILY} if self.has_family else {})

    def reasons(self) -> list[dict]:
        """The codes of the comparison with the bits of each field, and what the family says."""
        by_field = self.bits_of_fields()
        told: list[dict] = []
        for reason in self.comparison.reasons():
            bits = by_field.get("place" if reason["field"] == "home" else reason["field"])
            told.append(reason | ({"bits": round(bits, 1)} if bits is not None else {}))
        if self.has_family:
            told.append({"field": "family", "level": "same", "bits": FAMILY})
        return told


@dataclass
class Decisions:
    """`matches`: row key -> pairings, at most one from each list. `near`: row key -> pairings to judge, best first."""

    matches: dict[int, list[Pairing]] = field(default_factory=lambda: defaultdict(list))
    near: dict[int, list[Pairing]] = field(default_factory=lambda: defaultdict(list))


def decide(
    rows: Iterable[Person],
    entries: Iterable[Person],
    *,
    refused: frozenset[tuple[int, int]] = frozenset(),
    thresholds: Thresholds | None = None,
    extra_forms: Iterable[Iterable[str]] = (),
    model: Model | None = None,
) -> Decisions:
    """Decides every row. `refused` are (row key, entry key) that a person called different: never paired again.

    `thresholds`: those an authority has set, for lists of up to LARGE entries. `extra_forms`: an authority's own forms
    of forenames besides the shipped table, each a group of two names or more as somebody typed them: [("Siôn", "Jac")].
    """
    rows, entries = sorted(rows, key=lambda each: each.order), sorted(entries, key=lambda each: each.order)
    names, forms = Names(rows, entries), Forms(extra_forms)
    pairings = []
    for found in score(rows, entries, model or load_model(), forms=forms):
        row, entry = rows[found.row], entries[found.entry]
        if (row.key, entry.key) not in refused:
            comparison = compare(row, entry, forms)
            rule = rule_for(comparison, may_move=names.may_move(row, entry))
            pairings.append(Pairing(row, entry, comparison, rule, found.weight, found.bits))
    return _settle(_with_families(pairings), (thresholds or Thresholds()).for_size(len(entries)))


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


def _with_families(pairings: list[Pairing]) -> list[Pairing]:
    """A child of one name and birth date at another home weighs more when a brother or sister made the same move, and
    then even a common name may have moved."""
    families = Families((each.row, each.entry) for each in pairings if _is_same_but_for_the_home(each.comparison))
    return [
        replace(
            each,
            weight=each.weight + FAMILY,
            has_family=True,
            rule=rule_for(each.comparison, may_move=each.entry.list_name[0] != FAR_AWAY),
        )
        if _is_same_but_for_the_home(each.comparison) and families.moved_with(each.row, each.entry)
        else each
        for each in pairings
    ]


def _is_same_but_for_the_home(levels: Comparison) -> bool:
    return (
        levels.forename == levels.born_on == Level.SAME
        and levels.surname >= Level.PARTLY
        and levels.home == Level.DIFFERENT
    )


class Rivals:
    """Who else could be meant: the other rows and the other children that a rule or a weight allows."""

    def __init__(self, pairings: list[Pairing], thresholds: Thresholds):
        self._thresholds = thresholds
        self._children_of, self._rows_of = _sides(pairings)
        self._own_children, self._own_rows = _sides([each for each in pairings if is_beyond_doubt(each)])

    def has(self, pairing: Pairing) -> bool:
        """Whether the pairing weighs too little, or there is a rival who has not their own: another row that could be
        this child, or another child of the same list that could be this row, without a partner of its own beyond doubt.
        """
        row, child = _row(pairing), _child(pairing)
        rows = self._near(self._rows_of[child], row, pairing)
        children = self._near(self._children_of[row], child, pairing)
        if pairing.weight < (self._thresholds.accepted if rows or children else self._thresholds.uncontested):
            return True
        return not (
            all(self._has_own(self._own_children[other], self._own_rows, other, child) for other in rows)
            and all(self._has_own(self._own_rows[other], self._own_children, other, row) for other in children)
        )

    def _near(self, found: dict[tuple, list[Pairing]], own: tuple, pairing: Pairing) -> list[tuple]:
        """Those whom a rule allows, whatever they weigh, and those within the margin, whatever the rules say."""
        return [
            other
            for other, pairings in found.items()
            if other != own
            and any(each.rule or each.weight > pairing.weight - self._thresholds.margin for each in pairings)
        ]

    @staticmethod
    def _has_own(partners: dict, of_partner: dict, rival: tuple, wanted: tuple) -> bool:
        return len(partners) == 1 and wanted not in partners and set(of_partner[next(iter(partners))]) == {rival}


def is_beyond_doubt(pairing: Pairing) -> bool:
    """The same names, the same birth date, the same house."""
    levels = pairing.comparison
    return pairing.rule == 1 and levels.surname == Level.SAME and levels.home == Level.SAME


def _sides(pairings: Iterable[Pairing]) -> tuple[dict, dict]:
    """Row -> child -> their pairings, and child -> row -> the same."""
    children_of: dict[tuple, dict] = defaultdict(dict)
    rows_of: dict[tuple, dict] = defaultdict(dict)
    for pairing in pairings:
        row, child = _row(pairing), _child(pairing)
        children_of[row].setdefault(child, []).append(pairing)
        rows_of[child].setdefault(row, []).append(pairing)
    return children_of, rows_of


def _row(pairing: Pairing) -> tuple:
    """A row as it stands before one list: it may be on several."""
    return (pairing.row.key, pairing.entry.list_name)


def _child(pairing: Pairing) -> tuple:
    """Two entries of a list with one UPN are one child; without a UPN each entry is its own."""
    entry = pairing.entry
    return (entry.list_name, entry.upn or entry.key)


def _settle(pairings: list[Pairing], thresholds: Thresholds) -> Decisions:
    """Accepts a pairing that fits a rule, weighs enough and has no rival; the rest is for a person."""
    decisions = Decisions()
    rivals = Rivals(pairings, thresholds)
    taken: set[tuple] = set()
    for pairing in sorted((each for each in pairings if each.rule), key=_nearness, reverse=True):
        if _row(pairing) not in taken and not rivals.has(pairing):
            decisions.matches[pairing.row.key].append(pairing)
            taken |= {_row(pairing), _child(pairing)}
    _near(decisions, pairings, taken, thresholds)
    return decisions


def _near(decisions: Decisions, pairings: list[Pairing], taken: set[tuple], thresholds: Thresholds) -> None:
    """For rows without a match: what a person should see. An entry that is another row's is shown only where a rule
    would have fitted, for then the health list may hold one child twice."""
    waiting = defaultdict(list)
    for pairing in pairings:
        if pairing.row.key in decisions.matches or _is_a_brother_or_sister(pairing.comparison):
            continue
        is_taken = _child(pairing) in taken
        least = thresholds.shown_taken if is_taken else thresholds.shown
        if pairing.weight >= least and (not is_taken or pairing.rule):
            waiting[pairing.row.key].append(pairing)
    for key, shown in waiting.items():
        decisions.near[key] = sorted(shown, key=_nearness, reverse=True)[:MOST_NEAR]


def _is_a_brother_or_sister(levels: Comparison) -> bool:
    """Neither a forename nor the birth date in common: nothing is left of the child itself."""
    return levels.forename == Level.DIFFERENT and levels.born_on != Level.SAME and not levels.exchanged


def _nearness(pairing: Pairing) -> tuple:
    return pairing.weight, pairing.entry.order
