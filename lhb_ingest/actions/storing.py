"""Checked rows on their way into the tables, a portion at a time: what a list holds beside itself stays small."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import lru_cache
from operator import itemgetter

from lhb_ingest.checking import EDUCATION, CheckedRow, Problem, may_be_nhs_number
from lhb_ingest.choices import Outcome
from lhb_ingest.fingerprints import row_fingerprint
from lhb_ingest.layouts import Reading
from lhb_ingest.left_out import LeftOut
from lhb_ingest.models import Extract, ExtractRow, RowProblem
from records.choices import ListKind
from records.copying import Copying, array_text
from records.models import Authority, School
from records.normalise import district
from records.rules import is_of_compulsory_school_age

ALWAYS = ("source_ref", "forenames", "surname", "address", "postcode")
# What only some files say, and the column that says it; for all others it is empty in every row.
SOMETIMES = {
    "name_as_written": "full_name",
    "middle_names": "middle_names",
    "preferred_name": "preferred_name",
    **{name: name for name in EDUCATION},
}
PROBLEM_FIELDS = ("line_number", "column", "value", "code", "stops_row")
is_of_age = lru_cache(maxsize=20_000)(is_of_compulsory_school_age)  # a file has far fewer birthdays than rows


class Store:
    """Takes the rows of one list, `add` by `add`, and puts them and their problems into the tables with `insert`.

    `lines`: fingerprints that stand in the list already, each with its line. `schools`: the numbers that are known;
    none means that no list of schools was loaded. Until `insert` nothing is in any table of ours.
    """

    def __init__(
        self, extract: Extract, reading: Reading, *, lines: Mapping[str, int] | None = None, schools: Iterable[str] = ()
    ):
        self.extract, self._reading = extract, reading
        self.added = self.good = 0
        self.left_out = LeftOut(extract)
        self._lines = {bytes.fromhex(fingerprint): line for fingerprint, line in (lines or {}).items()}
        self._schools = set(schools)
        self._references = self._nhs_numbers = 0
        self._texts = [*ALWAYS, *(name for name, column in SOMETIMES.items() if column in reading.columns)]
        self._texts_of = itemgetter(*self._texts)
        self._set_aside = _setting_aside(extract)
        self._rows, self._problems = self._copying()

    def _copying(self) -> tuple[Copying, Copying]:
        of_list = {"extract": self.extract.pk, "authority": self.extract.authority_id}
        empty = dict.fromkeys(SOMETIMES.keys() - {*self._texts}, "")
        fields = ("line_number", *self._texts, "former_names", "born_on", "fingerprint", "outcome")
        board = {"health_board": self.extract.health_board_id}
        return Copying(ExtractRow, fields, of_list | empty), Copying(RowProblem, PROBLEM_FIELDS, of_list | board)

    def add(self, rows: list[CheckedRow]) -> None:
        good = [row for row in rows if row.is_usable]
        self.added, self.good = self.added + len(rows), self.good + len(good)
        note_unknown_schools(rows, self._schools, self._reading)
        if not self.extract.is_health:
            self.left_out.note(row for row in rows if not row.is_usable)
        self._rows.write(self._row_texts(good))
        if problems := [problem_texts(problem) for row in rows for problem in row.problems]:
            self._problems.write(problems)

    def insert(self, *, without_references: bool = False) -> None:
        """`without_references`: every row's is left empty."""
        self._rows.insert(**({"source_ref": ""} if without_references else {}))
        self._problems.insert()

    @property
    def holds_nhs_numbers(self) -> bool:
        """Whether a health body used NHS numbers as its references."""
        return self._nhs_numbers * 2 > self._references

    def _row_texts(self, rows: Iterable[CheckedRow]) -> Iterator[tuple]:
        is_health = self.extract.is_health
        for row in rows:
            values, line = row.values, row.line_number
            fingerprint = row_fingerprint(values)
            if is_health:
                outcome = self._outcome(row, fingerprint)
            else:
                outcome = Outcome.HELD_TWICE if row.repeats else Outcome.TO_CHECK
            former, born_on = values["former_names"], values["born_on"]
            yield (
                str(line),
                *self._texts_of(values),
                array_text(former) if former else "{}",
                born_on.isoformat() if born_on else None,
                fingerprint,
                outcome.value,
            )

    def _outcome(self, row: CheckedRow, fingerprint: str) -> Outcome:
        if reference := row.values["source_ref"]:
            self._references += 1
            self._nhs_numbers += may_be_nhs_number(reference)
        is_twice = is_held_twice(row, fingerprint, self._lines)
        return Outcome.HELD_TWICE if is_twice else self._set_aside(row.values)


def note_unknown_schools(rows: Iterable[CheckedRow], known: Collection[str], reading: Reading) -> None:
    """A number that the loaded list of schools does not have is odd; the row is used all the same. Nothing is, where
    none are known."""
    heading = reading.headings.get("school", "")
    for row in rows if known else ():
        if (school := row.values["school"]) and school not in known:
            row.problems.append(Problem(row.line_number, heading, school[:200], "unknown_school", False))


def note_held_twice(rows: Iterable[CheckedRow]) -> None:
    """Of a health extract's rows that can be used: which are there twice."""
    lines: dict[bytes, int] = {}
    for row in rows:
        is_held_twice(row, row_fingerprint(row.values), lines)


def is_held_twice(row: CheckedRow, fingerprint: str, lines: dict[bytes, int]) -> bool:
    """Notes it of the row too. `lines`: each fingerprint's first line, in half the space of its text."""
    first = lines.setdefault(bytes.fromhex(fingerprint), row.line_number)
    if first == row.line_number:
        return False
    row.problems.append(Problem(row.line_number, "", str(first), "held_twice", stops_row=False))
    return True


def problem_texts(problem: Problem) -> tuple:
    stops = "t" if problem.stops_row else "f"
    return str(problem.line_number), problem.column[:100], problem.value, problem.code, stops


def schools_known(extract: Extract) -> set[str]:
    """Numbers as they may stand on a school's roll; none where no list of schools was loaded."""
    if extract.kind != ListKind.SCHOOL_ROLL:
        return set()
    known = set(School.objects.filter(authority=extract.authority_id).values_list("number", flat=True))
    return known | {number[3:] for number in known}  # some systems leave the authority's figures out


def _setting_aside(extract: Extract) -> Callable[[dict], Outcome]:
    """Says of a row's values whether it is to be compared; each day and each postcode is thought about once."""
    authority, as_at = extract.authority, extract.as_at
    outside: dict[str, bool] = {}

    def outcome(values: dict) -> Outcome:
        postcode = values["postcode"]
        if not is_of_age(values["born_on"], as_at):
            return Outcome.OUTSIDE_AGE
        if (is_out := outside.get(postcode)) is None:
            is_out = outside[postcode] = is_outside(postcode, authority)
        return Outcome.OUTSIDE_AREA if is_out else Outcome.TO_CHECK

    return outcome


def is_outside(postcode: str, authority: Authority) -> bool:
    """Whether a postcode lies in none of the authority's districts. No postcode, or no districts known: not outside."""
    return bool(postcode and authority.postcode_districts) and district(postcode) not in authority.postcode_districts
