"""How far two people agree, field by field, as SQL: built for a dialect, because no two engines call things alike.

m and u are data (`models/`); these conditions are code, so that a saved model loads on either engine.
"""

from collections.abc import Mapping

FIELDS = ("surname", "forename", "born_on", "place", "middle")
FREQUENT = {"surname": "same", "forename": "same"}  # levels whose weight goes by how rare the name is
NATIONAL = 150_000  # rows from which the narrower rules say who is set beside whom
WORDS: Mapping[str, Mapping[str, str]] = {
    "duckdb": {
        "jaro": "jaro_winkler_similarity",
        "sorted": "list_sort",
        "share": "list_has_any",
        "holds": "list_contains",
        "begins_with": "regexp_matches",
    },
    "spark": {
        "jaro": "jaro_winkler",
        "sorted": "sort_array",
        "share": "arrays_overlap",
        "holds": "array_contains",
        "begins_with": "regexp_like",
    },
}

_SLIP = "(length({0}_l) > 3 and length({0}_r) > 3 and damerau_levenshtein({0}_l, {0}_r) <= 1)"
_NEARLY = "(length({0}_l) > 2 and length({0}_r) > 2 and (" + _SLIP + " or <jaro>({0}_l, {0}_r) >= 0.92))"
_ALIKE = "<jaro>({0}_l, {0}_r) >= 0.8"
# Counted once, under the forename: in Wales Lewis Thomas and Thomas Lewis are two boys.
_EXCHANGED = "forename_l <> surname_l and forename_l = surname_r and surname_l = forename_r"
_PARTS_ALIKE = (
    "(cast(year(born_on_l) = year(born_on_r) as int) + cast(month(born_on_l) = month(born_on_r) as int)"
    " + cast(day(born_on_l) = day(born_on_r) as int))"
)
# field -> level -> its condition, the surest first; 'unknown' weighs nothing and the last level is what is left
_LEVELS = {
    "surname": {
        "unknown": f"surname_l is null or surname_r is null or ({_EXCHANGED})",
        "same": "surname_l = surname_r or <sorted>(surnames_l) = <sorted>(surnames_r)",
        "partly": "<share>(surnames_l, surnames_r)",
        "nearly": _NEARLY.format("surname"),
        "alike": _ALIKE.format("surname"),
        "different": "ELSE",
    },
    "forename": {
        "unknown": "forename_l is null or forename_r is null",
        "same": "forename_l = forename_r or forename_l = joined_r or joined_l = forename_r",
        "exchanged": _EXCHANGED,
        "form": "<share>(forms_l, forms_r)",
        "partly": "<holds>(forenames_l, forename_r) or <holds>(forenames_r, forename_l)",
        "nearly": _NEARLY.format("forename"),
        "alike": _ALIKE.format("forename"),
        "different": "ELSE",
    },
    "born_on": {
        "unknown": "born_on_l is null or born_on_r is null",
        "same": "born_on_l = born_on_r",
        "turned": "year(born_on_l) = year(born_on_r) and month(born_on_l) = day(born_on_r)"
        " and day(born_on_l) = month(born_on_r)",
        "nearly": f"{_PARTS_ALIKE} = 2",
        "different": "ELSE",
    },
    "place": {
        "house": "postcode_l = postcode_r and house_l = house_r",
        "postcode": "postcode_l = postcode_r",
        "slip": "house_l = house_r and length(postcode_l) = length(postcode_r)"
        " and damerau_levenshtein(postcode_l, postcode_r) <= 1",
        "named": "(postcode_l is null or postcode_r is null) and house_l = house_r"
        " and not <begins_with>(house_l, '^[0-9]')",
        "unknown": "postcode_l is null or postcode_r is null",
        "district": "split_part(postcode_l, ' ', 1) = split_part(postcode_r, ' ', 1)",
        "different": "ELSE",
    },
    "middle": {
        "unknown": "middles_l is null or middles_r is null",
        "same": "<share>(middles_l, middles_r)",
        "initial": "<share>(initials_l, initials_r)",
        "different": "ELSE",
    },
}
# Of one birth date, those of whom something else is alike too: the rest cannot reach scoring.LOWEST.
_SOMETHING = (
    "l.forename = r.forename or l.surname = r.surname or l.postcode = r.postcode or l.begins = r.begins"
    " or l.start = r.start or l.forename = r.surname or l.surname = r.forename or l.forename is null"
    " or r.forename is null or <share>(l.surnames, r.surnames) or <share>(l.forms, r.forms)"
    " or <share>(l.forenames, r.forenames)"
)
_NEAR_DAY = (
    "(cast(year(l.born_on) = year(r.born_on) as int) + cast(month(l.born_on) = month(r.born_on) as int)"
    " + cast(day(l.born_on) = day(r.born_on) as int)) >= 2"
)
_BLOCKS = (
    f"l.born_on = r.born_on and ({_SOMETHING})",
    "l.forename = r.forename and l.surname = r.surname",
    "l.postcode = r.postcode and l.forename = r.forename",
    "l.postcode = r.postcode and l.surname = r.surname and l.house = r.house",
)
_NATIONAL_BLOCKS = (
    "l.born_on = r.born_on and l.forename = r.forename",
    "l.born_on = r.born_on and l.postcode = r.postcode",
    "l.born_on = r.born_on and l.surname = r.surname and l.begins = r.begins",
    "l.born_on = r.born_on and l.forename = r.surname",
    f"l.forename = r.forename and l.surname = r.surname and (l.postcode = r.postcode or {_NEAR_DAY})",
    "l.postcode = r.postcode and l.surname = r.surname and l.house = r.house",
)


def levels_for(dialect: str) -> dict[str, dict[str, str]]:
    """Field -> level -> its condition in the words of the dialect, a key of WORDS."""
    return {
        field: {name: _said(condition, dialect) for name, condition in found.items()}
        for field, found in _LEVELS.items()
    }


def blocks_for(dialect: str, rows: int) -> list[str]:
    """Who is set beside whom at all, for lists of so many rows; a pair that two rules find is weighed once."""
    return [_said(rule, dialect) for rule in (_NATIONAL_BLOCKS if rows > NATIONAL else _BLOCKS)]


def _said(text: str, dialect: str) -> str:
    for name, word in WORDS[dialect].items():
        text = text.replace(f"<{name}>", word)
    return text
