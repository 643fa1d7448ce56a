"""What went wrong, in words a person can act on: one sentence for each code, in the language of the page."""

from django.conf import settings
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

# Why a file is refused whole. `%(…)s` is filled from the refusal's values.
REFUSALS = {
    "empty": _("The file is empty. Choose the file again, or ask its sender for a new one."),
    "a_pdf": _("This is a PDF. Ask the sender for the same list as a spreadsheet or a CSV file."),
    "an_archive": _("This is a compressed archive. Unpack it and send the list that is in it."),
    "a_document": _("This is a document, not a list. Ask the sender for the same list as a spreadsheet or a CSV file."),
    "a_picture": _("This is a picture. Ask the sender for the list itself as a spreadsheet or a CSV file."),
    "a_web_page": _(
        "This is a web page, although its name may say otherwise. Open it in a spreadsheet program and save "
        "it as a workbook (xlsx)."
    ),
    "an_xml": _(
        "This is an XML file, although its name may say otherwise. Open it in a spreadsheet program and save "
        "it as a workbook (xlsx)."
    ),
    "a_binary_workbook": _(
        "This is a binary workbook (xlsb). Open it in a spreadsheet program and save it as an ordinary workbook (xlsx)."
    ),
    "not_text": _(
        "This file is neither a workbook nor text, so it cannot be a list. Save the list as a workbook (xlsx)"
        " or as CSV (UTF-8) and send that file."
    ),
    "cut_off": _(
        "The file stops in the middle of a letter: a part of it is missing. Ask the sender for the whole file."
    ),
    "mixed_letters": _(
        "The letters of the file are written in two ways (UTF-8 and Windows-1252), the second first on line "
        "%(line)s, so names would be spoilt. Save the list as CSV (UTF-8) and send that file."
    ),
    "not_csv": _(
        "This file is data for a program and no list of lines and columns. Ask the sender for a spreadsheet "
        "or a CSV file."
    ),
    "no_columns": _(
        "No line with headings was found: no line near the top has two columns. Write the headings on one "
        "line, each in a column of its own."
    ),
    "broken_line": _(
        "Line %(line)s cannot be read: a quotation mark is open, or a cell is far too long. Mend the line."
    ),
    "line_too_long": _("Line %(line)s is far too long for a list. Check the file."),
    "too_many_columns": _("The headings have %(number)s columns or more. A list has at most %(most)s: check the file."),
    "heading_twice": _("The heading ‘%(heading)s’ stands twice. Each column needs a heading of its own."),
    "broken_workbook": _(
        "The workbook is broken or was cut off on its way. Open it in a spreadsheet program, save it again as"
        " xlsx and send that file."
    ),
    "password": _("The workbook is locked with a password. Take the password off and send it again."),
    "macros": _(
        "The workbook holds macros, which are programs. Save it as an ordinary workbook (xlsx), without "
        "macros, and send that file."
    ),
    "linked": _(
        "The workbook is linked to other files or to a database. Copy the list as values into a new workbook "
        "and send that one."
    ),
    "embedded": _(
        "The workbook has another file inside it. Copy the list as values into a new workbook and send that one."
    ),
    "formulas": _(
        "The sheet ‘%(sheet)s’ holds formulas, the first in cell %(cell)s. Copy the sheet, paste it as values"
        " into a new workbook and send that one."
    ),
    "zip_bomb": _(
        "The workbook unpacks to far more than a list can hold. It was not opened. Ask the sender what it is."
    ),
    "xml_tricks": _(
        "The inside of the workbook is not written as a spreadsheet program writes it. It was not opened. "
        "Copy the list as values into a new workbook and send that one."
    ),
    "too_much_inside": _(
        "The workbook needs more memory or time than a list may: a cell may stand far away from the list. "
        "Copy the list alone into a new workbook, or save it as CSV (UTF-8)."
    ),
    "hidden_sheet": _(
        "The list stands on the hidden sheet ‘%(sheet)s’, and hidden sheets are not read. Unhide the sheet, "
        "look at it, and send the workbook again."
    ),
    "two_sheets": _(
        "The sheets ‘%(sheet)s’ and ‘%(other)s’ could both be the list. Keep one of them in the workbook, or "
        "send two files."
    ),
    "two_date_orders": _(
        "The dates of birth are written in two orders: day/month/year on line %(line)s and month/day/year on "
        "line %(other)s. Write all of them in one order."
    ),
    "dates_half_turned": _(
        "A spreadsheet program has read some dates of birth as month/day/year and left others, such as that "
        "on line %(line)s, as text. Day and month of the others may be the wrong way round: ask the sender "
        "for the list as it was exported."
    ),
    "missing_headings": _("These headings are needed and are not in the file: %(headings)s. Found: %(found)s."),
    "unknown_headings": _(
        "These headings are not known: %(headings)s. A health body may send names, address, postcode and date of birth "
        "only. Say what they mean, or that they are to be dropped unread."
    ),
    "overlooked_headings": _(
        "These headings seem to mean something, and are not those of the layout: %(headings)s. Say what they mean."
    ),
    "same_meaning": _(
        "The headings ‘%(heading)s’ and ‘%(other)s’ seem to mean the same. Say which of the two is to be read."
    ),
    "no_line_numbers": _(
        "This is no sheet of this list: the column ‘%(heading)s’ is missing. Mend the rows in the sheet that was "
        "downloaded here, and keep all its columns."
    ),
    "no_headings": _(
        "The first line of the file has values in it and no headings. Put a line with the name of each column at the "
        "top, then send the file again."
    ),
    "too_large": _("The file is larger than %(megabytes)s MB. Ask the sender to split it."),
    "same_file": _(
        "This file has been sent already: ‘%(name)s’ on %(day)s by %(who)s. It was not taken a second time. If it is "
        "true of a later day, send it again with that day: one press then refreshes the day of the list."
    ),
    "older": _("A newer list of this kind, of %(day)s, was approved already. Check the date of this list."),
    "no_rows": _("The file has headings and no rows."),
    "no_good_rows": _("Not one row of the file can be used. The first problem is on line %(line)s."),
    "nothing_mended": _("No line of this sheet mends a line that could not be used. See the problems of the list."),
    "given_up": _(
        "The work on this list broke off %(attempts)s times, so it was given up and nothing was kept. "
        "Tell %(contact)s, then send the file again."
    ),
    "unfinished": _("Something went wrong while the file was being read. Nothing was kept; please send it again."),
}

# What is wrong with one value, and what to do. They are shown with line, column and value.
PROBLEMS = {
    "formula": _("This value is a formula, and formulas are not worked out. Write the value itself."),
    "rounded": _(
        "A spreadsheet program has shortened this number, and its last digits are lost. Format the column as "
        "text and write the number in full."
    ),
    "spoilt_letters": _(
        "Letters of this name seem to be lost or doubled. The row is used as it is and is harder to find: "
        "save the list as CSV (UTF-8)."
    ),
    "odd_full_name": _(
        "It is not certain which part of this name is the surname. The row is used: write ‘SURNAME, "
        "Forenames’ to be sure."
    ),
    "too_many_cells": _(
        "This line has more cells than there are headings. Put quotation marks round values with commas, or "
        "take the extra cell out."
    ),
    "no_name": _("The name is missing. Give at least a surname and a forename."),
    "no_date": _("The date of birth is missing. Without it the row cannot be compared."),
    "no_date_odd": _("The date of birth is missing. The row is used, but is harder to find."),
    "bad_date": _("This is not a date. Write day/month/year, such as 31/08/2015."),
    "bad_date_odd": _("This is not a date. The row is used without a date of birth and is harder to find."),
    "future_date": _("The date of birth is later than the date of the list. Correct it."),
    "bad_postcode": _("This is not a postcode. The row is used without one."),
    "unknown_school": _("No school has this number on the list of schools. The row is used; check the number."),
    "upn_elsewhere": _(
        "This UPN was issued outside Wales. The row is used with it. If the child has always been at school in Wales, "
        "ask the school to check the number."
    ),
    "bad_upn": _("This is not a UPN: its check letter does not fit. The row is used without it."),
    "no_reference": _("The sender's reference for the child is missing. Each row of this list needs one."),
    "held_twice": _(
        "The same child stands on line %(value)s too. That line is used; this one adds nothing and needs no mending."
    ),
    "reference_twice": _("The same reference stands on line %(value)s. Each row of this list needs one of its own."),
    "too_long": _("This value is longer than any such value can be. Shorten it."),
    "bad_suitability": _(
        "Write ‘established’, ‘not established’ or ‘unsuitable’, or leave it empty. It was read as not known."
    ),
}

OF_A_LINE = ("held_twice", "reference_twice")  # their value is the number of another line
# Why a line of a mended sheet changes nothing.
IGNORED = {
    "no_number": _("Line %(line)s of the sheet has no number of a line of the list. It was left out."),
    "line_twice": _("Line %(line)s stands twice in the sheet. The first was read."),
    "not_bad": _("Line %(line)s of the list needs no mending. What the sheet says of it was left out."),
}

# What is wrong with what a person says that headings mean.
MEANINGS = {
    "field_twice": _("‘%(heading)s’ and ‘%(other)s’ cannot both mean the same. Choose one of them."),
    "name_twice": _(
        "The name is given twice: whole in ‘%(heading)s’, and in parts in ‘%(other)s’. Leave one of them unread."
    ),
    "not_allowed": _("‘%(heading)s’ cannot have this meaning in a list of this kind."),
    "not_there": _("The file has no heading ‘%(heading)s’."),
    "undecided": _("Say what ‘%(heading)s’ means, or that it is to be dropped unread."),
    "nhs_numbers": _("The column ‘%(heading)s’ holds NHS numbers. It is dropped unread."),
}
LACKING = {
    "name": _("No heading means the name. Choose those of surname and forenames, or one with the full name."),
    "born_on": _("No heading means the date of birth. Choose it: without it nobody can be found."),
    "home": _("No heading means the address or the postcode. Choose at least one of them."),
    "source_ref": _("No heading means the sender’s reference for the child, or the UPN. Choose one of them."),
    "school": _("No heading means the school number. A school roll needs it."),
}

# What goes into a column of a template, and an example of it. Made-up children only.
COLUMNS = {
    "source_ref": (_("Your own reference for the child, the same on every list."), "P000123"),
    "surname": (_("The surname, with its accents."), "Llywelyn-Ŵyn"),
    "forenames": (_("The forename, or all forenames."), "Siân Mair"),
    "full_name": (_("The whole name: forenames, then surname."), "Siân Mair Llywelyn-Ŵyn"),
    "middle_names": (_("Further forenames, where they are apart."), "Mair"),
    "preferred_name": (_("The forename by which the child is known."), "Siani"),
    "former_surname": (_("An earlier surname."), "Gruffudd"),
    "born_on": (_("The date of birth: day, month, year."), "31/08/2015"),
    "address_1": (_("The address, or its first line."), "1 Ffordd y Môr"),
    "address_2": (_("The second line of the address."), "Y Felinheli"),
    "address_3": (_("The town."), "Caergybi"),
    "address_4": (_("The fourth line of the address."), "Ynys Môn"),
    "address_5": (_("The fifth line of the address."), "Cymru"),
    "postcode": (_("The postcode of the home."), "LL65 1AA"),
    "upn": (_("The unique pupil number, thirteen characters, where there is one."), "A660200115001"),
    "school": (_("The number of the school: authority and school, seven digits."), "6604001"),
    "school_name": (_("The school or provider, by name."), "Ysgol y Bryn"),
    "year_group": (_("The year group; R for Reception."), "6"),
    "suitability": (_("‘established’, ‘not established’, ‘unsuitable’, or empty."), "not established"),
}

NHS_COLUMN = _("Every value in the column ‘%(column)s’ is an NHS number. It was dropped.")


def refusal_sentence(refusal: dict) -> str:
    """The sentence for {"code": …, "values": {…}}; '' where there is none."""
    if not refusal:
        return ""
    values = dict(refusal.get("values", {}))
    if get_language() == "cy" and "authority_cy" in values:
        values["authority"] = values["authority_cy"]
    values.setdefault("contact", contact())
    return str(REFUSALS[refusal["code"]]) % values


def contact() -> str:
    """Whom to call when the service itself is at fault."""
    return settings.SUPPORT_CONTACT or gettext("whoever runs this service for you")


def column_help(name: str) -> tuple[str, str]:
    """What goes into the column of this field, and an example."""
    sentence, example = COLUMNS[name]
    return str(sentence), example


def ignored_sentence(code: str, line: int) -> str:
    return str(IGNORED[code]) % {"line": line}


def layout_sentence(code: str, heading: str = "", other: str = "") -> str:
    return str(MEANINGS[code]) % {"heading": heading[:60], "other": other[:60]}


def lacking_sentence(code: str) -> str:
    return str(LACKING[code])


def problem_sentence(code: str, value: str = "") -> str:
    return str(PROBLEMS[code]) % {"value": value} if code in OF_A_LINE else str(PROBLEMS[code])


# What lhb_ingest.origins reads from a name. Each says something of the name and nothing of the child.
NAME_GROUPS = {
    "welsh": _("Names common in Welsh"),
    "polish": _("Names common in Polish"),
    "arabic": _("Names common in Arabic and among Muslims of many languages"),
    "bengali": _("Names common in Bengali"),
    "somali": _("Names common in Somali"),
    "chinese": _("Names common in Chinese"),
}
