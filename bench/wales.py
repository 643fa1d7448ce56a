"""The lists of all Wales: those of its 22 authorities, one after another, each child's number under the authority's."""

import csv
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from lhb_ingest.practice import make_lists

CODES = [str(code) for code in range(660, 682)]
REFERENCES = {"RECORD_ID", "PUPIL_REF", "EHE_REF", "PupilRef", "Ref"}


def make_wales(folders: list[Path], children: int, seed: int, as_at: date) -> None:
    """Writes the lists of a month into each folder, as many children in every authority."""
    for code in CODES:
        for folder, month in zip(
            folders, make_lists(code, children // len(CODES), seed, as_at, months=len(folders)), strict=True
        ):
            for name, text in month.files.items():
                _add(folder / name, code, text)


def _add(path: Path, code: str, text: str) -> None:
    headings, *rows = csv.reader(text.splitlines())
    is_first = not path.exists()
    with path.open("a", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerows([headings] if is_first else [])
        writer.writerows(_of_wales(code, headings, rows))


def _of_wales(code: str, headings: list[str], rows: list[list[str]]) -> Iterable[list[str]]:
    places = [place for place, heading in enumerate(headings) if heading in REFERENCES]
    for row in rows:
        for place in places:
            row[place] = row[place] and f"{code}{row[place]}"
        yield row
