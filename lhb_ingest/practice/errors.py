"""What goes wrong between lists: each error changes how one list writes one child, and has a tag in the truth."""

import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from random import Random

from . import names
from .families import Child
from .homes import Home, draw
from .identifiers import INWARD_LETTERS


@dataclass(slots=True)
class Written:
    """One child as one list has written them; `postcode` and `born` may be missing or wrong."""

    surname: str
    forename: str
    middle: str
    preferred: str
    born: date | None
    sex: str
    home: Home
    postcode: str


def write_truly(child: Child) -> Written:
    return Written(
        child.surname, child.forename, child.middle, "", child.born, child.sex, child.home, child.home.postcode
    )


def _forms(pairs: tuple[str, ...], both_ways: bool) -> dict[str, list[str]]:
    forms = defaultdict(list)
    for pair in pairs:
        one, other = pair.split("=")
        forms[one].append(other)
        if both_ways:
            forms[other].append(one)
    return dict(forms)


WELSH_ENGLISH = _forms(names.WELSH_ENGLISH + names.RESPELT, both_ways=True)
NICKNAMES = _forms(names.NICKNAMES, both_ways=True)
SURNAMES_RESPELT = _forms(names.SURNAMES_RESPELT, both_ways=True)
NEXT_KEYS = {
    "a": "s",
    "e": "r",
    "i": "o",
    "l": "k",
    "n": "b",
    "o": "p",
    "s": "d",
    "t": "r",
    "u": "y",
    "h": "j",
    "m": "n",
}


def without_marks(text: str) -> str:
    if text.isascii() or any(mark in text for mark in "ÃÄÅÈ"):  # garbled text stays as it is
        return text
    text = text.replace("ł", "l").replace("Ł", "L")
    return "".join(mark for mark in unicodedata.normalize("NFKD", text) if not unicodedata.combining(mark))


def mistype(rng: Random, name: str) -> str:
    """A letter doubled, dropped, exchanged with its neighbour or with the next key."""
    if len(name) < 3:
        return name
    place = rng.randrange(1, len(name) - 1)
    if not (name[place].isalpha() and name[place + 1].isalpha()):
        return name + name[-1]
    kind = rng.randrange(4)
    if kind == 0:
        return name[:place] + name[place] + name[place:]
    if kind == 1:
        return name[:place] + name[place + 1 :]
    if kind == 2 and name[place] != name[place + 1]:
        return name[:place] + name[place + 1] + name[place] + name[place + 2 :]
    return name[:place] + NEXT_KEYS.get(name[place], name[place] * 2) + name[place + 1 :]


def mistype_surname(rng: Random, written: Written) -> bool:
    forms = SURNAMES_RESPELT.get(written.surname)
    written.surname = draw(rng, forms) if forms and rng.random() < 0.5 else mistype(rng, written.surname)
    return True


def mistype_forename(rng: Random, written: Written) -> bool:
    before = written.forename
    written.forename = mistype(rng, before)
    return written.forename != before


def translate_forename(rng: Random, written: Written) -> bool:
    forms = WELSH_ENGLISH.get(written.forename)
    if forms:
        written.forename = draw(rng, forms)
    return bool(forms)


def use_nickname(rng: Random, written: Written) -> bool:
    forms = NICKNAMES.get(written.forename)
    if forms:
        full, short = written.forename, draw(rng, forms)
        # Half of the lists keep the full name beside the one in use.
        written.forename, written.preferred = (full, short) if rng.random() < 0.35 else (short, "")
    return bool(forms)


def split_compound(rng: Random, written: Written) -> bool:
    for joiner in "- ":
        if joiner in written.forename:
            one, other = written.forename.split(joiner, 1)
            written.forename = draw(rng, (f"{one}{other.lower()}", f"{one} {other}", f"{one}-{other}", one))
            return True
    return False


def use_middle_name(rng: Random, written: Written) -> bool:
    if not written.middle:
        return False
    middle, _, rest = written.middle.partition(" ")
    kept = rng.random() < 0.7
    written.forename, written.middle = middle, f"{written.forename} {rest}".strip() if kept else rest
    return True


def change_surname(rng: Random, written: Written) -> bool:
    """A parent's other name: added, dropped or taken instead."""
    if written.surname[:3].lower() in ("ap ", "ab ", "fer"):
        return False
    other = draw(rng, names.WELSH_SURNAMES if rng.random() < 0.6 else names.ENGLISH_SURNAMES)
    parts = written.surname.split("-")
    if len(parts) == 2:
        written.surname = draw(rng, parts)
    else:
        written.surname = f"{written.surname}-{other}" if rng.random() < 0.4 else other
    return True


def change_double_surname(rng: Random, written: Written) -> bool:
    one, joiner, other = written.surname.partition("-")
    if joiner:
        written.surname = draw(rng, (f"{one} {other}", f"{one} {other}", f"{one}-{other}", f"{other}-{one}", other))
    return bool(joiner)


def change_patronym(rng: Random, written: Written) -> bool:
    joiner, _, father = written.surname.partition(" ")
    if joiner.lower() not in ("ap", "ab", "ferch"):
        return False
    written.surname = draw(rng, (f"{joiner}-{father}", father, f"{joiner.capitalize()}{father.lower()}"))
    return True


def exchange_fields(rng: Random, written: Written) -> bool:
    written.surname, written.forename = written.forename, written.surname
    return True


def swap_day_and_month(rng: Random, written: Written) -> bool:
    born = written.born
    if born is None or born.day > 12 or born.day == born.month:
        return False
    written.born = born.replace(month=born.day, day=born.month)
    return True


def mistype_birth_date(rng: Random, written: Written) -> bool:
    born = written.born
    if born is None:
        return False
    if rng.random() < 0.5:
        written.born = born.replace(day=born.day - 1 if born.day > 1 else 2)
    else:
        written.born = born.replace(day=min(born.day, 28), month=born.month % 12 + 1)
    return True


def default_birth_date(rng: Random, written: Written) -> bool:
    written.born = written.born and written.born.replace(month=1, day=1)
    return True


def lose_birth_date(rng: Random, written: Written) -> bool:
    written.born = None
    return True


def mistake_sex(rng: Random, written: Written) -> bool:
    written.sex = "M" if written.sex == "F" else "F"
    return True


def lose_postcode(rng: Random, written: Written) -> bool:
    written.postcode = ""
    return True


def mistype_postcode(rng: Random, written: Written) -> bool:
    if len(written.postcode) < 5:
        return False
    letter = draw(rng, [mark for mark in INWARD_LETTERS if mark != written.postcode[-1]])
    written.postcode = written.postcode[:-1] + letter
    return True


def garble_marks(rng: Random, written: Written) -> bool:
    """UTF-8 read as Windows-1252."""
    for part in ("forename", "surname", "middle"):
        text = getattr(written, part)
        if not text.isascii():
            setattr(written, part, text.encode().decode("cp1252", errors="ignore"))
            return True
    return False


# tag, rate, what happens; a rate is of the children to whom it can happen
ERRORS = (
    ("compound_forename", 0.25, split_compound),
    ("welsh_english", 0.028, translate_forename),
    ("nickname", 0.028, use_nickname),
    ("middle_first", 0.008, use_middle_name),
    ("typo_forename", 0.0095, mistype_forename),
    ("double_barrel", 0.20, change_double_surname),
    ("patronym", 0.25, change_patronym),
    ("surname_change", 0.009, change_surname),
    ("typo_surname", 0.0095, mistype_surname),
    ("field_swap", 0.002, exchange_fields),
    ("dob_swap", 0.004, swap_day_and_month),
    ("dob_digit", 0.0025, mistype_birth_date),
    ("dob_default", 0.0006, default_birth_date),
    ("dob_missing", 0.0005, lose_birth_date),
    ("sex_wrong", 0.003, mistake_sex),
    ("no_postcode", 0.018, lose_postcode),
    ("bad_postcode", 0.013, mistype_postcode),
    ("mojibake", 0.02, garble_marks),
)


def go_wrong(rng: Random, child: Child, written: list[Written]) -> None:
    """Let errors happen to one or other of the ways in which a child is written; tags on the child say which did."""
    share = 1.0 if len(written) > 1 else 0.5
    for tag, rate, happens in ERRORS:
        if rng.random() < rate * share and happens(rng, draw(rng, written)):
            child.tags.add(tag)
