"""The frame of every page: language, navigation, banner, headers, error pages."""

import pytest
from django.urls import reverse
from django.utils import translation

from cme import errors
from cme.context import NAVIGATION, navigation
from records.models import User
from records.rights import Right

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "path", ["/help/", "/privacy/", "/accessibility/", "/accounts/login/", "/accounts/password/reset/"]
)
@pytest.mark.parametrize(("prefix", "language", "other"), [("", "en", "cy"), ("/cy", "cy", "en")])
def test_pages_are_there_in_both_languages(client, path, prefix, language, other):
    page = client.get(prefix + path).content.decode()
    assert f'<html lang="{language}"' in page
    assert f'hreflang="{other}"' in page
    assert page.count("<h1") == 1


def test_nothing_is_inline(client):
    page = client.get("/accounts/login/").content.decode()
    assert " style=" not in page and "<style" not in page and "onclick" not in page
    for script in page.split("<script")[1:]:
        attributes, content = script.split(">", 1)
        assert " src=" in attributes or "application/json" in attributes or content.startswith("</script>")


def test_the_policy_allows_nothing_inline(client):
    policy = client.get("/help/").headers["Content-Security-Policy"]
    assert "unsafe-inline" not in policy and "script-src 'self'" in policy


def test_a_practice_set_up_says_so(client, settings):
    assert "every child here is made up" in client.get("/help/").content.decode()
    settings.PRACTICE = False
    assert "every child here is made up" not in client.get("/help/").content.decode()


@pytest.mark.parametrize(("path", "language"), [("/no/such/page/", "en"), ("/cy/no/such/page/", "cy")])
def test_a_page_that_is_not_there(client, path, language):
    answer = client.get(path)
    assert answer.status_code == 404
    assert f'<html lang="{language}"' in answer.content.decode()


@pytest.mark.parametrize(
    ("view", "status"),
    [
        (errors.bad_request, 400),
        (errors.permission_denied, 403),
        (errors.csrf_failure, 403),
        (errors.page_not_found, 404),
        (errors.too_large, 413),
        (errors.too_many, 429),
    ],
)
def test_every_error_has_a_page(rf, view, status):
    for language in ("en-gb", "cy"):
        with translation.override(language):
            answer = view(rf.get("/"))
            assert answer.status_code == status
            assert b"Traceback" not in answer.content


def test_the_last_page_needs_nothing(rf, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = errors.server_error(rf.get("/"))
    assert answer.status_code == 500
    assert b"Sorry" in answer.content and "Mae'n ddrwg" in answer.content.decode()


def test_a_form_that_expired(client):
    client.handler.enforce_csrf_checks = True
    answer = client.post("/accounts/login/", {"login": "a@example.org"})
    assert answer.status_code == 403
    assert "This form has expired" in answer.content.decode()


def test_navigation_follows_the_rights(rf):
    request = rf.get("/")
    request.user = User(role="evaluator")
    labels = {str(item.label) for item in navigation(request)}
    allowed = {str(label) for _name, label, rights in NAVIGATION if Right.SEE_RELEASED in rights}
    assert labels <= allowed


def test_no_navigation_before_signing_in(client):
    assert "govuk-service-navigation" not in client.get("/accounts/login/").content.decode()


def test_the_health_check_has_one_address():
    with translation.override("cy"):
        assert reverse("health") == "/health/"
