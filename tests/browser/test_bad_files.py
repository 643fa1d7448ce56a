"""Files that are no lists: each gets a sentence that says what is wrong, and nothing is stored half."""

import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from records.choices import Role
from tests.live_site import LiveSite
from tests.people import Person, add_person, practice_lists

pytestmark = pytest.mark.browser
GOOD = practice_lists(60)["health.csv"]
MEGABYTE = 1024 * 1024
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x01\x00\x00\x00\x01\x00\x08\x06\x00\x00\x00" + zlib.compress(
    b"x" * 900
)

REFUSED_AT_ONCE = {
    "empty": (b"", "The file is empty"),
    "only a byte order mark": (b"\xef\xbb\xbf\r\n", "The file is empty"),
    "a picture": (PNG, "This is a picture"),
    "a workbook": (b"PK\x03\x04" + b"\x14" * 400, "The workbook is broken"),
    "a pdf": (b"%PDF-1.7\n" + b"1 0 obj\n" * 40, "This is a PDF"),
    "a web page": (b"<!DOCTYPE html><html><body>Sign in</body></html>", "This is a web page"),
    "a letter": (b"Annwyl gyfaill\nDyma'r rhestr.\n", "No line with headings was found"),
    "json": (b'[{"SURNAME": "Jones"}]', "This file is data for a program"),
    "with a heading twice": (GOOD.replace("FORENAMES", "SURNAME", 1).encode(), "SURNAME"),
    "too large": (GOOD.encode() + b"\r\n" * (2 * MEGABYTE), "The file is larger than 2 MB"),
}


@pytest.fixture(scope="module")
def live_site() -> Iterator[LiveSite]:
    """A site that takes no file over 2 MB."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LARGEST_FILE_MB", "2")
        site = LiveSite.start()
        yield site
        site.stop()


@pytest.fixture
def officer(live_site: LiveSite, open_browser: Callable) -> Person:
    person = Person(open_browser())
    if not live_site.rows("SELECT FROM records_user WHERE role = 'data_officer'"):
        add_person(live_site, Role.DATA_OFFICER)
    person.sign_in("data_officer@cyngor.example")
    return person


def stored(site: LiveSite) -> tuple[list[tuple], list[Path]]:
    """The extracts with what is kept of them, and the files on the disk."""
    extracts = site.rows(
        """SELECT state, file, (SELECT count(*) FROM lhb_ingest_extractrow WHERE extract_id = e.id),
                  (SELECT count(*) FROM lhb_ingest_rowproblem WHERE extract_id = e.id)
           FROM lhb_ingest_extract e ORDER BY id"""
    )
    folder = Path(site.environment["DATA_DIR"]) / "lists"
    return extracts, sorted(path for path in folder.rglob("*") if path.is_file())


def test_what_is_no_list_is_refused_at_once(live_site, officer):
    before = stored(live_site)
    for what, (content, sentence) in REFUSED_AT_ONCE.items():
        officer.send_extract(content, f"{what}.csv")
        officer.says("There is a problem")
        officer.says(sentence)
        assert officer.page.title().startswith("Error:"), what
        assert officer.page.locator("#id_file-error, .govuk-error-message").first.is_visible(), what
        assert stored(live_site) == before, what
    assert list(Path(live_site.environment["DATA_DIR"]).glob("*.upload")) == []


def test_a_file_is_taken_once_and_another_authoritys_not_at_all(live_site, officer):
    before = stored(live_site)
    officer.send_extract(GOOD, "ionawr.csv")
    officer.wait_until("Ready to review")
    first = stored(live_site)
    assert len(first[1]) == len(before[1]) + 1 and first[0][-1][0] == "in_review"
    officer.send_extract(GOOD, "eto.csv")
    officer.says("This file has been sent already: ‘ionawr.csv’")
    officer.says("by data_officer")
    assert stored(live_site) == first
    officer.send_extract(practice_lists(150, seed=3, authority="670")["health.csv"], "abertawe.csv")
    officer.wait_until("Stopped")
    officer.says("Swansea")  # why it was stopped, for its sender too
    extracts, _files = stored(live_site)
    assert (len(extracts), extracts[-1][0]) == (len(first[0]) + 1, "stopped")
    assert live_site.rows("SELECT FROM lhb_ingest_candidate") == []
    files = stored(live_site)[1]
    headings = GOOD.splitlines()[0]
    for content, sentence in (
        (headings, "The file has headings and no rows"),
        (f"{headings}\r\n{',' * headings.count(',')}x\r\n", "Not one row of the file can be used"),
        (f'{headings}\r\nH1,,"Jones,Siân\r\n', "quotation mark"),
    ):
        officer.send_extract(content, "bad.csv")
        officer.says(sentence)  # on the form at once, or on the list's page once the worker has read it
        assert stored(live_site)[1] == files and live_site.rows("SELECT FROM lhb_ingest_candidate") == []


def test_a_form_without_its_parts_says_which(live_site, officer):
    before = stored(live_site)
    officer.open("/lists/send/")
    officer.press("Send")
    for sentence in ("Choose a file.", "Choose an authority.", "Enter a date."):
        officer.says(sentence)
    assert stored(live_site) == before


def test_headings_that_nobody_knows_are_asked_about_and_nothing_is_stored_of_the_rows(live_site, officer):
    for column, instead in (("POSTCODE", "COD"), ("GP_PRACTICE_CODE", "DIAGNOSIS")):
        officer.send_extract(GOOD.replace(column, instead, 1).encode(), f"{instead}.csv")
        officer.says("What do the headings mean?")
        officer.says(instead)
        [*_earlier, (state, file, rows, problems)], _files = stored(live_site)
        assert (state, bool(file), rows, problems) == ("needs_layout", True, 0, 0)
