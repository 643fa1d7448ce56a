"""The pages of cases, as a caseworker of Ynys Môn uses them."""

import datetime
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from records.actions import ItemsGiven, ParentGiven, close_case, record_statutory_items
from records.choices import CaseStatus, Role
from records.models import AccessLog, Case, CaseEvent, CMERecord
from records.scope import scope
from tests.factories import CaseFactory, FactFactory, NoteFactory, RecordFactory, make_user, turned_away

TODAY = timezone.localdate()


def parts(name: str, day: datetime.date) -> dict[str, int]:
    """A date as the three boxes of a form."""
    return {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}


def text_of(response) -> str:
    """The words of a page, without its marks."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.fixture
def case(mon):
    return CaseFactory(child__forenames="Siân Mair", child__surname="O'Neill", child__former_names=["Siân Môn"])


def names(response) -> list[str]:
    return [case.child.full_name for case in response.context["page"]]


# -------------------------------------------------------------------------------------------------------- the list
def test_the_list_shows_open_cases_and_is_one_line_in_the_log(nia, case):
    CaseFactory(
        child__surname="Closed",
        status="closed",
        closed_on=TODAY,
        closed_by=case.opened_by,
        closure_reason="died",
        closure_ground="died",
    )
    response = nia.get(reverse("cases"))
    assert names(response) == ["Siân Mair O'Neill"]
    look = AccessLog.objects.get()
    assert (look.page, look.subject, look.subject_id, look.user.name) == ("cases", "case_list", 0, "Nia Caseworker")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("search=sian", True),
        ("search=ONEILL", True),
        ("search=o%E2%80%99neill", True),
        ("search=si%25", False),
        ("search=o%27neill+si%C3%A2n", True),
        ("search=mon", True),  # a former name
        ("search=Owain", False),
        ("search={reference}", True),
        ("search={pk}", True),
        ("status=opened", True),
        ("status=located", False),
        ("status=all", True),
        ("assigned=me", False),
        ("assigned=nobody", True),
        ("aln=school_idp", True),
        ("aln=not_known", False),
        ("opened_from={day}/{month}/{year}", True),
        ("opened_to=1/1/2020", False),
        ("sort=name", True),
        ("sort=-born", True),
        ("sort=password", True),
        ("page=99", True),
    ],
)
def test_filters(nia, case, query, found):
    FactFactory(case=case, value="none", as_at=TODAY - datetime.timedelta(days=9))
    FactFactory(case=case, value="school_idp", as_at=TODAY)
    address = query.format(reference=case.reference, pk=case.pk, day=TODAY.day, month=TODAY.month, year=TODAY.year)
    assert bool(names(nia.get(f"{reverse('cases')}?{address}"))) is found


def test_a_filter_with_half_a_date_says_so_and_finds_nothing(nia, case):
    response = nia.get(reverse("cases") + "?opened_from=31/2")
    assert "There is a problem" in text_of(response) and not names(response)


@pytest.mark.parametrize(("sort", "first"), [("name", "Abel"), ("-name", "Zoë"), ("born", "Zoë"), ("-number", "Zoë")])
def test_sorting_by_a_link(nia, mon, sort, first):
    CaseFactory(child__forenames="X", child__surname="Abel", child__born_on=datetime.date(2016, 1, 2))
    CaseFactory(child__forenames="X", child__surname="Zoë", child__born_on=datetime.date(2015, 1, 2))
    response = nia.get(reverse("cases") + f"?sort={sort}")
    assert names(response)[0] == f"X {first}"
    assert response.content.decode().count('aria-sort="none"') == 6


def test_twenty_five_a_page_in_few_queries(nia, mon, caseworker, django_assert_max_num_queries):
    CaseFactory.create_batch(30, opened_by=caseworker, assigned_to=caseworker, child__surname="Jones")
    with django_assert_max_num_queries(16):
        response = nia.get(reverse("cases") + "?assigned=me&search=o&aln=not_known")
    assert len(response.context["page"]) == 25 and "Showing 1 to 25 of" in text_of(response)
    link = re.search(r'href="([^"]*page=2[^"]*)"', response.content.decode())[1]
    assert "assigned=me" in link


# ---------------------------------------------------------------------------------------------------- one case
def test_the_page_of_a_case(nia, case, django_assert_max_num_queries):
    FactFactory(case=case, kind="cla", value="no")
    FactFactory(case=case, kind="fsm", value="not_known")
    NoteFactory.create_batch(5, case=case)
    RecordFactory(case=case)
    with django_assert_max_num_queries(40):
        page = nia.get(reverse("case", args=[case.pk]))
    words = text_of(page)
    for expected in ("Siân Mair", "Siân Môn", case.reference, "Opened", "Statutory record", "6. Additional", "Age:"):
        assert expected in words
    assert re.search(r"Looked after \(CLA\) No Source: A school", words)
    assert re.search(r"Free school meals \(FSM\) Not known Source: A school", words)
    assert "&lt;" not in page.content.decode().replace("&lt;script", "")
    look = AccessLog.objects.get()
    assert (look.page, look.subject, look.subject_id) == ("case", "case", case.pk)
    assert case.child.surname not in str(re.search("<title>.*</title>", page.content.decode())[0])


def test_in_welsh_it_is_the_same_page(nia, case):
    assert nia.get("/cy" + reverse("case", args=[case.pk])).status_code == 200


def test_buttons_follow_the_rules(nia, case):
    address = reverse("case", args=[case.pk])
    before = nia.get(address).content.decode()
    assert reverse("case_close", args=[case.pk]) in before and reverse("case_findings", args=[case.pk]) in before
    nia.post(reverse("case_close", args=[case.pk]), closing(case))
    after = nia.get(address).content.decode()
    for name in ("case_close", "case_move", "case_assign", "case_findings"):
        assert reverse(name, args=[case.pk]) not in after
    assert reverse("case_note", args=[case.pk]) in after


def closing(case, **changes) -> dict:
    return {
        "version": case.version,
        "reason": "maintained_school",
        "evidence": "On the roll",
        **parts("on", TODAY),
        **changes,
    }


def test_another_authoritys_case_is_not_there(client, case):
    client.force_login(make_user(Role.CASEWORKER, authority="661"))
    assert client.get(reverse("case", args=[case.pk])).status_code == 404
    assert client.post(reverse("case_note", args=[case.pk]), {"text": "x"}).status_code == 404


# ------------------------------------------------------------------------------------------------------- the acts
def test_a_note_is_added(nia, case):
    address = reverse("case_note", args=[case.pk])
    assert "Write the note." in text_of(nia.post(address, {"text": ""}))
    response = nia.post(address, {"text": "<b>Ffoniais</b>\nNo answer"}, follow=True)
    assert response.redirect_chain and "The note was added." in text_of(response)
    assert "&lt;b&gt;Ffoniais&lt;/b&gt;<br>No answer" in response.content.decode()


def test_the_status_moves_by_the_table(nia, case):
    address = reverse("case_move", args=[case.pk])
    offered = re.findall(r'name="to"[^>]*value="(\w+)"', nia.get(address).content.decode())
    assert offered == ["enquiries", "located", "not_located", "place_sought", "suitability_open"]
    assert "Choose the new status." in text_of(nia.post(address, {"version": 1}))
    nia.post(address, {"version": 1, "to": "enquiries", "note": "Letter sent"})
    case.refresh_from_db()
    assert (case.status, case.notes.get().text) == ("enquiries", "Letter sent")


def test_the_second_of_two_savers_loses_nothing(nia, case):
    address = reverse("case_move", args=[case.pk])
    nia.post(address, {"version": 1, "to": "enquiries"})
    late = {"version": 1, "to": "enquiries", "note": "What I found"}  # no longer a move that the table allows
    response = nia.post(address, late)
    words = text_of(response)
    assert "Somebody else changed this case" in words and "What I found" in words
    assert "Select a valid choice" not in words
    assert "From: Opened. To: Enquiries under way." in words  # what changed meanwhile
    assert 'name="version" value="2"' in response.content.decode()
    nia.post(address, {"version": 2, "to": "located", "note": "What I found"})
    case.refresh_from_db()
    assert case.status == "located"


@pytest.mark.parametrize(("kind", "value"), [("aln", "authority_idp"), ("cla", "yes"), ("fsm", "not_known")])
def test_a_fact_is_recorded_with_source_and_date(nia, case, kind, value):
    address = reverse("case_fact", args=[case.pk, kind])
    assert nia.get(address).status_code == 200
    assert "Say who said so." in text_of(nia.post(address, {"value": value, **parts("as_at", TODAY)}))
    nia.post(address, {"value": value, "source": "family", **parts("as_at", TODAY)})
    fact = case.facts.get()
    assert (fact.kind, fact.value, fact.source, fact.as_at) == (kind, value, "family", TODAY)
    late = nia.post(address, {"value": value, "source": "family", **parts("as_at", TODAY + datetime.timedelta(days=2))})
    assert "cannot be in the future" in text_of(late)


def test_there_are_five_kinds_of_fact(nia, case):
    for kind, status in {"ethnicity": 200, "language": 200, "religion": 404}.items():
        assert nia.get(f"/cases/{case.pk}/facts/{kind}/").status_code == status


def test_a_caseworker_is_chosen_from_those_of_the_authority(nia, case, caseworker):
    stranger = make_user(Role.CASEWORKER, authority="661", name="Stranger")
    address = reverse("case_assign", args=[case.pk])
    assert "Stranger" not in text_of(nia.get(address))
    nia.post(address, {"version": 1, "to": stranger.pk})
    nia.post(address, {"version": 1, "to": caseworker.pk})
    case.refresh_from_db()
    assert case.assigned_to == caseworker
    assert "To: Nia Caseworker." in text_of(nia.get(reverse("case", args=[case.pk])))


FINDINGS = {
    "resident_basis": "visit",
    "not_registered_basis": "lists_compared",
    "not_suitable_basis": "presumed",
    "suitability": "may_not_be",
}


def test_the_findings_enter_the_child_on_the_database_and_closing_takes_it_out(nia, case):
    address = reverse("case_findings", args=[case.pk])
    assert "rests on that the child lives in the area." in text_of(nia.post(address, {"version": 1}))
    wrong = {**FINDINGS, "version": 1, "resident_basis": "lists_compared"}
    assert "valid choice" in text_of(nia.post(address, wrong))
    assert "Say in the note" in text_of(nia.post(address, {**FINDINGS, "version": 1, "resident_basis": "other"}))
    response = nia.post(address, {**FINDINGS, "version": 1}, follow=True)
    assert "The child is on the CME database." in text_of(response)
    case.refresh_from_db()
    close = reverse("case_close", args=[case.pk])
    assert "erases the statutory record" in text_of(nia.get(close))
    response = nia.post(close, closing(case), follow=True)
    words = text_of(response)
    assert "The case was closed." in words and "Record removed from the CME database" in words
    assert not CMERecord.objects.exists()
    assert Case.objects.get().closure_ground == "registered_pupil"


def test_closing_asks_for_reason_evidence_and_date(nia, case):
    words = text_of(nia.post(reverse("case_close", args=[case.pk]), {"version": 1}))
    for expected in ("Choose why the case ends.", "Say what the closure rests on.", "Enter a date."):
        assert expected in words
    refused = nia.post(reverse("case_close", args=[case.pk]), closing(case, reason="over_age"))
    assert "of compulsory school age until" in text_of(refused) and "On the roll" in text_of(refused)


# ------------------------------------------------------------------------------------------- the statutory record
def record_form(case, **changes) -> dict:
    return {
        "version": case.version,
        "forenames": "Siân",
        "surname": "O'Neill",
        "former_names": "Siân Môn\n\nSiân Parry",
        "address": "1 Y Stryd Fawr",
        "postcode": "ll651aa",
        "address_is": "current",
        "source": "family",
        **parts("born_on", case.child.born_on),
        "aln": "Dyslexia",
        "parents-TOTAL_FORMS": 2,
        "parents-INITIAL_FORMS": 0,
        "parents-0-name": "Gwen O'Neill",
        "parents-0-telephone": "=1+1",
        "providers-TOTAL_FORMS": 1,
        "providers-INITIAL_FORMS": 0,
        "providers-0-name": "Canolfan Addysg",
        **changes,
    }


def test_the_six_items_are_edited_and_exported(nia, case):
    RecordFactory(case=case)
    address = reverse("case_record", args=[case.pk])
    assert nia.get(address).status_code == 200
    response = nia.post(address, record_form(case, **{"parents-0-postcode": "nowhere", "parents-0-email": "x"}))
    words = text_of(response)
    assert "Enter a full postcode" in words and "#id_parents-0-postcode" in response.content.decode()
    assert "<title>Error:" in response.content.decode()
    response = nia.post(address, record_form(case), follow=True)
    assert "The statutory record was saved." in text_of(response)
    record = CMERecord.objects.get()
    assert (record.postcode, record.former_names) == ("LL65 1AA", ["Siân Môn", "Siân Parry"])
    assert record.parents.get().name == "Gwen O'Neill" and record.providers.get().name == "Canolfan Addysg"
    case.refresh_from_db()
    assert nia.get(address).content.decode().count('name="parents-1-name"') == 1  # one more, empty
    nia.post(address, record_form(case, **{"parents-0-name": "", "parents-0-telephone": ""}))
    assert not record.parents.exists()


def test_of_two_who_edit_the_record_the_second_sees_each_box_and_line_and_loses_nothing(nia, case, caseworker):
    record = RecordFactory(case=case, address_is="last_known")
    address = reverse("case_record", args=[case.pk])
    read = nia.get(address).context["form"]["as_read"].value()
    mine = record_form(case, as_read=read, source="school")
    theirs = {name: getattr(record, name) for name in ("forenames", "surname", "born_on", "former_names")}
    theirs |= {"address_is": "current", "parents": [ParentGiven(name="Mari Huws", telephone="01248 000000")]}
    record_statutory_items(by=caseworker, case=case, items=ItemsGiven(**theirs))
    late = nia.post(address, mine)
    told = {
        change["label"]: (change["before"], change["now"], change["mine"]) for change in late.context["form"].changes
    }
    assert told["This is the"] == ("Last known address", "Current address", "Current address")
    assert told["Parents"] == ("", "Mari Huws, 01248 000000", "Gwen O'Neill, =1+1")
    assert "Providers of education" not in told and "Surname" not in told
    assert "Mari Huws" in late.text and record.parents.get().name == "Mari Huws"
    assert "Gwen O&#x27;Neill" in late.text or "Gwen O&#39;Neill" in late.text  # what was typed is still in its box
    again = {name: late.context["form"][name].value() for name in ("version", "as_read")}
    assert nia.post(address, mine | again).status_code == 302
    assert record.parents.get().name == "Gwen O'Neill"


def test_the_export_has_the_six_items_and_nothing_else(nia, case):
    RecordFactory(case=case)
    nia.post(reverse("case_record", args=[case.pk]), record_form(case))
    response = nia.get(reverse("case_record_export", args=[case.pk]))
    lines = response.content.decode("utf-8-sig").splitlines()
    assert {line.split(",")[0] for line in lines[1:]} == {"1", "2", "3", "4", "5", "6"}
    assert "4,Parent: telephone,'=1+1" in lines  # a spreadsheet must not run it
    assert "Siân" in lines[1] and case.child.surname not in response["Content-Disposition"]
    assert AccessLog.objects.filter(page="case_record_export", subject_id=case.pk).exists()


def test_without_a_record_there_is_nothing_to_edit_or_export(nia, case):
    assert nia.get(reverse("case_record", args=[case.pk])).status_code == 404
    assert nia.get(reverse("case_record_export", args=[case.pk])).status_code == 404


# ---------------------------------------------------------------------------------------------------- a referral
def referral(**changes) -> dict:
    born_on = TODAY.replace(year=TODAY.year - 10, day=14)
    return {
        "forenames": "Siân",
        "surname": "Jones",
        "origin": "public",
        **parts("born_on", born_on),
        **parts("received_on", TODAY),
        "take_it": "on",
        **changes,
    }


def test_a_case_is_opened_by_hand(nia, mon, caseworker):
    assert nia.get(reverse("case_new")).status_code == 200
    response = nia.post(reverse("case_new"), referral(), follow=True)
    assert "The case was opened." in text_of(response)
    case = Case.objects.get()
    assert (case.assigned_to, case.origin, case.child.full_name) == (caseworker, "public", "Siân Jones")


def test_a_child_too_young_is_refused_with_what_was_typed(nia, mon):
    response = nia.post(reverse("case_new"), referral(**parts("born_on", TODAY.replace(day=1))))
    assert "not yet of compulsory school age" in text_of(response) and 'value="Siân"' in response.content.decode()
    assert not Case.objects.exists()


@pytest.mark.parametrize("year", [1, 1899, 2101, 9999])
def test_a_year_that_cannot_be_is_refused_in_words(nia, mon, year):
    for name in ("born_on", "received_on"):
        given = referral() | parts(name, TODAY) | {f"{name}_year": f"{year:04d}"}
        response = nia.post(reverse("case_new"), given)
        assert response.status_code == 200 and "Enter a date from 1 January 1900" in text_of(response)
    response = nia.get(reverse("cases") + f"?opened_from=1/1/{year:04d}&opened_to=31/12/{year:04d}")
    assert response.status_code == 200 and "Enter a date from 1 January 1900" in text_of(response)
    assert not Case.objects.exists()


def test_a_referral_is_held_against_open_cases_first(nia, mon):
    nia.post(reverse("case_new"), referral())
    response = nia.post(reverse("case_new"), referral(forenames="Sian"))
    assert "Open cases that may be about this child" in text_of(response)
    assert Case.objects.count() == 1
    nia.post(reverse("case_new"), referral(forenames="Sian", another_child="on"))
    assert Case.objects.count() == 2


def test_the_health_list_is_no_way_in_by_hand(nia, mon):
    nia.post(reverse("case_new"), referral(origin="health_list"))
    assert not Case.objects.exists()


def test_the_record_of_a_child_never_found_is_removed_later(nia, case, caseworker):
    RecordFactory(case=case)
    address = reverse("case_remove", args=[case.pk])
    assert "Remove the record" not in text_of(nia.get(reverse("case", args=[case.pk])))
    close_case(by=caseworker, case=case, reason="not_found", evidence="Everything was tried")
    assert "Remove the record" in text_of(nia.get(reverse("case", args=[case.pk])))
    words = text_of(nia.get(address))
    assert "Now a registered pupil" in words and "No ground for removal" not in words
    version = Case.objects.get().version
    given = {"ground": "registered_pupil", "version": version}
    assert "Enter a date." in text_of(nia.post(address, given)) and CMERecord.objects.exists()
    words = text_of(nia.post(address, given | parts("on", TODAY), follow=True))
    assert "The statutory record was removed" in words and "Now a registered pupil" in words and "Since" in words
    assert not CMERecord.objects.exists() and nia.get(address).status_code == 404


# ------------------------------------------------------------------------------------- correcting, coming too late
def details(case: Case, **changes) -> dict:
    child = case.child
    given = {"forenames": child.forenames, "surname": child.surname, "address": child.address}
    given |= {"former_names": "\n".join(child.former_names), "postcode": child.postcode, "version": case.version}
    given |= {"source": "typing"}
    return given | parts("born_on", child.born_on) | changes


def test_the_details_of_a_child_are_corrected_and_the_record_is_not(nia, case):
    record, address = (
        RecordFactory(case=case, former_names=case.child.former_names),
        reverse("case_child", args=[case.pk]),
    )
    assert "O&#x27;Neill" in nia.get(address).content.decode()
    assert "says something else" not in text_of(nia.get(address))
    words = text_of(nia.post(address, details(case, surname="O'Neil", former_names="Siân Môn\nSiân Llŷn"), follow=True))
    assert "The details of the child were corrected." in words and "Details of the child corrected" in words
    assert "The statutory record and the case file say different things" in words
    case.child.refresh_from_db()
    record.refresh_from_db()
    assert (case.child.surname, case.child.former_names) == ("O'Neil", ["Siân Môn", "Siân Llŷn"])
    assert record.surname == "O'Neill"
    words = text_of(nia.get(address))
    assert re.search("says something else about: Surname Former names Edit the statutory record", words)
    late = nia.post(address, details(case, surname="Someone", version=1))
    assert "Somebody else changed this case" in text_of(late) and "Someone" in late.content.decode()


FORMS = ["case_child", "case_move", "case_assign", "case_close", "case_findings", "case_record"]


def test_whoever_comes_too_late_is_told_on_the_case(nia, case, caseworker):
    RecordFactory(case=case)
    addresses = [reverse(name, args=[case.pk]) for name in FORMS] + [reverse("case_fact", args=[case.pk, "aln"])]
    assert {nia.get(address).status_code for address in addresses} == {200}
    early = nia.get(reverse("case_remove", args=[case.pk]), follow=True)
    assert "This case is open. Close it on the ground" in text_of(early)
    close_case(by=caseworker, case=case, reason="not_found", evidence="Everything was tried")
    for address in addresses:
        response = nia.get(address, follow=True)
        assert response.redirect_chain == [(reverse("case", args=[case.pk]), 302)]
        assert "This case is closed. You can still add a note to it." in text_of(response)
    assert nia.get(reverse("case_note", args=[case.pk])).status_code == 200


# --------------------------------------------------------------------------------------------------------- home
def test_home_counts_what_the_lists_show(nia, case, caseworker):
    CaseFactory(assigned_to=caseworker, status=CaseStatus.LOCATED)
    words = text_of(nia.get(reverse("home")))
    assert re.search("My cases 1 Cases without a caseworker 1 Opened 1 .* Child located 1 .* All open cases 2", words)
    for query in ("assigned=me", "assigned=nobody", "status=located"):
        assert len(names(nia.get(f"{reverse('cases')}?{query}"))) == 1


@pytest.mark.parametrize("role", Role.values)
def test_everybody_has_a_home(client, mon, role):
    client.force_login(make_user(role))
    words = text_of(client.get(reverse("home")))
    assert ("My cases" in words) is (role in (Role.CASEWORKER, Role.CASE_MANAGER))
    assert ("Say who may sign in" in words) is (role == Role.ADMINISTRATOR)


CASE_PAGES = [
    "case",
    "case_note",
    "case_move",
    "case_assign",
    "case_close",
    "case_findings",
    "case_record",
    "case_record_export",
    "case_remove",
    "case_child",
]


@pytest.mark.parametrize("role", [role for role in Role.values if role not in (Role.CASEWORKER, Role.CASE_MANAGER)])
def test_nobody_else_sees_a_case(client, case, role):
    client.force_login(make_user(role))
    addresses = [reverse(name, args=[case.pk]) for name in CASE_PAGES]
    addresses += [reverse("cases"), reverse("case_new"), reverse("case_fact", args=[case.pk, "aln"])]
    assert {client.get(address).status_code for address in addresses} == {turned_away(role)}
    assert {client.post(address).status_code for address in addresses} == {turned_away(role)}
    with scope(authority="660"):
        assert not CaseEvent.objects.exists() and not AccessLog.objects.exists()
