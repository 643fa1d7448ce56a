"""Signing in: password, wrong password, second factor, reset by e-mail, who may not."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core import mail
from django.test import Client

from records.models import User

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"


@pytest.fixture
def person():
    return User.objects.create_user("ann@example.org", PASSWORD, name="Ann Evans", role="evaluator")


def sign_in(client, password=PASSWORD, path="/accounts/login/"):
    return client.post(path, {"login": "ann@example.org", "password": password})


def code_for(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def test_signing_in_and_out(client, person):
    answer = sign_in(client)
    assert (answer.status_code, answer.url) == (302, "/")
    assert "Ann Evans" in client.get("/help/").content.decode()
    assert client.post("/accounts/logout/").url == "/accounts/login/"
    assert "Ann Evans" not in client.get("/help/").content.decode()


def test_signing_in_in_welsh_stays_in_welsh(client, person):
    assert sign_in(client, path="/cy/accounts/login/").url == "/cy/"


def test_a_wrong_password(client, person):
    page = sign_in(client, "wrong").content.decode()
    assert "do not belong together" in page
    assert "<title>Error:" in page
    page = sign_in(client, "wrong", "/cy/accounts/login/").content.decode()
    assert "Nid yw&#x27;r cyfeiriad e-bost" in page or "Nid yw&#39;r cyfeiriad e-bost" in page
    assert "<title>Gwall:" in page


def test_empty_boxes_are_named(client):
    page = client.post("/accounts/login/", {}).content.decode()
    assert "E-mail address: an answer is needed" in page and "Password: an answer is needed" in page


def test_too_many_wrong_passwords_make_people_wait(client, person):
    pages = [sign_in(client, "wrong").content.decode() for _ in range(8)]
    assert "Too many" in pages[-1]


@pytest.mark.parametrize("fields", [{"is_active": False}, {"is_system": True}])
def test_who_may_not_sign_in(client, person, fields):
    User.objects.filter(pk=person.pk).update(**fields)
    sign_in(client)
    assert "_auth_user_id" not in client.session


def test_nobody_signs_up(client):
    assert client.get("/accounts/signup/").status_code == 404


def set_up_app(client) -> str:
    page = client.get("/accounts/second-factor/app/add/")
    assert page.status_code == 200
    content = page.content.decode()
    assert 'src="data:image/svg+xml;base64,' in content
    secret = re.search(r'<code class="cme-code">(\w+)</code>', content)[1]
    answer = client.post("/accounts/second-factor/app/add/", {"code": code_for(secret)})
    assert answer.url == "/accounts/second-factor/codes/"
    return secret


def test_an_authenticator_app(client, person):
    sign_in(client)
    secret = set_up_app(client)
    assert secret not in str(Authenticator.objects.get(type="totp").data), "the secret is kept encrypted"
    client.post("/accounts/logout/")

    assert sign_in(client).url.startswith("/accounts/second-factor/authenticate/")
    assert "_auth_user_id" not in client.session
    refused = client.post("/accounts/second-factor/authenticate/", {"code": "000000"}).content.decode()
    assert "The code is not right" in refused
    client.post("/accounts/second-factor/authenticate/", {"code": recovery_code(person)})
    assert client.session["_auth_user_id"] == str(person.pk)


def test_another_secret_key_makes_every_code_wrong_and_no_page_fail(client, person, settings):
    sign_in(client)
    secret = set_up_app(client)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another key of fifty characters or more, made up here", []
    sign_in(client)
    for code in (code_for(secret), "00000000"):
        refused = client.post("/accounts/second-factor/authenticate/", {"code": code})
        assert "ask your administrator to take your second factor away" in refused.content.decode()
    assert "_auth_user_id" not in client.session


def recovery_code(person) -> str:
    return Authenticator.objects.get(user=person, type="recovery_codes").wrap().get_unused_codes()[0]


def test_the_last_second_factor_stays_where_one_is_required(client, person, settings):
    sign_in(client)
    set_up_app(client)
    settings.REQUIRE_SECOND_FACTOR = True
    page = client.post("/accounts/second-factor/app/remove/").content.decode()
    assert "cannot be removed" in page
    assert Authenticator.objects.filter(type="totp").exists()


@pytest.mark.parametrize("path", ["", "app/add/", "keys/", "keys/add/", "codes/new/"])
@pytest.mark.parametrize("prefix", ["", "/cy"])
def test_pages_of_the_second_factor_open(client, person, path, prefix):
    sign_in(client)
    assert client.get(f"{prefix}/accounts/second-factor/{path}").status_code == 200


def test_long_after_signing_in_the_password_is_asked_again(client, person):
    sign_in(client)
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time() - 3600}]
    session.save()
    assert "/accounts/reauthenticate/" in client.get("/accounts/second-factor/app/add/").url
    page = client.get("/accounts/reauthenticate/")
    assert "Show that it is you" in page.content.decode()
    answer = client.post("/accounts/reauthenticate/?next=/help/", {"password": PASSWORD, "next": "/help/"})
    assert answer.url == "/help/"


def test_a_new_password_by_e_mail(client, person):
    client.post("/accounts/password/reset/", {"email": "ann@example.org"})
    message = mail.outbox[0].body
    english, welsh = re.findall(r"https?://[^/\s]+(/\S+)", message)
    assert welsh == f"/cy{english}"
    assert "It works once" in message and "Mae'n gweithio unwaith" in message

    form = client.get(english, follow=True)
    assert "New password once more" in form.content.decode()
    short = client.post(form.redirect_chain[-1][0], {"password1": "short", "password2": "short"}).content.decode()
    assert "at least 12 characters" in short
    client.post(form.redirect_chain[-1][0], {"password1": "another long one", "password2": "another long one"})
    assert sign_in(client, "another long one").url == "/"
    assert "no longer works" in Client().get(english, follow=True).content.decode()


@pytest.mark.parametrize("email", ["nobody@example.org", "system@example.org"])
def test_no_message_where_there_is_no_account(client, email):
    User.objects.create_user("system@example.org", None, name="System", role="evaluator", is_system=True)
    answer = client.post("/accounts/password/reset/", {"email": email})
    assert answer.url == "/accounts/password/reset/done/"
    assert not mail.outbox
