"""Bad rows come as a sheet; mended, it loads again and adds only those rows; a second mend works."""

import csv
import io

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone, translation

from lhb_ingest import tasks
from lhb_ingest.actions import (
    approve_extract,
    cancel_extract,
    check_extract,
    compare_extract,
    give_up,
    mend_extract,
    purge_extract,
    receive_mended_rows,
    sweep_files,
)
from lhb_ingest.choices import ExtractState, Outcome, SheetState
from lhb_ingest.exports import csv_text, template_as_csv, template_as_xlsx, template_headings, workbook
from lhb_ingest.layouts import LAYOUTS
from lhb_ingest.mending import LINE, REASON, TOO_MANY, harmed, sheet_to_mend
from lhb_ingest.models import Extract
from records.choices import ListKind, Role
from records.errors import Refused
from records.exports import harmless
from records.models import RollEntry
from records.scope import scope
from tests.factories import make_system
from tests.lhb_ingest.builders import (
    as_file,
    born,
    children,
    health_csv,
    review,
    row_of,
    school_csv,
    send,
    somebody,
    work,
)

HEALTH, SCHOOL, HOME = ListKind.HEALTH, ListKind.SCHOOL_ROLL, ListKind.HOME_EDUCATION


def as_it_is(_line, cells):
    return cells


def mend(extract: Extract, mending=as_it_is, *, by, form="csv", language="en-gb", extra=()) -> Extract:
    """Downloads the sheet, changes each of its lines by `mending`, sends it, and does the worker's stages."""
    with translation.override(language):
        sheet = sheet_to_mend(extract)
    rows = [mending(int(row[0]), dict(zip(sheet.headings, row, strict=True))) for row in sheet.rows]
    rows = [[cells[heading] for heading in sheet.headings] for cells in rows] + [*extra]
    content = csv_text(sheet.headings, rows).encode() if form == "csv" else workbook([("Mend", sheet.headings, rows)])
    file = SimpleUploadedFile(f"mend.{form}", content)
    receive_mended_rows(by=by, extract=extract, file=file)
    return read(extract)


def read(extract: Extract) -> Extract:
    assert mend_extract(extract_id=extract.pk)
    compare_extract(extract_id=extract.pk)
    extract.refresh_from_db()
    return extract


def with_date(text="14/03/2015", heading="DATE_OF_BIRTH"):
    return lambda line, cells: {**cells, heading: text}


@pytest.fixture
def bad():
    return somebody(born_on="31/02/2015")


# ----------------------------------------------------------------------------------------------------------- the sheet
def test_the_sheet_says_line_reason_and_the_original_values(mon, data_officer, bad):
    content = health_csv(somebody(), bad, somebody()).replace("RECORD_ID,", "RECORD_ID,NHS_NUMBER,", 1)
    content = content.replace(f"{bad.ref},", f"{bad.ref},9434765919,").replace("\r\nR", "\r\nR")
    lines = content.split("\r\n")
    lines = [line if bad.ref in line or line.startswith("RECORD_ID") else line.replace(",", ",,", 1) for line in lines]
    extract = work(send(data_officer, HEALTH, content="\r\n".join(lines)))
    sheet = sheet_to_mend(extract)
    assert sheet.headings[:4] == ["Line in the file", "What to mend", "RECORD_ID", "SURNAME"]
    [row] = sheet.rows
    assert row[0] == "3" and "DATE_OF_BIRTH: This is not a date." in row[1] and "31/02/2015" in row
    assert "9434765919" not in row, "what may not be sent is not sent back either"


def test_our_own_headings_are_known_in_both_languages(mon, data_officer, bad):
    extract = review(data_officer, HEALTH, somebody(), bad)
    for language, at in (("en-gb", 0), ("cy", 1)):
        with translation.override(language):
            assert sheet_to_mend(extract).headings[:2] == [LINE[at], REASON[at]]
            assert translation.gettext(TOO_MANY[0]) == TOO_MANY[at]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("language", ["en-gb", "cy"])
def test_mended_it_loads_and_adds_only_those_rows(mon, data_officer, bad, form, language):
    extract = review(data_officer, HEALTH, somebody(), bad, somebody())
    before = dict(extract.rows.values_list("pk", "source_ref"))
    with translation.override(language):
        extract = mend(extract, with_date(), by=data_officer, form=form, language=language)
    assert extract.state == ExtractState.IN_REVIEW
    assert before.items() < dict(extract.rows.values_list("pk", "source_ref")).items()
    row = row_of(extract, bad)
    assert (row.line_number, row.born_on.isoformat()) == (3, "2015-03-14")
    assert row.outcome != Outcome.TO_CHECK, "compared like all others"
    assert extract.counts["rows"] == 3 and extract.counts["problem"] == 0
    assert not extract.problems.exists()
    assert extract.sheets.get().counts == {"mended": 1, "still_bad": 0, "ignored": 0}


def test_what_is_still_bad_stays_with_its_new_reason_and_is_mended_again(mon, data_officer, bad):
    other = somebody(born_on="soon")
    extract = review(data_officer, HEALTH, somebody(), bad, other)

    def half(line, cells):
        return {**cells, "DATE_OF_BIRTH": "14/03/2015" if line == 3 else "", "FORENAMES": "Nest"}

    extract = mend(extract, half, by=data_officer)
    assert (extract.counts["problem"], extract.problems.get().code, extract.problems.get().line_number) == (
        1,
        "no_date",
        4,
    )
    sheet = sheet_to_mend(extract)
    assert [row[0] for row in sheet.rows] == ["4"] and "Nest" in sheet.rows[0], "what was mended so far is not lost"
    extract = mend(extract, with_date("15/03/2015"), by=data_officer)
    assert row_of(extract, other).forenames == "Nest"
    assert extract.counts["problem"] == 0
    assert extract.sheets.filter(state=SheetState.TAKEN).count() == 2


def test_lines_that_could_be_used_are_left_as_they_are_and_it_is_said(mon, data_officer, bad):
    good = somebody()
    extract = review(data_officer, HEALTH, good, bad)
    headings = sheet_to_mend(extract).headings
    forged = ["2", "", good.ref, "Arall", *[""] * (len(headings) - 4)]
    extra = [forged, ["", *forged[1:]], ["99", *forged[1:]], ["x", *forged[1:]]]
    extract = mend(extract, with_date(), by=data_officer, extra=[*extra, ["3", *forged[1:]]])
    assert row_of(extract, good).surname == good.surname.upper()
    sheet = extract.sheets.get()
    assert sheet.counts == {"mended": 1, "still_bad": 0, "ignored": 5}
    assert [each["code"] for each in sheet.ignored] == ["not_bad", "no_number", "not_bad", "no_number", "line_twice"]


def test_a_reference_that_is_taken_is_still_a_problem(mon, list_officer):
    good, bad = somebody(), somebody(ref="")
    extract = review(list_officer, SCHOOL, good, bad)
    extract = mend(extract, lambda line, cells: {**cells, "PupilRef": good.ref}, by=list_officer)
    assert extract.problems.get(stops_row=True).code == "reference_twice"


def test_the_same_child_mended_twice_is_held_once(mon, data_officer, bad):
    good = bad.like(born_on=born(), ref="R9")
    extract = mend(review(data_officer, HEALTH, good, bad), with_date(f"{born():%d/%m/%Y}"), by=data_officer)
    assert row_of(extract, bad).outcome == Outcome.HELD_TWICE
    assert extract.problems.get().value == "2"


def test_a_cell_too_many_is_not_lost_silently(mon, list_officer):
    content = school_csv(somebody(), somebody(ref="R7", address="1 Y Stryd, Fawr"))
    content = content.replace('"1 Y Stryd, Fawr"', "1 Y Stryd, Fawr")
    extract = work(send(list_officer, SCHOOL, content=content))
    assert extract.problems.filter(code="too_many_cells").exists()
    sheet = sheet_to_mend(extract)
    assert sheet.headings[-1] == "Cells too many" and sheet.rows[0][-1]
    assert mend(extract, by=list_officer).problems.filter(code="too_many_cells").exists(), "not mended"
    extract = mend(
        extract, lambda line, cells: {**cells, "Cells too many": "", "Postcode": "LL65 1AA"}, by=list_officer
    )
    assert row_of(extract, somebody(ref="R7")).postcode == "LL65 1AA"


@pytest.mark.parametrize("text", ["=1+1", "+44", "-x", "@a", "'quoted", "O'Neill", "'", "plain", ""])
def test_what_was_made_harmless_comes_back_as_it_was(text):
    assert harmed(harmless(text)) == text


# ----------------------------------------------------------------------------------------------------- who, when, twice
def test_the_same_sheet_is_not_taken_twice(mon, data_officer, bad):
    extract = review(data_officer, HEALTH, somebody(), bad, somebody(born_on="x"))
    sheet = sheet_to_mend(extract)
    content = csv_text(sheet.headings, sheet.rows)
    receive_mended_rows(by=data_officer, extract=extract, file=as_file(content))
    with pytest.raises(Refused, match="just being read"):
        receive_mended_rows(by=data_officer, extract=extract, file=as_file(content))
    read(extract)
    with pytest.raises(Refused, match="sent already"):
        receive_mended_rows(by=data_officer, extract=extract, file=as_file(content))
    assert extract.sheets.count() == 1


def test_who_may_mend(mon, data_officer, list_officer, bad):
    extract = review(data_officer, HEALTH, somebody(), bad)
    with pytest.raises(Refused, match="The health board that sent"):
        receive_mended_rows(by=list_officer, extract=extract, file=as_file("x"))
    with pytest.raises(Refused, match="nothing to mend"):
        receive_mended_rows(by=data_officer, extract=review(data_officer, HEALTH, *children(1)), file=as_file("x"))


@pytest.mark.parametrize("content", ["Line in the file,What to mend\n3,x\n", "RECORD_ID,SURNAME\nR1,Hwfa\n", ""])
def test_what_is_no_sheet_of_this_list_is_refused_and_nothing_changes(mon, data_officer, bad, content):
    extract = review(data_officer, HEALTH, somebody(), bad)
    with pytest.raises(Refused):
        receive_mended_rows(by=data_officer, extract=extract, file=as_file(content))
    extract.refresh_from_db()
    assert extract.state == ExtractState.IN_REVIEW and not extract.sheets.exists()


def test_a_list_that_the_program_cannot_mend_is_as_it_was(mon, data_officer, bad):
    extract = review(data_officer, HEALTH, somebody(), bad)
    sheet = sheet_to_mend(extract)
    receive_mended_rows(by=data_officer, extract=extract, file=as_file(csv_text(sheet.headings, sheet.rows)))
    give_up(extract_id=extract.pk)
    extract.refresh_from_db()
    assert (extract.state, extract.rows.count(), extract.problems.count()) == (ExtractState.IN_REVIEW, 1, 1)
    assert extract.sheets.get().state == SheetState.REFUSED


def test_the_worker_does_it(mon, data_officer, bad):
    extract = review(data_officer, HEALTH, somebody(), bad)
    sheet = sheet_to_mend(extract)
    receive_mended_rows(by=data_officer, extract=extract, file=as_file(csv_text(sheet.headings, sheet.rows)))
    assert not check_extract(extract_id=extract.pk) and not compare_extract(extract_id=extract.pk)
    tasks.work_on_list(extract.pk, "660")
    extract.refresh_from_db()
    assert extract.state == ExtractState.IN_REVIEW


def test_the_purge_takes_the_sheets_too_and_certifies_them(mon, data_officer, bad, django_capture_on_commit_callbacks):
    extract = mend(review(data_officer, HEALTH, somebody(), bad), with_date(), by=data_officer)
    sheet = extract.sheets.get()
    assert default_storage.exists(sheet.file.name)
    assert not sweep_files(authority=mon), "a sheet is no stray file"
    Extract.objects.filter(pk=extract.pk).update(purge_on=extract.received_at.date())
    with django_capture_on_commit_callbacks(execute=True):
        certificate = purge_extract(extract=extract)
    assert certificate.sheet_fingerprints == [sheet.fingerprint]
    assert not default_storage.exists(sheet.file.name)
    sheet.refresh_from_db()
    assert (sheet.file.name, sheet.file_name, sheet.counts["mended"]) == ("", "", 1)


def test_a_cancelled_list_leaves_no_sheet(mon, data_officer, manager, bad, django_capture_on_commit_callbacks):
    extract = mend(review(data_officer, HEALTH, somebody(), bad), with_date(), by=data_officer)
    name = extract.sheets.get().file.name
    with django_capture_on_commit_callbacks(execute=True):
        cancel_extract(by=manager, extract=extract)
    assert not default_storage.exists(name)


# --------------------------------------------------------------------------------------------------------------- API
@pytest.mark.django_db
def test_a_system_is_told_of_unknown_headings_and_sends_mended_rows(client, bad):
    key = "practice-key-of-mending"
    system = make_system(Role.DATA_OFFICER, key, authority="660", health_board="7A1")
    bearer = {"headers": {"Authorization": f"Bearer {key}"}}
    sent = {"authority": "660", "as_at": timezone.localdate().isoformat()}
    unknown = as_file("ID,NOM,NE\nR1,Hwfa,14/03/2015\n")
    answer = client.post(reverse("api_extracts"), sent | {"file": unknown}, **bearer)
    assert (answer.status_code, answer.json()["state"]) == (201, "needs_layout")
    with scope(health_board="7A1"):
        pk = send(system, HEALTH, somebody(), bad).pk
    with scope(authority="660"):
        extract = work(Extract.objects.get(pk=pk))
        sheet = sheet_to_mend(extract)
        row = ["14/03/2015" if cell == "31/02/2015" else cell for cell in sheet.rows[0]]
    url = reverse("api_extract_mended", args=[pk])
    assert client.get(reverse("api_extract", args=[pk]), **bearer).json()["lines_not_used"] == 1
    answer = client.post(url, {"file": as_file("a,b\n1,2\n")}, **bearer)
    assert answer.status_code == 400 and "Line in the file" in answer.json()["file"][0]
    answer = client.post(url, {"file": as_file(csv_text(sheet.headings, [row]))}, **bearer)
    assert (answer.status_code, answer.json()["state"]) == (201, "waiting")
    with scope(authority="660"):
        tasks.work_on_list(pk, "660")
    assert client.get(url, **bearer).json()["results"][0]["counts"]["mended"] == 1
    assert client.get(reverse("api_extract", args=[pk]), **bearer).json()["lines_not_used"] == 0


# ------------------------------------------------------------------------------------------------- who has not left
def test_children_on_lines_left_out_are_not_absent(mon, list_officer, manager):
    by_ref, by_name, gone = somebody(), somebody(), somebody()
    approve_extract(by=manager, extract=review(list_officer, SCHOOL, by_ref, by_name, gone))
    extract = review(list_officer, SCHOOL, somebody(), by_ref.like(forenames="", surname=""), by_name.like(ref=""))
    assert extract.counts["problem"] == 2
    approve_extract(by=manager, extract=extract, absent="ended")
    current = set(RollEntry.objects.current().values_list("source_ref", flat=True))
    assert {by_ref.ref, by_name.ref} <= current and gone.ref not in current


def test_a_line_that_says_the_same_again_is_no_error(mon, list_officer):
    once, other = somebody(), somebody()
    extract = review(list_officer, SCHOOL, once, other, once, other.like(address="Arall"))
    assert extract.counts["problem"] == 1, "another child, or another home, under one reference is one"
    assert extract.rows.get(line_number=4).outcome == Outcome.HELD_TWICE
    problem = extract.problems.get(code="held_twice")
    assert (problem.stops_row, problem.line_number, problem.value) == (False, 4, "2")


# --------------------------------------------------------------------------------------------------------- the pages
def words(page) -> str:
    return page.text[page.text.index("<main") : page.text.index("</main>")]


@pytest.mark.django_db
def test_the_pages_from_problem_to_mended(client, list_officer):
    with scope(authority="660"):
        odd, bad = somebody(postcode="nowhere"), somebody(ref="")
        extract = review(list_officer, SCHOOL, somebody(), odd, bad)
    client.force_login(list_officer)
    url = reverse("extract_problems", args=[extract.pk])
    page = client.get(url)
    assert "Lines that cannot be used (1)" in words(page) and "Odd, and used all the same (1)" in words(page)
    assert "This is not a postcode" not in words(page)
    assert "This is not a postcode" in words(client.get(url, {"list": "odd"}))
    got = client.get(reverse("extract_sheet", args=[extract.pk, "csv"]))
    rows = list(csv.DictReader(io.StringIO(got.content.decode("utf-8-sig"))))
    assert [row["Line in the file"] for row in rows] == ["4"]
    rows[0]["PupilRef"] = "P9"
    content = csv_text(list(rows[0]), [list(rows[0].values())])
    answer = client.post(reverse("extract_mend", args=[extract.pk]), {"file": as_file(content)})
    assert answer.url == reverse("extract", args=[extract.pk])
    with scope(authority="660"):
        tasks.work_on_list(extract.pk, "660")
    assert "Lines mended: 1." in words(client.get(url))
    assert client.get(reverse("extract_sheet", args=[extract.pk, "xlsx"])).status_code == 302, "nothing is left to mend"


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en-gb", "cy"])
def test_the_approver_chooses(client, list_officer, manager, language):
    with scope(authority="660"):
        extract = review(list_officer, SCHOOL, somebody(), somebody(ref=""))
    client.force_login(manager)
    with translation.override(language):
        url = reverse("extract_approve", args=[extract.pk])
        said = "Approve the good rows" if language == "en-gb" else "Cymeradwyo'r rhesi da"
        problems = reverse("extract_problems", args=[extract.pk])
    page = client.get(url)
    assert said in page.text.replace("&#x27;", "'").replace("&#39;", "'") and problems in page.text


@pytest.mark.django_db
def test_the_downloaded_problems_are_harmless_in_a_spreadsheet(client, list_officer):
    with scope(authority="660"):
        extract = review(list_officer, SCHOOL, somebody(), somebody(postcode="-1+1"))
    client.force_login(list_officer)
    text = client.get(reverse("extract_problems_file", args=[extract.pk])).content.decode("utf-8-sig")
    assert "'-1+1" in text and "This is not a postcode" in text


# ---------------------------------------------------------------------------------------------------- the templates
VALUES = {
    "source_ref": "T0001",
    "surname": "Llŷr",
    "forenames": "Nest",
    "full_name": "Nest Llŷr",
    "born_on": f"{born():%d/%m/%Y}",
    "address_1": "1 Lôn Wen",
    "postcode": "LL65 1AA",
    "school": "6604001",
    "suitability": "not established",
}


@pytest.mark.parametrize("language", ["en", "cy"])
@pytest.mark.parametrize("kind", [layout.kind for layout in LAYOUTS])
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_documented_template_filled_in_loads(mon, data_officer, list_officer, kind, language, form):
    by = data_officer if kind == HEALTH else list_officer
    headings = template_headings(kind, language)
    row = [VALUES.get(name, "") for name in headings.values()]
    content = (template_as_csv if form == "csv" else template_as_xlsx)(kind, language, [row])
    sender = "Ysgol" if kind in (ListKind.INDEPENDENT, ListKind.OTHER_AUTHORITY) else ""
    extract = send(by, kind, content=content, name=f"list.{form}", sender=sender)
    assert extract.state == ExtractState.RECEIVED
    extract = work(extract)
    assert extract.state == ExtractState.IN_REVIEW, extract.refusal
    assert extract.rows.get().surname == "Llŷr"
    assert not extract.problems.exists()
