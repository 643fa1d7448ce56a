"""A row or an entry as it is compared: folded names, all forenames as a list, surname parts, the home's key."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from lhb_ingest.matching.forms import is_known_name
from records.normalise import fold, forename_parts, house_key, surname_parts

TITLES = frozenset(["MISS", "MASTER", "MR", "MRS", "MS", "MISTER", "MEISTR"])
NOBODY = frozenset(["BABY", "INFANT", "UNKNOWN", "UNNAMED", "BABAN"])  # stands where there is no forename yet
PARTICLES = frozenset(["AL", "EL", "BIN", "BINT", "IBN"])  # Al-Hassan is also written Hassan
SUFFIXES = frozenset(["JNR", "JR", "SNR", "SR", "II", "III", "TWIN"])


@dataclass(slots=True, eq=False)
class Person:
    """One child on one list; nothing changes one once it is made. `key` is the caller's own number for it; `list_name`
    says which list (kind and sender)."""

    key: int
    list_name: tuple[str, str]
    forename: str  # the first one, folded
    forenames: tuple[str, ...]  # every one: first, middle, preferred
    middles: tuple[str, ...]
    surname: str
    surnames: tuple[str, ...]  # its parts, patronymic particles off, and those of former names
    born_on: date | None
    postcode: str
    house: str
    upn: str = ""
    former: tuple[str, ...] = ()  # former surnames, whole
    known_as: tuple[str, ...] = ()  # preferred forenames, which the list keeps beside the others
    is_double: bool = False  # a hyphen joins the forenames
    order: tuple = ()  # breaks ties the same way every time


def prepare(
    *,
    key: int,
    list_name: tuple[str, str] = ("", ""),
    forenames: str,
    surname: str,
    middle_names: str = "",
    preferred_name: str = "",
    former_names: list[str] | tuple[str, ...] = (),
    born_on: date | None = None,
    address: str = "",
    postcode: str = "",
    upn: str = "",
    order: tuple = (),
) -> Person:
    """Raw values of a list -> a Person. Raw text is never changed by this: it stays with the caller for the screen."""
    forename, every, middles, known_as = forenames_of(forenames, middle_names, preferred_name)
    whole, parts = surname_of(surname)
    former = [surname_parts(name) for name in former_names]
    return Person(
        key=key,
        list_name=list_name,
        forename=forename,
        forenames=every,
        middles=middles,
        surname=whole,
        surnames=tuple(dict.fromkeys([*parts, *(part for name in former for part in name)])) if former else parts,
        former=tuple(" ".join(name) for name in former if name),
        known_as=known_as,
        is_double="-" in forenames,
        born_on=born_on,
        postcode=postcode,
        house=house_key(address),
        upn=upn,
        order=order,
    )


@lru_cache(maxsize=200_000)
def forenames_of(
    forenames: str, middle_names: str, preferred_name: str
) -> tuple[str, tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """The first one, every one, the middle ones, and those that the child is known by."""
    given = [name for name in forename_parts(forenames) if name not in TITLES]
    if given and given[0] in NOBODY:
        given = []
    known_as = tuple(fold(preferred_name).split())
    middles = tuple(dict.fromkeys([*given[1:], *fold(middle_names).split()]))
    return given[0] if given else "", tuple(dict.fromkeys([*given, *middles, *known_as])), middles, known_as


@lru_cache(maxsize=100_000)
def surname_of(surname: str) -> tuple[str, tuple[str, ...]]:
    """The whole of it without particles and suffixes, and its parts."""
    every = [_fathers_name(part) for part in surname_parts(surname)]
    parts = [part for part in every if part not in PARTICLES and part not in SUFFIXES] or every
    return " ".join(parts) or fold(surname), tuple(dict.fromkeys(parts))


def _fathers_name(part: str) -> str:
    """Apgwilym and Abowen as Gwilym and Owen; Abbott and April stay, for no father is called Bott or Ril."""
    bare = part[2:] if part[:2] in ("AP", "AB") else part[5:] if part.startswith("FERCH") else ""
    return bare if len(bare) > 2 and is_known_name(bare) else part
