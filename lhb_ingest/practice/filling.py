"""The first month: as many families as are asked for, and where each of their children learns or does not."""

from . import area as areas
from .area import Area
from .families import Child, school_year_of, year_group
from .homes import draw

# what becomes of a child: share of the children, smallest number, whether brothers and sisters go the same way
SHARES = (
    ("absent", 0.004, 2, 0.35),
    ("ehe", 0.014, 3, 0.65),
    ("eotas", 0.005, 2, 0.0),
    ("independent", 0.015, 3, 0.7),
    ("away", 0.009, 2, 0.6),
    ("other_authority", 0.003, 24, 0.5),
)


def fill_area(area: Area) -> None:
    """Make the families, decide for each child, and write them on the lists."""
    made: list[list[Child]] = []
    total = 0
    while total < area.size:
        family = areas.new_family(area)
        if family:
            made.append(family)
            total += len(family)
    ways = choose_ways(area, made)
    make_namesakes(area, made, ways)
    area.rng.shuffle(made)
    for family in made:
        place_family(area, family, ways)
    add_strangers(area)


def is_school_age(area: Area, child: Child) -> bool:
    """Well inside compulsory school age: Year 1 to Year 11, and to Year 10 once Year 11 may leave."""
    last = 10 if area.as_at.month in (6, 7, 8) else 11
    return 1 <= year_group(child.born, school_year_of(area.as_at)) <= last


def choose_ways(area: Area, made: list[list[Child]]) -> dict[int, str]:
    """For the children who are not simply at school here, what they do instead; keyed by identity."""
    rng = area.rng
    candidates = [family for family in made if not family[0].home.outside]
    candidates = [family for family in candidates if any(is_school_age(area, child) for child in family)]
    rng.shuffle(candidates)
    ways: dict[int, str] = {}
    twins = [family for family in candidates if any(child.twin for child in family)]
    for family in twins[: max(1, area.size // 4000)]:
        child = next(child for child in family if child.twin)
        if is_school_age(area, child):
            ways[id(child)] = "absent"
    for way, share, least, together in SHARES:
        wanted = min(max(least, round(area.size * share)), max(least // 4, area.size // 20))
        wanted -= sum(1 for chosen in ways.values() if chosen == way)
        while wanted > 0 and candidates:
            family = [child for child in candidates.pop() if is_school_age(area, child) and id(child) not in ways]
            if not family:
                continue
            chosen = family if rng.random() < together else [draw(rng, family)]
            for child in chosen[:wanted]:
                ways[id(child)] = way
            wanted -= len(chosen)
    return ways


def make_namesakes(area: Area, made: list[list[Child]], ways: dict[int, str]) -> None:
    """A few missing children share their name, and some their birth date, with a child at school."""
    absent = [family[0] for family in made if len(family) == 1 and ways.get(id(family[0])) == "absent"]
    enrolled = [child for family in made for child in family if id(child) not in ways and is_school_age(area, child)]
    for position, child in enumerate(absent[: max(1, area.size // 4000)]):
        other = draw(area.rng, enrolled)
        child.surname, child.forename, child.sex = other.surname, other.forename, other.sex
        child.middle = areas.families.draw_middle(area.rng, other.sex, other.forename)
        child.tags.add("namesake")
        if position % 2 == 0:
            child.born = other.born
            child.tags.add("doppel")


def place_family(area: Area, family: list[Child], ways: dict[int, str]) -> None:
    moved = area.rng.random() < 0.08
    if family:
        area.households[family[0].family] = family
    for child in family:
        area.children.append(child)
        place_child(area, child, ways.get(id(child), ""), moved or area.rng.random() < 0.02)


def place_child(area: Area, child: Child, way: str, moved: bool) -> None:
    group = year_group(child.born, school_year_of(area.as_at))
    if group > 11 or group < 0:
        child.status = "elsewhere"
        child.tags.add("over_age" if group > 11 else "under_age")
        return areas.put_on_lists(area, child, "", moved=False)
    if child.home.outside and not way and area.rng.random() < 0.3:
        way = "away"
    if way == "eotas":
        child.tags.add("eotas")
        areas.put_on_lists(area, child, "eotas", moved)
        if area.rng.random() < 0.4:
            known = child.known[0]
            areas.write_pupil(area, child, areas.replace(known.written), upn=known.number)
    elif way in ("absent", "away"):
        child.status = "absent" if way == "absent" else "elsewhere"
        areas.put_on_lists(area, child, "", moved=False)
    elif way in ("independent", "other_authority"):
        child.status = "elsewhere"
        child.tags.add(way)
        areas.put_on_lists(area, child, way, moved)
    elif way == "ehe":
        child.status = "ehe"
        areas.put_on_lists(area, child, "ehe", moved)
    else:
        areas.put_on_lists(area, child, "school", moved and not child.home.outside)


def add_strangers(area: Area) -> None:
    """The other authority's own children: on its roll and on no list of ours."""
    wanted = sum(1 for child in area.children if "other_authority" in child.tags)
    between = areas.families.birth_range(area.as_at)
    while len(area.strangers) < wanted:
        area.families += 1
        family = areas.families.make_family(
            area.rng, area.families, area.neighbour, area.streets_next_door, between, outside=True
        )
        for child in family:
            if is_school_age(area, child):
                areas.write_pupil(area, child, areas.write_truly(child), "other_authority")
                area.strangers.append(child)
