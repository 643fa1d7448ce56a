"""Made-up schools with numbers that look right, and the pupil numbers that they give out."""

from collections import Counter
from dataclasses import dataclass, field
from random import Random

from . import places
from .homes import draw
from .identifiers import make_upn
from .places import Authority, Town

SAINTS = places.listed(
    "St Cadog's|St Teilo's|St Padrig's|St Gwynno's|St Brychan's|St Elvan's|St Tewdric's|St Illtud's", "|"
)
INDEPENDENT = places.listed(
    "Hafod House School|Penmorfa College|Westbrook Hall School|Coleg Bryn Onnen|Glanrafon Preparatory School", "|"
)
PROVIDERS = places.listed(
    "Hafan Tuition|Y Bont Learning Centre|Canolfan Camau|Trywydd Outdoor Learning|Harbour Home Tuition|"
    "Llwybr Newydd|Dysgu o Gartref|Cambrian Vocational Training",
    "|",
)


@dataclass(frozen=True, slots=True)
class School:
    number: str
    name: str
    town: Town


@dataclass(slots=True)
class Schools:
    """The schools of one authority by phase and town, and how many pupil numbers each has given out in each year."""

    primary: list[School]
    secondary: list[School]
    serials: Counter = field(default_factory=Counter)

    def near(self, rng: Random, phase: str, town: Town) -> School:
        schools = self.primary if phase == "primary" else self.secondary
        if rng.random() < 0.85:
            schools = [school for school in schools if school.town.district == town.district] or schools
        return draw(rng, schools)

    def give_upn(self, rng: Random, school: School, year: int, other_authority: str) -> str:
        """A number from the child's first primary school; now and then from another authority, or a temporary one."""
        number = f"{other_authority}{rng.randint(2000, 2099)}" if other_authority else school.number
        self.serials[number, year] += 1
        return make_upn(number, year, self.serials[number, year], temporary=rng.random() < 0.002)


def name_school(rng: Random, welsh: bool, phase: str) -> str:
    if welsh:
        feature = draw(rng, places.WELSH_STREETS)
        place = draw(rng, ("Maes", "Bro", "Cae", "Pen", "Glan", "Bryn"))
        return f"Ysgol {'Gynradd' if phase == 'primary' else 'Uwchradd'} {place} {feature}"
    if phase == "primary" and rng.random() < 0.2:
        return f"{draw(rng, SAINTS)} Church in Wales Primary School"
    word = draw(rng, places.ENGLISH_STREETS)
    kinds = [kind for kind in ("Hill", "Park", "View", "Bank", "Field") if kind != word]
    feature = f"{word} {draw(rng, kinds)}"
    return f"{feature} {'Primary' if phase == 'primary' else 'High'} School"


def make_schools(rng: Random, authority: Authority, children: int) -> Schools:
    """About a hundred and fifty pupils in a primary school and seven hundred in a secondary one."""
    share_welsh = min(0.9, 0.15 + authority.welsh)
    made: dict[str, list[School]] = {}
    for phase, first, count in (("primary", 2001, children * 0.58 / 150), ("secondary", 4001, children * 0.42 / 700)):
        taken: set[str] = set()
        made[phase] = []
        for position in range(max(3, round(count))):
            name = name_school(rng, rng.random() < share_welsh, phase)
            while name in taken and len(taken) < 200:
                name = name_school(rng, rng.random() < share_welsh, phase)
            taken.add(name)
            town = authority.towns[position % len(authority.towns)]
            made[phase].append(School(f"{authority.code}{first + position}", name, town))
    return Schools(made["primary"], made["secondary"])
