"""Each authority's own way of working, as its officer would go it, in the officer's language: in Chromium, for real."""

import datetime
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from records.choices import Role
from tests.factories import PASSWORD
from tests.live_site import LiveSite
from tests.people import TODAY, WAIT, Person, add_person

pytestmark = pytest.mark.browser
BORN = datetime.date(TODAY.year - 10, 3, 14)


class Officer(Person):
    """Somebody who manages and works cases of one authority, in one language."""

    prefix = ""

    def enter(self, email: str, language: str) -> None:
        self.prefix = "/cy" if language == "cy" else ""
        self.go("/accounts/login/")
        self.fill(login=email, password=PASSWORD)
        with self.page.expect_navigation():
            self.page.locator("[name=password]").press("Enter")

    def go(self, path: str) -> None:
        self.open(self.prefix + path)

    def fill(self, **boxes: str) -> None:
        for name, text in boxes.items():
            self.page.locator(f"main [name={name}]").fill(text)

    def pick(self, **options: str) -> None:
        """Of a select, by the words on the page."""
        for name, words in options.items():
            self.page.locator(f"[name={name}]").select_option(label=words)

    def check(self, name: str, value: str) -> None:
        self.page.locator(f"[name={name}][value={value}]").check()

    def send(self) -> None:
        with self.page.expect_navigation():
            self.page.locator("main form[method=post] button[type=submit]").last.click()

    def describe_child(self) -> None:
        self.fill(forenames="Elin", surname="Prawf")
        self.enter_date("born_on", BORN)

    def refer(self, origin: str, **options: str) -> str:
        """Opens a case from a referral; the address of the case, without the language."""
        self.go("/cases/new/")
        self.describe_child()
        self.check("origin", origin)
        self.pick(**options)
        self.send()
        return self.case()

    def case(self) -> str:
        path = self.page.url.split("/cases/")[1].split("/")[0]
        assert path.isdecimal(), self.page.url
        return f"/cases/{path}/"

    def close(self, case: str, reason: str) -> None:
        self.go(f"{case}close/")
        self.check("reason", reason)
        self.fill(evidence="Llythyr")
        self.send()

    def set_ways(self, **ways: str) -> None:
        self.go("/ways/")
        if rule := ways.pop("closure_rule", ""):
            self.check("closure_rule", rule)
        self.fill(**ways)
        self.send()

    def record(self, case: str, kind: str, value: str, source: str) -> None:
        self.go(f"{case}facts/{kind}/")
        self.check("value", value)
        self.page.locator("[name=source]").select_option(source)
        self.send()


@pytest.fixture
def officer_of(live_site: LiveSite, open_browser: Callable[[], Page]) -> Callable[..., Officer]:
    def enter(code: str, language: str = "en", name: str = "") -> Officer:
        officer = Officer(open_browser())
        person = add_person(live_site, Role.CASE_MANAGER, name or f"officer of {code}", authority=code)
        officer.enter(person, language)
        return officer

    return enter


def test_anglesey_begins_with_nothing_and_a_neighbour_who_stays_unnamed(officer_of):
    officer = officer_of("660", "cy")
    officer.go("/cases/new/")
    officer.describe_child()
    officer.check("origin", "public")
    officer.page.locator("[name=is_anonymous]").check()
    officer.fill(concern="Gwelwyd y plentyn yn y pentref bob dydd")
    officer.send()
    officer.says("Mae'r achos wedi'i agor.")
    officer.says("Yn dymuno aros yn ddienw")
    officer.says("Gwelwyd y plentyn yn y pentref bob dydd")
    officer.go("/cases/")
    officer.says("Elin Prawf")


def test_gwynedd_takes_a_return_of_a_school(officer_of):
    officer = officer_of("661", "cy")
    officer.go("/cases/off-roll/")
    officer.describe_child()
    officer.fill(school_name="Ysgol Uwchradd")
    officer.enter_date("off_roll_on", TODAY - datetime.timedelta(days=3))
    officer.pick(ground="2010 (d) Hysbysiad y rhiant o addysg heblaw yn yr ysgol")
    officer.send()
    officer.says("Ysgol Uwchradd")
    officer.says("2010: (d) Hysbysiad y rhiant o addysg heblaw yn yr ysgol")
    officer.page.locator("#clocks ~ details summary").first.click()
    officer.says("deg diwrnod ysgol")


def test_carmarthenshire_counts_its_own_days_and_calls_them_no_law(officer_of):
    officer = officer_of("669", "cy")
    officer.set_ways(trace_in_within_days="30")
    officer.refer("school", came_from="Symudodd i'r ardal")
    officer.says("Targed yr awdurdod: olrhain plentyn a ddaeth i mewn")
    officer.says("Targed, nid y gyfraith")
    officer.says("Dyddiau'n weddill: 30")


def test_cardiff_has_reasons_and_levels_of_aln(officer_of):
    officer = officer_of("681")
    case = officer.refer("school", came_from="Became CME in the area", reason="Permanently excluded")
    officer.says("Permanently excluded")
    officer.record(case, "aln", "authority_idp", "aln_team")
    officer.says("Individual development plan maintained by the authority")
    officer.go(f"{case}origin/")
    officer.pick(reason="School attendance order in force")
    officer.send()
    officer.says("School attendance order in force")


def test_monmouthshire_tells_who_moved_in_and_does_not_know_their_aln(officer_of):
    officer = officer_of("679")
    case = officer.refer("other_authority", came_from="Moved into the area")
    officer.record(case, "aln", "not_known", "other_authority")
    officer.says("Moved into the area")
    officer.says("Source: Another authority")


def test_powys_logs_a_query_and_closes_it_at_once(officer_of, live_site):
    officer = officer_of("666")
    for answer in ("On the roll of Ysgol y Bannau", ""):
        officer.go("/queries/new/")
        officer.check("origin", "other_authority")
        officer.fill(
            asked_by="Shropshire", forenames="Elin", surname="Prawf", question="Has she arrived?", answer=answer
        )
        officer.send()
        officer.says("The query was logged and closed." if answer else "The query was logged.")
    assert live_site.rows("SELECT count(*) FROM records_case WHERE authority_id = '666'") == [(0,)]
    officer.follow("Open a case from this query")
    officer.enter_date("born_on", BORN)
    officer.pick(reason="Home educated, suitability not established")
    officer.send()
    officer.says("Has she arrived?")
    officer.go("/queries/")
    officer.says("Became case 666-")


def test_rhondda_cynon_taf_tells_bridgend_and_sees_the_state_only(officer_of):
    sender, receiver = officer_of("674"), officer_of("672")
    case = sender.refer("professional")
    sender.go(f"{case}transfer/")
    sender.pick(receiver="Bridgend")
    sender.send()
    sender.says("Told, waits for the answer")
    receiver.go("/transfers/")
    receiver.follow("Elin Prawf")
    receiver.check("answer", "accept")
    receiver.send()
    receiver.says("Elin Prawf")
    assert receiver.case() != case
    sender.go(case)
    sender.says("Accepted")


def test_caerphilly_closes_when_the_child_has_left(officer_of):
    officer = officer_of("676")
    case = officer.refer("other_authority", came_from="Left the area, still CME")
    officer.close(case, "moved_authority")
    officer.says("The case was closed.")


def test_blaenau_gwent_keeps_the_case_until_a_school_is_confirmed(officer_of):
    officer = officer_of("677")
    officer.set_ways(closure_rule="until_in_school", trace_in_within_days="40", trace_out_within_days="104")
    case = officer.refer("school", came_from="Left the area, still CME")
    officer.says("Target of the authority: trace a child who left")
    officer.says("Days left: 104")
    officer.close(case, "moved_authority")
    officer.says("This authority keeps a case until the child is confirmed in education elsewhere.")
    officer.close(case, "school_elsewhere")
    officer.says("The case was closed.")


def test_the_vale_knows_aln_care_meals_and_ethnic_group_each_with_its_source(officer_of):
    officer = officer_of("673")
    case = officer.refer("school")
    facts = {"aln": "school_idp", "cla": "no", "fsm": "yes", "ethnicity": "mixed"}
    for kind, value in facts.items():
        officer.record(case, kind, value, "school")
    for words in ("maintained by the school", "Mixed or several ethnic groups", "Source: A school"):
        officer.says(words)


def test_wrexham_answers_how_many_in_each_month(officer_of):
    officer = officer_of("665")
    officer.refer("school", reason="Permanently excluded")
    officer.go("/returns/foi/")
    for words in ("Wrexham", "How many in each month?", "[c]", "Permanently excluded"):
        officer.says(words)


def test_pembrokeshire_keeps_a_letter_disposes_of_a_record_and_answers_a_request(officer_of, live_site):
    officer = officer_of("668", "cy")
    case = officer.refer("school")
    officer.go(f"{case}attachments/new/")
    officer.choose_file("llythyr.txt.exe", b"%PDF-1.7\n1 0 obj\n")
    officer.fill(about="Llythyr gan yr ysgol")
    officer.send()
    officer.says("llythyr.txt.pdf")
    with officer.page.expect_download() as download:
        officer.page.get_by_role("link", name="Lawrlwytho llythyr").click()
    assert download.value.path().read_bytes() == b"%PDF-1.7\n1 0 obj\n"

    officer.go(f"{case}findings/")
    officer.page.locator("[name=resident_basis]").select_option("family")
    officer.page.locator("[name=not_registered_basis]").select_option("lists_compared")
    officer.check("suitability", "may_not_be")
    officer.page.locator("[name=not_suitable_basis]").select_option("presumed")
    officer.send()
    officer.says("Mae'r plentyn ar y gronfa ddata PCA.")
    live_site.rows("UPDATE records_cmerecord SET regime_id = 'PILOT_2025' WHERE authority_id = '668' RETURNING id")
    officer.go("/disposals/")
    officer.press("Penderfynu ar y cofnodion hyn")
    officer.page.locator("[name=all]").check()
    officer.check("decision", "remove")
    officer.fill(reason="Daeth y cynllun peilot i ben")
    officer.send()
    officer.follow("Mynd ymlaen")
    officer.send()
    expect(officer.page.locator("main")).to_contain_text("Tystysgrif rhif 1", timeout=WAIT)
    officer.says("Tynnwyd: 1")
    officer.go(case)
    officer.says("llythyr.txt.pdf")  # the case file is open, and its own

    officer.go("/returns/foi/")
    officer.says("rhyddid gwybodaeth")
    officer.says("[c]")
    expect(officer.page.locator("main")).not_to_contain_text("Prawf")
