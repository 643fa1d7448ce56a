"""What went wrong, in words a person can act on: one sentence for each code, in the language of the page."""

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

# Why a file is refused whole. `%(…)s` is filled from the refusal's values.
REFUSALS = {
    "empty": _("The file is empty. Choose the file again, or ask its sender for a new one."),
    "a_workbook": _("This is a spreadsheet workbook. Save it as CSV (UTF-8) and send that file."),
    "a_pdf": _("This is a PDF. Ask the sender for the same list as a CSV file."),
    "an_archive": _("This is a compressed archive. Unpack it and send the CSV file that is in it."),
    "a_document": _("This is a document, not a list. Ask the sender for the same list as a CSV file."),
    "not_text": _(
        "This file is not text, so it cannot be a CSV file. Save the list as CSV (UTF-8) and send that file."
    ),
    "not_csv": _(
        "This file is not a CSV file: its first line has no headings with commas, semicolons, tabs or bars "
        "between them."
    ),
    "broken_line": _(
        "Line %(line)s cannot be read: a quotation mark is open, or a cell is far too long. Mend the line."
    ),
    "too_many_columns": _("The first line has %(number)s columns. A list has at most %(most)s: check the file."),
    "heading_twice": _("The heading ‘%(heading)s’ stands twice. Each column needs a heading of its own."),
    "too_many_cells": _(
        "Line %(line)s has %(cells)s cells and there are %(headings)s headings. Put quotation marks round values "
        "with commas."
    ),
    "missing_headings": _("These headings are needed and are not in the file: %(headings)s. Found: %(found)s."),
    "unknown_headings": _(
        "These headings are not known: %(headings)s. A health body may send names, address, postcode and date of birth "
        "only. Take the columns out, or ask an administrator about the layout."
    ),
    "too_large": _("The file is larger than %(megabytes)s MB. Ask the sender to split it."),
    "same_file": _(
        "This file has been sent already: ‘%(name)s’ on %(day)s by %(who)s. It was not taken a second time."
    ),
    "older": _("A newer list of this kind, of %(day)s, was approved already. Check the date of this list."),
    "another_authority": _(
        "This looks like another authority's list: of %(rows)s rows with a postcode, %(outside)s are outside the "
        "area. Check which file it is and which authority was chosen."
    ),
    "another_authority_named": _(
        "This looks like the list of %(authority)s: of %(rows)s rows with a postcode, %(outside)s are outside the "
        "area. Check which file it is and which authority was chosen."
    ),
    "no_rows": _("The file has headings and no rows."),
    "no_good_rows": _("Not one row of the file can be used. The first problem is on line %(line)s."),
    "unfinished": _("Something went wrong while the file was being read. Nothing was kept; please send it again."),
}

# What is wrong with one value, and what to do. They are shown with line, column and value.
PROBLEMS = {
    "no_name": _("The name is missing. Give at least a surname and a forename."),
    "no_date": _("The date of birth is missing. Without it the row cannot be compared."),
    "no_date_odd": _("The date of birth is missing. The row is used, but is harder to find."),
    "bad_date": _("This is not a date. Write day/month/year, such as 31/08/2015."),
    "bad_date_odd": _("This is not a date. The row is used without a date of birth and is harder to find."),
    "future_date": _("The date of birth is later than the date of the list. Correct it."),
    "bad_postcode": _("This is not a postcode. The row is used without one."),
    "bad_upn": _("This is not a UPN: its check letter does not fit. The row is used without it."),
    "no_reference": _("The sender's reference for the child is missing. Each row of this list needs one."),
    "reference_twice": _("The same reference stands on line %(value)s. Each row of this list needs one of its own."),
    "too_long": _("This value is longer than any such value can be. Shorten it."),
    "bad_suitability": _(
        "Write ‘established’, ‘not established’ or ‘unsuitable’, or leave it empty. It was read as not known."
    ),
}

NHS_COLUMN = _("Every value in the column ‘%(column)s’ is an NHS number. It was dropped.")


def refusal_sentence(refusal: dict) -> str:
    """The sentence for {"code": …, "values": {…}}; '' where there is none."""
    if not refusal:
        return ""
    values = dict(refusal.get("values", {}))
    if get_language() == "cy" and "authority_cy" in values:
        values["authority"] = values["authority_cy"]
    return str(REFUSALS[refusal["code"]]) % values


def problem_sentence(code: str, value: str = "") -> str:
    return str(PROBLEMS[code]) % {"value": value} if code == "reference_twice" else str(PROBLEMS[code])
