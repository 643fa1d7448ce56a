"""The second factor where a deployment asks for it, and nothing kept by a browser."""

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.test import RequestFactory

from cme.middleware import never_cached, second_factor
from records.choices import Role


@pytest.fixture
def person(db):
    return get_user_model().objects.create(email="person@council.example", role=Role.ADMINISTRATOR)


def ask(middleware, path, user, **headers):
    request = RequestFactory().get(path, headers=headers)
    request.user = user
    return middleware(lambda request: HttpResponse("page"))(request)


@pytest.mark.parametrize("path", ["/", "/cases/", "/cy/cases/"])
def test_without_a_second_factor_every_page_leads_to_setting_one_up(settings, person, path):
    settings.REQUIRE_SECOND_FACTOR = True
    response = ask(second_factor, path, person)
    assert response.status_code == 302
    assert "/accounts/" in response["Location"]


@pytest.mark.parametrize("path", ["/accounts/2fa/", "/cy/accounts/logout/", "/static/site.css", "/health/"])
def test_the_way_there_is_open(settings, person, path):
    settings.REQUIRE_SECOND_FACTOR = True
    assert ask(second_factor, path, person).content == b"page"


def test_with_a_second_factor_pages_open(settings, person):
    settings.REQUIRE_SECOND_FACTOR = True
    Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={"secret": "made up"})
    assert ask(second_factor, "/cases/", person).content == b"page"


def test_practice_and_strangers_are_let_through_to_the_page(settings, person):
    settings.REQUIRE_SECOND_FACTOR = False
    assert ask(second_factor, "/cases/", person).content == b"page"
    settings.REQUIRE_SECOND_FACTOR = True
    assert ask(second_factor, "/cases/", AnonymousUser()).content == b"page"


def test_what_a_person_or_a_token_opened_is_never_kept(person):
    assert ask(never_cached, "/cases/", person)["Cache-Control"] == "no-store, private"
    by_token = ask(never_cached, "/api/v1/extracts/", AnonymousUser(), authorization="Token made-up")
    assert by_token["Cache-Control"] == "no-store, private"
    assert "Cache-Control" not in ask(never_cached, "/privacy/", AnonymousUser())
