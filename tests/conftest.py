"""What every test can ask for: databases as the application's own role, the real site, a browser."""

import os
import shutil
from collections.abc import Callable, Iterator

import hypothesis
import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connections, transaction
from django.test import TransactionTestCase
from django.utils import translation
from playwright.sync_api import Page

from records.scope import scope
from tests import servers
from tests.factories import authority
from tests.live_site import LiveSite
from tests.world import World, make_world

hypothesis.settings.register_profile("tests", deadline=None)  # two cores may be busy with something else
hypothesis.settings.register_profile("ci", deadline=None, derandomize=True)  # the same examples in every run
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "tests"))

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
QUIET = ["--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update"]


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
def nothing_left_from_the_last_test() -> Iterator[None]:
    """The language of a Welsh page, rate limits and progress of one test are not met by the next."""
    translation.activate(settings.LANGUAGE_CODE)
    yield
    cache.clear()


@pytest.fixture
def mon(db):
    """Ynys Môn, with its rows to be seen for the whole test."""
    with scope(authority="660"):
        yield authority("660")


@pytest.fixture(scope="module")
def worlds(django_db_setup, django_db_blocker) -> Iterator[dict[str, World]]:
    """Ynys Môn and Gwynedd, of one health board, and Cardiff, of another; gone when the module is done."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield {code: make_world(code) for code in ("660", "661", "681")}
        transaction.set_rollback(True)


@pytest.fixture
def taken_back(worlds) -> Iterator[None]:
    """What a test does in the worlds of its module, and what PostgreSQL refuses there, is taken back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def live_site() -> Iterator[LiveSite]:
    """The real web server and worker on a database of their own, for the tests of one module."""
    site = LiveSite.start()
    yield site
    site.stop()


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, object]:
    """The Chromium of this machine for pytest-playwright. Without one, the tests that need it are skipped."""
    if CHROMIUM is None:
        pytest.skip("needs Chromium (chromium, chromium-browser or google-chrome), and there is none on this machine")
    return {"executable_path": CHROMIUM, "args": ["--no-sandbox", "--disable-sync", *QUIET]}


@pytest.fixture
def open_browser(live_site, new_context) -> Callable[[], Page]:
    """Opens a browser of its own for each person of a journey; `goto` takes a path of the live site."""

    def open_one() -> Page:
        context = new_context(base_url=live_site.url, locale="en-GB", timezone_id="Europe/London")
        context.set_default_timeout(15_000)
        return context.new_page()

    return open_one


@pytest.fixture
def browser_page(open_browser) -> Page:
    return open_browser()
