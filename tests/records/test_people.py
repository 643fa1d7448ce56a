"""The administrator's writers, and the loading of reference data."""

import pytest
from django.core.management import CommandError, call_command

from records import actions, reference
from records.choices import Role
from records.errors import Refused
from records.models import ApiToken, Authority, HealthBoard, Regime, User
from records.tokens import digest_of
from tests.factories import authority, make_system, make_user


def test_a_person_is_added_with_a_password_to_be_told_once(administrator):
    person, password = actions.add_person(
        by=administrator, email="Nia@Cyngor.example", name="Nia", role=Role.CASEWORKER, authority=authority("660")
    )
    assert person.email == "nia@cyngor.example" and person.check_password(password) and len(password) >= 20
    with pytest.raises(Refused):
        actions.add_person(by=administrator, email="nia@cyngor.example", name="N", role=Role.EVALUATOR)


@pytest.mark.parametrize(
    ("role", "has_authority", "has_board"),
    [
        (Role.CASEWORKER, False, False),
        (Role.CASEWORKER, True, True),
        (Role.DATA_OFFICER, True, False),
        (Role.DATA_OFFICER, False, False),
        (Role.ADMINISTRATOR, True, False),
        (Role.EVALUATOR, False, True),
    ],
)
def test_a_role_has_its_scope_and_no_other(administrator, role, has_authority, has_board):
    with pytest.raises(Refused):
        actions.add_person(
            by=administrator,
            email="x@cyngor.example",
            name="X",
            role=role,
            authority=authority("660") if has_authority else None,
            health_board=HealthBoard.objects.get(pk="7A1") if has_board else None,
        )
    assert not User.objects.filter(email="x@cyngor.example").exists()


def change(by, person, **changes):
    given = {
        "name": person.name,
        "role": person.role,
        "authority": person.authority,
        "health_board": person.health_board,
        "is_active": True,
    }
    return actions.change_person(by=by, person=person, **{**given, **changes})


def test_an_administrator_cannot_lock_themselves_out(administrator):
    with pytest.raises(Refused):
        change(administrator, administrator, is_active=False)
    with pytest.raises(Refused):
        change(administrator, administrator, role=Role.EVALUATOR)
    assert change(administrator, administrator, name="New Name").name == "New Name"


def test_who_leaves_can_do_nothing_more(administrator):
    system = make_system()
    assert not change(administrator, system, is_active=False).is_active
    assert ApiToken.objects.get(user=system).ended_at


def test_a_system_has_tokens_and_no_password(administrator):
    system, password = actions.add_person(
        by=administrator,
        email="system@board.example",
        name="System",
        role=Role.DATA_OFFICER,
        health_board=HealthBoard.objects.get(pk="7A1"),
        is_system=True,
    )
    assert password == "" and not system.has_usable_password()
    key = actions.make_token(by=administrator, person=system)
    token = ApiToken.objects.get(user=system)
    assert token.digest == digest_of(key) and key not in token.digest
    ended = actions.end_token(by=administrator, token=token).ended_at
    assert actions.end_token(by=administrator, token=token).ended_at == ended
    with pytest.raises(Refused):
        actions.renew_password(by=administrator, person=system)
    with pytest.raises(Refused):
        actions.make_token(by=administrator, person=make_user(Role.EVALUATOR))


def test_a_new_password_replaces_the_old_one(administrator, caseworker):
    before = caseworker.password
    password = actions.renew_password(by=administrator, person=caseworker)
    caseworker.refresh_from_db()
    assert caseworker.password != before and caseworker.check_password(password)


# ------------------------------------------------------------------------------------------- the first administrator
def add_administrator(capsys, *, email="First@Cyngor.example", name="First Administrator") -> str:
    call_command("add_administrator", email=email, name=name)
    return capsys.readouterr().out.splitlines()[-1]


@pytest.mark.django_db
def test_the_first_administrator_is_added_at_the_keyboard_and_signs_in(capsys, client):
    password = add_administrator(capsys)
    person = User.objects.get(email="first@cyngor.example")
    assert person.role == Role.ADMINISTRATOR and person.check_password(password) and len(password) >= 20
    client.post("/accounts/login/", {"login": person.email, "password": password})
    assert client.get("/people/").status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("email", "name", "fault"),
    [("nobody", "N", "--email: "), ("", "N", "--email: "), ("n@cyngor.example", "", "--name: ")],
)
def test_an_administrator_without_an_address_or_a_name_is_refused(capsys, email, name, fault):
    with pytest.raises(CommandError, match=fault):
        add_administrator(capsys, email=email, name=name)
    assert not User.objects.exists()


@pytest.mark.django_db
def test_an_administrator_is_not_added_twice(capsys):
    add_administrator(capsys)
    with pytest.raises(CommandError, match="can sign in already"):
        add_administrator(capsys, email="first@cyngor.example")
    assert User.objects.count() == 1


# -------------------------------------------------------------------------------------------------- reference data
@pytest.mark.django_db
def test_the_reference_data_is_whole():
    call_command("load_reference", verbosity=0)
    assert (HealthBoard.objects.count(), Authority.objects.count(), Regime.objects.count()) == (7, 22, 3)
    pilot = Authority.objects.filter(is_pilot=True).values_list("code", flat=True)
    assert set(pilot) == {"660", "661", "666", "669", "674", "679", "681"}
    assert all(Authority.objects.values_list("postcode_districts", flat=True))
    assert str(authority("660")) == "Isle of Anglesey" and authority("660").name_cy == "Ynys Môn"
    assert {line.code for line in reference.AUTHORITIES} == {str(code) for code in range(660, 682)}


@pytest.mark.django_db
def test_loading_again_keeps_what_an_administrator_decided(administrator, django_assert_max_num_queries):
    actions.change_authority(
        by=administrator,
        authority=authority("660"),
        postcode_districts=["LL60", "LL58", "LL60"],
        purge_after_days=14,
        uploader_may_approve=False,
    )
    Authority.objects.filter(pk="660").update(name="Wrong")
    with django_assert_max_num_queries(8):
        call_command("load_reference", verbosity=0)
    mon = authority("660")
    assert (mon.name, mon.postcode_districts) == ("Isle of Anglesey", ["LL58", "LL60"])
    assert (mon.purge_after_days, mon.uploader_may_approve) == (14, False)
