"""People at the real site: who they are, and how they sign in, send lists and look at pages in a browser."""

import datetime
import re
from dataclasses import dataclass

import psycopg
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.hashers import make_password
from django.utils import timezone
from playwright.sync_api import Page, expect

from lhb_ingest.practice import make_lists
from records.choices import Role
from records.rights import AUTHORITY_ROLES, BOARD_ROLES
from tests import servers
from tests.factories import PASSWORD
from tests.live_site import LiveSite

TODAY = timezone.localdate()
WAIT = 60_000  # milliseconds for what a worker does

EDUCATION_LISTS = (
    ("school_roll", "school.csv", ""),
    ("eotas", "eotas.csv", ""),
    ("independent", "independent.csv", "Ysgol y Garnedd"),
    ("home_education", "ehe.csv", ""),
    ("other_authority", "other_authority.csv", "Gwynedd"),
)


def practice_lists(children: int, seed: int = 5, authority: str = "660") -> dict[str, str]:
    """File name -> CSV text of one month."""
    return make_lists(authority, children, seed=seed, as_at=TODAY, bad_rows=0.02)[0].files


def add_person(site: LiveSite, role: str, name: str = "", *, authority: str = "660", health_board: str = "7A1") -> str:
    """Somebody who can sign in to the site. Returns their e-mail address; the password is everybody's."""
    email = f"{(name or role).lower().replace(' ', '.')}@cyngor.example"
    values = (
        make_password(PASSWORD),
        email,
        name or role,
        role,
        authority if role in AUTHORITY_ROLES else None,
        health_board if role in BOARD_ROLES else None,
    )
    with psycopg.connect(servers.admin_url(site.database)) as connection:
        connection.execute(
            "INSERT INTO records_user (password, email, name, role, authority_id, health_board_id, is_active, "
            "is_system, joined_at) VALUES (%s, %s, %s, %s, %s, %s, true, false, now())",
            values,
        )
    return email


def is_allowed(rule: str, nodes: list[str]) -> bool:
    """axe wants everything inside a landmark; GOV.UK puts the back link before the main one."""
    return rule == "region" and all("govuk-back-link" in node for node in nodes)


@dataclass
class Person:
    """Somebody at a browser of their own. `looks` gathers the pages seen in a journey, each with what is wrong with it.

    Without `looks`, nobody asks axe.
    """

    page: Page
    looks: dict[str, list[str]] | None = None

    def sign_in(self, email: str) -> None:
        self.open("/")
        self.page.get_by_label("E-mail address").fill(email)
        self.page.get_by_label("Password", exact=True).fill(PASSWORD)
        self.press("Sign in")
        expect(self.page.get_by_role("heading", level=1)).to_have_text("What needs doing")
        self.look()

    def open(self, path: str) -> None:
        self.page.goto(path)
        self.look()

    def press(self, button: str) -> None:
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=button, exact=True).first.click()

    def follow(self, link: str) -> None:
        """Goes where a link, or a button that is one, leads."""
        links = self.page.get_by_role("link", name=link, exact=True)
        buttons = self.page.get_by_role("button", name=link, exact=True)
        with self.page.expect_navigation():
            links.or_(buttons).first.click()
        self.look()

    def go_to(self, word: str) -> None:
        """Follows a word of the navigation, whatever number stands beside it."""
        with self.page.expect_navigation():
            self.page.locator("header nav a", has_text=word).first.click()
        self.look()

    def says(self, text: str) -> None:
        expect(self.page.locator("main")).to_contain_text(text)
        self.look()

    def look(self) -> None:
        """Everything that axe finds on the page, but what is allowed; each kind of page once."""
        kind = re.sub(r"\d+", "0", f"{self.page.url.partition('://')[2].partition('/')[2]} {self.page.title()}")
        if self.looks is None or kind in self.looks:
            return
        found = Axe().run(self.page).response
        assert len(found["passes"]) > 10, "axe did not see the page"
        self.looks[kind] = [
            f"{kind}: {violation['help']}: {violation['nodes'][0]['html']}"
            for violation in found["violations"]
            if not is_allowed(violation["id"], [node["html"] for node in violation["nodes"]])
        ]

    def enter_date(self, name: str, day: datetime.date = TODAY) -> None:
        for part in ("day", "month", "year"):
            self.page.locator(f"[name={name}_{part}]").fill(str(getattr(day, part)))

    def choose_file(self, name: str, content: str | bytes) -> None:
        data = content if isinstance(content, bytes) else content.encode()
        self.page.locator("[name=file]").set_input_files({"name": name, "mimeType": "text/csv", "buffer": data})

    def send_extract(self, content: str | bytes, name: str = "health.csv", authority: str = "660") -> None:
        """A data officer sends a health board's extract."""
        self.open("/lists/send/")
        self.page.locator("[name=authority]").select_option(authority)
        self.enter_date("as_at")
        self.choose_file(name, content)
        self.press("Send")

    def send_list(self, kind: str, content: str | bytes, name: str, sender: str = "") -> None:
        """A list officer sends one of the authority's own lists."""
        self.page.goto("/lists/send/")
        self.page.locator(f"[name=kind][value={kind}]").check()
        self.page.locator("[name=sender]").fill(sender)
        self.page.locator("[name=covers_all][value=yes]").check()
        self.enter_date("as_at")
        self.choose_file(name, content)
        self.press("Send")

    def wait_until(self, state: str) -> None:
        """The page of a list under way loads itself again until the worker is done."""
        expect(self.page.locator(".govuk-tag", has_text=state).first).to_be_visible(timeout=WAIT)
        self.look()

    def approve(self) -> None:
        self.follow("Approve the list")
        self.page.get_by_role("button", name=re.compile("^Approve( the good rows)?$")).first.click()
        self.wait_until("Approved")


def add_everybody(site: LiveSite) -> dict[str, str]:
    """Who takes part in a journey: role -> e-mail address; two managers, for a second person releases."""
    people = {role: add_person(site, role) for role in Role.values}
    return people | {"second_manager": add_person(site, Role.CASE_MANAGER, "second manager")}
