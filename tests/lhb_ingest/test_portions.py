"""Rows read by columns have the values they would have had with care; whatever is odd is read with care."""

import hmac
import string
from datetime import date

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from lhb_ingest.checking import Checker
from lhb_ingest.fingerprints import row_fingerprint
from lhb_ingest.layouts import reading_for
from lhb_ingest.portions import portions
from records.choices import ListKind
from tests.lhb_ingest.test_checking import AS_AT, GOOD, checker

LETTERS = string.ascii_letters + "ŵŷâïéñ'- "
ODD = [
    "",
    " ",
    "x ",
    " x",
    "a  b",
    "?",
    "Si?n",
    "=1",
    "a\nb",
    "a\tb",
    "|",
    " |",
    "\x1f",
    "\x00",
    "\u00a0x",
    "SiÃ¢n",
    "9.9E+11",
]
CELLS = st.one_of(
    st.sampled_from([*ODD, "x" * 20, "x" * 21, "x" * 61, "x" * 151, "x" * 401, "a,", ", b", "JONES, Mari", "7.0", "0"]),
    st.sampled_from(
        ["17/04/2012", "2031-01-01", "42247", "ll65 1aa", "ZZ99 3VZ", "K660400119001", "k660400119001", "B801200005001"]
    ),
    st.text(LETTERS, max_size=12),
)
KINDS = (ListKind.HEALTH, ListKind.SCHOOL_ROLL, ListKind.HOME_EDUCATION)


def told(rows):
    """What becomes of rows that were checked: of those that can be used, of those that repeat, their problems."""
    good = [(row.line_number, row.values) for row in rows if row.is_usable]
    problems = [(each.line_number, each.column, each.value, each.code) for row in rows for each in row.problems]
    return good, {row.line_number for row in rows if row.repeats}, problems


def in_both_ways(kind: ListKind, lines: list[list[str]], size: int = 3) -> tuple[tuple, tuple, int]:
    """What becomes of the rows by columns, what does when each is read with care, how many were plain."""
    numbered = [(number, list(cells)) for number, cells in enumerate(lines, start=2)]
    read = list(portions(checker(kind), iter(numbered), size))
    good = [
        (line, dict(zip(portion.values, values, strict=True)))
        for portion in read
        for line, *values in zip(portion.lines, *portion.values.values(), strict=True)
    ]
    repeating = {line for portion in read for line in portion.repeating}
    problems = [(each.line_number, each.column, each.value, each.code) for part in read for each in part.problems]
    plain = sum(portion.rows - len(portion.odd) for portion in read)
    assert sum(portion.rows for portion in read) == len(lines)
    return (good, repeating, problems), told([*checker(kind).check(iter(numbered))]), plain


@pytest.mark.parametrize("kind", KINDS)
@hypothesis_settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_by_columns_and_with_care_come_to_the_same(kind, data):
    good = list(GOOD[kind].values())
    lines = []
    for _number in range(data.draw(st.integers(1, 5))):
        changes = data.draw(st.dictionaries(st.integers(0, len(good) - 1), CELLS, max_size=3))
        beyond = data.draw(st.sampled_from([[], [], [], ["more"]]))
        lines.append([changes.get(place, cell) for place, cell in enumerate(good)] + beyond)
    went, careful, _plain = in_both_ways(kind, lines)
    assert went == careful


def test_plain_rows_are_read_by_columns_and_odd_ones_are_not():
    good = list(GOOD[ListKind.SCHOOL_ROLL].values())
    other = ["P2", "", "Ŵyn", "Siôn", *good[4:]]
    assert in_both_ways(ListKind.SCHOOL_ROLL, [good, other, good])[2] == 2  # the third repeats the first
    for place, cell in ((2, "Ll?yd"), (3, "SiÃ¢n"), (6, "31/02/2012"), (11, "nowhere"), (0, "9.9E+11")):
        odd = [cell if at == place else each for at, each in enumerate(good)]
        assert in_both_ways(ListKind.SCHOOL_ROLL, [odd])[2] == 0, cell
    named = list(GOOD[ListKind.HOME_EDUCATION].values())
    assert in_both_ways(ListKind.HOME_EDUCATION, [named])[2] == 1


def test_the_first_of_two_is_the_upper_one_though_it_was_the_odd_one():
    good = list(GOOD[ListKind.SCHOOL_ROLL].values())
    odd = ["nowhere" if at == 11 else each for at, each in enumerate(good)]
    (rows, _repeating, problems), careful, plain = in_both_ways(ListKind.SCHOOL_ROLL, [odd, good])
    assert [line for line, _values in rows] == [2] and plain == 0
    assert [(line, value, code) for line, _column, value, code in problems][-1] == (3, "2", "reference_twice")
    assert (rows, problems) == (careful[0], careful[2])


def test_a_layout_without_references_is_read_by_columns_too():
    headings = {name: value for name, value in GOOD[ListKind.SCHOOL_ROLL].items() if name != "PreferredForename"}
    reading = reading_for(ListKind.SCHOOL_ROLL, headings)
    one = Checker(kind=ListKind.SCHOOL_ROLL, reading=reading, as_at=AS_AT)
    [portion] = portions(one, [(2, list(headings.values()))], 10)
    assert (portion.odd, portion.values["preferred_name"], portion.values["upn"]) == ([], [""], ["K660400119001"])
    assert portion.values["born_on"] == [date(2012, 4, 17)]


@pytest.mark.parametrize("key", ["short", "k" * 64, "longer than a block of the hash " * 5])
def test_fingerprints_are_those_of_the_standard(key, settings):
    settings.SECRET_KEY = key
    values = {"surname": "ap Rhŷs", "forenames": "Siân", "born_on": date(2015, 3, 1), "postcode": "LL65 1AA"}
    standard = hmac.digest(key.encode(), b"AP RHYS|SIAN|2015-03-01|LL65 1AA", "sha256").hex()
    assert row_fingerprint(values) == standard[:32]
