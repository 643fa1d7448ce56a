"""Each working list holds the cases that its words promise, for whoever reads it."""

import datetime

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from records.actions import (
    ask_for_closure,
    assign_case,
    correct_child,
    note_on_case,
    propose_closure,
    refuse_proposal,
    set_task,
)
from records.actions.database import COPIED
from records.choices import Role
from records.models import Authority, Case
from tests.factories import CaseFactory, RollEntryFactory, make_user

DAY = datetime.timedelta(days=1)


def on(nia, name: str) -> set[int]:
    page = nia.get(f"{reverse('cases')}?list={name}")
    assert page.status_code == 200
    return {case.pk for case in page.context["page"]}


@pytest.fixture
def cases(mon, caseworker) -> list[Case]:
    return CaseFactory.create_batch(3, opened_by=caseworker)


def test_mine_and_nobodys(nia, cases, caseworker):
    first, second, third = cases
    assign_case(by=caseworker, case=first, to=caseworker)
    assign_case(by=caseworker, case=second, to=make_user())
    assert on(nia, "mine") == {first.pk} and on(nia, "unassigned") == {third.pk}
    assert on(nia, "team") == {case.pk for case in cases}


def test_the_cases_of_somebody_by_name(client, nia, cases, caseworker):
    assign_case(by=caseworker, case=cases[1], to=caseworker)
    client.force_login(make_user(Role.CASE_MANAGER))
    page = client.get(reverse("cases"), {"assigned": caseworker.pk})
    assert {case.pk for case in page.context["page"]} == {cases[1].pk}
    assert (str(caseworker.pk), caseworker.name) in page.context["form"].fields["assigned"].choices
    elsewhere = make_user(authority="661", name="Somebody Else")
    refused = client.get(reverse("cases"), {"assigned": elsewhere.pk})
    assert not refused.context["page"].object_list and "Somebody Else" not in refused.text


def test_overdue_and_due_soon(nia, cases, caseworker):
    first, second, third = cases
    today = timezone.localdate()
    set_task(by=caseworker, case=first, title="Ring", due_on=today)
    set_task(by=caseworker, case=second, title="Ring", due_on=today + 7 * DAY)
    set_task(by=caseworker, case=third, title="Ring", due_on=today + 9 * DAY)
    assert (on(nia, "overdue"), on(nia, "due_soon")) == (set(), {first.pk, second.pk})
    with time_machine.travel(timezone.now() + DAY):
        nia.force_login(caseworker)
        assert (on(nia, "overdue"), on(nia, "due_soon")) == ({first.pk}, {second.pk})


def test_changed_since_i_looked(nia, cases, caseworker):
    first, second, third = cases
    colleague = make_user()
    nia.get(reverse("case", args=[first.pk]))
    nia.get(reverse("case", args=[second.pk]))
    assert on(nia, "changed") == set()
    note_on_case(by=colleague, case=first, text="Galwad")
    note_on_case(by=colleague, case=third, text="Never opened, and not mine")
    assert on(nia, "changed") == {first.pk}
    nia.get(reverse("case", args=[first.pk]))
    assert on(nia, "changed") == set()
    assign_case(by=colleague, case=third, to=caseworker)
    assert on(nia, "changed") == {third.pk}  # given to me, and never opened


def test_to_agree_is_the_second_persons_list(client, nia, cases, caseworker):
    Authority.objects.filter(pk="660").update(second_person_for=["not_found"])
    ask_for_closure(by=caseworker, case=cases[0], reason="not_found", evidence="Everything was tried")
    assert on(nia, "to_agree") == set()  # nobody agrees to their own
    client.force_login(make_user())
    assert on(client, "to_agree") == {cases[0].pk}


def test_proposed_for_closure_until_somebody_says_no(nia, cases, caseworker):
    proposal = propose_closure(case=cases[0], entry=RollEntryFactory(), reasons=[], weight=20.0, about="0" * 32)
    assert on(nia, "proposed") == {cases[0].pk}
    refuse_proposal(by=caseworker, proposal=proposal)
    assert on(nia, "proposed") == set()


@pytest.mark.parametrize("language", ["", "/cy"])
@pytest.mark.parametrize("words", ["Llŷr", "llyr", "LLYR ROB", "Sion", "hen enw"])
def test_a_child_is_found_by_any_name_in_either_language(nia, cases, caseworker, language, words):
    child = cases[0].child
    given = {name: getattr(child, name) for name in COPIED}
    given |= {"forenames": "Llŷr Siôn", "surname": "Roberts", "former_names": ["Hen Enw"]}
    correct_child(by=caseworker, case=cases[0], **given)
    page = nia.get(f"{language}{reverse('cases')}", {"search": words})
    assert [case.pk for case in page.context["page"]] == [cases[0].pk]
