"""Streets and homes in one authority, made up from real towns and districts and random numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import TypeVar

from . import places
from .districts import POSTCODE_DISTRICTS
from .identifiers import make_postcode
from .places import Authority, Town

Option = TypeVar("Option")


@dataclass(frozen=True, slots=True)
class Street:
    name: str
    town: Town
    postcode: str


@dataclass(frozen=True, slots=True)
class Home:
    line1: str
    line2: str
    town: Town
    postcode: str
    outside: bool = False


def draw(rng: Random, options: Sequence[Option]) -> Option:
    """One of the options; the quick twin of rng.choice, which is called some hundred thousand times here."""
    return options[int(rng.random() * len(options))]


def name_street(rng: Random, welsh: bool) -> str:
    if not welsh:
        return f"{draw(rng, places.ENGLISH_STREETS)} {draw(rng, places.ENGLISH_KINDS)}"
    return f"{draw(rng, places.WELSH_KINDS)} {draw(rng, places.WELSH_STREETS)}"


def make_streets(rng: Random, authority: Authority, children: int) -> list[Street]:
    """Enough streets for the children, more of them in the towns that stand first in the table."""
    weighted = [town for rank, town in enumerate(authority.towns) for _ in range(max(1, 40 // (rank + 3)))]
    streets: list[Street] = []
    taken: set[str] = set()
    share_welsh = 0.2 + 0.7 * authority.welsh
    while len(streets) < max(60, children // 12):
        town = draw(rng, weighted)
        postcode = make_postcode(rng, town.district)
        if postcode not in taken:
            taken.add(postcode)
            streets.append(Street(name_street(rng, rng.random() < share_welsh), town, postcode))
    return streets


def outside_streets(rng: Random, authority: Authority, count: int) -> list[Street]:
    """Streets over the boundary: the neighbouring authority's, where no district is shared, and some in England."""
    ours = POSTCODE_DISTRICTS[authority.code]
    towns = [town for town in places.towns_of(authority.neighbour) if town.district not in ours]
    english = [town for town in places.ENGLISH_TOWNS if town.district not in ours]
    streets = []
    for position in range(count):
        town = draw(rng, english if position % 4 == 3 or not towns else towns)
        streets.append(Street(name_street(rng, rng.random() < 0.3), town, make_postcode(rng, town.district)))
    return streets


def make_home(rng: Random, street: Street, rural: float, outside: bool = False) -> Home:
    chance = rng.random()
    if chance < rural:
        return Home(draw(rng, places.HOUSE_NAMES), street.name, street.town, street.postcode, outside)
    number = f"{rng.randint(1, 90)}{'A' if rng.random() < 0.02 else ''}"
    if chance > 0.94:
        return Home(f"Flat {rng.randint(1, 24)}", f"{number} {street.name}", street.town, street.postcode, outside)
    return Home(f"{number} {street.name}", "", street.town, street.postcode, outside)
