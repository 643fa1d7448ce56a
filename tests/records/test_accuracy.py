"""Accuracy (regulation 5): where values come from, queries from the first word to the answer, nothing overwritten."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from records.accuracy import queryable, values_of
from records.actions import (
    ItemsGiven,
    close_case,
    correct_child,
    end_clock,
    erase_case,
    erase_closed_cases,
    note_step,
    raise_query,
    record_statutory_items,
    save_address,
    settle_query,
)
from records.actions.database import COPIED
from records.choices import Role
from records.errors import Refused
from records.models import AccuracyQuery, Case, Clock, ValueChange
from tests.factories import CaseFactory, RecordFactory, make_user

TODAY = timezone.localdate


@pytest.fixture
def case(mon, caseworker):
    return CaseFactory(opened_by=caseworker, child__surname="Môn", child__forenames="Mali")


def asked(case: Case, by, **changes) -> AccuracyQuery:
    said = {"field": "child.surname", "raised_by": "parent", "raised_on": TODAY(), "said": "It is spelt Mon"}
    return raise_query(by=by, case=case, **said | changes)


def correct(case: Case, by, **changes) -> None:
    given = {name: getattr(case.child, name) for name in COPIED}
    correct_child(by=by, case=case, source="document", **given | changes)


def test_a_correction_keeps_what_stood_and_says_where_the_new_value_comes_from(nia, case, caseworker):
    correct(case, caseworker, surname="Mon", born_on=case.child.born_on + datetime.timedelta(days=1))
    kept = {change.field: (change.before, change.after, change.source) for change in ValueChange.objects.all()}
    assert kept["surname"] == ("Môn", "Mon", "document") and set(kept) == {"surname", "born_on"}
    page = nia.get(reverse("case_values", args=[case.pk])).text
    assert "A document that was seen" in page and "Nia Caseworker" in page and "Never changed" in page
    assert "Referral from a school" in page  # what was never changed comes from how the case came in
    welsh = nia.get("/cy" + reverse("case_values", args=[case.pk])).text
    assert "O ble y daw pob gwerth" in welsh and "Dogfen a welwyd" in welsh


def test_the_page_needs_the_source(nia, case):
    address = reverse("case_child", args=[case.pk])
    boxes = nia.get(address).context["form"]
    sent = {name: boxes[name].value() for name in ("version", "as_read", "forenames", "address", "postcode")}
    born = case.child.born_on
    sent |= {"surname": "Mon", "born_on_day": born.day, "born_on_month": born.month, "born_on_year": born.year}
    assert "Say where the new values come from." in nia.post(address, sent).text
    assert nia.post(address, sent | {"source": "family"}).status_code == 302
    assert ValueChange.objects.get().source == "family"


def test_a_new_address_of_the_child_is_a_change_of_value(case, caseworker):
    before = case.child.address
    save_address(by=caseworker, case=case, standing="current", address="1 Lôn Newydd", postcode="LL65 1AB")
    assert ValueChange.objects.get(of="child", field="address").before == before


def test_values_of_the_record_come_from_the_case_file(case):
    record = RecordFactory(case=case)
    [(_words, child), (_other, values)] = values_of(case, record)
    assert len(child) == 6 and len(values) == 11
    assert {value.source for value in values} == {"Copied from the case file"}


def test_the_history_of_the_record_goes_with_the_record(case, caseworker):
    record = RecordFactory(case=case)
    items = ItemsGiven(**{name: getattr(record, name) for name in COPIED} | {"surname": "Mon"})
    record_statutory_items(by=caseworker, case=case, items=items)
    correct(case, caseworker, surname="Mon")
    assert {change.of for change in ValueChange.objects.all()} == {"record", "child"}
    close_case(by=caseworker, case=case, reason="eotas", evidence="Letter")
    assert {change.of for change in ValueChange.objects.all()} == {"child"}  # the case file keeps its own


def test_a_query_is_recorded_followed_and_settled_on_pages(nia, case, caseworker):
    page = nia.get(reverse("case", args=[case.pk])).text
    new = reverse("case_query_new", args=[case.pk]) + "?field=child.surname"
    assert "Where each value comes from" in page and nia.get(new).context["form"]["field"].value() == "child.surname"
    today = TODAY()
    sent = {"field": "child.surname", "said": "Spelt Mon", "raised_by": "parent", "raised_by_name": "Non"}
    sent |= {"raised_on_day": today.day, "raised_on_month": today.month, "raised_on_year": today.year}
    assert "Who says so" in nia.post(new, sent, follow=True).text
    query = AccuracyQuery.objects.get()
    on = {"on_day": today.day, "on_month": today.month, "on_year": today.year}
    nia.post(reverse("case_query_step", args=[case.pk, query.pk]), {"text": "Saw the passport", **on})
    settle = reverse("case_query_settle", args=[case.pk, query.pk])
    early = nia.post(settle, {"outcome": "corrected", "note": "Passport"})
    assert "has not changed since the query was recorded" in early.text
    correct(case, caseworker, surname="Mon")
    assert nia.post(settle, {"outcome": "corrected", "note": "Passport"}).status_code == 302
    said = nia.get(reverse("case_query", args=[case.pk, query.pk])).text
    assert "Saw the passport" in said and "From: Môn. To: Mon." in said and "has been corrected" in said
    assert nia.post(settle, {"outcome": "right", "note": "x"}).status_code == 200  # settled already
    assert [event.kind for event in case.events.order_by("pk")] == [
        *("queried", "query_step", "child_corrected", "query_settled")
    ]


def test_a_rights_request_runs_its_month_until_the_last_of_its_queries_is_settled(case, caseworker):
    first = asked(case, caseworker, is_rights_request=True)
    second = asked(case, caseworker, field="child.born_on", is_rights_request=True)
    clock = Clock.objects.get(kind="rights_request")
    assert first.clock == second.clock == clock
    assert Case.objects.get(pk=case.pk).next_due_on == clock.due_on
    settle_query(by=caseworker, query=first, outcome="right", note="Birth certificate")
    clock.refresh_from_db()
    assert clock.ended_on is None
    settle_query(by=caseworker, query=second, outcome="unsettled", note="Two papers differ")
    clock.refresh_from_db()
    assert clock.outcome == "met"


def test_a_clock_that_somebody_ended_by_hand_stays_as_it_ended(case, caseworker):
    query = asked(case, caseworker, is_rights_request=True)
    end_clock(by=caseworker, clock=query.clock, outcome="dropped")
    settle_query(by=caseworker, query=query, outcome="right", note="Withdrawn")
    assert Clock.objects.get().outcome == "dropped"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"said": " "}, "Write what is said"),
        ({"raised_on": datetime.date(2100, 1, 1)}, "future"),
        ({"raised_on": datetime.date(1990, 1, 1)}, "before the child was born"),
    ],
)
def test_what_cannot_be_is_refused(case, caseworker, changes, words):
    with pytest.raises(Refused, match=words):
        asked(case, caseworker, **changes)


def test_twice_pressed_is_once_recorded(case, caseworker):
    query = asked(case, caseworker)
    assert asked(case, caseworker) == query
    step = note_step(by=caseworker, query=query, text="Rang", on=TODAY())
    assert note_step(by=caseworker, query=query, text="Rang", on=TODAY()) == step


def test_an_open_query_keeps_the_details_and_a_settled_one_leaves_its_count(mon, case, caseworker):
    query = asked(case, caseworker, said="Zzyzx", raised_by_name="Zzyzx")
    note_step(by=caseworker, query=query, text="Zzyzx", on=TODAY())
    close_case(by=caseworker, case=case, reason="eotas", evidence="Letter")
    with pytest.raises(Refused, match="query about a value waits"):
        erase_case(by=caseworker, case=case)
    long_ago = {"received_on": "2010-01-01", "opened_on": "2010-01-01", "closed_on": "2011-01-01"}
    Case.objects.filter(pk=case.pk).update(**long_ago)
    assert erase_closed_cases(authority=mon) == 0
    settle_query(by=caseworker, query=query, outcome="right", note="Zzyzx")
    erase_case(by=caseworker, case=case)
    query.refresh_from_db()
    assert (query.outcome, query.said, query.raised_by_name, query.outcome_note) == ("right", "", "", "")
    assert not query.steps.exists() and not ValueChange.objects.exists()


def test_every_field_can_be_queried_in_both_languages(nia, case):
    assert len({code for code, _words in queryable()}) == len(queryable()) == 27
    page = nia.get("/cy" + reverse("case_query_new", args=[case.pk])).text
    assert "Cofnod statudol: Dyddiad geni" in page


def test_nobody_else_sees_values_or_queries(client, case, caseworker):
    query = asked(case, caseworker)
    addresses = [reverse("case_values", args=[case.pk]), reverse("case_query", args=[case.pk, query.pk])]
    for role in (Role.LIST_OFFICER, Role.AUDITOR, Role.ADMINISTRATOR):
        client.force_login(make_user(role))
        assert {client.get(address).status_code for address in addresses} == {403}
    other = CaseFactory(opened_by=caseworker)
    client.force_login(caseworker)
    assert client.get(reverse("case_query", args=[other.pk, query.pk])).status_code == 404
