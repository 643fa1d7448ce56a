"""The writers of cases and of the CME database, against the real PostgreSQL as the application's own role."""

import datetime
import threading

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from records import actions
from records.actions import FindingGiven, ItemsGiven, ParentGiven, ProviderGiven
from records.choices import CaseStatus, ClosureReason, EventKind, Role
from records.errors import ChangedMeanwhile, Refused
from records.models import Case, CaseEvent, Child, CMERecord, Finding, RecordParent
from records.scope import scope
from tests.factories import CaseFactory, RecordFactory, authority, make_user

FINDINGS = [
    FindingGiven("resident", "family", "Told us on the telephone"),
    FindingGiven("not_registered", "lists_compared"),
    FindingGiven("not_suitable", "presumed", suitability="may_not_be"),
]
STATUTORY = {
    "forenames": "Siân",
    "surname": "Jones",
    "former_names": ["Siân Môn"],
    "born_on": datetime.date(2016, 3, 14),
    "address": "1 Y Stryd Fawr",
    "postcode": "LL65 1AA",
    "address_is": "current",
    "parents": [ParentGiven(name="Gwen Jones", telephone="01407 000000")],
    "providers": [ProviderGiven(name="Canolfan Addysg", address="Llangefni")],
    "aln": "Dyslexia",
    "alp": "",
}


def opened(by, mon, **changes) -> Case:
    given = {
        "forenames": "Siân",
        "surname": "Jones",
        "born_on": timezone.localdate().replace(year=timezone.localdate().year - 10, day=14),
        "address": "1 Y Stryd Fawr",
        "postcode": "LL65 1AA",
        "origin": "health_list",
        "received_on": timezone.localdate(),
    }
    return actions.open_case(by=by, authority=mon, **{**given, **changes})


def kinds(case: Case) -> list[str]:
    return list(case.events.order_by("pk").values_list("kind", flat=True))


def test_a_case_is_opened_with_its_event(mon, caseworker):
    case = opened(caseworker, mon, former_names=["Siân Môn"], referred_by="Ysgol", origin="school")
    assert (case.status, case.opened_by, case.child.former_names) == ("opened", caseworker, ["Siân Môn"])
    assert case.reference.startswith("660-")
    event = case.events.get()
    assert (event.kind, event.by, event.detail["origin"]) == (EventKind.OPENED, caseworker, "school")
    assert not CMERecord.objects.exists()


def test_the_three_findings_put_the_child_on_the_database(mon, caseworker):
    case = opened(caseworker, mon, findings=FINDINGS)
    assert kinds(case) == ["opened", "finding", "finding", "finding", "entered"]
    assert case.record.full_name == "Siân Jones" and case.record.postcode == "LL65 1AA"
    assert (case.record.regime_id, case.record.address_is) == (case.regime_id, "last_known")
    assert set(case.findings.values_list("condition", flat=True)) == {"resident", "not_registered", "not_suitable"}


@pytest.mark.parametrize(
    ("today", "regime"), [("2026-04-07", "PILOT_2025"), ("2026-04-08", "S436A"), ("2025-04-07", "S436A")]
)
def test_the_regime_is_the_one_of_the_day(mon, caseworker, today, regime):
    with time_machine.travel(f"{today} 12:00:00+00:00", tick=False):
        case = opened(caseworker, mon, findings=FINDINGS)
    assert (case.regime_id, case.record.regime_id) == (regime, regime)


def replaced(condition: str, **changes) -> list[FindingGiven]:
    return [
        FindingGiven(**{**vars(finding), **changes}) if finding.condition == condition else finding
        for finding in FINDINGS
    ]


@pytest.mark.parametrize(
    "findings",
    [
        [],
        FINDINGS[:2],
        [*FINDINGS[:2], FINDINGS[0]],
        [*FINDINGS, FINDINGS[0]],
        replaced("resident", basis=""),
        replaced("resident", basis="lists_compared"),
        replaced("resident", basis="other", note=" "),
        replaced("not_suitable", suitability=""),
        replaced("not_registered", suitability="is_not"),
    ],
)
def test_without_three_sound_findings_nothing_is_written(mon, caseworker, findings):
    with pytest.raises(Refused):
        opened(caseworker, mon, findings=findings)
    assert not Child.objects.exists() and not CaseEvent.objects.exists()


@pytest.mark.parametrize("years", [2, 17])
def test_a_child_outside_compulsory_school_age_is_refused(mon, caseworker, years):
    born_on = timezone.localdate().replace(year=timezone.localdate().year - years, day=14)
    for refused in (born_on, None):
        with pytest.raises(Refused):
            opened(caseworker, mon, born_on=refused)


@pytest.mark.parametrize("days", [1, -365 * 11, -365 * 25, -365 * 2000])
def test_a_referral_from_the_future_or_from_before_the_birth_is_refused(mon, caseworker, days):
    with pytest.raises(Refused):
        opened(caseworker, mon, received_on=timezone.localdate() + datetime.timedelta(days))


def test_a_child_enters_the_database_once(mon, caseworker):
    case = opened(caseworker, mon)
    actions.enter_on_database(by=caseworker, case=case, findings=FINDINGS)
    with pytest.raises(Refused):
        actions.enter_on_database(by=caseworker, case=case, findings=FINDINGS)
    assert Finding.objects.count() == 3


# ----------------------------------------------------------------------------------------------------- correcting
def test_a_child_is_corrected_with_the_names_of_the_items_only(mon, caseworker):
    case = opened(caseworker, mon, findings=FINDINGS)
    child = case.child
    given = {name: getattr(child, name) for name in ("forenames", "surname", "former_names", "address", "postcode")}
    given |= {"by": caseworker, "case": case, "born_on": child.born_on}
    version = case.version
    assert actions.correct_child(**given).version == version  # nothing changed
    new = {"surname": "Jônes", "born_on": child.born_on - datetime.timedelta(days=1), "postcode": "LL58 8AA"}
    assert actions.correct_child(**given | new, version=version).version == version + 1
    child.refresh_from_db()
    assert (child.surname, child.born_on, child.postcode) == tuple(new.values())
    event = case.events.first()
    assert (event.kind, event.by) == (EventKind.CHILD_CORRECTED, caseworker)
    assert event.detail == {"items": ["surname", "born_on", "postcode"]}
    assert CMERecord.objects.get().surname == "Jones"
    with pytest.raises(ChangedMeanwhile):
        actions.correct_child(**given, version=version)


def test_a_child_is_not_corrected_to_what_cannot_be(mon, caseworker):
    case, today = opened(caseworker, mon), timezone.localdate()
    given = {"forenames": "Siân", "surname": "Jones", "former_names": [], "address": "", "postcode": ""}
    given |= {"by": caseworker, "case": case}
    for born_on in (today + datetime.timedelta(days=1), today.replace(year=1900), today.replace(year=16)):
        with pytest.raises(Refused):
            actions.correct_child(**given, born_on=born_on)
    with pytest.raises(Refused):
        actions.correct_child(**given | {"forenames": " ", "surname": ""}, born_on=case.child.born_on)
    actions.close_case(by=caseworker, case=case, reason="died", evidence="A letter")
    with pytest.raises(Refused):
        actions.correct_child(**given, born_on=case.child.born_on)


# ------------------------------------------------------------------------------------------------- moving, noting
def test_a_case_moves_by_the_table(mon, caseworker):
    case = opened(caseworker, mon)
    moved = actions.move_case(by=caseworker, case=case, to=CaseStatus.ENQUIRIES, version=case.version)
    assert (moved.status, moved.version) == ("enquiries", case.version + 1)
    assert case.events.first().detail == {"from": "opened", "to": "enquiries"}
    with pytest.raises(Refused):
        actions.move_case(by=caseworker, case=moved, to=CaseStatus.OPENED, version=moved.version)
    with pytest.raises(Refused):
        actions.move_case(by=caseworker, case=moved, to=CaseStatus.CLOSED, version=moved.version)


def test_the_second_of_two_saves_is_refused(mon, caseworker):
    case = opened(caseworker, mon)
    actions.move_case(by=caseworker, case=case, to=CaseStatus.ENQUIRIES, version=1)
    with pytest.raises(ChangedMeanwhile):
        actions.move_case(by=caseworker, case=case, to=CaseStatus.LOCATED, version=1)
    with pytest.raises(ChangedMeanwhile):
        actions.assign_case(by=caseworker, case=case, to=caseworker, version=1)
    case.refresh_from_db()
    assert (case.status, case.assigned_to) == ("enquiries", None)


def test_a_note_may_come_after_closing(mon, caseworker):
    case = CaseFactory()
    actions.close_case(by=caseworker, case=case, reason=ClosureReason.NOT_FOUND, evidence="Everything was tried")
    note = actions.note_on_case(by=caseworker, case=case, text="  The school rang.\r\n")
    assert note.text == "The school rang."
    assert case.events.first().detail == {}  # no text in an event
    with pytest.raises(Refused):
        actions.note_on_case(by=caseworker, case=case, text=" \n")


def test_the_same_note_twice_within_a_minute_is_one(mon, caseworker):
    case, given = CaseFactory(), {"text": "The school rang."}
    with time_machine.travel("2026-11-02 10:00:00+00:00", tick=False) as clock:
        first = actions.note_on_case(by=caseworker, case=case, **given)
        clock.shift(59)
        assert actions.note_on_case(by=caseworker, case=case, text=" The school rang.\n") == first
        others = [
            actions.note_on_case(by=make_user(), case=case, **given),
            actions.note_on_case(by=caseworker, case=CaseFactory(), **given),
            actions.note_on_case(by=caseworker, case=case, text="The school rang again."),
        ]
        clock.shift(2)
        others.append(actions.note_on_case(by=caseworker, case=case, **given))
    assert len({note.pk for note in (first, *others)}) == 5
    assert (case.notes.count(), case.events.count()) == (4, 4)


def test_a_fact_keeps_its_history(mon, caseworker):
    case = CaseFactory()
    today = timezone.localdate()
    given = {"by": caseworker, "case": case, "source": "school"}
    actions.record_fact(kind="fsm", value="no", as_at=today - datetime.timedelta(days=30), **given)
    actions.record_fact(kind="fsm", value="yes", as_at=today, **given)
    assert [fact.value for fact in case.facts.filter(kind="fsm")] == ["yes", "no"]
    assert case.events.first().detail == {"fact": "fsm", "source": "school"}
    with pytest.raises(Refused):
        actions.record_fact(kind="fsm", value="yes", as_at=today + datetime.timedelta(days=1), **given)
    with pytest.raises(ValueError):
        actions.record_fact(kind="fsm", value="statement", as_at=today, **given)


def test_a_case_goes_only_to_a_caseworker_of_the_authority(mon, caseworker):
    case = CaseFactory()
    assert actions.assign_case(by=caseworker, case=case, to=caseworker).assigned_to == caseworker
    for wrong in (
        make_user(Role.CASEWORKER, authority="661"),
        make_user(Role.LIST_OFFICER),
        make_user(Role.CASEWORKER, is_active=False),
    ):
        with pytest.raises(Refused):
            actions.assign_case(by=caseworker, case=case, to=wrong)
    assert actions.assign_case(by=caseworker, case=case, to=None).assigned_to is None
    assert kinds(case) == ["assigned", "assigned"]


# ---------------------------------------------------------------------------------------------- closing, removing
@pytest.mark.parametrize("reason", [reason for reason in ClosureReason.values if reason != "over_age"])
def test_closing_removes_the_record_on_its_ground(mon, caseworker, reason):
    record = RecordFactory()
    case, key = record.case, record.pk
    actions.record_statutory_items(by=caseworker, case=case, items=ItemsGiven(**STATUTORY))
    closed = actions.close_case(by=caseworker, case=case, reason=reason, evidence="A letter")
    assert (closed.status, closed.closed_by, closed.closure_reason) == ("closed", caseworker, reason)
    stays = reason == ClosureReason.NOT_FOUND
    assert CMERecord.objects.filter(pk=key).exists() is stays
    assert RecordParent.objects.exists() is stays
    removed = case.events.filter(kind=EventKind.REMOVED).first()
    assert bool(removed) is not stays
    if removed:
        assert removed.detail == {
            "record": key,
            "ground": closed.closure_ground,
            "regime": "S436A",
            "entered_on": timezone.localdate().isoformat(),
        }


def test_a_case_is_closed_once_with_evidence_and_on_a_possible_day(mon, caseworker):
    case = CaseFactory()
    given = {"by": caseworker, "case": case, "reason": ClosureReason.MAINTAINED_SCHOOL}
    for wrong in (
        {"evidence": " "},
        {"evidence": "x", "on": timezone.localdate() + datetime.timedelta(days=1)},
        {"evidence": "x", "on": case.opened_on - datetime.timedelta(days=1)},
        {"evidence": "x", "reason": ClosureReason.OVER_AGE},
    ):
        with pytest.raises(Refused):
            actions.close_case(**{**given, **wrong})
    assert not case.events.exists()
    actions.close_case(**given, evidence="On the roll")
    with pytest.raises(Refused):
        actions.close_case(**given, evidence="On the roll")
    with pytest.raises(Refused):
        actions.assign_case(by=caseworker, case=case, to=caseworker)


def test_a_child_too_old_may_be_closed_as_such(mon, caseworker):
    case = CaseFactory(child__born_on=datetime.date(2005, 1, 1))
    assert actions.close_case(by=caseworker, case=case, reason="over_age", evidence="By date of birth").closure_ground


@pytest.fixture
def never_found(mon, caseworker):
    """A closed case whose record stayed."""
    case = RecordFactory().case
    return actions.close_case(by=caseworker, case=case, reason="not_found", evidence="Everything was tried")


def test_the_record_of_a_closed_case_is_removed_on_a_ground(never_found, caseworker):
    today = timezone.localdate()
    given = {"by": caseworker, "case": never_found, "ground": "registered_pupil", "on": today}
    for wrong in (
        {"ground": "no_ground"},
        {"ground": "x"},
        {"ground": "reg11_age"},  # by the birthday, not yet
        {"on": today + datetime.timedelta(days=1)},
        {"on": never_found.opened_on - datetime.timedelta(days=1)},
        {"version": never_found.version - 1},
    ):
        with pytest.raises(Refused):
            actions.remove_after_closing(**given | wrong)
    assert CMERecord.objects.exists()
    actions.remove_after_closing(**given, version=never_found.version)
    event = never_found.events.first()
    assert (event.kind, event.by, event.detail["ground"]) == (EventKind.REMOVED, caseworker, "registered_pupil")
    assert event.detail["since"] == today.isoformat() and not CMERecord.objects.exists()
    with pytest.raises(Refused):
        actions.remove_after_closing(**given)
    never_found.refresh_from_db()
    assert (never_found.status, never_found.closure_reason) == ("closed", "not_found")


def test_the_record_of_an_open_case_goes_by_closing_only(mon, caseworker):
    case = RecordFactory().case
    with pytest.raises(Refused):
        actions.remove_after_closing(by=caseworker, case=case, ground="died", on=timezone.localdate())


# ------------------------------------------------------------------------------------------------ the six items
def test_the_six_items_are_kept_up_to_date(mon, caseworker):
    case = RecordFactory().case
    record = actions.record_statutory_items(by=caseworker, case=case, items=ItemsGiven(**STATUTORY))
    assert record.parents.get().name == "Gwen Jones" and record.providers.get().address == "Llangefni"
    event = case.events.first()
    assert event.kind == EventKind.RECORD_CHANGED
    assert {"parents", "providers", "aln"} <= set(event.detail["items"])
    assert "Gwen" not in str(event.detail)
    case.refresh_from_db()
    version = case.version
    actions.record_statutory_items(
        by=caseworker, case=case, items=ItemsGiven(**STATUTORY), version=version
    )  # the same again
    case.refresh_from_db()
    assert (case.version, case.events.count()) == (version, 1)
    actions.record_statutory_items(by=caseworker, case=case, items=ItemsGiven(**{**STATUTORY, "parents": []}))
    assert case.events.first().detail == {"items": ["parents"]} and not record.parents.exists()


@pytest.mark.parametrize("years", [-1, 26, 900])
def test_a_birthday_that_cannot_be_is_refused(mon, caseworker, years):
    case, today = RecordFactory().case, timezone.localdate()
    items = ItemsGiven(**{**STATUTORY, "born_on": datetime.date(today.year - years, 1, 1)})
    with pytest.raises(Refused):
        actions.record_statutory_items(by=caseworker, case=case, items=items)
    assert not case.events.exists()


def test_there_is_no_record_to_change_before_the_findings(mon, caseworker):
    with pytest.raises(Refused):
        actions.record_statutory_items(by=caseworker, case=CaseFactory(), items=ItemsGiven(**STATUTORY))


# -------------------------------------------------------------------------------------------------------- likeness
@pytest.mark.parametrize(
    ("forenames", "surname", "same_day", "found"),
    [
        ("Sian", "JONES", False, True),  # the same names without their accents
        ("Siân Mair", "Jones", False, True),
        ("Siân", "Hughes", True, True),  # the same birthday and one name the same
        ("Mair", "Jones", True, True),
        ("Mair", "Jones", False, False),
        ("Owain", "Hughes", True, False),
        ("Jones", "Siân", False, True),  # exchanged
        ("", "", True, False),
    ],
)
def test_similar_open_cases(mon, caseworker, forenames, surname, same_day, found):
    case = CaseFactory(child__forenames="Siân", child__surname="Jones")
    closed = CaseFactory(child__forenames="Siân", child__surname="Jones")
    actions.close_case(by=caseworker, case=closed, reason="not_found", evidence="x")
    born_on = case.child.born_on + datetime.timedelta(days=0 if same_day else 1)
    similar = actions.similar_open_cases(authority=mon, forenames=forenames, surname=surname, born_on=born_on)
    assert list(similar) == ([case] if found else [])


@pytest.mark.parametrize(
    ("forenames", "surname", "days", "is_same"),
    [
        ("Sian", "JONES", 0, True),
        ("Siân Mair", "Jones", 0, True),
        ("Jones", "Siân", 0, True),  # exchanged
        ("Siân", "Jones", 1, False),  # another birthday: for a person to look at, on the page
        ("Siani", "Jones", 0, False),
        ("Mair", "Jones", 0, False),  # a twin
    ],
)
def test_a_child_has_one_open_case_unless_it_is_another_child(mon, caseworker, forenames, surname, days, is_same):
    first = opened(caseworker, mon)
    given = {"forenames": forenames, "surname": surname, "born_on": first.child.born_on + datetime.timedelta(days)}
    if is_same:
        with pytest.raises(Refused, match=first.reference):
            opened(caseworker, mon, **given)
        assert Child.objects.count() == 1
        opened(caseworker, mon, another_child=True, **given)
    else:
        opened(caseworker, mon, **given)
    assert Case.objects.count() == 2


def test_a_child_may_come_back_after_closing(mon, caseworker):
    actions.close_case(by=caseworker, case=opened(caseworker, mon), reason="moved_away", evidence="A letter")
    assert opened(caseworker, mon).status == CaseStatus.OPENED


@pytest.mark.django_db(transaction=True)
def test_of_two_referrals_at_the_same_moment_one_is_refused(caseworker):
    """Each in a connection and a transaction of its own, as two requests are."""
    both, outcomes = threading.Barrier(2, timeout=20), []

    def refer() -> None:
        try:
            with scope(authority="660"):
                both.wait()
                outcomes.append(opened(caseworker, authority("660")).pk)
        except Refused as refused:
            outcomes.append(str(refused))
        finally:
            connection.close()

    threads = [threading.Thread(target=refer) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with scope(authority="660"):
        case = Case.objects.get()
    assert sorted(outcomes, key=str)[0] == case.pk and case.reference in sorted(outcomes, key=str)[1]


# ---------------------------------------------------------------------------------------- the database's own guard
def test_the_database_refuses_what_the_writers_would_not_write(mon):
    case = CaseFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        CaseFactory(child=case.child)
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(status=CaseStatus.CLOSED)


def test_another_authority_sees_none_of_it(mon, caseworker):
    case = opened(caseworker, mon, findings=FINDINGS)
    with scope(authority="661"):
        assert not Case.objects.exists() and not CMERecord.objects.exists() and not CaseEvent.objects.exists()
        with pytest.raises(Case.DoesNotExist):
            actions.move_case(by=caseworker, case=case, to=CaseStatus.ENQUIRIES)
