"""Names, postcodes, dates and homes in their comparable spelling."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.normalise import (
    clean_postcode,
    district,
    fold,
    forename_parts,
    house_key,
    split_full_name,
    surname_parts,
)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Siân", "SIAN"),
        ("Siân O'Neill-Rhys", "SIAN ONEILL RHYS"),
        ("O’Neill", "ONEILL"),  # the apostrophe of a word processor
        ("Gwên ŵ ŷ â ê î ô û ẁ ÿ", "GWEN W Y A E I O U W Y"),
        ("ŁUKASZ Ångström", "LUKASZ ANGSTROM"),
        ("Strauß", "STRAUSS"),
        ("Øyvind Æsa Þór", "OYVIND AESA THOR"),
        ("Jones–Rhys", "JONES RHYS"),
        ("  Mari   Eluned ", "MARI ELUNED"),
        ("Mari\tEluned", "MARI ELUNED"),
        ("Mari\nEluned", "MARI ELUNED"),
        ("Mari\u00a0Eluned", "MARI ELUNED"),
        ("Jones/Smith", "JONES SMITH"),
        ("Wm. Rhys (Bach)", "WM RHYS BACH"),
        ("12345", ""),
        ("", ""),
        ("محمد", ""),
    ],
)
def test_fold(text, folded):
    assert fold(text) == folded


@given(st.text(max_size=40))
def test_folding_leaves_capitals_and_single_spaces_and_does_not_change_them_again(text):
    folded = fold(text)
    assert folded == " ".join(folded.split())
    assert all(letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ " for letter in folded)
    assert fold(folded) == folded


@given(st.text(alphabet="ŵŷâêîôûẃabcdefŵ' -", max_size=20))
def test_folding_does_not_mind_how_a_letter_with_a_mark_is_written(text):
    assert fold(unicodedata.normalize("NFC", text)) == fold(unicodedata.normalize("NFD", text))


@given(st.text(alphabet="abcŵŷO'’- ", max_size=20))
def test_folding_does_not_mind_capitals(text):
    assert fold(text.upper()) == fold(text.lower()) == fold(text)


@pytest.mark.parametrize(
    ("surname", "parts"),
    [
        ("Jones", ("JONES",)),
        ("ap Rhys-Jones", ("RHYS", "JONES")),
        ("ab Owain", ("OWAIN",)),
        ("ferch Gruffydd", ("GRUFFYDD",)),
        ("Ap", ()),
        ("Williams Parry", ("WILLIAMS", "PARRY")),
        ("Apsley", ("APSLEY",)),
        ("", ()),
    ],
)
def test_surname_parts(surname, parts):
    assert surname_parts(surname) == parts


def test_forenames_once_each_in_their_order():
    assert forename_parts("Mari Siân", "Sian Haf", "Mari") == ("MARI", "SIAN", "HAF")


@pytest.mark.parametrize(
    ("text", "forenames", "surname"),
    [
        ("JONES, Mari Eluned", "Mari Eluned", "JONES"),
        ("Mari Eluned Jones", "Mari Eluned", "Jones"),
        ("Mari Eluned ap Rhys", "Mari Eluned", "ap Rhys"),
        ("Mari ferch Gruffydd", "Mari", "ferch Gruffydd"),
        ("Ana de Souza", "Ana", "de Souza"),
        ("Daniel , Mila ", "Mila", "Daniel"),
        ("Mari", "", "Mari"),
        ("", "", ""),
        (" Mari  Jones ", "Mari", "Jones"),
        ("Jones,", "", "Jones"),
    ],
)
def test_full_names(text, forenames, surname):
    assert split_full_name(text) == (forenames, surname)


@given(st.text(max_size=40))
def test_no_letter_of_a_full_name_is_lost(text):
    forenames, surname = split_full_name(text)
    kept = [letter for letter in f"{forenames}{surname}" if letter.isalpha()]
    assert sorted(kept) == sorted(letter for letter in text if letter.isalpha())


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("cf10 5ta", "CF10 5TA"),
        ("CF105TA", "CF10 5TA"),
        (" LL65  1AA ", "LL65 1AA"),
        ("LL65-1AA", "LL65 1AA"),
        ("LL65.1AA.", "LL65 1AA"),
        ("SW1A 1AA", "SW1A 1AA"),
        ("M1 1AE", "M1 1AE"),
        ("", ""),
        ("  ", ""),
        ("ZZ99 3CZ", ""),  # no fixed abode
        ("zz993vz", ""),
    ],
)
def test_postcodes(text, clean):
    assert clean_postcode(text) == clean


@pytest.mark.parametrize("text", ["UNKNOWN", "CF9O XXX", "CF10", "5TA", "CF10 5TAA", "LL65 1A", "1LL 1AA", "LL٦5 1AA"])
def test_no_postcodes(text):
    with pytest.raises(ValueError, match=text[:4]):
        clean_postcode(text)


def test_a_district_is_the_outward_part():
    assert district("CF10 5TA") == "CF10"
    assert district("") == ""


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("12 Stryd Fawr, Caergybi", "12"),
        ("12a Stryd Fawr", "12A"),
        ("12A STRYD FAWR", "12A"),
        ("Ty'r Ysgol, Lôn Wen", "TYR YSGOL"),
        ("Tŷ Newydd, 3 Lôn Wen", "3"),
        ("Maes y Môr", "MAES MOR"),
        ("", ""),
        (" , ", ""),
        ("Bryn, Caergybi, Ynys Môn, LL65 1AA", "BRYN"),
    ],
)
def test_house_key(address, key):
    assert house_key(address) == key


@given(st.text(max_size=60))
def test_a_house_key_never_minds_capitals(address):
    assert house_key(address.upper()) == house_key(address)
