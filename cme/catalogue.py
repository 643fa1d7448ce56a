"""The Welsh catalogue: collects every sentence of the pages, keeps its translation, compiles it, finds what is missing.

Made with Babel, so it needs no gettext on the machine and writes no date, no person and no absolute path into the file.
"""

import io
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

CODE = ("cme", "records", "lhb_ingest", "reporting")
TEMPLATES = ("templates", *(f"{app}/templates" for app in CODE))
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
# The Unicode plural rules of Welsh.
PLURALS = (6, "(n==0) ? 0 : (n==1) ? 1 : (n==2) ? 2 : (n==3) ? 3 : (n==6) ? 4 : 5")
HEADERS = ("MIME-Version:", "Content-Type:", "Content-Transfer-Encoding:", "Language:", "Plural-Forms:")
PLACEHOLDER = re.compile(r"%\(\w+\)[#0\- +]*\d*[sdf]|%[sdf]|\{\w*\}")


def collected(root: Path) -> Catalog:
    """Every sentence in the code and the templates, without translations, in the order of files and lines."""
    catalogue = Catalog(locale="cy", project="cme", charset="utf-8", fuzzy=False)
    catalogue._num_plurals, catalogue._plural_expr = PLURALS
    for path, line, sentence, comments, context in sentences(root):
        catalogue.add(sentence, None, [(path, line)], auto_comments=comments, context=context)
    return catalogue


def sentences(root: Path) -> Iterator[tuple]:
    for path in files(root, CODE, {".py"}):
        if "migrations" not in path.parts:
            yield from found(root, path, path.read_text())
    for path in files(root, TEMPLATES, {".html", ".txt"}):
        # Template text has no indentation that Python would understand.
        code = templatize(path.read_text(), origin=str(path))
        yield from found(root, path, "\n".join(line.lstrip() for line in code.splitlines()))


def files(root: Path, folders: Iterable[str], suffixes: set[str]) -> Iterator[Path]:
    for folder in folders:
        yield from sorted(path for path in (root / folder).rglob("*") if path.suffix in suffixes)


def found(root: Path, path: Path, code: str) -> Iterator[tuple]:
    source = io.BytesIO(code.encode())
    name = path.relative_to(root).as_posix()
    options = {"encoding": "utf-8"}
    for line, sentence, comments, context in extract("python", source, KEYWORDS, ["Translators:"], options):
        yield name, line, sentence, comments, context


def read(po: Path) -> Catalog:
    if not po.exists():
        return Catalog(locale="cy")
    with po.open("rb") as file:
        return read_po(file, locale="cy")


def updated(root: Path, po: Path) -> str:
    """The text of the catalogue as it should be: what the code says now, with the translations there are.

    A sentence that has gone stays at the end as obsolete, so that one which comes back finds its translation.
    """
    new, old = collected(root), read(po)
    kept = {key(message): message for message in (*old.obsolete.values(), *old) if message.id and message.string}
    for message in new:
        if message.id and (translated := kept.pop(key(message), None)):
            message.string, message.user_comments = translated.string, translated.user_comments
            message.flags |= translated.flags & {"fuzzy"}
    for message in kept.values():
        message.locations, message.auto_comments = [], []
        new.obsolete[key(message)] = message
    return text(new)


def key(message: Message) -> tuple:
    first = message.id[0] if isinstance(message.id, (list, tuple)) else message.id
    return first, message.context or ""


def text(catalogue: Catalog) -> str:
    """The file without the headers that change with the day and the person."""
    buffer = io.BytesIO()
    write_po(buffer, catalogue, width=110, sort_by_file=True, include_lineno=False)
    lines = buffer.getvalue().decode().splitlines()
    start = next(number for number, line in enumerate(lines) if line.startswith("msgid"))
    end = lines.index("", start)
    head = [line for line in lines[start:end] if not line.startswith('"') or line[1:].startswith(HEADERS)]
    return "\n".join(["# Welsh", *head, *lines[end:]]).rstrip() + "\n"


def compiled(po: Path) -> bytes:
    """The same bytes on any day: Babel would write the minute in which it compiles."""
    catalogue, buffer = read(po), io.BytesIO()
    catalogue.creation_date = datetime(2026, 1, 1, tzinfo=UTC)
    write_mo(buffer, catalogue)
    return buffer.getvalue()


def problems(root: Path, po: Path) -> Iterator[str]:
    """What keeps a Welsh page from being Welsh, in words that name the sentence."""
    if not po.exists() or po.read_text() != updated(root, po):
        yield "The catalogue is not what the code says now: run `manage.py catalogue update`."
    for message in read(po):
        if message.id:
            yield from problems_of(message)
    mo = po.with_suffix(".mo")
    if not mo.exists() or mo.read_bytes() != compiled(po):
        yield "The compiled catalogue is missing or old: run `manage.py catalogue compile`."


def problems_of(message: Message) -> Iterator[str]:
    originals = message.id if isinstance(message.id, tuple) else (message.id,)
    translations = message.string if isinstance(message.string, tuple) else (message.string,)
    where = ", ".join(sorted({name for name, _line in message.locations}))
    named = f"{originals[0]!r} ({where})"
    if not all(translations):
        yield f"Not translated: {named}"
        return
    if message.fuzzy:
        yield f"Marked fuzzy: {named}"
    allowed = {frozenset(PLACEHOLDER.findall(original)) for original in originals}
    for translation in translations:
        if frozenset(PLACEHOLDER.findall(translation)) not in allowed:
            yield f"Placeholders differ: {named} and {translation!r}"
