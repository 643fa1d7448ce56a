"""Letters: who gets which language, placeholders, the printed page, the clock of a notice, and GOV.UK Notify."""

import base64
import datetime
import json
import re
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
import time_machine
from django.core.exceptions import ImproperlyConfigured
from django.urls import reverse
from django.utils import timezone

from cme.environment import keys_by_code
from records.actions import (
    ContactGiven,
    ask_for_bulk,
    do_bulk,
    make_letter,
    save_contact,
    save_letter_template,
    serve_letter,
)
from records.errors import Refused
from records.letters import SHIPPED, Pair, check_pair, filled, languages_for
from records.models import Letter
from records.posting import printed
from records.scope import scope
from records.tasks import follow_letters, post_letter
from tests.factories import CaseFactory, authority, make_user

TODAY = datetime.date(2026, 11, 20)
KEY = "prawf-00000000-0000-0000-0000-000000000000-11111111-1111-1111-1111-111111111111"
PAIR = Pair("About ((child))", "Am ((plentyn))", "Dear ((recipient))", "Annwyl ((derbynnydd))")


# ------------------------------------------------------------------------------------------------ which languages
@pytest.mark.parametrize(
    ("preference", "household", "asked", "gets"),
    [
        ("not_asked", (), (), ("cy", "en")),
        ("both", (), (), ("cy", "en")),
        ("welsh", (), (), ("cy",)),
        ("english", (), (), ("en",)),
        ("english", ("english", "not_asked"), (), ("en",)),
        ("english", ("welsh",), (), ("cy", "en")),  # the other parent wants Welsh: a Welsh version goes to both
        ("english", ("both",), (), ("cy", "en")),
        ("english", (), ("cy", "en"), ("cy", "en")),
        ("welsh", (), ("en", "cy"), ("cy", "en")),
        ("not_asked", (), ("en",), "English alone"),
        ("welsh", (), ("en",), "English alone"),
        ("both", (), ("en",), "English alone"),
        ("english", ("welsh",), ("en",), "English alone"),
        ("english", (), ("cy",), "in English too"),
        ("not_asked", (), ("cy",), "in English too"),
    ],
)
def test_who_gets_which_language(preference, household, asked, gets):
    if isinstance(gets, str):
        with pytest.raises(Refused, match=gets):
            languages_for(preference, household, asked)
    else:
        assert languages_for(preference, household, asked) == gets


# ---------------------------------------------------------------------------------------------------- placeholders
@pytest.mark.parametrize("kind", SHIPPED)
def test_the_shipped_letters_pass_the_check(kind):
    check_pair(SHIPPED[kind])


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"body": "((chlid))"}, r"There is no placeholder \(\(chlid\)\)"),
        ({"body": "((child)"}, "not closed"),
        ({"body": "child))"}, "not closed"),
        ({"body_cy": "((child))"}, "There is no placeholder"),
        ({"body": "((recipient)) ((date of birth))"}, "one language only"),
        ({"subject_cy": "  "}, "both languages"),
    ],
)
def test_a_pair_that_would_go_wrong_is_refused(changes, words):
    with pytest.raises(Refused, match=words):
        check_pair(Pair(**{**vars(PAIR), **changes}))


def test_what_is_not_known_is_left_to_fill_in_and_a_name_is_no_placeholder():
    said = filled("((child)), ((Date  of birth))", {"child": "((authority))", "authority": "X"})
    assert said == "((authority)), ……………"


# ----------------------------------------------------------------------------------------------------- the writers
@pytest.fixture(autouse=True)
def in_mon(request):
    if "db" not in request.fixturenames:
        yield
        return
    request.getfixturevalue("db")  # before this one: the scope is set in the database
    with time_machine.travel("2026-11-20 10:00+00:00", tick=False), scope(authority="660"):
        yield


@pytest.fixture
def case(caseworker):
    return CaseFactory(opened_by=caseworker)


def parent(case, by, **changes):
    given = {"relation": "parent", "name": "Siân Môn", "address": "1 Lôn, Bangor", "postcode": "LL57 1AA"}
    if changes.get("language", "not_asked") != "not_asked":
        changes["asked_on"] = TODAY
    return save_contact(by=by, case=case, given=ContactGiven(**given | changes))


def test_a_letter_keeps_its_words_and_its_version(case, caseworker):
    contact = parent(case, caseworker, language="welsh")
    letter = make_letter(by=caseworker, contact=contact, kind="enquiry")
    assert (letter.subject, letter.body, letter.version, letter.state) == ("", "", 0, "printed")
    assert case.child.full_name in letter.body_cy and "Annwyl Siân Môn" in letter.body_cy
    save_letter_template(by=caseworker, authority=authority("660"), kind="enquiry", pair=PAIR, version=0)
    with time_machine.travel("2026-11-20 11:00+00:00", tick=False):
        again = make_letter(by=caseworker, contact=contact, kind="enquiry")
    assert (again.version, again.body_cy) == (1, "Annwyl Siân Môn")
    letter.refresh_from_db()
    assert "dyletswydd" in letter.body_cy
    detail = case.events.filter(kind="letter_made").last().detail
    assert detail == {"letter": letter.pk, "template": "enquiry", "version": 0, "languages": ["cy"]}


def test_a_double_click_writes_one_letter(case, caseworker):
    contact = parent(case, caseworker)
    letters = {make_letter(by=caseworker, contact=contact, kind="enquiry").pk for _ in range(2)}
    assert len(letters) == 1 == Letter.objects.count()


def test_the_second_of_two_who_save_a_letter_is_refused(caseworker, case):
    given = {"by": caseworker, "authority": authority("660"), "kind": "enquiry", "pair": PAIR, "version": 0}
    save_letter_template(**given)
    with pytest.raises(Refused, match="meanwhile"):
        save_letter_template(**given)


def test_a_notice_starts_its_clock_on_the_day_of_service(case, caseworker):
    letter = make_letter(by=caseworker, contact=parent(case, caseworker), kind="s437", served_on=TODAY)
    clock = case.clocks.get(kind="s437_notice")
    assert (clock.starts_on, clock.due_on, letter.served_on) == (TODAY, datetime.date(2026, 12, 4), TODAY)
    with pytest.raises(Refused, match="recorded already"):
        serve_letter(by=caseworker, letter=letter, served_on=TODAY)
    make_letter(by=caseworker, contact=parent(case, caseworker, name="Alun"), kind="s437", served_on=TODAY)
    assert case.clocks.filter(kind="s437_notice").count() == 1


def test_a_notice_may_be_served_later_and_no_other_letter_is_served(case, caseworker):
    contact = parent(case, caseworker)
    letter = make_letter(by=caseworker, contact=contact, kind="s437")
    assert not case.clocks.filter(kind="s437_notice").exists()
    for day in (TODAY + datetime.timedelta(days=1), TODAY - datetime.timedelta(days=30)):
        with pytest.raises(Refused):
            serve_letter(by=caseworker, letter=letter, served_on=day)
    serve_letter(by=caseworker, letter=letter, served_on=TODAY)
    assert case.clocks.filter(kind="s437_notice").exists()
    with pytest.raises(Refused, match="Only a notice"):
        make_letter(by=caseworker, contact=contact, kind="enquiry", served_on=TODAY)
    assert Letter.objects.count() == 1


def test_many_cases_get_a_letter_and_those_without_a_parent_are_named(caseworker):
    cases = [CaseFactory(opened_by=caseworker) for _ in range(3)]
    for case in cases[:2]:
        parent(case, caseworker)
        parent(case, caseworker, name="Alun Môn", relation="carer")
    act = ask_for_bulk(by=caseworker, kind="letter", cases=[case.pk for case in cases], given={"kind": "enquiry"})
    results = do_bulk(by=caseworker, act=act).results
    assert [bool(results[str(case.pk)]) for case in cases] == [False, False, True]
    assert "No parent" in results[str(cases[2].pk)] and Letter.objects.count() == 4


# ------------------------------------------------------------------------------------------------- the printed page
def test_the_pdf_is_tagged_names_its_languages_and_a_name_is_no_markup(case, caseworker):
    nasty = '#panic() *x* $y$ \\ "]} <b> @z ŵŷ'
    letter = make_letter(by=caseworker, contact=parent(case, caseworker, name=nasty), kind="enquiry")
    pdf = printed([letter])
    assert pdf.startswith(b"%PDF-") and b"/StructTreeRoot" in pdf and b"pdfuaid" in pdf
    assert {b"/Lang(cy-GB)", b"/Lang(en-GB)"} <= set(re.findall(rb"/Lang\([^)]*\)", pdf))
    assert nasty in letter.body


# -------------------------------------------------------------------------------------------------------- the pages
def test_an_officer_writes_a_letter_reads_it_in_welsh_and_downloads_it(nia, case, caseworker):
    contact = parent(case, caseworker, language="welsh")
    url = reverse("case_letter_new", args=[case.pk]) + f"?contact={contact.pk}&kind=enquiry"
    page = nia.get(url).content.decode()
    assert "The letter goes in: Welsh." in page and "lawyers have to check" in page
    refused = nia.post(url, {"languages": "en"}).content.decode()
    assert "only to somebody who asked for English" in refused and not Letter.objects.exists()
    assert nia.post(url, {"languages": ""}).status_code == 302
    letter = Letter.objects.get()
    seen = nia.get("/cy" + reverse("case_letter", args=[case.pk, letter.pk])).content.decode()
    assert "Annwyl Siân Môn" in seen and "Dear" not in seen
    pdf = nia.get(reverse("case_letter_pdf", args=[case.pk, letter.pk]))
    assert pdf["Content-Disposition"].startswith("attachment") and "Mon" not in pdf["Content-Disposition"]
    assert pdf["X-Content-Type-Options"] == "nosniff" and pdf.content.startswith(b"%PDF")
    other = CaseFactory(opened_by=caseworker)
    assert nia.get(reverse("case_letter_pdf", args=[other.pk, letter.pk])).status_code == 404


def test_a_manager_previews_and_saves_the_authoritys_own_text(client, case):
    client.force_login(make_user("case_manager"))
    url = reverse("letter_template", args=["enquiry"])
    sent = {**vars(PAIR), "version": 0}
    page = client.post(url, sent | {"preview": "1"}).content.decode()
    assert "About Gwenllïan Prawf" in page and "Am Gwenllïan Prawf" in page
    assert "one language only" in client.post(url, sent | {"body": "((caseworker))"}).content.decode()
    assert client.post(url, sent).status_code == 302
    assert "Version of the text: 1" in client.get(url).content.decode()
    assert client.get(reverse("letter_template", args=["nothing"])).status_code == 404


# ------------------------------------------------------------------------------------------------------ GOV.UK Notify
class Notify(BaseHTTPRequestHandler):
    """Answers as GOV.UK Notify's API does, over HTTP."""

    def answer(self, code: int, body: dict) -> None:
        said = json.dumps(body).encode()
        self.send_response(code)
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    def do_GET(self):
        number = self.path.removeprefix("/v2/notifications/")
        if number.startswith("n-"):
            self.answer(200, {"id": number, "status": self.server.status})
            return
        reference = self.path.partition("reference=")[2]
        known = [each for each in self.server.letters if each["reference"] == reference]
        self.answer(200, {"notifications": [{"id": each["id"], "status": "received"} for each in known]})

    def do_POST(self):
        sent = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.server.refuse:
            self.answer(self.server.refuse, {"errors": [{"error": "BadRequestError", "message": "no"}]})
            return
        sent["id"] = f"n-{len(self.server.letters)}"
        self.server.letters.append(sent)
        self.answer(201, {"id": sent["id"], "reference": sent["reference"]})

    def log_message(self, *args):
        """Nothing on the screen."""


@pytest.fixture
def notify(settings):
    server = HTTPServer(("127.0.0.1", 0), Notify)
    server.letters, server.refuse, server.status = [], 0, "accepted"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.NOTIFY_KEYS, settings.NOTIFY_URL = {"660": KEY}, f"http://127.0.0.1:{server.server_port}"
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def waiting(case, caseworker):
    return make_letter(by=caseworker, contact=parent(case, caseworker), kind="enquiry", by_post=True)


def test_notify_gets_a_letter_once(notify, waiting):
    for _ in range(2):
        post_letter("660", waiting.pk)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.notify_id, len(notify.letters)) == ("sent", "n-0", 1)
    assert base64.b64decode(notify.letters[0]["content"]).startswith(b"%PDF")


def test_a_letter_that_notify_has_from_a_lost_run_is_not_sent_twice(notify, waiting):
    post_letter("660", waiting.pk)
    Letter.objects.filter(pk=waiting.pk).update(state="waiting", notify_id="")  # as if the worker died before noting it
    post_letter("660", waiting.pk)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.notify_id, len(notify.letters)) == ("sent", "n-0", 1)


def test_what_notify_refuses_is_shown_and_sent_again(notify, waiting, nia):
    notify.refuse = 400
    post_letter("660", waiting.pk)
    page = nia.get(reverse("case_letter", args=[waiting.case_id, waiting.pk])).content.decode()
    assert "GOV.UK Notify answered: 400" in page and "Send it again" in page
    notify.refuse = 0
    nia.post(reverse("case_letter_again", args=[waiting.case_id, waiting.pk]))
    post_letter("660", waiting.pk)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.problem) == ("sent", "")


@pytest.mark.parametrize(
    ("said", "state", "tasks"),
    [("accepted", "sent", 0), ("received", "posted", 0), ("validation-failed", "not_posted", 1)],
)
def test_what_became_of_a_letter_is_asked_later(notify, waiting, nia, said, state, tasks):
    post_letter("660", waiting.pk)
    notify.status = said
    follow_letters()
    waiting.refresh_from_db()
    assert waiting.state == "sent" and waiting.followed_at is None  # too soon
    Letter.objects.filter(pk=waiting.pk).update(sent_at=timezone.now() - datetime.timedelta(hours=7))
    for _ in range(2):
        follow_letters()
    waiting.refresh_from_db()
    assert waiting.state == state and waiting.followed_at and waiting.case.tasks.count() == tasks
    page = nia.get(reverse("case", args=[waiting.case_id])).content.decode()
    assert waiting.get_state_display() in page
    assert ("A letter was not posted" in page and "Ni phostiwyd llythyr" in page) is bool(tasks)
    again = nia.get(reverse("case_letter", args=[waiting.case_id, waiting.pk])).content.decode()
    assert ("Send it again" in again) is bool(tasks)


def test_when_notify_cannot_be_reached_the_letter_waits(notify, waiting):
    notify.refuse = 503
    with pytest.raises(Exception, match=r"503|Service"):
        post_letter("660", waiting.pk)
    waiting.refresh_from_db()
    assert waiting.state == "waiting"


def test_without_a_key_nobody_is_offered_notify(nia, case, caseworker, settings):
    settings.NOTIFY_KEYS = {}
    contact = parent(case, caseworker)
    url = reverse("case_letter_new", args=[case.pk]) + f"?contact={contact.pk}&kind=enquiry"
    assert "GOV.UK Notify" not in nia.get(url).content.decode()
    nia.post(url, {"languages": "", "how": "post"})
    assert Letter.objects.get().state == "printed"


@pytest.mark.parametrize("value", ["660", "660=short", f"Môn={KEY}", f"6600={KEY}"])
def test_a_wrong_key_refuses_to_start_and_is_not_repeated(value):
    with pytest.raises(ImproperlyConfigured, match=r"^NOTIFY_KEYS must be") as refusal:
        keys_by_code("NOTIFY_KEYS", value)
    assert KEY not in str(refusal.value)


def test_keys_by_authority():
    assert keys_by_code("NOTIFY_KEYS", f"660={KEY}, 661={KEY}") == {"660": KEY, "661": KEY}
    assert keys_by_code("NOTIFY_KEYS", "") == {}
