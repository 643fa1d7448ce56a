"""What the writers of casework leave in the database: spells, clocks, tasks, closing by two, hand-over, many."""

import datetime
import time

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from records.actions import (
    Held,
    agree_to_closure,
    ask_for_bulk,
    ask_for_closure,
    bulk_piece,
    change_person,
    change_ways,
    close_case,
    correct_child,
    correct_clock,
    do_bulk,
    end_clock,
    hand_over,
    held_by,
    mark_case,
    move_case,
    open_case,
    pause_clock,
    record_enquiry,
    refuse_closure,
    reopen_case,
    save_checklist,
    save_filter,
    save_school_year,
    set_task,
    start_clock,
    unmark_case,
)
from records.choices import Role
from records.errors import Refused
from records.filters import LISTS
from records.models import Authority, Case, Spell, Task
from records.scope import scope
from records.tasks import remind_of_tasks, run_bulk
from tests.factories import CaseFactory, make_user
from tests.world_casework import STEPS, WAYS

DAY = datetime.timedelta(days=1)


@pytest.fixture
def manager(db):
    return make_user(Role.CASE_MANAGER, name="Mair Manager")


def opened(mon, by, **changes) -> Case:
    today = timezone.localdate()
    person = {"forenames": "Mali", "surname": "Môn", "born_on": datetime.date(today.year - 10, 3, 14)}
    home = {"address": "1 Stryd Fawr", "postcode": "LL65 1AA"}
    given = person | home | {"origin": "school", "received_on": today} | changes
    return open_case(by=by, authority=Authority.objects.get(pk="660"), **given)


# ----------------------------------------------------------------------------------------------------------- reopening
def test_a_case_opened_again_is_the_same_case_with_another_spell(mon, caseworker):
    case = opened(mon, caseworker)
    close_case(by=caseworker, case=case, reason="eotas", evidence="Letter")
    case.refresh_from_db()
    again = reopen_case(by=caseworker, case=case, origin="public", received_on=timezone.localdate())
    assert again.pk == case.pk and (again.status, again.closed_on, again.closure_reason) == ("opened", None, "")
    first, second = Spell.objects.filter(case=case)
    assert (first.number, first.reason, first.evidence, second.number, second.closed_on) == (
        1,
        "eotas",
        "Letter",
        2,
        None,
    )
    with pytest.raises(Refused, match="open already"):
        reopen_case(by=caseworker, case=case, origin="public", received_on=timezone.localdate())


def test_it_is_not_opened_again_beside_an_open_case_on_the_same_child(mon, caseworker):
    case = opened(mon, caseworker)
    close_case(by=caseworker, case=case, reason="eotas", evidence="Letter")
    other = opened(mon, caseworker)
    with pytest.raises(Refused, match=other.reference):
        reopen_case(by=caseworker, case=case, origin="public", received_on=timezone.localdate())


# ------------------------------------------------------------------------------------------------------ closing by two
def test_a_risky_closing_needs_a_second_person_and_never_oneself(mon, caseworker, manager):
    change_ways(by=manager, authority=mon, ways=WAYS)
    case = opened(mon, caseworker)
    with pytest.raises(Refused, match="second person"):
        close_case(by=caseworker, case=case, reason="not_found", evidence="Nobody knows")
    asked = ask_for_closure(by=caseworker, case=case, reason="not_found", evidence="Nobody knows")
    with pytest.raises(Refused, match="their own"):
        agree_to_closure(by=caseworker, request=asked)
    refuse_closure(by=manager, request=asked, answer="Ask the landlord")
    assert Case.objects.get(pk=case.pk).status == "opened"
    asked = ask_for_closure(by=caseworker, case=case, reason="not_found", evidence="The landlord neither")
    agree_to_closure(by=manager, request=asked)
    spell = Spell.objects.get(case=case)
    assert (spell.reason, spell.closed_by, spell.approved_by) == ("not_found", caseworker, manager)
    with pytest.raises(Refused, match="answered already"):
        agree_to_closure(by=manager, request=asked)


@pytest.mark.parametrize(("rule", "closes"), [("on_leaving", True), ("until_in_school", False)])
def test_each_authority_closes_in_its_own_way(mon, caseworker, manager, rule, closes):
    """Caerphilly may close when a child leaves; Blaenau Gwent keeps the case until the child is in school elsewhere."""
    change_ways(by=manager, authority=mon, ways=WAYS | {"closure_rule": rule})
    case = opened(mon, caseworker)
    if not closes:
        with pytest.raises(Refused, match="confirmed in education elsewhere"):
            close_case(by=caseworker, case=case, reason="moved_authority", evidence="Moved to Swansea")
    reason = "moved_authority" if closes else "school_elsewhere"
    assert close_case(by=caseworker, case=case, reason=reason, evidence="Confirmed").status == "closed"


# -------------------------------------------------------------------------------------------------------------- clocks
def test_a_clock_is_reckoned_again_when_its_day_is_corrected(mon, caseworker):
    today = timezone.localdate()
    case = opened(mon, caseworker)
    clock = start_clock(by=caseworker, case=case, kind="reg6_notice", starts_on=today)
    assert clock.due_on == today + 28 * DAY
    assert correct_clock(by=caseworker, clock=clock, starts_on=today - 30 * DAY).due_on == today - 2 * DAY
    case.refresh_from_db()
    assert case.next_due_on == today - 2 * DAY
    with pytest.raises(Refused, match="law fixes"):
        pause_clock(by=caseworker, clock=clock, reason="Waiting")
    end_clock(by=caseworker, clock=clock, outcome="met")
    with pytest.raises(Refused, match="ended already"):
        end_clock(by=caseworker, clock=clock, outcome="met")


def test_an_order_follows_only_on_a_notice_whose_days_are_over(mon, caseworker):
    today = timezone.localdate()
    case = opened(mon, caseworker)
    notice = start_clock(by=caseworker, case=case, kind="s437_notice", starts_on=today - 20 * DAY)
    other = start_clock(by=caseworker, case=case, kind="reg6_notice", starts_on=today)
    with pytest.raises(Refused, match="cannot end in that way"):
        end_clock(by=caseworker, clock=other, outcome="order")
    with pytest.raises(Refused, match="after that day"):
        end_clock(by=caseworker, clock=notice, outcome="order", on=notice.due_on)
    ended = end_clock(by=caseworker, clock=notice, outcome="order", on=notice.due_on + DAY)
    assert (ended.outcome, ended.ended_on) == ("order", notice.due_on + DAY)


def test_a_paused_case_pauses_targets_and_never_the_law(mon, caseworker, manager):
    change_ways(by=manager, authority=mon, ways=WAYS)
    with time_machine.travel("2026-11-02 12:00Z"):
        case = opened(mon, caseworker)
        law = start_clock(by=caseworker, case=case, kind="reg6_notice", starts_on=timezone.localdate())
        marker = mark_case(by=caseworker, case=case, kind="paused", reason="In hospital")
        target = case.clocks.get(kind="target_located")
        assert target.paused_on and target.due_on == datetime.date(2026, 12, 12)
    with time_machine.travel("2026-11-12 12:00Z"):
        unmark_case(by=caseworker, marker=marker)
        target.refresh_from_db()
        law.refresh_from_db()
        assert (target.paused_on, target.due_on) == (None, datetime.date(2026, 12, 22))
        assert (law.paused_on, law.due_on) == (None, datetime.date(2026, 11, 30))


def test_term_dates_that_come_later_move_the_clock(mon, caseworker, manager):
    with time_machine.travel("2026-10-21 12:00Z"):
        case = opened(mon, caseworker)
        clock = start_clock(by=caseworker, case=case, kind="off_roll_return", starts_on=datetime.date(2026, 10, 16))
        assert (clock.due_on, clock.is_provisional) == (datetime.date(2026, 10, 30), True)
        halves = [(datetime.date(2026, 9, 2), datetime.date(2026, 10, 23))]
        halves.append((datetime.date(2026, 11, 2), datetime.date(2026, 12, 18)))
        assert save_school_year(by=manager, authority=mon, year=2026, terms=halves, closed=[]) == 1
        clock.refresh_from_db()
        assert (clock.due_on, clock.is_provisional) == (datetime.date(2026, 11, 6), False)


def test_a_located_child_reaches_the_targets(mon, caseworker, manager):
    change_ways(by=manager, authority=mon, ways=WAYS | {"contact_within_days": 5, "outcome_within_days": 90})
    case = opened(mon, caseworker)
    move_case(by=caseworker, case=case, to="located")
    assert set(case.clocks.filter(outcome="met").values_list("kind", flat=True)) == {"target_contact", "target_located"}
    close_case(by=caseworker, case=case, reason="eotas", evidence="Letter")
    assert not case.clocks.filter(ended_on=None).exists()


# ----------------------------------------------------------------------------------------------- checklist, tasks, post
def test_a_checklist_has_versions_and_open_cases_keep_theirs(mon, caseworker, manager):
    before = opened(mon, caseworker)
    save_checklist(by=manager, authority=mon, steps=STEPS, version=0)
    with pytest.raises(Refused, match="meanwhile"):
        save_checklist(by=manager, authority=mon, steps=STEPS, version=0)
    after = opened(mon, caseworker, forenames="Nel")
    assert before.enquiries.count() > 10 and [each.key for each in after.enquiries.all()] == ["own_rolls"]
    done = record_enquiry(
        by=caseworker,
        enquiry=after.enquiries.get(),
        result="no_answer",
        checked_on=timezone.localdate(),
        again_on=timezone.localdate() + DAY,
    )
    assert done.result == "no_answer" and after.enquiries.filter(key="own_rolls", checked_on=None).count() == 1


def test_people_are_reminded_once_and_of_no_child(caseworker):
    with scope(authority="660"):
        case = CaseFactory(opened_by=caseworker, assigned_to=caseworker)
        set_task(by=caseworker, case=case, title="Ring Mrs Zzyzx", due_on=timezone.localdate(), assigned_to=caseworker)
        later = timezone.localdate() + DAY
        set_task(by=caseworker, case=case, title="Write", due_on=later, assigned_to=caseworker)
    remind_of_tasks()
    remind_of_tasks()
    [sent] = mail.outbox
    assert sent.to == [caseworker.email] and "Tasgau i'w gwneud: 1" in sent.subject
    assert "Zzyzx" not in sent.subject + sent.body and case.child.surname not in sent.body


def test_whoever_leaves_hands_everything_over(mon, caseworker, administrator):
    heir = make_user(name="Heulwen Heir")
    case = CaseFactory(assigned_to=caseworker, opened_by=caseworker)
    set_task(by=caseworker, case=case, title="Ring", due_on=timezone.localdate(), assigned_to=caseworker)
    assert held_by(caseworker) == Held(1, 1)
    with pytest.raises(Refused, match="Open cases: 1"):
        hand_over(by=heir, person=caseworker, to=[heir], counted=Held(2, 1))
    leave = {"name": caseworker.name, "role": caseworker.role, "authority": mon, "health_board": None}
    with pytest.raises(Refused, match="Open cases: 1"):
        change_person(by=administrator, person=caseworker, is_active=False, **leave)
    change_person(by=administrator, person=caseworker, is_active=False, counted=Held(1, 1), hand_to=heir, **leave)
    assert Case.objects.get(pk=case.pk).assigned_to == heir and Task.objects.get().assigned_to == heir


# --------------------------------------------------------------------------------------------------------- many at once
def test_two_hundred_and_fifty_cases_of_which_three_are_refused_and_named(
    mon, nia, caseworker, monkeypatch, django_capture_on_commit_callbacks
):
    cases = CaseFactory.create_batch(250, opened_by=caseworker, child__surname="Jones")
    for case in cases[:3]:
        close_case(by=caseworker, case=case, reason="eotas", evidence="Letter")
    sent = {"kind": "assign", "all": "1", "query": "status=all", "given": "1", "to": caseworker.pk}
    confirm = nia.post(reverse("bulk_new"), sent, follow=True)
    assert "Cases that will change: 250" in confirm.content.decode()
    assert not Case.objects.filter(assigned_to=caseworker).exists()
    address, asked = confirm.redirect_chain[-1][0], []
    monkeypatch.setattr(run_bulk, "delay", lambda *given: asked.append(given))
    with django_capture_on_commit_callbacks(execute=True):
        waits = nia.post(address, follow=True)
        nia.post(address)  # twice pressed is begun once
    assert "0 of 250" in waits.content.decode() and 'http-equiv="refresh"' in waits.content.decode()
    assert bulk_piece(act_id=asked[0][1])  # a worker that is then lost
    assert "100 of 250" in nia.get(address).content.decode()
    run_bulk(*asked[0])  # the timetable hands it out again
    done = nia.get(address)
    words = done.content.decode()
    assert "Done: 247. Refused: 3." in words
    assert {case.reference for case in done.context["page"]} == {case.reference for case in cases[:3]}
    assert words.count("This case is closed") == 3
    assert Case.objects.filter(assigned_to=caseworker).count() == 247


def test_done_twice_is_done_once(mon, caseworker):
    case = CaseFactory(opened_by=caseworker)
    given = {"title": "Ring", "due_on": timezone.localdate().isoformat(), "to": "nobody"}
    act = ask_for_bulk(by=caseworker, kind="task", cases=[case.pk], given=given)
    with pytest.raises(Refused, match="somebody else"):
        do_bulk(by=make_user(), act=act)
    do_bulk(by=caseworker, act=act)
    do_bulk(by=caseworker, act=act)
    assert Task.objects.count() == 1


def test_a_kept_filter_holds_no_name_of_a_child(mon, caseworker):
    kept = save_filter(by=caseworker, name="Mine", query="list=mine&search=Zzyzx&page=3", is_shared=True)
    assert kept.query == "list=mine"
    with pytest.raises(Refused, match="no filter"):
        save_filter(by=caseworker, name="Other", query="search=Zzyzx", is_shared=False)


# ---------------------------------------------------------------------------------------------------- 50,000 cases
MANY = 50_000
SEARCHES = ["search=sian+4711", "sort=name", "sort=due&page=900", "due=7&flag=paused"]
FILL = """
    INSERT INTO records_child (id, authority_id, forenames, surname, former_names, born_on, address, postcode, made_at)
    SELECT 1000000 + n, '660', 'Siân ' || n, 'Jones' || (n %% 997), '{}', current_date - 3600, '', '', now()
    FROM generate_series(1, %(many)s) n;
    INSERT INTO records_case (id, authority_id, child_id, regime_id, origin, referred_by, received_on, opened_on,
        opened_by_id, assigned_to_id, status, version, changed_at, next_due_on, closure_reason, closure_ground,
        closure_evidence, age_band)
    SELECT 1000000 + n, '660', 1000000 + n, 'S436A', 'school', '', current_date - 9, current_date - 9, %(by)s,
        CASE WHEN n %% 50 = 0 THEN %(by)s END, 'enquiries', 1, now(), current_date - 5 + n %% 60, '', '', '', ''
    FROM generate_series(1, %(many)s) n;
    SELECT cme_analyze('records_child'), cme_analyze('records_case');
"""


def test_lists_of_fifty_thousand_cases_answer_in_few_queries(mon, nia, caseworker, django_assert_max_num_queries):
    with connection.cursor() as cursor:
        cursor.execute(FILL, {"many": MANY, "by": caseworker.pk})
    asked = [f"list={name}" for name in LISTS] + [
        "search=sian+4711",
        "sort=name",
        "sort=due&page=900",
        "due=7&flag=paused",
    ]
    for query in asked:
        began = time.perf_counter()
        with django_assert_max_num_queries(30):
            assert nia.get(f"{reverse('cases')}?{query}").status_code == 200
        assert time.perf_counter() - began < 5, query  # half a second each on two idle cores; these are busy


# ----------------------------------------------------------------------------------------------- two people on one case
def test_the_second_save_sees_old_new_and_its_own_and_loses_nothing(mon, nia, caseworker):
    case = opened(mon, caseworker)
    address = reverse("case_child", args=[case.pk])
    boxes = nia.get(address).context["form"]
    sent = {name: boxes[name].value() for name in ("version", "as_read", "surname", "address", "postcode")}
    sent["source"] = "family"
    born = case.child.born_on
    sent |= {"forenames": "Mali Fflur", "former_names": "", "born_on_day": born.day}
    sent |= {"born_on_month": born.month, "born_on_year": born.year}
    kept = {"surname": "Môn", "former_names": [], "born_on": born, "address": "1 Stryd Fawr", "postcode": "LL65 1AA"}
    correct_child(by=make_user(), case=case, forenames="Malan", **kept)
    late = nia.post(address, sent)
    assert late.context["form"].changes == [
        {"label": "Forenames", "before": "Mali", "now": "Malan", "mine": "Mali Fflur"}
    ]
    words = late.content.decode()
    assert "What somebody changed while you were typing" in words and 'value="Mali Fflur"' in words
    assert Case.objects.get(pk=case.pk).child.forenames == "Malan"
    again = {name: late.context["form"][name].value() for name in ("version", "as_read")}
    assert nia.post(address, sent | again).status_code == 302
    assert Case.objects.get(pk=case.pk).child.forenames == "Mali Fflur"
