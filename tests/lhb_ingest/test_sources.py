"""Every kind of list counts: each can be sent, is compared, and stands on the page of a pair with where it is from."""

import pytest
from django.test import Client
from django.urls import reverse

from lhb_ingest.matching.explain import SENTENCES
from records.choices import ListKind
from tests.lhb_ingest.builders import approved, candidate_of, somebody

pytestmark = pytest.mark.django_db
EOTAS = (
    "Ref,Surname,Forename,DOB,Provider,AddressLine1,Postcode\r\n"
    "{ref},{surname},Zebedeus,{born},Uned Cyfeirio,{home},{code}\r\n"
)


@pytest.mark.parametrize(
    ("kind", "sender", "words"),
    [
        (ListKind.SCHOOL_ROLL, "", "School roll: Ysgol 6604001"),
        (ListKind.EOTAS, "", "EOTAS list: Uned Cyfeirio"),
        (ListKind.INDEPENDENT, "Ysgol y Garnedd", "Independent school return (Ysgol y Garnedd): Ysgol 6604001"),
        (ListKind.HOME_EDUCATION, "", "Suitability not yet established"),
        (ListKind.OTHER_AUTHORITY, "Gwynedd", "(Gwynedd): Ysgol 6604001"),
        (ListKind.OTHER_AUTHORITY, "Cheshire West and Chester", "(Cheshire West and Chester): Ysgol 6604001"),
    ],
)
def test_each_kind_stands_on_the_page_of_a_pair(
    mon, data_officer, list_officer, manager, caseworker, kind, sender, words
):
    child = somebody()
    other = child.like(forenames="Zebedeus", suitability="not established")
    values = {"ref": child.ref, "surname": child.surname, "born": child.born_on, "code": child.postcode}
    content = EOTAS.format(home=child.address.split(",")[0], **values) if kind == ListKind.EOTAS else None
    approved(list_officer, manager, kind, other, sender=sender, content=content)
    candidate = candidate_of(approved(data_officer, manager, ListKind.HEALTH, child), child)
    client = Client()
    client.force_login(caseworker)
    page = client.get(reverse("candidate", args=[candidate.pk])).text
    assert words in page and "as of today" in page
    assert str(SENTENCES["forename", "different"]) in page
