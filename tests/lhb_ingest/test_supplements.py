"""Mended rows that come after the approval of the good ones: a list of their own, and only they are added."""

import datetime
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from lhb_ingest import tasks
from lhb_ingest.actions import (
    approve_extract,
    cancel_extract,
    give_up,
    mend_extract,
    purge_extract,
    receive_mended_rows,
    undo_extract,
)
from lhb_ingest.actions.mending import can_mend, check_mend
from lhb_ingest.choices import ExtractState, Outcome, SinceLast
from lhb_ingest.exports import csv_text
from lhb_ingest.mending import bad_lines, sheet_to_mend
from lhb_ingest.models import Candidate, Extract
from lhb_ingest.review import absent_from, absent_from_health
from records.choices import ListKind
from records.errors import Refused
from records.models import RollEntry, Tally
from records.scope import scope
from tests.lhb_ingest.builders import approved, children, review, somebody
from tests.lhb_ingest.test_mending import mend, read

HEALTH, SCHOOL = ListKind.HEALTH, ListKind.SCHOOL_ROLL


def named(line, cells):
    """The way of mending a line of a roll that lacked its surname."""
    return {**cells, "Surname": f"Mended{'abcdefghijklm'[line]}"}


def sheet_of(extract: Extract, mending, headings=None) -> SimpleUploadedFile:
    sheet = sheet_to_mend(extract)
    rows = [mending(int(row[0]), dict(zip(sheet.headings, row, strict=True))) for row in sheet.rows]
    content = csv_text(sheet.headings, [[cells[heading] for heading in sheet.headings] for cells in rows])
    return SimpleUploadedFile("mend.csv", content.encode())


def add(extract: Extract, mending=named, *, by) -> Extract:
    """Sends the mended sheet of an approved list, and does the worker's stages with the rows it makes."""
    return read(receive_mended_rows(by=by, extract=extract, file=sheet_of(extract, mending)).extract)


def register() -> list[tuple]:
    return sorted(RollEntry.objects.values_list("source_ref", "surname", "began_on", "seen_on", "ended_on"))


@pytest.fixture
def roll(mon, list_officer):
    """A school roll of three good rows and two without a surname, of which the good ones took effect."""
    good, bad = children(3), [somebody(surname="") for _ in range(2)]
    extract = approved(list_officer, list_officer, SCHOOL, *good, *bad)
    assert RollEntry.objects.current().count() == 3
    return extract


def test_only_the_mended_rows_are_added_and_undo_takes_only_them(roll, list_officer, manager):
    before = register()
    extract = add(roll, by=list_officer)
    assert (extract.state, extract.supplements, extract.as_at, extract.purge_on) == (
        ExtractState.IN_REVIEW,
        roll,
        roll.as_at,
        roll.purge_on,
    )
    assert [row.line_number for row in extract.rows.all()] == [5, 6]
    assert set(extract.rows.values_list("outcome", flat=True)) == {Outcome.NEW_ENTRY}
    assert not absent_from(extract).exists() and register() == before
    extract = approve_extract(by=list_officer, extract=extract)
    assert RollEntry.objects.current().count() == 5
    assert not RollEntry.objects.exclude(ended_on=None).exists(), "nobody is absent from mended rows"
    roll.refresh_from_db()
    assert (bad_lines(roll), extract.counts["rows"], extract.counts["ended"]) == (set(), 2, 0)
    with pytest.raises(Refused, match="Mended rows were added to this list since"):
        undo_extract(by=manager, extract=roll)
    undo_extract(by=manager, extract=extract)
    assert register() == before and bad_lines(roll) == {5, 6}
    undo_extract(by=manager, extract=roll)
    assert register() == []


def test_what_is_still_bad_is_mended_on_the_first_list_with_what_was_mended_so_far(roll, list_officer):
    def half(line, cells):
        return {**(named(line, cells) if line == 5 else cells), "Forename": "Tegau"}

    extract = add(roll, half, by=list_officer)
    assert (extract.counts["rows"], extract.counts["problem"]) == (2, 1)
    approve_extract(by=list_officer, extract=extract)
    with pytest.raises(Refused, match="is mended on the list to which these rows belong"):
        check_mend(Extract.objects.get(pk=extract.pk), list_officer)
    assert bad_lines(roll) == {6}
    [row] = sheet_to_mend(roll).rows
    assert row[0] == "6" and "Tegau" in row, "what was mended so far is not lost"
    last = approve_extract(by=list_officer, extract=add(roll, by=list_officer))
    assert last.reading["lines"] == [6] and not can_mend(roll, list_officer)
    assert RollEntry.objects.filter(forenames="Tegau").count() == 2


def test_in_review_the_rows_can_be_mended_further(roll, list_officer):
    def one(line, cells):
        return named(line, cells) if line == 5 else cells

    extract = mend(add(roll, one, by=list_officer), named, by=list_officer)
    assert (extract.state, extract.supplements, extract.counts["problem"]) == (ExtractState.IN_REVIEW, roll, 0)
    assert extract.reading["lines"] == [5, 6]
    approve_extract(by=list_officer, extract=extract)
    assert bad_lines(roll) == set() and RollEntry.objects.current().count() == 5


def test_one_after_the_other_and_never_twice(roll, list_officer):
    file = sheet_of(roll, named)
    receive_mended_rows(by=list_officer, extract=roll, file=file)
    with pytest.raises(Refused, match="wait for approval already"):
        receive_mended_rows(by=list_officer, extract=roll, file=file)
    extract = read(roll.supplements_of.get())
    cancel_extract(by=list_officer, extract=extract)
    assert bad_lines(roll) == {5, 6}
    extract = add(roll, by=list_officer)  # a cancelled sheet may come again
    approve_extract(by=list_officer, extract=extract)
    with pytest.raises(Refused, match="nothing to mend"):
        receive_mended_rows(by=list_officer, extract=roll, file=file)


def test_a_reference_that_stands_on_a_good_row_is_not_added_twice(roll, list_officer):
    taken = RollEntry.objects.order_by("source_ref").first()

    def copied(line, cells):
        return {**named(line, cells), "PupilRef": taken.source_ref if line == 5 else cells["PupilRef"]}

    extract = add(roll, copied, by=list_officer)
    assert [(each.line_number, each.code) for each in extract.problems.all()] == [(5, "reference_twice")]


def test_a_sheet_that_mends_nothing_is_refused_and_the_list_stays_as_it_is(roll, list_officer):
    sheet = receive_mended_rows(by=list_officer, extract=roll, file=sheet_of(roll, lambda _line, cells: cells))
    assert mend_extract(extract_id=sheet.extract_id)
    extract = sheet.extract
    extract.refresh_from_db()
    assert (extract.state, extract.refusal["code"]) == (ExtractState.REFUSED, "nothing_mended")
    assert can_mend(roll, list_officer)


def test_a_worker_that_fails_at_them_leaves_the_first_list_alone(roll, list_officer):
    sheet = receive_mended_rows(by=list_officer, extract=roll, file=sheet_of(roll, named))
    give_up(extract_id=sheet.extract_id)
    sheet.extract.refresh_from_db()
    roll.refresh_from_db()
    assert (sheet.extract.state, roll.state) == (ExtractState.REFUSED, ExtractState.APPROVED)


def test_not_after_a_newer_list_nor_when_the_first_was_taken_back(roll, list_officer, manager):
    waiting = add(roll, by=list_officer)
    undo_extract(by=manager, extract=roll)
    with pytest.raises(Refused, match="no longer holds"):
        approve_extract(by=list_officer, extract=waiting)
    cancel_extract(by=list_officer, extract=waiting)
    first = approved(list_officer, list_officer, SCHOOL, *children(2), somebody(surname=""))
    later = timezone.localdate() + datetime.timedelta(days=1)
    Extract.objects.filter(pk=first.pk).update(as_at=later - datetime.timedelta(days=9))
    first.refresh_from_db()
    approved(list_officer, list_officer, SCHOOL, *children(2))
    with pytest.raises(Refused, match="A newer list of this kind"):
        check_mend(first, list_officer)


def test_of_a_health_extract_they_are_candidates_and_known_next_month(mon, data_officer, manager):
    people, bad = children(2), somebody(born_on="31/02/2015")
    first = approved(data_officer, manager, HEALTH, *people)
    second = approved(data_officer, manager, HEALTH, *people, bad)

    def dated(_line, cells):
        return {**cells, "DATE_OF_BIRTH": "14/03/2015"}

    extract = add(second, dated, by=data_officer)
    assert (extract.previous, extract.rows.get().since_last) == (first, SinceLast.NEW)
    assert not absent_from_health(extract).exists()
    extract = approve_extract(by=manager, extract=extract)
    assert Candidate.objects.filter(extract=extract).count() == 1
    tallied = dict(Tally.objects.filter(source_key=f"extract:{extract.pk}").values_list("measure", "count"))
    assert tallied["rows_received"] == 1 and not {"list", "problem_rows"} & tallied.keys()
    third = review(data_officer, HEALTH, *people, bad.like(born_on="14-Mar-2015"), as_at=timezone.localdate())
    assert set(third.rows.values_list("since_last", flat=True)) == {SinceLast.SAME}
    cancel_extract(by=manager, extract=third)
    undo_extract(by=manager, extract=extract)
    assert second.remembered.count() == 2 and not Candidate.objects.filter(extract=extract).exists()


def test_they_go_with_their_list_and_the_certificate_says_so(roll, list_officer, django_capture_on_commit_callbacks):
    extract = approve_extract(by=list_officer, extract=add(roll, by=list_officer))
    [sheet] = extract.sheets.all()
    assert sheet.file.storage.exists(sheet.file.name)
    with django_capture_on_commit_callbacks(execute=True):
        certificate = purge_extract(extract=extract)
    assert certificate.sheet_fingerprints == [sheet.fingerprint] and certificate.counts["new_entry"] == 2
    assert not sheet.file.storage.exists(sheet.file.name)


@pytest.mark.django_db
def test_the_pages_lead_there_and_back(roll, list_officer, client, monkeypatch):
    monkeypatch.setattr(tasks, "tell_a_worker", lambda: None)
    client.force_login(list_officer)
    problems = client.get(reverse("extract_problems", args=[roll.pk])).text
    assert "Send the mended rows" in problems
    page = client.get(reverse("extract_mend", args=[roll.pk])).text
    assert "come as a list of their own" in page
    sheet = client.get(reverse("extract_sheet", args=[roll.pk, "csv"])).content.decode("utf-8-sig")
    mended = sheet.replace(",,", ",Mended,", 2)
    answer = client.post(
        reverse("extract_mend", args=[roll.pk]), {"file": SimpleUploadedFile("m.csv", mended.encode())}
    )
    extract = Extract.objects.get(supplements=roll)
    assert answer.url == reverse("extract", args=[extract.pk])
    extract = read(extract)
    said = client.get(answer.url).text
    assert "Only they are added; nobody is absent" in said and reverse("extract", args=[roll.pk]) in said
    client.post(reverse("extract_approve", args=[extract.pk]))
    said = re.sub(r"\s+", " ", client.get(reverse("extract", args=[roll.pk])).text)
    assert "Lines mended and added since the approval:" in said and reverse("extract", args=[extract.pk]) in said


@pytest.mark.django_db
def test_a_health_board_sends_them_seeing_no_row(data_officer, manager, client):
    with scope(authority="660"):
        first = approved(data_officer, manager, HEALTH, *children(2), somebody(born_on="31/02/2015"))
    client.force_login(data_officer)
    sheet = client.get(reverse("extract_sheet", args=[first.pk, "csv"])).content.decode("utf-8-sig")
    file = SimpleUploadedFile("mend.csv", sheet.replace("31/02/2015", "14/03/2015").encode())
    answer = client.post(reverse("extract_mend", args=[first.pk]), {"file": file})
    with scope(authority="660"):
        extract = Extract.objects.get(supplements=first)
        tasks.work_on_list(extract.pk, "660")
        approve_extract(by=manager, extract=Extract.objects.get(pk=extract.pk))
    assert answer.url == reverse("extract", args=[extract.pk])
    said = client.get(answer.url).text
    assert "Only they are added; nobody is absent" in said and "Approved" in said
    assert "nothing to mend" in client.get(reverse("extract_mend", args=[first.pk])).text
