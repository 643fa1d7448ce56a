"""The three people of a list, in Ynys Môn, and the scope in which they work."""

import pytest

from records.choices import Role
from tests.factories import make_user


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
