"""Takes a file in: looks at it, fingerprints it, stores it once, and refuses with a sentence what cannot be a list."""

import hashlib
from collections.abc import Sequence
from datetime import date, timedelta

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils import formats, timezone

from lhb_ingest.actions.approving import newer_list, older_sentence
from lhb_ingest.choices import ExtractState
from lhb_ingest.explained import EXPLAINABLE, explained_for
from lhb_ingest.layouts import Layout
from lhb_ingest.models import Extract
from lhb_ingest.reading import OpenList, open_list
from lhb_ingest.sentences import refusal_sentence
from records.choices import ListKind
from records.errors import Refused
from records.models import Authority, User
from records.spreadsheets import Unreadable


def receive_extract(
    *,
    by: User,
    authority: Authority,
    kind: str,
    file: UploadedFile,
    as_at: date,
    sender: str = "",
    covers_all: bool = True,
) -> Extract:
    """Stores the file and returns its Extract, waiting to be checked. The caller starts the check after commit.

    Where no layout fits its headings, it waits for a person to explain them. Raises Refused, and stores nothing, for a
    file that is too large, no list, or sent before.
    """
    board = by.health_board_id if kind == ListKind.HEALTH else None
    explained = explained_for(kind=kind, sender=sender, authority_id=authority.pk, health_board_id=board)
    opened = _look_at(file, kind, explained)
    fingerprint = fingerprint_of(file)
    refuse_same_file(authority, kind, fingerprint, as_at)
    now = timezone.now()
    extract = Extract(
        authority=authority,
        health_board_id=board,
        kind=kind,
        sender=sender or health_sender(opened, authority) if board else sender,
        as_at=as_at,
        covers_all=covers_all,
        file_name=file.name[:200],
        size=file.size,
        fingerprint=fingerprint,
        received_at=now,
        received_by=by,
        purge_on=timezone.localdate(now) + timedelta(days=authority.purge_after_days),
        **_how_it_is_read(opened),
    )
    if newer := newer_list(extract):
        raise Refused(older_sentence(newer))
    return _store(extract, file)


def _look_at(file: UploadedFile, kind: str, explained: Sequence[Layout]) -> OpenList | None:
    """How the file is to be read, or None where a person has to say what its headings mean."""
    try:
        if file.size > settings.LARGEST_FILE:
            raise Unreadable("too_large", megabytes=settings.LARGEST_FILE // 1024 // 1024)
        return open_list(file, kind=kind, explained=explained)
    except Unreadable as unreadable:
        if unreadable.code in EXPLAINABLE:
            return None
        raise Refused(refusal_sentence({"code": unreadable.code, "values": unreadable.values})) from None


def _how_it_is_read(opened: OpenList | None) -> dict:
    """What an extract keeps of that, and its first state."""
    if opened is None:
        return {"layout": "", "state": ExtractState.NEEDS_LAYOUT}
    layout = opened.reading.layout
    return {
        "layout": layout.code,
        "sender_layout_id": layout.pk,
        "dropped_columns": opened.reading.dropped,
        "reading": opened.how_it_is_read(),
        "state": ExtractState.RECEIVED,
    }


def health_sender(opened: OpenList | None, authority: Authority) -> str:
    """Who makes the board's extracts: children keep their references, whichever layout a file has."""
    board = authority.health_board
    before = Extract.objects.taken().filter(authority=authority, health_board=board).exclude(sender="")
    known = opened.reading.layout.sender if opened else ""
    return known or before.values_list("sender", flat=True).first() or board.name


def _store(extract: Extract, file: UploadedFile) -> Extract:
    """The row first, so that of two people who send one file at once only one gets as far as the disk."""
    try:
        with transaction.atomic():
            extract.save()
    except IntegrityError:
        refuse_same_file(extract.authority, extract.kind, extract.fingerprint, extract.as_at)
        raise
    file.seek(0)
    extract.file.save(file.name, file, save=False)
    extract.save(update_fields=["file"])
    return extract


def fingerprint_of(file: UploadedFile) -> str:
    """The SHA-256 of the file's bytes, in hexadecimal."""
    file.seek(0)
    digest = hashlib.sha256()
    while chunk := file.read(1024 * 1024):
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()


def refuse_same_file(authority: Authority, kind: str, fingerprint: str, as_at: date) -> None:
    """The same bytes again, unless for a later day: then nothing has changed since, and that is worth knowing."""
    same = Extract.objects.taken().filter(authority=authority, kind=kind, fingerprint=fingerprint, as_at__gte=as_at)
    first = same.first()
    if first:
        values = {
            "name": first.file_name or first.fingerprint[:12],
            "day": formats.date_format(timezone.localtime(first.received_at), "j F Y"),
            "who": first.received_by.name,
        }
        raise Refused(refusal_sentence({"code": "same_file", "values": values}))
