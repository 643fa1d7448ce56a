"""Which pairings are the same child, which a person must judge: Splink's weights, and decisions of our own over them.

A false match hides a missing child for ever; a near match costs a person half a minute. So a weight never overrides a
refusal: nothing is accepted whose forenames may be two children's, or where anybody else could be meant. A row may be
on several lists (a roll and the home education register), so one to one holds within each list.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from lhb_ingest.matching.agreement import Values
from lhb_ingest.matching.compare import Comparison, Level
from lhb_ingest.matching.forms import Forms
from lhb_ingest.matching.homes import moved_together
from lhb_ingest.matching.lines import one_child
from lhb_ingest.matching.pairing import FAMILY, Pairing
from lhb_ingest.matching.pairs import COMPANY, Pairs
from lhb_ingest.matching.pooling import pooled
from lhb_ingest.matching.prepare import Person
from lhb_ingest.matching.rivals import Rivals
from lhb_ingest.matching.rules import ALONE, Names, is_far_away, rule_for, sameness
from lhb_ingest.matching.scoring import Model, load_model, weigh
from lhb_ingest.matching.side import Places, Side, codes
from lhb_ingest.matching.stored import StoredPairs, weigh_changed
from lhb_ingest.matching.thresholds import Thresholds

MOST_NEAR = 5  # pairings shown for one row


@dataclass
class Decisions:
    """`matches`: row key -> pairings, at most one from each list. `near`: row key -> pairings to judge, best first."""

    matches: dict[int, list[Pairing]] = field(default_factory=lambda: defaultdict(list))
    near: dict[int, list[Pairing]] = field(default_factory=lambda: defaultdict(list))


@dataclass
class Decided:
    """The same by columns: places in `pairs`, the surest match first, and the best first for each row to be judged."""

    pairs: Pairs
    matches: Places
    near: Places

    def one_by_one(self) -> Decisions:
        decisions = Decisions()
        for places, held in ((self.matches, decisions.matches), (self.near, decisions.near)):
            for pairing in self.pairs.pairings(places):
                held[pairing.row.key].append(pairing)
        return decisions


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
    rows, entries = (Side.of(sorted(side, key=lambda each: each.order)) for side in (rows, entries))
    forms = Forms(extra_forms)
    return decide_sides(rows, entries, refused, thresholds, forms, model, engine, store).one_by_one()


def decide_sides(
    rows: Side,
    entries: Side,
    refused: frozenset[tuple[int, int]] = frozenset(),
    thresholds: Thresholds | None = None,
    forms: Forms | None = None,
    model: Model | None = None,
    engine: str = "duckdb",
    store: StoredPairs | None = None,
) -> Decided:
    """The same by columns; both sides stand in the order in which ties are broken."""
    forms, model = forms or Forms(), model or load_model()
    more, homes = pooled(entries)
    everybody = entries.with_homes_of(more, homes) if len(more) else entries
    if store is None:
        found = weigh(rows, everybody, model, forms=forms, on=engine)
    else:
        found = weigh_changed(rows, everybody, model, store, forms=forms, on=engine)
    values = Values(rows, everybody)
    pairs = Pairs(found, values, forms)
    if refused:
        keys = [side.columns["key"].to_numpy() for side in (rows, everybody)]
        both = zip(keys[0][pairs.row].tolist(), keys[1][pairs.entry].tolist(), strict=True)
        pairs.keep(np.flatnonzero([pair not in refused for pair in both]))
    pairs.rule = _rules(pairs, Names(values, len(entries)))
    _pool(pairs, len(entries), more)
    pairs.child = one_child(pairs)
    _bear_out(pairs)
    return _settle(pairs, (thresholds or Thresholds()).for_size(len(entries)))


def _rules(pairs: Pairs, names: Names) -> np.ndarray:
    levels = {field: pairs.level(field) for field in ("forename", "surname", "born_on", "home")}
    may_move = (levels["home"] >= Level.PARTLY) | names.may_move(pairs.row, pairs.entry)
    one_name = np.where(may_move, pairs.told(rule_for), pairs.told(lambda each: rule_for(each, may_move=False)))
    rules = np.where(levels["forename"] == Level.SAME, one_name, 0)
    is_home = (levels["home"] == Level.SAME) & (levels["surname"] == Level.SAME) & (levels["born_on"] == Level.SAME)
    open_to_doubt = np.flatnonzero(is_home & np.isin(levels["forename"], (Level.NEARLY, Level.PARTLY)))
    rules[open_to_doubt] = [
        rule_for(each.comparison, same=sameness(each.row, each.entry, names)) for each in pairs.pairings(open_to_doubt)
    ]
    return rules


def _pool(pairs: Pairs, entries: int, more: Places) -> None:
    """Of a row and an entry the pairing that weighs most, whether with the entry as it is or with the home of another
    row of its UPN. Whoever is numbered from `entries` on is the entry at that one of `more`."""
    pairs.is_pooled = pairs.entry >= entries
    pairs.line = pairs.child = np.concatenate([np.arange(entries), more])[pairs.entry]
    if len(more):
        order = np.lexsort((pairs.entry, -pairs.weight, pairs.line, pairs.row))
        row, line = pairs.row[order], pairs.line[order]
        is_first = np.r_[True, (row[1:] != row[:-1]) | (line[1:] != line[:-1])][: len(order)]
        pairs.keep(order[is_first])


def _bear_out(pairs: Pairs) -> None:
    """A child of one name and birth date at another home weighs more when a brother or sister made the same move, and
    then even a common name may have moved."""
    moved = pairs.moved()
    moved = moved[moved_together(pairs.values, pairs.row[moved], pairs.entry[moved])]
    may_move = ~is_far_away(pairs.values.sides[1])[pairs.entry]
    rules = np.where(may_move, pairs.told(rule_for), pairs.told(lambda each: rule_for(each, may_move=False)))
    pairs.weight[moved] += FAMILY
    pairs.has_family[moved] = True
    pairs.rule[moved] = rules[moved]


def _settle(pairs: Pairs, thresholds: Thresholds) -> Decided:
    """Accepts a pairing that fits a rule, weighs enough and has no rival; the rest is for a person. A UPN that is on
    several lists is one child there too, so it has one row."""
    rivals = Rivals(pairs, thresholds)
    places = pairs.in_order(np.flatnonzero((pairs.rule > 0) & ~rivals.contested()))
    upn = codes(pairs.values.sides[1].columns["upn"])[0][pairs.entry]
    columns = [each[places] for each in (pairs.row, pairs.seat, pairs.child, upn)]
    matches = places[_first_come(*columns)]
    alone = matches[pairs.rule[matches] == ALONE]
    pairs.company[alone] = np.where(rivals.have_company(alone), COMPANY.index("partly"), COMPANY.index("same"))
    return Decided(pairs, matches, _near(pairs, matches, thresholds))


def _first_come(row: np.ndarray, seat: np.ndarray, child: np.ndarray, upn: np.ndarray) -> np.ndarray:
    """Of pairs in their order whether each is accepted: the first of its seat, of its child and of its UPN. Only those
    who share one of these are looked at one by one."""
    shares = [np.bincount(each)[each] > 1 for each in (seat, child)] + [(upn > 0) & (np.bincount(upn)[upn] > 1)]
    is_accepted = ~np.logical_or.reduce(shares)
    open_ = np.flatnonzero(~is_accepted)
    seats: set[int] = set()
    taken: set[int] = set()
    owners: dict[int, int] = {}
    held = zip(open_.tolist(), *(each[open_].tolist() for each in (row, seat, child, upn)), strict=True)
    for place, whose, at, who, number in held:
        if at in seats or who in taken or (number and owners.get(number, whose) != whose):
            continue
        is_accepted[place] = True
        seats.add(at)
        taken.add(who)
        if number:
            owners[number] = whose
    return is_accepted


def _near(pairs: Pairs, matches: Places, thresholds: Thresholds) -> Places:
    """For rows without a match: what a person should see. An entry that is another row's is shown only where a rule
    would have fitted, for then the health list may hold one child twice."""
    is_taken = np.isin(pairs.child, pairs.child[matches])
    least = np.where(is_taken, thresholds.shown_taken, thresholds.shown)
    is_shown = (
        ~np.isin(pairs.row, pairs.row[matches])
        & ~pairs.told(_is_a_brother_or_sister).astype(bool)
        & (pairs.weight >= least)
        & (~is_taken | (pairs.rule > 0))
    )
    places = pairs.in_order(np.flatnonzero(is_shown))
    places = places[np.argsort(pairs.row[places], kind="stable")]
    return places[rank_within(pairs.row[places]) < MOST_NEAR]


def rank_within(groups: np.ndarray) -> np.ndarray:
    """For each of numbers that stand side by side, how many of its kind stand before it."""
    begins = np.flatnonzero(np.r_[True, groups[1:] != groups[:-1]][: len(groups)])
    return np.arange(len(groups)) - np.repeat(begins, np.diff(np.r_[begins, len(groups)]))


def _is_a_brother_or_sister(levels: Comparison) -> bool:
    """Neither a forename nor the birth date in common: nothing is left of the child itself."""
    return levels.forename == Level.DIFFERENT and levels.born_on != Level.SAME and not levels.exchanged
