"""Two education rows with one UPN are one child: somebody may have the name of the one and the address of the other."""

from itertools import permutations

import numpy as np

from lhb_ingest.matching.compare import Level, date_level, forename_level
from lhb_ingest.matching.prepare import Person
from lhb_ingest.matching.side import Places, Side, codes


def pooled(entries: Side) -> tuple[Places, Places]:
    """(places of entries, for each the place of another of its UPN), where the home of the other says something new.

    Only rows of one birth date whose forenames are the same or nearly so are pooled: a UPN that was typed for a brother
    or a twin must not make one child of two.
    """
    (upn,) = codes(entries.columns["upn"])
    shared = np.flatnonzero((np.bincount(upn, minlength=1)[upn] > 1) & (upn > 0))
    people = dict(zip(shared.tolist(), entries.people(shared), strict=True))
    rows_of: dict[int, list[int]] = {}
    for place in shared.tolist():
        rows_of.setdefault(int(upn[place]), []).append(place)
    found = [
        pair
        for places in rows_of.values()
        for pair in permutations(places, 2)
        if _adds(people[pair[0]], people[pair[1]])
    ]
    both = np.array(found, np.int64).reshape(-1, 2)
    return both[:, 0], both[:, 1]


def _adds(entry: Person, other: Person) -> bool:
    is_one_child = (
        date_level(entry.born_on, other.born_on) == Level.SAME and forename_level(entry, other) >= Level.NEARLY
    )
    has_other_names = (entry.forenames, entry.surnames) != (other.forenames, other.surnames)
    has_other_home = (entry.postcode, entry.house) != (other.postcode, other.house)
    return is_one_child and has_other_names and has_other_home and bool(other.postcode)
