"""A file of comma-separated values: what is read, on which line, and what is refused whole."""

import codecs
import csv
import io

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from records.spreadsheets import Unreadable, read_table
from records.spreadsheets.encodings import CHUNK as SAMPLE
from records.spreadsheets.encodings import composed
from records.spreadsheets.tables import LONGEST_CELL, MOST_COLUMNS

WELSH = "Enw,Cyfeiriad\nSiân Ŵyn,Tŷ Gŵyn\n"


def read(content: bytes | str):
    """(headings, rows) of the file."""
    table = read_table(io.BytesIO(content if isinstance(content, bytes) else content.encode()))
    return table.headings, list(table.rows)


def refusal(content: bytes | str) -> Unreadable:
    with pytest.raises(Unreadable) as caught:
        read(content)
    return caught.value


@pytest.mark.parametrize("content", [WELSH.encode(), codecs.BOM_UTF8 + WELSH.encode()], ids=["plain", "with a mark"])
def test_utf_8_with_and_without_a_mark(content):
    assert read(content) == (["Enw", "Cyfeiriad"], [(2, ["Siân Ŵyn", "Tŷ Gŵyn"])])


def test_windows_1252():
    content = "Enw,Cyfeiriad\nSiân O’Neill,Tŷ\n".replace("ŷ", "y").encode("cp1252")
    assert read(content)[1] == [(2, ["Siân O’Neill", "Ty"])]


def test_the_first_letter_that_is_no_utf_8_may_stand_far_down():
    lines = ["a,b"] + ["x,y"] * (SAMPLE // 4)
    content = "\n".join([*lines, "Siân,y"]).encode("cp1252")
    assert read(content)[1][-1] == (SAMPLE // 4 + 2, ["Siân", "y"])


def test_a_letter_of_two_bytes_across_the_end_of_the_sample():
    filler = "a,b\n" + "x" * 70
    lines = [filler] + ["ŵ" * 50 + ",y"] * (SAMPLE // 50)
    assert read("\n".join(lines))[1][-1][1] == ["ŵ" * 50, "y"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters(delimiter):
    content = f"Surname{delimiter}Forename{delimiter}DOB\nJones{delimiter}Mari, Ann{delimiter}2015-08-31\n"
    content = content.replace("Mari, Ann", '"Mari, Ann"')
    assert read(content)[1] == [(2, ["Jones", "Mari, Ann", "2015-08-31"])]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["Unix", "Windows", "old Mac"])
def test_line_ends(end):
    assert read(end.join(["a,b", "1,2", "", "3,4", ""]))[1] == [(2, ["1", "2"]), (4, ["3", "4"])]


def test_lines_are_numbered_as_a_spreadsheet_shows_them():
    """A line break inside a cell does not begin another row there."""
    content = 'a,b\n1,"two\r\nlines"\n3,4\n,\n\n5,6\n'
    assert read(content)[1] == [(2, ["1", "two\r\nlines"]), (3, ["3", "4"]), (6, ["5", "6"])]


def test_blank_lines_before_the_headings():
    assert read("\n , \nName,Born\nMari,2015\n") == (["Name", "Born"], [(4, ["Mari", "2015"])])


def test_headings_without_spaces_and_empty_ones():
    assert read(" a ,,b,\n1,2,3,4\n")[0] == ["a", "", "b"]


def test_short_rows_are_filled_and_empty_cells_beyond_the_headings_are_left_out():
    assert read("a,b,c\n1\n1,2,3,,\n")[1] == [(2, ["1", "", ""]), (3, ["1", "2", "3"])]


def test_quotation_marks():
    assert read('a,b\n"say ""hi""",O"Neill\n')[1] == [(2, ['say "hi"', 'O"Neill'])]


def test_the_file_stays_open_and_can_be_read_again():
    file = io.BytesIO(b"a,b\n1,2\n")
    for _ in range(2):
        assert list(read_table(file).rows) == [(2, ["1", "2"])]
    assert not file.closed


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (codecs.BOM_UTF8, "empty"),
        (b"\r\n  \n", "empty"),
        (b",,\n,,\n", "empty"),
        (b"PK\x03\x04rest", "broken_workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", "broken_workbook"),
        (b"%PDF-1.7", "a_pdf"),
        (b"\x1f\x8brest", "an_archive"),
        (b"Rar!rest", "an_archive"),
        (b"7z\xbc\xaf\x27\x1c", "an_archive"),
        (b"{\\rtf1", "a_document"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(1, 32)) * 9, "a_picture"),
        (b"a,b\n1,2\x00\n", "not_text"),
        (b"a,b\n" + b"1,2\n" * (SAMPLE // 4) + b"\x00,1\n", "not_text"),
        (b"a,b\n1,\x81\x8d\n", "not_text"),  # neither UTF-8 nor Windows-1252
        (b"<html><body>a,b</body></html>", "a_web_page"),
        (b'{"a": 1, "b": 2}', "not_csv"),
        (b'[{"a": 1}, {"b": 2}]', "not_csv"),
        (b"only one heading\n1\n", "no_columns"),
        (b"a,b,A\n", "heading_twice"),
        (b'a,b\n1,2\n"3,4\n5,6\n', "broken_line"),
        (b'a,b\n1,"2"x\n', "broken_line"),
        (b"a,b\n1," + b"x" * (LONGEST_CELL + 1) + b"\n", "broken_line"),
        (b",".join(b"h%d" % n for n in range(MOST_COLUMNS + 1)), "too_many_columns"),
    ],
)
def test_refused_whole(content, code):
    assert refusal(content).code == code


def test_a_refusal_names_the_line():
    assert refusal('a,b\n1,2\n\n"3,4\n5,6\n').values == {"line": 4}
    assert refusal("a,b,A\n").values == {"heading": "A"}
    many = ",".join(f"h{n}" for n in range(201))
    assert refusal(many).values == {"number": 201, "most": 200}


def test_most_columns_are_still_read():
    assert len(read(",".join(f"h{n}" for n in range(MOST_COLUMNS)))[0]) == MOST_COLUMNS


cells = st.text(
    st.characters(blacklist_categories=["Cs", "Cc"], blacklist_characters="\u2028\u2029\u0085"), min_size=1, max_size=12
).map(composed)


@given(st.lists(st.lists(cells, min_size=3, max_size=3), max_size=6), st.sampled_from(",;\t|"), st.booleans())
def test_what_a_spreadsheet_writes_is_what_is_read(rows, delimiter, has_mark):
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows([["first", "second", "third"], *rows])
    content = text.getvalue().encode("utf-8-sig" if has_mark else "utf-8")
    kept = [(number, row) for number, row in enumerate(rows, start=2) if any(cell.strip() for cell in row)]
    assert read(content) == (["first", "second", "third"], kept)


@given(st.binary(max_size=200))
@example(b"\xe1\x8d")  # begins like UTF-8, and ends with what Windows-1252 does not have
def test_any_bytes_are_a_table_or_a_refusal(content):
    try:
        read(content)
    except Unreadable as unreadable:
        assert unreadable.code
