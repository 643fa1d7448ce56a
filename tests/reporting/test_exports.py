"""Files that leave: tidy, marked, harmless in a spreadsheet, the same in either language."""

import csv
import io

import pytest
from django.utils import translation

from records.models import Authority
from records.scope import scope
from reporting import exports, figures
from reporting.models import ReleasedLine

pytestmark = pytest.mark.django_db


def rows_of(content):
    text = content.decode()
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def test_a_released_file_is_tidy(release):
    one = release(cases=13)
    rows = rows_of(exports.csv_of(one, exports.released_lines(one)))
    assert len(rows) == one.released_lines.count()
    total = next(row for row in rows if (row["indicator"], row["category"]) == ("open_cases", "total"))
    assert total["value"] == "15"
    assert (total["authority"], total["authority_en"], total["month"]) == ("660", "Isle of Anglesey", "2026-01")
    assert total["definition_en"] == "Cases that were open at the end of the last day of the month."
    assert "nearest 5" in total["note_en"]
    assert all(row["definition_en"] and row["definition_cy"] for row in rows)


def test_hidden_numbers_have_their_note(release):
    one = release(cases=2)
    rows = rows_of(exports.csv_of(one, exports.released_lines(one)))
    notes = {row["value"]: row["note_en"] for row in rows}
    assert notes["[c]"].startswith("Confidential")
    assert notes["[z]"].startswith("Not applicable")
    assert set(notes) == {"0", "[c]", "[z]"}


def test_exact_figures_say_so_on_every_line(make):
    one = make(cases=2)
    with scope(authority="660"):
        rows = rows_of(exports.csv_of(one, exports.exact_lines(one)))
    assert {row["note_en"] for row in rows} == {str(exports.EXACT)}
    assert "2" in {row["value"] for row in rows}
    assert "not-for-publication" in exports.file_name(one, exact=True)


def test_the_same_bytes_in_either_language(release):
    one = release()
    files = set()
    for language in ("en-gb", "cy"):
        with translation.override(language):
            files.add(exports.csv_of(one, exports.released_lines(one)))
    assert len(files) == 1


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_runs_in_a_spreadsheet(start, release):
    one = release()
    one.authority = Authority(code="660", name=f"{start}1+1", name_cy="Ynys Môn")
    line = ReleasedLine(indicator=f"{start}cmd", category=f"{start}x", shown=f"{start}5")
    content = exports.csv_of(one, [exports.Line(line.indicator, line.category, line.shown, exports.ROUNDED)])
    for cell in rows_of(content)[0].values():
        assert not cell.startswith(start)


def test_every_indicator_is_defined_in_words():
    for indicator in figures.INDICATORS.values():
        assert str(indicator.definition).endswith(".")
        assert str(indicator.title)
        assert len(indicator.code) <= 40
        assert all(len(category) <= 40 for category in indicator.categories)
