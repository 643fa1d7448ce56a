"""Mended rows of a list: a sheet comes in, and only the lines that could not be used before are read again."""

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lhb_ingest.actions.receiving import fingerprint_of
from lhb_ingest.actions.staging import PROBLEM_FIELDS, ROW_FIELDS, problem_tuple, row_tuples, take
from lhb_ingest.checking import CheckedRow, Checker
from lhb_ingest.choices import SET_ASIDE, ExtractState, Outcome, SheetState
from lhb_ingest.dates import must_be_said
from lhb_ingest.left_out import references_left_out
from lhb_ingest.mending import bad_lines, open_sheet
from lhb_ingest.models import Extract, ExtractRow, Match, MendedSheet, NearMatch, RowProblem
from lhb_ingest.sentences import refusal_sentence
from records.choices import ListKind
from records.copying import copy_into
from records.errors import Refused
from records.models import User
from records.rights import Right
from records.spreadsheets import ColumnDates, Unreadable
from records.spreadsheets.dates import DAY_FIRST

MOST_IGNORED = 100  # lines that are named; the others are counted


def can_mend(extract: Extract, user: User) -> bool:
    try:
        check_mend(extract, user)
    except Refused:
        return False
    return True


def check_mend(extract: Extract, user: User) -> None:
    """Raises Refused where `user` may not send mended rows of this list now, and says why."""
    if not user.has_right(Right.SEND_EXTRACT if extract.is_health else Right.SEND_LIST):
        raise Refused(
            _("The health board that sent this extract mends its rows.")
            if extract.is_health
            else _("Your role does not send lists.")
        )
    if extract.state == ExtractState.MENDING:
        raise Refused(_("Mended rows of this list are just being read. Wait until they have been, then send the rest."))
    if extract.state != ExtractState.IN_REVIEW or not extract.file:
        raise Refused(_("Rows can be mended while the list is ready to review. Send them as a new list instead."))
    if must_be_said(extract):
        raise Refused(_("Say first how the dates of birth of this list are read."))
    if not extract.problems.filter(stops_row=True).exists():
        raise Refused(_("Every line of this list can be used: there is nothing to mend."))


@transaction.atomic
def receive_mended_rows(*, by: User, extract: Extract, file: UploadedFile) -> MendedSheet:
    """Keeps the sheet beside its list, which goes back to the worker. The caller starts it after commit.

    Raises Refused, and keeps nothing, for what is no sheet of this list or came before.
    """
    extract = Extract.objects.select_for_update(of=("self",)).select_related("authority").get(pk=extract.pk)
    check_mend(extract, by)
    try:
        if file.size > settings.LARGEST_FILE:
            raise Unreadable("too_large", megabytes=settings.LARGEST_FILE // 1024 // 1024)
        open_sheet(extract, file)
    except Unreadable as unreadable:
        raise Refused(refusal_sentence({"code": unreadable.code, "values": unreadable.values})) from None
    sheet = MendedSheet(
        extract=extract,
        authority_id=extract.authority_id,
        health_board_id=extract.health_board_id,
        file_name=file.name[:200],
        size=file.size,
        fingerprint=fingerprint_of(file),
        sent_at=timezone.now(),
        sent_by=by,
    )
    try:
        with transaction.atomic():
            sheet.save()
    except IntegrityError:
        raise Refused(_("This sheet has been sent already. It was not taken a second time.")) from None
    sheet.file.save(file.name, file, save=False)
    sheet.save(update_fields=["file"])
    extract.state = ExtractState.MENDING
    extract.save(update_fields=["state"])
    return sheet


@transaction.atomic
def mend_extract(*, extract_id: int) -> bool:
    """Reads the waiting sheet into the list, which is then compared again. True when this call did it.

    A sheet that cannot be read is refused by itself; the list comes back to review as it was.
    """
    if (extract := take(extract_id, ExtractState.MENDING)) is None:
        return False
    sheet = extract.sheets.select_for_update().filter(state=SheetState.WAITING).first()
    try:
        with transaction.atomic():
            if sheet:
                _mend(extract, sheet)
                sheet.state = SheetState.TAKEN
        begin_again(extract)
    except Unreadable as unreadable:
        refuse_sheet(extract, sheet, unreadable)
    if sheet:
        sheet.save()
    extract.save()
    return True


def refuse_sheet(extract: Extract, sheet: MendedSheet, unreadable: Unreadable) -> None:
    sheet.state = SheetState.REFUSED
    sheet.refusal = {"code": unreadable.code, "values": unreadable.values}
    storage, name = sheet.file.storage, sheet.file.name
    transaction.on_commit(lambda: storage.delete(name))
    sheet.file = ""
    extract.state = ExtractState.IN_REVIEW


def begin_again(extract: Extract) -> None:
    """Every row is compared once more, the mended ones for the first time."""
    Match.objects.filter(row__extract=extract).delete()
    NearMatch.objects.filter(row__extract=extract).delete()
    extract.rows.exclude(outcome__in=SET_ASIDE).update(outcome=Outcome.TO_CHECK)
    extract.state = ExtractState.CHECKED
    extract.compared_at = None


def _mend(extract: Extract, sheet: MendedSheet) -> None:
    bad = bad_lines(extract)
    ignored: list[dict] = []
    with sheet.file.open("rb") as file:
        opened = open_sheet(extract, file)
        dates = ColumnDates(order=extract.reading.get("dates", {}).get("order") or DAY_FIRST)  # as in its list
        checker = Checker(kind=extract.kind, reading=opened.reading, as_at=extract.as_at, dates=dates)
        checker.know(extract.rows.values_list("source_ref", "line_number"))
        checked: dict[int, CheckedRow] = {}
        for own, line, cells in opened.rows:
            if line in bad and line not in checked:
                checked[line] = checker.check_row(line, cells)
            else:
                ignored.append(_ignored(extract, own, line, checked))
    mended = [row for row in checked.values() if row.is_usable]
    _store(extract, checked, mended)
    left = bad - {row.line_number for row in mended}
    if not extract.is_health:
        still = references_left_out(extract, (row for row in checked.values() if not row.is_usable))
        read = {row.values["source_ref"] for row in mended}
        extract.refs_with_problems = sorted((set(extract.refs_with_problems) - read) | still) if left else []
    extract.counts[Outcome.PROBLEM] = len(left)
    sheet.counts = {"mended": len(mended), "still_bad": len(checked) - len(mended), "ignored": len(ignored)}
    sheet.ignored = ignored[:MOST_IGNORED]


def _ignored(extract: Extract, own: int, line: int, checked: dict[int, CheckedRow]) -> dict:
    """Why a line of the sheet changes nothing: {"code", "line"}; `line` of the list, or the sheet's own."""
    if not line:
        return {"code": "no_number", "line": own}
    if line in checked:
        return {"code": "line_twice", "line": line}
    return {"code": "not_bad", "line": line}


def _store(extract: Extract, checked: dict[int, CheckedRow], mended: list[CheckedRow]) -> None:
    if extract.is_health and _reference_dropped(extract):
        for row in mended:
            row.values["source_ref"] = ""
    extract.problems.filter(line_number__in=list(checked)).delete()
    seen = dict(extract.rows.values_list("fingerprint", "line_number")) if extract.is_health else {}
    rows = list(row_tuples(extract, mended, seen))
    copy_into(ExtractRow, ROW_FIELDS, rows)
    problems = [problem for row in checked.values() for problem in row.problems]
    copy_into(RowProblem, PROBLEM_FIELDS, (problem_tuple(extract, problem) for problem in problems))


def _reference_dropped(extract: Extract) -> bool:
    """Whether the references of this extract were NHS numbers, so that none of its rows has one."""
    return extract.kind == ListKind.HEALTH and not extract.rows.exclude(source_ref="").exists()
