"""Returns as tidy CSV: one number a line, defined in both languages, and no cell that a spreadsheet runs."""

import csv
import io
import json
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from records.exports import BYTE_ORDER_MARK, harmless
from reporting import disclosure, figures
from reporting.models import Return
from reporting.months import last_day, month_name
from reporting.workbooks import Publication, Sheet

LANGUAGES = {"en": "en-gb", "cy": "cy"}

EXACT = _("Exact figure, for the authority's own people only. Not for publication.")
NOTES = {
    disclosure.HIDDEN: _("Confidential: 1 to 4, or hidden so that another number cannot be worked out."),
    disclosure.WITHHELD: _("Not given, so that another number cannot be worked out."),
    disclosure.NOT_APPLICABLE: _("Not applicable: there was nothing to measure."),
}
METADATA = "-metadata.json"
ROUNDED = _("Rounded to the nearest 5. Totals are rounded on their own, so parts may not add up to them.")
MEASURED = _("Not rounded: a measure, not a count.")

HEADINGS = [
    "authority",
    "authority_en",
    "authority_cy",
    "month",
    "version",
    "definitions",
    "indicator",
    "indicator_en",
    "indicator_cy",
    "definition_en",
    "definition_cy",
    "unit_en",
    "unit_cy",
    "category",
    "category_en",
    "category_cy",
    "value",
    "note_en",
    "note_cy",
]


@dataclass(frozen=True)
class Line:
    """One number as it goes into a file: text, with what is to be said about it."""

    indicator: str
    category: str
    value: str
    note: object


def exact_lines(cme_return: Return) -> Iterator[Line]:
    for line in cme_return.lines.all():
        value = disclosure.NOT_APPLICABLE if line.value is None else str(line.value)
        yield Line(line.indicator, line.category, value, EXACT)


def released_lines(cme_return: Return) -> Iterator[Line]:
    for line in cme_return.released_lines.all():
        yield Line(line.indicator, line.category, line.shown, note_on(line.indicator, line.shown))


def note_on(indicator: str, shown: str) -> object:
    """What a reader has to know about one released number."""
    if shown in NOTES:
        return NOTES[shown]
    return MEASURED if figures.indicator_of(indicator).is_measure else ROUNDED


def csv_of(cme_return: Return, lines: Iterable[Line]) -> bytes:
    """The same bytes in whichever language the page was read."""
    file = io.StringIO()
    file.write(BYTE_ORDER_MARK)
    writer = csv.DictWriter(file, HEADINGS, lineterminator="\r\n")
    writer.writeheader()
    about = about_return(cme_return)
    for line in lines:
        writer.writerow({name: harmless(value) for name, value in (about | about_line(line)).items()})
    return file.getvalue().encode()


def about_return(cme_return: Return) -> dict[str, str]:
    return {
        "authority": cme_return.authority_id,
        "authority_en": cme_return.authority.name,
        "authority_cy": cme_return.authority.name_cy,
        "month": month_name(cme_return.month),
        "version": str(cme_return.version),
        "definitions": cme_return.definitions,
    }


def about_line(line: Line) -> dict[str, str]:
    indicator = figures.indicator_of(line.indicator)
    return {
        "indicator": line.indicator,
        "category": line.category or "total",
        "value": line.value,
        **in_both("indicator", lambda: indicator.title),
        **in_both("definition", lambda: indicator.definition),
        **in_both("unit", lambda: indicator.unit.label),
        **in_both("category", lambda: indicator.label(line.category)),
        **in_both("note", lambda: line.note),
    }


def in_both(name: str, words) -> dict[str, str]:
    """The words in English and in Welsh, under the name with each language's ending."""
    found = {}
    for ending, language in LANGUAGES.items():
        with translation.override(language):
            found[f"{name}_{ending}"] = str(words())
    return found


def file_name(cme_return: Return, *, exact: bool, form: str = "csv") -> str:
    kind = "exact-not-for-publication" if exact else "released"
    return f"cme-{cme_return.authority_id}-{month_name(cme_return.month)}-v{cme_return.version}-{kind}.{form}"


def metadata_name(cme_return: Return, *, exact: bool = False) -> str:
    return file_name(cme_return, exact=exact).removesuffix(".csv") + METADATA


def metadata_of(cme_return: Return, *, exact: bool = False) -> bytes:
    """What a reader of the CSV has to know, as JSON: where it comes from, its definitions, its signs, its history."""
    shown = set(cme_return.lines.values_list("indicator", flat=True)) or set(
        cme_return.released_lines.values_list("indicator", flat=True)
    )
    about = about_return(cme_return) | {
        "file": file_name(cme_return, exact=exact),
        "released_on": cme_return.released_at.date().isoformat() if cme_return.released_at else "",
        "as_at": last_day(cme_return.month).isoformat(),
        "fingerprint": cme_return.fingerprint,
        "program": cme_return.code,
        **in_both("correction", lambda: cme_return.get_correction_display()),
        "signs": signs(),
        **in_both("rounding", lambda: ROUNDED),
        "indicators": definitions(shown),
    }
    return (json.dumps(about, ensure_ascii=False, indent=2) + "\n").encode()


def signs() -> list[dict[str, str]]:
    """The shorthand: each sign with its meaning in both languages."""
    return [{"sign": sign, **in_both("meaning", lambda note=note: note)} for sign, note in NOTES.items()]


def definitions(codes: Collection[str]) -> list[dict[str, str]]:
    """Title, definition and unit of indicators in both languages, in the order of a return."""
    return [
        {
            "indicator": code,
            **in_both("title", lambda one=one: one.title),
            **in_both("definition", lambda one=one: one.definition),
            **in_both("unit", lambda one=one: one.unit.label),
        }
        for code, one in figures.INDICATORS.items()
        if code in codes
    ]


def publication(cme_return: Return, lines: Iterable[Line], *, exact: bool) -> Publication:
    """The tables of a return in the language that is read: a sheet for each section, then signs and definitions."""
    by_code: dict[str, list[Line]] = {}
    for line in lines:
        by_code.setdefault(line.indicator, []).append(line)
    month = date_format(cme_return.month, "F Y")
    about = [EXACT] if exact else [ROUNDED, *(f"{sign} {note}" for sign, note in NOTES.items())]
    version = _("Version %(version)s. Open cases are counted at the end of the last day of the month.")
    return Publication(
        title=f"{cme_return.authority}, {month}",
        contents_label=gettext("Contents"),
        contents_columns=(gettext("Sheet"), gettext("Table")),
        about=[str(version) % {"version": cme_return.version}, *map(str, about)],
        sheets=[*section_sheets(by_code, month), definitions_sheet(by_code)],
        made_at=cme_return.released_at or cme_return.made_at,
        language={"cy": "cy-GB"}.get(get_language() or "", "en-GB"),
    )


def section_sheets(by_code: dict[str, list[Line]], month: str) -> Iterator[Sheet]:
    headings = [gettext("Figure"), gettext("Category"), gettext("Unit"), gettext("Value")]
    for number, (title, indicators) in enumerate(figures.SECTIONS, start=1):
        rows = [
            [str(one.title), one.label(line.category), str(one.unit.label), number_or_sign(line.value)]
            for one in indicators
            for line in by_code.get(one.code, [])
        ]
        if rows:
            yield Sheet(
                label=str(number),
                name=f"table_{number}",
                title=f"{title}, {month}",
                about=[gettext("This sheet has one table. The signs in it are explained on the first sheet.")],
                rows=[headings, *rows],
            )


def definitions_sheet(by_code: dict[str, list[Line]]) -> Sheet:
    found = [figures.indicator_of(code) for code in by_code]
    return Sheet(
        label=gettext("Definitions"),
        name="definitions",
        title=gettext("What each figure counts"),
        about=[gettext("This sheet has one table.")],
        rows=[
            [gettext("Figure"), gettext("Definition")],
            *([str(one.title), str(one.definition or one.code)] for one in found),
        ],
    )


def number_or_sign(text: str) -> str | int:
    return int(text) if text.isdecimal() else text
