"""The pages of the administrator and of the auditor."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.urls import reverse
from django.utils import timezone

from records.actions import change_authority, change_person
from records.choices import Role
from records.models import AccessLog, ApiToken, Authority, User
from records.scope import scope
from tests.factories import CaseFactory, authority, make_system, make_user, turned_away
from tests.records.test_case_pages import text_of


def secret_in(response) -> str:
    return re.search(r'id="secret">([^<]+)<', response.content.decode())[1]


def person_form(**changes) -> dict:
    return {"name": "Nia", "email": "nia@cyngor.example", "role": "caseworker", "authority": "660", **changes}


def test_a_person_is_added_and_the_password_shown_once(ann, client):
    response = ann.post(reverse("person_new"), person_form())
    password = secret_in(response)
    person = User.objects.get(email="nia@cyngor.example")
    assert person.check_password(password)
    assert password not in text_of(ann.get(reverse("person", args=[person.pk])))
    assert "no-store" in response["Cache-Control"]
    again = ann.post(reverse("person_new"), person_form())
    assert "can sign in already" in text_of(again)


def test_a_role_without_its_authority_is_refused(ann):
    words = text_of(ann.post(reverse("person_new"), person_form(authority="")))
    assert "This role needs a local authority" in words and not User.objects.filter(name="Nia").exists()


def test_a_person_is_changed_and_ended(ann, caseworker):
    address = reverse("person", args=[caseworker.pk])
    assert "Nia Caseworker" in text_of(ann.get(address))
    ann.post(address, {"name": "Nia Parry", "role": "list_officer", "authority": "660"})
    caseworker.refresh_from_db()
    assert (caseworker.name, caseworker.role, caseworker.is_active) == ("Nia Parry", "list_officer", False)
    assert "Nia Parry" in text_of(ann.get(reverse("people")))


def test_the_administrator_cannot_lock_themselves_out(ann, administrator):
    address = reverse("person", args=[administrator.pk])
    response = ann.post(address, {"name": administrator.name, "role": "evaluator", "is_active": "on"})
    assert "You cannot take your own access away" in text_of(response)
    administrator.refresh_from_db()
    assert administrator.role == Role.ADMINISTRATOR


def test_a_new_password(ann, caseworker):
    address = reverse("person_password", args=[caseworker.pk])
    assert "Make a new password" in text_of(ann.get(address))
    password = secret_in(ann.post(address))
    caseworker.refresh_from_db()
    assert caseworker.check_password(password)


def test_a_system_gets_a_token_and_loses_it(ann):
    response = ann.post(
        reverse("person_new"),
        person_form(role="data_officer", authority="", health_board="7A1", is_system="on"),
        follow=True,
    )
    assert "Make a token for it" in text_of(response)
    system = User.objects.get(email="nia@cyngor.example")
    key = secret_in(ann.post(reverse("token_new", args=[system.pk])))
    token = ApiToken.objects.get()
    assert token.digest != key
    page = text_of(ann.get(reverse("person", args=[system.pk])))
    assert "End this token" in page and key not in page
    ann.post(reverse("token_end", args=[token.pk]))
    token.refresh_from_db()
    assert token.ended_at
    assert ann.get(reverse("token_new", args=[system.pk])).status_code == 405
    assert ann.get(reverse("person_password", args=[system.pk])).status_code == 404


def test_a_person_gets_no_token(ann, caseworker):
    response = ann.post(reverse("token_new", args=[caseworker.pk]), follow=True)
    assert "Only an active system can have a token." in text_of(response) and not ApiToken.objects.exists()


def test_reference_data_is_seen_and_an_authority_edited(ann, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        words = text_of(ann.get(reverse("reference")))
    assert "Isle of Anglesey" in words and "W.S.I. 2025/440" in words and "Not in force yet" in words
    address = reverse("authority", args=["660"])
    assert "In the pilot from 8 April 2025 to 7 April 2026" in text_of(ann.get(address))
    assert "LL65 LL66" in text_of(ann.get(address)) and "As delivered with this service" in text_of(ann.get(address))
    wrong = ann.post(address, {"purge_after_days": 0, "ended_entries_years": 3})
    assert "greater than or equal to 1" in text_of(wrong)
    ann.post(address, {"purge_after_days": 14, "ended_entries_years": 3, "postcode_districts": "LL9"})
    mon = Authority.objects.get(pk="660")
    assert (mon.purge_after_days, mon.uploader_may_approve, "LL9" in mon.postcode_districts) == (14, False, False)
    for code in ("999", "%00", "66", "6600", "abc"):
        assert ann.get(f"/reference/authorities/{code}/").status_code == 404


ADMINISTRATION = ["people", "person_new", "reference"]


@pytest.mark.parametrize("role", [role for role in Role.values if role != Role.ADMINISTRATOR])
def test_nobody_else_administers(client, role, caseworker):
    client.force_login(make_user(role))
    addresses = [reverse(name) for name in ADMINISTRATION]
    addresses += [reverse("person", args=[caseworker.pk]), reverse("person_password", args=[caseworker.pk])]
    addresses += [reverse("token_new", args=[caseworker.pk]), reverse("authority", args=["660"])]
    assert {client.get(address).status_code for address in addresses} == {turned_away(role)}
    assert {client.post(address).status_code for address in addresses} == {turned_away(role)}


def test_a_lost_second_factor_is_taken_away_after_asking(ann, caseworker):
    person, address = (reverse(name, args=[caseworker.pk]) for name in ("person", "person_second_factor"))
    assert "Take the second factor away" not in text_of(ann.get(person))
    assert "This person has no second factor." in text_of(ann.get(address))
    assert "This person has no second factor." in text_of(ann.post(address, follow=True))
    Authenticator.objects.create(user=caseworker, type="totp", data={"secret": "made up"})
    assert "Take the second factor away" in text_of(ann.get(person))
    assert "Make sure who asked for this." in text_of(ann.get(address)) and Authenticator.objects.exists()
    words = text_of(ann.post(address, follow=True))
    assert "The second factor was taken away." in words and "Ann Administrator" in words
    assert not Authenticator.objects.exists()
    assert ann.get(reverse("person_second_factor", args=[make_system().pk])).status_code == 404


# -------------------------------------------------------------------------------------- what administrators did
def test_the_page_of_a_person_shows_what_was_done(ann, caseworker):
    address = reverse("person", args=[caseworker.pk])
    ann.post(address, {"name": "Nia Parry", "role": "auditor", "authority": "661", "is_active": "on"})
    words = text_of(ann.get(address))
    assert "Person or system changed" in words and "Role: From: Caseworker. To: Auditor." in words
    assert "From: Isle of Anglesey. To: Gwynedd." in words and "Ann Administrator" in words


def test_an_auditor_sees_what_was_done_about_their_own_authority_and_about_all(client, administrator):
    people = {
        "of Gwynedd": make_user(authority="661"),
        "of Ynys Môn": make_user(),
        "of its health board": make_user(Role.DATA_OFFICER),
        "of another health board": make_user(Role.DATA_OFFICER, health_board="7A4"),
        "of nowhere": make_user(Role.EVALUATOR),
        "moved away": make_user(),
    }
    for name, person in people.items():
        given = {"role": person.role, "health_board": person.health_board, "is_active": True}
        given |= {"authority": authority("661") if name == "moved away" else person.authority}
        change_person(by=administrator, person=person, name=f"Person {name}", **given)
    for code in ("660", "681"):
        given = {
            "purge_after_days": 7,
            "uploader_may_approve": False,
            "ended_entries_years": 3,
        }
        change_authority(by=administrator, authority=authority(code), **given)
    client.force_login(make_user(Role.AUDITOR))
    assert "What administrators did" in text_of(client.get(reverse("log")))
    words = text_of(client.get(reverse("admin_log")))
    seen = {name for name in people if f"Person {name}" in words}
    assert seen == {"of Ynys Môn", "of its health board", "of nowhere", "moved away"}
    assert "Isle of Anglesey" in words and "Cardiff" not in words
    assert "Days until a health list is purged: From: 28. To: 7." in words
    client.force_login(administrator)
    assert client.get(reverse("admin_log")).status_code == 403


# --------------------------------------------------------------------------------------------------------- the log
@pytest.fixture
def looks(mon, client, caseworker):
    case = CaseFactory(child__forenames="Zebedeus", child__surname="Quux")
    client.force_login(caseworker)
    client.get(reverse("case", args=[case.pk]))
    client.get(reverse("cases"))
    board = make_system(Role.DATA_OFFICER)
    AccessLog.objects.create(
        authority=mon,
        health_board_id="7A1",
        user=board,
        page="extract_problems",
        subject="extract",
        subject_id=77,
        at=timezone.now(),
    )
    with scope(authority="661"):
        AccessLog.objects.create(
            authority=authority("661"),
            user=make_user(Role.CASEWORKER, authority="661"),
            page="case",
            subject="case",
            subject_id=4242,
            at=timezone.now(),
        )
    client.force_login(make_user(Role.AUDITOR))
    return client, case, caseworker


def numbers(response) -> list[int]:
    return [look.subject_id for look in response.context["page"]]


def test_the_auditor_sees_who_looked_and_no_child(looks, django_assert_max_num_queries):
    client, case, _caseworker = looks
    with django_assert_max_num_queries(14):
        response = client.get(reverse("log"))
    words = text_of(response)
    assert numbers(response) == [77, 0, case.pk]
    assert "Nia Caseworker" in words and "List of cases" in words
    assert "Zebedeus" not in words and "Quux" not in words and "4242" not in words


def test_the_log_is_filtered(looks):
    client, case, caseworker = looks
    today = timezone.localdate()

    def found(query: str) -> list[int]:
        return numbers(client.get(f"{reverse('log')}?{query}"))

    assert found(f"user={caseworker.pk}") == [0, case.pk]
    assert found("where=case") == [case.pk]
    assert found(f"number={case.reference}") == [case.pk]
    assert found(f"seen_from={today:%d/%m/%Y}&seen_to={today:%d/%m/%Y}") == [77, 0, case.pk]
    assert found("seen_to=1/1/2020") == []
    for far in ("9999-12-31", "0001-01-01", "31/12/9999"):
        response = client.get(f"{reverse('log')}?seen_from={far}&seen_to={far}")
        assert response.status_code == 200 and "There is a problem" in text_of(response)


@pytest.mark.parametrize("role", [role for role in Role.values if role != Role.AUDITOR])
def test_nobody_else_reads_the_log(client, db, role):
    client.force_login(make_user(role))
    assert client.get(reverse("log")).status_code == turned_away(role)


def test_nobody_signed_in_is_asked_to_sign_in(client, db):
    for name in ("home", "cases", "log", "people", "reference"):
        response = client.get(reverse(name))
        assert response.status_code == 302 and reverse("account_login") in response.url
