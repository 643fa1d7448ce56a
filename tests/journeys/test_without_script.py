"""Every page works without JavaScript: a list is sent, followed, reviewed and approved with scripts switched off."""

import pytest
from playwright.sync_api import expect

from records.choices import Role
from tests.people import Person, add_person, practice_lists

pytestmark = pytest.mark.browser


def test_a_list_is_sent_and_approved_without_a_script(live_site, new_context):
    context = new_context(base_url=live_site.url, java_script_enabled=False)
    officer = Person(context.new_page())  # axe is a script
    officer.sign_in(add_person(live_site, Role.LIST_OFFICER))
    officer.go_to("Lists coming in")
    officer.follow("Send a list")
    officer.press("Send")
    officer.says("There is a problem")
    officer.says("Choose a file.")
    officer.send_list("school_roll", practice_lists(120)["school.csv"], "school.csv")
    officer.wait_until("Ready to review")
    officer.follow("New on the list")
    expect(officer.page.locator("tbody tr")).to_have_count(50)
    officer.page.go_back()
    officer.approve()
    [(entries,)] = live_site.rows("SELECT count(*) FROM records_rollentry WHERE ended_on IS NULL")
    assert entries == len(practice_lists(120)["school.csv"].splitlines()) - 1
    officer.page.goto("/lists/")
    officer.page.locator("[name=kind]").select_option("eotas")
    officer.page.locator("form[method=get] button").first.click()
    officer.says("No list is here.")
    officer.page.get_by_role("link", name="Cymraeg").click()
    expect(officer.page.locator("html")).to_have_attribute("lang", "cy")
