"""After the agreed days nothing of the children is left in any table or on disk, and a certificate proves it."""

import datetime
import hashlib

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.utils import timezone

from lhb_ingest import tasks
from lhb_ingest.actions import (
    confirm_candidate,
    dismiss_candidate,
    purge_authority,
    purge_extract,
    sweep_files,
)
from lhb_ingest.choices import CandidateState, ExtractState, Outcome
from lhb_ingest.models import Candidate, Extract, ExtractRow, Match, NearMatch, PurgeCertificate, RowProblem
from lhb_ingest.tasks import purge_due
from records.actions import close_case, erase_case
from records.choices import ListKind
from records.models import RollEntry, Tally
from tests.factories import RollEntryFactory
from tests.lhb_ingest.builders import approved, candidate_of, findings, review, somebody

HEALTH, SCHOOL = ListKind.HEALTH, ListKind.SCHOOL_ROLL
SURNAME = "Rhyddwgan"  # in no table of any installation but where these lists put it


def make_due(extract: Extract) -> None:
    Extract.objects.filter(pk=extract.pk).update(purge_on=timezone.localdate())


def tables_that_hold(text: str) -> dict[str, int]:
    """Table -> rows with the text in any column whatever, of all tables that can be read at all."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' "
            "AND has_table_privilege(format('%I.%I', table_schema, table_name), 'SELECT')"
        )
        tables = [name for (name,) in cursor.fetchall()]
        found = {}
        for table in tables:
            cursor.execute(f'SELECT count(*) FROM "{table}" AS one WHERE one::text ILIKE %s', [f"%{text}%"])
            if count := cursor.fetchone()[0]:
                found[table] = count
    return found


@pytest.fixture
def held(mon, data_officer, manager):
    """An approved extract of six lines: one of each fate. `held.waiting` and `held.dismissed` are its candidates."""
    pupil, near, dismissed, waiting = (somebody(surname=SURNAME) for _ in range(4))
    for person, forenames in ((pupil, pupil.forenames), (near, "Zebedeus")):
        RollEntryFactory(
            forenames=forenames,
            surname="Evans" if person is pupil else SURNAME,
            born_on=person.born_on,
            address=person.address,
            postcode=person.postcode,
        )
    problem = somebody(surname=SURNAME, born_on=f"31/02/2015 {SURNAME}")
    outside = somebody(surname=SURNAME, postcode="CF10 5TA")
    extract = approved(data_officer, manager, HEALTH, pupil, near, dismissed, waiting, problem, outside)
    RollEntry.objects.filter(surname=SURNAME).update(surname="Evans")
    extract.dismissed = [candidate_of(extract, person) for person in (near, dismissed)]
    extract.waiting = candidate_of(extract, waiting)
    for candidate in extract.dismissed:
        dismiss_candidate(by=manager, candidate=candidate, reason="moved")
    make_due(extract)
    return extract


def test_nothing_goes_before_its_day(mon, held):
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    Extract.objects.filter(pk=held.pk).update(purge_on=tomorrow)
    assert purge_authority(authority=mon) == []
    assert held.rows.count() == 5


def test_the_certificate(mon, held):
    fingerprints = (
        held.rows.exclude(pk=held.waiting.row_id).order_by("line_number").values_list("fingerprint", flat=True)
    )
    expected = hashlib.sha256("".join(fingerprints).encode()).hexdigest()
    certificate = purge_authority(authority=mon)[0]
    assert certificate.counts == {
        Outcome.MATCHED: 1,
        Outcome.TO_JUDGE: 1,
        Outcome.UNMATCHED: 1,
        Outcome.OUTSIDE_AREA: 1,
        Outcome.PROBLEM: 1,
    }
    assert certificate.kept == 1
    assert sum(certificate.counts.values()) + certificate.kept == held.counts["rows"]
    assert certificate.rows_fingerprint == expected
    assert certificate.file_fingerprint == held.fingerprint
    assert certificate.held_from == held.received_at
    assert certificate.purged_by is None


def test_the_figures_of_the_month_count_what_went_and_each_purge_once(mon, held, manager):
    def counted():
        return list(Tally.objects.filter(measure="rows_purged").values_list("category", "count"))

    purge_authority(authority=mon)
    assert counted() == [("health", 5)]
    dismiss_candidate(by=manager, candidate=held.waiting, reason="moved")
    purge_authority(authority=mon)
    assert sorted(counted()) == [("health", 1), ("health", 5)]
    purge_authority(authority=mon)
    assert len(counted()) == 2


def test_what_stays_is_the_waiting_row_and_the_counts(mon, held):
    purge_authority(authority=mon)
    extract = Extract.objects.get(pk=held.pk)
    assert extract.state == ExtractState.PURGED
    assert extract.counts == held.counts
    assert list(extract.rows.values_list("pk", flat=True)) == [held.waiting.row_id]
    assert not RowProblem.objects.exists() and not Match.objects.exists() and not NearMatch.objects.exists()
    assert set(extract.candidates.values_list("state", "row")) == {
        (CandidateState.DISMISSED, None),
        (CandidateState.WAITING, held.waiting.row_id),
    }
    assert RollEntry.objects.count() == 2


def test_nothing_is_left_in_any_table_or_on_the_disk(mon, held, manager, django_capture_on_commit_callbacks):
    name = held.file.name
    assert set(tables_that_hold(SURNAME)) == {"lhb_ingest_extractrow", "lhb_ingest_rowproblem"}
    assert default_storage.exists(name)
    dismiss_candidate(by=manager, candidate=held.waiting, reason="moved")
    with django_capture_on_commit_callbacks(execute=True):
        purge_authority(authority=mon)
    assert tables_that_hold(SURNAME) == {}
    assert not default_storage.exists(name)


def test_a_second_run_makes_no_second_certificate(mon, held):
    assert len(purge_authority(authority=mon)) == 1
    assert purge_authority(authority=mon) == []
    assert purge_extract(extract=held) is None
    assert PurgeCertificate.objects.count() == 1


def test_the_waiting_row_goes_with_the_next_purge_after_the_decision(mon, held, manager):
    purge_authority(authority=mon)
    case = confirm_candidate(by=manager, candidate=held.waiting, findings=findings())
    certificate = purge_authority(authority=mon)[0]
    assert (certificate.counts, certificate.kept) == ({Outcome.UNMATCHED: 1}, 0)
    assert not ExtractRow.objects.exists()
    skeleton = Candidate.objects.get(pk=held.waiting.pk)
    assert (skeleton.row, skeleton.case, skeleton.decided_by) == (None, case, manager)
    assert set(tables_that_hold(SURNAME)) == {"records_child", "records_cmerecord"}
    assert purge_authority(authority=mon) == []


def test_after_purge_and_erasure_no_table_knows_the_child(mon, held, manager):
    purge_authority(authority=mon)
    fingerprint = held.waiting.fingerprint
    case = confirm_candidate(by=manager, candidate=held.waiting, findings=findings())
    purge_authority(authority=mon)
    close_case(by=manager, case=case, reason="eotas", evidence=f"{SURNAME}: PRU")
    assert "lhb_ingest_candidate" in tables_that_hold(fingerprint)
    erase_case(by=manager, case=case)
    assert tables_that_hold(SURNAME) == {} and tables_that_hold(fingerprint) == {}
    assert Candidate.objects.get(case=case).decided_by == manager


def test_a_purged_waiting_candidate_is_still_known_next_month(mon, held, data_officer):
    purge_authority(authority=mon)
    row = ExtractRow.objects.get()
    again = somebody(
        forenames=row.forenames, surname=row.surname, born_on=row.born_on, address=row.address, postcode=row.postcode
    )
    assert review(data_officer, HEALTH, again).rows.get().outcome == Outcome.KNOWN_CANDIDATE


def test_a_dismissed_child_is_still_known_after_the_purge(mon, data_officer, manager):
    child = somebody()
    extract = approved(data_officer, manager, HEALTH, child)
    dismiss_candidate(by=manager, candidate=candidate_of(extract, child), reason="moved")
    make_due(extract)
    purge_authority(authority=mon)
    assert review(data_officer, HEALTH, child, somebody()).rows.get(source_ref=child.ref).outcome == "dismissed_before"


def test_a_list_that_nobody_approved_goes_too_and_its_counts_stay(mon, data_officer):
    extract = review(data_officer, HEALTH, somebody(), somebody(postcode="CF10 5TA"))
    make_due(extract)
    assert purge_authority(authority=mon)[0].counts == {Outcome.UNMATCHED: 1, Outcome.OUTSIDE_AREA: 1}
    extract.refresh_from_db()
    assert extract.state == ExtractState.PURGED
    assert (extract.counts[Outcome.UNMATCHED], extract.counts[Outcome.OUTSIDE_AREA]) == (1, 1)


def test_an_education_list_goes_and_its_roll_stays(mon, list_officer, manager):
    extract = approved(list_officer, list_officer, SCHOOL, somebody(), somebody())
    make_due(extract)
    certificate = purge_authority(authority=mon, by=manager)[0]
    assert (certificate.counts, certificate.purged_by) == ({Outcome.NEW_ENTRY: 2}, manager)
    assert RollEntry.objects.current().count() == 2
    assert not ExtractRow.objects.exists()


def test_the_timetable_purges_every_authority(mon, held):
    purge_due()
    assert PurgeCertificate.objects.count() == 1


def test_a_fault_in_one_purge_stops_no_other(mon, held, data_officer, manager, monkeypatch, caplog):
    other = approved(data_officer, manager, HEALTH, somebody())
    make_due(other)
    purge = tasks.actions.purge_extract

    def purge_but_one(*, extract):
        if extract.pk == held.pk:
            raise ValueError(SURNAME)
        return purge(extract=extract)

    monkeypatch.setattr(tasks.actions, "purge_extract", purge_but_one)
    purge_due()
    assert [each.extract for each in PurgeCertificate.objects.all()] == [other]
    assert f"List {held.pk} could not be purged" in caplog.text


def test_a_file_of_no_list_goes_after_a_day(mon, held):
    stray = default_storage.save("660/stray", ContentFile(b"names"))
    assert sweep_files(authority=held.authority) == 0  # a request may just be storing it
    with time_machine.travel(timezone.now() + datetime.timedelta(days=2)):
        assert sweep_files(authority=held.authority) >= 1  # earlier tests left some too
    assert not default_storage.exists(stray)
    assert default_storage.exists(Extract.objects.get(pk=held.pk).file.name)
