"""Families who moved house: several children who went from the one home to the other bear one another out."""

from collections import defaultdict
from collections.abc import Iterable

from lhb_ingest.matching.prepare import Person


class Families:
    """Pairings of one name and birth date that go from one home to one other: each bears out the rest."""

    def __init__(self, pairings: Iterable[tuple[Person, Person]]):
        self._moves: dict[tuple, set[tuple[int, str]]] = defaultdict(set)
        for row, entry in pairings:
            self._moves[self._move(row, entry)].add((row.key, row.forename))

    @staticmethod
    def _move(row: Person, entry: Person) -> tuple:
        return row.postcode, row.house, entry.postcode, entry.house

    def moved_with(self, row: Person, entry: Person) -> bool:
        """Whether somebody of another name made the same move, between two homes that are known."""
        if not (row.postcode and row.house and entry.postcode and entry.house):
            return False
        return any(key != row.key and name != row.forename for key, name in self._moves.get(self._move(row, entry), ()))
