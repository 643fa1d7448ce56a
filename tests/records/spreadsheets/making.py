"""Makes workbooks as programs write them, and as they should not be: xlsx, ods and xls, all in memory."""

import io
import struct
import zipfile
from collections.abc import Callable, Sequence
from xml.sax.saxutils import escape, quoteattr

import xlsxwriter

Rows = Sequence[Sequence[object]]


def xlsx(*sheets: tuple[str, Rows], hidden: Sequence[str] = (), shape: Callable | None = None, **options) -> bytes:
    """Sheets of rows; a cell may be text, a number, a date. `shape(workbook, sheet)` adds what else there is."""
    content = io.BytesIO()
    workbook = xlsxwriter.Workbook(content, {"default_date_format": "dd/mm/yyyy", **options})
    for name, rows in sheets:
        sheet = workbook.add_worksheet(name)
        for line, row in enumerate(rows):
            for column, cell in enumerate(row):
                if isinstance(cell, str):
                    sheet.write_string(line, column, cell)
                elif cell is not None:
                    sheet.write(line, column, cell)
        if name in hidden:
            sheet.hide()
        if shape:
            shape(workbook, sheet)
    workbook.close()
    return content.getvalue()


def repacked(content: bytes, change: Callable[[str, bytes], bytes] | None = None, **added: bytes) -> bytes:
    """The same zip with parts changed or added. In names, `__` stands for / and `_dot_` for a point."""
    new = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(new, "w", zipfile.ZIP_DEFLATED) as zipped:
        for part in old.namelist():
            body = old.read(part)
            zipped.writestr(part, change(part, body) if change else body)
        for name, body in added.items():
            zipped.writestr(name.replace("__", "/").replace("_dot_", "."), body)
    return new.getvalue()


def zipped(**parts: bytes) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as new:
        for name, body in parts.items():
            new.writestr(name.replace("__", "/").replace("_dot_", "."), body)
    return content.getvalue()


ODS_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content office:version="1.2"'
    ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    ' xmlns:xlink="http://www.w3.org/1999/xlink"'
    ' xmlns:script="urn:oasis:names:tc:opendocument:xmlns:script:1.0">'
)
ODS_TYPE = b"application/vnd.oasis.opendocument.spreadsheet"


def ods(*sheets: tuple[str, Rows], inside: str = "", mimetype: bytes = ODS_TYPE, **more: bytes) -> bytes:
    tables = "".join(
        f"<table:table table:name={quoteattr(name)}>"
        + "".join("<table:table-row>" + "".join(map(_ods_cell, row)) + "</table:table-row>" for row in rows)
        + "</table:table>"
        for name, rows in sheets
    )
    body = f"<office:body><office:spreadsheet>{inside}{tables}</office:spreadsheet></office:body>"
    manifest = (
        b'<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        b'<manifest:file-entry manifest:full-path="/" manifest:media-type="x"/></manifest:manifest>'
    )
    content = f"{ODS_HEAD}{body}</office:document-content>".encode()
    parts = {"mimetype": mimetype, "content_dot_xml": content, "META-INF__manifest_dot_xml": manifest} | more
    return zipped(**parts)


def _ods_cell(cell: object) -> str:
    if cell is None or cell == "":
        return "<table:table-cell/>"
    if isinstance(cell, (int, float)):
        return f'<table:table-cell office:value-type="float" office:value="{cell}"/>'
    if isinstance(cell, str):
        return f'<table:table-cell office:value-type="string"><text:p>{escape(cell)}</text:p></table:table-cell>'
    return f'<table:table-cell office:value-type="date" office:date-value="{cell}"/>'


def record(kind: int, body: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def xls(rows: Rows, *, name: str = "Roll", before: bytes = b"", inside: bytes = b"", kind: int = 0) -> bytes:
    """A workbook of before 2007 with one sheet; `before` are records of the workbook, `inside` of the sheet."""
    bof = struct.pack("<HHHHII", 0x0600, 0x0005, 0x0DBB, 0x07CC, 0, 6)
    head = record(0x809, bof) + before
    sheet_name = struct.pack("<BB", len(name), 1) + name.encode("utf-16-le")
    start = len(head) + 4 + 6 + len(sheet_name) + 4
    head += record(0x85, struct.pack("<IBB", start, 0, kind) + sheet_name) + record(0x0A)
    cells = b""
    for line, row in enumerate(rows):
        for column, cell in enumerate(row):
            place = struct.pack("<HHH", line, column, 0)
            if isinstance(cell, str):
                text = struct.pack("<HB", len(cell), 1) + cell.encode("utf-16-le")
                cells += record(0x204, place + text)
            elif cell is not None:
                cells += record(0x203, place + struct.pack("<d", float(cell)))
    sheet_bof = struct.pack("<HHHHII", 0x0600, 0x0010, 0x0DBB, 0x07CC, 0, 6)
    return compound(Workbook=head + record(0x809, sheet_bof) + inside + cells + record(0x0A))


def compound(**streams: bytes) -> bytes:
    """An OLE compound file: each stream is padded so that it needs no second allocation table."""
    sector, bodies, chains, at = 512, b"", [], 0
    starts = {}
    for name, body in streams.items():
        body = body.ljust(4096, b"\0")
        body += b"\0" * (-len(body) % sector)
        count = len(body) // sector
        starts[name] = (at, len(body))
        chains += [*range(at + 1, at + count), 0xFFFFFFFE]
        bodies += body
        at += count
    directory = _entry("Root Entry", 5, 0xFFFFFFFE, 0, child=1)
    for number, (name, (start, size)) in enumerate(starts.items(), start=1):
        right = number + 1 if number < len(starts) else 0xFFFFFFFF
        directory += _entry(name, 2, start, size, right=right)
    directory += b"\0" * (-len(directory) % sector)
    count = len(directory) // sector
    directory_at = at
    chains += [*range(at + 1, at + count), 0xFFFFFFFE]
    at += count
    fat_count = 1
    while (len(chains) + fat_count) * 4 > fat_count * sector:
        fat_count += 1
    chains += [0xFFFFFFFD] * fat_count
    fat = struct.pack(f"<{len(chains)}I", *chains).ljust(fat_count * sector, b"\xff")
    header = struct.pack("<8s16sHHHHH6xIIIIIIIII", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"", 0x3E, 3, 0xFFFE, 9, 6,
                         0, fat_count, directory_at, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)  # fmt: skip
    places = [at + number for number in range(fat_count)]
    header += struct.pack("<109I", *places, *[0xFFFFFFFF] * (109 - fat_count))
    return header + bodies + directory + fat


def _entry(name: str, kind: int, start: int, size: int, *, child: int = 0xFFFFFFFF, right: int = 0xFFFFFFFF) -> bytes:
    wide = name.encode("utf-16-le")
    head = wide.ljust(64, b"\0") + struct.pack("<HBBIII", len(wide) + 2, kind, 1, 0xFFFFFFFF, right, child)
    return head + b"\0" * 36 + struct.pack("<IQ", start, size)
