"""In which letters a text file is written, found from all of its bytes and never from a part."""

import codecs
import io
import re
import unicodedata
from typing import Any, BinaryIO

from records.spreadsheets.tables import Unreadable

CHUNK = 256 * 1024  # bytes
MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}

_LETTER_OF_UTF_8 = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_NOT_IN_1252 = (b"\x81", b"\x8d", b"\x8f", b"\x90", b"\x9d")
_AN_UNSEEN = re.compile("[\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad]")
_UNSEEN = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad"))


def composed(text: str) -> str:
    """NFC, without signs that nobody can see."""
    if not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
    return text.translate(_UNSEEN) if _AN_UNSEEN.search(text) else text


class _Unclosed(io.RawIOBase):
    """Lets a text wrapper go without closing the file under it."""

    def __init__(self, file: BinaryIO):
        self._file = file

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        chunk = self._file.read(len(buffer))
        buffer[: len(chunk)] = chunk
        return len(chunk)


def text_of(file: BinaryIO, encoding: str) -> io.TextIOWrapper:
    """The file from its start as text, line ends as they are, without a byte order mark."""
    file.seek(0)
    text = io.TextIOWrapper(io.BufferedReader(_Unclosed(file), CHUNK), encoding=encoding, newline="")
    if encoding.startswith("utf-16") and _has_mark(file, encoding):
        text.read(1)
    return text


def _has_mark(file: BinaryIO, encoding: str) -> bool:
    file.seek(0)
    start = file.read(2)
    file.seek(0)
    return MARKS.get(start) == encoding


def find_encoding(file: BinaryIO) -> str:
    """A codec's name. UTF-16 by its mark or its pattern, else UTF-8 when the whole file is, else Windows-1252.

    Raises Unreadable for bytes that no text has, for a file that stops inside a letter, and for one that is UTF-8 on
    some lines and not on others: reading that as either would spoil names.
    """
    file.seek(0)
    start = file.read(CHUNK)
    if start.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        raise Unreadable("not_text")
    encoding = _utf_16(start)
    if encoding:
        _check_utf_16(file, encoding)
        return encoding
    file.seek(0)
    if sum(byte < 9 or 13 < byte < 32 for byte in start[:4096]) > 8:
        raise Unreadable("not_text")
    return _eight_bits(file)


def _utf_16(start: bytes) -> str:
    for mark in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        if start.startswith(mark):
            return MARKS[mark]
    head = start[:4096]
    pairs = len(head) // 2
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if pairs >= 4 and odd > pairs * 0.6 and even < pairs * 0.1:
        return "utf-16-le"
    if pairs >= 4 and even > pairs * 0.6 and odd < pairs * 0.1:
        return "utf-16-be"
    return ""


def _check_utf_16(file: BinaryIO, encoding: str) -> None:
    decoder = codecs.getincrementaldecoder(encoding)()
    file.seek(0)
    try:
        while chunk := file.read(CHUNK):
            if "\0" in decoder.decode(chunk):
                raise Unreadable("not_text")
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        raise Unreadable("cut_off") from None


def _eight_bits(file: BinaryIO) -> str:
    decoder = codecs.getincrementaldecoder("utf-8")()
    before = 0  # line ends in the chunks that are UTF-8
    while chunk := file.read(CHUNK):
        if b"\0" in chunk:
            raise Unreadable("not_text")
        try:
            decoder.decode(chunk)
        except UnicodeDecodeError as error:
            _check_windows_1252(file, line=before + _line_ends(chunk[: error.start]) + 1)
            return "cp1252"
        before += _line_ends(chunk)
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        if _holds_utf_8(file):
            raise Unreadable("cut_off") from None
        _check_windows_1252(file, line=before + 1)
        return "cp1252"
    return "utf-8-sig"


def _check_windows_1252(file: BinaryIO, *, line: int) -> None:
    if _holds_utf_8(file):
        raise Unreadable("mixed_letters", line=line)
    file.seek(0)
    while chunk := file.read(CHUNK):
        if b"\0" in chunk or any(byte in chunk for byte in _NOT_IN_1252):
            raise Unreadable("not_text")


def _holds_utf_8(file: BinaryIO) -> bool:
    """Whether a letter of two bytes or more stands anywhere: in Windows-1252 such pairs of signs make no sense."""
    file.seek(0)
    end = b""
    while chunk := file.read(CHUNK):
        if _LETTER_OF_UTF_8.search(end + chunk):
            return True
        end = chunk[-3:]
    return False


def _line_ends(chunk: bytes) -> int:
    return chunk.count(b"\n") or chunk.count(b"\r")
