"""People at work in Ynys Môn, and the scope in which they work."""

import pytest
from django.utils import translation

from records.choices import Role
from records.scope import scope
from tests.factories import authority, make_user


@pytest.fixture(autouse=True)
def english():
    """A test that opened a Welsh page leaves its thread speaking Welsh."""
    with translation.override("en-gb"):
        yield


@pytest.fixture
def mon(db):
    """Ynys Môn, with its rows to be seen for the whole test."""
    with scope(authority="660"):
        yield authority("660")


@pytest.fixture
def caseworker(db):
    return make_user(Role.CASEWORKER, name="Nia Caseworker")


@pytest.fixture
def administrator(db):
    return make_user(Role.ADMINISTRATOR, name="Ann Administrator")


@pytest.fixture
def nia(client, caseworker):
    """A browser in which the caseworker has signed in."""
    client.force_login(caseworker)
    return client


@pytest.fixture
def ann(client, administrator):
    """A browser in which the administrator has signed in."""
    client.force_login(administrator)
    return client
