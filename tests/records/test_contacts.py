"""People around a child with their language, and where the child has lived: writers and pages."""

import datetime

import pytest
import time_machine
from django.urls import reverse

from records.actions import ContactGiven, close_case, correct_child, end_contact, erase_case, save_address, save_contact
from records.errors import Refused
from records.models import ChildAddress, Contact
from records.scope import scope
from tests.factories import CaseFactory, make_user

TODAY = datetime.date(2026, 11, 20)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_mon():
    with time_machine.travel("2026-11-20 10:00+00:00", tick=False), scope(authority="660"):
        yield


@pytest.fixture
def case(caseworker):
    return CaseFactory(opened_by=caseworker)


def given(**changes) -> ContactGiven:
    return ContactGiven(**{"relation": "parent", "name": "Gwenllïan Môn", **changes})


@pytest.mark.parametrize(
    ("language", "asked_on", "words"),
    [
        ("welsh", None, "Say on which day"),
        ("not_asked", TODAY, "Say on which day"),
        ("english", TODAY + datetime.timedelta(days=1), "future"),
    ],
)
def test_a_language_has_the_day_it_was_asked(case, caseworker, language, asked_on, words):
    with pytest.raises(Refused, match=words):
        save_contact(by=caseworker, case=case, given=given(language=language, asked_on=asked_on))
    assert not Contact.objects.exists()


def test_the_same_person_twice_is_one_and_a_change_is_one_event(case, caseworker):
    first = save_contact(by=caseworker, case=case, given=given())
    assert save_contact(by=caseworker, case=case, given=given()) == first
    changed = given(language="welsh", asked_on=TODAY)
    for _ in range(2):
        save_contact(by=caseworker, case=case, given=changed, contact=first)
    events = case.events.filter(kind="contact_set")
    assert [event.detail["language"] for event in events] == ["welsh", "not_asked"]
    assert Contact.objects.get().language == "welsh"


def test_whoever_is_taken_off_is_not_changed_any_more(case, caseworker):
    contact = save_contact(by=caseworker, case=case, given=given())
    end_contact(by=caseworker, case=case, contact=contact)
    for act in (
        lambda: end_contact(by=caseworker, case=case, contact=contact),
        lambda: save_contact(by=caseworker, case=case, given=given(name="X"), contact=contact),
    ):
        with pytest.raises(Refused, match="taken off the case already"):
            act()
    assert list(case.contacts.current()) == []


def test_a_closed_case_is_not_changed(case, caseworker):
    close_case(by=caseworker, case=case, reason="maintained_school", evidence="Ysgol")
    for act in (
        lambda: save_contact(by=caseworker, case=case, given=given()),
        lambda: save_address(by=caseworker, case=case, standing="current", address="1 Lôn"),
    ):
        with pytest.raises(Refused):
            act()


def test_people_and_addresses_go_when_the_case_is_erased(case, caseworker):
    save_contact(by=caseworker, case=case, given=given())
    save_address(by=caseworker, case=case, standing="current", address="1 Lôn")
    close_case(by=caseworker, case=case, reason="maintained_school", evidence="Ysgol")
    erase_case(by=caseworker, case=case)
    assert not Contact.objects.exists() and not ChildAddress.objects.exists()


# ----------------------------------------------------------------------------------------------------- addresses
def lived(case) -> list[tuple]:
    return [(row.address, row.standing, row.since, row.until) for row in case.addresses.order_by("pk")]


def test_a_new_address_makes_the_one_before_a_former_one(case, caseworker):
    case.child.address, case.child.postcode = "1 Stryd Fawr", "LL65 1AA"
    case.child.save()
    moved = datetime.date(2026, 9, 1)
    save_address(by=caseworker, case=case, standing="last_known", address="2 Lôn Isaf", since=moved)
    assert lived(case) == [
        ("1 Stryd Fawr", "former", None, moved),
        ("2 Lôn Isaf", "last_known", moved, None),
    ]
    case.child.refresh_from_db()
    assert (case.child.address, case.child.postcode) == ("2 Lôn Isaf", "")


def test_a_former_address_leaves_the_childs_own_alone(case, caseworker):
    before = case.child.address
    save_address(by=caseworker, case=case, standing="former", address="Hen Dŷ", until=datetime.date(2024, 5, 1))
    case.child.refresh_from_db()
    assert case.child.address == before


def test_a_corrected_child_and_the_standing_address_agree(case, caseworker):
    save_address(by=caseworker, case=case, standing="current", address="2 Lon Isaf")
    case.child.refresh_from_db()
    names = {name: getattr(case.child, name) for name in ("forenames", "surname", "former_names", "born_on")}
    correct_child(by=caseworker, case=case, address="2 Lôn Isaf", postcode="LL65 1AA", **names)
    row = case.addresses.exclude(standing="former").get()
    assert (row.address, row.postcode) == ("2 Lôn Isaf", "LL65 1AA")


@pytest.mark.parametrize(
    ("since", "until", "words"),
    [
        (datetime.date(2026, 5, 2), datetime.date(2026, 5, 1), "cannot have left"),
        (datetime.date(1990, 5, 2), None, "not born yet"),
        (datetime.date(2027, 5, 2), None, "future"),
    ],
)
def test_impossible_days_are_refused(case, caseworker, since, until, words):
    with pytest.raises(Refused, match=words):
        save_address(by=caseworker, case=case, standing="former", address="Tŷ", since=since, until=until)
    assert not case.addresses.exists()


# ---------------------------------------------------------------------------------------------------------- pages
def test_an_officer_records_a_parent_and_reads_it_in_welsh(nia, case):
    new = reverse("case_contact_new", args=[case.pk])
    sent = {"relation": "parent", "name": "Siôn <b>Môn</b>", "language": "welsh", "telephone": "01248 000000"}
    refused = nia.post(new, sent).content.decode()
    assert "Enter the day on which the person was asked" in refused and "01248 000000" in refused
    day = {"asked_on_day": 3, "asked_on_month": 11, "asked_on_year": 2026}
    assert nia.post(new, sent | day).status_code == 302
    page = nia.get("/cy" + reverse("case", args=[case.pk])).content.decode()
    assert "Siôn &lt;b&gt;Môn&lt;/b&gt;" in page and "Iaith llythyrau: Cymraeg" in page and "3 Tachwedd 2026" in page


def test_a_person_of_another_case_is_not_changed_here(nia, case):
    other = save_contact(by=make_user(), case=CaseFactory(), given=given())
    for name in ("case_contact", "case_contact_end"):
        assert nia.get(reverse(name, args=[case.pk, other.pk])).status_code == 404
    assert nia.post(reverse("case_contact_end", args=[other.case_id, other.pk])).status_code == 302
    assert nia.get(reverse("case_contact", args=[other.case_id, other.pk])).status_code == 404
