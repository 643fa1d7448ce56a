"""Lists read by columns hold what the checks make of each row, and are prepared as each row is."""

import csv
import io
from datetime import date

import numpy as np
import pyarrow as pa
import pytest

from lhb_ingest.by_columns import VALUES, _has_whole_cells, _is_composed, _upns, read_by_columns
from lhb_ingest.matching import prepare
from lhb_ingest.matching.columns import RAW, houses, prepare_columns
from lhb_ingest.reading import open_list
from records.choices import ListKind
from records.identifiers import is_upn
from records.normalise import house_key
from records.spreadsheets import Unreadable
from records.spreadsheets.encodings import composed

AS_AT = date(2026, 10, 1)
HEALTH = ["RECORD_ID", "SURNAME", "FORENAMES", "FORMER_SURNAME", "DATE_OF_BIRTH", "ADDRESS_1", "ADDRESS_2", "POSTCODE"]
PLAIN = ["HB1", "Jones", "Mari Haf", "", "14/03/2015", "1 Lôn Wen", "Bangor", "LL65 1AA"]
# What a row says otherwise than PLAIN, by the number of the column.
ODD = [
    {},
    {0: ""},
    {0: "1.2E+11"},
    {1: "=cmd()"},
    {1: "", 2: ""},
    {1: "ap Rhys-Jones", 3: "van der Berg"},
    {1: "SiÃ´n"},
    {1: "Ó Brien"},
    {1: "Si?n", 2: "  Mari   Haf "},
    {2: "Ab" * 90},
    {2: "Mari\nHaf"},
    {2: "9Mari"},
    {4: "31/12/2099"},
    {4: "not known"},
    {4: ""},
    {4: "2015-03-14"},
    {5: "", 6: ""},
    {5: "Flat 2, 14 Heol y Bont", 6: " ,"},
    {5: 'The "Old" House'},
    {5: "x" * 401},
    {7: "ll651aa"},
    {7: "ZZ99 3WZ"},
    {7: "none"},
]


def rows():
    for number, change in enumerate(ODD):
        row = [change.get(place, cell) for place, cell in enumerate(PLAIN)]
        yield [row[0] and (row[0] if 0 in change else f"HB{number}"), *row[1:]]


def written(lines, delimiter=",", encoding="utf-8"):
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator="\r\n").writerows(lines)
    return io.BytesIO(out.getvalue().encode(encoding))


def checked(file, kind):
    """What the checks make of each row with a reference and a name."""
    opened = open_list(file, kind=kind)
    for row in opened.checker(kind=kind, as_at=AS_AT, dates=opened.dates()).check(opened.table.rows):
        values = row.values | {"former_name": "".join(row.values["former_names"])}
        if values["source_ref"] and (values["forenames"] or values["surname"]):
            yield *(values[name] for name in VALUES), values["born_on"], row.is_usable


def by_columns(file, kind):
    found = read_by_columns(file, open_list(file, kind=kind), as_at=AS_AT)
    columns = [
        *(found.values[name].to_pylist() for name in VALUES),
        found.born_on.to_pylist(),
        found.is_usable.tolist(),
    ]
    return list(zip(*columns, strict=True))


QUOTED = [[HEALTH, *([*row[:5], row[5].replace('"', ""), *row[6:]] for row in rows() if "\n" not in row[2])]]


@pytest.mark.parametrize("delimiter", [",", ";"])
@pytest.mark.parametrize("lines", [[HEALTH, *rows()], *QUOTED, [HEALTH, PLAIN, [*PLAIN[:6]], [*PLAIN, "more"], []]])
def test_columns_hold_what_the_checks_make_of_each_row(lines, delimiter):
    expected = list(checked(written(lines, delimiter), ListKind.HEALTH))
    assert by_columns(written(lines, delimiter), ListKind.HEALTH) == expected
    assert len(expected) > 1


def test_other_letters_and_signs_that_nobody_sees():
    lines = [HEALTH, [*PLAIN[:1], "Si\u0302n", "Ma\u200bri", *PLAIN[3:]]]
    assert by_columns(written(lines), ListKind.HEALTH)[0][1:3] == ("Mari", "Sîn")
    found = by_columns(written([HEALTH, PLAIN], encoding="cp1252"), ListKind.HEALTH)
    assert found == list(checked(written([HEALTH, PLAIN]), ListKind.HEALTH))


def test_upns_and_names_in_one_column():
    roll = [["PupilRef", "UPN", "Surname", "Forename", "DOB", "School"]]
    roll += [["P1", upn, "Jones", "Mari", "14/03/2015", "6604001"] for upn in ("U670220426001", "u670 220426001", "A1")]
    assert [found[8] for found in by_columns(written(roll), ListKind.SCHOOL_ROLL)] == ["U670220426001"] * 2 + [""]
    register = [["Ref", "ChildName", "DOB"], ["E1", "JONES, Mari Haf", "14/03/2015"], ["E2", "Mari ap Rhys", ""]]
    assert by_columns(written(register), ListKind.HOME_EDUCATION) == list(
        checked(written(register), ListKind.HOME_EDUCATION)
    )


def test_two_orders_of_dates_are_refused_with_their_lines():
    lines = [HEALTH, *([f"HB{n}", *PLAIN[1:4], day, *PLAIN[5:]] for n, day in enumerate(("14/03/2015", "03/14/2015")))]
    with pytest.raises(Unreadable) as refused:
        by_columns(written(lines), ListKind.HEALTH)
    assert refused.value.values == {"line": 2, "other": 3}


def test_columns_are_prepared_as_each_row_is():
    names = [
        ("Mari Haf", "ap Rhys-Jones", "", "", "Evans", "12 Heol y Bont, Bangor"),
        ("Thomas-James", "Al-Hassan", "Owain", "Tom", "", "Flat 2, 14 High Street"),
        ("Miss Siân", "ApGwilym", "", "", "van der Berg", "Tŷ Gwyn, Llan"),
        ("", "", "", "", "", ""),
        ("Baby", "李", "", "Ælf", "", "The Old School"),
    ]
    keys = ("forenames", "surname", "middle_names", "preferred_name", "former_name", "address")
    values = [dict(zip(keys, each, strict=True)) | {"postcode": "LL65 1AA", "upn": "U1"} for each in names]
    side = prepare_columns(
        {name: pa.array([each[name] for each in values]) for name in RAW},
        pa.array([date(2015, 3, 14), *[None] * (len(names) - 1)], pa.date32()),
        [("health", "")],
        np.zeros(len(names), int),
    )
    for place, each in enumerate(values):
        former = [each.pop("former_name")]
        one = prepare(
            key=place,
            list_name=("health", ""),
            born_on=None if place else date(2015, 3, 14),
            order=(place,),
            former_names=list(filter(None, former)),
            **each,
        )
        assert told(side[place]) == told(one)


def told(person):
    return {name: getattr(person, name) for name in person.__slots__}


ADDRESSES = [
    "8, 64 Rhodfa",
    "Flat 6, 39 Heol",
    "2-4 Stryd Fawr",
    "12AB Foo",
    ", 12 Heol",
    "Tŷ 1, 3 Lôn",
    "36 A, 44 B",
    "12_3 x",
    "",
]


def test_houses_of_usual_addresses_are_those_of_the_others():
    assert houses(pa.array(ADDRESSES)).to_pylist() == list(map(house_key, ADDRESSES))


def test_text_that_is_left_as_it_stands_needed_no_composing():
    for number in [*range(0x80, 0xD800), *range(0xE000, 0x10000), 0x1D15E, 0x1F600]:
        text = f"A{chr(number)}b"
        assert composed(text) == text or not _is_composed(text.encode()), hex(number)
    assert all(map(_is_composed, ["Siôn Tŷ'r Ŵyn".encode(), "O’Neill – â€™".encode(), b"Jones"]))


@pytest.mark.parametrize(
    ("content", "is_so"),
    [
        ('a,"b, c",d\n', True),
        ('"a","b"\r\n"c",""\r\n', True),
        ("a,b\n", True),
        ('a,b"c,d\n', False),
        ('a,b"c",d\n', False),
        ('a,"b"c,d\n', False),
        ('a,"b""c",d\n', False),
        ('a,"b\nc",d\n', False),
        ('a,"b\nc,d"\n', False),
        ('"a"', True),
        ('a,"', False),
    ],
)
def test_quotation_marks_within_cells_are_seen(content, is_so):
    assert _has_whole_cells(content.encode()) == is_so


def test_every_pupil_number_is_judged_as_one_alone_is():
    right = [
        f"{letter}680{number:09}" for letter in "ABCDEFGHJKLMNPQRTUVWXYZ" for number in range(0, 900_000_000, 9_999_991)
    ]
    texts = [*right, "A68000000000X", "a680000000000", "", "A 680", "É680000000000", "I680000000000"]
    found = _upns(pa.array(texts)).to_pylist()
    assert found == [text if is_upn(text := each.upper().replace(" ", "")) else "" for each in texts]
    assert 50 < sum(map(bool, found)) < len(texts) / 10
