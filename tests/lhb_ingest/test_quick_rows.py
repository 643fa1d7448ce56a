"""A row that is read in one go has the values it would have had with care; whatever is odd is read with care."""

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
    st.sampled_from(["17/04/2012", "2031-01-01", "42247", "ll65 1aa", "ZZ99 3VZ", "K660400119001", "k660400119001"]),
    st.text(LETTERS, max_size=12),
)
KINDS = (ListKind.HEALTH, ListKind.SCHOOL_ROLL, ListKind.HOME_EDUCATION)


def told(row):
    return row.values, row.repeats, [(each.column, each.value, each.code, each.stops_row) for each in row.problems]


def in_both_ways(kind: ListKind, lines: list[list[str]]) -> tuple[list, list, int]:
    """What becomes of the rows, what does when each is read with care, how many were read in one go."""
    both, slow = checker(kind), checker(kind)
    slow._quickly = lambda *_: None
    went = [both.check_row(number, list(cells)) for number, cells in enumerate(lines, start=2)]
    careful = [slow.check_row(number, list(cells)) for number, cells in enumerate(lines, start=2)]
    fresh: Checker = checker(kind)
    quick = sum(fresh._quickly(number, list(cells)) is not None for number, cells in enumerate(lines, start=2))
    return list(map(told, went)), list(map(told, careful)), quick


@pytest.mark.parametrize("kind", KINDS)
@hypothesis_settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_one_go_and_care_come_to_the_same(kind, data):
    good = list(GOOD[kind].values())
    lines = []
    for _number in range(data.draw(st.integers(1, 4))):
        changes = data.draw(st.dictionaries(st.integers(0, len(good) - 1), CELLS, max_size=3))
        lines.append([changes.get(place, cell) for place, cell in enumerate(good)])
    went, careful, _quick = in_both_ways(kind, lines)
    assert went == careful


def test_plain_rows_are_read_in_one_go_and_odd_ones_are_not():
    good = list(GOOD[ListKind.SCHOOL_ROLL].values())
    other = ["P2", "", "Ŵyn", "Siôn", *good[4:]]
    assert in_both_ways(ListKind.SCHOOL_ROLL, [good, other, good])[2] == 2  # the third repeats the first
    for place, cell in ((2, "Lloyd "), (2, "Ll?yd"), (3, "SiÃ¢n"), (6, "31/02/2012"), (11, "nowhere"), (0, "9.9E+11")):
        odd = [cell if at == place else each for at, each in enumerate(good)]
        assert in_both_ways(ListKind.SCHOOL_ROLL, [odd])[2] == 0, cell


def test_a_layout_without_references_is_read_in_one_go_too():
    headings = {name: value for name, value in GOOD[ListKind.SCHOOL_ROLL].items() if name != "PreferredForename"}
    reading = reading_for(ListKind.SCHOOL_ROLL, headings)
    row = Checker(kind=ListKind.SCHOOL_ROLL, reading=reading, as_at=AS_AT)._quickly(2, list(headings.values()))
    assert (row["preferred_name"], row["born_on"], row["upn"]) == ("", date(2012, 4, 17), "K660400119001")


@pytest.mark.parametrize("key", ["short", "k" * 64, "longer than a block of the hash " * 5])
def test_fingerprints_are_those_of_the_standard(key, settings):
    settings.SECRET_KEY = key
    values = {"surname": "ap Rhŷs", "forenames": "Siân", "born_on": date(2015, 3, 1), "postcode": "LL65 1AA"}
    standard = hmac.digest(key.encode(), b"AP RHYS|SIAN|2015-03-01|LL65 1AA", "sha256").hex()
    assert row_fingerprint(values) == standard[:32]
