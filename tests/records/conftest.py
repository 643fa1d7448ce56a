"""People at work in Ynys Môn, and the scope in which they work."""

import pytest

from records.choices import Role
from tests.factories import make_user


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
