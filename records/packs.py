"""The pack for an authority elsewhere (regulation 6): the statutory record in both languages, as CSV and as a PDF."""

import csv
import io
import json
from collections.abc import Iterator

import typst
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from records.exports import harmless, items
from records.models import Case, Child, CMERecord, Transfer

LANGUAGES = ("cy", "en-gb")
Line = tuple[int, str, str]  # number of the item, its name in both languages, its value

# Everything a person wrote comes in as data: nothing of it is read as markup.
PAGE = """
#let pack = json(bytes(sys.inputs.pack))
#set document(title: pack.title)
#set page(paper: "a4", margin: 2cm, footer: context [#pack.reference #h(1fr) #counter(page).display()])
#set text(lang: "cy", size: 11pt)
#heading(level: 1, pack.title)
#for line in pack.intro [#par(line)]
#table(columns: (auto, 1fr, 1.4fr), inset: 7pt,
  table.header(..pack.head.map(strong)),
  ..pack.lines.flatten().map(it => [#it]))
"""


def items_of_child(child: Child) -> Iterator[Line]:
    """Items 1 to 3 from the case file, where there is no statutory record."""
    yield 1, _("Name"), child.full_name
    for name in child.former_names:
        yield 1, _("Former name"), name
    yield 2, _("Address, or last known address"), child.address
    yield 2, _("Postcode"), child.postcode
    yield 3, _("Date of birth"), date_format(child.born_on, "j F Y") if child.born_on else ""


def lines_of(case: Case) -> list[Line]:
    """Every item with its name, and a value that differs by language (a date), in Welsh and in English."""
    record, said = CMERecord.objects.filter(case=case).first(), []
    for language in LANGUAGES:
        with translation.override(language):
            said.append([*items(record)] if record else [*items_of_child(case.child)])
    return [
        (number, both(cy, en), both(of_cy, of_en)) for (number, cy, of_cy), (_n, en, of_en) in zip(*said, strict=True)
    ]


def both(welsh: str, english: str) -> str:
    return welsh if welsh == english else f"{welsh} / {english}"


def in_both(*texts: object) -> list[str]:
    """Texts that are translated when they are read, each in Welsh and in English on one line."""
    read = []
    for language in LANGUAGES:
        with translation.override(language):
            read.append([str(text) for text in texts])
    return [both(welsh, english) for welsh, english in zip(*read, strict=True)]


HEAD = (gettext_lazy("Item"), gettext_lazy("Name of the item"), gettext_lazy("Value"))
TITLE = gettext_lazy("Notice to a receiving authority")
WHY = gettext_lazy(
    "The child is, or is likely to be, ordinarily resident in your area. This authority tells you of its record of the "
    "child under regulation 6."
)


def as_csv(lines: list[Line]) -> str:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(in_both(*HEAD))
    writer.writerows((number, name, harmless(value)) for number, name, value in lines)
    return text.getvalue()


def as_pdf(lines: list[Line], *, case: Case, transfer: Transfer) -> bytes:
    """Tagged and accessible (PDF/UA-1), made by typst, which reads nothing but this page and this data."""
    sender, today = case.authority, timezone.localdate()
    who = both(sender.name_cy, sender.name)
    intro = [f"{who} → {transfer.to}", today.strftime("%d/%m/%Y"), *in_both(WHY)]
    pack = {
        "title": in_both(TITLE)[0],
        "reference": case.reference,
        "intro": intro,
        "head": in_both(*HEAD),
        "lines": [[str(number), name, value] for number, name, value in lines],
    }
    return typst.compile(PAGE.encode(), sys_inputs={"pack": json.dumps(pack)}, pdf_standards=["ua-1"])
