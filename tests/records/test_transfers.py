"""Regulation 6: another authority is told within 28 days, answers for itself, and the record goes after leaving."""

import csv
import datetime
import io

import pytest
from django.urls import reverse
from django.utils import timezone

from records.actions import accept_transfer, note_told, refuse_transfer, remove_after_leaving, tell_authority
from records.choices import ClockKind
from records.errors import Refused
from records.models import Authority, Case, CMERecord, RecordParent, Transfer
from records.packs import as_csv, as_pdf, lines_of
from records.scope import scope
from tests.factories import RecordFactory, make_user

TODAY = timezone.localdate()
AWARE = TODAY - datetime.timedelta(days=5)


def gwynedd() -> Authority:
    return Authority.objects.get(pk="661")


@pytest.fixture
def case(mon, caseworker) -> Case:
    record = RecordFactory(case__child__surname="Symudol", case__child__forenames="Siân")
    RecordParent.objects.create(record=record, authority=mon, name="=Mam Symudol", telephone="01248 000000")
    return record.case


@pytest.fixture
def told(case, caseworker) -> Transfer:
    return tell_authority(by=caseworker, case=case, receiver=gwynedd(), aware_on=AWARE)


def test_told_here_the_days_are_met_on_the_day(told, case):
    clock = case.clocks.get(kind=ClockKind.REG6_NOTICE)
    assert (clock.starts_on, clock.due_on) == (AWARE, AWARE + datetime.timedelta(days=28))
    assert (clock.ended_on, clock.outcome, told.state, told.told_on) == (TODAY, "met", "waiting", TODAY)
    assert told.details["surname"] == "Symudol" and told.details["parents"][0]["telephone"] == "01248 000000"


def test_accepted_is_a_case_of_the_receiver_and_a_state_for_the_sender(told, case):
    theirs = make_user(authority="661")
    with scope(authority="661"):
        opened = accept_transfer(by=theirs, transfer=told)
        assert (opened.authority_id, opened.origin) == ("661", "other_authority")
        assert (opened.referred_by, opened.received_on) == ("Isle of Anglesey", TODAY)
        assert opened.child.full_name == case.child.full_name and opened.child.born_on == case.child.born_on
        assert not Case.objects.filter(pk=case.pk).exists()
        with pytest.raises(Refused, match="answered already"):
            accept_transfer(by=theirs, transfer=told)
    told.refresh_from_db()
    assert (told.state, told.details) == ("accepted", {})
    event = case.events.filter(kind="transferred").first()
    assert (event.by, event.detail) == (None, {"transfer": told.pk, "state": "accepted"})
    assert list(Case.objects.all()) == [case]


def test_refused_with_a_reason_the_case_goes_on(told, case):
    theirs = make_user(authority="661")
    with scope(authority="661"):
        with pytest.raises(Refused):
            refuse_transfer(by=theirs, transfer=told, why=" ")
        refuse_transfer(by=theirs, transfer=told, why="Not at this address")
    told.refresh_from_db()
    assert (told.state, told.answer, told.details) == ("refused", "Not at this address", {})
    case.refresh_from_db()
    assert case.closed_on is None


def test_nobody_else_answers(told, caseworker):
    with pytest.raises(Refused, match="Only the authority"):
        accept_transfer(by=caseworker, transfer=told)


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"receiver": "661", "receiver_name": "Shropshire"},
        {"receiver": "660"},
        {"receiver_name": "Shropshire", "aware_on": TODAY + datetime.timedelta(days=1)},
        {"receiver_name": "Shropshire", "aware_on": datetime.date(1990, 1, 1)},
    ],
)
def test_what_cannot_be_told(case, caseworker, given):
    given = {"aware_on": AWARE} | given
    if "receiver" in given:
        given["receiver"] = Authority.objects.get(pk=given["receiver"])
    with pytest.raises(Refused):
        tell_authority(by=caseworker, case=case, **given)
    assert not Transfer.objects.exists() and not case.clocks.exists()


def test_elsewhere_the_days_run_until_the_pack_was_sent(case, caseworker):
    transfer = tell_authority(by=caseworker, case=case, receiver_name="Shropshire", aware_on=AWARE)
    clock = case.clocks.get()
    assert (clock.ended_on, transfer.state, transfer.details) == (None, "to_send", {})
    with pytest.raises(Refused, match="being told"):
        tell_authority(by=caseworker, case=case, receiver=gwynedd(), aware_on=AWARE)
    with pytest.raises(Refused, match="before"):
        note_told(by=caseworker, transfer=transfer, on=AWARE - datetime.timedelta(days=1))
    note_told(by=caseworker, transfer=transfer, on=AWARE)
    clock.refresh_from_db()
    assert (clock.ended_on, clock.outcome) == (AWARE, "met")
    with pytest.raises(Refused, match="already"):
        note_told(by=caseworker, transfer=transfer, on=AWARE)


def test_the_record_goes_after_leaving_and_the_case_stays_open(case, caseworker):
    with pytest.raises(Refused, match="Tell the other authority first"):
        remove_after_leaving(by=caseworker, case=case, left_on=AWARE)
    tell_authority(by=caseworker, case=case, receiver=gwynedd(), aware_on=AWARE)
    with pytest.raises(Refused, match="future"):
        remove_after_leaving(by=caseworker, case=case, left_on=TODAY + datetime.timedelta(days=1))
    left = remove_after_leaving(by=caseworker, case=case, left_on=AWARE)
    assert left.closed_on is None and not CMERecord.objects.exists()
    clock = case.clocks.get(kind=ClockKind.REG6_REMOVAL)
    assert (clock.starts_on, clock.ended_on, clock.outcome) == (AWARE, TODAY, "met")
    assert case.events.get(kind="removed").detail["ground"] == "reg6_other_la"
    with pytest.raises(Refused, match="not on the CME database"):
        remove_after_leaving(by=caseworker, case=case, left_on=AWARE)


def test_the_pack_is_in_both_languages_and_runs_no_formula(case, caseworker):
    transfer = tell_authority(by=caseworker, case=case, receiver_name="#panic()", aware_on=AWARE)
    lines = lines_of(case)
    rows = list(csv.reader(io.StringIO(as_csv(lines))))
    assert rows[1] == ["1", "Enw / Name", "Siân Symudol"]
    assert "'=Mam Symudol" in {row[2] for row in rows}
    assert as_pdf(lines, case=case, transfer=transfer).startswith(b"%PDF-")


def test_the_pages_from_telling_to_the_answer(nia, client):
    with scope(authority="660"):
        case = RecordFactory(case__child__surname="Symudol").case
    day = {f"aware_on_{part}": getattr(AWARE, part) for part in ("day", "month", "year")}
    form = {"version": case.version, "receiver": "661", "receiver_name": "", **day}
    shown = nia.post(reverse("case_transfer", args=[case.pk]), form, follow=True).text
    assert "Gwynedd" in shown and "Told, waits for the answer" in shown
    with scope(authority="661"):
        transfer = Transfer.objects.get()
    address = reverse("transfer", args=[transfer.pk])
    assert nia.get(address).status_code == 404  # the sender has its own page of the case
    client.force_login(make_user(authority="661"))
    assert "Symudol" in client.get(reverse("transfers"), {"state": "waiting"}).text
    assert "Symudol" in client.get(address).text
    assert "Say why." in client.post(address, {"answer": "refuse"}).text
    opened = client.post(address, {"answer": "accept"}, follow=True).text
    assert "Isle of Anglesey" in opened and "The case was opened." in opened
    assert "Symudol" not in client.get(address).text


def test_the_pack_and_the_record_after_leaving_on_pages(nia, caseworker):
    with scope(authority="660"):
        case = RecordFactory().case
        tell_authority(by=caseworker, case=case, receiver_name="Shropshire", aware_on=AWARE)
    for form in ("csv", "pdf"):
        assert nia.get(reverse("case_pack", args=[case.pk, form])).status_code == 200
    assert nia.get(reverse("case_pack", args=[case.pk, "exe"])).status_code == 404
    day = {f"on_{part}": getattr(TODAY, part) for part in ("day", "month", "year")}
    assert "Told by a pack" in nia.post(reverse("case_told", args=[case.pk]), day, follow=True).text
    with scope(authority="660"):
        version = Case.objects.get().version
    left = {f"left_on_{part}": getattr(TODAY, part) for part in ("day", "month", "year")}
    shown = nia.post(reverse("case_left", args=[case.pk]), {"version": version, **left}, follow=True).text
    assert "was removed from the CME database" in shown
