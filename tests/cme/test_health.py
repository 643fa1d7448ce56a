"""/health/ says whether the site can work, and what does not."""

import json

import psycopg
import pytest
from django.conf import settings
from django.db import connections
from django.test import RequestFactory

from cme.checks import check_database_role
from cme.health import health
from tests import servers


def ask() -> tuple[int, dict]:
    response = health(RequestFactory().get("/health/"))
    return response.status_code, json.loads(response.content)


@pytest.fixture
def other_database(django_db_setup, django_db_blocker):
    """Points the default connection somewhere else for one test."""
    with django_db_blocker.unblock():
        connection, kept = connections["default"], dict(connections["default"].settings_dict)

        def point(**changes):
            connection.close()
            connection.settings_dict.update(changes)

        yield point
        connection.close()
        connection.settings_dict.update(kept)


@pytest.mark.django_db
def test_everything_answers():
    assert ask() == (200, {"ready": True, "database": "ok", "jobs": "ok"})
    assert health.public


@pytest.mark.django_db
def test_nobody_keeps_the_answer():
    assert "no-store" in health(RequestFactory().get("/health/"))["Cache-Control"]


def test_a_database_that_does_not_answer(other_database):
    other_database(PORT="1")
    assert ask() == (503, {"ready": False, "database": "does not answer", "jobs": "ok"})


def test_a_database_without_its_migrations(other_database):
    other_database(NAME="postgres")
    status, answer = ask()
    assert status == 503
    assert answer["database"].endswith("migrations are not applied")


@pytest.mark.django_db
def test_a_queue_that_does_not_answer(settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    assert ask() == (503, {"ready": False, "database": "ok", "jobs": "does not answer"})


@pytest.mark.django_db
def test_the_application_role_passes_the_check():
    assert check_database_role(None) == []


@pytest.mark.parametrize(
    ("url", "fault"), [(servers.admin_url, "is a superuser and has BYPASSRLS"), (servers.owner_url, "owns tables")]
)
def test_a_role_that_passes_the_policies_is_refused_by_name(other_database, url, fault):
    given = psycopg.conninfo.conninfo_to_dict(url(settings.DATABASES["default"]["NAME"]))
    other_database(USER=given["user"], PASSWORD=given["password"])
    (error,) = check_database_role(None)
    assert f"The role {given['user']} of DATABASE_URL {fault}" in error.msg


def test_a_role_that_cannot_be_asked_is_an_error_too(other_database):
    other_database(PORT="1")
    (error,) = check_database_role(None)
    assert "DATABASE_URL" in error.msg
