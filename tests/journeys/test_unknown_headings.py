"""In Chromium, against the real servers: strange headings explained once, the next file loads; bad rows mended."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from records.choices import Role
from tests.live_site import LiveSite
from tests.people import TODAY, Person, add_person

pytestmark = pytest.mark.browser
BORN = f"14/03/{TODAY.year - 10}"


def a_list(*references: str, bad: str = "") -> str:
    lines = [f"{ref},Nest Llŷr {chr(65 + at)},{BORN},1 Lôn Wen,dim" for at, ref in enumerate(references)]
    return "\r\n".join(["Rhif,Pwy,Pryd,Lle,Nodiadau", *lines, *([bad] if bad else []), ""])


def test_explained_once_and_mended(live_site: LiveSite, open_browser: Callable[[], Page], tmp_path):
    looks: dict[str, list[str]] = {}
    officer = Person(open_browser(), looks)
    officer.sign_in(add_person(live_site, Role.LIST_OFFICER))
    explain(officer)
    just_loads(officer)
    mend(officer, tmp_path)
    [(name, version)] = live_site.rows("SELECT name, version FROM lhb_ingest_senderlayout")
    assert (name, version) == ("Hafan", 1)
    assert "\n".join(fault for faults in looks.values() for fault in faults) == ""


def explain(officer: Person) -> None:
    page = officer.page
    officer.send_list("eotas", a_list("R1", "R2"), "eotas.csv")
    officer.says("What do the headings mean?")
    for number, meaning in enumerate(("source_ref", "full_name", "born_on", "address_1")):
        page.locator(f"[name=heading_{number}]").select_option(meaning)
    page.locator("[name=heading_4]").select_option("full_name")
    page.locator("[name=name]").fill("Hafan")
    officer.press("Keep the layout and read the file")
    officer.says("cannot both mean the same")
    page.locator("[name=heading_4]").select_option("-")
    officer.press("Show how it will be read")
    officer.says("How the first rows will be read")
    officer.press("Keep the layout and read the file")
    officer.wait_until("Ready to review")


def just_loads(officer: Person) -> None:
    officer.send_list("eotas", a_list("R1", "R2", "R3"), "eotas.csv")
    officer.wait_until("Ready to review")


def mend(officer: Person, tmp_path) -> None:
    page = officer.page
    officer.send_list("eotas", a_list("R1", "R2", "R3", bad=f",Heb Gyfeirnod,{BORN},2 Lôn Wen,"), "eotas.csv")
    officer.wait_until("Ready to review")
    officer.follow("Problems: 1")
    officer.says("Lines that cannot be used (1)")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Sheet to mend (CSV)").click()
    sheet = tmp_path / "mend.csv"
    waiting.value.save_as(sheet)
    text = sheet.read_text("utf-8-sig")
    assert "Heb Gyfeirnod" in text and "reference for the child is missing" in text
    officer.follow("Send the mended rows")
    officer.choose_file("mend.csv", text.replace(",Heb Gyfeirnod", "R9,Heb Gyfeirnod", 1))
    officer.press("Send")
    officer.wait_until("Ready to review")
    officer.says("No problems were found in the rows.")
