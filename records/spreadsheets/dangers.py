"""Looks through the parts of an xlsx or ods before anything opens it, and refuses what is no plain table of values.

Nothing is unpacked to disk and nothing is believed: how large the parts say they are is bounded, and so is what comes
out of them. A part of a workbook is XML in UTF-8 without a DTD, or it is not read.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO, BinaryIO
from xml.etree.ElementTree import Element

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from records.spreadsheets.tables import Unreadable

MOST_PARTS = 2_000
MOST_INFLATED = 1024**3  # bytes of all parts together
MOST_RATIO = 150  # inflated to packed, of a part of more than LITTLE
LITTLE = 8 * 1024**2
MOST_SMALL_PART = 16 * 1024**2  # bytes of a part that is read whole: the workbook's index, its relations
CHUNK = 1024**2
OVERLAP = 512  # bytes of a chunk that are looked at again with the next

SYMLINK = 0o120000
MACROS = ("vbaproject.bin", "xl/macrosheets/", "basic/", "scripts/", "xl/activex/", "vbadata.xml")
LINKS = ("xl/externallinks/", "xl/connections.xml", "xl/querytables/", "xl/model/", "customxml/item1.data")
EMBEDDED = ("xl/embeddings/",)
ARCHIVES = (".zip", ".xlsx", ".xlsm", ".xls", ".ods", ".7z", ".rar", ".gz", ".exe", ".dll", ".docx")

_DTD = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_DECLARED = re.compile(rb"^\s*<\?xml[^>]*\sencoding\s*=\s*[\"']([A-Za-z0-9._-]+)[\"']")
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
_CELL = re.compile(rb"<(?:\w+:)?c\s(?:[^<>]*\s)?r=[\"']([A-Z]{1,3}\d{1,7})[\"']")
_ODS_FORMULA = re.compile(rb"<table:table\s[^>]*?table:name=\"([^\"]*)\"|\stable:formula\s*=")
_ODS_LINK = re.compile(rb"<table:table-source\s|<table:dde-link|<office:dde-source|<table:database-source-")
_ODS_SCRIPT = re.compile(rb"<script:event-listener|<office:script\s|<office:scripts>\s*<")


@dataclass
class Inside:
    """What was found: `formulas` is sheet name -> its first cell with a formula, '' where the cell is not known."""

    format: str
    counts_from_1904: bool = False
    formulas: dict[str, str] = field(default_factory=dict)


def look_into_zip(file: BinaryIO) -> Inside:
    """Raises Unreadable."""
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as parts:
            _check_directory(parts)
            return _look(parts)
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        OSError,
        ValueError,
        NotImplementedError,
        RuntimeError,
        KeyError,
        IndexError,
    ):
        raise Unreadable("broken_workbook") from None
    except (DefusedXmlException, ElementTree.ParseError):
        raise Unreadable("xml_tricks") from None
    finally:
        file.seek(0)


def _check_directory(parts: zipfile.ZipFile) -> None:
    every = parts.infolist()
    if len(every) > MOST_PARTS:
        raise Unreadable("zip_bomb")
    if len({each.filename for each in every}) < len(every):
        raise Unreadable("broken_workbook")
    if sum(each.file_size for each in every) > MOST_INFLATED:
        raise Unreadable("zip_bomb")
    for each in every:
        if each.file_size > LITTLE and each.file_size > MOST_RATIO * max(each.compress_size, 1):
            raise Unreadable("zip_bomb")
        if each.flag_bits & 0x1:
            raise Unreadable("password")
        if (each.external_attr >> 16) & 0o170000 == SYMLINK or _leads_out(each.filename):
            raise Unreadable("broken_workbook")


def _leads_out(name: str) -> bool:
    return name.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", name) or ":" in name


def _look(parts: zipfile.ZipFile) -> Inside:
    names = [name.lower() for name in parts.namelist()]
    look = _look_of_ods if "mimetype" in names and "content.xml" in names else _look_of_xlsx
    if look is _look_of_xlsx and "[content_types].xml" not in names:
        raise Unreadable("an_archive")
    for wanted, code in ((MACROS, "macros"), (LINKS, "linked"), (EMBEDDED, "embedded")):
        if any(part in name if "." in part else name.startswith(part) for name in names for part in wanted):
            raise Unreadable(code)
    if any(name.endswith(ARCHIVES) for name in names):
        raise Unreadable("embedded")
    return look(parts)


def _look_of_xlsx(parts: zipfile.ZipFile) -> Inside:
    types = _small(parts, "[Content_Types].xml").decode("utf-8", "replace")
    if "macroEnabled" in types and "sheet.binary" not in types:
        raise Unreadable("macros")
    if "xl/workbook.bin" in parts.namelist():
        raise Unreadable("a_binary_workbook")
    if "spreadsheetml.sheet.main+xml" not in types:
        raise Unreadable("a_document" if "officedocument" in types else "an_archive")
    formulas = {}
    for part in parts.infolist():
        if part.filename.endswith((".xml", ".rels", ".vml")):
            is_sheet = part.filename.startswith("xl/worksheets/") and part.filename.endswith(".xml")
            if cell := _first_formula(_checked(parts, part)) if is_sheet else _drain(_checked(parts, part)):
                formulas[part.filename] = cell
    workbook = ElementTree.fromstring(_small(parts, "xl/workbook.xml"), forbid_dtd=True)
    counts_from_1904 = any(
        each.get("date1904", "0") in ("1", "true", "on") for each in workbook.iter() if each.tag.endswith("}workbookPr")
    )
    named = dict(_sheet_parts(parts, workbook))
    return Inside("xlsx", counts_from_1904, {name: formulas[part] for name, part in named.items() if part in formulas})


def _sheet_parts(parts: zipfile.ZipFile, workbook: Element) -> Iterator[tuple[str, str]]:
    """(name of the sheet, name of its part)."""
    relations = ElementTree.fromstring(_small(parts, "xl/_rels/workbook.xml.rels"), forbid_dtd=True)
    targets = {each.get("Id"): each.get("Target", "") for each in relations}
    for sheet in (each for each in workbook.iter() if each.tag.endswith("}sheet")):
        key = next((value for name, value in sheet.attrib.items() if name.endswith("}id")), "")
        target = targets.get(key, "")
        yield sheet.get("name", ""), target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def _look_of_ods(parts: zipfile.ZipFile) -> Inside:
    kind = _small(parts, "mimetype").decode("ascii", "replace").strip()
    if not kind.startswith("application/vnd.oasis.opendocument.spreadsheet"):
        raise Unreadable("a_document" if kind.startswith("application/vnd.oasis.opendocument") else "an_archive")
    if "META-INF/manifest.xml" in parts.namelist() and b"encryption-data" in _small(parts, "META-INF/manifest.xml"):
        raise Unreadable("password")
    formulas: dict[str, str] = {}
    for part in parts.infolist():
        if part.filename.endswith((".xml", ".rdf")):
            chunks = _checked(parts, part)
            if part.filename == "content.xml":
                formulas = _formulas_of_ods(chunks)
            else:
                _drain(chunks)
    return Inside("ods", formulas=formulas)


def _formulas_of_ods(chunks: Iterator[bytes]) -> dict[str, str]:
    formulas: dict[str, str] = {}
    sheet = ""
    for chunk in chunks:
        if _ODS_LINK.search(chunk):
            raise Unreadable("linked")
        if _ODS_SCRIPT.search(chunk):
            raise Unreadable("macros")
        for found in _ODS_FORMULA.finditer(chunk):
            if found[1] is not None:
                sheet = _unescaped(found[1])
            else:
                formulas[sheet] = ""
    return formulas


def _unescaped(name: bytes) -> str:
    return str(ElementTree.fromstring(b"<a>" + name + b"</a>", forbid_dtd=True).text or "")


def _first_formula(chunks: Iterator[bytes]) -> str:
    """The cell of the first formula, 'a cell' by name; '' for none. Reads to the end, so that all of it is checked."""
    cell = ""
    for chunk in chunks:
        if not cell and (found := _FORMULA.search(chunk)):
            before = _CELL.findall(chunk[: found.start()])
            cell = before[-1].decode() if before else "?"
    return cell


def _drain(chunks: Iterator[bytes]) -> str:
    for _chunk in chunks:
        pass
    return ""


def _checked(parts: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """The part in pieces that overlap. Raises Unreadable for more than it said it held, and for tricks."""
    with parts.open(part) as stream:
        yield from _pieces(stream, part.file_size)


def _pieces(stream: IO[bytes], most: int) -> Iterator[bytes]:
    end, size = b"", 0
    while chunk := stream.read(CHUNK):
        if not size:
            _check_letters(chunk)
        size += len(chunk)
        if size > most:
            raise Unreadable("zip_bomb")
        piece = end + chunk
        if _DTD.search(piece):
            raise Unreadable("xml_tricks")
        yield piece
        end = piece[-OVERLAP:]


def _check_letters(start: bytes) -> None:
    """XML in other letters would hide from every search for what is forbidden."""
    declared = _DECLARED.match(start.removeprefix(b"\xef\xbb\xbf")[:200])
    if b"\0" in start[:200] or (declared and declared[1].lower() not in (b"utf-8", b"us-ascii", b"ascii")):
        raise Unreadable("xml_tricks")


def _small(parts: zipfile.ZipFile, name: str) -> bytes:
    """A part that is read whole. Raises KeyError."""
    part = parts.getinfo(name)
    if part.file_size > MOST_SMALL_PART:
        raise Unreadable("zip_bomb")
    with parts.open(part) as stream:
        return io.BytesIO(stream.read(MOST_SMALL_PART)).getvalue()
