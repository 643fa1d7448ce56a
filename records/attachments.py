"""What may be attached to a case: a file is taken for what its content is, whatever its name says.

Attachments are only ever handed back as they came, so what is refused here is what could run on a colleague's machine.
"""

import io
import zipfile
import zlib
from pathlib import PurePath

import puremagic
from django.utils.translation import gettext as _

from records.errors import Refused
from records.keeping import FileKind

LARGEST = 10 * 1024 * 1024  # bytes
MOST_OF_A_CASE = 100
MOST_PARTS = 2000  # of an office document

BY_CONTENT = {"pdf": FileKind.PDF, "jpg": FileKind.JPEG, "png": FileKind.PNG}
# The type that the main part of an office document has, as [Content_Types].xml says; and the whole mimetype of ODF.
OFFICE = {
    b"wordprocessingml.document.main+xml": FileKind.DOCX,
    b"spreadsheetml.sheet.main+xml": FileKind.XLSX,
}
OPEN_DOCUMENTS = {
    b"application/vnd.oasis.opendocument.text": FileKind.ODT,
    b"application/vnd.oasis.opendocument.spreadsheet": FileKind.ODS,
}
RUNS = ("vbaproject.bin", "vbadata.xml", "/activex/", "basic/", "scripts/", "/embeddings/", ".exe", ".js", ".dll")


def kind_of(content: bytes) -> FileKind:
    """What the file is. Raises Refused, with what to do instead, for anything that is not of a known kind."""
    if not content:
        raise Refused(_("The file is empty. Nothing was attached."))
    if len(content) > LARGEST:
        raise Refused(_("The file is larger than %(most)s MB. Nothing was attached.") % {"most": LARGEST // 1024**2})
    if content.startswith(b"PK\x03\x04"):
        return _kind_of_document(content)
    try:
        found = {match.extension.lstrip(".") for match in puremagic.magic_string(content)}
    except (puremagic.PureError, ValueError):
        found = set()
    kind = next((kind for ending, kind in BY_CONTENT.items() if ending in found), None)
    if kind is None:
        raise Refused(
            _(
                "This is no file of a kind that can be attached, whatever its name says. Attach a PDF, a picture (JPEG "
                "or PNG), or a Word, Excel or OpenDocument file. Print an e-mail to PDF first."
            )
        )
    return kind


def _kind_of_document(content: bytes) -> FileKind:
    """Of a zip: an office document without macros, password or files inside, or nothing that can be attached."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            every = parts.infolist()
            names = [each.filename.lower() for each in every]
            if len(every) > MOST_PARTS or len(set(names)) < len(names):
                raise zipfile.BadZipFile
            if any(each.flag_bits & 0x1 for each in every):
                raise Refused(_("The file has a password. Take it off first: nobody else could read it."))
            if any(part in name for name in names for part in RUNS):
                raise Refused(
                    _("The file holds macros or other files, which could run. Save it as PDF and attach that.")
                )
            kind = _main_part(parts, names)
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, OSError, ValueError, RuntimeError):
        raise Refused(_("The file is damaged, or is an archive. Nothing was attached.")) from None
    if kind is None:
        raise Refused(_("The file is damaged, or is an archive. Nothing was attached."))
    return kind


def _main_part(parts: zipfile.ZipFile, names: list[str]) -> FileKind | None:
    if "mimetype" in names:
        return OPEN_DOCUMENTS.get(_start_of(parts, "mimetype", 200).strip())
    types = _start_of(parts, "[Content_Types].xml", 1024 * 1024)
    if b"macroEnabled" in types:
        raise Refused(_("The file holds macros or other files, which could run. Save it as PDF and attach that."))
    return next((kind for said, kind in OFFICE.items() if said in types), None)


def _start_of(parts: zipfile.ZipFile, name: str, most: int) -> bytes:
    with parts.open(name) as part:
        return part.read(most)


def safe_name(name: str, kind: FileKind) -> str:
    """The name that was sent without folders and unseen letters, with the ending of what the file is."""
    last = name.replace("\\", "/").rpartition("/")[2]
    plain = "".join(letter for letter in last if letter.isprintable() and letter not in '"<>:|?*')
    stem = PurePath(plain.strip(" .")).stem.strip(" .")[:180]
    return f"{stem or 'file'}.{kind.value}"
