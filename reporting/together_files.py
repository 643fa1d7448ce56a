"""A month's released figures of every authority as files: tidy CSV with its metadata, and workbooks."""

import csv
import io
import json
from collections.abc import Iterator

from django.utils.formats import date_format
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from records.exports import BYTE_ORDER_MARK, harmless
from reporting import figures, workbooks
from reporting.exports import (
    HEADINGS,
    NOTES,
    ROUNDED,
    Line,
    about_line,
    about_return,
    definitions,
    definitions_sheet,
    in_both,
    note_on,
    number_or_sign,
    signs,
)
from reporting.months import last_day, month_name
from reporting.together import GROUPS, Number, Together, Total
from reporting.workbooks import Publication, Sheet

OF_SHOWN = _("Of the numbers as they are released: each is off by 2 at most, and hidden ones are left out.")
MONTH = "F Y"


def file_name(found: Together, form: str) -> str:
    ending = "-metadata.json" if form == "json" else f".{form}"
    return f"cme-together-{month_name(found.month)}-released{ending}"


def csv_of(found: Together) -> bytes:
    """One number a line: those of each authority, then what they come to. The same bytes in either language."""
    file = io.StringIO()
    file.write(BYTE_ORDER_MARK)
    writer = csv.DictWriter(file, HEADINGS, lineterminator="\r\n")
    writer.writeheader()
    for line in [*lines_of(found), *totals_of(found)]:
        writer.writerow({name: harmless(value) for name, value in line.items()})
    return file.getvalue().encode()


def lines_of(found: Together) -> Iterator[dict[str, str]]:
    for code, one in found.returns.items():
        whose = about_return(one)
        for number in found.numbers:
            if text := found.text(code, number):
                yield whose | about_line(Line(*number, text, note_on(number[0], text)))


def totals_of(found: Together) -> Iterator[dict[str, str]]:
    for group, label in GROUPS.items():
        whose = {"authority": group, "month": month_name(found.month), "version": "", "definitions": found.definitions}
        whose |= in_both("authority", lambda label=label: label)
        for number in found.numbers:
            if not figures.indicator_of(number[0]).is_measure:
                total = found.total(group, number)
                line = about_line(Line(*number, total.shown, OF_SHOWN))
                yield whose | line | in_both("note", lambda total=total: note_of(total))


def note_of(total: Total) -> str:
    return f"{OF_SHOWN} {total.note}".strip()


def metadata_of(found: Together) -> bytes:
    """What a reader of the CSV has to know."""
    told = {"file": file_name(found, "csv")} | about(found)
    return (json.dumps(told, ensure_ascii=False, indent=2) + "\n").encode()


def about(found: Together) -> dict:
    """A month: who has released, what to beware of, signs, definitions."""
    return {
        "month": month_name(found.month),
        "as_at": last_day(found.month).isoformat(),
        "authorities": [
            {
                "authority": one.pk,
                "authority_en": one.name,
                "authority_cy": one.name_cy,
                "is_pilot": one.is_pilot,
                "return": found.returns[one.pk].pk if one.pk in found.returns else None,
                **in_both("cautions", lambda one=one: " ".join(found.cautions(one))),
            }
            for one in found.authorities
        ],
        **in_both("totals", lambda: OF_SHOWN),
        **in_both("rounding", lambda: ROUNDED),
        "signs": signs(),
        "indicators": definitions({indicator for indicator, _category in found.numbers}),
    }


def totals(found: Together) -> list[dict[str, str]]:
    """What the released numbers come to, by group and number, with what is missing from each."""
    names = ("authority", "indicator", "category", "value", "note_en", "note_cy")
    return [{name: line[name] for name in names} for line in totals_of(found)]


def publication(found: Together) -> Publication:
    """A sheet for each section, a column for each authority, then cautions and definitions, in the page's language."""
    month = date_format(found.month, MONTH)
    released_at = max(one.released_at for one in found.returns.values())
    return Publication(
        title=gettext("Every authority side by side, %(month)s") % {"month": month},
        contents_label=gettext("Contents"),
        contents_columns=(gettext("Sheet"), gettext("Table")),
        about=[str(ROUNDED), str(OF_SHOWN), *(f"{sign} {note}" for sign, note in NOTES.items())],
        sheets=[*section_sheets(found, month), cautions_sheet(found), definitions_sheet(dict(found.numbers))],
        made_at=released_at,
        language={"cy": "cy-GB"}.get(get_language() or "", "en-GB"),
    )


def section_sheets(found: Together, month: str) -> Iterator[Sheet]:
    ours = [one for one in found.authorities if one.pk in found.returns]
    headings = [gettext("Figure"), gettext("Category"), gettext("Unit"), *map(str, [*ours, *GROUPS.values()])]
    for place, (title, indicators) in enumerate(figures.SECTIONS, start=1):
        codes = {one.code for one in indicators}
        rows = [row_of(found, number, [one.pk for one in ours]) for number in found.numbers if number[0] in codes]
        if rows:
            yield Sheet(
                label=str(place),
                name=f"table_{place}",
                title=f"{title}, {month}",
                about=[gettext("This sheet has one table. The signs in it are explained on the first sheet.")],
                rows=[headings, *rows],
            )


def row_of(found: Together, number: Number, codes: list[str]) -> list[str | int]:
    indicator = figures.indicator_of(number[0])
    texts = [found.text(code, number) for code in codes] + [found.total(group, number).shown for group in GROUPS]
    words = [str(indicator.title), indicator.label(number[1]), str(indicator.unit.label)]
    return [*words, *(number_or_sign(text) for text in texts)]


def cautions_sheet(found: Together) -> Sheet:
    return Sheet(
        label=gettext("Cautions"),
        name="cautions",
        title=gettext("What to bear in mind about each authority"),
        about=[gettext("This sheet has one table.")],
        rows=[
            [gettext("Authority"), gettext("Caution")],
            *([str(one), " ".join(found.cautions(one)) or "–"] for one in found.authorities),
        ],
    )


FORMS = {
    "csv": (csv_of, "text/csv; charset=utf-8"),
    "xlsx": (lambda found: workbooks.xlsx_of(publication(found)), workbooks.XLSX),
    "ods": (lambda found: workbooks.ods_of(publication(found)), workbooks.ODS),
    "json": (metadata_of, "application/json"),
}
