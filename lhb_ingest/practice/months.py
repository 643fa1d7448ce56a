"""One month later: moves, arrivals, leavers, corrections, children who leave a roll, and children who are found."""

from calendar import monthrange
from dataclasses import replace
from datetime import date

from . import area as areas
from . import entries, families
from .area import Area
from .errors import write_truly
from .families import Child
from .filling import is_school_age, place_family


def next_month(day: date) -> date:
    year, month = (day.year + 1, 1) if day.month == 12 else (day.year, day.month + 1)
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def live_a_month(area: Area) -> None:
    """About one row in fifty changes."""
    before = families.school_year_of(area.as_at)
    area.as_at = next_month(area.as_at)
    if families.school_year_of(area.as_at) != before:
        begin_school_year(area)
    steps = (
        (move_house, 0.006),
        (catch_up_address, 0.004),
        (leave_area, 0.0025),
        (leave_roll_only, 0.001),
        (correct_spelling, 0.007),
        (change_school, 0.002),
        (leave_for_home_education, 0.0004),
    )
    at_school = [child for child in area.children if child.health and child.known and child.status == "enrolled"]
    area.rng.shuffle(at_school)
    for step, rate in steps:
        for _ in range(max(1, round(area.size * rate))):
            child = at_school.pop() if at_school else None
            if child and child.health and child.known and child.status == "enrolled":
                step(area, child)
    lose_and_find(area, at_school)
    arrive(area, round(area.size * 0.006))


def rewrite_health_address(area: Area, child: Child) -> None:
    for entry in child.health[:1]:
        entry.written = replace(entry.written, home=child.home, postcode=child.home.postcode)
        entry.cells = entry.cells[:4] + entries.health_address(area.rng, entry.written, area.authority.county)


def rewrite_known_address(area: Area, child: Child) -> None:
    for entry in child.known:
        if entry.kind == "school":
            entry.written = replace(entry.written, home=child.home, postcode=child.home.postcode)
            home = entries.school_address(area.rng, child.home, child.home.postcode, area.welsh)
            entry.cells = entry.cells[:9] + home + entry.cells[13:]


def household(area: Area, child: Child) -> list[Child]:
    """The child and the brothers and sisters at the same home who are still on both sides."""
    family = area.households[child.family]
    return [other for other in family if other.home == child.home and other.health and other.known]


def move_house(area: Area, child: Child) -> None:
    """A family moves; one of the two lists hears of it, or both do."""
    home = areas.new_home(area)
    chance = area.rng.random()
    for mover in household(area, child):
        mover.home = home
        if chance < 0.8:
            rewrite_health_address(area, mover)
        if chance > 0.55:
            rewrite_known_address(area, mover)
        if 0.55 < chance < 0.8:
            mover.tags -= {"outside_area", "moved"}
        else:
            mover.tags.add("moved")


def catch_up_address(area: Area, child: Child) -> None:
    rewrite_health_address(area, child)
    rewrite_known_address(area, child)
    child.tags -= {"moved", "no_postcode", "bad_postcode"}
    if not child.home.outside:
        child.tags.discard("outside_area")


def leave_area(area: Area, child: Child) -> None:
    for leaver in household(area, child):
        leaver.health.clear()
        leaver.known.clear()


def leave_roll_only(area: Area, child: Child) -> None:
    """Gone to another part of the country; the practice has not heard."""
    for leaver in household(area, child):
        leaver.known.clear()
        leaver.status = "elsewhere"
        leaver.tags |= {"left_roll", "left_area"}


def correct_spelling(area: Area, child: Child) -> None:
    """A line is written afresh as it should have been; most often there was nothing wrong but its style."""
    written = replace(write_truly(child), home=child.health[0].written.home, postcode=child.health[0].written.postcode)
    entry = child.health[0]
    if area.rng.random() < 0.5 or child.known[0].kind != "school":
        entry.written = written
        entry.cells = entries.health_cells(area.rng, written, area.authority.county)
        return
    entry = child.known[0]
    entry.written = replace(written, home=entry.written.home, postcode=entry.written.postcode)
    entry.cells = entries.pupil_cells(area.rng, entry, entries.year_text(child.born, area.as_at), area.welsh)


def change_school(area: Area, child: Child) -> None:
    for entry in child.known:
        if entry.kind == "school":
            entry.school = area.schools.near(area.rng, areas.phase_of(child, area.as_at), child.home.town)
            entry.cells[7], entry.cells[13] = entry.school.number, entry.school.name


def leave_for_home_education(area: Area, child: Child) -> None:
    if not is_school_age(area, child):
        return
    written = replace(child.known[0].written)
    child.known.clear()
    areas.write_other(area, child, written, "ehe")
    child.status = "ehe"
    child.tags |= {"left_roll", "to_ehe"}


def lose_and_find(area: Area, at_school: list[Child]) -> None:
    """Some leave a roll and go nowhere; some of the missing appear on one."""
    absent = [child for child in area.children if child.status == "absent" and child.health]
    few = max(1, round(area.size * 0.0004))
    for child in area.rng.sample(absent, min(few, len(absent))):
        child.status = "enrolled"
        child.tags.add("joined_roll")
        areas.write_pupil(area, child, write_truly(child))
    leaving = [child for child in at_school if child.known and is_school_age(area, child) and not child.home.outside]
    leaving = [child for child in leaving if child.status == "enrolled"]
    for child in leaving[:few]:
        child.known.clear()
        child.status = "absent"
        child.tags.add("left_roll")


def arrive(area: Area, wanted: int) -> None:
    """New families: most are at school at once, one child in forty is on the health list alone."""
    while wanted > 0:
        family = areas.new_family(area)
        ways = {id(child): "absent" for child in family if is_school_age(area, child) and area.rng.random() < 0.025}
        for child in family:
            child.tags.add("arrived")
        place_family(area, family, ways)
        wanted -= len(family)


def begin_school_year(area: Area) -> None:
    """In September the oldest leave, the youngest begin, Year 7 changes school and every year group goes up."""
    year = families.school_year_of(area.as_at)
    first, _ = families.birth_range(area.as_at)
    for child in area.children:
        group = families.year_group(child.born, year)
        if group > 11:
            child.known.clear()
            child.status = "elsewhere"
            child.tags.add("over_age")
            if child.born < first:
                child.health.clear()
        elif group == 0 and "under_age" in child.tags:
            child.status = "enrolled"
            child.tags.discard("under_age")
            areas.write_pupil(area, child, write_truly(child))
        elif group == 7:
            change_school(area, child)
    for child in area.children + area.strangers:
        for entry in child.known:
            place = {"school": 8, "other_authority": 8, "independent": 6}.get(entry.kind)
            if place:
                entry.cells[place] = entries.year_text(child.born, area.as_at)
    welcome_reception(area)


def welcome_reception(area: Area) -> None:
    """The health list reaches a year further down, so that it holds a whole Reception year again."""
    year = families.school_year_of(area.as_at)
    between = (date(year - 5, 9, 1), families.birth_range(area.as_at)[1])
    held = sum(1 for child in area.children if child.health and child.born >= between[0])
    for _ in range(area.size * 20):
        if held >= area.size * 0.09:
            break
        family = areas.new_family(area, between)
        place_family(area, family, {})
        held += len(family)
