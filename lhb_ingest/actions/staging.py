"""The worker's two stages: check a file into rows, compare the rows. Each is one transaction: whole, or not at all.

A worker that is killed leaves nothing half done: PostgreSQL takes the transaction back and frees the extract's row,
and the next worker starts the stage again. Two workers on one extract cannot be: the second finds the row locked.
"""

from collections.abc import Callable, Iterator
from functools import lru_cache, partial

from django.db import transaction
from django.utils import timezone

from lhb_ingest import progress
from lhb_ingest.actions.changes import compare_with_previous, compare_with_roll
from lhb_ingest.actions.comparing import compare_with_lists
from lhb_ingest.actions.stopping import stops
from lhb_ingest.checking import CheckedRow, Checker, Problem, holds_nhs_numbers
from lhb_ingest.choices import WAITING_FOR_WORKER, ExtractState, Outcome, SheetState
from lhb_ingest.dates import dates_told, last_order, order_said
from lhb_ingest.explained import reading_of, table_of
from lhb_ingest.fingerprints import row_fingerprint
from lhb_ingest.layouts import Reading
from lhb_ingest.left_out import references_left_out
from lhb_ingest.models import Extract, ExtractRow, RowProblem
from lhb_ingest.reading import OpenList
from records.choices import ListKind
from records.copying import copy_into
from records.models import Authority, School, districts_loaded
from records.normalise import district
from records.rolls import VALUES
from records.rules import is_of_compulsory_school_age
from records.spreadsheets import Unreadable

ROW_FIELDS = ("extract", "authority", "line_number", "source_ref", "name_as_written", *VALUES, "fingerprint", "outcome")
PROBLEM_FIELDS = ("extract", "authority", "health_board", "line_number", "column", "value", "code", "stops_row")
is_of_age = lru_cache(maxsize=20_000)(is_of_compulsory_school_age)  # a file has far fewer birthdays than rows


def take(extract_id: int, state: str) -> Extract | None:
    """The extract, locked until the transaction ends, or None where it has moved on or another worker has it."""
    return (
        Extract.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("authority")
        .filter(pk=extract_id, state=state)
        .first()
    )


@transaction.atomic
def check_extract(*, extract_id: int) -> bool:
    """Reads the stored file into rows and problems. True when this call did it, or refused the file."""
    if (extract := take(extract_id, ExtractState.RECEIVED)) is None:
        return False
    try:
        with transaction.atomic():
            _stage(extract)
        extract.state = ExtractState.STOPPED if stops(extract, is_compared=False) else ExtractState.CHECKED
    except Unreadable as unreadable:
        _refuse(extract, unreadable)
    extract.checked_at = timezone.now()
    extract.save()
    return True


def _refuse(extract: Extract, unreadable: Unreadable) -> None:
    """Nothing of a refused file stays but the fact and the sentence; the file goes when that is certain."""
    extract.state = ExtractState.REFUSED
    extract.refusal = {"code": unreadable.code, "values": unreadable.values}
    storage, name = extract.file.storage, extract.file.name
    transaction.on_commit(lambda: storage.delete(name))
    extract.file = ""
    progress.forget(extract.pk)


def _stage(extract: Extract) -> None:
    progress.report(extract.pk, "reading")
    with extract.file.open("rb") as file:
        table = table_of(extract, file)
        opened = OpenList(table, reading_of(extract, table.headings))
        checked, rows = check_rows(
            extract,
            opened,
            last_order=last_order(extract),
            watch=partial(progress.reporting, extract_id=extract.pk, stage="reading"),
        )
    extract.districts = districts_loaded(extract.authority)
    note_unknown_schools(extract, opened.reading, checked)
    progress.report(extract.pk, "storing", 0, len(rows))
    copy_into(ExtractRow, ROW_FIELDS, row_tuples(extract, rows, {}))
    problems = (problem for row in checked for problem in row.problems)
    copy_into(RowProblem, PROBLEM_FIELDS, (problem_tuple(extract, problem) for problem in problems))
    if not extract.is_health:
        extract.refs_with_problems = sorted(references_left_out(extract, (row for row in checked if not row.is_usable)))
    extract.counts = {"rows": len(checked), Outcome.PROBLEM: len(checked) - len(rows)}


def check_rows(
    extract: Extract,
    opened: OpenList,
    *,
    last_order: str,
    watch: Callable[[Iterator[CheckedRow]], Iterator[CheckedRow]] = iter,
) -> tuple[list[CheckedRow], list[CheckedRow]]:
    """(every row, those that can be used). Changes `extract` and stores nothing. Raises Unreadable for a wrong file."""
    dates = opened.dates(last_order=last_order, said=order_said(extract))
    checker = opened.checker(kind=extract.kind, as_at=extract.as_at, dates=dates)
    checked = list(watch(checker.check(opened.table.rows)))
    extract.reading = opened.how_it_is_read() | {"dates": dates_told(dates)}
    rows = [row for row in checked if row.is_usable]
    if not checked:
        raise Unreadable("no_rows")
    if not rows:
        raise Unreadable("no_good_rows", line=checked[0].line_number)
    _drop_nhs_numbers(extract, checker, rows)
    return checked, rows


def row_tuples(extract: Extract, rows: list[CheckedRow], lines: dict[str, int]) -> Iterator[tuple]:
    """Rows for `copy_into`. `lines`: the fingerprints that stand in the list already, each with its line."""
    head = (extract.pk, extract.authority_id)
    for row in rows:
        fingerprint = row_fingerprint(row.values)
        outcome = Outcome.TO_CHECK
        if extract.is_health:
            first = lines.setdefault(fingerprint, row.line_number)
            outcome = _set_aside(extract, row) if first == row.line_number else Outcome.HELD_TWICE
            if first != row.line_number:
                row.problems.append(Problem(row.line_number, "", str(first), "held_twice", stops_row=False))
        elif row.repeats:
            outcome = Outcome.HELD_TWICE
        values = (row.values[name] for name in VALUES)
        yield (
            *head,
            row.line_number,
            row.values["source_ref"],
            row.values["name_as_written"],
            *values,
            fingerprint,
            outcome,
        )


def _set_aside(extract: Extract, row: CheckedRow) -> str:
    if not is_of_age(row.values["born_on"], extract.as_at):
        return Outcome.OUTSIDE_AGE
    return Outcome.OUTSIDE_AREA if is_outside(row.values["postcode"], extract.authority) else Outcome.TO_CHECK


def is_outside(postcode: str, authority: Authority) -> bool:
    """Whether a postcode lies in none of the authority's districts. No postcode, or no districts known: not outside."""
    return bool(postcode and authority.postcode_districts) and district(postcode) not in authority.postcode_districts


def problem_tuple(extract: Extract, problem: Problem) -> tuple:
    board = extract.health_board_id
    head = (extract.pk, extract.authority_id, board)
    return (*head, problem.line_number, problem.column[:100], problem.value, problem.code, problem.stops_row)


def note_unknown_schools(extract: Extract, reading: Reading, rows: list[CheckedRow]) -> None:
    """A number that the loaded list of schools does not have is odd; the row is used all the same."""
    numbers = School.objects.filter(authority=extract.authority_id).values_list("number", flat=True)
    known = set(numbers) if extract.kind == ListKind.SCHOOL_ROLL else set()
    if not known:
        return
    known |= {number[3:] for number in known}  # some systems leave the authority's figures out
    heading = reading.headings.get("school", "")
    for row in rows:
        if (school := row.values["school"]) and school not in known:
            row.problems.append(Problem(row.line_number, heading, school[:200], "unknown_school", False))


def _drop_nhs_numbers(extract: Extract, checker: Checker, rows: list[CheckedRow]) -> None:
    """Where a health body used NHS numbers as its references, the column goes the way of every NHS number."""
    if extract.is_health and holds_nhs_numbers([row.values["source_ref"] for row in rows]):
        for row in rows:
            row.values["source_ref"] = ""
        extract.dropped_columns = [*extract.dropped_columns, checker.reading.headings["source_ref"][:100]]


@transaction.atomic
def compare_extract(*, extract_id: int) -> bool:
    """Gives every row its outcome and makes the extract ready for review. True when this call did it."""
    if (extract := take(extract_id, ExtractState.CHECKED)) is None:
        return False
    began = timezone.now()  # a list approved from here on makes this comparison stale
    progress.report(extract.pk, "comparing", 0, extract.counts["rows"])
    if extract.is_health:
        compare_with_lists(extract)
        compare_with_previous(extract)
    else:
        compare_with_roll(extract)
    extract.state = ExtractState.STOPPED if stops(extract, is_compared=True) else ExtractState.IN_REVIEW
    extract.compared_at = began
    extract.save()
    progress.forget(extract.pk)
    return True


@transaction.atomic
def give_up(*, extract_id: int, code: str = "unfinished", attempts: int = 0) -> None:
    """A list that the program itself cannot finish is refused, and nothing of it is kept."""
    for state in WAITING_FOR_WORKER:
        if (extract := take(extract_id, state)) and state == ExtractState.MENDING:
            refusal = {"code": code, "values": {"attempts": attempts}}  # of the sheet; the list is as it was
            extract.sheets.filter(state=SheetState.WAITING).update(state=SheetState.REFUSED, refusal=refusal)
            extract.state = ExtractState.IN_REVIEW
            if extract.supplements_id and extract.checked_at is None:  # it has no rows but those
                extract.state, extract.refusal = ExtractState.REFUSED, refusal
            extract.save()
        elif extract:
            extract.rows.all().delete()
            extract.problems.all().delete()
            _refuse(extract, Unreadable(code, attempts=attempts))
            extract.save()
