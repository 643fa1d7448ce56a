"""Pages of figures going out: who sees what, and what the buttons do."""

import io

import pytest
import time_machine
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from python_calamine import CalamineWorkbook

from records.choices import Role
from records.scope import scope
from reporting import tasks
from reporting.figures import INDICATORS
from reporting.models import Download, Return
from reporting.months import month_from
from tests.factories import CaseFactory, make_user, turned_away

pytestmark = pytest.mark.django_db


@pytest.fixture
def sign_in(client):
    def signed_in(person):
        client.force_login(person)
        return client

    return signed_in


@pytest.fixture
def evaluator(sign_in):
    return sign_in(make_user(Role.EVALUATOR))


def address(name, *args):
    return reverse(name, args=args)


def test_the_list_of_returns_and_the_button(sign_in, first, make):
    make()
    page = sign_in(first).get(address("returns"))
    assert "January 2026" in page.text
    assert "To be looked at" in page.text
    assert address("return_make") in page.text
    assert f"Make the return for {date_format(tasks.last_month(), 'F Y')}" in page.text


def test_the_button_queues_the_job_once_all_is_saved(sign_in, first, monkeypatch, django_capture_on_commit_callbacks):
    queued = []
    monkeypatch.setattr(tasks.make_returns, "delay", lambda **told: queued.append(told))
    with django_capture_on_commit_callbacks(execute=True):
        response = sign_in(first).post(address("return_make"))
        assert not queued
    assert response.status_code == 302
    assert [set(told) for told in queued] == [{"month", "authority"}]
    assert queued[0]["authority"] == "660"


@pytest.mark.parametrize(("step", "sentence"), [("looked at", "has been looked at"), ("released", "is released")])
def test_a_return_that_stays_as_it_is_is_not_made_again(sign_in, first, make, release, monkeypatch, step, sentence):
    monkeypatch.setattr("reporting.views.returns.last_month", lambda: month_from("2026-01"))
    one = release() if step == "released" else make()
    client = sign_in(first)
    if step == "looked at":
        assert address("return_make") in client.get(address("returns")).text
        client.post(address("return_look", one.pk), {"fingerprint": one.fingerprint})
    assert address("return_make") not in client.get(address("returns")).text
    late = client.post(address("return_make"), follow=True)
    assert f"The return of January 2026 {sentence} and stays as it is." in late.text
    assert "is being made" not in late.text


@pytest.mark.parametrize("given", [{}, {"fingerprint": ""}, {"fingerprint": "0" * 64}])
def test_a_look_without_the_figures_that_were_seen_is_refused(sign_in, first, make, given):
    one = make()
    page = sign_in(first).post(address("return_look", one.pk), given, follow=True)
    assert "Look at the new ones first." in page.text
    with scope(authority="660"):
        assert Return.objects.get().state == "made"


def test_returns_can_be_narrowed(sign_in, first, make):
    make()
    client = sign_in(first)
    assert client.get(address("returns") + "?state=made").context["page"].paginator.count == 1
    assert "No return matches this filter." in client.get(address("returns") + "?state=released").text


def test_exact_figures_beside_what_is_shown(sign_in, first, make):
    one = make(cases=13)
    page = sign_in(first).get(address("return", one.pk))
    rows = [row for s in page.context["review"].sections for b in s.blocks for row in b.rows]
    assert (13, "15") in {(row.value, row.shown) for row in rows}
    assert "Not for publication" in page.text
    assert "There is no return for the month before" in page.text


def test_two_people_release_a_return(sign_in, first, second, make):
    one = make()
    sign_in(first).post(address("return_look", one.pk), {"fingerprint": one.fingerprint})
    page = sign_in(first).get(address("return", one.pk))
    assert "a second person has to release it" in page.text
    refused = sign_in(first).post(address("return_release", one.pk), follow=True)
    assert "a second person has to release it" in refused.text
    done = sign_in(second).post(address("return_release", one.pk), follow=True)
    assert "The return is released" in done.text
    with scope(authority="660"):
        assert Return.objects.get().released_by == second


def test_another_authority_s_return_is_not_there_even_when_released(sign_in, first, make, release):
    client = sign_in(first)
    for one in (make("661"), release("662")):
        for name, *args in (["return"], ["return_file", "csv"], ["return_rows", "cases_opened"]):
            assert client.get(address(name, one.pk, *args)).status_code == 404
        assert client.post(address("return_look", one.pk)).status_code == 404
    assert not client.get(address("returns")).context["page"].object_list


@pytest.mark.parametrize("role", [role for role in Role.values if role != Role.CASE_MANAGER])
def test_nobody_else_opens_an_authority_s_returns(sign_in, make, role):
    one = make()
    client, refused = sign_in(make_user(role)), turned_away(role)
    for name, args in [("returns", []), ("return", [one.pk]), ("return_file", [one.pk, "xlsx"])]:
        assert client.get(address(name, *args)).status_code == refused
    for name, args in [("return_make", []), ("return_look", [one.pk]), ("return_release", [one.pk])]:
        assert client.post(address(name, *args)).status_code == refused


@pytest.mark.parametrize("role", [role for role in Role.values if role != Role.EVALUATOR])
def test_nobody_but_evaluators_opens_the_released_pages(sign_in, release, role):
    one = release()
    client = sign_in(make_user(role))
    for name, args in [("released", []), ("released_return", [one.pk]), ("released_file", [one.pk, "ods"])]:
        assert client.get(address(name, *args)).status_code == 403


def test_an_evaluator_sees_released_returns_of_every_authority_and_no_other(evaluator, make, release):
    hidden = make("660")
    seen = release("661")
    page = evaluator.get(address("released"))
    assert [one.pk for one in page.context["page"]] == [seen.pk]
    assert evaluator.get(address("released_return", seen.pk)).status_code == 200
    for name, *args in (["released_return"], ["released_file", "csv"]):
        assert evaluator.get(address(name, hidden.pk, *args)).status_code == 404
    assert evaluator.get(address("released_chart", hidden.pk, "open-cases")).status_code == 404


def test_an_evaluator_s_page_has_no_exact_number(evaluator, release):
    one = release(cases=13)
    page = evaluator.get(address("released_return", one.pk))
    shown = {row.shown for s in page.context["sections"] for b in s.blocks for row in b.rows}
    assert "15" in shown
    assert ">13<" not in page.text


@pytest.mark.parametrize(
    ("query", "found"),
    [("", 2), ("?authority=661", 1), ("?month=2026-01", 2), ("?month=2026-02", 0), ("?month=May", 2)],
)
def test_released_returns_can_be_narrowed(evaluator, release, query, found):
    release("660")
    release("661")
    page = evaluator.get(address("released") + query)
    assert len(page.context["page"].object_list) == found
    assert ("Write the month like 2026-01" in page.text) == ("May" in query)


def test_a_chart_is_a_file_with_a_policy_of_its_own(evaluator, release):
    one = release()
    chart = evaluator.get(address("released_chart", one.pk, "opened-and-closed"))
    assert chart["Content-Type"] == "image/svg+xml"
    policy = chart["Content-Security-Policy"]
    assert "style-src 'unsafe-inline'" in policy
    assert "script-src 'none'" in policy
    assert evaluator.get(address("released_chart", one.pk, "secret")).status_code == 404


def test_own_chart(sign_in, first, make):
    one = make()
    client = sign_in(first)
    assert b"<svg role='img'" in client.get(address("return_chart", one.pk, "open-cases")).content


def test_pages_are_there_in_welsh(sign_in, first, evaluator, release):
    one = release()
    with translation.override("cy"):  # around the requests too: what they activate would stay for the next test
        addresses = [address("released"), address("released_return", one.pk)]
        assert all(page.startswith("/cy/") for page in addresses)
        assert all('lang="cy"' in evaluator.get(page).text for page in addresses)


FORMS = ["csv", "xlsx", "ods", "json"]


@pytest.mark.parametrize("form", FORMS)
def test_every_download_is_noted_by_whom_and_in_which_form(evaluator, sign_in, first, release, form):
    one = release()
    assert evaluator.get(address("released_file", one.pk, form)).status_code == 200
    assert sign_in(first).get(address("return_file", one.pk, form)).status_code == 200
    noted = Download.objects.values_list("cme_return", "by__role", "is_exact", "form")
    assert set(noted) == {(one.pk, Role.EVALUATOR, False, form), (one.pk, Role.CASE_MANAGER, True, form)}


def test_a_form_that_is_not_there_is_not_found(evaluator, release):
    assert evaluator.get(address("released_file", release().pk, "pdf")).status_code == 404
    assert not Download.objects.exists()


def tables(content: bytes) -> dict[str, list[list]]:
    """The sheets of a workbook as a reader sees them."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


@pytest.mark.parametrize("form", ["xlsx", "ods"])
@pytest.mark.parametrize(("language", "title"), [("", "Cases opened"), ("/cy", "Achosion a agorwyd")])
def test_a_workbook_has_the_released_numbers_and_their_meaning(evaluator, release, form, language, title):
    one = release(cases=13)
    sheets = tables(evaluator.get(f"{language}/released/{one.pk}/files/{form}/").content)
    rows = [row for rows in sheets.values() for row in rows if row[0] == title and len(row) > 3]
    assert rows[0][3] == 15
    assert {row[3] for row in rows} <= {0, 15, "[c]", "[x]"}
    said = [cell for row in next(iter(sheets.values())) for cell in row]
    assert any(str(cell).startswith("[c] ") for cell in said)
    assert any(row[0] == title for row in list(sheets.values())[-1])  # the definitions


@pytest.mark.parametrize("form", FORMS)
def test_the_same_download_twice_is_the_same_bytes(evaluator, release, form):
    one = release()
    with time_machine.travel("2026-03-01 09:00"):
        first = evaluator.get(address("released_file", one.pk, form)).content
    with time_machine.travel("2026-03-02 10:00"):
        assert evaluator.get(address("released_file", one.pk, form)).content == first


def test_the_rows_behind_a_number_are_those_that_it_counts(sign_in, first, make):
    one = make(cases=7)
    page = sign_in(first).get(address("return_rows", one.pk, "cases_opened") + "?category=school")
    assert page.context["number"] == page.context["page"].paginator.count == 7
    assert "not all the ones" not in page.text
    file = sign_in(first).get(address("return_rows", one.pk, "cases_opened") + "?form=csv")
    assert len(file.content.decode("utf-8-sig").splitlines()) == 8
    assert Download.objects.get().form == "rows"
    with scope(authority="660"):
        CaseFactory(received_on=one.month, opened_on=one.month)
    page = sign_in(first).get(address("return_rows", one.pk, "cases_opened"))
    assert (page.context["number"], page.context["page"].paginator.count) == (7, 8)
    assert "not all the ones" in page.text


@pytest.mark.parametrize("asked", ["nothing/", "cases_opened/?category=nothing"])
def test_rows_of_what_is_not_a_figure_are_not_found(sign_in, first, make, asked):
    one = make()
    assert sign_in(first).get(f"/returns/{one.pk}/rows/{asked}").status_code == 404


@pytest.mark.parametrize("code", list(INDICATORS))
def test_every_figure_opens_its_rows_in_few_queries(sign_in, first, make, code, django_assert_max_num_queries):
    one = make(cases=12)
    client = sign_in(first)
    with django_assert_max_num_queries(20):
        assert client.get(address("return_rows", one.pk, code)).status_code == 200


def test_hours_written_down_are_counted_until_somebody_has_looked(sign_in, first, make):
    one = make()
    client = sign_in(first)
    client.post(address("return_hours", one.pk), {"matching": "12", "visits": "3"})
    page = client.post(address("return_hours", one.pk), {"matching": "14", "visits": ""}, follow=True)
    assert "the return counts them" in page.text
    with scope(authority="660"):
        one.refresh_from_db()
        lines = one.lines.filter(indicator="staff_hours").exclude(value=0).values_list("category", "value")
        assert set(lines) == {("", 14), ("matching", 14)}
    client.post(address("return_look", one.pk), {"fingerprint": one.fingerprint})
    page = client.post(address("return_hours", one.pk), {"matching": "20"}, follow=True)
    assert "stays as it is until it is corrected" in page.text
    assert client.get(address("return_hours", one.pk)).context["form"]["matching"].value() == 20
    assert client.post(address("return_hours", one.pk), {"visits": "-1"}).context["form"].errors
