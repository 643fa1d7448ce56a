"""Who else could be meant: the other rows and the other children whom a rule or a weight allows."""

import numpy as np

from lhb_ingest.matching.compare import Level
from lhb_ingest.matching.homes import Stayed, are_far_apart
from lhb_ingest.matching.pairs import Pairs
from lhb_ingest.matching.rules import ALONE, MOVED
from lhb_ingest.matching.side import Places
from lhb_ingest.matching.thresholds import Thresholds


class Rivals:
    def __init__(self, pairs: Pairs, thresholds: Thresholds):
        self._pairs = pairs
        self._thresholds = thresholds
        self._levels = {name: pairs.level(name) for name in ("forename", "born_on", "home", "middle")}
        self._beyond_doubt = pairs.are_beyond_doubt()
        self._seat, self._child = (np.unique(each, return_inverse=True)[1] for each in (pairs.seat, pairs.child))
        self._of_seat, self._of_child = Sharing(self._seat), Sharing(self._child)
        self._own_child, self._own_seat = self._owners()

    def contested(self) -> np.ndarray:
        """For each pair that a rule allows whether it weighs too little, or there is a rival who has not their own:
        another row that could be this child, or another child of the same list that could be this row, without a
        partner of its own beyond doubt."""
        pairs, least = self._pairs, self._thresholds
        wanted = np.flatnonzero(pairs.rule)
        has_rival, lacks_own = np.zeros(len(pairs), bool), np.zeros(len(pairs), bool)
        sides = (
            (self._of_child, self._seat, self._own_child, self._child),
            (self._of_seat, self._child, self._own_seat, self._seat),
        )
        for sharing, rival, own, shared in sides:
            this, other = sharing.others_of(wanted)
            rivals = (rival[this] != rival[other]) & self._is_rival(other, this)
            this, other = this[rivals], other[rivals]
            has_rival[this] = True
            theirs = own[rival[other]]
            lacks_own[this[(theirs < 0) | (theirs == shared[this])]] = True
        needed = np.where(has_rival, least.accepted, self._uncontested(wanted))
        return (pairs.weight < needed) | lacks_own

    def _uncontested(self, wanted: Places) -> np.ndarray:
        """How much each must weigh where nobody else comes near."""
        pairs, least = self._pairs, self._thresholds
        needed = np.full(len(pairs), least.uncontested)
        moved = wanted[pairs.rule[wanted] == MOVED]
        surname = pairs.values.surname[0][pairs.row]
        stayed = Stayed(pairs.values, pairs.row[self._beyond_doubt & np.isin(surname, surname[moved])])
        about = pairs.row[moved], pairs.entry[moved]
        for is_against, wanted_then in (
            (stayed.speak_against(*about), least.stayed),
            (are_far_apart(pairs.values, *about), least.far),
        ):
            against = moved[is_against]
            needed[against] = np.maximum(needed[against], wanted_then)
        return needed

    def have_company(self, places: Places) -> np.ndarray:
        """For each whether another row or another child near has this birth date and home; each then has their own."""
        company = np.zeros(len(self._pairs), bool)
        for sharing, rival in ((self._of_child, self._seat), (self._of_seat, self._child)):
            this, other = sharing.others_of(places)
            is_near = (self._levels["born_on"][other] == Level.SAME) & (self._levels["home"][other] >= Level.PARTLY)
            company[this[is_near & (rival[this] != rival[other])]] = True
        return company[places]

    def _is_rival(self, other: Places, this: Places) -> np.ndarray:
        """Those whom a rule allows, whatever they weigh, and those within the margin, whatever the rules say; but who
        has the same names, birth date and house does not yield to a namesake who lives elsewhere."""
        weight, rule, home, middle = self._pairs.weight, self._pairs.rule, self._levels["home"], self._levels["middle"]
        is_alone = rule[this] == ALONE
        # a form of the forename does not stand against the forename itself
        fits = (rule[other] > 0) & ((rule[other] != ALONE) | is_alone)
        is_within = weight[other] > weight[this] - self._thresholds.margin
        # where the forenames are not quite the same, whoever lives there or has a name like it could be the one meant
        is_company = is_alone & ((home[other] >= Level.PARTLY) | (self._levels["forename"][other] != Level.DIFFERENT))
        # nor is more of the name the other's: Mohammed Hasan of another house is likelier than Mohammed of this one
        is_elsewhere = (home[other] == Level.DIFFERENT) & (middle[other] <= middle[this])
        return (fits | is_within | is_company) & ~(self._beyond_doubt[this] & is_elsewhere)

    def _owners(self) -> tuple[np.ndarray, np.ndarray]:
        """For each seat the one child that is its own beyond doubt, if it is nobody else's; the same for each child."""
        sure = np.flatnonzero(self._beyond_doubt)
        seats, children = np.unique(np.stack([self._seat[sure], self._child[sure]]), axis=1)
        of_seat = np.bincount(seats, minlength=int(self._seat.max(initial=0)) + 1)
        of_child = np.bincount(children, minlength=int(self._child.max(initial=0)) + 1)
        single = (of_seat[seats] == 1) & (of_child[children] == 1)
        own_child, own_seat = np.full(len(of_seat), -1), np.full(len(of_child), -1)
        own_child[seats[single]], own_seat[children[single]] = children[single], seats[single]
        return own_child, own_seat


class Sharing:
    """The pairs that share a seat, or a child: `numbers` from 0 on say which."""

    def __init__(self, numbers: np.ndarray):
        self._numbers = numbers
        self._sorted = np.argsort(numbers, kind="stable")
        self._size = np.bincount(numbers)
        self._begin = np.cumsum(self._size) - self._size

    def others_of(self, places: Places) -> tuple[Places, Places]:
        """Each of the places beside each pair that shares its number, itself among them."""
        places = places[self._size[self._numbers[places]] > 1]
        number = self._numbers[places]
        sizes = self._size[number]
        this = np.repeat(places, sizes)
        within = np.arange(len(this)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        return this, self._sorted[np.repeat(self._begin[number], sizes) + within]
