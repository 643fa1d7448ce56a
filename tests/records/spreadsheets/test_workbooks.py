"""Workbooks: what is written is what is read, in every format; whatever bytes come, a table or a refusal."""

import io
import random
import unicodedata

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from records.spreadsheets import Unreadable, fold_heading, read_table
from records.spreadsheets.opener import text_of
from tests.records.spreadsheets.making import ods, xls, xlsx

WRITERS = {"xlsx": xlsx, "ods": ods, "xls": lambda sheet: xls(sheet[1], name=sheet[0])}
WELSH = st.text("abcdefghijlmnoprstuwyâêîôûŵŷÂÊÎÔÛŴŶïëöä'’- ÁÉé", min_size=1, max_size=12).filter(str.strip)
SLOW = settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))


def rows_of(content: bytes) -> list[tuple[int, list[str]]]:
    return list(read_table(io.BytesIO(content)).rows)


@pytest.mark.parametrize("writer", WRITERS)
@SLOW
@given(rows=st.lists(st.lists(WELSH, min_size=3, max_size=3), min_size=1, max_size=5))
def test_every_welsh_letter_survives(writer, rows):
    content = WRITERS[writer](("Rhestr", [["Cyfenw", "Enw cyntaf", "Cyfeiriad"], *rows]))
    read = [[" ".join(cell.split()) for cell in cells] for _line, cells in rows_of(content)]
    assert read == [[" ".join(unicodedata.normalize("NFC", cell).split()) for cell in row] for row in rows]


@SLOW
@given(st.integers(0, 2**32))
def test_a_workbook_with_spoilt_bytes_is_a_table_or_a_refusal(seed):
    chance = random.Random(seed)
    writer = chance.choice(list(WRITERS.values()))
    content = bytearray(writer(("Roll", [["Cyfenw", "Enw", "DOB"], ["Bevan", "Non", "2015-01-01"]] * 3)))
    for _ in range(chance.randint(1, 20)):
        content[chance.randrange(len(content))] = chance.randrange(256)
    try:
        rows_of(bytes(content))
    except Unreadable as refused:
        assert refused.code


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (6604001.0, "6604001"),
        (1.5, "1.5"),
        (123456789012345.0, "123456789012345"),
        (1.23456789012345e17, "1.23456789012345E+17"),
        (True, "TRUE"),
        (None, ""),
        ("ŵ", "ŵ"),
    ],
)
def test_values_as_a_person_would_type_them(cell, text):
    assert text_of(cell) == text


def test_one_column_can_be_read_before_the_rows_and_an_unread_table_ends_its_process():
    table = read_table(io.BytesIO(xlsx(("Roll", [["a", "b"], ["1", "2"], [], ["3", "4"]]))))
    assert list(table.column(1)) == [(2, "2"), (4, "4")]
    assert list(table.column(0)) == [(2, "1"), (4, "3")]
    assert list(table.rows) == [(2, ["1", "2"]), (4, ["3", "4"])]


@pytest.mark.parametrize(
    "heading", ["Date of Birth", "DATE_OF_BIRTH", "date-of-birth", " dateofbirth ", "Dâte of Birth", "Date of birth:"]
)
def test_headings_are_one_however_they_are_typed(heading):
    assert fold_heading(heading) == "dateofbirth"
