"""A second maker of errors, of other kinds than those of the practice lists, so that matching is not tuned to one."""

import csv
import io
from itertools import pairwise
from random import Random

from lhb_ingest.practice import families

VOWELS = "AEIOU"
SOUNDS = (
    ("PH", "F"),
    ("F", "FF"),
    ("CK", "K"),
    ("C", "K"),
    ("Y", "I"),
    ("IE", "Y"),
    ("S", "Z"),
    ("NN", "N"),
    ("LL", "L"),
)
ENDINGS = (("A", "AH"), ("Y", "IE"), ("IE", "Y"), ("E", ""), ("N", "NE"))
SHARES = (
    ("vowel", 0.006),
    ("sound", 0.008),
    ("ending", 0.006),
    ("initial_only", 0.002),
    ("forenames_turned", 0.01),
    ("mothers_name", 0.006),
    ("cut_short", 0.003),
    ("two_letters", 0.002),
    ("year_off", 0.002),
    ("day_tens", 0.002),
    ("house_wrong", 0.02),
    ("house_lost", 0.01),
    ("postcode_half", 0.01),
    ("title_kept", 0.004),
)


def spoil_roll(text: str, seed: int, times: float) -> str:
    """The school roll with further errors, each at its share times `times`."""
    rng = Random(f"other/{seed}")
    rows = list(csv.DictReader(io.StringIO(text)))
    surnames = [row["Surname"] for row in rows]
    for row in rows:
        for what, share in SHARES:
            if rng.random() < share * times:
                _happen(rng, what, row, surnames)
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, rows[0].keys(), lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def _happen(rng: Random, what: str, row: dict[str, str], surnames: list[str]) -> None:
    name = "Forename" if rng.random() < 0.6 else "Surname"
    text = row[name].upper()
    if what == "vowel":
        places = [place for place, letter in enumerate(text) if letter in VOWELS and place]
        if places:
            place = rng.choice(places)
            row[name] = text[:place] + rng.choice(VOWELS) + text[place + 1 :]
    elif what == "sound":
        row[name] = _first_that_fits(rng, text, SOUNDS)
    elif what == "ending":
        endings = [(old, new) for old, new in ENDINGS if text.endswith(old)]
        if endings:
            old, new = rng.choice(endings)
            row[name] = text[: len(text) - len(old)] + new
    elif what == "initial_only":
        row["Forename"] = row["Forename"][:1]
    elif what == "forenames_turned" and row["MiddleNames"]:
        row["Forename"], row["MiddleNames"] = row["MiddleNames"], row["Forename"]
    elif what == "mothers_name":
        row["Surname"] = rng.choice(surnames)
    elif what == "cut_short":
        row[name] = row[name][:4]
    elif what == "two_letters" and len(text) > 5:
        place = rng.randrange(1, len(text) - 2)
        row[name] = text[:place] + rng.choice(VOWELS) + rng.choice("LNRST") + text[place + 2 :]
    elif what == "title_kept":
        row["Forename"] = f"Miss {row['Forename']}" if rng.random() < 0.5 else f"Master {row['Forename']}"
    else:
        _spoil_place(rng, what, row)


def _spoil_place(rng: Random, what: str, row: dict[str, str]) -> None:
    born = row["DOB"]
    if what == "year_off" and born:
        row["DOB"] = f"{int(born[:4]) + rng.choice((-1, 1))}-{born[5:7]}-{min(int(born[8:]), 28):02d}"
    elif what == "day_tens" and born:
        row["DOB"] = f"{born[:8]}{(int(born[8:]) + 9) % 27 + 1:02d}"
    elif what == "house_wrong":
        row["AddressLine1"] = "".join(
            str(rng.randrange(1, 9)) if mark.isdigit() else mark for mark in row["AddressLine1"]
        )
    elif what == "house_lost":
        row["AddressLine1"] = row["AddressLine1"].lstrip("0123456789ABC ")
    elif what == "postcode_half":
        row["Postcode"] = row["Postcode"][:-3].strip()


def _first_that_fits(rng: Random, text: str, changes: tuple[tuple[str, str], ...]) -> str:
    fitting = [(old, new) for old, new in changes if old in text]
    if not fitting:
        return text
    old, new = rng.choice(fitting)
    return text.replace(old, new, 1)


_make_family = families.make_family


def with_twins(share: float):
    """A maker of families in which that share of births are twins of any two names, and are told as such."""

    def make(rng, number, authority, streets, between, outside):
        family = _make_family(rng, number, authority, streets, between, outside)
        for place, (one, other) in enumerate(pairwise(family), start=1):
            if not one.twin and not other.twin and rng.random() < share:
                other.born, one.twin, other.twin = one.born, number * 10 + place, number * 10 + place
        return family

    return make
