"""One authority's children with the lists that they stand on, as it is at one date."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import count
from random import Random

from . import entries, families, homes, schools
from .entries import Entry
from .errors import Written, go_wrong, write_truly
from .families import Child
from .homes import Home, Street
from .identifiers import nhs_numbers
from .places import Authority, find_authority
from .schools import School, Schools

PREFIXES = {"health": "HB", "school": "P", "ehe": "EHE", "eotas": "EO", "independent": "IN", "other_authority": "OA"}


@dataclass(slots=True)
class Area:
    authority: Authority
    neighbour: Authority
    rng: Random
    as_at: date
    size: int
    streets: list[Street]
    streets_outside: list[Street]
    streets_next_door: list[Street]
    schools: Schools
    schools_next_door: Schools
    refs: dict[str, Iterator[int]]
    nhs: Iterator[str]
    children: list[Child] = field(default_factory=list)
    strangers: list[Child] = field(default_factory=list)  # the other authority's own children, on its roll only
    households: dict[int, list[Child]] = field(default_factory=dict)
    families: int = 0

    @property
    def welsh(self) -> float:
        """How often a school of this area writes a town's Welsh name."""
        return min(0.7, self.authority.welsh)


def shuffled_numbers(rng: Random, size: int) -> Iterator[int]:
    """References in no order that gives anything away, then further ones as they are needed."""
    numbers = list(range(1, size + 1))
    rng.shuffle(numbers)
    yield from numbers
    yield from count(size + 1)


def empty_area(authority_code: str, size: int, seed: int, as_at: date) -> Area:
    rng = Random(f"{authority_code}/{size}/{seed}")  # noqa: S311, practice data and no secret
    authority = find_authority(authority_code)
    neighbour = find_authority(authority.neighbour)
    return Area(
        authority=authority,
        neighbour=neighbour,
        rng=rng,
        as_at=as_at,
        size=size,
        streets=homes.make_streets(rng, authority, size),
        streets_outside=homes.outside_streets(rng, authority, 40),
        streets_next_door=homes.make_streets(rng, neighbour, 400),
        schools=schools.make_schools(rng, authority, size),
        schools_next_door=schools.make_schools(rng, neighbour, 1500),
        refs={kind: shuffled_numbers(rng, size + size // 5) for kind in PREFIXES},
        nhs=nhs_numbers(rng.randrange(900_000)),
    )


def new_ref(area: Area, kind: str) -> str:
    return f"{PREFIXES[kind]}{next(area.refs[kind]):07d}"


def new_family(area: Area, between: tuple[date, date] | None = None) -> list[Child]:
    area.families += 1
    outside = area.rng.random() < 0.012
    streets = area.streets_outside if outside else area.streets
    between = between or families.birth_range(area.as_at)
    family = families.make_family(area.rng, area.families, area.authority, streets, between, outside)
    if outside:
        for child in family:
            child.tags.add("outside_area")
    return family


def new_home(area: Area) -> Home:
    return homes.make_home(area.rng, homes.draw(area.rng, area.streets), area.authority.rural)


def write_health(area: Area, child: Child, written: Written) -> Entry:
    entry = Entry("health", new_ref(area, "health"), written, number=next(area.nhs))
    entry.cells = entries.health_cells(area.rng, written, area.authority.county)
    child.health.append(entry)
    return entry


def phase_of(child: Child, as_at: date) -> str:
    return "primary" if families.year_group(child.born, families.school_year_of(as_at)) < 7 else "secondary"


def write_pupil(area: Area, child: Child, written: Written, kind: str = "school", upn: str = "") -> Entry:
    """A line of a school's roll, ours or the other authority's."""
    rng = area.rng
    ours = kind == "school"
    rolls = area.schools if ours else area.schools_next_door
    code = area.authority.code if ours else area.neighbour.code
    town = child.home.town
    if not upn:
        issued_at = rolls.near(rng, "primary", town)
        elsewhere = "" if rng.random() > 0.04 else str(rng.choice([n for n in range(660, 682) if str(n) != code]))
        began = families.school_year_of(child.born) + 5
        upn = rolls.give_upn(rng, issued_at, began, elsewhere)
    school = school_of_family(area, child, kind) or rolls.near(rng, phase_of(child, area.as_at), town)
    entry = Entry(kind, new_ref(area, kind), written, school=school, number=upn)
    entry.cells = entries.pupil_cells(rng, entry, entries.year_text(child.born, area.as_at), area.welsh)
    child.known.append(entry)
    return entry


def school_of_family(area: Area, child: Child, kind: str) -> School | None:
    """Mostly a brother's or sister's school; `children` of one family stand beside one another."""
    if area.rng.random() < 0.1:
        return None
    phase = phase_of(child, area.as_at)
    for other in reversed(area.children[-6:]):
        if other.family == child.family and other is not child and phase_of(other, area.as_at) == phase:
            return next((entry.school for entry in other.known if entry.kind == kind), None)
    return None


def write_other(area: Area, child: Child, written: Written, kind: str) -> Entry:
    """A line of the home education register, the EOTAS list or an independent school's list."""
    rng = area.rng
    entry = Entry(kind, new_ref(area, kind), written)
    if kind == "ehe":
        entry.cells = entries.ehe_cells(rng, child, written, area.as_at, area.welsh)
    elif kind == "independent":
        group = entries.year_text(child.born, area.as_at)
        entry.cells = entries.independent_cells(rng, written, area.authority.code, group, area.welsh)
    else:
        school = area.schools.near(rng, "primary", child.home.town)
        if rng.random() < 0.8:
            entry.number = area.schools.give_upn(rng, school, families.school_year_of(child.born) + 5, "")
        entry.cells = entries.eotas_cells(rng, entry, area.welsh)
    child.known.append(entry)
    return entry


def write_known(area: Area, child: Child, kind: str, written: Written) -> Entry:
    if kind in ("school", "other_authority"):
        return write_pupil(area, child, written, kind)
    return write_other(area, child, written, kind)


def put_on_lists(area: Area, child: Child, kind: str, moved: bool) -> None:
    """Write a child on the health list and, unless `kind` is blank, on one list of the authority's; errors happen."""
    rng = area.rng
    on_health = write_truly(child)
    written = [on_health]
    if kind:
        known = write_truly(child)
        written.append(known)
        if moved:
            behind = known if rng.random() < 0.45 else on_health
            behind.home = new_home(area)
            behind.postcode = behind.home.postcode
            child.tags.add("moved")
    go_wrong(rng, child, written)
    write_health(area, child, on_health)
    if kind:
        write_known(area, child, kind, known)
        write_again(area, child, on_health, known, kind)


def write_again(area: Area, child: Child, on_health: Written, known: Written, kind: str) -> None:
    """The rare child held twice: in health, on two rolls, under two numbers, or home educated once."""
    chance = area.rng.random()
    if chance < 0.004:
        home = new_home(area)
        write_health(area, child, replace(on_health, home=home, postcode=home.postcode))
        child.tags.add("dup_health")
    elif kind != "school":
        return
    elif chance < 0.007:
        write_pupil(area, child, replace(known), upn=child.known[0].number)
        child.tags.add("dual_roll")
    elif chance < 0.0085:
        write_pupil(area, child, replace(known))
        child.tags.add("two_upns")
    elif chance < 0.01 and child.status == "enrolled" and families.year_group(child.born, area.as_at.year) > 1:
        write_other(area, child, replace(known), "ehe")
        child.tags.add("ehe_stale")
    elif chance < 0.02:
        child.health.clear()
        child.tags.add("not_on_health")
