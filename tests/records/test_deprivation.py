"""The fifths of Wales by area: what is read from two columns, and what loading leaves."""

import pytest
from django.urls import reverse
from django.utils import timezone

from records.actions import load_deprivation
from records.actions.deprivation import compare_deprivation, deprivation_in
from records.choices import Role
from records.errors import Refused
from records.models import DeprivationArea, ReferenceLoad
from tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("text", "areas"),
    [
        ("LL65 1AA,1", {"LL65 1AA": 1}),
        ("Postcode,Quintile\nll651aa;5\n\nCF10 3\t2", {"LL65 1AA": 5, "CF10 3": 2}),
        ('"LL65 1AA","3"\nLL65 1AA,3', {"LL65 1AA": 3}),
    ],
)
def test_what_is_read(text, areas):
    assert deprivation_in(text) == areas


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("LL65 1AA,6", "Line 1"),
        ("a,b\nnowhere,1", "Line 2"),
        ("LL65 1AA", "Line 1"),
        ("LL65 1AA,1\nLL65 1AA,2", "Line 2: this area"),
        ("Postcode,Quintile", "no area"),
    ],
)
def test_what_is_refused_by_its_line(text, sentence):
    with pytest.raises(Refused, match=sentence):
        deprivation_in(text)


def test_a_loading_takes_the_place_of_the_last_one():
    administrator, today = make_user(Role.ADMINISTRATOR), timezone.localdate()
    load_deprivation(by=administrator, areas={"LL65 1AA": 1, "LL65 2": 2}, source="WIMD", as_at=today)
    areas = {"LL65 1AA": 4, "CF10 3": 3}
    found = compare_deprivation(areas)
    assert (found.new, found.changed, found.same, found.absent) == (["CF10 3"], ["LL65 1AA"], 0, ["LL65 2"])
    load_deprivation(by=administrator, areas=areas, source="WIMD", as_at=today)
    assert dict(DeprivationArea.objects.values_list("postcode", "quintile")) == areas
    assert ReferenceLoad.objects.filter(kind="deprivation").count() == 2


def test_the_page_shows_first_and_loads_then(client):
    client.force_login(make_user(Role.ADMINISTRATOR))
    today, url = timezone.localdate(), reverse("load_of_deprivation")
    given = {"source": "WIMD", "as_at_day": today.day, "as_at_month": today.month, "as_at_year": today.year}
    given["text"] = "LL65 1,2"
    assert "LL65 1" in client.post(url, given).text and not DeprivationArea.objects.exists()
    client.post(url, given | {"load": "yes"})
    assert DeprivationArea.objects.get().quintile == 2
