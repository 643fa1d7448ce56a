"""Households and the children in them: who they are, before any list has written them down."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from . import names
from .homes import Home, Street, draw, make_home
from .places import COMMUNITIES, Authority


@dataclass(slots=True)
class Child:
    family: int
    sex: str
    surname: str
    forename: str
    middle: str
    born: date
    home: Home
    community: str
    twin: int = 0  # children of one birth share a number
    status: str = "enrolled"
    tags: set[str] = field(default_factory=set)
    health: list = field(default_factory=list)  # entries on the health list
    known: list = field(default_factory=list)  # entries on the authority's own lists


def school_year_of(day: date) -> int:
    return day.year if day.month >= 9 else day.year - 1


def year_group(born: date, school_year: int) -> int:
    """0 is Reception, 11 is Year 11; from the age on 31 August before the school year."""
    return school_year - school_year_of(born) - 5


def birth_range(as_at: date) -> tuple[date, date]:
    """Reception to Year 11, with some who have left school and some who begin next year."""
    year = school_year_of(as_at)
    return date(year - 16, 6, 1), date(year - 4, 11, 15)


def draw_community(rng: Random, authority: Authority) -> str:
    chance = rng.random()
    if chance < authority.welsh:
        return "welsh"
    if chance >= authority.welsh + authority.other:
        return "english"
    mixture = COMMUNITIES.get(authority.code, COMMUNITIES[""]).split()
    return rng.choices(mixture[::2], [int(weight) for weight in mixture[1::2]])[0]


def draw_surname(rng: Random, community: str) -> str:
    if community in names.COMMUNITY_NAMES:
        return draw(rng, names.COMMUNITY_NAMES[community][0])
    share_welsh = 0.93 if community == "welsh" else 0.45
    return draw(rng, names.WELSH_SURNAMES if rng.random() < share_welsh else names.ENGLISH_SURNAMES)


def draw_forename(rng: Random, community: str, sex: str) -> str:
    girl = sex == "F"
    chance = rng.random()
    if community in names.COMMUNITY_NAMES and chance < 0.75:
        forename = draw(rng, names.COMMUNITY_NAMES[community][1 if girl else 2])
        if forename in ("Muhammad", "Mohammed") and rng.random() < 0.25:
            return f"{forename} {draw(rng, ('Ali', 'Yusuf', 'Hamza', 'Adam', 'Zayn', 'Hasan'))}"
        return forename
    if chance < (0.8 if community == "welsh" else 0.12):
        return draw(rng, names.WELSH_GIRLS if girl else names.WELSH_BOYS)
    return draw(rng, names.ENGLISH_GIRLS if girl else names.ENGLISH_BOYS)


def draw_middle(rng: Random, sex: str, forename: str) -> str:
    """None for half of the children, now and then two; never the forename again."""
    chance = rng.random()
    pool = names.MIDDLE_GIRLS if sex == "F" else names.MIDDLE_BOYS
    if chance < 0.5 or " " in forename:
        return ""
    drawn: list[str] = []
    for _ in range(1 if chance < 0.95 else 2):
        name = draw(rng, pool)
        if name not in drawn and name not in forename:
            drawn.append(name)
    return " ".join(drawn)


def for_sex(surname: str, sex: str) -> str:
    """Kowalski's daughter is Kowalska."""
    return surname[:-1] + "a" if sex == "F" and surname.endswith(("ski", "cki")) else surname


def family_surname(rng: Random, community: str) -> str:
    chance = rng.random()
    if community == "welsh" and chance < 0.018:
        return f"ap {draw(rng, names.PATRONYMS)}"
    surname = draw_surname(rng, community)
    if chance > 0.955:
        other = draw_surname(rng, community if rng.random() < 0.6 else "english")
        if other != surname and "-" not in surname + other:
            return f"{surname}{' ' if rng.random() < 0.08 else '-'}{other}"
    return surname


def child_surname(rng: Random, surname: str, sex: str) -> str:
    if not surname.startswith("ap "):
        return for_sex(surname, sex)
    father = surname[3:]
    if sex == "F":
        return f"{'ferch' if rng.random() < 0.8 else 'Ferch'} {father}"
    joiner = "ab" if father[0] in "AEIOUWYÔŴŶ" else "ap"
    return f"{joiner if rng.random() < 0.8 else joiner.capitalize()} {father}"


def birth_dates(rng: Random, first: date, last: date) -> list[date]:
    """The births of one household that fall within the range, the eldest first."""
    span = (last - first).days
    born = first - timedelta(days=700) + timedelta(days=int(rng.random() * (span + 700)))
    births = []
    for _ in range(1 + (rng.random() < 0.62) + (rng.random() < 0.24) + (rng.random() < 0.07)):
        if first <= born <= last:
            births.append(born)
        born += timedelta(days=450 + int(rng.random() ** 1.6 * 1900))
    return births


def twin_forenames(rng: Random, community: str, sexes: str) -> tuple[str, str]:
    """A third of twins of one sex have names that sound alike."""
    if sexes[0] == sexes[1] and community in ("welsh", "english") and rng.random() < 0.4:
        pool = names.TWINS_ALIKE_GIRLS if sexes[0] == "F" else names.TWINS_ALIKE_BOYS
        first, second = draw(rng, pool).split("=")
        return first, second
    return draw_forename(rng, community, sexes[0]), draw_forename(rng, community, sexes[1])


def make_family(
    rng: Random,
    number: int,
    authority: Authority,
    streets: list[Street],
    born_between: tuple[date, date],
    outside: bool,
) -> list[Child]:
    community = draw_community(rng, authority)
    surname = family_surname(rng, community)
    home = make_home(rng, draw(rng, streets), authority.rural, outside)
    family: list[Child] = []
    for birth, born in enumerate(birth_dates(rng, *born_between)):
        if birth and rng.random() < 0.04:
            surname = draw_surname(rng, community)
        sexes = draw(rng, "MF")
        twins = rng.random() < 0.009
        forenames: tuple[str, ...]
        if twins:
            sexes += sexes if rng.random() < 0.66 else draw(rng, "MF")
            forenames = twin_forenames(rng, community, sexes)
        else:
            forenames = (draw_forename(rng, community, sexes),)
        for sex, forename in zip(sexes, forenames, strict=True):
            while any(child.forename == forename for child in family):
                forename = draw_forename(rng, community, sex)
            own = child_surname(rng, surname, sex)
            middle = draw_middle(rng, sex, forename)
            twin = number * 10 + birth + 1 if twins else 0
            family.append(Child(number, sex, own, forename, middle, born, home, community, twin))
    return family
