"""Matches lists that stand in files with the code of the product: people, decisions, a file; no database."""

import csv
import datetime
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import BinaryIO, TextIO

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from lhb_ingest.by_columns import VALUES, ReadList, read_by_columns
from lhb_ingest.matching.columns import RAW, prepare_columns
from lhb_ingest.matching.decide import Decided, decide_sides, rank_within
from lhb_ingest.matching.measure import HEADINGS
from lhb_ingest.matching.model import Model
from lhb_ingest.matching.pairs import Pairs
from lhb_ingest.matching.scoring import FIELDS
from lhb_ingest.matching.side import Places, Side, together
from lhb_ingest.matching.stored import StoredPairs
from lhb_ingest.reading import OpenList, open_list
from records.choices import ListKind
from records.spreadsheets import Unreadable

# Where a child is on several lists, the match names the first of these: being a registered pupil settles most.
PRECEDENCE = (
    ListKind.SCHOOL_ROLL,
    ListKind.EOTAS,
    ListKind.INDEPENDENT,
    ListKind.OTHER_AUTHORITY,
    ListKind.HOME_EDUCATION,
)
ROLL_KINDS = (ListKind.SCHOOL_ROLL, ListKind.EOTAS, ListKind.OTHER_AUTHORITY, ListKind.HOME_EDUCATION)
ORDER = ("surname", "forenames", "born_on", "postcode", "source_ref")  # in which ties are broken
WEIGHED = {"forename": "forename", "surname": "surname", "born_on": "born_on", "home": "place"}  # reason: whose bits


@dataclass
class People:
    """Both sides, and what each is called in its file; `is_doubtful`: rows that the product would send back."""

    rows: Side
    entries: Side
    row_refs: pa.Array
    entry_refs: pa.Array
    is_doubtful: np.ndarray


def read_people(
    health: Path,
    rolls: Iterable[Path],
    home_education: Path | None,
    as_at: datetime.date,
    more: Iterable[tuple[str, Path]] = (),
) -> People:
    """Every list of education is a list of its own, by the place at which it was named. Of `rolls` the headings say
    which kind each is; `more` are lists whose kind is given. Raises Unreadable."""
    lists = [(path, ROLL_KINDS) for path in rolls] + [(path, (kind,)) for kind, path in more]
    lists += [(home_education, (ListKind.HOME_EDUCATION,))] if home_education else []
    sides = [(health, (ListKind.HEALTH,))], lists
    with ThreadPoolExecutor(len(sides)) as pool:  # half of reading is done by columns, outside the interpreter's lock
        (rows, row_refs, usable), (entries, entry_refs, _usable) = pool.map(partial(_side, as_at=as_at), sides)
    return People(rows, entries, row_refs, entry_refs, ~usable)


def _side(named: Sequence[tuple[Path, Sequence[str]]], *, as_at: datetime.date) -> tuple[Side, pa.Array, np.ndarray]:
    """The people of the lists in the order in which ties are broken, their references, and who is usable."""
    lists = [_read(path, kinds, as_at) for path, kinds in named]
    values = {name: pa.concat_arrays([each.values[name] for each in lists]) for name in VALUES}
    born_on = pa.concat_arrays([each.born_on for each in lists])
    numbers = np.repeat(np.arange(len(lists)), [len(each.born_on) for each in lists])
    sort_by = values | {"born_on": pc.fill_null(born_on.cast(pa.string()), "None")}
    order = pc.array_sort_indices(pc.binary_join_element_wise(*(sort_by[name] for name in ORDER), "\0"))
    values = {name: column.take(order) for name, column in values.items()}
    names = [(each.kind, str(number)) for number, each in enumerate(lists)]
    side = prepare_columns({name: values[name] for name in RAW}, born_on.take(order), names, numbers[order.to_numpy()])
    usable = np.concatenate([each.is_usable for each in lists])[order.to_numpy()]
    return side, values["source_ref"], usable


def _read(path: Path, kinds: Sequence[str], as_at: datetime.date) -> ReadList:
    with path.open("rb") as file:
        return read_by_columns(file, _open(file, kinds), as_at=as_at)


def _open(file: BinaryIO, kinds: Sequence[str]) -> OpenList:
    """The first kind of list whose layout fits; the complaint is that of the first kind."""
    complaint = None
    for kind in kinds:
        try:
            return open_list(file, kind=kind)
        except Unreadable as error:
            complaint = complaint or error
    raise complaint or Unreadable("empty")


def match_people(
    people: People, *, model: Model | None = None, engine: str = "duckdb", store: StoredPairs | None = None
) -> list[list[str]]:
    """Lines of the decisions: one match, or the pairings that a person should see; sorted by the health reference."""
    decided = decide_sides(people.rows, people.entries, model=model, engine=engine, store=store)
    pairs, (places, verdicts) = decided.pairs, _in_order(people, decided)
    columns = (
        people.row_refs.take(pa.array(pairs.row[places])).to_pylist(),
        people.entry_refs.take(pa.array(pairs.line[places])).to_pylist(),
        verdicts,
        _each_once(pairs.weight[places], "{:.2f}".format),
        _reasons(pairs, places),
    )
    return list(map(list, zip(*columns, strict=True)))


def _in_order(people: People, decided: Decided) -> tuple[Places, list[str]]:
    """The pairs to be told and what is said of each. A row that the checks would send back is never accepted without a
    person."""
    pairs, matches, near = decided.pairs, decided.matches, decided.near
    kinds = np.array([PRECEDENCE.index(kind) for kind, _number in people.entries.lists], np.int64)
    kind = kinds[people.entries.list_numbers[pairs.line[matches]]]
    matches = matches[np.lexsort((pairs.rule[matches], kind, pairs.row[matches]))]
    rank = rank_within(pairs.row[matches])
    is_doubtful = people.is_doubtful[pairs.row[matches]]
    told = is_doubtful | (rank == 0)
    places = np.concatenate([matches[told], near])
    rank = np.concatenate([rank[told], rank_within(pairs.row[near])])
    is_review = np.concatenate([is_doubtful[told], np.ones(len(near), bool)])
    order = np.lexsort((pairs.line[places], rank, _ranks(people.row_refs)[pairs.row[places]]))
    return places[order], ["review" if each else "match" for each in is_review[order].tolist()]


def _ranks(texts: pa.Array) -> np.ndarray:
    """For each text its place among the different ones in order."""
    coded = texts.dictionary_encode()
    ranks = np.empty(len(coded.dictionary), np.int64)
    ranks[pc.array_sort_indices(coded.dictionary).to_numpy()] = np.arange(len(ranks))
    return ranks[coded.indices.to_numpy()]


def _reasons(pairs: Pairs, places: Places) -> list[str]:
    """rule_1;surname:same:6.0;… for each: the sentence is made once for all that differ in nothing but the bits."""
    about = (pairs.agreement.numbers, pairs.rule, pairs.has_family, pairs.is_pooled, pairs.company)
    alike = together(*(each[places].astype(np.int64) for each in about))
    _alike, first, inverse = np.unique(alike, return_index=True, return_inverse=True)
    sentences = [
        ";".join([f"rule_{pairing.rule}", *map(_with_room, pairing.reasons())])
        for pairing in pairs.pairings(places[first])
    ]
    bits = [
        _each_once(pairs.bits[places, FIELDS.index(field)], lambda each: str(round(each, 1)))
        for field in WEIGHED.values()
    ]
    of_each = zip(inverse.tolist(), zip(*bits, strict=True), strict=True)
    return [sentences[number] % values for number, values in of_each]


def _with_room(reason: dict) -> str:
    """A reason as text, with room for its bits."""
    said = reason | {"bits": "%s"} if reason["field"] in WEIGHED else reason
    return ":".join(map(str, said.values()))


def _each_once(numbers: np.ndarray, told) -> list[str]:
    """What is told of each number, asked once for each different one."""
    different, inverse = np.unique(numbers, return_inverse=True)
    texts = [told(each) for each in different.tolist()]
    return [texts[number] for number in inverse.tolist()]


def write_decisions(file: TextIO, lines: Iterable[Sequence[str]]) -> None:
    """As csv writes them; where no cell needs quotation marks, at once."""
    every = [HEADINGS, *lines]
    text = "\n".join(map(",".join, every))
    signs = text.count(","), text.count("\n"), text.count('"'), text.count("\r")
    if signs == ((len(HEADINGS) - 1) * len(every), len(every) - 1, 0, 0):
        file.write(f"{text}\n")
    else:
        csv.writer(file, lineterminator="\n").writerows(every)
