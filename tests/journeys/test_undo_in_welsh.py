"""In Chromium, in Welsh: a bad file is refused; a child left a list, and somebody says so; a manager takes it back."""

from collections.abc import Callable

import pytest
from django.utils import translation
from django.utils.translation import gettext
from playwright.sync_api import Page

from records.choices import Role
from tests.lhb_ingest.builders import children, school_csv, somebody
from tests.live_site import LiveSite
from tests.people import Person, add_person

pytestmark = pytest.mark.browser


def welsh(text: str, **values: object) -> str:
    with translation.override("cy"):
        return gettext(text) % values


def send(person: Person, content: str | bytes) -> None:
    """A school roll of today, by the Welsh page."""
    person.open("/cy/lists/send/")
    person.page.locator("[name=kind][value=school_roll]").check()
    person.page.locator("[name=covers_all][value=yes]").check()
    person.enter_date("as_at")
    person.choose_file("rhestr.csv", content)
    person.press(welsh("Send"))


def entries(site: LiveSite) -> list[tuple]:
    return site.rows("SELECT source_ref, surname, ended_on IS NULL FROM records_rollentry ORDER BY source_ref")


def test_review_absent_approve_and_undo(live_site: LiveSite, open_browser: Callable[[], Page]):
    looks: dict[str, list[str]] = {}
    officer, manager = Person(open_browser(), looks), Person(open_browser(), looks)
    officer.sign_in(add_person(live_site, Role.LIST_OFFICER))
    leaver, stays = children(2)
    send(officer, school_csv(leaver, stays)[:200].encode() + b"\0" * 40)
    officer.says(welsh("There is a problem"))

    send(officer, school_csv(leaver, stays))
    officer.wait_until(welsh("Ready to review"))
    officer.follow(welsh("Approve the list"))
    officer.press(welsh("Approve"))
    officer.wait_until(welsh("Approved"))
    before = entries(live_site)

    send(officer, school_csv(stays, somebody(), somebody(surname="")))
    officer.wait_until(welsh("Ready to review"))
    officer.follow(welsh("Children on the last list and not on this one: %(count)s", count=1))
    officer.says(leaver.full_name)
    officer.page.locator("[name=choice][value=ended]").check()
    officer.page.locator("[name=whom][value=all]").check()
    officer.press(welsh("Say so"))
    officer.follow(welsh("Back to the list"))
    officer.follow(welsh("Approve the list"))
    officer.press(welsh("Approve the good rows"))
    officer.wait_until(welsh("Approved"))
    assert entries(live_site) != before

    manager.sign_in(add_person(live_site, Role.CASE_MANAGER))
    manager.open(officer.page.url)
    manager.follow(welsh("Take the list back"))
    manager.says(welsh("New entries that go"))
    manager.press(welsh("Take the list back"))
    manager.says(welsh("Taken back"))
    assert entries(live_site) == before
    assert "\n".join(fault for faults in looks.values() for fault in faults) == ""
