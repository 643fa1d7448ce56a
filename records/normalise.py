"""The comparable spelling of a name, a postcode, an address. Pure: the raw text is kept elsewhere."""

import re
import unicodedata
from functools import lru_cache

PATRONYMICS = frozenset({"AP", "AB", "FERCH"})
_NOT_A_LETTER = re.compile(r"[^A-Z ]+")
_BETWEEN = re.compile(r"[-/\s]+")
_POSTCODE = re.compile(r"^([A-Z]{1,2}[0-9][A-Z0-9]?)([0-9][A-Z]{2})$")
_LETTERS = str.maketrans({"Ø": "O", "Đ": "D", "Ð": "D", "Ł": "L", "Æ": "AE", "Œ": "OE", "Þ": "TH", "ß": "SS", "ı": "I"})


@lru_cache(maxsize=100_000)
def fold(text: str) -> str:
    """Capitals without marks, apostrophes or hyphens: 'Siân O'Neill-Rhys' becomes 'SIAN ONEILL RHYS'."""
    plain = text if text.isascii() else _without_marks(text)
    plain = _BETWEEN.sub(" ", plain.upper().replace("'", ""))
    return " ".join(_NOT_A_LETTER.sub("", plain).split())


def _without_marks(text: str) -> str:
    text = text.replace("\u2019", "'").replace("\u02bc", "'").replace("\u2010", "-").replace("\u2013", "-")
    text = text.upper().translate(_LETTERS)
    return "".join(mark for mark in unicodedata.normalize("NFKD", text) if not unicodedata.combining(mark))


@lru_cache(maxsize=100_000)
def surname_parts(surname: str) -> tuple[str, ...]:
    """The names in a surname, patronymic particles taken off: 'ap Rhys-Jones' gives ('RHYS', 'JONES')."""
    return tuple(part for part in fold(surname).split() if part not in PATRONYMICS)


def forename_parts(*forenames: str) -> tuple[str, ...]:
    """Every forename once, in the order given: first, middle, preferred."""
    return tuple(dict.fromkeys(part for text in forenames for part in fold(text).split()))


def split_full_name(text: str) -> tuple[str, str]:
    """(forenames, surname) of a name in one column: 'JONES, Mari Eluned' or 'Mari Eluned ap Rhys'."""
    if "," in text:
        surname, _, forenames = text.partition(",")
        return forenames.strip(), surname.strip()
    words = text.split()
    if len(words) < 2:
        return "", text.strip()
    start = len(words) - 1
    if start > 1 and fold(words[start - 1]) in PATRONYMICS | {"VAN", "DE", "DA", "DOS", "AL", "EL", "BIN", "BINT"}:
        start -= 1
    return " ".join(words[:start]), " ".join(words[start:])


def clean_postcode(text: str) -> str:
    """'cf10 5ta' becomes 'CF10 5TA'; empty for none, and for ZZ99, the health service's 'no fixed abode'.

    Raises ValueError for what is not a postcode.
    """
    squeezed = re.sub(r"[\s.\-]+", "", text).upper()
    if not squeezed or squeezed.startswith("ZZ99"):
        return ""
    parts = _POSTCODE.match(squeezed)
    if not parts:
        raise ValueError(text)
    return f"{parts[1]} {parts[2]}"


def district(postcode: str) -> str:
    """The outward part of a clean postcode: 'CF10 5TA' gives 'CF10'."""
    return postcode.partition(" ")[0]


_NUMBER = re.compile(r"\b(\d+[A-Z]?)\b")


@lru_cache(maxsize=100_000)
def house_key(address: str) -> str:
    """What tells one home from the next in a postcode: the first line's number that is there, else its name."""
    lines = [line for line in address.upper().split(",") if line.strip()]
    for line in lines[:3]:
        if numbers := _NUMBER.findall(line):
            return numbers[-1]
    return fold(lines[0]) if lines else ""
