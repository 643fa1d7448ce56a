"""Files that people and programs really make, and files that somebody made to do harm: rows, or a sentence."""

import codecs
import datetime
import io
import re
import struct
import zlib

import pytest
from django.utils import translation

from lhb_ingest.checking import Problem
from lhb_ingest.reading import open_list
from lhb_ingest.sentences import refusal_sentence
from records.choices import ListKind
from records.spreadsheets import Unreadable
from tests.records.spreadsheets.making import compound, ods, record, repacked, xls, xlsx, zipped

AS_AT = datetime.date(2026, 3, 31)
HEADINGS = ["PupilRef", "Surname", "Forename", "DOB", "School"]
SION = ["P1", "Ŵyn-O’Neill", "Siôn", "2015-08-31", "6604001"]
TEGWEN = ["P2", "D'Arcy", "Tŷ Non", "2014-02-03", "6604001"]
LIST = [HEADINGS, SION, TEGWEN]
READ = [("Siôn", "Ŵyn-O’Neill", datetime.date(2015, 8, 31)), ("Tŷ Non", "D'Arcy", datetime.date(2014, 2, 3))]


def text(rows=LIST, *, between=",", end="\r\n") -> str:
    return end.join(between.join(row) for row in rows) + end


def with_dates(*dates: object) -> list[list[object]]:
    return [HEADINGS, *([f"P{n}", "Bevan", "Non", each, "6604001"] for n, each in enumerate(dates, start=1))]


def read(content: bytes) -> tuple[list[tuple], list[Problem]]:
    """((forenames, surname, born) of every good row, problems), the way an upload reads a school roll."""
    found = open_list(io.BytesIO(content), kind=ListKind.SCHOOL_ROLL)
    checker = found.checker(kind=ListKind.SCHOOL_ROLL, as_at=AS_AT, dates=found.dates())
    rows = list(checker.check(found.table.rows))
    good = [(row.values["forenames"], row.values["surname"], row.values["born_on"]) for row in rows if row.is_usable]
    return good, [problem for row in rows for problem in row.problems]


def day(year: int, month: int, of_month: int) -> datetime.date:
    return datetime.date(year, month, of_month)


HONEST = {
    "UTF-8": text().encode(),
    "UTF-8 with its mark": text().encode("utf-8-sig"),
    "UTF-16 of little ends with its mark": codecs.BOM_UTF16_LE + text().encode("utf-16-le"),
    "UTF-16 of big ends with its mark": codecs.BOM_UTF16_BE + text().encode("utf-16-be"),
    "UTF-16 of little ends": text().encode("utf-16-le"),
    "UTF-16 of big ends": text().encode("utf-16-be"),
    "Unicode text of a spreadsheet program": codecs.BOM_UTF16_LE + text(between="\t").encode("utf-16-le"),
    "semicolons": text(between=";").encode(),
    "tabs": text(between="\t").encode(),
    "bars": text(between="|").encode(),
    "lines of Unix": text(end="\n").encode(),
    "lines of an old Mac": text(end="\r").encode(),
    "no line end at the end": text().strip().encode(),
    "everything in quotation marks": "\n".join(",".join(f'"{cell}"' for cell in row) for row in LIST).encode(),
    "marks as letters of their own": text().replace("ô", "ô").replace("ŷ", "ŷ").encode(),
    "letters that nobody sees": text().replace("Siôn", "Si\u200bôn\ufeff").encode(),
    "spaces that do not break": text().replace("Siôn", "\u00a0Siôn\u00a0").encode(),
    "a title and blank lines above": ("Rhestr yr ysgol, 2026\r\n\r\nPrepared by: Dai\r\n" + text()).encode(),
    "the delimiter told": ("sep=;\r\n" + text(between=";")).encode(),
    "headings as people type them": text(
        [["  pupil ref ", "SURNAME", "Fore name", "d.o.b.", "SCHOOL"], *LIST[1:]]
    ).encode(),
    "headings in Welsh": text(
        [["Cyfeirnod", "CYFENW", "enw_cyntaf", "Dyddiad Geni", "Rhif yr Ysgol"], *LIST[1:]]
    ).encode(),
    "another order": text([[row[at] for at in (3, 1, 4, 0, 2)] for row in LIST]).encode(),
    "a full name in one column": text(
        [
            ["PupilRef", "Enw", "DOB", "School"],
            ["P1", '"ŴYN-O’NEILL, Siôn"'.replace("ŴYN-O’NEILL", "Ŵyn-O’Neill"), *SION[3:]],
            ["P2", "Tŷ Non D'Arcy", *TEGWEN[3:]],
        ]
    ).encode(),
    "empty columns at the end": text([[*row, "", "", ""] for row in LIST]).encode(),
    "xlsx": xlsx(("Roll", LIST)),
    "xlsx with real dates": xlsx(
        ("Roll", [HEADINGS, [*SION[:3], day(2015, 8, 31), 6604001], [*TEGWEN[:3], day(2014, 2, 3), 6604001]])
    ),
    "xlsx with day numbers": xlsx(("Roll", [HEADINGS, [*SION[:3], 42247, 6604001], [*TEGWEN[:3], 41673, 6604001]])),
    "xlsx counted from 1904": xlsx(
        ("Roll", [HEADINGS, [*SION[:3], 42247 - 1462, ""], [*TEGWEN[:3], 41673 - 1462, ""]]), date_1904=True
    ),
    "xlsx beginning at C5": xlsx(("Roll", [[], [], ["", "", "Rhestr"], [], *(["", "", *row] for row in LIST)])),
    "xlsx with a sheet of guidance": xlsx(("Guidance", [["How to fill it in"], ["Write a name"]]), ("Roll", LIST)),
    "xlsx with a sheet of sums": xlsx(("Sums", [["School", "Children"], ["6604001", 2]]), ("Roll", LIST)),
    "xlsx with a hidden sheet of codes": xlsx(("Roll", LIST), ("Codes", [["a", "b"], ["1", "2"]]), hidden=["Codes"]),
    "xlsx with formulas on another sheet": xlsx(
        ("Roll", LIST),
        ("Sums", [["Count"]]),
        shape=lambda book, sheet: sheet.write_formula("B2", "=1+1", None, 2) if sheet.name == "Sums" else None,
    ),
    "xlsx with links to the web and notes": xlsx(
        ("Roll", LIST),
        shape=lambda book, sheet: (
            sheet.write_url(1, 0, "https://cyngor.example/", string="P1"),
            sheet.write_comment("A1", "Dai"),
        ),
    ),
    "xlsx written as one that ends in csv": xlsx(("Roll", LIST)),
    "ods": ods(("Roll", LIST)),
    "ods with real dates": ods(
        ("Roll", [HEADINGS, [*SION[:3], day(2015, 8, 31), ""], [*TEGWEN[:3], day(2014, 2, 3), ""]])
    ),
    "xls": xls(LIST),
    "xls with day numbers": xls([HEADINGS, [*SION[:3], 42247, 6604001], [*TEGWEN[:3], 41673, 6604001]]),
    "xls counted from 1904": xls(
        [HEADINGS, [*SION[:3], 42247 - 1462, ""], [*TEGWEN[:3], 41673 - 1462, ""]], before=record(0x22, b"\x01\x00")
    ),
}


@pytest.mark.parametrize("name", HONEST)
def test_an_honest_file_loads(name):
    good, problems = read(HONEST[name])
    assert (good, problems) == (READ, [])


DATES = {
    "31/08/2015": day(2015, 8, 31),
    "31.8.2015": day(2015, 8, 31),
    "31-Aug-15": day(2015, 8, 31),
    "31 Awst 2015": day(2015, 8, 31),
    "31ain o Awst 2015": day(2015, 8, 31),
    "August 31, 2015": day(2015, 8, 31),
    "2015/08/31": day(2015, 8, 31),
    "20150831": day(2015, 8, 31),
    "31/08/2015 00:00:00": day(2015, 8, 31),
    "42247": day(2015, 8, 31),
    "31/08/99": day(1999, 8, 31),
    "08/31/2015": day(2015, 8, 31),  # month first: nothing in the column says otherwise
}


@pytest.mark.parametrize("written", DATES)
def test_dates_as_people_write_them(written):
    rows = text(with_dates(written), between="\t")
    assert [born for _, _, born in read(rows.encode())[0]] == [DATES[written]]


def test_one_value_decides_for_the_whole_column():
    american = text(with_dates("03/04/2015", "08/31/2015"))
    assert [born for _, _, born in read(american.encode())[0]] == [day(2015, 3, 4), day(2015, 8, 31)]


HONEST_BOOK = xlsx(("Roll", LIST))
BOMB = b"<worksheet>" + b" " * (20 * 1024 * 1024)
LAUGHS = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><sst>&b;</sst>'
OUTSIDE = b'<?xml version="1.0"?><!DOCTYPE x SYSTEM "http://192.0.2.1/x.dtd"><sst/>'


def changed(part: str, old: bytes, new: bytes, book: bytes = HONEST_BOOK) -> bytes:
    return repacked(book, lambda name, body: body.replace(old, new) if name == part else body)


def swapped(part: str, body: bytes, book: bytes = HONEST_BOOK) -> bytes:
    return repacked(book, lambda name, before: body if name == part else before)


def lying(content: bytes) -> bytes:
    """A zip whose directory says that its largest part is far smaller than it is."""
    big = repacked(content, **{"xl__worksheets__sheet9_dot_xml": BOMB})
    size = struct.pack("<I", len(BOMB))
    return big.replace(size, struct.pack("<I", 100))


def symlinked() -> bytes:
    content = bytearray(HONEST_BOOK)
    at = content.rindex(b"PK\x01\x02")
    content[at + 38 : at + 42] = struct.pack("<I", 0o120777 << 16)
    return bytes(content)


def formula(book, sheet) -> None:
    sheet.write_formula("F2", "=1+1", None, 2)


REFUSED = {
    "nothing": (b"", "empty"),
    "only blank lines": (b"\r\n \r\n", "empty"),
    "only delimiters": (b",,,\n,,,\n", "empty"),
    "one word": (b"Helo\n", "no_columns"),
    "headings alone in one column": (b"Surname\nBevan\n", "no_columns"),
    "NUL in the middle": (text().encode() + b"P3,a\0b,c,2015-01-01,1\n", "not_text"),
    "NUL far down": (text().encode() * 20_000 + b"\0\n", "not_text"),
    "UTF-16 cut off": (codecs.BOM_UTF16_LE + text().encode("utf-16-le")[:-1], "cut_off"),
    "UTF-8 cut off inside a letter": (text().encode() + "P3,Ŵ".encode()[:-1], "cut_off"),
    "two kinds of letters": (text().encode() + "P3,Siân,x,2015-01-01,1\n".encode("cp1252"), "mixed_letters"),
    "UTF-32": (text().encode("utf-32"), "not_text"),
    "a million columns": (b"a,b," * 500_000 + b"\n1\n", "line_too_long"),
    "many columns": (",".join(f"h{n}" for n in range(5000)).encode() + b"\n1\n", "too_many_columns"),
    "a cell without an end": (text().encode() + b'P3,"' + b"x" * 20_000_000, "line_too_long"),
    "a quotation mark that stays open": (text().encode() + b'P3,"Bevan,Non,2015-01-01,1\n', "broken_line"),
    "a heading twice": (text([[*HEADINGS, "surname"], [*SION, "x"]]).encode(), "heading_twice"),
    "a PDF": (b"%PDF-1.7\n" + bytes(range(256)), "a_pdf"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + zlib.compress(b"x"), "a_picture"),
    "gzip": (b"\x1f\x8b\x08" + b"x" * 50, "an_archive"),
    "rich text": (b"{\\rtf1 list}", "a_document"),
    "a web page called xls": (b"<html><table><tr><td>Surname</td></tr></table></html>", "a_web_page"),
    "a table of the web in UTF-16": (
        codecs.BOM_UTF16_LE + "<table><tr></tr></table>".encode("utf-16-le"),
        "a_web_page",
    ),
    "XML of a spreadsheet of 2003": (b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>', "an_xml"),
    "json": (b'[{"Surname": "Bevan"}]', "not_csv"),
    "a zip with a list in it": (zipped(list_dot_csv=text().encode()), "an_archive"),
    "a letter (docx)": (
        zipped(**{"[Content_Types]_dot_xml": b"<Types>officedocument.wordprocessingml</Types>"}),
        "a_document",
    ),
    "a letter (odt)": (ods(("x", LIST), mimetype=b"application/vnd.oasis.opendocument.text"), "a_document"),
    "a letter (doc)": (compound(WordDocument=b"x"), "a_document"),
    "xlsx cut off": (HONEST_BOOK[:-200], "broken_workbook"),
    "xlsx with a spoilt middle": (HONEST_BOOK[:900] + b"\0" * 300 + HONEST_BOOK[1200:], "broken_workbook"),
    "four bytes of a zip": (b"PK\x03\x04", "broken_workbook"),
    "xls cut off": (xls(LIST)[:700], "broken_workbook"),
    "xlsb": (
        repacked(changed("[Content_Types].xml", b"sheet.main+xml", b"sheet.binary.main"), xl__workbook_dot_bin=b"x"),
        "a_binary_workbook",
    ),
    "macros": (repacked(HONEST_BOOK, xl__vbaProject_dot_bin=b"x"), "macros"),
    "macros by their type": (
        changed(
            "[Content_Types].xml", b"openxmlformats-officedocument.spreadsheetml.sheet", b"ms-excel.sheet.macroEnabled"
        ),
        "macros",
    ),
    "macros of 1992": (repacked(HONEST_BOOK, xl__macrosheets__sheet1_dot_xml=b"<x/>"), "macros"),
    "macros in xls": (compound(Workbook=b"x", _VBA_PROJECT_CUR=b"x"), "macros"),
    "a macro sheet in xls": (xls(LIST, kind=1), "macros"),
    "scripts in ods": (ods(("Roll", LIST), Basic__Standard__Module1_dot_xml=b"<x/>"), "macros"),
    "an event in ods": (ods(("Roll", LIST), inside='<script:event-listener script:event-name="x"/>'), "macros"),
    "password of xlsx": (compound(EncryptedPackage=b"x", EncryptionInfo=b"x"), "password"),
    "password of xls": (xls(LIST, before=record(0x2F, b"\x01\x00" * 27)), "password"),
    "password of ods": (
        ods(("Roll", LIST), **{"META-INF__manifest_dot_xml": b"<manifest:encryption-data/>"}),
        "password",
    ),
    "formulas": (xlsx(("Roll", LIST), shape=formula), "formulas"),
    "formulas of xls": (xls(LIST, inside=record(0x06, struct.pack("<HHH", 1, 5, 0) + b"\0" * 16)), "formulas"),
    "formulas of ods": (
        changed("content.xml", b"<table:table-cell ", b'<table:table-cell table:formula="of:=1" ', ods(("Roll", LIST))),
        "formulas",
    ),
    "linked to another workbook": (repacked(HONEST_BOOK, xl__externalLinks__externalLink1_dot_xml=b"<x/>"), "linked"),
    "linked to a database": (repacked(HONEST_BOOK, xl__connections_dot_xml=b"<x/>"), "linked"),
    "xls linked to another workbook": (xls(LIST, before=record(0x1AE, b"\x01\x00\x05\x00\x00abcde")), "linked"),
    "ods linked to another file": (
        ods(("Roll", LIST), inside='<table:table-source xlink:href="file:///etc/passwd"/>'),
        "linked",
    ),
    "a workbook inside": (repacked(HONEST_BOOK, xl__embeddings__book_dot_xlsx=HONEST_BOOK), "embedded"),
    "a zip inside": (repacked(HONEST_BOOK, xl__media__more_dot_zip=zipped(a=b"x")), "embedded"),
    "a zip bomb": (repacked(HONEST_BOOK, xl__worksheets__sheet9_dot_xml=BOMB), "zip_bomb"),
    "a zip bomb that lies": (lying(HONEST_BOOK), "broken_workbook"),
    "three thousand parts": (repacked(HONEST_BOOK, **{f"x{n}": b"" for n in range(3000)}), "zip_bomb"),
    "billion laughs": (swapped("xl/sharedStrings.xml", LAUGHS), "xml_tricks"),
    "a DTD from elsewhere": (swapped("xl/sharedStrings.xml", OUTSIDE), "xml_tricks"),
    "a DTD in other letters": (
        swapped("xl/sharedStrings.xml", b"\xff\xfe" + OUTSIDE.decode().encode("utf-16-le")),
        "xml_tricks",
    ),
    "a DTD in letters of EBCDIC": (
        swapped("xl/sharedStrings.xml", b'<?xml version="1.0" encoding="cp037"?><sst/>'),
        "xml_tricks",
    ),
    "a DTD in ods": (ods(("Roll", LIST), styles_dot_xml=OUTSIDE), "xml_tricks"),
    "a link out of the zip": (symlinked(), "broken_workbook"),
    "a part outside the zip": (repacked(HONEST_BOOK, **{"..__..__etc__passwd": b"x"}), "broken_workbook"),
    "a cell at the far end": (
        xlsx(("Roll", LIST), shape=lambda book, sheet: sheet.write(1048575, 16383, "x")),
        "too_much_inside",
    ),
    "only empty sheets": (xlsx(("One", []), ("Two", [])), "empty"),
    "two sheets that are the list": (xlsx(("Blwyddyn 7", LIST), ("Blwyddyn 8", LIST)), "two_sheets"),
    "the list on a hidden sheet": (xlsx(("Notes", [["Dai"]]), ("Roll", LIST), hidden=["Roll"]), "hidden_sheet"),
    "both orders of dates": (text(with_dates("31/08/2015", "08/31/2015")).encode(), "two_date_orders"),
    "dates half turned": (
        xlsx(
            (
                "Roll",
                with_dates(*(day(2015, month, 7) for month in (1, 2, 3)), "31/08/2015", "25/12/2014", "13/01/2016"),
            )
        ),
        "dates_half_turned",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_broken_or_dishonest_file_is_refused_with_a_sentence(name):
    content, code = REFUSED[name]
    with pytest.raises(Unreadable) as caught:
        read(content)
    assert caught.value.code == code
    refusal = {"code": code, "values": caught.value.values}
    english = refusal_sentence(refusal)
    with translation.override("cy"):
        welsh = refusal_sentence(refusal)
    for sentence in (english, welsh):
        assert re.search(r"[.!]$", sentence) and "%(" not in sentence
    assert english != welsh


def test_there_are_sixty_and_more():
    assert len(HONEST) >= 30 and len(REFUSED) >= 60


ODD = {
    "a rounded number": (["1.23457E+11", "Bevan", "Non", "2015-01-01", "1"], "rounded", "PupilRef", True),
    "a formula in a csv": (["P3", "=A1", "Non", "2015-01-01", "1"], "formula", "Surname", True),
    "a formula of a program": (
        ["P3", '"=HYPERLINK(""http://x"")"', "Non", "2015-01-01", "1"],
        "formula",
        "Surname",
        True,
    ),
    "doubled letters": (["P3", "Bevan", "SiÃ´n", "2015-01-01", "1"], "spoilt_letters", "Forename", False),
    "lost letters": (["P3", "Bevan", "Si?n", "2015-01-01", "1"], "spoilt_letters", "Forename", False),
    "one cell too many": (["P3", "Bevan", "Non", "2015-01-01", "1", "x"], "too_many_cells", "", True),
    "a day that is none": (["P3", "Bevan", "Non", "31/02/2015", "1"], "bad_date_odd", "DOB", False),
}


@pytest.mark.parametrize("name", ODD)
def test_a_bad_cell_is_a_problem_of_its_line(name):
    row, code, column, stops = ODD[name]
    _good, problems = read(text([HEADINGS, SION, row]).encode())
    assert [(each.line_number, each.code, each.column, each.stops_row) for each in problems] == [
        (3, code, column, stops)
    ]


def test_a_value_is_kept_as_it_is_and_never_worked_out():
    good, problems = read(text([HEADINGS, ["P1", "+Bevan", "-Non", "2015-01-01", "@1"]]).encode())
    assert good == [("-Non", "+Bevan", day(2015, 1, 1))] and not problems


def test_the_line_is_the_one_that_a_spreadsheet_shows():
    title = 'Rhestr,"two\nlines"\n\n'
    _good, problems = read((title + text([HEADINGS, SION, ["P2", "", "Non", "2015-01-01", "1"]])).encode())
    assert [each.line_number for each in problems] == [5]
    book = xlsx(("Roll", [["Rhestr"], [], HEADINGS, SION, [], ["P2", "", "Non", "2015-01-01", "1"]]))
    assert [each.line_number for each in read(book)[1]] == [6]


def test_the_line_of_the_headings_and_the_sheet_are_known():
    found = open_list(io.BytesIO(xlsx(("Notes", [["Dai"]]), ("Rhestr", [["x"], [], *LIST]))), kind=ListKind.SCHOOL_ROLL)
    told = found.how_it_is_read()
    assert (told["sheet"], told["heading_line"], told["other_sheets"]) == ("Rhestr", 3, ["Notes"])
