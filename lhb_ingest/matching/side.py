"""One side of the comparison by columns, because hundreds of thousands of people are too many to handle one by one."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any, overload

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from lhb_ingest.matching.prepare import Person

WORDS = ("forenames", "middles", "surnames", "known_as")  # several names, with a blank between
TEXTS = ("forename", "surname", "postcode", "house", "upn", *WORDS, "former")
BETWEEN = "/"  # stands between former surnames, which may be of two words, and in no folded name

Places = np.ndarray  # whole numbers: places in a side, or in a column of pairs


class Side(Sequence[Person]):
    """People in the order in which ties are broken. `columns`: TEXTS as text, '' for none, `born_on` as days, `key` as
    numbers, `is_double` as yes and no; `list_numbers` are places in `lists`. A Person is made when one is asked for.
    """

    def __init__(
        self,
        columns: dict[str, pa.Array],
        lists: Sequence[tuple[str, str]],
        list_numbers: np.ndarray,
        people: Any = None,
    ):
        self.columns = columns
        self.lists = lists
        self.list_numbers = list_numbers
        self._people = people

    @classmethod
    def of(cls, people: Sequence[Person]) -> "Side":
        columns = {name: pa.array([getattr(each, name) for each in people], pa.string()) for name in TEXTS[:5]}
        columns |= {name: pa.array([" ".join(getattr(each, name)) for each in people], pa.string()) for name in WORDS}
        columns["former"] = pa.array([BETWEEN.join(each.former) for each in people], pa.string())
        columns["born_on"] = pa.array([each.born_on for each in people], pa.date32())
        columns["key"] = pa.array([each.key for each in people], pa.int64())
        columns["is_double"] = pa.array([each.is_double for each in people], pa.bool_())
        lists = sorted({each.list_name for each in people})
        numbers = {name: number for number, name in enumerate(lists)}
        of_each = np.array([numbers[each.list_name] for each in people], np.int64)
        return cls(columns, lists, of_each, people)

    def __len__(self) -> int:
        return len(self.list_numbers)

    def __iter__(self) -> Iterator[Person]:
        return iter(self.people(np.arange(len(self))))

    @overload
    def __getitem__(self, place: int) -> Person: ...
    @overload
    def __getitem__(self, place: slice) -> list[Person]: ...
    def __getitem__(self, place: int | slice) -> Person | list[Person]:
        found = self.people(np.atleast_1d(np.arange(len(self))[place]))
        return found if isinstance(place, slice) else found[0]

    def people(self, places: Places) -> list[Person]:
        if self._people is not None:
            return [self._people[place] for place in places.tolist()]
        held = {name: column.take(pa.array(places)).to_pylist() for name, column in self.columns.items()}
        for name in WORDS:
            held[name] = [tuple(text.split()) for text in held[name]]
        held["former"] = [tuple(text.split(BETWEEN)) if text else () for text in held["former"]]
        held["list_name"] = [self.lists[number] for number in self.list_numbers[places].tolist()]
        held["order"] = [(place,) for place in places.tolist()]
        return [Person(**dict(zip(held, each, strict=True))) for each in zip(*held.values(), strict=True)]

    def part(self, places: Places) -> "Side":
        """Those alone, in the order given."""
        taken = pa.array(places, pa.int64())
        people = None if self._people is None else [self._people[place] for place in places.tolist()]
        columns = {name: column.take(taken) for name, column in self.columns.items()}
        return Side(columns, self.lists, self.list_numbers[places], people)

    def with_homes_of(self, places: Places, others: Places) -> "Side":
        """Everybody, and after them those at `places` once more, each with the home of the one at `others`."""
        own, home = pa.array(places, pa.int64()), pa.array(others, pa.int64())
        people = None
        if self._people is not None:
            beside = [(self._people[one], self._people[other]) for one, other in zip(places, others, strict=True)]
            people = [*self._people, *(replace(one, postcode=o.postcode, house=o.house) for one, o in beside)]
        columns = {
            name: pa.concat_arrays([column, column.take(home if name in ("postcode", "house") else own)])
            for name, column in self.columns.items()
        }
        return Side(columns, self.lists, np.concatenate([self.list_numbers, self.list_numbers[places]]), people)


def codes(*columns: pa.Array) -> list[np.ndarray]:
    """A number for each different text, the same in every column; 0 for ''."""
    every = pa.chunked_array([pa.array([""]), *columns]).combine_chunks().dictionary_encode().indices.to_numpy()
    ends = np.cumsum([1, *map(len, columns)])
    return [every[begin:end].astype(np.int64) for begin, end in pairwise(ends)]


def together(*numbers: np.ndarray) -> np.ndarray:
    """A number for each different combination of numbers from 0 on."""
    found = numbers[0]
    for more in numbers[1:]:
        most = int(more.max(initial=0)) + 1
        if int(found.max(initial=0)) > 2**62 // most:
            found = np.unique(found, return_inverse=True)[1]
        found = found * most + more
    return found


def of_each(texts: pa.Array, told: Callable[[str], Any], kind: pa.DataType) -> pa.Array:
    """What `told` says of each text; it is asked once for each different one."""
    coded = texts.dictionary_encode()
    return pa.array([told(text) for text in coded.dictionary.to_pylist()], kind).take(coded.indices)


def or_none(texts: pa.Array) -> pa.Array:
    return pc.if_else(pc.equal(texts, ""), pa.scalar(None, pa.string()), texts)
