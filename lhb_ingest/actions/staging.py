"""The worker's two stages: check a file into rows, compare the rows. Each is one transaction: whole, or not at all.

A worker that is killed leaves nothing half done: PostgreSQL takes the transaction back and frees the extract's row,
and the next worker starts the stage again. Two workers on one extract cannot be: the second finds the row locked.
"""

import gc
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from functools import partial

from django.db import transaction
from django.utils import timezone

from lhb_ingest import progress
from lhb_ingest.actions.changes import compare_with_previous, compare_with_roll
from lhb_ingest.actions.comparing import compare_with_lists
from lhb_ingest.actions.stopping import stops
from lhb_ingest.actions.storing import Store, note_held_twice, note_unknown_schools, schools_known
from lhb_ingest.checking import holds_nhs_numbers
from lhb_ingest.choices import WAITING_FOR_WORKER, ExtractState, Outcome, SheetState
from lhb_ingest.dates import dates_told, last_order, order_said
from lhb_ingest.explained import reading_of, table_of
from lhb_ingest.fingerprints import row_fingerprints
from lhb_ingest.models import Extract
from lhb_ingest.portions import Portion, portions
from lhb_ingest.reading import OpenList
from records.models import districts_loaded
from records.spreadsheets import ColumnDates, Unreadable

PORTION = 2_000  # rows that are held at a time


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
    transaction.on_commit(partial(progress.forget, extract.pk))


def _stage(extract: Extract) -> None:
    """One pass over the file, a portion at a time, so that half a million rows need little more memory than one."""
    progress.report(extract.pk, "reading")
    with extract.file.open("rb") as file:
        table = table_of(extract, file)
        opened = OpenList(table, reading_of(extract, table.headings))
        dates = opened.dates(last_order=last_order(extract), said=order_said(extract))
        store = Store(extract, opened.reading, schools=schools_known(extract))
        with no_search_for_cycles():
            for portion in read_portions(extract, opened, dates):
                store.add(portion)
                progress.report(extract.pk, "reading", store.added, dates.rows)
    progress.report(extract.pk, "storing", store.good, store.good)
    store.insert(without_references=_drop_nhs_numbers(extract, opened, holds=store.holds_nhs_numbers))
    extract.districts = districts_loaded(extract.authority)
    if not extract.is_health:
        extract.refs_with_problems = sorted(store.left_out.references())
    extract.counts = {"rows": store.added, Outcome.PROBLEM: store.added - store.good}


@contextmanager
def no_search_for_cycles() -> Iterator[None]:
    """Rows hold none, and to look for them among so many takes a third of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def read_portions(extract: Extract, opened: OpenList, dates: ColumnDates) -> Iterator[Portion]:
    """Every row, some at a time. Changes `extract.reading` and stores nothing. Raises Unreadable for a wrong file, at
    the end for one without a row that can be used."""
    checker = opened.checker(kind=extract.kind, as_at=extract.as_at, dates=dates)
    extract.reading = opened.how_it_is_read() | {"dates": dates_told(dates)}
    first_bad, is_any, is_any_good = 0, False, False
    for portion in portions(checker, opened.table.rows, PORTION):
        is_any, is_any_good = True, is_any_good or bool(portion.lines)
        if not is_any_good:
            first_bad = first_bad or portion.odd[0].line_number
        yield portion
    if not is_any:
        raise Unreadable("no_rows")
    if not is_any_good:
        raise Unreadable("no_good_rows", line=first_bad)


def check_portions(extract: Extract, opened: OpenList, *, last_order: str, schools: Collection[str]) -> list[Portion]:
    """What an upload would store, all at once and stored nowhere. Raises Unreadable for a wrong file."""
    dates = opened.dates(last_order=last_order, said=order_said(extract))
    read = list(read_portions(extract, opened, dates))
    lines: dict[bytes, int] = {}
    for portion in read:
        note_unknown_schools(portion, schools, opened.reading)
        if extract.is_health:
            note_held_twice(portion, row_fingerprints(portion.values), lines)
    references = [reference for portion in read for reference in portion.values["source_ref"]]
    if _drop_nhs_numbers(extract, opened, holds=extract.is_health and holds_nhs_numbers(references)):
        for portion in read:
            portion.values["source_ref"] = [""] * len(portion.lines)
    return read


def _drop_nhs_numbers(extract: Extract, opened: OpenList, *, holds: bool) -> bool:
    """Where a health body used NHS numbers as its references, the column goes the way of every NHS number."""
    if holds:
        heading = opened.reading.headings["source_ref"][:100]
        extract.dropped_columns = [*extract.dropped_columns, heading]
    return holds


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
    transaction.on_commit(partial(progress.forget, extract.pk))  # until then the page says that it is under way
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
