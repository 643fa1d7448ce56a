"""A roll comes in: the child of an open case is on it, and one press closes the case; another has left, and waits."""

import pytest
from playwright.sync_api import expect

from records.choices import Role
from tests.lhb_ingest.builders import school_csv, somebody
from tests.people import WAIT, Person, add_person

pytestmark = pytest.mark.browser

OPEN_A_CASE = """
from django.utils import timezone
from records.actions import open_case
from records.models import Authority, User
from records.scope import scope
with scope(authority="660"):
    open_case(
        by=User.objects.get(role="caseworker"), authority=Authority.objects.get(pk="660"), forenames={forenames!r},
        surname={surname!r}, born_on={born_on!r}, address={address!r}, postcode={postcode!r}, origin="professional",
        received_on=timezone.localdate(),
    )
"""


def test_a_case_is_proposed_and_closed_and_a_leaver_waits(live_site, open_browser):
    missing, leaver, stays = somebody(), somebody(), somebody()
    officer, caseworker = Person(open_browser()), Person(open_browser(), looks={})
    officer.sign_in(add_person(live_site, Role.LIST_OFFICER))
    caseworker.sign_in(add_person(live_site, Role.CASEWORKER))
    said = {name: getattr(missing, name) for name in ("forenames", "surname", "address", "postcode")}
    code = OPEN_A_CASE.replace("{born_on!r}", f"__import__('datetime').date.fromisoformat('{missing.born_on}')")
    live_site.manage("shell", "-c", code.format(**said))

    officer.send_list("school_roll", school_csv(leaver, stays), "first.csv")
    officer.wait_until("Ready to review")
    officer.approve()
    officer.send_list("school_roll", school_csv(missing, stays), "second.csv")
    officer.wait_until("Ready to review")
    officer.follow("Approve the list")
    officer.page.locator("[name=absent][value=ended]").check()
    officer.press("Approve")
    officer.wait_until("Approved")

    page = caseworker.page
    page.goto("/proposals/")
    expect(when_there(page, missing.full_name)).to_be_visible()
    caseworker.look()
    caseworker.follow(missing.full_name)
    caseworker.says("The date of birth is the same.")
    caseworker.follow("Open the case")
    caseworker.says("Proposed for closure")
    caseworker.press("Close the case: On the roll of a maintained school")
    caseworker.says("The case was closed.")
    caseworker.says("School roll, list of")

    caseworker.open("/cy/candidates/?worklist=left_list")
    page.get_by_role("link", name=leaver.full_name).click()
    caseworker.says("nid yw ar restr")
    assert [fault for faults in caseworker.looks.values() for fault in faults] == []


def when_there(page, name: str):
    """The worker compares after the approval: the page is loaded again until it shows the child."""
    link = page.get_by_role("link", name=name, exact=True)
    for _ in range(WAIT // 1000):
        if link.count():
            break
        page.wait_for_timeout(1000)
        page.reload()
    return link
