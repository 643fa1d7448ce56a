"""A row or an entry as it is compared: folded names, all forenames as a list, surname parts, the home's key."""

from dataclasses import dataclass
from datetime import date

from records.normalise import fold, forename_parts, house_key, surname_parts


@dataclass(frozen=True, slots=True)
class Person:
    """One child on one list. `key` is the caller's own number for it; `list_name` says which list (kind and sender)."""

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
    given = forename_parts(forenames)
    parts = surname_parts(surname)
    former = [surname_parts(name) for name in former_names]
    return Person(
        key=key,
        list_name=list_name,
        forename=given[0] if given else "",
        forenames=forename_parts(forenames, middle_names, preferred_name),
        middles=tuple(dict.fromkeys([*given[1:], *fold(middle_names).split()])),
        surname=" ".join(parts) or fold(surname),
        surnames=tuple(dict.fromkeys([*parts, *(part for name in former for part in name)])),
        former=tuple(" ".join(name) for name in former if name),
        known_as=tuple(fold(preferred_name).split()),
        born_on=born_on,
        postcode=postcode,
        house=house_key(address),
        upn=upn,
        order=order,
    )
