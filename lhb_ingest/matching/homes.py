"""Families: who moved house together bears one another out; who stayed speaks against a move."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from lhb_ingest.matching.agreement import Values
from lhb_ingest.matching.side import Places, codes, together


def moved_together(values: Values, row: Places, entry: Places) -> np.ndarray:
    """Of pairs of one name and birth date in two homes: whether somebody else of another name made the same move,
    between two homes that are known."""
    ours, theirs = values.postcode[0][row], values.postcode[1][entry]
    our_house, their_house = values.house[0][row], values.house[1][entry]
    is_known = (ours > 0) & (theirs > 0) & (our_house > 0) & (their_house > 0)
    move, name = together(ours, our_house, theirs, their_house), values.forename[0][row]
    _moves, of_move, size = np.unique(move, return_inverse=True, return_counts=True)
    together_at = np.flatnonzero(is_known & (size[of_move] > 1))
    made: dict[int, set[tuple[int, int]]] = {}
    who = list(zip(of_move[together_at].tolist(), row[together_at].tolist(), name[together_at].tolist(), strict=True))
    for number, child, forename in who:
        made.setdefault(number, set()).add((child, forename))
    borne_out = np.zeros(len(row), bool)
    borne_out[together_at] = [
        any(other != child and called != forename for other, called in made[number]) for number, child, forename in who
    ]
    return borne_out


class Stayed:
    """Children beyond doubt at a home on both sides. A brother or sister who is still there, or was there already,
    speaks against a child's move: the entry of the other home may be a namesake's."""

    def __init__(self, values: Values, settled: Places):
        """`settled`: the rows that are beyond doubt."""
        about = (values.surname, values.postcode, values.house)
        _homes, homes = np.unique(together(*map(np.concatenate, about)), return_inverse=True)
        ours = len(values.sides[0])
        self._of_row, self._of_entry = homes[:ours], homes[ours:]
        self._is_settled = np.zeros(ours, bool)
        self._is_settled[settled] = True
        self._there = np.bincount(self._of_row[self._is_settled], minlength=len(_homes))

    def speak_against(self, row: Places, entry: Places) -> np.ndarray:
        """Whether somebody else of that surname stands on both lists at the one home or at the other."""
        own, other = self._of_row[row], self._of_entry[entry]
        themselves = self._is_settled[row]
        return (self._there[own] > themselves) | (self._there[other] > (themselves & (own == other)))


def are_far_apart(values: Values, row: Places, entry: Places) -> np.ndarray:
    """Whether the homes are in two postcode areas (CF, SA). Most who move stay near; a namesake may live anywhere."""
    postcodes = (
        side.columns["postcode"].take(pa.array(at)) for side, at in zip(values.sides, (row, entry), strict=True)
    )
    ours, theirs = codes(*(pc.replace_substring_regex(each, "[0-9].*", "") for each in postcodes))
    return (ours > 0) & (theirs > 0) & (ours != theirs)
