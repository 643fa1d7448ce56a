"""Families: who moved house together bears one another out; who stayed speaks against a move."""

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


class Stayed:
    """Children beyond doubt at a home on both sides. A brother or sister who is still there, or was there already,
    speaks against a child's move: the entry of the other home may be a namesake's."""

    def __init__(self, settled: Iterable[tuple[Person, Person]]):
        self._at: dict[tuple, set[int]] = defaultdict(set)
        for row, _entry in settled:
            self._at[row.surname, row.postcode, row.house].add(row.key)

    def speaks_against(self, row: Person, entry: Person) -> bool:
        """Whether somebody else of that surname stands on both lists at the one home or at the other."""
        homes = ((row.surname, row.postcode, row.house), (entry.surname, entry.postcode, entry.house))
        return any(key != row.key for home in homes for key in self._at.get(home, ()))
