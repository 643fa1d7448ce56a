"""Postcode districts and schools as an administrator loads them: looked at first, with source, date and history."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from lhb_ingest.choices import Outcome
from lhb_ingest.models import Extract, RowProblem
from records import actions
from records.actions.loading import compare_schools, districts_in, schools_in
from records.choices import ListKind, Role
from records.errors import Refused
from records.models import AdminEvent, Authority, ReferenceLoad, School
from tests.factories import authority, make_user
from tests.lhb_ingest.builders import review, somebody

DAY = datetime.date(2026, 4, 1)
SCHOOLS = (
    "School Number,School Name,School Type,Close Date\n"
    "6604001,Ysgol y Graig,Secondary,\n6602001,Ysgol Fach,Primary,31/08/2020\n"
)


@pytest.fixture
def ann(db):
    return make_user(Role.ADMINISTRATOR, name="Ann Administrator")


def given(**changed) -> dict:
    day = {"as_at_day": "1", "as_at_month": "4", "as_at_year": "2026"}
    return day | {"source": "ONS Postcode Directory, May 2026", "authority": "660", "text": "LL58 LL65"} | changed


def said(answer) -> str:
    return " ".join(answer.content.decode().split())


# ----------------------------------------------------------------------------------------------------- what is refused
@pytest.mark.parametrize(
    ("text", "found"),
    [("ll9, LL10;LL65 LL65", ["LL9", "LL10", "LL65"]), ("W1A", ["W1A"]), ("CF10\nCF3", ["CF3", "CF10"])],
)
def test_districts_in_a_text(text, found):
    assert districts_in(text) == found


@pytest.mark.parametrize("text", ["", " , ", "LL65 1AA", "LL65 5TA", "=CMD()", "LL655"])
def test_what_is_no_list_of_districts(text):
    with pytest.raises(Refused):
        districts_in(text)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "save the list of schools as CSV"),
        ("a,b\n1,2\n", "needs the headings"),
        ("School Number,School Name\n", "no school in it"),
        ("School Number,School Name\n1234,Ysgol\n", "Line 2: a school number has 7 figures"),
        ("School Number,School Name\n6604001,Ysgol\n6604001,Ysgol\n", "Line 3: this school number stands there twice"),
        ("School Number,School Name,Opened\n6604001,Ysgol,31/02/2020\n", "Line 2: this is not a date"),
        ("School Number,School Name\n6994001,Ysgol\n", "Line 2: a school number has 7 figures"),
    ],
)
def test_what_is_no_list_of_schools(text, sentence):
    with pytest.raises(Refused, match=sentence):
        schools_in(text)


@pytest.mark.django_db
def test_schools_with_welsh_headings_and_semicolons():
    text = "\ufeffRhif yr Ysgol;Enw'r Ysgol;Dyddiad agor\n6604001;Ysgol Gŵyr;1 Medi 1990\n"
    [school] = schools_in(text)
    assert (school["number"], school["name"], school["opened_on"]) == (
        "6604001",
        "Ysgol Gŵyr",
        datetime.date(1990, 9, 1),
    )


# ------------------------------------------------------------------------------------- look first, then load
def test_nothing_is_stored_before_it_was_looked_at(client, ann):
    client.force_login(ann)
    before = authority("660").postcode_districts
    page = said(client.post(reverse("load_of_districts"), given(text="LL65 LL99")))
    assert "What would change" in page and "LL99" in page and "Known now and not in it" in page
    assert authority("660").postcode_districts == before and not ReferenceLoad.objects.exists()
    done = client.post(reverse("load_of_districts"), given(text="LL65 LL99", load="yes"), follow=True)
    assert "The reference data were loaded." in said(done)
    assert authority("660").postcode_districts == ["LL65", "LL99"]
    load = ReferenceLoad.objects.get()
    assert (load.kind, load.authority_id, load.as_at, load.loaded_by) == ("districts", "660", DAY, ann)
    assert load.districts == ["LL65", "LL99"] and load.counts["new"] == 1 and load.counts["same"] == 1
    assert AdminEvent.objects.get().kind == "reference_loaded"
    assert "ONS Postcode Directory, May 2026" in said(client.get(reverse("load_of_districts")))


def test_schools_are_added_and_changed_and_none_is_lost(client, ann):
    client.force_login(ann)
    client.post(reverse("load_of_schools"), given(text=SCHOOLS, load="yes"))
    assert School.objects.get(pk="6602001").closed_on == datetime.date(2020, 8, 31)
    again = schools_in("School Number,School Name\n6604001,Ysgol Newydd\n6604002,Ysgol Arall\n")
    difference = compare_schools(again)
    assert (difference.new, difference.changed, difference.absent) == (["6604002"], ["6604001"], ["6602001"])
    actions.load_schools(by=ann, schools=again, source="A later list", as_at=DAY)
    assert set(School.objects.values_list("name", flat=True)) == {"Ysgol Newydd", "Ysgol Arall", "Ysgol Fach"}
    assert ReferenceLoad.objects.filter(kind="schools").count() == 2


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"source": ""}, "Source"),
        ({"text": ""}, "Paste the list or choose a file."),
        ({"text": "LL65 1AA"}, "1AA is not a postcode district."),
        ({"as_at_year": "2999"}, "Enter a date from"),
        ({"authority": ""}, "There is a problem"),
    ],
)
def test_what_the_page_refuses(client, ann, changed, sentence):
    client.force_login(ann)
    assert sentence in said(client.post(reverse("load_of_districts"), given(**changed, load="yes")))
    assert not ReferenceLoad.objects.exists()


def test_in_welsh(client, ann):
    client.force_login(ann)
    with translation.override("cy"):
        address = reverse("load_of_schools")
    assert "Llwytho&#x27;r rhestr ysgolion" in client.get(address).content.decode()


# ------------------------------------------------------------------------------------- what lists make of it
def test_outside_the_area_has_a_source(client, ann, mon, data_officer, manager):
    actions.load_districts(by=ann, authority=mon, districts=["LL58"], source="The council's own list", as_at=DAY)
    mon.refresh_from_db()
    inside, outside = somebody(postcode="LL58 8AA"), somebody(postcode="LL65 1AA")
    extract = review(data_officer, ListKind.HEALTH, inside, somebody(postcode="LL58 8AB"), outside)
    assert extract.rows.get(source_ref=outside.ref).outcome == Outcome.OUTSIDE_AREA
    assert extract.districts == ReferenceLoad.objects.get()
    client.force_login(manager)
    for name, args in (("extract", [extract.pk]), ("extract_rows", [extract.pk, Outcome.OUTSIDE_AREA])):
        page = said(client.get(reverse(name, args=args)))
        assert "The council&#x27;s own list, 1 April 2026." in page, name


def test_an_unknown_school_is_odd_and_its_row_is_used(ann, mon, list_officer):
    people = [somebody(school="6604001"), somebody(school="6609999"), somebody(school="4001")]
    first = review(list_officer, ListKind.SCHOOL_ROLL, *people)
    assert not RowProblem.objects.filter(extract=first).exists(), "no list of schools was loaded yet"
    actions.load_schools(by=ann, schools=schools_in(SCHOOLS), source="A list", as_at=DAY)
    second = review(list_officer, ListKind.SCHOOL_ROLL, *people, somebody())
    problem = RowProblem.objects.get(extract=second)
    assert (problem.code, problem.value, problem.column, problem.stops_row, problem.line_number) == (
        "unknown_school",
        "6609999",
        "School",
        False,
        3,
    )
    assert second.rows.count() == 4


def test_an_authority_without_a_loading_uses_what_was_delivered(mon, data_officer):
    extract = review(data_officer, ListKind.HEALTH, somebody())
    assert extract.districts is None
    assert Extract.objects.count() == 1 and Authority.objects.get(pk="660").postcode_districts
    assert timezone.localdate() >= extract.as_at
