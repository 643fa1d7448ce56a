"""Matches lists that stand in files with the code of the product: people, decisions, a file; no database."""

import csv
import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, TextIO

from lhb_ingest.checking import CheckedRow
from lhb_ingest.matching import Decisions, Pairing, Person, decide, prepare
from lhb_ingest.matching.measure import HEADINGS
from lhb_ingest.matching.model import Model
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
COMPARED = (
    "forenames",
    "surname",
    "middle_names",
    "preferred_name",
    "former_names",
    "born_on",
    "address",
    "postcode",
    "upn",
)


@dataclass
class People:
    """Both sides, and what each key is called in its file; `doubtful` are rows that the product would send back."""

    rows: list[Person] = field(default_factory=list)
    entries: list[Person] = field(default_factory=list)
    refs: dict[int, str] = field(default_factory=dict)
    doubtful: set[int] = field(default_factory=set)


def read_people(
    health: Path,
    rolls: Iterable[Path],
    home_education: Path | None,
    as_at: datetime.date,
    more: Iterable[tuple[str, Path]] = (),
) -> People:
    """Every list of education is a list of its own, by the place at which it was named. Of `rolls` the headings say
    which kind each is; `more` are lists whose kind is given."""
    people = People()
    for key, row in enumerate(_rows(health, (ListKind.HEALTH,), as_at), start=1):
        if _person_of(people, people.rows, key, ("health", ""), row) and not row.is_usable:
            people.doubtful.add(key)
    lists = [(path, ROLL_KINDS) for path in rolls] + [(path, (kind,)) for kind, path in more]
    lists += [(home_education, (ListKind.HOME_EDUCATION,))] if home_education else []
    key = len(people.refs) + len(people.doubtful) + 10_000_000
    for number, (path, kinds) in enumerate(lists):
        kind = _kind(path, kinds)
        for row in _rows(path, (kind,), as_at):
            key += 1
            _person_of(people, people.entries, key, (kind, str(number)), row)
    return people


def _rows(path: Path, kinds: tuple[str, ...], as_at: datetime.date) -> Iterator[CheckedRow]:
    with path.open("rb") as file:
        opened = _open(file, kinds)
        kind = opened.reading.layout.kind
        yield from opened.checker(kind=kind, as_at=as_at, dates=opened.dates()).check(opened.table.rows)


def _kind(path: Path, kinds: tuple[str, ...]) -> str:
    with path.open("rb") as file:
        return _open(file, kinds).reading.layout.kind


def _open(file: BinaryIO, kinds: tuple[str, ...]) -> OpenList:
    """The first kind of list whose layout fits; the complaint is that of the first kind."""
    complaint = None
    for kind in kinds:
        try:
            return open_list(file, kind=kind)
        except Unreadable as error:
            complaint = complaint or error
    raise complaint or Unreadable("empty")


def _person_of(people: People, side: list[Person], key: int, list_name: tuple[str, str], row: CheckedRow) -> bool:
    """Adds the person; False for a line without a reference or without any name."""
    values = row.values
    if not values["source_ref"] or not (values["forenames"] or values["surname"]):
        return False
    order = (values["surname"], values["forenames"], str(values["born_on"]), values["postcode"], values["source_ref"])
    wanted = {name: values[name] for name in COMPARED}
    side.append(prepare(key=key, list_name=list_name, order=order, **wanted))
    people.refs[key] = values["source_ref"]
    return True


def match_people(
    people: People, *, model: Model | None = None, engine: str = "duckdb", store: StoredPairs | None = None
) -> Iterator[list[str]]:
    """Lines of the decisions: one match, or the pairings that a person should see; sorted by the health reference."""
    decisions = decide(people.rows, people.entries, model=model, engine=engine, store=store)
    lines = []
    for key in {*decisions.matches, *decisions.near}:
        verdict, pairings = _verdict(people, decisions, key)
        lines += [(people.refs[key], rank, verdict, each) for rank, each in enumerate(pairings)]
    for ref, _rank, verdict, pairing in sorted(lines, key=lambda line: (line[0], line[1], line[3].entry.order)):
        yield [ref, people.refs[pairing.entry.key], verdict, f"{pairing.weight:.2f}", _reasons(pairing)]


def _verdict(people: People, decisions: Decisions, key: int) -> tuple[str, list[Pairing]]:
    """A row that the checks would send back is never accepted without a person."""
    if key not in decisions.matches:
        return "review", decisions.near[key]
    matches = sorted(decisions.matches[key], key=lambda each: (PRECEDENCE.index(each.entry.list_name[0]), each.rule))
    return ("review", matches) if key in people.doubtful else ("match", matches[:1])


def _reasons(pairing: Pairing) -> str:
    """rule_1;surname:same:6.0;…"""
    codes = [":".join(map(str, reason.values())) for reason in pairing.reasons()]
    return ";".join([f"rule_{pairing.rule}", *codes])


def write_decisions(file: TextIO, lines: Iterable[list[str]]) -> None:
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(HEADINGS)
    writer.writerows(lines)
