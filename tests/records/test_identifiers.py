"""The Welsh UPN (law-and-domain 7.2) and the NHS number, which is recognised only to be dropped."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.identifiers import is_nhs_number, is_upn

LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"
VALID = ["B801200005001", "X681402312345", "K660400119001", "Z67940121501A", "P207000016049"]


@pytest.mark.parametrize("upn", VALID)
def test_upns(upn):
    assert is_upn(upn)


@pytest.mark.parametrize("upn", VALID)
def test_the_check_letter_is_the_only_one_that_fits(upn):
    assert [letter for letter in LETTERS if is_upn(letter + upn[1:])] == [upn[0]]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Q207000016049",  # a vendor's help page works it out as Q: a slip
        "b801200005001",
        "B80120000500",
        "B8012000050011",
        "B801200005O01",
        "I801200005001",
        "B80120000500I",  # I, O and S are no letters of a UPN
        "B80120000500S",
        "B801200005001\n",
        " B801200005001",
        "B٨01200005001",
    ],
)
def test_no_upns(text):
    assert not is_upn(text)


@given(st.from_regex(r"[0-9]{11}", fullmatch=True), st.sampled_from("0123456789" + LETTERS))
def test_every_number_has_exactly_one_check_letter(digits, last):
    assert sum(is_upn(letter + digits + last) for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == 1


@given(st.sampled_from(VALID), st.integers(1, 11), st.sampled_from("0123456789"))
def test_one_wrong_digit_is_noticed(upn, place, digit):
    changed = upn[:place] + digit + upn[place + 1 :]
    assert is_upn(changed) == (changed == upn)


@pytest.mark.parametrize("text", ["9434765919", "943 476 5919", "943-476-5919"])
def test_nhs_numbers(text):
    assert is_nhs_number(text)


@pytest.mark.parametrize("text", ["", "9434765918", "HB00000001", "943476591", "94347659190", "1000000002"])
def test_no_nhs_numbers(text):
    assert not is_nhs_number(text)
