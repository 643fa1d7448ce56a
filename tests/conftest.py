"""What every test can ask for: databases as the application's own role, the real site, a browser."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.db import connections
from django.test import TransactionTestCase

from tests import servers
from tests.live_site import LiveSite


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_blocker) -> Iterator[None]:
    """This worker's own database, a copy of the migrated template. Replaces pytest-django's, which needs to own it."""
    database = servers.database_name()
    servers.copy_template(database)

    def begin_again(test_case) -> None:
        # Django would truncate, which cme_app may not. A fresh copy is as quick, and brings the reference data back.
        connections.close_all()
        servers.copy_template(database)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", begin_again)
        yield
    with django_db_blocker.unblock():
        connections.close_all()
    servers.drop(database)


@pytest.fixture(autouse=True)
def empty_cache() -> Iterator[None]:
    """Rate limits and progress of one test are not met by the next."""
    yield
    cache.clear()


@pytest.fixture(scope="module")
def live_site() -> Iterator[LiveSite]:
    """The real web server and worker on a database of their own, for the tests of one module."""
    site = LiveSite.start()
    yield site
    site.stop()
