"""One line of each list: a child's name, date and home in that list's own style, with that list's own habits."""

import zlib
from dataclasses import dataclass, field
from datetime import date
from random import Random

from .errors import Written, without_marks
from .families import Child, school_year_of, year_group
from .homes import Home, draw
from .schools import INDEPENDENT, PROVIDERS, School

SHORT_KINDS = {
    "Road": "Rd",
    "Street": "St",
    "Avenue": "Ave",
    "Close": "Cl",
    "Crescent": "Cres",
    "Terrace": "Terr",
    "Drive": "Dr",
    "Gardens": "Gdns",
    "Place": "Pl",
    "Lane": "Ln",
    "Grove": "Gr",
    "Court": "Ct",
}


@dataclass(slots=True)
class Entry:
    """A line of a list; `cells` is the line as it stands in the file, less the reference."""

    kind: str  # health, school, ehe, eotas, independent, other_authority
    ref: str
    written: Written
    cells: list[str] = field(default_factory=list)
    school: School | None = None
    number: str = ""  # the UPN; on the health list the NHS number, which nobody may read


def year_text(born: date, as_at: date) -> str:
    group = year_group(born, school_year_of(as_at))
    return "R" if group == 0 else "N" if group < 0 else str(group)


def shorten(rng: Random, line: str, rate: float) -> str:
    head, _, kind = line.rpartition(" ")
    return f"{head} {SHORT_KINDS[kind]}" if kind in SHORT_KINDS and rng.random() < rate else line


def style_postcode(rng: Random, postcode: str, joined: float, small: float) -> str:
    chance = rng.random()
    if chance < joined:
        return postcode.replace(" ", "")
    return postcode.lower() if chance < joined + small else postcode


def school_address(rng: Random, home: Home, postcode: str, welsh: float) -> list[str]:
    """Two lines, town and postcode, as schools and officers write them."""
    chance = rng.random()
    if chance < 0.003:
        return ["", "", "", ""]
    line1, line2 = home.line1, home.line2
    if line2 and line1.startswith("Flat ") and chance < 0.2:
        line1 = line1[5:]
    line1, line2 = shorten(rng, line1, 0.07), shorten(rng, line2, 0.07) if line2 else ""
    town = home.town.welsh if rng.random() < welsh else home.town.english
    return [line1, line2, town, style_postcode(rng, postcode, 0.055, 0.02)]


def health_cells(rng: Random, written: Written, county: str) -> list[str]:
    """Capitals, most marks lost, middle names kept half of the time; the columns to drop stand where they stand."""
    forenames = written.forename
    if written.middle and rng.random() < 0.5:
        forenames = f"{forenames} {written.middle}"
    surname = written.surname
    if rng.random() < 0.9:
        surname, forenames = without_marks(surname), without_marks(forenames)
    born = f"{written.born:%d/%m/%Y}" if written.born else ""
    sex = "" if rng.random() < 0.002 else "1" if written.sex == "M" else "2"
    return [surname.upper(), forenames.upper(), born, sex, *health_address(rng, written, county)]


def health_address(rng: Random, written: Written, county: str) -> list[str]:
    """Four lines, postcode and practice, which goes by the home."""
    home = written.home
    practice = f"W91{zlib.crc32(home.town.english.encode()) % 60 + 900 + len(home.line2) % 3:03d}"
    chance = rng.random()
    if chance < 0.002:
        return ["NOT KNOWN", "", "", "", "ZZ99 3VZ", practice]
    line1, line2 = shorten(rng, home.line1, 0.05), shorten(rng, home.line2, 0.05) if home.line2 else ""
    if line1.startswith("Flat ") and chance < 0.15:
        line1 = f"Apartment {line1[5:]}"
    town = home.town.welsh if rng.random() < 0.06 else home.town.english
    lines = [line1, line2, town, "" if home.outside else county]
    if chance < 0.93:
        lines = [without_marks(line) for line in lines]
    postcode = written.postcode or ("ZZ99 3VZ" if rng.random() < 0.15 else "")
    chance = rng.random()
    if chance < 0.03:
        postcode = postcode.replace(" ", "")
    elif chance < 0.037:
        postcode = postcode.replace(" ", "  ")
    return [line.upper() for line in lines] + [postcode, practice]


def pupil_cells(rng: Random, entry: Entry, group: str, welsh: float) -> list[str]:
    """Layout of school.csv, less the reference."""
    written = entry.written
    middle = written.middle if rng.random() < 0.8 else ""
    born = written.born.isoformat() if written.born else ""
    sex = "" if rng.random() < 0.002 else written.sex
    number, name = (entry.school.number, entry.school.name) if entry.school else ("", "")
    return [
        *(entry.number, written.surname, written.forename, middle, written.preferred, born, sex),
        *(number, group, *school_address(rng, written.home, written.postcode, welsh), name),
    ]


def independent_cells(rng: Random, written: Written, code: str, group: str, welsh: float) -> list[str]:
    place = rng.randrange(len(INDEPENDENT))
    born = written.born.isoformat() if written.born else ""
    address = school_address(rng, written.home, written.postcode, welsh)
    return [
        *(written.surname, written.forename, written.middle, born, f"{code}{6001 + place}", INDEPENDENT[place]),
        *(group, *address),
    ]


def eotas_cells(rng: Random, entry: Entry, welsh: float) -> list[str]:
    written = entry.written
    born = f"{written.born:%d/%m/%Y}" if written.born else ""
    hours = str(draw(rng, (5, 8, 10, 10, 12, 15, 18, 20, 25)))
    address = school_address(rng, written.home, written.postcode, welsh)
    return [entry.number, written.surname, written.forename, born, draw(rng, PROVIDERS), hours, *address]


def ehe_cells(rng: Random, child: Child, written: Written, as_at: date, welsh: float) -> list[str]:
    name = f"{written.forename} {written.surname}"
    if rng.random() < 0.4:
        name = f"{written.surname}, {written.forename}"
    born = f"{written.born:%d/%m/%Y}" if written.born else ""
    line1, line2, town, postcode = school_address(rng, written.home, written.postcode, welsh)
    address = ", ".join(part for part in (line1, line2, town) if part)
    parent = f"{draw(rng, ('Mrs', 'Ms', 'Miss', 'Mr'))} {draw(rng, 'ABCDEHJLMNRST')} {child.surname}"
    notified = date.fromordinal(as_at.toordinal() - rng.randrange(10, 1500))
    suitability = rng.choices(("established", "not established", ""), (70, 8, 22))[0]
    return [name, born, written.sex, address, postcode, parent, notified.isoformat(), suitability]
