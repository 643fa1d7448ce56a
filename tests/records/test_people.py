"""The administrator's writers, and the loading of reference data."""

import datetime

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command

from records import actions, reference
from records.choices import Role
from records.errors import Refused
from records.models import AdminEvent, ApiToken, Authority, HealthBoard, Regime, User
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


# ------------------------------------------------------------------------------------- what an administrator did stays
def told() -> list[tuple]:
    """Kind and detail of every event, the oldest first."""
    return [(event.kind, event.detail) for event in AdminEvent.objects.order_by("pk")]


def test_every_act_on_a_person_leaves_its_event(administrator):
    given = {"email": "nia@cyngor.example", "name": "Nia", "role": Role.CASEWORKER, "authority": authority("660")}
    person, _password = actions.add_person(by=administrator, **given)
    change(administrator, person)  # nothing changed
    change(administrator, person, name="Nia Parry")
    change(administrator, person, name="Nia Parry", role=Role.AUDITOR, authority=authority("661"))
    actions.renew_password(by=administrator, person=User.objects.get(pk=person.pk))
    who = {"role": "caseworker", "authority": "660", "health_board": None, "is_active": True, "is_system": False}
    assert told() == [
        ("person_added", who),
        ("person_changed", {"name": []}),
        ("person_changed", {"role": ["caseworker", "auditor"], "authority": ["660", "661"]}),
        ("password_renewed", {}),
    ]
    events = AdminEvent.objects.order_by("pk")
    assert {(event.by, event.person) for event in events} == {(administrator, person)}
    assert [event.authority_id for event in events] == ["660", "660", "660", "661"]  # whose person it was then


def test_tokens_and_authorities_leave_their_events(administrator):
    system = make_system()
    actions.make_token(by=administrator, person=system)
    token = system.tokens.last()
    for _twice in range(2):
        actions.end_token(by=administrator, token=token)
    given = {"purge_after_days": 14, "uploader_may_approve": True, "ended_entries_years": 3}
    for _twice in range(2):
        actions.change_authority(by=administrator, authority=authority("660"), **given)
    assert [kind for kind, _detail in told()] == ["token_made", "token_ended", "authority_changed"]
    assert told()[0][1] == told()[1][1] == {"token": token.pk}
    event = AdminEvent.objects.first()
    assert (event.authority_id, event.person, event.detail["purge_after_days"]) == ("660", None, [28, 14])
    assert set(event.detail) == {"purge_after_days"}


def test_what_is_refused_leaves_no_event(administrator, caseworker):
    for act in (
        lambda: actions.make_token(by=administrator, person=caseworker),
        lambda: actions.renew_password(by=administrator, person=make_system()),
        lambda: actions.take_second_factor_away(by=administrator, person=caseworker),
        lambda: change(administrator, administrator, is_active=False),
    ):
        with pytest.raises(Refused):
            act()
    assert not AdminEvent.objects.exists()


def test_a_lost_second_factor_is_taken_away(administrator, caseworker):
    kept = Authenticator.objects.create(user=administrator, type="totp", data={"secret": "made up"})
    for kind in ("totp", "recovery_codes"):
        Authenticator.objects.create(user=caseworker, type=kind, data={"secret": "made up"})
    actions.take_second_factor_away(by=administrator, person=caseworker)
    assert list(Authenticator.objects.all()) == [kept]
    assert told() == [("second_factor_removed", {"kinds": ["recovery_codes", "totp"]})]


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
        purge_after_days=14,
        uploader_may_approve=False,
        ended_entries_years=7,
    )
    said = {"source": "The map of the council", "as_at": datetime.date(2026, 3, 1)}
    actions.load_districts(by=administrator, authority=authority("660"), districts=["LL58", "LL60"], **said)
    Authority.objects.filter(pk="660").update(name="Wrong")
    with django_assert_max_num_queries(8):
        call_command("load_reference", verbosity=0)
    mon = authority("660")
    assert (mon.name, mon.postcode_districts) == ("Isle of Anglesey", ["LL58", "LL60"])
    assert (mon.purge_after_days, mon.uploader_may_approve) == (14, False)
