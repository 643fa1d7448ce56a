"""Disposal of records whose legal basis has ended: dated data, decided by people, done by a worker, proven."""

import datetime
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command
from django.urls import reverse

from records.actions import (
    begin_disposal,
    close_case,
    decide_disposal,
    dispose_piece,
    disposing,
    drop_disposal,
    enter_on_database,
    prepare_disposal,
    remove_record,
)
from records.actions.disposing import decisions_fingerprint, digest_of, faulty_certificates, records_of_ended
from records.choices import Role
from records.errors import Refused
from records.models import Authority, Case, CMERecord, DisposalCertificate, DisposalItem, DisposalRun, Regime
from records.rules import regime_for
from records.tasks import resume_long_work, run_disposal
from tests.factories import CaseFactory, RecordFactory, authority, make_user
from tests.world import FINDINGS

LAST_DAY, DAY_AFTER = datetime.date(2026, 4, 7), datetime.date(2026, 4, 8)


@pytest.fixture
def manager(db):
    return make_user(Role.CASE_MANAGER, name="Mair Manager")


@pytest.fixture
def pilot(mon):
    return Regime.objects.get(pk="PILOT_2025")


@pytest.fixture
def records(mon, caseworker):
    cases = CaseFactory.create_batch(5, opened_by=caseworker)
    for case in cases[:4]:
        RecordFactory(case=case, regime_id="PILOT_2025")
    RecordFactory(case=cases[4])  # on the legal basis of today
    return list(CMERecord.objects.filter(regime="PILOT_2025").order_by("pk"))


def decided(run: DisposalRun, by, records, decision: str) -> None:
    items = list(run.items.filter(record__in=[record.pk for record in records]).values_list("pk", flat=True))
    decide_disposal(by=by, run=run, items=items, decision=decision, reason="Because")


def test_the_pilot_ended_on_the_8th_of_april_2026(mon, manager, pilot, records):
    assert pilot.valid_to == LAST_DAY
    with time_machine.travel(f"{LAST_DAY}T12:00Z"), pytest.raises(Refused, match="has not ended"):
        prepare_disposal(by=manager, authority=mon, regime=pilot)
    assert not records_of_ended(mon, LAST_DAY).exists() and records_of_ended(mon, DAY_AFTER).count() == 4
    with time_machine.travel(f"{DAY_AFTER}T00:30Z"):
        assert prepare_disposal(by=manager, authority=mon, regime=pilot).items.count() == 4


def test_each_record_is_removed_or_kept_as_somebody_decided(mon, manager, pilot, records):
    run = prepare_disposal(by=manager, authority=mon, regime=pilot)
    decided(run, manager, records[:3], "remove")
    with pytest.raises(Refused, match="nobody has said"):
        begin_disposal(by=manager, run=run, count=4)
    decided(run, manager, records[3:], "rebase")
    decided(run, manager, records[2:3], "rebase")  # thought better of it
    with pytest.raises(Refused, match="changed meanwhile"):
        begin_disposal(by=manager, run=run, count=3)
    begin_disposal(by=manager, run=run, count=4)
    with pytest.raises(Refused, match="nothing more can be decided"):
        decided(run, manager, records[:1], "rebase")
    with pytest.raises(Refused, match="no longer be taken back"):
        drop_disposal(by=manager, run=run)
    run_disposal("660", run.pk)
    run_disposal("660", run.pk)  # twice handed out is once done
    assert set(CMERecord.objects.values_list("regime", flat=True)) == {"S436A"} and CMERecord.objects.count() == 3
    gone = Case.objects.get(pk=records[0].case_id).events.get(kind="removed")
    assert gone.detail["ground"] == "regime_end" and gone.detail["since"] == "2026-04-07" and gone.by == manager
    kept = Case.objects.get(pk=records[3].case_id).events.get(kind="rebased")
    assert (kept.detail["from"], kept.detail["to"]) == ("PILOT_2025", "S436A")
    certificate = DisposalCertificate.objects.get()
    assert (certificate.number, certificate.counts) == (1, {"rebase": 2, "remove": 2})
    assert certificate.digest == digest_of(certificate)
    assert certificate.decisions_fingerprint == decisions_fingerprint(run) and faulty_certificates(mon) == []
    DisposalItem.objects.filter(decision="rebase").update(outcome="remove")
    assert certificate.decisions_fingerprint != decisions_fingerprint(run)  # altered afterwards: it shows
    assert faulty_certificates(mon) == [1]
    with pytest.raises(SystemExit):
        call_command("verify_certificates", authority="660", stdout=StringIO(), stderr=StringIO())


def test_what_went_or_came_meanwhile(mon, manager, pilot, records, caseworker):
    run = prepare_disposal(by=manager, authority=mon, regime=pilot)
    decided(run, manager, records, "remove")
    close_case(by=caseworker, case=records[0].case, reason="eotas", evidence="Letter")  # takes its record with it
    late = RecordFactory(case=CaseFactory(opened_by=caseworker), regime_id="PILOT_2025")
    with pytest.raises(Refused, match="have come to this legal basis since"):
        begin_disposal(by=manager, run=run, count=4)
    assert prepare_disposal(by=manager, authority=mon, regime=pilot) == run  # brought up to date
    assert run.items.count() == 4 and run.items.filter(decision="").get().record == late.pk
    decided(run, manager, [late], "remove")
    begin_disposal(by=manager, run=run, count=4)
    remove_record(by=caseworker, case=late.case, ground="entry_error")
    run_disposal("660", run.pk)
    assert DisposalCertificate.objects.get().counts == {"gone": 1, "remove": 3}


def test_a_lost_run_is_taken_up_where_it_stood(mon, manager, pilot, records, monkeypatch):
    monkeypatch.setattr(disposing, "A_PIECE", 3)
    run = prepare_disposal(by=manager, authority=mon, regime=pilot)
    decided(run, manager, records, "rebase")
    begin_disposal(by=manager, run=run, count=4)
    assert dispose_piece(run_id=run.pk) and run.items.exclude(done_at=None).count() == 3
    handed: list[tuple] = []
    monkeypatch.setattr(run_disposal, "delay", lambda *given: handed.append(given))
    resume_long_work()
    assert handed == [("660", run.pk)]
    run_disposal(*handed[0])
    assert DisposalCertificate.objects.get().counts == {"rebase": 4}


def test_the_second_certificate_carries_the_digest_of_the_first(mon, manager, pilot, records, caseworker):
    for _ in range(2):
        run = prepare_disposal(by=manager, authority=mon, regime=pilot)
        decided(run, manager, CMERecord.objects.filter(regime=pilot), "remove")
        begin_disposal(by=manager, run=run, count=run.items.count())
        run_disposal("660", run.pk)
        RecordFactory(case=CaseFactory(opened_by=caseworker), regime_id="PILOT_2025")
    second, first = DisposalCertificate.objects.all()
    assert (first.previous, second.previous) == ("", first.digest)


def test_a_manager_decides_by_group_confirms_the_number_and_sees_what_came_of_it(
    client, mon, manager, pilot, records, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr(run_disposal, "delay", run_disposal)
    client.force_login(manager)
    assert "The legal basis of this record has ended" in client.get(reverse("case", args=[records[0].case_id])).text
    assert "Records held: 4" in client.get(reverse("disposals")).text
    start = client.post(reverse("disposal_new"), {"regime": "PILOT_2025"})
    address = start["Location"]
    given = {"decision": "rebase", "reason": "The work goes on"}
    assert "Choose the records first." in client.post(address, given).text
    assert "Give the reason." in client.post(address, {"all": "1", "decision": "remove"}).text
    one = DisposalItem.objects.order_by("pk").first()
    client.post(address, given | {"decision": "remove", "pick": [one.pk]})
    page = client.post(f"{address}?group=undecided", given | {"all": "1"}, follow=True).text
    assert "To be removed: 1. To be kept: 3. Nobody has decided: 0." in page
    begin = reverse("disposal_begin", args=[one.run_id])
    assert "cannot be brought back" in client.get(begin).text
    with django_capture_on_commit_callbacks(execute=True):
        client.post(begin, {"count": "4"})
    done = client.get(address).text
    assert "Removed: 1" in done and "Kept on the legal basis of that day: 3" in done and "Certificate number 1" in done
    client.force_login(make_user(Role.AUDITOR))
    seen = client.get("/cy" + reverse("disposals")).text
    assert DisposalCertificate.objects.get().digest in seen and records[0].case.child.surname not in seen
    assert client.get(address).status_code == 403


def test_a_list_of_which_nothing_was_done_is_taken_back(client, mon, manager, pilot, records):
    run = prepare_disposal(by=manager, authority=mon, regime=pilot)
    client.force_login(manager)
    client.post(reverse("disposal_drop", args=[run.pk]))
    assert not DisposalRun.objects.exists() and CMERecord.objects.count() == 5


def test_the_list_of_a_run_takes_as_many_queries_for_many_as_for_few(
    client, mon, manager, pilot, records, caseworker, django_assert_max_num_queries
):
    client.force_login(manager)
    for case in CaseFactory.create_batch(20, opened_by=caseworker):
        RecordFactory(case=case, regime_id="PILOT_2025")
    run = prepare_disposal(by=manager, authority=mon, regime=pilot)
    with django_assert_max_num_queries(25):
        client.get(reverse("disposal", args=[run.pk]))


def test_a_register_of_children_not_in_school_can_be_added_as_data(mon, caseworker):
    """Section 436B: a first day in the row is all that it needs; what was made before keeps its own basis."""
    before = RecordFactory(case=CaseFactory(opened_by=caseworker))
    Regime.objects.filter(pk="CNIS_436B").update(valid_from=datetime.date(2026, 9, 1))
    assert regime_for(authority(), Regime.objects.all(), datetime.date(2026, 8, 31)).pk == "S436A"
    assert regime_for(authority(), Regime.objects.all(), datetime.date(2026, 9, 1)).pk == "CNIS_436B"
    Regime.objects.create(
        code="NEW", name="New law", name_cy="Deddf newydd", source="c. 1", valid_from="2026-10-01", rank=99
    )
    with time_machine.travel("2026-10-05T12:00Z"):
        case = CaseFactory(opened_by=caseworker, child__born_on=datetime.date(2016, 3, 1))
        assert enter_on_database(by=caseworker, case=case, findings=FINDINGS).regime_id == "NEW"
    assert before.regime_id == "S436A" and Authority.objects.get(pk="660").is_pilot
