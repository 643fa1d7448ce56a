"""Two caseworkers in the queue at once, one of them unsure, and a manager with a group: in Chromium, for real."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from records.choices import Role
from tests.lhb_ingest.builders import children, health_csv, school_csv
from tests.live_site import LiveSite
from tests.people import Person, add_everybody, add_person

pytestmark = pytest.mark.browser


def test_an_afternoon_of_judging(live_site: LiveSite, open_browser: Callable[[], Page]):
    emails, looks = add_everybody(live_site), {}
    emails["colleague"] = add_person(live_site, Role.CASEWORKER, "Cled Colleague")

    def at_work(role: str) -> Person:
        person = Person(open_browser(), looks)
        person.sign_in(emails[role])
        return person

    send_lists(at_work(Role.LIST_OFFICER), at_work(Role.DATA_OFFICER))
    one_group(at_work(Role.CASE_MANAGER), live_site)
    two_at_once(at_work(Role.CASEWORKER), at_work("colleague"))  # over what the group has left
    assert "\n".join(fault for faults in looks.values() for fault in faults) == ""


def send_lists(list_officer: Person, data_officer: Person) -> None:
    """Three children beside a pupil of another forename, four beside a short form in another house."""
    people = children(7)
    people = people[:3] + [each.like(forenames="Gwilym") for each in people[3:]]
    pupils = [each.like(forenames="Zebedeus") for each in people[:3]]
    pupils += [each.like(forenames="Wil", address="999 Stryd Arall, Caergybi") for each in people[3:]]
    list_officer.send_list("school_roll", school_csv(*pupils), "roll.csv")
    list_officer.wait_until("Ready to review")
    list_officer.approve()
    data_officer.send_extract(health_csv(*people))
    data_officer.wait_until("Ready to review")
    list_officer.open(re.sub(r"^https?://[^/]+", "", data_officer.page.url))
    list_officer.approve()


def two_at_once(one: Person, other: Person) -> None:
    for person in (one, other):
        person.open("/candidates/judging/")
        person.press("Judge next")
        person.says("This child is yours until")
    first, second = one.page.url, other.page.url
    assert first != second, "nobody gets the child that a colleague has"
    other.open(first)
    other.says("is looking at this child")
    assert not other.page.get_by_role("button", name="None of these").count()
    one.page.get_by_role("button", name="None of these").focus()
    with one.page.expect_navigation():
        one.page.keyboard.press("Enter")
    one.says("None of these: the child waits among the candidates")
    assert one.page.url not in (first, second)
    other.open(second)
    other.follow("Unsure: ask a colleague")
    other.page.get_by_label("It may be a brother, sister or twin").check()
    other.press("Ask")
    other.says("A colleague is asked.")
    one.open("/candidates/judging/")
    one.says("Colleagues were unsure")
    one.open(second)
    one.says("Cled Colleague was unsure")
    one.says("It may be a brother, sister or twin")
    one.open("/candidates/judging/")
    one.press("Stop judging: let go of the child I have")
    other.press("Judge next")
    other.says("This child is yours until")


def one_group(manager: Person, site: LiveSite) -> None:
    manager.open("/candidates/groups/")
    manager.press("Draw the sample")
    for judged in range(4):  # a small group is its own sample
        manager.says(f"{judged} of 4")
        manager.press("This is the same child")
    manager.follow("Accept the rest")
    manager.press("Accept all")
    manager.wait_until("Accepted")
    [(found,)] = site.rows("SELECT count(*) FROM lhb_ingest_candidate WHERE state = 'found'")
    assert found == 4
    manager.open("/cy/candidates/groups/")
    manager.says("Grwpiau o gyfatebiaethau agos")
