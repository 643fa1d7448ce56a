"""The arrangement of the tests themselves: own database, own role, a fresh copy after a transactional test."""

import psycopg
import pytest
from django.conf import settings
from django.db import connection, transaction

from tests import servers


@pytest.mark.django_db
def test_the_tests_are_the_application_role_and_own_nothing():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user, current_database(), rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = %s",
            ["cme_app"],
        )
        assert cursor.fetchone() == ("cme_app", servers.database_name(), False)
        cursor.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public' AND tableowner = current_user")
        assert cursor.fetchone() == (0,)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", [1, 2])
def test_what_a_transactional_test_commits_is_gone_for_the_next(turn):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM django_session")
        assert cursor.fetchone() == (0,), turn
        cursor.execute("INSERT INTO django_session VALUES ('key', 'data', now())")


@pytest.mark.django_db
def test_the_application_role_cannot_truncate_or_create():
    for statement in ("TRUNCATE django_session", "CREATE TABLE mine (id int)"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege), psycopg.connect(settings_url()) as own:
            own.execute(statement)


def settings_url() -> str:
    return servers.app_url(settings.DATABASES["default"]["NAME"])
