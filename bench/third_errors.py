"""A third maker of errors, in the health list too: what clerks, scanners and old systems do, unlike the other two."""

import csv
import io
from random import Random

LOOK_ALIKE = (("I", "L"), ("O", "Q"), ("RN", "M"), ("W", "VV"), ("E", "F"), ("N", "H"), ("U", "V"), ("D", "O"))
SHARES = (
    ("scanned", 0.006),
    ("cut_at_ten", 0.004),
    ("surname_in_both", 0.002),
    ("surname_first", 0.002),
    ("suffix", 0.003),
    ("placeholder", 0.0015),
    ("consonants", 0.001),
    ("first_letter", 0.003),
    ("joined", 0.01),
    ("first_of_month", 0.0015),
    ("two_digits", 0.001),
    ("decade", 0.0005),
    ("letter_for_digit", 0.004),
    ("house_name", 0.015),
    ("flat_lost", 0.01),
    ("old_postcode", 0.004),
)
HOUSES = ("Bryn Awel", "Hafod", "Maes y Coed", "Rose Cottage", "Tan y Graig", "The Old School House")
# sender: surname, forenames, date of birth, first line of the address, postcode
COLUMNS = {
    "health.csv": ("SURNAME", "FORENAMES", "DATE_OF_BIRTH", "ADDRESS_1", "POSTCODE"),
    "school.csv": ("Surname", "Forename", "DOB", "AddressLine1", "Postcode"),
}


def spoil_both(files: dict[str, str], seed: int, times: float) -> None:
    """Puts further errors into the health list and the school roll, each at half its share times `times`."""
    for name, columns in COLUMNS.items():
        rng = Random(f"third/{seed}/{name}")
        rows = list(csv.DictReader(io.StringIO(files[name])))
        for row in rows:
            for what, share in SHARES:
                if rng.random() < share * times / 2:
                    _happen(rng, what, row, columns)
        out = io.StringIO(newline="")
        writer = csv.DictWriter(out, rows[0].keys(), lineterminator="\r\n")
        writer.writeheader()
        writer.writerows(rows)
        files[name] = out.getvalue()


def _happen(rng: Random, what: str, row: dict[str, str], columns: tuple[str, ...]) -> None:
    surname, forenames, born, address, postcode = columns
    name = forenames if rng.random() < 0.6 else surname
    text = row[name].upper()
    if what == "scanned":
        fitting = [(old, new) for old, new in LOOK_ALIKE if old in text]
        if fitting:
            row[name] = text.replace(*rng.choice(fitting), 1)
    elif what == "cut_at_ten":
        row[name] = row[name][: rng.choice((5, 6, 10))]
    elif what == "surname_in_both":
        row[forenames] = f"{row[forenames]} {row[surname]}"
    elif what == "surname_first":
        row[forenames], row[surname] = f"{row[surname]} {row[forenames]}", ""
    elif what == "suffix":
        row[surname] = f"{row[surname]} {rng.choice(('Jnr', 'II', '(Twin 1)'))}"
    elif what == "placeholder":
        row[forenames] = rng.choice(("Baby", "Baby Girl", "Baby Boy", "Infant"))
    elif what == "consonants":
        row[name] = text[:1] + "".join(mark for mark in text[1:] if mark not in "AEIOU")
    elif what == "first_letter" and len(text) > 4:
        row[name] = rng.choice("BCDGHJKMNPRST") + text[1:]
    elif what == "joined":
        row[name] = row[name].replace(" ", "").replace("-", "").replace("'", "")
    elif what in ("first_of_month", "two_digits", "decade") and row[born]:
        row[born] = _spoil_date(rng, what, row[born])
    else:
        _spoil_place(rng, what, row, address, postcode)


def _spoil_date(rng: Random, what: str, text: str) -> str:
    parts = text.split("-")[::-1] if "-" in text else text.split("/")
    if len(parts) != 3 or not all(part.isdigit() for part in parts):
        return text
    day, month, year = parts
    if what == "first_of_month":
        day = "01"
    elif what == "two_digits":
        day = f"{rng.randrange(1, 28):02d}"
    else:
        year = str(int(year) - 10)
    return f"{year}-{month}-{day}" if "-" in text else f"{day}/{month}/{year}"


def _spoil_place(rng: Random, what: str, row: dict[str, str], address: str, postcode: str) -> None:
    if what == "letter_for_digit":
        row[postcode] = row[postcode].replace("1", "I").replace("0", "O")
    elif what == "house_name":
        row[address] = f"{rng.choice(HOUSES)}, {row[address]}"
    elif what == "flat_lost":
        row[address] = row[address].lstrip("0123456789ABCabc /")
    elif what == "old_postcode" and len(row[postcode]) > 4:
        row[postcode] = row[postcode][:-2] + rng.choice("ABDEFGHJLN") + rng.choice("ABDEFGHJLN")
