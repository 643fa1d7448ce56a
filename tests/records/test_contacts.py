"""People around a child with their language, and where the child has lived: writers and pages."""

import datetime

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from records.accuracy import values_of
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


# ------------------------------------------------------------------------------------------- where values come from
def kept(case, of: str) -> list[tuple]:
    rows = case.value_changes.filter(of=of).order_by("pk")
    return [(row.field, row.before, row.after, row.source) for row in rows]


def test_a_changed_person_keeps_what_stood_and_where_the_new_value_comes_from(case, caseworker):
    contact = save_contact(by=caseworker, case=case, given=given(telephone="01248 1"), source="school")
    save_contact(by=caseworker, case=case, given=given(telephone="01248 2"), contact=contact, source="family")
    assert kept(case, "contact") == [
        ("relation", "", "parent", "school"),
        ("name", "", "Gwenllïan Môn", "school"),
        ("telephone", "", "01248 1", "school"),
        ("language", "", "not_asked", "school"),
        ("telephone", "01248 1", "01248 2", "family"),
    ]
    other = save_contact(by=caseworker, case=case, given=given(name="Alun Môn"))
    found = dict(values_of(case, None))
    values = {value.label: value for value in found["Person around the child: Gwenllïan Môn"]}
    assert (values["Telephone"].text, values["Telephone"].source) == ("01248 2", "The family")
    assert [change.was for change in values["Telephone"].changes] == ["01248 1", ""]
    assert values["Language of letters"].text == "Not asked yet"
    assert {value.code.split(".")[1] for value in found["Person around the child: Alun Môn"]} == {str(other.pk)}


def test_a_changed_address_keeps_what_stood(case, caseworker):
    row = save_address(by=caseworker, case=case, standing="current", address="1 Lôn", source="family")
    save_address(by=caseworker, case=case, standing="current", address="1 Lôn Isaf", row=row, source="school")
    save_address(by=caseworker, case=case, standing="last_known", address="9 Lôn", since=TODAY, source="school")
    of_row = [change[:3] for change in kept(case, "address") if change[1]]
    assert of_row == [("address", "1 Lôn", "1 Lôn Isaf"), ("standing", "current", "former")]
    assert case.child.address in {change[1] for change in kept(case, "child")}
    [values] = [values for words, values in values_of(case, None) if words.endswith(": 1 Lôn Isaf")]
    assert [value.text for value in values[:2]] == ["Former address", "1 Lôn Isaf"]


def test_somebody_recorded_before_values_kept_their_source(case, caseworker):
    contact = Contact.objects.create(case=case, authority=case.authority, relation="parent", name="Mair")
    [values] = [values for words, values in values_of(case, None) if words.endswith("Mair")]
    assert {value.source for value in values} == {"Other, or not stated"} and values[0].on == case.opened_on
    save_contact(by=caseworker, case=case, given=given(name="Mair", email="m@example.org"), contact=contact)
    [values] = [values for words, values in values_of(case, None) if words.endswith("Mair")]
    assert {value.by for value in values} == {caseworker}


def test_two_people_at_one_person_lose_nothing(nia, case, caseworker):
    contact = save_contact(by=caseworker, case=case, given=given())
    change = reverse("case_contact", args=[case.pk, contact.pk])
    read = nia.get(change).context["form"]
    boxes = {name: read[name].value() for name in ("version", "as_read", "relation", "name", "language")}
    save_contact(by=caseworker, case=case, given=given(telephone="01248 000000"), contact=contact)
    sent = boxes | {"name": "Gwen Môn", "source": "family"}
    late = nia.post(change, sent)
    assert "Somebody else" in late.text and "01248 000000" in late.text and "Gwen Môn" in late.text
    contact.refresh_from_db()
    assert (contact.name, contact.telephone) == ("Gwenllïan Môn", "01248 000000")
    form = late.context["form"]
    again = sent | {"telephone": "01248 000000"} | {name: form[name].value() for name in ("version", "as_read")}
    assert nia.post(change, again).status_code == 302
    contact.refresh_from_db()
    assert (contact.name, contact.telephone) == ("Gwen Môn", "01248 000000")


def test_two_people_at_one_address_lose_nothing(nia, case, caseworker):
    new = reverse("case_address_new", args=[case.pk])
    sent = {"version": case.version, "standing": "current", "address": "2 Lôn Isaf", "source": "family"}
    save_address(by=caseworker, case=case, standing="current", address="1 Lôn")
    assert "Somebody else" in nia.post(new, sent).text and lived(case)[-1][0] == "1 Lôn"
    case.refresh_from_db()
    sent |= {"version": case.version}
    assert "Say where the new values come from." in nia.post(new, sent | {"source": ""}).text
    assert nia.post(new, sent).status_code == 302 and lived(case)[-1][0] == "2 Lôn Isaf"


def test_the_page_of_values_shows_people_and_addresses_in_so_many_queries(nia, case, caseworker):
    page = reverse("case_values", args=[case.pk])
    counts = []
    for number in (1, 2, 3):
        save_contact(by=caseworker, case=case, given=given(name=f"Mair {number}"), source="family")
        save_address(by=caseworker, case=case, standing="current", address=f"{number} Lôn")
        with CaptureQueriesContext(connection) as queries:
            text = nia.get(page).text
        counts.append(len(queries))
        assert f"Mair {number}" in text and f"{number} Lôn" in text and "?field=contacts" in text
    assert counts[1] == counts[2]


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
    sent |= {"version": case.version, "source": "family"}
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
