"""The whole road, once, in Chromium against the real servers: from a health board's file to a released figure."""

import csv
import io
import re
from collections.abc import Callable

import psycopg
import pytest
from playwright.sync_api import Page, expect

from records.choices import Role
from reporting.months import month_before, month_of
from tests import servers
from tests.live_site import LiveSite
from tests.people import EDUCATION_LISTS, TODAY, Person, add_everybody, practice_lists

pytestmark = pytest.mark.browser
LAST_MONTH = month_before(month_of(TODAY))
LISTS = practice_lists(300)


def test_from_a_file_to_a_released_figure(live_site: LiveSite, open_browser: Callable[[], Page]):
    emails, looks = add_everybody(live_site), {}

    def at_work(role: str) -> Person:
        person = Person(open_browser(), looks)
        person.sign_in(emails[role])
        return person

    list_officer = at_work(Role.LIST_OFFICER)
    send_education_lists(list_officer)
    extract = send_health_extract(at_work(Role.DATA_OFFICER))
    review_and_approve(list_officer, extract, live_site)
    case = decide_on_candidates(at_work(Role.CASEWORKER), live_site)
    work_and_close(at_work(Role.CASEWORKER), case, live_site)
    as_if_all_that_was_last_month(live_site)
    make_and_look(at_work(Role.CASE_MANAGER))
    release(at_work("second_manager"))
    download(at_work(Role.EVALUATOR))
    auditor_reads(at_work(Role.AUDITOR))
    in_welsh(at_work(Role.CASEWORKER), extract, case)
    assert len(looks) > 40
    assert "\n".join(fault for faults in looks.values() for fault in faults) == ""


def send_education_lists(officer: Person) -> None:
    for kind, name, sender in EDUCATION_LISTS:
        officer.send_list(kind, LISTS[name], name, sender)
        officer.wait_until("Ready to review")
        officer.approve()


def send_health_extract(officer: Person) -> str:
    """Returns the address of the extract. The officer sees the file's problems, never what was found."""
    officer.go_to("Lists coming in")
    officer.follow("Send a list")
    officer.send_extract(LISTS["health.csv"])
    officer.wait_until("Ready to review")
    address = re.sub(r"^https?://[^/]+", "", officer.page.url)
    officer.says("NHS_NUMBER")  # among the columns dropped unread
    officer.follow(officer.page.get_by_role("link", name=re.compile("^Problems: ")).inner_text())
    officer.says("Line")
    for path in (f"{address}approve/", f"{address}rows/unmatched/", "/candidates/", "/cases/"):
        assert officer.page.goto(path).status == 403
    return address


def review_and_approve(officer: Person, address: str, site: LiveSite) -> None:
    """Every count of the review is the number of rows in the list behind it."""
    officer.open(address)
    lines = len(LISTS["health.csv"].splitlines()) - 1
    total = officer.page.locator("tbody tr").last.locator("td").inner_text()
    assert int(total.replace(",", "")) == lines
    counts = officer.page.locator("tbody td").all_inner_texts()
    assert sum(int(count.replace(",", "")) for count in counts[:-1]) == lines
    links = [link.get_attribute("href") for link in officer.page.locator("tbody th a").all()]
    assert len(links) >= 4
    for link in links:
        officer.open(link)
    officer.open(address)
    officer.approve()
    [(candidates,)] = site.rows("SELECT count(*) FROM lhb_ingest_candidate")
    assert candidates > 2


def decide_on_candidates(caseworker: Person, site: LiveSite) -> str:
    """Judges, dismisses and confirms. Returns the address of the case."""
    page = caseworker.page
    caseworker.go_to("Candidates")
    open_first(caseworker, "To judge")
    caseworker.press("This is the same child")
    caseworker.says("The same child")
    caseworker.open("/candidates/")
    open_first(caseworker, "To judge")
    caseworker.press("None of these")
    caseworker.says("None of these: all are other children")
    caseworker.follow("Dismiss with a reason")
    caseworker.press(page.locator("main form button").inner_text())
    caseworker.says("Choose why the child is not missing education")
    page.locator("[name=reason][value=moved]").check()
    caseworker.press(page.locator("main form button").inner_text())
    caseworker.says("The candidate was dismissed")
    caseworker.open("/candidates/")
    open_first(caseworker, "Nothing near")
    caseworker.follow("Confirm: may be missing education")
    caseworker.press("Confirm and open a case")
    caseworker.says("Say what it rests on that the child lives in the area")
    page.locator("[name=resident_basis]").select_option("visit")
    page.locator("[name=not_registered_basis]").select_option("lists_compared")
    page.locator("[name=suitability][value=may_not_be]").check()
    page.locator("[name=not_suitable_basis]").select_option("presumed")
    caseworker.press("Confirm and open a case")
    caseworker.says("a case was opened")
    states = dict(site.rows("SELECT state, count(*) FROM lhb_ingest_candidate WHERE state <> 'waiting' GROUP BY 1"))
    assert states == {"found": 1, "dismissed": 1, "confirmed": 1} or states == {"dismissed": 1, "confirmed": 1}
    return re.sub(r"^https?://[^/]+", "", page.url)


def open_first(caseworker: Person, near: str) -> None:
    row = caseworker.page.locator("tbody tr", has_text=near).first
    caseworker.follow(row.get_by_role("link").inner_text())


def work_and_close(caseworker: Person, address: str, site: LiveSite) -> None:
    page = caseworker.page
    caseworker.open(address)
    caseworker.follow("Add a note")
    page.get_by_label("Note").fill("Galwad ffôn â’r teulu: dim ateb.")
    caseworker.press("Save the note")
    caseworker.says("The note was added")
    caseworker.follow("Change the status")
    page.locator("[name=to][value=enquiries]").check()
    caseworker.press("Save the status")
    caseworker.says("Enquiries under way")
    caseworker.open(f"{address}facts/aln/")
    page.locator("[name=value][value=not_known]").check()
    page.locator("[name=source]").select_option("family")
    caseworker.enter_date("as_at")
    caseworker.press("Save")
    caseworker.says("The fact was recorded")
    caseworker.follow("Close the case")
    page.locator("[name=reason][value=maintained_school]").check()
    page.locator("[name=evidence]").fill("Ar gofrestr yr ysgol.")
    caseworker.press("Close the case")
    caseworker.says("The case was closed")
    assert site.rows("SELECT status, closure_ground FROM records_case") == [("closed", "registered_pupil")]
    assert site.rows("SELECT count(*) FROM records_cmerecord") == [(0,)]


def as_if_all_that_was_last_month(site: LiveSite) -> None:
    """Returns are of months that are over. Only the clock is turned back: nothing is written that nobody did."""
    days = (TODAY - LAST_MONTH).days
    with psycopg.connect(servers.admin_url(site.database)) as connection:
        connection.execute('UPDATE records_tally SET "on" = "on" - %s', [days])
        for table in ("records_case", "records_spell"):
            connection.execute(
                f"UPDATE {table} SET received_on = received_on - %(days)s, opened_on = opened_on - %(days)s, "
                "closed_on = closed_on - %(days)s",
                {"days": days},
            )
        connection.execute("UPDATE records_caseevent SET at = at - make_interval(days => %s)", [days])


def make_and_look(manager: Person) -> None:
    manager.go_to("Returns")
    month = LAST_MONTH.strftime("%B %Y")
    manager.press(f"Make the return for {month}")
    manager.says("is being made")
    for _ in range(60):
        if manager.page.get_by_role("link", name=month, exact=True).count():
            break
        manager.page.wait_for_timeout(500)
        manager.page.goto("/returns/")
    manager.follow(month)
    manager.press("I have looked at these figures and they are right")
    manager.says("A second person can now release it")
    expect(manager.page.get_by_role("button", name="Release the return")).to_have_count(0)


def release(manager: Person) -> None:
    manager.go_to("Returns")
    manager.follow(LAST_MONTH.strftime("%B %Y"))
    manager.press("Release the return")
    manager.says("The return is released")
    exact = downloaded(manager, "One number a line, for programs (CSV)")
    assert {line["value"] for line in exact} & {"1", "2", "3", "4"}, "nothing was small: the journey shows nothing"


def downloaded(person: Person, link: str) -> list[dict[str, str]]:
    with person.page.expect_download() as download:
        person.page.get_by_role("link", name=link).first.click()
    text = download.value.path().read_text(encoding="utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def download(evaluator: Person) -> None:
    evaluator.go_to("Released figures")
    evaluator.follow(evaluator.page.locator("tbody th a").first.inner_text())
    lines = downloaded(evaluator, "One number a line, for programs (CSV)")
    counts = [line["value"] for line in lines if line["note_en"].startswith(("Rounded", "Confidential"))]
    assert len(counts) > 10 and {*"1234"} & set(counts) == set()
    assert all(value in ("[c]", "[x]") or int(value) % 5 == 0 for value in counts)
    assert "[c]" in counts and {line["authority"] for line in lines} == {"660"}
    for path in ("/returns/", "/cases/", "/candidates/", "/lists/", "/log/"):
        assert evaluator.page.goto(path).status == 404


def auditor_reads(auditor: Person) -> None:
    auditor.go_to("Access log")
    auditor.says("Candidate: confirm")
    auditor.go_to("Purges")


def in_welsh(caseworker: Person, extract: str, case: str) -> None:
    for path in ("/", "/candidates/", "/candidates/?worklist=suitability", "/cases/", case, f"{case}note/", "/help/"):
        caseworker.open(f"/cy{path}")
        assert caseworker.page.locator("html").get_attribute("lang") == "cy"
    caseworker.page.get_by_role("link", name="English").click()
    assert caseworker.page.locator("html").get_attribute("lang") == "en"
