"""The statutory record as a file: nothing in it runs in a spreadsheet."""

import pytest

from records.exports import harmless


@pytest.mark.parametrize(
    "start",
    [
        "=",
        "+",
        "-",
        "@",
        "\t",
        "\r",
        "\n",
        " =",
        "\u00a0=",
        "\u200b=",
        "\ufeff+",
        "\u200e -",
        "\t@",
        "\uff1d",
        " \uff0b",
    ],
)
def test_what_a_spreadsheet_would_run_is_held_back(start):
    text = f"{start}1+1"
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", " ", "Siân", " Siân", "O'Neill-Jones", "1 - 2", "\u200bSiân", "(=1)"])
def test_the_rest_stays_as_it_is(text):
    assert harmless(text) == text
