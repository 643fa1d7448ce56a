"""Opens a file by what is in it, not by its name, and hands it to whoever reads such files."""

import io
from typing import BinaryIO

from records.spreadsheets.delimited import read_delimited
from records.spreadsheets.tables import Fits, Table, Unreadable, no_fit
from records.spreadsheets.workbooks import read_workbook

# The first bytes of files that people send instead of a list.
SIGNATURES = {
    b"%PDF": "a_pdf",
    b"\x1f\x8b": "an_archive",
    b"Rar!": "an_archive",
    b"7z\xbc\xaf": "an_archive",
    b"BZh": "an_archive",
    b"\xfd7zXZ": "an_archive",
    b"{\\rtf": "a_document",
    b"\x89PNG": "a_picture",
    b"\xff\xd8\xff": "a_picture",
    b"GIF8": "a_picture",
}
ZIP, OLE = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08"), b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
BLANK = b"\xef\xbb\xbf\xff\xfe \t\r\n\0"


def read_table(file: BinaryIO, *, fits: Fits = no_fit) -> Table:
    """Opens a list: delimited text, xlsx, xls or ods. `file` can be sought, stays open, and may be read again.

    `fits` says how well a line serves as headings (`Fit`); with it the line of headings is found under titles, the
    right sheet is chosen, and two sheets that both are the list refuse the workbook. Without it the shape decides.

    Raises Unreadable, also while `rows` are read: `code` and `values` for a sentence.
    """
    file.seek(0, io.SEEK_END)
    size = file.tell()
    file.seek(0)
    start = file.read(4096)
    if not start.strip(BLANK) and size <= len(start):
        raise Unreadable("empty")
    for signature, what in SIGNATURES.items():
        if start.startswith(signature):
            raise Unreadable(what)
    if start.startswith(ZIP):
        return read_workbook(file, fits, is_zip=True)
    if start.startswith(OLE):
        return read_workbook(file, fits, is_zip=False)
    _check_marked_up(start)
    return read_delimited(file, fits)


def _check_marked_up(start: bytes) -> None:
    head = start.replace(b"\0", b"").lstrip(BLANK)[:2000].lower()
    if head.startswith(b"<?xml") and b"spreadsheet" in head:
        raise Unreadable("an_xml")
    if head.startswith(b"<"):
        raise Unreadable(
            "a_web_page" if b"<html" in head or b"<table" in head or b"<!doctype html" in head else "an_xml"
        )
    if head[:1] in (b"{", b"["):
        raise Unreadable("not_csv")
