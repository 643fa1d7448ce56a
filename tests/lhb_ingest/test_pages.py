"""The pages of lists coming in and of candidates: forms with their errors, counts, filters, decisions, both languages.

Who may open which page is the walk's to test (tests/test_walk.py).
"""

import datetime
import re
from urllib.parse import urlencode

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from lhb_ingest import tasks
from lhb_ingest.actions import approve_extract, check_extract, choose_absent, dismiss_candidate
from lhb_ingest.choices import CandidateState, ExtractState, Outcome, Worklist
from lhb_ingest.models import Candidate, Extract, ExtractRow, Job
from records.actions.origins import circumstances_of
from records.choices import ListKind
from records.models import AccessLog, Case, CaseCode
from records.scope import scope
from tests.lhb_ingest.builders import (
    approved,
    as_file,
    at_work,
    candidate_of,
    children,
    health_csv,
    review,
    school_csv,
    send,
    somebody,
)

pytestmark = pytest.mark.django_db
HEALTH, SCHOOL, HOME = ListKind.HEALTH, ListKind.SCHOOL_ROLL, ListKind.HOME_EDUCATION
ERRORS = 'class="govuk-error-summary'


def address(name, /, *args, **query):
    return reverse(name, args=args) + (f"?{urlencode(query)}" if query else "")


def welsh(name, *args):
    with translation.override("cy"):
        return reverse(name, args=args)


def words(page) -> str:
    """What the page says, without its mark-up."""
    main = page.text[page.text.index("<main") : page.text.index("</main>")]
    return " ".join(re.sub(r"<[^>]*>", " ", main).split())


def rows_of_table(page) -> list[str]:
    return re.findall(r"<tr class=\"govuk-table__row[^>]*>(.*?)</tr>", page.text, re.DOTALL)[1:]


@pytest.fixture
def sign_in(client):
    def signed_in(person):
        client.force_login(person)
        return client

    return signed_in


# ----------------------------------------------------------------------------------------------------------- send
def day(on: datetime.date | None = None) -> dict:
    on = on or timezone.localdate()
    return {"as_at_day": on.day, "as_at_month": on.month, "as_at_year": on.year}


def list_form(content=None, **changed):
    """What a list officer sends; None leaves a field out."""
    content = school_csv(*children(2)) if content is None else content
    given = {"kind": SCHOOL, "sender": "", "covers_all": "yes", "file": as_file(content)} | day() | changed
    return {name: value for name, value in given.items() if value is not None}


def extract_form(content=None, **changed):
    content = health_csv(*children(2)) if content is None else content
    given = {"authority": "660", "file": as_file(content)} | day() | changed
    return {name: value for name, value in given.items() if value is not None}


def test_a_list_is_sent_and_the_worker_told_once_all_is_saved(
    sign_in, list_officer, monkeypatch, django_capture_on_commit_callbacks
):
    queued = []
    monkeypatch.setattr(tasks.work_on_queue, "delay", lambda *told: queued.append(told))
    with django_capture_on_commit_callbacks(execute=True):
        answer = sign_in(list_officer).post(address("extract_send"), list_form(covers_all="no"))
        assert not queued
    with scope(authority="660"):
        extract = Extract.objects.get()
    assert answer.url == address("extract", extract.pk)
    assert queued == [()]
    assert Job.objects.get().extract_id == extract.pk
    assert (extract.kind, extract.covers_all, extract.as_at) == (SCHOOL, False, timezone.localdate())


def test_a_health_board_sends_for_an_authority_it_serves(sign_in, data_officer):
    page = sign_in(data_officer).get(address("extract_send"))
    assert "NHS number, sex and GP practice may not be sent" in words(page)
    assert 'value="661"' in page.text and 'value="681"' not in page.text
    sign_in(data_officer).post(address("extract_send"), extract_form(authority="661"))
    with scope(authority="661"):
        assert Extract.objects.get().health_board_id == "7A1"


LIST_ERRORS = [
    ({"file": None}, "Choose a file."),
    ({"file": as_file(b"")}, "The file is empty."),
    ({"kind": None}, "Choose what kind of list this is."),
    ({"covers_all": None}, "Choose what the list covers."),
    ({"kind": ListKind.OTHER_AUTHORITY}, "Say whose list it is."),
    ({"as_at_day": "", "as_at_month": "", "as_at_year": ""}, "Enter a date."),
    ({"as_at_day": ""}, "Enter the day, the month and the year."),
    ({"as_at_day": "31", "as_at_month": "2"}, "Enter a real date"),
    (day(timezone.localdate() + datetime.timedelta(days=2)), "The date of the list cannot be later than today."),
    ({"file": as_file(b"PK\x03\x04")}, "The workbook is broken or was cut off"),
    ({"file": as_file(b"%PDF")}, "This is a PDF."),
    ({"file": as_file(b"a,b,A\n")}, "The heading ‘A’ stands twice."),
    ({"file": as_file("Jones,Mari,14/03/2015,LL65 1AA\n")}, "The first line of the file has values in it"),
]


@pytest.mark.parametrize(("changed", "sentence"), LIST_ERRORS)
def test_what_is_wrong_with_a_list_is_said_in_both_languages(sign_in, list_officer, changed, sentence):
    page = sign_in(list_officer).post(address("extract_send"), list_form(**changed))
    assert page.status_code == 200
    assert ERRORS in page.text
    assert sentence in words(page)
    if changed.get("file"):
        changed["file"].seek(0)
    page = sign_in(list_officer).post(welsh("extract_send"), list_form(**changed))
    assert ERRORS in page.text
    assert sentence not in words(page)
    with scope(authority="660"):
        assert not Extract.objects.exists()


EXTRACT_ERRORS = [
    ({"authority": None}, "Choose an authority."),
    ({"authority": "681"}, "valid choice"),
]


@pytest.mark.parametrize(("changed", "sentence"), EXTRACT_ERRORS)
def test_what_is_wrong_with_an_extract_is_said_in_both_languages(sign_in, data_officer, changed, sentence):
    page = sign_in(data_officer).post(address("extract_send"), extract_form(**changed))
    assert ERRORS in page.text
    assert sentence in words(page)
    if "file" in changed:
        changed["file"].seek(0)
    page = sign_in(data_officer).post(welsh("extract_send"), extract_form(**changed))
    assert ERRORS in page.text
    assert sentence not in words(page)


def test_the_same_file_names_the_first(sign_in, list_officer, mon):
    content = school_csv(*children(2))
    send(list_officer, SCHOOL, content=content, name="September.csv")
    page = sign_in(list_officer).post(address("extract_send"), list_form(content))
    assert "This file has been sent already: ‘September.csv’" in words(page)
    page = sign_in(list_officer).post(welsh("extract_send"), list_form(content))
    assert "September.csv" in words(page)
    assert "has been sent already" not in words(page)


def test_a_file_too_large_is_dropped_as_it_comes_in(sign_in, list_officer, settings):
    settings.LARGEST_FILE = 1024 * 1024
    page = sign_in(list_officer).post(address("extract_send"), list_form(b"a,b\n" * 400_000))
    assert "The file is larger than 1 MB" in words(page)


# ------------------------------------------------------------------------------------------------------- one list
@pytest.fixture
def in_review(mon, data_officer, list_officer):
    """A health extract with a row of nearly every fate, and its problems."""
    pupil, near = children(2)
    approved(list_officer, list_officer, SCHOOL, pupil, near.like(forenames="Zebedeus"))
    people = [pupil, near, somebody(), somebody(postcode="CF10 5TA"), somebody(born_on="31/02/2015")]
    return review(data_officer, HEALTH, *people, somebody(postcode="nowhere"))


def test_the_review_counts_every_line_and_each_count_has_its_rows(sign_in, manager, in_review):
    page = sign_in(manager).get(address("extract", in_review.pk))
    counts = {group["outcome"]: group["count"] for group in page.context["groups"]}
    assert sum(counts.values()) + page.context["problem_lines"] == in_review.counts["rows"] == 6
    assert counts[Outcome.UNMATCHED] == 2
    for outcome, count in counts.items():
        rows = sign_in(manager).get(address("extract_rows", in_review.pk, outcome))
        assert len(rows_of_table(rows)) == count
        assert (address("extract_rows", in_review.pk, outcome) in page.text) == (count > 0)


def test_rows_show_their_line_and_the_list_they_were_found_on(sign_in, manager, in_review):
    page = sign_in(manager).get(address("extract_rows", in_review.pk, "matched"))
    row = in_review.rows.get(outcome=Outcome.MATCHED)
    assert row.surname in words(page)
    assert f">{row.line_number}<" in page.text
    assert "School roll: Ysgol 6604001" in words(page)
    assert sign_in(manager).get(address("extract_rows", in_review.pk, "no-such")).status_code == 404


def test_the_number_of_queries_does_not_grow_with_the_rows(
    sign_in, manager, mon, data_officer, django_assert_max_num_queries
):
    extract = review(data_officer, HEALTH, *children(60))
    client = sign_in(manager)
    with django_assert_max_num_queries(25):
        client.get(address("extract_rows", extract.pk, "unmatched"))
    with django_assert_max_num_queries(25):
        page = client.get(address("extract_rows", extract.pk, "unmatched", page=2))
    assert len(rows_of_table(page)) == 10


def test_a_data_officer_sees_the_file_and_never_what_was_found(sign_in, data_officer, in_review):
    page = sign_in(data_officer).get(address("extract", in_review.pk))
    assert "groups" not in page.context
    assert "Problems: 2" in words(page)
    assert "Lines that cannot be used: 1." in words(page)
    for outcome in Outcome:
        assert str(outcome.label) not in words(page)
    for name in ("extract_rows", "extract_approve", "extract_cancel"):
        args = [in_review.pk, "unmatched"] if name == "extract_rows" else [in_review.pk]
        assert sign_in(data_officer).get(address(name, *args)).status_code == 403


def test_problems_with_line_column_value_and_what_to_do(sign_in, data_officer, in_review):
    page = sign_in(data_officer).get(address("extract_problems", in_review.pk))
    [bad] = rows_of_table(page)
    [odd] = rows_of_table(sign_in(data_officer).get(address("extract_problems", in_review.pk) + "?list=odd"))
    for part in (">6<", "DATE_OF_BIRTH", "31/02/2015", "This is not a date. Write day/month/year"):
        assert part in bad
    for part in (">7<", "POSTCODE", "nowhere", "The row is used without one."):
        assert part in odd
    assert "This is not a date" not in sign_in(data_officer).get(welsh("extract_problems", in_review.pk)).text
    look = AccessLog.objects.filter(subject="extract_problems").latest("pk")
    assert (look.user, look.subject_id, look.health_board_id) == (data_officer, in_review.pk, "7A1")


def test_progress_while_the_worker_is_at_it(sign_in, list_officer, mon):
    extract = send(list_officer, SCHOOL, *children(2))
    page = sign_in(list_officer).get(address("extract", extract.pk))
    assert "You may close this page" in words(page)
    assert [stage["state"] for stage in page.context["stages"]] == ["done", "waiting", "waiting", "waiting"]
    at_work(extract, stage="reading", done=1500)
    page = sign_in(list_officer).get(address("extract", extract.pk))
    assert page.context["stages"][1] == {"name": "Read and check the rows", "state": "now", "count": "Rows: 1,500"}
    at_work(extract, stage="storing", done=500, total=2000)
    page = sign_in(list_officer).get(address("extract", extract.pk))
    assert "Rows: 500 of 2,000" in words(page)
    assert [stage["state"] for stage in page.context["stages"]] == ["done", "done", "now", "waiting"]
    assert check_extract(extract_id=extract.pk)
    for stage in ("comparing", "storing"):  # of what the comparison found
        at_work(extract, stage=stage, done=0, total=0)
        page = sign_in(list_officer).get(address("extract", extract.pk))
        assert [each["state"] for each in page.context["stages"]] == ["done", "done", "done", "now"]


def test_a_refused_list_says_why_in_the_language_of_the_page(sign_in, list_officer, mon):
    extract = send(list_officer, SCHOOL, *(somebody(postcode="CF10 5TA") for _ in range(3)))
    tasks.work_on_list(extract.pk, "660")
    assert "This looks like the list of Cardiff" in words(sign_in(list_officer).get(address("extract", extract.pk)))
    page = sign_in(list_officer).get(welsh("extract", extract.pk))
    assert "Caerdydd" in words(page) and "Cardiff" not in words(page)


def test_approving_and_cancelling(sign_in, manager, in_review):
    client = sign_in(manager)
    page = client.get(address("extract_approve", in_review.pk))
    assert "Children on no list who become candidates: 2" in words(page)
    assert "Children with near matches who become candidates: 1" in words(page)
    done = client.post(address("extract_approve", in_review.pk), follow=True)
    assert "The list was approved." in done.text
    assert Candidate.objects.count() == 3
    again = client.post(address("extract_approve", in_review.pk), follow=True)
    assert "Only a list that is ready to review can be approved." in again.text
    assert "can no longer be cancelled" in client.post(address("extract_cancel", in_review.pk), follow=True).text


def test_cancelling(sign_in, manager, in_review):
    assert "may be sent again" in words(sign_in(manager).get(address("extract_cancel", in_review.pk)))
    page = sign_in(manager).post(address("extract_cancel", in_review.pk), follow=True)
    assert "The list was cancelled." in page.text
    in_review.refresh_from_db()
    assert in_review.state == ExtractState.CANCELLED


def test_who_left_is_seen_before_it_is_approved(sign_in, list_officer, mon):
    stays, gone = children(2)
    approved(list_officer, list_officer, SCHOOL, stays, gone)
    extract = review(list_officer, SCHOOL, stays)
    page = sign_in(list_officer).get(address("extract", extract.pk))
    assert "Children on the last list and not on this one: 1" in words(page)
    absent = sign_in(list_officer).get(address("extract_absent", extract.pk))
    assert gone.surname in words(absent) and stays.surname not in words(absent)
    with scope(authority="660"):
        choose_absent(by=list_officer, extract=extract, choice="ended")
    done = sign_in(list_officer).post(address("extract_approve", extract.pk), follow=True)
    assert "Entries that ended because the list no longer shows them: 1" in words(done)


def test_lists_can_be_narrowed(sign_in, manager, list_officer, in_review):
    page = sign_in(manager).get(address("extracts"))
    assert len(rows_of_table(page)) == 2
    assert len(rows_of_table(sign_in(manager).get(address("extracts", kind="health")))) == 1
    assert len(rows_of_table(sign_in(manager).get(address("extracts", state="approved")))) == 1
    assert "No list is here." in words(sign_in(manager).get(address("extracts", state="purged")))


# ----------------------------------------------------------------------------------------------------- candidates
@pytest.fixture
def worklists(mon, data_officer, list_officer, manager):
    """Siân O'Neill on no list, one near a pupil, one taught at home whose suitability is open."""
    sian = somebody(forenames="Siân", surname="O'Neill", former_surname="Pugh-Wynne")
    near, at_home = somebody(), somebody()
    approved(list_officer, list_officer, SCHOOL, near.like(forenames="Zebedeus"))
    approved(list_officer, list_officer, HOME, at_home)
    extract = approved(data_officer, manager, HEALTH, sian, near, at_home)
    extract.sian, extract.near, extract.at_home = (candidate_of(extract, each) for each in (sian, near, at_home))
    return extract


def shown(page) -> set[int]:
    return {candidate.pk for candidate in page.context["page"]}


def test_two_worklists_kept_apart(sign_in, caseworker, worklists):
    page = sign_in(caseworker).get(address("candidates"))
    assert shown(page) == {worklists.sian.pk, worklists.near.pk}
    assert [(code, count, current) for code, _label, count, current in page.context["tabs"]] == [
        (Worklist.UNKNOWN, 2, True),
        (Worklist.SUITABILITY, 1, False),
        (Worklist.LEFT_LIST, 0, False),
        ("proposed", 0, False),
    ]
    page = sign_in(caseworker).get(address("candidates", worklist="suitability"))
    assert shown(page) == {worklists.at_home.pk}
    assert shown(sign_in(caseworker).get(address("candidates", worklist="nonsense"))) == {
        worklists.sian.pk,
        worklists.near.pk,
    }


@pytest.mark.parametrize("name", ["siân", "SIAN", "Sian O'Neill", "sian oneill", "O’Neill", "neill siân", "Pugh-Wynne"])
def test_a_name_is_found_without_its_marks(sign_in, caseworker, worklists, name):
    assert shown(sign_in(caseworker).get(address("candidates", name=name))) == {worklists.sian.pk}


def test_filters(sign_in, caseworker, worklists):
    client = sign_in(caseworker)
    assert shown(client.get(address("candidates", near="yes"))) == {worklists.near.pk}
    assert shown(client.get(address("candidates", near="no"))) == {worklists.sian.pk}
    assert "No candidate matches these filters." in words(client.get(address("candidates", name="nobody at all")))
    dismiss_candidate(by=caseworker, candidate=worklists.sian, reason="moved")
    assert shown(client.get(address("candidates"))) == {worklists.near.pk}
    assert shown(client.get(address("candidates", state="dismissed"))) == {worklists.sian.pk}
    assert shown(client.get(address("candidates", state=""))) == {worklists.sian.pk, worklists.near.pk}


def test_a_candidate_beside_the_near_match_field_by_field(sign_in, caseworker, worklists):
    page = sign_in(caseworker).get(address("candidate", worklists.near.pk))
    said = words(page)
    assert f"line {worklists.near.row.line_number}" in said
    assert "School roll: Ysgol 6604001" in said
    for part in ("Zebedeus", "different", "same", "This is the same child", "None of these", "Dismiss with a reason"):
        assert part in said
    assert "Confirm: may be missing education" not in said  # not before the near match is judged
    assert AccessLog.objects.filter(subject="candidate", subject_id=worklists.near.pk, user=caseworker).exists()
    assert page.context["near"][0]["sentences"][0] == "The forenames are different."


def test_the_same_child(sign_in, caseworker, worklists):
    near = worklists.near.row.near_matches.get()
    page = sign_in(caseworker).post(address("candidate_same", worklists.near.pk, near.pk), follow=True)
    assert "found on a list. Nothing more is to be done." in page.text
    assert page.redirect_chain[-1][0] == address("candidate", worklists.sian.pk)  # the next child
    again = sign_in(caseworker).post(address("candidate_same", worklists.near.pk, near.pk), follow=True)
    assert "Somebody has decided on this child already." in again.text
    assert sign_in(caseworker).post(address("candidate_same", worklists.sian.pk, near.pk)).status_code == 404


def test_the_same_child_taught_at_home_goes_to_the_other_worklist(
    sign_in, caseworker, mon, data_officer, list_officer, manager
):
    child = somebody()
    approved(list_officer, list_officer, HOME, child.like(forenames="Zebedeus"))
    candidate = candidate_of(approved(data_officer, manager, HEALTH, child), child)
    near = candidate.row.near_matches.get()
    client = sign_in(caseworker)
    page = client.post(address("candidate_same", candidate.pk, near.pk), follow=True)
    assert "It is now on the other worklist." in page.text
    assert "Found on: Home education register" in words(page)
    assert client.post(address("candidate_same", candidate.pk, near.pk), follow=True).status_code == 200


def test_none_of_these_then_confirm(sign_in, caseworker, worklists):
    client, candidate = sign_in(caseworker), worklists.near
    early = client.get(address("candidate_confirm", candidate.pk), follow=True)
    assert "Judge the near matches first" in early.text
    page = client.post(address("candidate_none", candidate.pk), follow=True)
    assert "None of these: all are other children." in page.text
    assert "Confirm: may be missing education" in words(page)
    assert client.get(address("candidate_confirm", candidate.pk)).status_code == 200


FINDINGS = {
    "resident_basis": "family",
    "not_registered_basis": "lists_compared",
    "suitability": "may_not_be",
    "not_suitable_basis": "presumed",
}


def test_confirming_opens_a_case(sign_in, caseworker, worklists):
    client = sign_in(caseworker)
    assert "Ordinarily resident in the area" in words(client.get(address("candidate_confirm", worklists.sian.pk)))
    moved_in = CaseCode.objects.get(kind="origin", code="moved_in", authority=None)
    sent = {**FINDINGS, "came_from": moved_in.pk, "school_name": "Ysgol Bro"}
    page = client.post(address("candidate_confirm", worklists.sian.pk), sent, follow=True)
    case = Case.objects.get()
    known = circumstances_of(case)
    assert (known.origin, known.school_name, known.recorded_by) == (moved_in, "Ysgol Bro", caseworker)
    assert page.redirect_chain[-1][0] == address("case", case.pk)
    assert "The candidate was confirmed and a case was opened." in page.text
    after = client.get(address("candidate", worklists.sian.pk))
    assert address("case", case.pk) in after.text
    assert "Dismiss with a reason" not in words(after)
    again = client.post(address("candidate_confirm", worklists.sian.pk), FINDINGS, follow=True)
    assert "Somebody has decided on this child already." in again.text
    assert Case.objects.count() == 1


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"resident_basis": ""}, "Say what it rests on that the child lives in the area."),
        ({"resident_basis": "lists_compared"}, "valid choice"),
        ({"not_registered_basis": ""}, "Say what it rests on that the child is not a registered pupil."),
        ({"suitability": ""}, "Say if the child is not, or may not be, receiving suitable education."),
        ({"not_suitable_basis": ""}, "Say what the finding on suitable education rests on."),
        ({"resident_basis": "other"}, "Say in the note what the finding rests on."),
    ],
)
def test_findings_that_are_missing(sign_in, caseworker, worklists, changed, sentence):
    for name in (address("candidate_confirm", worklists.sian.pk), welsh("candidate_confirm", worklists.sian.pk)):
        page = sign_in(caseworker).post(name, FINDINGS | changed)
        assert ERRORS in page.text
        assert (sentence in words(page)) != name.startswith("/cy/")
    assert not Case.objects.exists()


def test_dismissing(sign_in, caseworker, worklists):
    client, where = sign_in(caseworker), address("candidate_dismiss", worklists.sian.pk)
    assert "Why the child is not missing education" in words(client.get(where))
    assert "Choose why the child is not missing education." in words(client.post(where, {"note": "x"}))
    assert "Choose why" not in words(client.post(welsh("candidate_dismiss", worklists.sian.pk), {}))
    page = client.post(where, {"reason": "moved", "note": "To Powys, says the aunt."}, follow=True)
    assert "The candidate was dismissed." in page.text
    after = words(client.get(address("candidate", worklists.sian.pk)))
    assert "No longer lives in the area. To Powys, says the aunt." in after
    assert "Decided by Cadi Caseworker" in after
    again = client.post(where, {"reason": "died"}, follow=True)
    assert "Somebody has decided on this child already." in again.text


def test_a_page_that_comes_too_late_offers_nothing(sign_in, caseworker, worklists, manager):
    dismiss_candidate(by=caseworker, candidate=worklists.sian, reason="moved")
    client = sign_in(caseworker)
    for name in ("candidate_confirm", "candidate_dismiss"):
        late = client.get(address(name, worklists.sian.pk), follow=True)
        assert late.redirect_chain[-1][0] == address("candidate", worklists.sian.pk)
        assert "Somebody has decided on this child already." in late.text
    late = sign_in(manager).get(address("extract_cancel", worklists.pk), follow=True)
    assert late.redirect_chain[-1][0] == address("extract", worklists.pk)
    assert "This list can no longer be cancelled." in late.text


def test_neither_answer_about_a_near_match_is_made_easier(sign_in, caseworker, worklists):
    page = sign_in(caseworker).get(address("candidate", worklists.near.pk)).text
    for words_of_button in ("This is the same child", "None of these"):
        button = next(each for each in re.findall(r"<button[^>]*>[^<]*", page) if words_of_button in each)
        assert "govuk-button--secondary" in button
    assert "<title>Candidate " in page and worklists.near.row.surname not in page[: page.index("</title>")]
    assert "≠" in page  # what differs is marked by a sign and a word


def test_lists_in_trouble_and_lately_received(sign_in, data_officer, in_review):
    client = sign_in(data_officer)
    assert len(rows_of_table(client.get(address("extracts", trouble="yes", received="30")))) == 1
    Extract.objects.update(received_at=timezone.now() - datetime.timedelta(days=31))
    assert "No list is here." in words(client.get(address("extracts", trouble="yes", received="30")))


def test_the_file_field_says_how_large_and_which_kind(sign_in, list_officer, settings):
    settings.LARGEST_FILE = 7 * 1024 * 1024
    page = sign_in(list_officer).get(address("extract_send"))
    assert "A spreadsheet (xlsx, xls, ods) or CSV file of at most 7 MB." in words(page)
    assert 'accept=".csv,.txt,.tsv,.xlsx,.xls,.ods"' in page.text


def test_after_the_last_child_comes_the_worklist(sign_in, caseworker, worklists):
    at_home = worklists.at_home.pk
    answer = sign_in(caseworker).post(address("candidate_dismiss", at_home), {"reason": "suitable"})
    assert answer.url == f"{address('candidates')}?worklist=suitability"


def test_a_candidate_whose_details_were_purged(sign_in, caseworker, worklists):
    dismiss_candidate(by=caseworker, candidate=worklists.sian, reason="moved")
    Candidate.objects.filter(pk=worklists.sian.pk).update(row=None)
    ExtractRow.objects.filter(pk=worklists.sian.row_id).delete()
    client = sign_in(caseworker)
    page = client.get(address("candidate", worklists.sian.pk))
    assert "The child’s details were purged with the health list." in words(page)
    assert f"Candidate {worklists.sian.pk} (details purged)" in words(client.get(address("candidates", state="")))
    for name in ("candidate_confirm", "candidate_dismiss"):
        assert client.get(address(name, worklists.sian.pk), follow=True).status_code == 200


def test_the_pages_of_purges_and_layouts(sign_in, manager, worklists, administrator):
    page = sign_in(manager).get(address("purges"))
    assert "Nothing has been purged yet." in words(page)
    assert "Health extract" in words(page)
    said = words(sign_in(administrator).get(address("layouts")))
    assert "RECORD_ID (needed)" in said and "NHS number" in said


def test_certificates(sign_in, manager, mon, worklists):
    Extract.objects.update(purge_on=timezone.localdate())
    tasks.purge_due()
    said = words(sign_in(manager).get(address("purges")))
    assert worklists.fingerprint in said
    assert "Rows that wait for a decision 3" in said
    page = sign_in(manager).get(address("extract", worklists.pk))
    assert "Rows that wait for a person’s decision and go later: 3." in words(page)
    assert {state for (state,) in Candidate.objects.values_list("state")} == {CandidateState.WAITING}


def test_a_second_person_approves_where_the_authority_says_so(sign_in, list_officer, mon):
    mon.uploader_may_approve = False
    mon.save()
    extract = review(list_officer, SCHOOL, *children(2))
    page = sign_in(list_officer).get(address("extract", extract.pk))
    assert address("extract_approve", extract.pk) not in page.text
    page = sign_in(list_officer).post(address("extract_approve", extract.pk), follow=True)
    assert "a second person approves a list" in page.text


def test_what_two_people_see_is_what_the_first_approved(sign_in, manager, list_officer, mon):
    extract = review(list_officer, SCHOOL, *children(2))
    approve_extract(by=list_officer, extract=extract)
    page = sign_in(manager).get(address("extract_approve", extract.pk), follow=True)
    assert "Only a list that is ready to review can be approved." in page.text
