"""Who else could be meant: the other rows and the other children whom a rule or a weight allows."""

from collections import defaultdict
from collections.abc import Iterable

from lhb_ingest.matching.compare import Level
from lhb_ingest.matching.homes import Stayed
from lhb_ingest.matching.pairing import Pairing
from lhb_ingest.matching.rules import ALONE, MOVED
from lhb_ingest.matching.thresholds import Thresholds


class Rivals:
    def __init__(self, pairings: list[Pairing], thresholds: Thresholds):
        self._thresholds = thresholds
        self._of_seat: dict[int, list[Pairing]] = defaultdict(list)
        self._of_child: dict[int, list[Pairing]] = defaultdict(list)
        self._own_child: dict[int, set[int]] = defaultdict(set)
        self._own_seat: dict[int, set[int]] = defaultdict(set)
        for pairing in pairings:
            seat, child = pairing.seat, pairing.child
            self._of_seat[seat].append(pairing)
            self._of_child[child].append(pairing)
            if pairing.rule == 1 and pairing.is_beyond_doubt:
                self._own_child[seat].add(child)
                self._own_seat[child].add(seat)
        moving = {each.row.surname for each in pairings if each.rule == MOVED}
        self._stayed = Stayed(
            (each.row, each.entry) for each in pairings if each.is_beyond_doubt and each.row.surname in moving
        )

    def has(self, pairing: Pairing) -> bool:
        """Whether the pairing weighs too little, or there is a rival who has not their own: another row that could be
        this child, or another child of the same list that could be this row, without a partner of its own beyond doubt.
        """
        of_child, of_seat = self._of_child[pairing.child], self._of_seat[pairing.seat]
        alone = self._thresholds.uncontested
        if pairing.rule == MOVED and self._stayed.speaks_against(pairing.row, pairing.entry):
            alone = max(alone, self._thresholds.stayed)
        if len(of_child) == len(of_seat) == 1:
            return pairing.weight < alone
        rows = {each.seat for each in self._rivals(of_child, pairing) if each.seat != pairing.seat}
        children = {each.child for each in self._rivals(of_seat, pairing) if each.child != pairing.child}
        if not rows and not children:
            return pairing.weight < alone
        return (
            pairing.weight < self._thresholds.accepted
            or not all(_has_own(row, pairing.child, self._own_child, self._own_seat) for row in rows)
            or not all(_has_own(child, pairing.seat, self._own_seat, self._own_child) for child in children)
        )

    def has_company(self, pairing: Pairing) -> bool:
        """Whether another row or another child near has this birth date and home; each then has their own."""
        others = [each for each in self._of_child[pairing.child] if each.seat != pairing.seat]
        others += [each for each in self._of_seat[pairing.seat] if each.child != pairing.child]
        levels = [each.comparison for each in others]
        return any(each.born_on == Level.SAME and each.home >= Level.PARTLY for each in levels)

    def _rivals(self, others: Iterable[Pairing], pairing: Pairing) -> list[Pairing]:
        """Those whom a rule allows, whatever they weigh, and those within the margin, whatever the rules say; but who
        has the same names, birth date and house does not yield to a namesake who lives elsewhere."""
        least = pairing.weight - self._thresholds.margin
        found = [
            other for other in others if _fits(other, pairing) or other.weight > least or _is_company(other, pairing)
        ]
        return [each for each in found if not _lives_elsewhere(each, pairing)] if pairing.is_beyond_doubt else found


def _fits(other: Pairing, pairing: Pairing) -> bool:
    """Whether a rule allows the other; but a form of the forename does not stand against the forename itself."""
    return bool(other.rule) and (other.rule != ALONE or pairing.rule == ALONE)


def _is_company(other: Pairing, pairing: Pairing) -> bool:
    """Where the forenames are not quite the same, whoever lives there or has a name like it could be the one meant."""
    levels = other.comparison
    return pairing.rule == ALONE and (levels.home >= Level.PARTLY or levels.forename != Level.DIFFERENT)


def _lives_elsewhere(other: Pairing, pairing: Pairing) -> bool:
    """Nor is more of the name the other's: Mohammed Hasan of another house is likelier than Mohammed of this one."""
    return other.comparison.home == Level.DIFFERENT and other.comparison.middle <= pairing.comparison.middle


def _has_own(rival: int, wanted: int, partners: dict, of_partner: dict) -> bool:
    theirs = partners.get(rival, ())
    return len(theirs) == 1 and wanted not in theirs and of_partner[next(iter(theirs))] == {rival}
