"""Every address as every role and as nobody, in both languages: what each may open follows from the view's right."""

import re
from html.parser import HTMLParser

import pytest
from django.apps import apps
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from lhb_ingest.headings import NOT_FROM_HEALTH
from lhb_ingest.layouts import LAYOUTS
from lhb_ingest.meanings import WELSH
from records.access import PAGES
from records.choices import Role
from records.letters.filling import PLACEHOLDERS
from records.letters.shipped import SHIPPED
from records.models import AccessLog
from records.rights import AUTHORITY_ROLES, Right, rights_of
from records.scope import scope
from tests.factories import turned_away
from tests.longer_lists import LISTS
from tests.test_house import PUBLIC, SIGN_IN, patterns
from tests.world import World
from tests.world_casework import on_case

VIEWS = {pattern.name: pattern.callback for pattern in patterns() if pattern.name not in PUBLIC | SIGN_IN}
PAGES_OF_OURS = sorted(name for name in VIEWS if not name.startswith("api_"))
API = sorted(name for name in VIEWS if name.startswith("api_"))
LANGUAGES = ["en-gb", "cy"]
# Only ever sent to, by a button.
POST_ONLY = {
    "bulk_new",
    "filter_save",
    "disposal_new",
    "disposal_drop",
    "filter_drop",
    "case_enquiry_again",
    "case_enquiries_update",
    "case_clock_resume",
    "case_unmark",
    "case_letter_again",
    "candidate_same",
    "extract_withdraw",
    "candidate_none",
    "candidate_different",
    "pair_group_begin",
    "pair_group_judge",
    "pair_group_stop",
    "name_form_end",
    "candidate_later",
    "candidate_claim",
    "pairs_next",
    "pairs_previous",
    "pairs_leave",
    "pairs_undo",
    "candidate_reopen",
    "proposal_accept",
    "sample_answer",
    "proposal_refuse",
    "absence_settle",
    "return_make",
    "return_look",
    "return_release",
    "token_new",
    "token_end",
}
ONE_LAYOUT = {"layout", "layout_change", "layout_end"}
# Pages on which somebody sees a child: each opening is a line in the log.
ABOUT_CHILDREN = sorted(set(PAGES) - {"case_new", "case_off_roll"})  # these show a child only when names are alike
# People and reference data: numbers that mean the same in every authority.
# Codes are the administrator's to look at everywhere; a manager's limits are tested in tests/records/test_origins.py.
OF_NO_AUTHORITY = {"person", "person_password", "person_second_factor", "token_new", "token_end", "authority", "code"}


def arguments(name: str, world: World) -> dict[str, object]:
    """What stands in the address, by the name of the page."""
    if name == "layout_template":
        return {"kind": "eotas", "form": "csv"}
    if name == "authority":
        return {"code": world.code}
    if name in ("letter_template", "code_new"):
        return {"kind": {"code_new": "reason"}.get(name, "enquiry")}
    if name == "together_file":
        return {"month": f"{world.released.month:%Y-%m}", "form": "csv"}
    if name == "api_month":
        return {"month": f"{world.released.month:%Y-%m}"}
    if name == "month_rows":
        return {"month": f"{timezone.localdate():%Y-%m}", "indicator": "cases_opened"}
    if name.startswith(("released_", "api_return")) and name != "api_returns":
        one = {"pk": world.released.pk}
        return one | {"released_chart": {"chart": "open-cases"}, "released_file": {"form": "csv"}}.get(name, {})
    rows = {
        "extract_headings": world.unexplained,
        "extract_withdraw": world.unexplained,
        "api_extract": world.review,
        "api_extract_problems": world.review,
        "api_extract_mended": world.review,
        "candidate_confirm": world.judged,
        "match_apart": world.match,
        "kept_match_apart": world.kept_match,
        "ask_again_settle": world.asked,
        "name_form_end": world.name_form,
        "pair_group": world.group,
        "pair_group_judge": world.group,
        "pair_group_stop": world.group,
        "pair_group_accept": world.group_ready,
        "pair_group_undo": world.group_accepted,
        "case_remove": world.closed,
        "case_reopen": world.closed,
        "case_erase": world.closed,
        "bulk": world.bulk,
        "transfer": world.transfer,
        "query": world.query,
        "code": world.code_of_own,
        "filter_drop": world.saved_filter,
        "absence_settle": world.absent,
        "extract_absent": world.roll,
        "extract_changes": world.roll,
        "extract_left": world.review,
        "extract_give_up": world.roll,
        "extract_let_through": world.review,
        "extract_undo": world.approved,
        "roll_entry": world.entry,
        "person": world.people[Role.CASEWORKER],
        "person_password": world.people[Role.CASEWORKER],
        "person_second_factor": world.people[Role.CASEWORKER],
        "token_new": world.systems[Role.EVALUATOR],
        "token_end": world.systems[Role.EVALUATOR].tokens.get(),
        "return_look": world.made,
        "return_release": world.looked,
        "return_correct": world.released,
    }
    families = {"extract": world.review, "candidate": world.candidate, "case": world.case, "return": world.made}
    families |= {"disposal": world.disposal, "layout": world.layout, "sample": world.sample, "proposal": world.proposal}
    if name in rows:
        return {"pk": rows[name].pk}
    if name == "field_rules_of":
        return {"kind": "school_roll"}
    family = name.split("_")[0]
    of_nothing = ("extract_send", "case_new", "case_off_roll", "return_make", "layout_new", "disposal_new")
    if family not in families or name in of_nothing:
        return {}
    more = on_case(name, world.case) | {
        "candidate_same": {"near": world.near.pk},
        "candidate_different": {"near": world.near.pk},
        "case_fact": {"kind": "aln"},
        "extract_rows": {"outcome": "unmatched"},
        "extract_sheet": {"form": "csv"},
        "return_chart": {"chart": "open-cases"},
        "return_file": {"form": "csv"},
        "return_rows": {"indicator": "cases_opened"},
    }
    return {"pk": families[family].pk} | more.get(name, {})


def address(name: str, world: World, language: str = "en-gb") -> str:
    with translation.override(language):
        return reverse(name, kwargs=arguments(name, world))


@pytest.fixture(scope="module")
def everybody_in(worlds) -> None:
    for person in worlds["660"].people.values():
        sign_in(person)


@pytest.fixture
def mon(worlds, everybody_in, taken_back):
    """Ynys Môn. What a test does there is taken back."""
    yield worlds["660"]
    translation.activate("en-gb")


def signed_in(user) -> Client:
    """A browser in which `user` has signed in, before the tests began: what they take back is not the session."""
    client = Client(raise_request_exception=False)
    client.cookies["sessionid"] = user.session_key
    return client


def sign_in(user) -> None:
    client = Client()
    client.force_login(user)
    user.session_key = client.session.session_key


def may(role: str, name: str) -> bool:
    return bool(rights_of(role) & set(VIEWS[name].rights))


# ------------------------------------------------------------------------------------------------------- every page
class Reading(HTMLParser):
    """What the walker looks at: the language, the title, the link to the other language, the headings."""

    def __init__(self, response: HttpResponse):
        super().__init__()
        self.lang, self.title, self.other, self.headings, self._within = "", "", {}, 0, ""
        self.text = response.content.decode()
        self.feed(self.text)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "html":
            self.lang = attrs.get("lang")
        if tag == "a" and "hreflang" in attrs:
            self.other = attrs
        self.headings += tag == "h1"
        self._within = tag

    def handle_data(self, data):
        if self._within == "title":
            self.title += data

    def handle_endtag(self, tag):
        self._within = ""


def check_page(response: HttpResponse, url: str, language: str) -> None:
    if not response["Content-Type"].startswith("text/html"):
        return
    page = Reading(response)
    here, other = ("cy", "en") if language == "cy" else ("en", "cy")
    assert (page.lang, page.other["hreflang"], page.other["lang"]) == (here, other, other)
    assert page.other["href"] == (url.removeprefix("/cy") if here == "cy" else f"/cy{url}")
    title = page.title.removeprefix("Error:").strip()
    assert title and not title.startswith("–"), "the page has no title of its own"
    assert page.headings == 1, "a page has one h1"
    assert "Traceback" not in page.text and "{{" not in page.text and "{%" not in page.text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", PAGES_OF_OURS)
def test_nobody_is_sent_to_sign_in(mon, name, language):
    url = address(name, mon, language)
    for method in ("get", "post"):
        response = getattr(Client(), method)(url)
        sign_in = "/cy/accounts/login/" if language == "cy" else "/accounts/login/"
        assert response.status_code == 302 and response["Location"].startswith(f"{sign_in}?next={url[:3]}")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("role", Role.values)
@pytest.mark.parametrize("name", PAGES_OF_OURS)
def test_a_page_opens_for_whoever_has_its_right(mon, name, role, language):
    url = address(name, mon, language)
    response = signed_in(mon.people[role]).get(url)
    if not may(role, name):
        assert response.status_code == turned_away(role)
    elif name in POST_ONLY:
        assert response.status_code == 405
    elif name in ONE_LAYOUT and role not in AUTHORITY_ROLES:
        assert response.status_code == 404  # an authority's own is not there for a board or for everybody
    else:
        assert response.status_code == 200
    if name not in POST_ONLY:
        check_page(response, url, language)


@pytest.mark.parametrize("name", PAGES_OF_OURS)
def test_nothing_is_sent_without_the_right(mon, name):
    before, url = everything(mon), address(name, mon)
    for role in Role.values:
        if not may(role, name):
            assert signed_in(mon.people[role]).post(url, {}).status_code == turned_away(role), role
    assert everything(mon) == before


@pytest.mark.parametrize("name", [name for name in PAGES_OF_OURS if VIEWS[name].__module__.startswith("records.")])
def test_a_method_that_a_page_does_not_know_is_no_look(mon, name):
    for role, person in mon.people.items():
        if may(role, name):
            before, client = everything(mon), signed_in(person)
            for method in ("options", "trace", "put", "patch", "delete"):
                assert getattr(client, method)(address(name, mon)).status_code == 405
            assert everything(mon) == before


def everything(world: World) -> tuple:
    """The states of all that a button could have changed."""
    with scope(authority=world.code):
        for each in (world.candidate, world.judged, world.case, world.review, world.made, world.looked):
            each.refresh_from_db()
        tokens = list(world.systems[Role.EVALUATOR].tokens.values_list("ended_at"))
        states = (world.candidate.state, world.judged.state, world.review.state, world.made.state, world.looked.state)
        return (*states, world.case.version, world.case.notes.count(), tokens, AccessLog.objects.count())


NUMBERED = {pattern.name for pattern in patterns() if "pk" in pattern.pattern.converters}
OWNED = [name for name in PAGES_OF_OURS if name in NUMBERED - OF_NO_AUTHORITY]


@pytest.mark.parametrize("code", ["661", "681"])
@pytest.mark.parametrize(("name", "role"), [(name, role) for name in OWNED for role in Role.values if may(role, name)])
def test_another_authoritys_row_is_not_there(mon, worlds, name, role, code):
    """The address of a row in Gwynedd or Cardiff, opened by the people of Ynys Môn."""
    client = signed_in(mon.people[role])
    is_served = role == Role.DATA_OFFICER and code == "661" and name not in ONE_LAYOUT  # its board sent that file
    is_public = name.startswith("released_")
    for method in ("get", "post"):
        response = getattr(client, method)(address(name, worlds[code]))
        if response.status_code != 405:
            may_open = is_served or (is_public and method == "get")
            assert response.status_code in ((200, 302) if may_open else (404,))


@pytest.mark.parametrize("state", ["made", "looked"])
@pytest.mark.parametrize("name", [name for name in PAGES_OF_OURS if name.startswith("released_")])
def test_what_is_not_released_is_not_there_for_evaluators(mon, name, state):
    kwargs = arguments(name, mon) | {"pk": getattr(mon, state).pk}
    response = signed_in(mon.people[Role.EVALUATOR]).get(reverse(name, kwargs=kwargs))
    assert response.status_code == 404


def test_a_health_board_does_not_open_an_education_list(mon):
    client = signed_in(mon.people[Role.DATA_OFFICER])
    for name in ("extract", "extract_problems"):
        assert client.get(reverse(name, args=[mon.roll.pk])).status_code == 404


@pytest.mark.parametrize("name", sorted(PUBLIC | {"account_login", "account_reset_password"}))
def test_public_pages_are_open_to_all(mon, name):
    for client in (Client(), signed_in(mon.people[Role.AUDITOR])):
        response = client.get(reverse(name))
        is_signed_in = "sessionid" in client.cookies
        assert response.status_code == (302 if is_signed_in and name == "account_login" else 200)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_that_is_not_there_says_so_in_its_language(mon, language):
    url = "/cy/nowhere/" if language == "cy" else "/nowhere/"
    response = signed_in(mon.people[Role.CASEWORKER]).get(url)
    assert response.status_code == 404
    assert Reading(response).lang == language[:2]


# ------------------------------------------------------------------------------------- a Welsh page is Welsh throughout
class Words(HTMLParser):
    """What a page says: its texts, and the names of its parts that only a screen reader says."""

    def __init__(self, text: str):
        super().__init__()
        self.said, self.is_code = set(), False
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.is_code = tag in ("script", "style")
        self.said |= {value for name, value in attrs if name in ("aria-label", "title", "alt") and value}

    def handle_endtag(self, tag):
        self.is_code = False

    def handle_data(self, data):
        text = " ".join(data.split())
        if re.search("[a-z]{3}", text) and not self.is_code:
            self.said.add(text)


def words_of(text: object) -> set[str]:
    return {word.strip("'") for word in re.findall(r"[\w@.'’-]+", str(text))}  # JSON comes in quotes


@pytest.fixture(scope="module")
def known_words(worlds) -> set[str]:
    """Every word that is in the database or in a sender's layout: names and places are the same in both languages."""
    found = {"system", "System"}  # the Welsh for it
    found |= {"English", "Cymraeg"}  # the link to the other language, beside a choice of languages
    with scope(authority="660"):
        for model in apps.get_models():
            if model._meta.app_label in ("records", "lhb_ingest", "reporting"):
                names = [field.name for field in model._meta.concrete_fields if not field.choices]
                found |= {
                    word for row in model.objects.values_list(*names) for value in row for word in words_of(value)
                }
    found |= {word for heading in (*worlds["660"].layout.columns, "Sylwadau") for word in words_of(heading)}
    found |= {word for heading in WELSH.values() for word in words_of(heading)}
    # both texts of a letter stand side by side, in either language of the page, filled in for a made-up child
    found |= {"Am", "About", "Gwenllïan", "Prawf"}
    found |= {word for pair in SHIPPED.values() for text in vars(pair).values() for word in words_of(text)}
    found |= {word for name in (*PLACEHOLDERS, *PLACEHOLDERS.values()) for word in words_of(name)}
    for layout in LAYOUTS:
        found |= {word for heading in layout.columns for word in words_of(heading)}
    return found | {word for heading in NOT_FROM_HEALTH for word in words_of(heading)}


@pytest.mark.parametrize("name", [name for name in PAGES_OF_OURS if name not in POST_ONLY])
def test_a_welsh_page_says_nothing_in_english(mon, name, known_words):
    for role, person in mon.people.items():
        if may(role, name):
            english, welsh = (signed_in(person).get(address(name, mon, language)) for language in LANGUAGES)
            if english["Content-Type"].startswith("text/html"):
                same = Words(english.content.decode()).said & Words(welsh.content.decode()).said
                assert [text for text in same if not words_of(text) <= known_words] == []


# ----------------------------------------------------------------------------------------------------- links, the log
LINK = re.compile(r'<(?:a|form)[^>]* (?:href|action)="(/[^"]*)"')


@pytest.mark.parametrize("role", Role.values)
def test_no_link_or_button_leads_to_a_refusal(mon, role):
    """Wherever a person can go from their first page, every link opens; nothing is offered that they may not do."""
    client, seen, waiting = signed_in(mon.people[role]), set(), ["/"]
    while waiting:
        url = waiting.pop()
        response = client.get(url)
        assert response.status_code in (200, 405), url
        if response.status_code == 405 or not response["Content-Type"].startswith("text/html"):
            continue
        for found in LINK.findall(response.content.decode()):
            path = found.replace("&amp;", "&").split("#")[0]
            key = path.split("?")[0]
            if key not in seen and not key.startswith(("/cy/", "/static/", "/accounts/")):
                seen.add(key)
                waiting.append(path)
    assert len(seen) > 3


@pytest.mark.parametrize("name", ABOUT_CHILDREN)
def test_opening_a_page_about_a_child_is_logged(mon, name):
    opened = 0
    for role, person in mon.people.items():
        if may(role, name) and name not in POST_ONLY:
            with scope(authority="660"):
                before = AccessLog.objects.count()
            assert signed_in(person).get(address(name, mon)).status_code == 200
            with scope(authority="660"):
                assert AccessLog.objects.count() == before + 1
                look = AccessLog.objects.first()
            assert (look.user_id, look.page, look.authority_id) == (person.pk, name, "660")
            assert look.health_board_id == person.health_board_id
            seen = {0, mon.sample.pk} if name == "samples" else {arguments(name, mon).get("pk", 0)}  # or none waits
            assert look.subject_id in seen
            opened += 1
    assert opened or name in POST_ONLY


NAMES = ["Nowhere", "Roberts", "Unknown", "Jones", "Undated", "Departed"]  # no words of a page


@pytest.mark.parametrize(
    "name", [name for name in PAGES_OF_OURS if name not in ABOUT_CHILDREN and name not in POST_ONLY]
)
def test_a_page_that_is_not_logged_names_no_child(mon, name):
    for role, person in mon.people.items():
        if may(role, name):
            text = signed_in(person).get(address(name, mon)).content.decode()
            assert [each for each in NAMES if each in text] == []


# ------------------------------------------------------------------------------------------------------------ the API
def call(world: World, role: str, url: str, **wanted) -> HttpResponse:
    return Client().get(url, headers={"Authorization": f"Bearer {world.key_of(role)}"}, **wanted)


def rights_of_api(name: str) -> set[Right]:
    return set(VIEWS[name].cls.rights)


@pytest.mark.parametrize("role", Role.values)
@pytest.mark.parametrize("name", API)
def test_the_api_opens_for_whoever_has_its_right(mon, name, role):
    allowed = rights_of(role) & rights_of_api(name)
    assert call(mon, role, address(name, mon)).status_code == (200 if allowed else turned_away(role))


@pytest.mark.parametrize("name", API)
def test_the_api_is_closed_without_a_token(mon, name):
    url = address(name, mon)
    assert Client().get(url).status_code == 401
    assert Client().get(url, headers={"Authorization": "Bearer of nothing"}).status_code == 401
    assert signed_in(mon.people[Role.EVALUATOR]).get(url).status_code == 401, "a session is no token"
    for user in mon.systems.values():
        user.tokens.update(ended_at="2026-01-01T00:00:00Z")
    assert call(mon, Role.EVALUATOR, url).status_code == call(mon, Role.DATA_OFFICER, url).status_code == 401


@pytest.mark.parametrize("name", [name for name in API if name not in ("api_extracts", "api_returns")])
def test_the_api_shows_no_other_boards_file_and_nothing_unreleased(mon, worlds, name):
    if name.startswith("api_extract"):
        assert call(mon, Role.DATA_OFFICER, address(name, worlds["681"])).status_code == 404
        assert call(mon, Role.DATA_OFFICER, reverse(name, args=[mon.roll.pk])).status_code == 404
    else:
        for one in (mon.made, mon.looked):
            assert call(mon, Role.EVALUATOR, reverse(name, args=[one.pk])).status_code == 404


# ------------------------------------------------------------------------------------------------- queries do not grow


@pytest.mark.parametrize("name", LISTS)
def test_a_longer_list_takes_no_more_queries(mon, name):
    role, add_more = LISTS[name]
    client, url = signed_in(mon.people[role]), address(name, mon)
    few = queries(client, url)
    with scope(authority="660"):
        add_more(mon)
    many = queries(client, url)
    assert len(many) == len(few) <= 30, "\n".join(many)


def queries(client: Client, url: str) -> list[str]:
    with CaptureQueriesContext(
        connection,
    ) as found:
        assert client.get(url).status_code == 200
    return [query["sql"] for query in found.captured_queries if "SAVEPOINT" not in query["sql"]]
