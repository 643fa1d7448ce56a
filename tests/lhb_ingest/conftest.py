"""The three people of a list, in Ynys Môn, and the scope in which they work."""

import pytest

from lhb_ingest.actions import rematch_authority
from records.choices import ListKind, Role
from tests.factories import make_user
from tests.lhb_ingest.builders import approved


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


@pytest.fixture
def lists(mon, data_officer, list_officer, manager):
    """Sends a list, approves it, and compares again what waits: what the worker does after the approval."""

    def send(kind, *people, **given):
        by = data_officer if kind == ListKind.HEALTH else list_officer
        extract = approved(by, manager, kind, *people, **given)
        rematch_authority(authority=mon)
        extract.refresh_from_db()
        return extract

    return send
