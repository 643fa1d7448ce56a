"""Lines of one list that are one child: they share a UPN, or say the same of every name, birth date and house."""

import numpy as np

from lhb_ingest.matching.agreement import NO_DAY
from lhb_ingest.matching.pairs import Pairs
from lhb_ingest.matching.side import codes, together

NO_MARK = -1


def one_child(pairs: Pairs) -> np.ndarray:
    """For each pair the number of its child: the first line of those that are one. Twins do not share all their
    forenames, so what says all the same is one child."""
    children = np.arange(int(pairs.line.max(initial=0)) + 1)
    places, first = np.unique(pairs.entry[_may_be_chosen(pairs)], return_index=True)
    if not len(places):
        return pairs.line
    line = pairs.line[_may_be_chosen(pairs)][first]
    marks = [line, *(mark[places] for mark in _marks(pairs))]
    suspects = np.flatnonzero(np.logical_or.reduce([_is_shared(mark) for mark in marks]))
    suspects = suspects[np.lexsort((places[suspects], line[suspects]))]
    known: dict[tuple[int, int], int] = {}
    for own, *others in zip(*(mark[suspects].tolist() for mark in marks), strict=True):
        said = [(0, own), *((kind, mark) for kind, mark in enumerate(others, start=1) if mark != NO_MARK)]
        child = next((known[mark] for mark in said if mark in known), own)
        children[own] = child
        for mark in said:
            known.setdefault(mark, child)
    return children[pairs.line]


def _may_be_chosen(pairs: Pairs) -> np.ndarray:
    """The pairs of entries that some row may choose from: of others it does not matter who they are."""
    _seats, seat, size = np.unique(pairs.seat, return_inverse=True, return_counts=True)
    return np.isin(pairs.line, pairs.line[size[seat] > 1])


def _marks(pairs: Pairs) -> tuple[np.ndarray, np.ndarray]:
    """For every entry a number for its UPN within its list, and one for all that it says, if it says everything."""
    values = pairs.values
    _rows, entries = values.sides
    (upn,) = codes(entries.columns["upn"])
    about = [each[1] for each in (values.forename, values.surname, values.postcode, values.house)]
    days = values.born_on[1]
    says_all = np.logical_and.reduce([*(each > 0 for each in about), days != NO_DAY])
    whole = together(entries.list_numbers, values.forenames[1], *about[1:], days - NO_DAY)
    return (
        np.where(upn > 0, together(entries.list_numbers, upn), NO_MARK),
        np.where(says_all, whole, NO_MARK),
    )


def _is_shared(mark: np.ndarray) -> np.ndarray:
    _marks, number, size = np.unique(mark, return_inverse=True, return_counts=True)
    return (mark != NO_MARK) & (size[number] > 1)
