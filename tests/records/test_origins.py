"""Ways in: referral, off-roll return, query; origin and reason in codes; targets for tracing, never law."""

import datetime

import pytest
import time_machine
from django.urls import reverse

from records.actions import (
    CircumstancesGiven,
    change_ways,
    close_case,
    close_query,
    erase_case,
    forget_queries,
    load_codes,
    log_query,
    save_circumstances,
    save_code,
    save_school_year,
    take_off_roll_return,
    take_referral,
    tell_authority,
)
from records.choices import Role
from records.codes import SHIPPED, CodeKind
from records.errors import Refused
from records.models import Authority, Case, CaseCode, Circumstances, Query
from records.scope import scope
from tests.factories import CaseFactory, make_user
from tests.world_casework import WAYS

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 11, 16)
CHILD = {"forenames": "Elin", "surname": "Prawf", "born_on": datetime.date(2016, 3, 14), "address": "", "postcode": ""}


@pytest.fixture(autouse=True)
def in_november():
    with time_machine.travel("2026-11-16 10:00", tick=False), scope(authority="660"):
        yield


@pytest.fixture
def mon() -> Authority:
    return Authority.objects.get(pk="660")


def code(kind: str, name: str) -> CaseCode:
    return CaseCode.objects.get(kind=kind, code=name, authority=None)


def referral(by, mon, given=None, **more) -> Case:
    opening = {"authority": mon, "origin": "public", "received_on": TODAY, "another_child": True} | CHILD
    return take_referral(by=by, opening=opening, given=given or CircumstancesGiven(), **more)


def running(case: Case) -> dict[str, datetime.date]:
    return dict(case.clocks.filter(ended_on=None).values_list("kind", "due_on"))


# ----------------------------------------------------------------------------------------------------- what is shipped
def test_every_shipped_reason_counts_in_england_and_what_nobody_checked_says_so():
    kinds = {kind: [line for _source, each, lines in SHIPPED if each == kind for line in lines] for kind in CodeKind}
    england = {line.code for line in kinds[CodeKind.ENGLAND_REASON]}
    assert len(england) == 20 and len(kinds[CodeKind.ENGLAND_DURATION]) == 8
    assert {line.counts_as for line in kinds[CodeKind.REASON]} <= england
    assert not any(line.is_checked for kind in ("england_reason", "england_duration") for line in kinds[kind])
    assert [line.code[-1] for line in kinds[CodeKind.GROUND]] == list("abcdefghijklm")
    days = [line.from_days for line in kinds[CodeKind.ENGLAND_DURATION]]
    assert days == sorted(days) and days[0] == 0
    shipped = {(kind, line.code) for kind, lines in kinds.items() for line in lines}
    assert set(CaseCode.objects.values_list("kind", "code")) == shipped
    assert code("reason", "excluded").counts_as.code == "e06"


# ------------------------------------------------------------------------------------------------------------- ways in
def test_an_anonymous_referral_opens_a_case_with_its_first_note(caseworker, mon):
    given = CircumstancesGiven(reason=code("reason", "never_started"), is_anonymous=True)
    case = referral(caseworker, mon, given, concern="Gwelwyd y plentyn yn y pentref")
    assert [note.text for note in case.notes.all()] == ["Gwelwyd y plentyn yn y pentref"]
    saved = case.circumstances.get()
    assert saved.is_anonymous and saved.reason.code == "never_started" and saved.spell == case.spells.get()
    assert case.events.get(kind="circumstances").detail == {"reason": "never_started"}


def test_nothing_is_saved_of_a_referral_that_is_refused(caseworker, mon):
    named = CircumstancesGiven(is_anonymous=True, referrer_contact="01248 000000")
    with pytest.raises(Refused, match="stay unnamed"):
        referral(caseworker, mon, named, concern="X")
    assert not Case.objects.exists()


@pytest.mark.parametrize(
    ("received_on", "due_on", "in_time"),
    [
        ("2026-11-13", "2026-11-13", True),  # ten school days after 23 October, over half term
        ("2026-11-16", "2026-11-13", False),
    ],
)
def test_a_return_from_a_school_is_in_time_by_the_calendar_of_the_authority(
    caseworker, mon, received_on, due_on, in_time
):
    day = datetime.date
    terms = [(day(2026, 9, 2), day(2026, 10, 23)), (day(2026, 11, 2), day(2026, 12, 18))]
    save_school_year(by=make_user(Role.CASE_MANAGER), authority=mon, year=2026, terms=terms, closed=[])
    given = CircumstancesGiven(
        school_name="Ysgol Uwchradd", off_roll_on=day(2026, 10, 23), ground=code("ground", "2010-d")
    )
    opening = {"authority": mon, "received_on": day.fromisoformat(received_on)} | CHILD
    case = take_off_roll_return(by=caseworker, opening=opening, given=given)
    clock = case.clocks.get(kind="off_roll_return")
    assert (clock.due_on.isoformat(), clock.ended_on.isoformat(), clock.is_provisional) == (due_on, received_on, False)
    assert case.events.get(kind="clock_ended").detail["in_time"] is in_time
    assert case.circumstances.get().ground.code == "2010-d"


@pytest.mark.parametrize("missing", ["school_name", "off_roll_on", "ground"])
def test_a_return_names_school_day_and_ground(caseworker, mon, missing):
    given = {"school_name": "Ysgol", "off_roll_on": TODAY, "ground": code("ground", "2010-m")} | {missing: None}
    with pytest.raises(Refused, match="names the school"):
        opening = {"authority": mon, "received_on": TODAY} | CHILD
        take_off_roll_return(by=caseworker, opening=opening, given=CircumstancesGiven(**given))


# ------------------------------------------------------------------------------------------------------------- queries
ASKED = {"origin": "other_authority", "received_on": TODAY, "question": "Symudodd i Bowys?"}
WHO = {"about": {"forenames": "Elin", "surname": "Prawf", "born_on": datetime.date(2016, 3, 14), "asked_by": "Powys"}}


def test_a_query_is_answered_at_once_and_twice_sent_is_one(caseworker, mon):
    head = {"by": caseworker, "authority": mon, **ASKED, **WHO}
    query = log_query(answer="Yn yr ysgol yma", close=True, **head)
    assert query.closed_on == TODAY and query.answer == "Yn yr ysgol yma"
    assert log_query(answer="Yn yr ysgol yma", close=True, **head) == query
    assert Query.objects.count() == 1 and not Case.objects.exists()
    with pytest.raises(Refused, match="closed already"):
        close_query(by=caseworker, query=query, answer="Eto")


def test_a_query_becomes_a_case_and_keeps_nothing_of_the_child(caseworker, mon):
    query = log_query(by=caseworker, authority=mon, **ASKED, **WHO)
    case = referral(caseworker, mon, query=query)
    query.refresh_from_db()
    assert (query.case, query.closed_on, query.surname, query.question) == (case, TODAY, "", "")
    assert case.notes.get().text == ASKED["question"]
    with pytest.raises(Refused, match="closed already"):
        referral(caseworker, mon, query=query)
    assert Case.objects.count() == 1


def test_the_words_of_a_query_go_when_closed_cases_are_erased(caseworker, mon):
    query = log_query(by=caseworker, authority=mon, answer="Do", close=True, **ASKED, **WHO)
    open_one = log_query(by=caseworker, authority=mon, **ASKED | {"question": "Arall?"})
    with time_machine.travel(TODAY + datetime.timedelta(days=mon.closed_cases_kept_days + 1)):
        assert forget_queries(authority=mon) == 1
        assert forget_queries(authority=mon) == 0
    query.refresh_from_db()
    open_one.refresh_from_db()
    assert (query.surname, query.answer, query.origin) == ("", "", "other_authority")
    assert open_one.question == "Arall?"


# --------------------------------------------------------------------------------------------------- origin and reason
def test_origin_can_be_corrected_and_says_so_on_the_timeline(caseworker, mon):
    case = referral(caseworker, mon, CircumstancesGiven(origin=code("origin", "in_area")))
    save_circumstances(by=caseworker, case=case, given=CircumstancesGiven(origin=code("origin", "moved_in")))
    assert Circumstances.objects.get().origin.code == "moved_in"
    assert [event.detail["origin"] for event in case.events.filter(kind="circumstances")] == ["moved_in", "in_area"]


def test_a_code_of_another_list_day_or_authority_is_refused(caseworker, mon):
    manager = make_user(Role.CASE_MANAGER, authority="661")
    names = {"name": "Own", "name_cy": "Ei hun", "source": "Gwynedd"}
    theirs = save_code(by=manager, kind="reason", code="own", given=names)
    past = code("reason", "other")
    past.valid_to = TODAY - datetime.timedelta(days=1)
    past.save()
    case = referral(caseworker, mon)
    for wrong in ({"reason": theirs}, {"reason": past}, {"reason": code("origin", "in_area")}):
        with pytest.raises(Refused, match="did not hold"):
            save_circumstances(by=caseworker, case=case, given=CircumstancesGiven(**wrong))
    with pytest.raises(Refused, match="Give the day"):
        save_circumstances(by=caseworker, case=case, given=CircumstancesGiven(ground=code("ground", "2010-b")))


def test_what_an_erased_case_keeps_of_its_origin_cannot_identify(caseworker, mon):
    given = CircumstancesGiven(
        origin=code("origin", "in_area"),
        reason=code("reason", "excluded"),
        school_name="Ysgol Uwchradd",
        off_roll_on=TODAY,
        ground=code("ground", "2010-m"),
    )
    case = referral(caseworker, mon, given)
    close_case(by=caseworker, case=case, reason="home_education", evidence="Adroddiad")
    erase_case(by=caseworker, case=case)
    kept = Circumstances.objects.get()
    assert (kept.origin.code, kept.reason.code) == ("in_area", "excluded")
    assert (kept.school_name, kept.off_roll_on, kept.ground) == ("", None, None)


# ------------------------------------------------------------------------------------------------------------- targets
def test_each_way_has_a_target_of_its_own(caseworker, mon):
    change_ways(by=make_user(Role.CASE_MANAGER), authority=mon, ways=WAYS)
    case = referral(caseworker, mon, CircumstancesGiven(origin=code("origin", "moved_in")))
    assert running(case)["target_in"] == TODAY + datetime.timedelta(days=40)
    tell_authority(by=caseworker, case=case, receiver_name="Shropshire", aware_on=TODAY)
    assert running(case)["target_out"] == TODAY + datetime.timedelta(days=104)
    assert case.clocks.get(kind="target_in").outcome == "dropped"


@pytest.mark.parametrize(
    ("reason", "outcome"), [("maintained_school", "met"), ("entry_error", "dropped"), ("not_found", "dropped")]
)
def test_only_a_child_who_was_found_was_traced(caseworker, mon, reason, outcome):
    change_ways(by=make_user(Role.CASE_MANAGER), authority=mon, ways=WAYS | {"second_person_for": []})
    case = referral(caseworker, mon, CircumstancesGiven(origin=code("origin", "moved_in")))
    close_case(by=caseworker, case=case, reason=reason, evidence="Y rheswm")
    assert case.clocks.get(kind="target_in").outcome == outcome


def test_without_a_target_nothing_begins(caseworker, mon):
    case = referral(caseworker, mon, CircumstancesGiven(origin=code("origin", "moved_out")))
    assert "target_out" not in running(case)


# --------------------------------------------------------------------------------------------------------------- codes
LINE = {"kind": "reason", "code": "flood", "name": "Flood", "name_cy": "Llifogydd", "source": "Cyngor"}


def test_codes_are_loaded_and_loaded_again():
    manager = make_user(Role.CASE_MANAGER)
    assert load_codes(by=manager, lines=[LINE]) == 1
    load_codes(by=manager, lines=[LINE | {"name": "Floods", "valid_to": TODAY}])
    saved = CaseCode.objects.get(code="flood")
    assert (saved.name, saved.valid_to, saved.authority_id, saved.is_checked) == ("Floods", TODAY, "660", False)


def test_everybodys_codes_are_the_administrators():
    shared = code("reason", "excluded")
    given = {"name": "Excluded", "name_cy": "Gwaharddwyd", "source": "Caerdydd"}
    with pytest.raises(Refused, match="Only whoever set"):
        save_code(by=make_user(Role.CASE_MANAGER), kind="reason", code="excluded", given=given, stood=shared)
    save_code(by=make_user(Role.ADMINISTRATOR), kind="reason", code="excluded", given=given, stood=shared)
    shared.refresh_from_db()
    assert shared.name == "Excluded"


# --------------------------------------------------------------------------------------------------------------- pages
@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("kind,code,name\nreason,x,X", "needs the headings"),
        ("kind,code,name,name_cy,source\nreason,a b,X,Y,Z", "Line 2"),
        ("kind,code,name,name_cy,source\nwrong,x,X,Y,Z", "Line 2"),
        ("kind,code,name,name_cy,source,counts_as\nreason,x,X,Y,Z,e99", "Line 2"),
        ("kind,code,name,name_cy,source\nreason,x,X,,Z", "in both languages"),
        ("kind,code,name,name_cy,source", "no code in it"),
    ],
)
def test_a_bad_list_of_codes_loads_nothing(client, text, says):
    client.force_login(make_user(Role.CASE_MANAGER))
    before = CaseCode.objects.count()
    assert says in client.post(reverse("codes_load"), {"text": text}).content.decode()
    assert CaseCode.objects.count() == before


def test_a_query_shows_the_open_case_that_may_be_about_the_child(nia, caseworker, mon):
    case = CaseFactory(child__forenames="Elin", child__surname="Prawf")
    query = log_query(by=caseworker, authority=mon, **ASKED, **WHO)
    assert case.reference in nia.get(reverse("query", args=[query.pk])).content.decode()


def test_a_list_of_queries_in_few_queries(nia, caseworker, mon, django_assert_max_num_queries):
    for number in range(26):
        log_query(by=caseworker, authority=mon, **ASKED | {"question": f"{number}?"})
    with django_assert_max_num_queries(14):
        assert nia.get(reverse("queries")).status_code == 200


def test_a_code_that_is_not_ones_own_is_looked_at_only(client):
    shared = code("reason", "excluded")
    client.force_login(make_user(Role.CASE_MANAGER))
    page = client.get(reverse("code", args=[shared.pk])).content.decode()
    assert "an administrator changes it" in page and "Save" not in page.split("<main")[1]
    given = {"name": "X", "name_cy": "X", "source": "X"}
    assert "Only whoever set" in client.post(reverse("code", args=[shared.pk]), given).content.decode()
    theirs = save_code(by=make_user(Role.CASE_MANAGER, authority="661"), kind="reason", code="own", given=given)
    assert client.get(reverse("code", args=[theirs.pk])).status_code == 404
