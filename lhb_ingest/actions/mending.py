"""Mended rows of a list: a sheet comes in, and only the lines that could not be used before are read again."""

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from lhb_ingest.actions.approving import newer_list, older_sentence
from lhb_ingest.actions.receiving import fingerprint_of
from lhb_ingest.actions.staging import take
from lhb_ingest.actions.stopping import stops
from lhb_ingest.actions.storing import Store
from lhb_ingest.checking import CheckedRow, Checker
from lhb_ingest.choices import SET_ASIDE, ExtractState, Outcome, SheetState
from lhb_ingest.dates import must_be_said
from lhb_ingest.layouts import Reading
from lhb_ingest.mending import added_to, bad_lines, open_sheet, whole_list
from lhb_ingest.models import Extract, ExtractRow, Match, MendedSheet, NearMatch
from lhb_ingest.portions import portion_of
from lhb_ingest.sentences import refusal_sentence
from records.choices import ListKind
from records.errors import Refused
from records.models import User, districts_loaded
from records.rights import Right
from records.spreadsheets import ColumnDates, Unreadable
from records.spreadsheets.dates import DAY_FIRST

UNDER_WAY = (ExtractState.MENDING, ExtractState.CHECKED, ExtractState.STOPPED, ExtractState.IN_REVIEW)
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
    if extract.state not in (ExtractState.IN_REVIEW, ExtractState.APPROVED) or not whole_list(extract).file:
        raise Refused(_("Rows can be mended while the list is held. Send them as a new list instead."))
    if must_be_said(extract):
        raise Refused(_("Say first how the dates of birth of this list are read."))
    if extract.state == ExtractState.APPROVED:
        _check_add(extract)
    if not bad_lines(extract):
        raise Refused(_("Every line of this list can be used: there is nothing to mend."))


def _check_add(extract: Extract) -> None:
    """Raises Refused where mended rows cannot be added to this approved list."""
    if extract.supplements_id:
        raise Refused(_("What is left to mend is mended on the list to which these rows belong."))
    if extract.supplements_of.filter(state__in=UNDER_WAY).exists():
        raise Refused(_("Mended rows of this list wait for approval already. Approve or cancel them first."))
    if newer := newer_list(extract):
        raise Refused(older_sentence(newer))


@transaction.atomic
def receive_mended_rows(*, by: User, extract: Extract, file: UploadedFile) -> MendedSheet:
    """Keeps the sheet beside its list, which goes back to the worker. The caller starts `sheet.extract` after commit.

    After the approval the rows are a list of their own, which `supplements` the first: it is reviewed, approved and
    taken back by itself, and nobody is absent from it. Raises Refused, and keeps nothing, for what is no sheet of this
    list or came before.
    """
    extract = Extract.objects.select_for_update(of=("self",)).select_related("authority").get(pk=extract.pk)
    check_mend(extract, by)
    try:
        if file.size > settings.LARGEST_FILE:
            raise Unreadable("too_large", megabytes=settings.LARGEST_FILE // 1024 // 1024)
        open_sheet(extract, file)
    except Unreadable as unreadable:
        raise Refused(refusal_sentence({"code": unreadable.code, "values": unreadable.values})) from None
    return _keep_sheet(by, extract, file)


def _keep_sheet(by: User, extract: Extract, file: UploadedFile) -> MendedSheet:
    """The rows of the sheet and of the list first: of two people who send one sheet, one gets as far as the disk."""
    sheet = MendedSheet(
        authority_id=extract.authority_id,
        health_board_id=extract.health_board_id,
        file_name=file.name[:200],
        size=file.size,
        fingerprint=fingerprint_of(file),
        sent_at=timezone.now(),
        sent_by=by,
    )
    is_over = extract.state == ExtractState.APPROVED
    try:
        with transaction.atomic():
            sheet.extract = _supplement(extract, sheet) if is_over else extract
            sheet.extract.state = ExtractState.MENDING
            sheet.extract.save()
            sheet.save()
    except IntegrityError:
        raise Refused(_("This sheet has been sent already. It was not taken a second time.")) from None
    sheet.file.save(file.name, file, save=False)
    sheet.save(update_fields=["file"])
    return sheet


def _supplement(extract: Extract, sheet: MendedSheet) -> Extract:
    """The list that the mended rows of an approved one make. It is purged on the same day."""
    same = ("authority_id", "health_board_id", "kind", "sender", "layout", "sender_layout_id", "as_at", "covers_all")
    return Extract(
        **{name: getattr(extract, name) for name in same},
        supplements=extract,
        file_name=sheet.file_name,
        size=sheet.size,
        fingerprint=sheet.fingerprint,
        dropped_columns=extract.dropped_columns,
        received_at=sheet.sent_at,
        received_by=sheet.sent_by,
        purge_on=extract.purge_on,
    )


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
    """The list is as it was; one that has no rows but those of the sheet is refused with it."""
    sheet.state = SheetState.REFUSED
    sheet.refusal = {"code": unreadable.code, "values": unreadable.values}
    storage, name = sheet.file.storage, sheet.file.name
    transaction.on_commit(lambda: storage.delete(name))
    sheet.file = ""
    extract.state = ExtractState.IN_REVIEW
    if extract.supplements_id and extract.checked_at is None:
        extract.state, extract.refusal = ExtractState.REFUSED, sheet.refusal


def begin_again(extract: Extract) -> None:
    """Every row is compared once more, the mended ones for the first time."""
    Match.objects.filter(row__extract=extract).delete()
    NearMatch.objects.filter(row__extract=extract).delete()
    extract.rows.exclude(outcome__in=SET_ASIDE).update(outcome=Outcome.TO_CHECK)
    extract.state = ExtractState.STOPPED if stops(extract, is_compared=False) else ExtractState.CHECKED
    extract.compared_at = None
    extract.checked_at = extract.checked_at or timezone.now()


def _mend(extract: Extract, sheet: MendedSheet) -> None:
    is_first = bool(extract.supplements_id) and extract.checked_at is None
    bad = bad_lines(extract.supplements if is_first else extract)
    checked, ignored, reading = _read(extract, sheet, bad)
    mended = [row for row in checked.values() if row.is_usable]
    if is_first and not mended:
        raise Unreadable("nothing_mended")
    store = _store(extract, reading, checked)
    left = (checked.keys() if is_first else bad) - {row.line_number for row in mended}
    if is_first:
        extract.districts = districts_loaded(extract.authority)
        extract.counts = {"rows": len(checked)}
    if extract.supplements_id:
        lines = extract.reading.get("lines", []) + [row.line_number for row in mended]
        extract.reading = {**extract.supplements.reading, "lines": sorted(lines)}
    elif not extract.is_health:
        still = store.left_out.references()
        read = {row.values["source_ref"] for row in mended}
        extract.refs_with_problems = sorted((set(extract.refs_with_problems) - read) | still) if left else []
    extract.counts[Outcome.PROBLEM] = len(left)
    sheet.counts = {"mended": len(mended), "still_bad": len(checked) - len(mended), "ignored": len(ignored)}
    sheet.ignored = ignored[:MOST_IGNORED]


def _read(extract: Extract, sheet: MendedSheet, bad: set[int]) -> tuple[dict[int, CheckedRow], list[dict], Reading]:
    """(line -> what the sheet says of it now, why other lines of the sheet change nothing, how it is read)."""
    checked: dict[int, CheckedRow] = {}
    ignored: list[dict] = []
    with sheet.file.open("rb") as file:
        opened = open_sheet(extract, file)
        dates = ColumnDates(order=whole_list(extract).reading.get("dates", {}).get("order") or DAY_FIRST)
        checker = Checker(kind=extract.kind, reading=opened.reading, as_at=extract.as_at, dates=dates)
        checker.know(rows_beside(extract).values_list("source_ref", "line_number"))
        for own, line, cells in opened.rows:
            if line in bad and line not in checked:
                checked[line] = checker.check_row(line, cells)
            else:
                ignored.append(_ignored(own, line, checked))
    return checked, ignored, opened.reading


def rows_beside(extract: Extract) -> QuerySet[ExtractRow]:
    """The rows that the list has already, and those of the lists that it belongs to: no child is to be on it twice."""
    whole = whole_list(extract)
    parts = {extract.pk, whole.pk, *(part.pk for part in added_to(whole))}
    return ExtractRow.objects.filter(extract__in=parts, line_number__gt=0)


def _ignored(own: int, line: int, checked: dict[int, CheckedRow]) -> dict:
    """Why a line of the sheet changes nothing: {"code", "line"}; `line` of the list, or the sheet's own."""
    if not line:
        return {"code": "no_number", "line": own}
    if line in checked:
        return {"code": "line_twice", "line": line}
    return {"code": "not_bad", "line": line}


def _store(extract: Extract, reading: Reading, checked: dict[int, CheckedRow]) -> Store:
    without_references = extract.is_health and _reference_dropped(extract)
    extract.problems.filter(line_number__in=list(checked)).delete()
    seen = dict(rows_beside(extract).values_list("fingerprint", "line_number")) if extract.is_health else {}
    store = Store(extract, reading, lines=seen)
    store.add(portion_of(checked.values()))
    store.insert(without_references=without_references)
    return store


def _reference_dropped(extract: Extract) -> bool:
    """Whether the references of this extract were NHS numbers, so that none of its rows has one."""
    return extract.kind == ListKind.HEALTH and not whole_list(extract).rows.exclude(source_ref="").exists()
