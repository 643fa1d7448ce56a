"""Returns: made once, looked at, released by a second person, and never touched again."""

import datetime

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from records.choices import Role
from records.errors import Refused
from records.models import Authority
from records.scope import scope
from records.tallies import set_tally
from reporting import figures, previews, tasks
from reporting.models import ReleasedLine, Return, ReturnLine
from reporting.returns import (
    can_look,
    can_release,
    compare_with_records,
    correct_return,
    has_changed,
    look_at_return,
    make_return,
    release_return,
)
from reporting.reviewing import late_lists, review
from tests.factories import CaseFactory, authority, make_user
from tests.reporting.conftest import MONTH

pytestmark = pytest.mark.django_db


def frozen(one):
    return list(one.lines.values_list("pk", "indicator", "category", "value"))


def test_the_same_month_made_twice_changes_nothing(make):
    one = make()
    with scope(authority="660"):
        before = frozen(one)
        again = make_return(authority=authority(), month=MONTH)
        assert (again.pk, again.fingerprint, again.made_at) == (one.pk, one.fingerprint, one.made_at)
        assert frozen(again) == before
        assert before


def test_new_figures_replace_those_that_nobody_has_looked_at(make):
    one = make(cases=7)
    again = make(cases=1)
    assert again.pk == one.pk
    assert again.fingerprint != one.fingerprint
    with scope(authority="660"):
        assert again.lines.get(indicator="cases_opened", category="").value == 8


@pytest.mark.parametrize("step", ["looked at", "released"])
def test_what_was_looked_at_or_released_is_never_touched(make, first, second, step):
    one = make()
    with scope(authority="660"):
        look_at_return(by=first, cme_return=one, fingerprint=one.fingerprint)
        if step == "released":
            release_return(by=second, cme_return=one)
        before = frozen(one)
    assert make(cases=1).fingerprint == one.fingerprint
    with scope(authority="660"):
        assert frozen(one) == before
        assert Return.objects.count() == 1


def test_a_month_that_is_not_over_has_no_return(db):
    with scope(authority="660"), time_machine.travel("2026-01-31 23:30"), pytest.raises(Refused):
        make_return(authority=authority(), month=MONTH)


def test_somebody_looks_and_somebody_else_releases(make, first, second):
    one = make()
    with scope(authority="660"):
        assert can_look(first, one)
        assert not can_release(second, one)
        one = look_at_return(by=first, cme_return=one, fingerprint=one.fingerprint)
        assert not can_look(second, one)
        assert not can_release(first, one)
        assert can_release(second, one)
        one = release_return(by=second, cme_return=one)
        assert not can_release(second, one)
        assert one.state == "released"


def test_the_same_person_may_not_release(make, first):
    one = make()
    with scope(authority="660"):
        look_at_return(by=first, cme_return=one, fingerprint=one.fingerprint)
        with pytest.raises(Refused, match="second person"):
            release_return(by=first, cme_return=one)
        assert not ReleasedLine.objects.exists()


def test_the_database_refuses_the_same_person_too(make, first):
    one = make()
    with scope(authority="660"):
        look_at_return(by=first, cme_return=one, fingerprint=one.fingerprint)
        with pytest.raises(IntegrityError, match="released_by_a_second_person"), transaction.atomic():
            Return.objects.filter(pk=one.pk).update(state="released", released_by=first, released_at=timezone.now())


@pytest.mark.parametrize(("role", "code"), [(Role.CASEWORKER, "660"), (Role.CASE_MANAGER, "661"), (Role.EVALUATOR, "")])
def test_only_a_manager_of_the_authority_looks(make, role, code):
    one = make()
    with scope(authority="660"), pytest.raises(Refused):
        look_at_return(by=make_user(role, code), cme_return=one, fingerprint=one.fingerprint)


def test_figures_made_again_after_the_page_was_opened_are_not_looked_at(make, first):
    seen = make(cases=7).fingerprint
    one = make(cases=1)
    with scope(authority="660"), pytest.raises(Refused, match="made again"):
        look_at_return(by=first, cme_return=one, fingerprint=seen)


def test_released_lines_are_safe(release):
    one = release(cases=7)
    shown = dict(ReleasedLine.objects.filter(cme_return=one, category="").values_list("indicator", "shown"))
    assert shown["cases_opened"] == "5"
    assert shown["cases_closed"] == "0"
    assert set(one.released_lines.filter(indicator="days_to_closure").values_list("shown", flat=True)) == {"[z]"}
    with scope(authority="660"):
        assert one.released_lines.count() == one.lines.count()


def test_small_numbers_do_not_leave(release):
    one = release(cases=3)
    assert one.released_lines.get(indicator="open_cases").shown == "[c]"


def test_released_lines_can_be_neither_changed_nor_deleted(release):
    release()
    for statement in ("UPDATE reporting_releasedline SET shown = '1'", "DELETE FROM reporting_releasedline"):
        with (
            pytest.raises(DatabaseError, match="permission denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


def test_raw_sql_of_an_evaluator_finds_released_returns_only(make, release):
    make("660")
    released = release("661")
    with scope(), connection.cursor() as cursor:
        cursor.execute("SELECT id, state FROM reporting_return")
        assert cursor.fetchall() == [(released.pk, "released")]
        cursor.execute("SELECT count(*) FROM reporting_returnline")
        assert cursor.fetchone() == (0,)
        cursor.execute("UPDATE reporting_return SET version = 9")
        assert cursor.rowcount == 0


def test_the_job_makes_every_authority_s_return_and_may_run_twice(db):
    with time_machine.travel("2026-02-01 03:00"):
        tasks.make_returns()
        tasks.make_returns()
    for code in Authority.objects.values_list("pk", flat=True):
        with scope(authority=code):
            assert Return.objects.get(authority=code).month == MONTH


def test_one_authority_s_failure_does_not_keep_the_others(db, monkeypatch):
    whole = tasks.make_return

    def broken(*, authority, month):
        if authority.pk == "660":
            raise ValueError
        return whole(authority=authority, month=month)

    monkeypatch.setattr(tasks, "make_return", broken)
    with pytest.raises(RuntimeError, match="660"):
        tasks.make_returns("2026-01")
    with scope(authority="661"):
        assert Return.objects.filter(month=MONTH, authority="661").exists()


def test_the_command_makes_the_same_figures(make, capsys):
    one = make()
    call_command("make_returns", month="2026-01", authority="660")
    assert capsys.readouterr().out == "1 of 1: 660\nReturns for 2026-01: 1.\n"
    with scope(authority="660"):
        assert Return.objects.get().fingerprint == one.fingerprint
        assert ReturnLine.objects.filter(cme_return=one).exists()


@pytest.mark.parametrize("wrong", [{"month": "January"}, {"month": "2199-01"}, {"month": "2026-01", "authority": "1"}])
def test_the_command_says_what_is_wrong(db, wrong):
    with pytest.raises(CommandError):
        call_command("make_returns", **wrong)


def test_the_month_before_is_that_of_wales(db):
    with time_machine.travel(datetime.datetime(2026, 6, 30, 23, 30, tzinfo=datetime.UTC)):  # 1 July in Wales
        assert tasks.last_month() == datetime.date(2026, 6, 1)


def test_a_case_opened_later_does_not_change_an_earlier_month(make):
    one = make()
    with scope(authority="660"):
        CaseFactory(received_on=datetime.date(2026, 2, 1), opened_on=datetime.date(2026, 2, 1))
        assert make_return(authority=authority(), month=MONTH).fingerprint == one.fingerprint


# --------------------------------------------------------------------------------- what is late, and what differs now
def test_a_night_makes_what_is_missing_since_the_first_return_and_no_more(make, monkeypatch):
    monkeypatch.setattr(tasks, "all_codes", lambda: ["660", "661"])
    with time_machine.travel("2026-05-02 03:30"):
        make(month=MONTH)
        with scope(authority="660"):
            make_return(authority=authority(), month=datetime.date(2026, 3, 1))
        assert tasks.missing("660") == [datetime.date(2026, 2, 1), datetime.date(2026, 4, 1)]
        assert tasks.missing("661") == [datetime.date(2026, 4, 1)]  # it has none yet: only the month before
        tasks.tend_returns()
        assert tasks.missing("660") == tasks.missing("661") == []


def test_a_late_list_after_the_release_is_told_and_changes_nothing(release, first):
    one = release(cases=7)
    late = {("list", "school_roll"): 1, ("rows_received", "school_roll"): 900}
    with scope(authority="660"):
        assert not compare_with_records(cme_return=one)
        before = frozen(one)
        set_tally(authority=authority(), source_key="extract:9", on=MONTH, counts=late)
        with time_machine.travel("2026-02-10 03:30"):
            assert compare_with_records(cme_return=one)
        assert frozen(one) == before
        assert list(Return.objects.differing()) == [one]
        assert any("perhaps by a late list" in warning for warning in review(one).warnings)
        correct_return(by=first, cme_return=one, reason="late_list")
        assert not Return.objects.differing()  # the correction waits for a look instead


def test_a_return_made_by_older_definitions_is_no_late_list_and_keeps_its_words(make):
    """Of what both count a change is told; that an indicator is new, or was given up, is none."""
    one = make(cases=7)
    with scope(authority="660"):
        for category in ("", "traced_in", "traced_out"):
            old = {"indicator": "closed_by_direction", "category": category, "value": 0}
            one.lines.create(authority_id="660", position=9000 + len(category), **old)
        one.lines.filter(indicator="attendance_orders").delete()
        one.definitions, one.fingerprint = "3", "of its time"
        one.save()
        assert not has_changed(one)
        set_tally(authority=authority(), source_key="extract:9", on=MONTH, counts={("list", "eotas"): 1})
        assert has_changed(one)
        rows = {row.label for section in review(one).sections for block in section.blocks for row in block.rows}
    assert "Traced out: the child left a roll of the area" in rows
    assert "closed_by_direction" not in figures.INDICATORS
    definition = str(figures.indicator_of("closed_by_direction").definition)
    assert "in any other way" in definition
    february = make(cases=1, month=datetime.date(2026, 2, 1))
    with scope(authority="660"):
        assert any("version 3 of the definitions" in warning for warning in review(february).warnings)


@pytest.mark.parametrize(
    ("counted", "missed"),
    [
        ({"2025-12-10": "eotas", "2026-01-10": "eotas"}, []),
        ({"2025-11-10": "eotas", "2025-12-10": "eotas"}, [("eotas", datetime.date(2025, 12, 10))]),
        ({"2025-09-30": "eotas"}, []),  # too long ago to be usual
        ({"2025-12-10": "health"}, []),  # has a warning of its own
    ],
)
def test_whoever_looks_is_told_of_lists_that_usually_come_and_did_not(make, counted, missed):
    one = make()
    with scope(authority="660"):
        for day, kind in counted.items():
            on = datetime.date.fromisoformat(day)
            set_tally(authority=authority(), source_key=f"extract:{day}", on=on, counts={("list", kind): 1})
        assert late_lists(one) == missed
        said = [warning for warning in review(one).warnings if "no list received in this month" in warning]
        assert len(said) == len(missed)


def test_what_would_be_shown_is_reckoned_once_and_again_when_something_is_out(make, release, monkeypatch):
    reckoned = []
    whole = previews.shown_of
    monkeypatch.setattr(previews, "shown_of", lambda one: reckoned.append(one.pk) or whole(one))
    one = make(cases=7)
    with scope(authority="660"):
        shown = review(one).sections
        assert review(one).sections == shown
    assert reckoned == [one.pk]
    release(cases=9, month=datetime.date(2025, 12, 1))
    with scope(authority="660"):
        review(one)
    assert reckoned == [one.pk, one.pk]
