"""The answer to a freedom of information request: five questions, any school year, made safe, in both languages."""

import csv
import datetime
import io

import pytest
import time_machine
from django.urls import reverse
from django.utils import translation

from records.choices import Role
from records.models import AccessLog, Case, CaseCode, CaseFact, Circumstances
from records.scope import scope
from reporting import foi
from reporting.models import ReleasedLine, Return
from tests.factories import CaseFactory, FactFactory, make_user

TODAY = datetime.date(2026, 11, 20)


def spell(opened: str, closed: str = "", origin: str = "school", received: str = "", number: int = 1):
    """So many cases that were open between the two days."""
    closure = {}
    if closed:
        closure = {"status": "closed", "closed_on": datetime.date.fromisoformat(closed), "closure_reason": "eotas"}
        closure |= {"closure_ground": "suitable_education", "closed_by": make_user()}
    day = datetime.date.fromisoformat(opened)
    got = datetime.date.fromisoformat(received or opened)
    return CaseFactory.create_batch(number, opened_on=day, received_on=got, origin=origin, **closure)


@pytest.fixture
def world(mon):
    """In 2024/25: 10 children who left a roll, 3 referred by a school, 6 found by the health list."""
    spell("2024-09-10", "2024-10-01", "left_roll", number=10)
    spell("2024-06-01", "2025-01-15", "school", number=3)
    for case in spell("2025-03-03", "", "health_list", number=6):
        FactFactory(case=case, value="school_idp", as_at=datetime.date(2025, 4, 1))
    spell("2023-09-10", "2024-08-31", "public", number=7)  # ended with the year before
    spell("2025-09-01", "", "public", number=4)  # begins with the year after


def test_each_question_counts_what_it_says(world, mon):
    numbers = foi.counted(mon, 2024, TODAY)
    assert numbers[foi.TOTAL] == 19
    assert {code: numbers["origin", code] for code in ("left_roll", "school", "health_list", "public")} == {
        **{"left_roll": 10, "school": 3, "health_list": 6, "public": 0}
    }
    months = [numbers["month", name] for name in ("2024-09", "2024-10", "2024-12", "2025-01", "2025-08")]
    assert months == [13, 3, 3, 0, 6]
    assert numbers["duration", "under_1"] == 10 and numbers["duration", "from_6"] == 3
    assert numbers["duration", "from_3"] == 6  # still open at the end of the year: counted to its last day
    assert numbers["aln", "school_idp"] == 6 and numbers["aln", "not_known"] == 13
    assert foi.counted(mon, 2023, TODAY)[foi.TOTAL] == 10 and foi.counted(mon, 2025, TODAY)[foi.TOTAL] == 10


def test_coded_origins_and_reasons_are_counted_and_named(world, mon):
    cases = list(Case.objects.filter(origin="left_roll"))
    given = {"authority": mon, "recorded_by": make_user(), "recorded_at": "2024-09-10T00:00Z"}
    reason, origin = (CaseCode.objects.get(code=code, authority=None) for code in ("excluded", "in_area"))
    for case in cases[:6]:
        Circumstances.objects.create(case=case, spell=case.spells.get(), origin=origin, reason=reason, **given)
    numbers = foi.counted(mon, 2024, TODAY)
    assert (numbers["where", "in_area"], numbers["where", "not_recorded"]) == (6, 13)
    assert (numbers["why", "excluded"], numbers["why", "not_recorded"]) == (6, 13)
    with translation.override("cy"):
        lines = dict(line for question, lines in foi.blocks(foi.answer(mon, 2024, TODAY)) for line in lines)
    assert lines["Wedi'i wahardd yn barhaol"] == "5" and "Daeth yn PCA yn yr ardal" in lines


def test_a_level_noted_after_the_year_is_not_counted_in_it(world, mon):
    CaseFact.objects.update(as_at=datetime.date(2025, 9, 1))
    assert foi.counted(mon, 2024, TODAY)["aln", "not_known"] == 19


def test_small_numbers_are_hidden_and_cannot_be_worked_out(world, mon):
    signs = foi.answer(mon, 2024, TODAY).signs
    assert signs[foi.TOTAL] == "20" and signs["origin", "left_roll"] == "10"
    assert signs["origin", "school"] == "[c]" and signs["origin", "health_list"] == "[c]"  # for company
    assert signs["origin", "public"] == "0" and signs["month", "2025-01"] == "0"
    exact = foi.counted(mon, 2024, TODAY)
    assert not any(sign == str(exact[number]) for number, sign in signs.items() if exact[number] in range(1, 5))


def test_what_was_released_before_is_said_again_as_it_was(world, mon):
    made = Return.objects.create(authority=mon, month="2024-10-01", **RETURN)
    ReleasedLine.objects.create(cme_return=made, position=1, indicator="open_cases", category="", shown="[x]")
    assert foi.answer(mon, 2024, TODAY).signs["month", "2024-10"] == "[x]"


RETURN = {"version": 1, "definitions": "1", "made_at": "2024-11-01T00:00Z", "fingerprint": "0" * 64}


def test_a_year_that_is_not_over_counts_the_months_that_are(world, mon):
    found = foi.answer(mon, 2026, TODAY)
    assert [category for code, category in found.signs if code == "month"] == ["2026-09", "2026-10"]
    assert not found.is_whole and foi.answer(mon, 2024, TODAY).is_whole
    assert foi.years(mon, TODAY) == [2026, 2025, 2024, 2023]


@pytest.mark.parametrize("language", ["", "/cy"])
def test_the_page_and_the_file_say_the_same(client, world, language):
    client.force_login(make_user(Role.CASE_MANAGER))
    address, download = (f"{language}{reverse(name)}" for name in ("foi", "foi_file"))
    with time_machine.travel("2026-11-20T12:00Z"):
        page = client.get(f"{address}?year=2024").text
        file = client.get(f"{download}?year=2024")
        assert client.get(address).context["answer"].year == 2025  # the newest that is over
        for wrong in ("1999", "abcd", "99999"):
            assert client.get(f"{address}?year={wrong}").status_code == 404
    with scope(authority="660"):
        assert AccessLog.objects.filter(page="foi_file").count() == 1
    title = "Faint ym mhob mis?" if language else "How many in each month?"
    assert title in page and ("Medi 2024" if language else "September 2024") in page
    rows = list(csv.reader(io.StringIO(file.content.decode("utf-8-sig"))))
    assert file["Content-Disposition"] == 'attachment; filename="cme-foi-660-2024.csv"'
    assert [row[5] for row in rows if row[3] == title and row[4] == "2024-09"] == ["15"]
    assert {row[5] for row in rows[1:]} >= {"[c]", "0", "20"} and all(row[6] for row in rows)


def test_an_authority_without_any_case_gets_zeros(client, mon):
    client.force_login(make_user(Role.CASE_MANAGER))
    page = client.get(reverse("foi"))
    assert page.status_code == 200 and page.context["answer"].signs[foi.TOTAL] == "0"
