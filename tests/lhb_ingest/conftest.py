"""The three people of a list, in Ynys Môn, and the scope in which they work."""

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
def data_officer(db):
    return make_user(Role.DATA_OFFICER, name="Dai Data")


@pytest.fixture
def list_officer(db):
    return make_user(Role.LIST_OFFICER, name="Lowri Lists")


@pytest.fixture
def manager(db):
    return make_user(Role.CASE_MANAGER, name="Mair Manager")


@pytest.fixture
def caseworker(db):
    return make_user(Role.CASEWORKER, name="Cadi Caseworker")


@pytest.fixture
def administrator(db):
    return make_user(Role.ADMINISTRATOR, name="Ann Administrator")
