"""Letters as tagged PDF (PDF/UA-1): the words go in as data, so that no name can become mark-up."""

import json
from pathlib import Path
from typing import Any

import matplotlib
import typst

PAGE = Path(__file__).parent / "letter.typ"
FONTS = str(Path(matplotlib.get_data_path()) / "fonts" / "ttf")  # DejaVu Sans: has ŵ and ŷ, and is on every machine


def pdf_of(letters: list[dict[str, Any]], *, title: str, author: str) -> bytes:
    """One file of `letters`, each {"address": [lines], "parts": [part]}, the parts in the order of their languages.

    A part is {"lang": "cy" or "en", "authority", "date", "reference", "subject", "body"}; an empty line in a body
    begins a paragraph. Control characters are left out.
    """
    data = {"title": title, "author": author, "lang": letters[0]["parts"][0]["lang"]}
    data["letters"] = [
        {"address": letter["address"], "parts": [in_paragraphs(part) for part in letter["parts"]]} for letter in letters
    ]
    return typst.compile(
        str(PAGE),
        format="pdf",
        sys_inputs={"letters": json.dumps(data)},
        font_paths=[FONTS],
        ignore_system_fonts=True,
        pdf_standards="ua-1",
    )


def in_paragraphs(part: dict[str, str]) -> dict[str, Any]:
    body = part["body"].replace("\r\n", "\n")
    paragraphs = [[printable(line) for line in text.split("\n")] for text in body.split("\n\n") if text.strip()]
    rest = {name: printable(value) for name, value in part.items() if name != "body"}
    return rest | {"paragraphs": paragraphs}


def printable(text: str) -> str:
    return "".join(letter for letter in text if letter.isprintable())
