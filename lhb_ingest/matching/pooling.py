"""Two education rows with one UPN are one child: somebody may have the name of the one and the address of the other."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from itertools import permutations

from lhb_ingest.matching.compare import Level, date_level, forename_level
from lhb_ingest.matching.prepare import Person


def pooled(entries: Sequence[Person]) -> list[tuple[int, Person]]:
    """(place of an entry, the entry with the home of another of its UPN), where that says something new.

    Only rows of one birth date whose forenames are the same or nearly so are pooled: a UPN that was typed for a brother
    or a twin must not make one child of two.
    """
    rows_of: dict[str, list[int]] = defaultdict(list)
    for place, entry in enumerate(entries):
        if entry.upn:
            rows_of[entry.upn].append(place)
    return [
        (place, replace(entries[place], postcode=entries[other].postcode, house=entries[other].house))
        for places in rows_of.values()
        if len(places) > 1
        for place, other in permutations(places, 2)
        if _adds(entries[place], entries[other])
    ]


def _adds(entry: Person, other: Person) -> bool:
    is_one_child = (
        date_level(entry.born_on, other.born_on) == Level.SAME and forename_level(entry, other) >= Level.NEARLY
    )
    has_other_names = (entry.forenames, entry.surnames) != (other.forenames, other.surnames)
    has_other_home = (entry.postcode, entry.house) != (other.postcode, other.house)
    return is_one_child and has_other_names and has_other_home and bool(other.postcode)
