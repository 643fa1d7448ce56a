"""The comparable spelling of a name, a postcode, an address. Pure: the raw text is kept elsewhere."""

import re
import unicodedata
from functools import lru_cache

PATRONYMICS = frozenset({"AP", "AB", "FERCH"})
# Words that belong to the surname after them; those of the first row are nobody's forename.
_PARTICLES = PATRONYMICS | {
    *("VERCH", "VAN", "VON", "DER", "DEN", "DE", "LA", "LE", "DOS", "DU", "DI"),
    *("IBN", "BIN", "BINT", "ABU", "O", "MC", "MAC", "ST"),
}
_PARTICLES_OR_FORENAMES = frozenset({"DA", "AL", "EL"})
_TITLES = frozenset(["MR", "MRS", "MISS", "MS", "MX", "MASTER", "DR", "JR", "JNR", "SNR"])
_NOT_A_LETTER = re.compile(r"[^A-Z ]+")
_BETWEEN = re.compile(r"[-/\s]+")
_POSTCODE = re.compile(r"^([A-Z]{1,2}[0-9][A-Z0-9]?)([0-9][A-Z]{2})$")
_LOST = re.compile(r"\w\?\w|\ufffd")
_LETTERS = str.maketrans({"Ø": "O", "Đ": "D", "Ð": "D", "Ł": "L", "Æ": "AE", "Œ": "OE", "Þ": "TH", "ß": "SS", "ı": "I"})


# UTF-8 that was read as Windows-1252: 'SiÃ´n'.
_GARBLED = re.compile(
    "[\u00c2-\u00c5\u00c8\u00c9]"
    "[\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]"
)


def repaired(text: str) -> str:
    """'SiÃ´n' becomes 'Siôn'; text that was not garbled, or that cannot be put back, stays as it is."""
    return _GARBLED.sub(_repair, text)


def _repair(found: re.Match[str]) -> str:
    try:
        return found[0].encode("cp1252").decode("utf-8")
    except UnicodeError:
        return found[0]


@lru_cache(maxsize=100_000)
def fold(text: str) -> str:
    """Capitals without marks, apostrophes or hyphens: 'Siân O'Neill-Rhys' becomes 'SIAN ONEILL RHYS'."""
    if text.isascii() and text.replace(" ", "").isalpha():  # most names, in a fraction of the time
        return " ".join(text.upper().split())
    plain = text if text.isascii() else _without_marks(repaired(text))
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
    """(forenames, surname) of a name in one column: 'JONES, Mari Eluned', 'JONES Mari' or 'Mari Eluned ap Rhys'."""
    if "," in text:
        surname, _, forenames = text.partition(",")
        return " ".join(forenames.split()), " ".join(surname.split())
    words = text.split()
    if len(words) < 2:
        return "", text.strip()
    if leading := _capitals_first(words):
        return " ".join(words[leading:]), " ".join(words[:leading])
    start = len(words) - 1
    if words[start].isupper() and not words[0].isupper():
        while words[start - 1].isupper() and len(words[start - 1]) > 1:
            start -= 1
    while start > 0 and _is_particle(words, start - 1):
        start -= 1
    return " ".join(words[:start]), " ".join(words[start:])


def _capitals_first(words: list[str]) -> int:
    """How many words at the start are a surname in capitals before others: 1 for 'JONES Mari Eluned'."""
    capitals = [len(word) > 1 and word.isupper() for word in words]
    leading = capitals.index(False) if False in capitals else 0
    return leading if leading and not any(capitals[leading:]) and any(map(str.islower, words[leading])) else 0


def _is_particle(words: list[str], at: int) -> bool:
    word = fold(words[at])
    return word in _PARTICLES or (at > 0 and word in _PARTICLES_OR_FORENAMES)


def is_odd_full_name(text: str) -> bool:
    """Whether a person should look how it was split: titles, brackets, two commas, four names without a comma."""
    words = fold(text).split()
    if text.count(",") > 1 or any(sign in text for sign in "()[]/&;") or any(map(str.isdigit, text)):
        return True
    if _TITLES & {*words}:
        return True
    return "," not in text and len(words) - sum(word in _PARTICLES for word in words) > 3


def is_spoilt(text: str) -> bool:
    """Whether letters were lost or doubled on the way: 'Si?n', 'SiÃ¢n', 'Si�n'."""
    if text.isascii():
        return "?" in text and bool(_LOST.search(text))
    if _LOST.search(text):
        return True
    try:
        return text.encode("cp1252").decode("utf-8") != text
    except UnicodeError:
        return False


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
    return _house_name(lines[0]) if lines else ""


# A street's or house's word in either language, and short.
STREET_WORDS = {
    word: words.split()[0]
    for words in (
        "STREET ST STRYD",
        "ROAD RD HEOL FFORDD",
        "LANE LN LON",
        "CLOSE CL CLOS",
        "AVENUE AVE RHODFA",
        "CRESCENT CRES CILGANT",
        "TERRACE TERR TER TERAS RHES",
        "GARDENS GDNS GERDDI GARDD",
        "COURT CT LLYS",
        "SQUARE SQ SGWAR",
        "ROW RHES",
        "COTTAGE COTT BWTHYN",
        "HOUSE TY",
        "FARM FFERM",
        "HIGH FAWR",
        "CHURCH EGLWYS",
        "BRIDGE BONT PONT",
        "STATION ORSAF GORSAF",
    )
    for word in words.split()
}
_SMALL_WORDS = {"Y", "YR", "THE", "OF"}


def _house_name(line: str) -> str:
    """A house without a number by its name: 'Stryd Fawr' and 'High Street' are one, in whatever order."""
    words = [STREET_WORDS.get(word, word) for word in fold(line).split()]
    return " ".join(sorted(word for word in words if word not in _SMALL_WORDS))
