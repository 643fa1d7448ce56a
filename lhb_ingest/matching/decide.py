"""Which pairings are the same child, which a person must judge: Splink's weights, and decisions of our own over them.

A false match hides a missing child for ever; a near match costs a person half a minute. So a weight never overrides a
refusal: nothing is accepted whose forenames may be two children's, or where anybody else could be meant. A row may be
on several lists (a roll and the home education register), so one to one holds within each list.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from lhb_ingest.matching.compare import Comparison, Level, compare
from lhb_ingest.matching.forms import Forms
from lhb_ingest.matching.homes import Families
from lhb_ingest.matching.pairing import FAMILY, Pairing
from lhb_ingest.matching.pooling import pooled
from lhb_ingest.matching.prepare import Person
from lhb_ingest.matching.rivals import Rivals
from lhb_ingest.matching.rules import ALONE, FAR_AWAY, Names, rule_for, sameness
from lhb_ingest.matching.scoring import Model, Scored, load_model, score
from lhb_ingest.matching.stored import StoredPairs, score_changed
from lhb_ingest.matching.thresholds import Thresholds

MOST_NEAR = 5  # pairings shown for one row


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
    engine: str = "duckdb",
    store: StoredPairs | None = None,
) -> Decisions:
    """Decides every row. `refused` are (row key, entry key) that a person called different: never paired again.

    `thresholds`: those an authority has set, for lists of up to LARGE entries. `extra_forms`: an authority's own forms
    of forenames besides the shipped table, each a group of two names or more as somebody typed them: [("Siôn", "Jac")].
    `engine`: 'duckdb', or 'spark' where that is installed. `store`: weights of an earlier run, brought up to date.
    """
    rows, entries = sorted(rows, key=lambda each: each.order), sorted(entries, key=lambda each: each.order)
    forms = Forms(extra_forms)
    model = model or load_model()
    more = pooled(entries)
    everybody = [*entries, *(person for _place, person in more)]
    if store is None:
        scored = score(rows, everybody, model, forms=forms, on=engine)
    else:
        scored = score_changed(rows, everybody, model, store, forms=forms, on=engine)
    pairings = list(_pairings(rows, everybody, scored, refused, forms, Names(rows, entries)))
    if more:
        pairings = _with_pooled(pairings, len(entries), [place for place, _person in more])
    _join_lines(pairings)
    _with_families(pairings)
    return _settle(pairings, (thresholds or Thresholds()).for_size(len(entries)))


def _pairings(
    rows: Sequence[Person],
    entries: Sequence[Person],
    scored: Iterable[Scored],
    refused: frozenset[tuple[int, int]],
    forms: Forms,
    names: Names,
) -> Iterator[Pairing]:
    lists = {name: number for number, name in enumerate(sorted({each.list_name for each in entries}))}
    for found in scored:
        row, entry = rows[found.row], entries[found.entry]
        if refused and (row.key, entry.key) in refused:
            continue
        levels = compare(row, entry, forms)
        seat = found.row * len(lists) + lists[entry.list_name]
        rule = _rule(row, entry, levels, names)
        yield Pairing(row, entry, levels, rule, found.weight, found.bits, seat=seat, child=found.entry)


def _with_pooled(pairings: list[Pairing], entries: int, places: list[int]) -> list[Pairing]:
    """Of a row and an entry the pairing that weighs most, whether with the entry as it is or with the home of another
    row of its UPN. Whoever is numbered from `entries` on is the entry at that one of `places`."""
    best: dict[tuple[int, int], Pairing] = {}
    for pairing in sorted(pairings, key=lambda each: each.child):
        if pairing.child >= entries:
            pairing.child, pairing.is_pooled = places[pairing.child - entries], True
        pair = (pairing.seat, pairing.child)
        if pair not in best or pairing.weight > best[pair].weight:
            best[pair] = pairing
    return list(best.values())


def _rule(row: Person, entry: Person, levels: Comparison, names: Names) -> int:
    if levels.forename == Level.SAME:
        return rule_for(levels, may_move=levels.home >= Level.PARTLY or names.may_move(row, entry))
    if levels.forename in (Level.NEARLY, Level.PARTLY) and levels.home == levels.surname == Level.SAME:
        return rule_for(levels, same=sameness(row, entry, names))
    return 0


def _join_lines(pairings: list[Pairing]) -> None:
    """Lines of a list with one UPN are one child, and so are lines that say the same of every name, of the birth date
    and of the house: twins do not share all their forenames."""
    known: dict[tuple, int] = {}
    for pairing in sorted(_several(pairings), key=lambda each: each.child):
        entry = pairing.entry
        marks: list[tuple] = [(entry.list_name, entry.key)]
        if entry.upn:
            marks.append((entry.list_name, entry.upn))
        if entry.forename and entry.surname and entry.born_on and entry.postcode and entry.house:
            marks.append((entry.list_name, entry.forenames, entry.surname, entry.born_on, entry.postcode, entry.house))
        pairing.child = next((known[mark] for mark in marks if mark in known), pairing.child)
        for mark in marks:
            known.setdefault(mark, pairing.child)


def _several(pairings: list[Pairing]) -> list[Pairing]:
    """Those of entries that a row may choose from: of others it does not matter who they are."""
    seats = Counter([each.seat for each in pairings])
    entries = {each.child for each in pairings if seats[each.seat] > 1}
    return [each for each in pairings if each.child in entries]


def _with_families(pairings: Iterable[Pairing]) -> None:
    """A child of one name and birth date at another home weighs more when a brother or sister made the same move, and
    then even a common name may have moved."""
    moved = [each for each in pairings if each.is_same_but_for_the_home]
    families = Families((each.row, each.entry) for each in moved)
    for each in moved:
        if families.moved_with(each.row, each.entry):
            each.weight += FAMILY
            each.has_family = True
            each.rule = rule_for(each.comparison, may_move=each.entry.list_name[0] != FAR_AWAY)


def _settle(pairings: list[Pairing], thresholds: Thresholds) -> Decisions:
    """Accepts a pairing that fits a rule, weighs enough and has no rival; the rest is for a person. A UPN that is on
    several lists is one child there too, so it has one row."""
    decisions = Decisions()
    rivals = Rivals(pairings, thresholds)
    seats: set[int] = set()
    taken: set[int] = set()
    owners: dict[str, int] = {}
    for pairing in sorted((each for each in pairings if each.rule), key=lambda each: each.nearness, reverse=True):
        key, upn = pairing.row.key, pairing.entry.upn
        if pairing.seat in seats or pairing.child in taken or (upn and owners.get(upn, key) != key):
            continue
        if not rivals.has(pairing):
            decisions.matches[key].append(pairing)
            if pairing.rule == ALONE:
                pairing.company = "partly" if rivals.has_company(pairing) else "same"
            seats.add(pairing.seat)
            taken.add(pairing.child)
            if upn:
                owners[upn] = key
    _near(decisions, pairings, taken, thresholds)
    return decisions


def _near(decisions: Decisions, pairings: list[Pairing], taken: set[int], thresholds: Thresholds) -> None:
    """For rows without a match: what a person should see. An entry that is another row's is shown only where a rule
    would have fitted, for then the health list may hold one child twice."""
    waiting = defaultdict(list)
    for pairing in pairings:
        if pairing.row.key in decisions.matches or _is_a_brother_or_sister(pairing.comparison):
            continue
        is_taken = pairing.child in taken
        least = thresholds.shown_taken if is_taken else thresholds.shown
        if pairing.weight >= least and (not is_taken or pairing.rule):
            waiting[pairing.row.key].append(pairing)
    for key, shown in waiting.items():
        decisions.near[key] = sorted(shown, key=lambda each: each.nearness, reverse=True)[:MOST_NEAR]


def _is_a_brother_or_sister(levels: Comparison) -> bool:
    """Neither a forename nor the birth date in common: nothing is left of the child itself."""
    return levels.forename == Level.DIFFERENT and levels.born_on != Level.SAME and not levels.exchanged
