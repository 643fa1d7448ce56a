"""Checked rows on their way into the tables, a portion at a time: what a list holds beside itself stays small."""

from collections.abc import Callable, Collection, Iterable, Mapping

from lhb_ingest.checking import EDUCATION, Known, Problem, may_be_nhs_number
from lhb_ingest.choices import Outcome
from lhb_ingest.fingerprints import row_fingerprints
from lhb_ingest.layouts import Reading
from lhb_ingest.left_out import LeftOut
from lhb_ingest.models import Extract, ExtractRow, RowProblem
from lhb_ingest.portions import Portion
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
        self._set_aside = _setting_aside(extract)
        self._rows, self._problems = self._copying()

    def _copying(self) -> tuple[Copying, Copying]:
        of_list = {"extract": self.extract.pk, "authority": self.extract.authority_id}
        empty = dict.fromkeys(SOMETIMES.keys() - {*self._texts}, "")
        fields = ("line_number", *self._texts, "former_names", "born_on", "fingerprint", "outcome")
        board = {"health_board": self.extract.health_board_id}
        return Copying(ExtractRow, fields, of_list | empty), Copying(RowProblem, PROBLEM_FIELDS, of_list | board)

    def add(self, portion: Portion) -> None:
        self.added, self.good = self.added + portion.rows, self.good + len(portion.lines)
        note_unknown_schools(portion, self._schools, self._reading)
        if not self.extract.is_health:
            self.left_out.note(portion.bad)
        if portion.lines:
            self._rows.write_columns(self._row_texts(portion))
        if portion.problems:
            self._problems.write(map(problem_texts, portion.problems))

    def insert(self, *, without_references: bool = False) -> None:
        """`without_references`: every row's is left empty."""
        self._rows.insert(**({"source_ref": ""} if without_references else {}))
        self._problems.insert()

    @property
    def holds_nhs_numbers(self) -> bool:
        """Whether a health body used NHS numbers as its references."""
        return self._nhs_numbers * 2 > self._references

    def _row_texts(self, portion: Portion) -> list[Iterable[str | None]]:
        values, lines = portion.values, portion.lines
        fingerprints = row_fingerprints(values)
        if self.extract.is_health:
            self._count_references(values["source_ref"])
            repeating = note_held_twice(portion, fingerprints, self._lines)
            outcomes = self._set_aside(values)
        else:
            repeating, outcomes = portion.repeating, [Outcome.TO_CHECK.value] * len(lines)
        for place in [place for place, line in enumerate(lines) if line in repeating] if repeating else ():
            outcomes[place] = Outcome.HELD_TWICE.value
        return [
            map(str, lines),
            *map(values.__getitem__, self._texts),
            [array_text(names) if names else "{}" for names in values["former_names"]],
            [born_on and born_on.isoformat() for born_on in values["born_on"]],
            fingerprints,
            outcomes,
        ]

    def _count_references(self, references: Iterable[str]) -> None:
        given = [reference for reference in references if reference]
        self._references += len(given)
        self._nhs_numbers += sum(map(may_be_nhs_number, given))


def note_unknown_schools(portion: Portion, known: Collection[str], reading: Reading) -> None:
    """A number that the loaded list of schools does not have is odd; the row is used all the same. Nothing is, where
    none are known."""
    if not known:
        return
    heading = reading.headings.get("school", "")
    schools = [*zip(portion.lines, portion.values["school"], strict=True)]
    schools += ((row.line_number, row.values["school"]) for row in portion.bad)
    for line, school in schools:
        if school and school not in known:
            portion.problems.append(Problem(line, heading, school[:200], "unknown_school", False))


def note_held_twice(portion: Portion, fingerprints: Iterable[str], lines: dict[bytes, int]) -> set[int]:
    """Which lines of a health extract are there twice. `lines`: each fingerprint's first line, in half the space of its
    text."""
    repeating = set()
    for line, fingerprint in zip(portion.lines, map(bytes.fromhex, fingerprints), strict=True):
        if (first := lines.setdefault(fingerprint, line)) != line:
            portion.problems.append(Problem(line, "", str(first), "held_twice", stops_row=False))
            repeating.add(line)
    return repeating


def problem_texts(problem: Problem) -> tuple:
    stops = "t" if problem.stops_row else "f"
    return str(problem.line_number), problem.column[:100], problem.value, problem.code, stops


def schools_known(extract: Extract) -> set[str]:
    """Numbers as they may stand on a school's roll; none where no list of schools was loaded."""
    if extract.kind != ListKind.SCHOOL_ROLL:
        return set()
    known = set(School.objects.filter(authority=extract.authority_id).values_list("number", flat=True))
    return known | {number[3:] for number in known}  # some systems leave the authority's figures out


def _setting_aside(extract: Extract) -> Callable[[Mapping[str, list]], list[str]]:
    """Says of rows whether they are to be compared; each day and each postcode is thought about once."""
    is_young = Known(lambda born_on: not is_of_compulsory_school_age(born_on, extract.as_at))
    is_out = Known(lambda postcode: is_outside(postcode, extract.authority))
    outside_age, outside_area, to_check = (
        each.value for each in (Outcome.OUTSIDE_AGE, Outcome.OUTSIDE_AREA, Outcome.TO_CHECK)
    )

    def outcomes(values: Mapping[str, list]) -> list[str]:
        return [
            outside_age if is_young[born_on] else outside_area if is_out[postcode] else to_check
            for born_on, postcode in zip(values["born_on"], values["postcode"], strict=True)
        ]

    return outcomes


def is_outside(postcode: str, authority: Authority) -> bool:
    """Whether a postcode lies in none of the authority's districts. No postcode, or no districts known: not outside."""
    return bool(postcode and authority.postcode_districts) and district(postcode) not in authority.postcode_districts
