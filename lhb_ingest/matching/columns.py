"""`prepare` for all rows of a side at once: every value that stands in several rows is prepared once."""

from collections.abc import Callable, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from lhb_ingest.matching.prepare import forenames_of, surname_of
from lhb_ingest.matching.side import BETWEEN, Side, of_each
from records.normalise import house_key, surname_parts

RAW = ("forenames", "surname", "middle_names", "preferred_name", "former_name", "address", "postcode", "upn")
_UNIT = "\x1f"
# The usual address: in plain letters, one number and no more in the line where the first stands.
_ONE_NUMBER = r"^[^0-9,a-z\x80-\x{10FFFF}]*\b(?P<number>[0-9]+[A-Z]?)\b[^0-9,a-z\x80-\x{10FFFF}]*(?s:,.*)?$"


def prepare_columns(
    raw: dict[str, pa.Array], born_on: pa.Array, lists: Sequence[tuple[str, str]], list_numbers: np.ndarray
) -> Side:
    """`raw`: RAW as text. The key of each is its place."""
    names = _several(("forename", "forenames", "middles", "known_as"), _names_of, raw, RAW[0], *RAW[2:4])
    surnames = _several(("surname", "surnames", "former"), _surnames_of, raw, "surname", "former_name")
    return Side(
        {
            **names,
            **surnames,
            "postcode": raw["postcode"],
            "upn": raw["upn"],
            "house": houses(raw["address"]),
            "born_on": born_on,
            "key": pa.array(np.arange(len(born_on))),
            "is_double": pc.match_substring(raw["forenames"], "-"),
        },
        lists,
        list_numbers,
    )


def _several(
    made: Sequence[str], told: Callable[..., Sequence[str]], raw: dict[str, pa.Array], *needed: str
) -> dict[str, pa.Array]:
    """Columns that are made together of the same needed ones."""
    coded = pc.binary_join_element_wise(*(raw[name] for name in needed), _UNIT).dictionary_encode()
    found = [told(*text.split(_UNIT)) for text in coded.dictionary.to_pylist()]
    columns = zip(*found, strict=True) if found else [()] * len(made)
    return {name: pa.array(column, pa.string()).take(coded.indices) for name, column in zip(made, columns, strict=True)}


def _names_of(forenames: str, middle_names: str, preferred_name: str) -> tuple[str, ...]:
    forename, every, middles, known_as = forenames_of(forenames, middle_names, preferred_name)
    return forename, " ".join(every), " ".join(middles), " ".join(known_as)


def _surnames_of(surname: str, former_name: str) -> tuple[str, ...]:
    whole, parts = surname_of(surname)
    former = surname_parts(former_name)
    return whole, " ".join(dict.fromkeys([*parts, *former])), BETWEEN.join(filter(None, [" ".join(former)]))


def houses(addresses: pa.Array) -> pa.Array:
    """`house_key` of each; of the usual address the one number in it."""
    capitals = pc.utf8_upper(addresses)
    found = pc.struct_field(pc.extract_regex(capitals, _ONE_NUMBER), "number")
    rest = pc.is_null(found)
    return pc.replace_with_mask(found, rest, of_each(addresses.filter(rest), house_key, pa.string()))
