"""Forms of forenames: added with a source, checked against the shipped table, used as evidence, ended and kept."""

import pytest
from django.test import Client
from django.urls import reverse

from lhb_ingest.actions import add_name_form, end_name_form
from lhb_ingest.kept import forms_of_the_authority
from lhb_ingest.models import NameForm
from records.choices import ListKind
from records.errors import Refused
from tests.lhb_ingest.builders import approved, review, row_of, somebody

pytestmark = pytest.mark.django_db
GIVEN = {"name": "Heledd", "form": "Ledi", "source": "Arfer y fro"}


def add(by, **changed) -> NameForm:
    return add_name_form(by=by, authority=by.authority, **(GIVEN | changed))


def test_a_form_is_evidence_in_the_next_comparison(mon, manager, list_officer, data_officer):
    child = somebody(forenames="Heledd")
    approved(list_officer, manager, ListKind.SCHOOL_ROLL, child.like(forenames="Ledi"))
    before = row_of(review(data_officer, ListKind.HEALTH, child), child).near_matches.get()
    assert before.reasons[0]["level"] != "form"
    form = add(manager)
    row = row_of(review(data_officer, ListKind.HEALTH, child, somebody()), child)
    after = row.near_matches.get()
    assert after.reasons[0]["level"] == "form" and not row.matches.exists(), "evidence, never equality"
    assert after.weight > before.weight
    end_name_form(by=manager, name_form=form)
    assert forms_of_the_authority("660") == []


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"form": "X"}, "at least two letters"),
        ({"name": "Mari Fflur"}, "Write one forename"),
        ({"form": "Élèdd", "name": "Eledd"}, "Both names are the same"),
        ({"source": "  "}, "how you know"),
        ({"name": "William", "form": "Wil"}, "The shipped table says so already"),
        ({"name": "Ledi", "form": "heledd"}, "added already"),
    ],
)
def test_what_is_not_taken(mon, manager, changed, sentence):
    add(manager)
    with pytest.raises(Refused, match=sentence):
        add(manager, **changed)
    assert NameForm.objects.count() == 1


def test_a_form_is_ended_and_stays_and_may_come_again(mon, manager, list_officer):
    form = end_name_form(by=list_officer, name_form=add(manager))
    assert (form.added_by, form.ended_by) == (manager, list_officer)
    with pytest.raises(Refused, match="ended already"):
        end_name_form(by=manager, name_form=form)
    add(manager)
    assert NameForm.objects.count() == 2


def test_the_page(mon, manager, caseworker):
    client, reader, where = Client(), Client(), reverse("name_forms")
    client.force_login(manager)
    reader.force_login(caseworker)
    assert "GWILYM" in client.get(where, {"name": "Wil"}).text
    assert "does not have this name" in client.get(where, {"name": "Zzz"}).text
    page = client.post(where, GIVEN | {"name": "Heledd", "form": "Wil"})
    assert "From now on it would be near all of them" in page.text and not NameForm.objects.exists()
    assert "The form was added." in client.post(where, GIVEN, follow=True).text
    client.post(where, GIVEN | {"name": "Heledd", "form": "Wil", "knowingly": "on"})
    assert NameForm.objects.count() == 2
    seen = reader.get(where).text
    assert "HELEDD, LEDI" in seen and "Mair Manager" in seen and "Add a form" not in seen
    reader.post(where, GIVEN | {"form": "Hela"})
    assert NameForm.objects.count() == 2
    one = NameForm.objects.get(form="LEDI")
    assert reader.post(reverse("name_form_end", args=[one.pk])).status_code == 403
    assert "The form was ended." in client.post(reverse("name_form_end", args=[one.pk]), follow=True).text
