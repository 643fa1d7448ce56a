"""Authorities side by side: totals of what is released and of nothing else, cautions, the map in tiles, files."""

import csv
import datetime
import html
import io
import json
import re
from xml.etree import ElementTree

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from records.choices import Role
from records.models import Authority
from records.scope import scope
from reporting.models import CountingNote, Download, Return
from reporting.tilemap import PLACES, shade
from reporting.together import ALL, PILOT, together, total_of
from tests.factories import make_system, make_user

pytestmark = pytest.mark.django_db
JANUARY = datetime.date(2026, 1, 1)
OPENED = ("cases_opened", "")


@pytest.mark.parametrize(
    ("shown", "missing", "total", "hidden"),
    [
        (["5", "10"], 0, "15", 0),
        (["5", "[c]", "[x]"], 1, "5", 2),
        (["0", "0"], 0, "0", 0),
        (["0", "[c]"], 0, "[c]", 1),  # '0' would be a lie
        (["[x]", "0"], 0, "[x]", 1),
        ([], 3, "[z]", 0),
    ],
)
def test_a_total_is_of_what_is_shown_and_says_what_is_not(shown, missing, total, hidden):
    found = total_of(shown, missing=missing)
    assert (found.shown, found.hidden, found.missing) == (total, hidden, missing)
    assert str(hidden) in found.note if hidden else True


def test_averages_have_no_total():
    assert total_of(["12", "30"], missing=0, is_measure=True).shown == "[z]"


@pytest.fixture
def month(make, release):
    """Two authorities of the pilot with 13 and 2 cases opened, one outside with 8, and one that released nothing."""
    for code, cases in (("660", 13), ("661", 2), ("662", 8)):
        release(code, cases=cases)
    make("681", cases=40)


def test_the_pilot_and_all_are_told_apart_and_nothing_unreleased_is_counted(month):
    with scope():
        found = together(JANUARY)
        assert [found.text(code, OPENED) for code in ("660", "661", "662", "681")] == ["15", "[c]", "10", ""]
        pilot, everybody = found.total(PILOT, OPENED), found.total(ALL, OPENED)
    pilots = Authority.objects.filter(is_pilot=True).count()
    assert (pilot.shown, pilot.hidden, pilot.missing) == ("15", 1, pilots - 2)
    assert (everybody.shown, everybody.hidden, everybody.missing) == ("25", 1, 19)


@pytest.fixture
def evaluator(client):
    client.force_login(make_user(Role.EVALUATOR))
    return client


def test_the_page_has_every_authority_with_its_cautions(evaluator, month):
    page = evaluator.get(reverse("together") + "?month=2026-01&figure=cases_opened&category=school")
    rows = {authority.pk: (shown, cautions) for authority, shown, cautions, _one in page.context["rows"]}
    assert len(rows) == 22
    assert rows["660"][0] == "15"
    assert "Not one approved of: Health extract" in rows["660"][1][0]
    assert rows["681"] == ("", ["Nothing is released for this month."])
    assert ">13<" not in page.text and ">40<" not in page.text
    assert "What the released numbers come to" in page.text


@pytest.mark.parametrize("query", ["", "?month=1999-01", "?figure=nothing", "?figure=open_cases&category=nothing"])
def test_what_is_not_there_is_as_if_nothing_had_been_chosen(evaluator, month, query):
    page = evaluator.get(reverse("together") + query)
    assert (page.context["indicator"].code, page.context["label"]) == ("open_cases", "Total")


def test_a_measure_has_no_total_on_the_page(evaluator, month):
    page = evaluator.get(reverse("together") + "?figure=days_to_closure&category=mean")
    assert "there is no total" in page.text and "What the released numbers come to" not in page.text


def test_before_anything_is_released_the_page_says_so(evaluator):
    assert "No return has been released yet." in evaluator.get(reverse("together")).text
    assert evaluator.get(reverse("together_map")).status_code == 404


def test_the_map_has_a_tile_of_its_own_for_each_authority_and_says_its_number(evaluator, month):
    assert set(PLACES) == set(Authority.objects.values_list("pk", flat=True))
    assert len(set(PLACES.values())) == len(PLACES)
    english = evaluator.get(reverse("together_map") + "?figure=cases_opened").content
    root = ElementTree.fromstring(english)  # noqa: S314
    assert "All: 25" in root.get("aria-label")
    text = english.decode()
    assert ">15<" in text and ">[c]<" in text and ">–<" in text and "Anglesey" in text
    assert english == evaluator.get(reverse("together_map") + "?figure=cases_opened").content
    assert "Môn" in evaluator.get("/cy/released/together/map.svg?figure=cases_opened").content.decode()


@pytest.mark.parametrize(
    ("text", "largest", "place"), [("0", 0, 0), ("0", 100, 0), ("25", 100, 0), ("60", 100, 2), ("100", 100, 3)]
)
def test_darker_tiles_hold_more(text, largest, place):
    shades = [shade(str(number), 100) for number in (0, 30, 60, 100)]
    assert len(set(shades)) == 4
    assert shade(text, largest) == shades[place]
    assert shade("[c]", largest) not in shades


@pytest.mark.parametrize("form", ["csv", "json", "xlsx", "ods"])
def test_the_whole_month_is_downloaded_noted_and_the_same_bytes(evaluator, month, form):
    url = reverse("together_file", args=["2026-01", form])
    with time_machine.travel("2026-03-01 09:00"):
        first = evaluator.get(url)
    with time_machine.travel("2026-03-02 10:00"):
        assert evaluator.get(url).content == first.content
    assert "cme-together-2026-01-released" in first["Content-Disposition"]
    noted = Download.objects.filter(form=form, is_exact=False).values_list("cme_return__authority", flat=True)
    assert sorted(set(noted)) == ["660", "661", "662"]


@pytest.mark.parametrize("asked", ["1999-01/csv/", "2026-01/pdf/", "january/csv/"])
def test_a_file_of_what_is_not_there_is_not_found(evaluator, month, asked):
    assert evaluator.get(f"/released/together/{asked}").status_code == 404
    assert not Download.objects.exists()


def test_the_file_has_each_number_and_what_they_come_to(evaluator, month):
    content = evaluator.get(reverse("together_file", args=["2026-01", "csv"])).content
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    values = {r["authority"]: r["value"] for r in rows if (r["indicator"], r["category"]) == ("cases_opened", "total")}
    assert values == {"660": "15", "661": "[c]", "662": "10", "pilot": "15", "all": "25"}
    about = json.loads(evaluator.get(reverse("together_file", args=["2026-01", "json"])).content)
    released = {one["authority"] for one in about["authorities"] if one["return"]}
    assert released == {"660", "661", "662"}


def test_an_authority_says_how_it_counts_and_the_newest_note_holds(evaluator, client, first, month):
    client.force_login(first)
    for number in (1, 2):
        told = {"text": f"No EOTAS list, {number}.", "text_cy": f"Dim rhestr AHY, {number}."}
        assert client.post(reverse("counting_note"), told).status_code == 302
    assert client.post(reverse("counting_note"), {"text": "Only English"}).context["form"].errors
    client.force_login(make_user(Role.EVALUATOR))
    assert "No EOTAS list, 2." in client.get(reverse("together")).text
    assert "Dim rhestr AHY, 2." in client.get("/cy/released/together/").text
    assert CountingNote.objects.count() == 2
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE reporting_countingnote SET text = ''")


def test_more_authorities_take_no_more_queries(evaluator, release, django_assert_max_num_queries):
    for code in ("660", "661", "662", "663"):
        release(code, cases=5)
    with django_assert_max_num_queries(14):
        evaluator.get(reverse("together"))


def test_an_evaluator_who_follows_every_link_sees_released_figures_and_no_exact_one(evaluator, month):
    """From the first page on, every address that a page, a picture or a form names."""
    seen, waiting = {}, ["/", "/cy/"]
    while waiting:
        url = waiting.pop()
        response = evaluator.get(url)
        seen[url] = response.status_code
        if response["Content-Type"].startswith("text/html"):
            found = re.findall(r'(?:href|src|action)="(/[^"#]*)"', response.text)
            new = {html.unescape(each) for each in found if not each.startswith(("/static/", "/accounts/", "/cy/acc"))}
            waiting += sorted(new - seen.keys() - set(waiting))
        if response["Content-Type"].startswith(("text/", "image/", "application/json")):
            assert not re.search(r">(13|40)<|,(13|40),|: \"?(13|40)\"?\b", response.text), url
    assert set(seen.values()) == {200}
    assert sum("/released/" in url for url in seen) > 30
    assert not [url for url in seen if re.search("/(returns|cases|lists|candidates|month)/", url)]
    assert sum(url.startswith("/cy/released/") for url in seen) == sum(url.startswith("/released/") for url in seen)


def test_an_evaluator_who_tries_every_number_finds_released_returns_and_nothing_else(evaluator, month, client):
    """Pages in both languages and the API, with the numbers of returns that are out, are not, and never were."""
    make_system(Role.EVALUATOR, "key-of-the-evaluators")
    token = {"Authorization": "Bearer key-of-the-evaluators"}
    out = set(Return.objects.released().values_list("pk", flat=True))
    with scope(authority="681"):
        numbers = [*out, Return.objects.get(authority="681").pk, 10**6]
    assert len(numbers) == 5
    paths = ("released/{}/", "released/{}/files/csv/", "released/{}/files/json/", "released/{}/charts/open-cases.svg")
    exact = (
        "returns/{}/",
        "returns/{}/rows/cases_opened/",
        "returns/{}/files/csv/",
        "returns/{}/charts/open-cases.svg",
    )
    for number in numbers:
        for path in [language + path for language in ("/", "/cy/") for path in paths]:
            assert evaluator.get(path.format(number)).status_code == (200 if number in out else 404), path
        for path in [language + path for language in ("/", "/cy/") for path in exact]:
            assert evaluator.get(path.format(number)).status_code == 404, path
        for name in ("api_return", "api_return_csv"):
            answer = client.get(reverse(name, args=[number]), headers=token)
            assert answer.status_code == (200 if number in out else 404), name
            assert not re.search(r",(13|40),|: ?\"?(13|40)\b", answer.text), name
    listed = client.get(reverse("api_returns"), headers=token).json()
    assert {one["id"] for one in listed["results"]} == out
    assert client.get(reverse("api_month", args=["2025-12"]), headers=token).status_code == 404
