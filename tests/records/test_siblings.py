"""Brothers and sisters who have a case too: found by where they live and how they are reached, recorded, forgotten."""

import pytest
from django.urls import reverse

from records.actions import (
    ContactGiven,
    close_case,
    erase_case,
    join_siblings,
    part_siblings,
    save_contact,
)
from records.actions.siblings import may_be_siblings, siblings_of
from records.choices import EventKind
from records.errors import Refused
from records.models import Case, CaseEvent, Child, Sibling
from tests.factories import CaseFactory


@pytest.fixture
def cases(mon, caseworker) -> list[Case]:
    """Two at one postcode, one elsewhere."""
    homes = [("Mali", "LL65 1AA"), ("Osian", "LL65 1AA"), ("Gwenno", "LL58 8AB")]
    return [
        CaseFactory(opened_by=caseworker, child__forenames=name, child__surname="Môn", child__postcode=postcode)
        for name, postcode in homes
    ]


def test_said_twice_from_either_case_it_is_one_and_each_shows_the_other(cases, caseworker):
    mali, osian, _gwenno = cases
    sibling = join_siblings(by=caseworker, case=osian, other=mali)
    assert join_siblings(by=caseworker, case=mali, other=osian) == sibling
    assert [row.case for row in siblings_of(mali)] == [osian] and [row.case for row in siblings_of(osian)] == [mali]
    event = CaseEvent.objects.get(kind=EventKind.SIBLING_SET)
    assert (event.case, event.detail) == (osian, {})  # nothing leads from one skeleton to the other
    part_siblings(by=caseworker, case=mali, sibling=sibling)
    part_siblings(by=caseworker, case=mali, sibling=sibling)
    assert not Sibling.objects.exists() and CaseEvent.objects.filter(kind=EventKind.SIBLING_ENDED).count() == 1


def test_who_may_be_one_shares_the_postcode_or_a_persons_telephone(cases, caseworker):
    mali, osian, gwenno = cases
    assert list(may_be_siblings(mali)) == [osian]
    for case in (mali, gwenno):
        person = ContactGiven(relation="parent", name=f"Mam {case.pk}", telephone="01248 000000")
        save_contact(by=caseworker, case=case, given=person)
    assert list(may_be_siblings(mali)) == [osian, gwenno]
    join_siblings(by=caseworker, case=mali, other=gwenno)
    assert list(may_be_siblings(mali)) == [osian]
    Child.objects.update(postcode="")
    mali.child.refresh_from_db()
    assert not may_be_siblings(mali)  # two homes of which nothing is known are not one


def test_what_cannot_be(cases, caseworker):
    mali, osian, _gwenno = cases
    with pytest.raises(Refused, match="the case itself"):
        join_siblings(by=caseworker, case=mali, other=mali)
    close_case(by=caseworker, case=mali, reason="eotas", evidence="Letter")
    with pytest.raises(Refused, match="closed"):
        join_siblings(by=caseworker, case=mali, other=osian)
    join_siblings(by=caseworker, case=osian, other=mali)  # a closed case's child is a brother still


def test_erasing_one_leaves_nothing_of_it_on_the_other(cases, caseworker):
    mali, osian, _gwenno = cases
    join_siblings(by=caseworker, case=mali, other=osian)
    erase_case(by=caseworker, case=close_case(by=caseworker, case=osian, reason="eotas", evidence="Letter"))
    assert not siblings_of(mali) and not may_be_siblings(mali)
    with pytest.raises(Refused, match="erased"):
        join_siblings(by=caseworker, case=mali, other=osian)


def test_an_officer_sees_who_may_be_one_and_records_it(nia, cases):
    mali, osian, gwenno = cases
    page, new = reverse("case", args=[mali.pk]), reverse("case_sibling_new", args=[mali.pk])
    assert "Other cases with this postcode" in nia.get(page).text
    assert "Osian Môn" in nia.get(new).text and "Gwenno" not in nia.get(new).text
    assert "Choose a child, or enter the number of a case." in nia.post(new, {}).text
    assert "There is no such case" in nia.post(new, {"number": "660-99999"}).text
    assert "Osian Môn" in nia.post(new, {"other": osian.pk}, follow=True).text
    welsh = nia.post(f"/cy{new}", {"number": gwenno.reference}, follow=True).text
    assert "Cofnodwyd y brawd neu" in welsh and "Gwenno Môn" in welsh
    assert reverse("case", args=[mali.pk]) in nia.get(reverse("case", args=[gwenno.pk])).text
    end = reverse("case_sibling_end", args=[mali.pk, Sibling.objects.first().pk])
    assert "Osian Môn" in nia.get(end).text
    assert "Osian Môn" not in nia.post(end, follow=True).text
