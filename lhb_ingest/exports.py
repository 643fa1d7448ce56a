"""Files that leave with lists: the sheet to mend, the problems, the templates. All text, harmless in a spreadsheet."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

import xlsxwriter
from django.utils.translation import gettext as _
from django.utils.translation import override

from lhb_ingest.layouts import shipped
from lhb_ingest.meanings import WELSH
from lhb_ingest.models import Extract
from lhb_ingest.sentences import column_help, problem_sentence
from records.exports import harmless

MARK = "\ufeff"  # so that a spreadsheet program knows the encoding


def csv_text(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([harmless(heading) for heading in headings])
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return MARK + text.getvalue()


def workbook(sheets: Iterable[tuple[str, Sequence[str], Iterable[Sequence[str]]]]) -> bytes:
    """An xlsx of (name, headings, rows): every cell is text, so that no date turns and no number is rounded."""
    data = io.BytesIO()
    with xlsxwriter.Workbook(data, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        bold, text = book.add_format({"bold": True, "text_wrap": True}), book.add_format({"num_format": "@"})
        for name, headings, rows in sheets:
            sheet = book.add_worksheet(name[:31])
            sheet.set_column(0, max(len(headings) - 1, 0), 24, text)
            sheet.freeze_panes(1, 0)
            for row, cells in enumerate([headings, *rows]):
                for column, cell in enumerate(cells):
                    sheet.write_string(row, column, cell, text if row else bold)
    return data.getvalue()


def problems_as_csv(extract: Extract) -> str:
    """Every problem: line, column by its own heading, value, what to do, and whether the line is used."""
    headings = [_("Line"), _("Column"), _("Value"), _("What to do"), _("The row")]
    return csv_text(headings, _problem_rows(extract))


def _problem_rows(extract: Extract) -> Iterator[list[str]]:
    for problem in extract.problems.all().iterator():
        sentence = problem_sentence(problem.code, problem.value)
        use = _("Not used") if problem.stops_row else _("Used")
        yield [str(problem.line_number), problem.column, problem.value, sentence, use]


# ------------------------------------------------------------------------------------------------------- templates
def template_headings(kind: str, language: str) -> dict[str, str]:
    """Heading -> field of the template of this kind of list, in the order of its layout, each field once."""
    headings: dict[str, str] = {}
    for heading, name in shipped(kind)[0].columns.items():
        if name not in headings.values():
            headings[WELSH[name] if language == "cy" else heading] = name
    return headings


def template_as_csv(kind: str, language: str, rows: Iterable[Sequence[str]] = ()) -> str:
    return csv_text(list(template_headings(kind, language)), rows)


def template_as_xlsx(kind: str, language: str, rows: Iterable[Sequence[str]] = ()) -> bytes:
    """The list to fill in, with these rows, and a sheet that says in both languages what goes into a column."""
    layout = shipped(kind)[0]
    needed = {layout.columns[heading] for heading in layout.needed}
    english, welsh = template_headings(kind, "en"), template_headings(kind, "cy")
    with override("en-gb"):
        helped = {name: (*column_help(name), "Yes" if name in needed else "No") for name in english.values()}
    with override("cy"):
        cymorth = {name: (*column_help(name), "Oes" if name in needed else "Nac oes") for name in english.values()}
    helping = [
        [heading, *helped[name], own, *cymorth[name]]
        for (heading, name), own in zip(english.items(), welsh, strict=True)
    ]
    titles = ["Heading", "What goes into it", "Example", "Needed?"]
    teitlau = ["Pennawd", "Beth sy'n mynd iddi", "Enghraifft", "Oes ei hangen?"]
    list_name, help_name = ("Rhestr", "Cymorth - Help") if language == "cy" else ("List", "Help - Cymorth")
    headings = welsh if language == "cy" else english
    return workbook([(list_name, list(headings), rows), (help_name, [*titles, *teitlau], helping)])
