"""What tests of figures share: two authorities, and a return ready for each step of its way."""

import datetime

import pytest

from records.choices import Role
from records.scope import scope
from reporting.returns import look_at_return, make_return, release_return
from tests.factories import CaseFactory, authority, make_user

MONTH = datetime.date(2026, 1, 1)


@pytest.fixture
def first(db):
    """A case manager of Ynys Môn."""
    return make_user(Role.CASE_MANAGER)


@pytest.fixture
def second(db):
    """Another case manager of Ynys Môn."""
    return make_user(Role.CASE_MANAGER)


@pytest.fixture
def make():
    """Makes the return of January 2026, or of another month, for an authority with so many cases opened in it."""

    def made(code: str = "660", *, cases: int = 7, month: datetime.date = MONTH):
        with scope(authority=code):
            CaseFactory.create_batch(cases, authority_id=code, received_on=month, opened_on=month, origin="school")
            return make_return(authority=authority(code), month=month)

    return made


@pytest.fixture
def release(make):
    """A released return, looked at and released by two people of the authority."""

    def released(code: str = "660", **wanted):
        one = make(code, **wanted)
        with scope(authority=code):
            look_at_return(by=make_user(Role.CASE_MANAGER, code), cme_return=one, fingerprint=one.fingerprint)
            return release_return(by=make_user(Role.CASE_MANAGER, code), cme_return=one)

    return released
