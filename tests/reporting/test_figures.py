"""Every figure equals the list behind it, and the edges of a month are where the definitions say."""

import datetime

import pytest
from django.utils import timezone, translation

from lhb_ingest.choices import CandidateState, Outcome, Worklist
from records.choices import CaseStatus, EventKind, FlagKind
from records.models import AccuracyQuery, CaseCode, CaseEvent, Circumstances, Clock, Enquiry, Spell
from records.rules import year_group
from records.scope import scope
from records.tallies import set_tally
from reporting import choices, figures
from reporting.figures import INDICATORS, TOTAL
from reporting.months import WALES
from reporting.reckoning import sum_of_tallies
from tests.factories import CaseFactory, FactFactory, authority, make_user

JANUARY = datetime.date(2026, 1, 1)
FEBRUARY_2024 = datetime.date(2024, 2, 1)
MARCH = datetime.date(2026, 3, 1)


@pytest.fixture(autouse=True)
def in_scope(db):
    with scope(authority="660"):
        yield


def numbers(code, month=JANUARY):
    return INDICATORS[code].numbers(authority(), month)


def day(text):
    return datetime.date.fromisoformat(text)


def case(received_on="2026-01-05", opened_on=None, closed_on=None, reason="eotas", **fields):
    person = make_user()
    if closed_on:
        fields |= {
            "status": CaseStatus.CLOSED,
            "closed_on": day(closed_on),
            "closed_by": person,
            "closure_reason": reason,
            "closure_ground": "suitable_education",
        }
    return CaseFactory(
        received_on=day(received_on), opened_on=day(opened_on or received_on), opened_by=person, **fields
    )


def event(one, kind, at, **detail):
    moment = datetime.datetime.fromisoformat(at).replace(tzinfo=WALES)
    return CaseEvent.objects.create(case=one, authority_id="660", kind=kind, detail=detail, at=moment)


def test_the_words_are_those_of_the_lists_coming_in():
    education = {Outcome.NEW_ENTRY, Outcome.CHANGED_ENTRY, Outcome.SAME_ENTRY, Outcome.LEFT_LIST}
    assert set(choices.RowOutcome.values) == set(Outcome.values) - education - {Outcome.TO_CHECK, Outcome.PROBLEM}
    assert set(choices.CandidateWorklist.values) == set(Worklist.values)
    assert set(choices.CandidateDecision.values) == set(CandidateState.values) - {CandidateState.WAITING}


def test_nothing_at_all_is_zero_everywhere_and_no_median():
    for figure in figures.figures(authority(), JANUARY):
        assert figure.value == (None if figure.indicator.is_measure else 0), figure


def test_what_lists_left_behind_is_added_up_by_day_and_kind():
    set_tally(authority=authority(), source_key="extract:1", on=JANUARY, counts={("rows_received", "health"): 900})
    set_tally(
        authority=authority(), source_key="extract:2", on=day("2026-01-31"), counts={("rows_received", "eotas"): 9}
    )
    set_tally(
        authority=authority(), source_key="extract:3", on=day("2026-02-01"), counts={("rows_received", "eotas"): 5}
    )
    found = numbers("rows_received")
    assert (found[TOTAL], found["health"], found["eotas"], found["school_roll"]) == (909, 900, 9, 0)


def test_a_tally_written_again_replaces_what_its_source_said_before():
    for counts in ({("candidate", "dismissed"): 1}, {("candidate", "confirmed"): 1}):
        set_tally(authority=authority(), source_key="candidate:1", on=JANUARY, counts=counts)
    assert numbers("candidates_decided") == {TOTAL: 1, "confirmed": 1, "dismissed": 0, "found": 0}


def test_a_category_without_a_word_is_counted_all_the_same():
    set_tally(authority=authority(), source_key="extract:1", on=JANUARY, counts={("outcome", "brand_new"): 4})
    found = numbers("row_outcomes")
    assert (found[TOTAL], found["brand_new"]) == (4, 4)


def test_flows_are_by_the_day_of_the_event():
    case(received_on="2025-12-30", opened_on="2026-01-01", origin="public")
    case(received_on="2026-01-31", opened_on="2026-01-31")
    case(received_on="2026-01-31", opened_on="2026-02-01")
    case(received_on="2025-10-01", closed_on="2026-01-31", reason="died")
    found = numbers("cases_opened")
    assert (found[TOTAL], found["public"], found["school"]) == (2, 1, 1)
    assert (numbers("cases_closed")[TOTAL], numbers("cases_closed")["died"]) == (1, 1)


def test_a_case_opened_again_counts_by_its_spells():
    """Open in January, closed in February, open again since April: one case, counted in the months it was open."""
    one = case(received_on="2026-01-05", closed_on="2026-02-10")
    by, april = one.opened_by, day("2026-04-02")
    Spell.objects.create(
        case=one, authority_id="660", number=2, origin="school", received_on=april, opened_on=april, opened_by=by
    )
    event(one, EventKind.MOVED, "2026-01-20T10:00", **{"from": "opened", "to": "located"})
    event(one, EventKind.REOPENED, "2026-04-02T10:00", to="opened")
    stock = {month: numbers("open_cases", day(f"2026-0{month}-01")) for month in (1, 2, 3, 4)}
    assert [found.get("", 0) or 0 for found in stock.values()] == [1, 0, 0, 1]
    assert numbers("open_by_status", day("2026-04-01"))["opened"] == 1


@pytest.mark.parametrize(
    ("opened_on", "closed_on", "is_in_stock"),
    [
        ("2024-02-29", None, True),
        ("2024-03-01", None, False),
        ("2024-01-01", "2024-02-29", False),  # closed on the last day: not open when it ended
        ("2024-01-01", "2024-03-01", True),
    ],
)
def test_stock_is_at_the_end_of_the_last_day(opened_on, closed_on, is_in_stock):
    case(received_on=opened_on, closed_on=closed_on)
    assert numbers("open_cases", FEBRUARY_2024)[TOTAL] == is_in_stock


def test_status_is_that_of_the_last_day_not_of_today():
    one = case(received_on="2026-01-02", status=CaseStatus.LOCATED)
    event(one, EventKind.MOVED, "2026-01-31T23:59", **{"from": "opened", "to": "enquiries"})
    event(one, EventKind.MOVED, "2026-02-01T00:00", **{"from": "enquiries", "to": "located"})
    never_moved = case(received_on="2026-01-02")
    found = numbers("open_by_status")
    assert (found["enquiries"], found["opened"], found["located"]) == (1, 1, 0)
    assert never_moved in [spell.case for spell in INDICATORS["open_by_status"].rows_of(authority(), JANUARY, "opened")]


def test_an_event_at_one_to_midnight_in_summer_time_belongs_to_the_day_in_wales():
    event(case(received_on="2026-03-01"), EventKind.ENTERED, "2026-03-31T23:59")
    event(case(received_on="2026-03-01"), EventKind.ENTERED, "2026-04-01T00:00")
    assert numbers("database_entries", MARCH)[TOTAL] == 1


def test_removals_are_by_ground():
    event(case(), EventKind.REMOVED, "2026-01-10T09:00", ground="reg11_age")
    event(case(), EventKind.REMOVED, "2026-01-11T09:00", ground="died")
    found = numbers("database_removals")
    assert (found[TOTAL], found["reg11_age"], found["died"], found["reg6_other_la"]) == (2, 1, 1, 0)


@pytest.mark.parametrize(
    ("received_on", "band"),
    [
        ("2026-01-31", "under_1"),
        ("2026-01-01", "under_1"),
        ("2025-12-31", "from_1"),
        ("2025-11-01", "from_1"),
        ("2025-10-31", "from_3"),
        ("2025-08-01", "from_3"),
        ("2025-07-31", "from_6"),
        ("2025-02-01", "from_6"),
        ("2025-01-31", "from_12"),
    ],
)
def test_duration_bands(received_on, band):
    case(received_on=received_on)
    assert [code for code, number in numbers("open_by_duration").items() if number and code] == [band]


def test_no_fact_is_not_known_which_is_not_no():
    case()
    told = case()
    FactFactory(case=told, kind=FlagKind.CLA, value="no", as_at=day("2026-01-10"))
    FactFactory(case=told, kind=FlagKind.CLA, value="yes", as_at=day("2026-02-01"))  # after the month
    FactFactory(case=told, kind=FlagKind.FSM, value="yes", as_at=day("2026-01-10"))
    assert numbers("open_by_cla") == {TOTAL: 2, "not_known": 1, "yes": 0, "no": 1}
    assert numbers("open_by_aln")["not_known"] == 2


def test_the_newest_fact_holds():
    one = case()
    for as_at, value in [("2026-01-20", "statement"), ("2026-01-31", "school_idp"), ("2026-01-06", "none")]:
        FactFactory(case=one, kind=FlagKind.ALN, value=value, as_at=day(as_at))
    assert numbers("open_by_aln")["school_idp"] == 1


@pytest.mark.parametrize(
    ("days", "median", "mean", "p90"),
    [([10], 10, 10, 10), ([0, 40], 20, 20, 40), ([10, 11], 11, 11, 11), ([104, 40, 3], 40, 49, 104),
     (list(range(1, 11)), 6, 6, 9)],
)  # fmt: skip
def test_days_from_receipt_to_closure(days, median, mean, p90):
    for number in days:
        case(received_on=(day("2026-01-31") - datetime.timedelta(days=number)).isoformat(), closed_on="2026-01-31")
    assert numbers("days_to_closure") == {"median": median, "mean": mean, "p90": p90}


def circumstances(one, **codes):
    """What was recorded of the only spell of a case."""
    held = {kind: CaseCode.objects.get(kind=kind, code=code, authority=own) for kind, (code, own) in codes.items()}
    Circumstances.objects.create(
        spell=one.spells.get(), case=one, authority_id="660", recorded_by=one.opened_by, recorded_at=timezone.now(),
        **held,
    )  # fmt: skip


def test_tracing_in_and_tracing_out_are_counted_apart_by_the_recorded_origin():
    for origin, received_on in [("moved_out", "2026-01-01"), ("moved_out", "2026-01-03"), ("moved_in", "2025-10-03")]:
        circumstances(case(received_on=received_on, closed_on="2026-01-11"), origin=(origin, None))
    circumstances(case(received_on="2026-01-05", closed_on="2026-01-11"), origin=("in_area", None))
    case(received_on="2026-01-05", closed_on="2026-01-11", origin="left_roll")  # nobody has said which way
    assert numbers("closed_by_tracing") == {TOTAL: 5, "traced_in": 1, "traced_out": 2, "neither": 2}
    assert numbers("days_traced_in")["median"] == 100
    assert numbers("days_traced_out")["median"] == 9


def test_the_stock_by_reason_has_everybodys_codes_and_those_of_the_authority_together():
    CaseCode.objects.create(kind="reason", code="bullying", name="Boat", name_cy="Cwch", authority=authority())
    CaseCode.objects.create(kind="reason", code="order", name="Boat", name_cy="Cwch", authority=authority())
    for code, own in [("excluded", None), ("order", None), ("order", authority()), ("bullying", authority())]:
        circumstances(case(), reason=(code, own))
    circumstances(case(), reason=("not_known", None))
    case()
    found = {category: number for category, number in numbers("open_by_reason").items() if number}
    assert found == {TOTAL: 6, "excluded": 1, "order": 1, "own_code": 2, "not_known": 2}
    with translation.override("cy"):
        assert INDICATORS["open_by_reason"].label("excluded") == "Wedi'i wahardd yn barhaol"


def test_days_to_match_are_of_the_approval_and_of_the_person_who_found_a_child():
    counts = {("days_to_match", "4"): 9, ("matched_by_list", "eotas"): 9}
    set_tally(authority=authority(), source_key="extract:1", on=JANUARY, counts=counts)
    counts = {("candidate", "found"): 1, ("days_to_match", "30"): 1}
    set_tally(authority=authority(), source_key="candidate:1", on=day("2026-01-31"), counts=counts)
    assert numbers("rows_found") == {TOTAL: 10}
    assert numbers("days_to_match") == {"median": 4, "mean": 7, "p90": 4}


def test_orders_are_counted_on_their_own_day_and_not_with_the_notices():
    one = case(received_on="2025-11-01")
    clock(one, "s437_notice", "2025-12-10", "2025-12-24", "2026-01-06", outcome="order")
    clock(one, "s437_notice", "2026-01-02", "2026-01-16", "2026-01-20")
    clock(one, "s437_notice", "2026-01-05", "2026-01-19", "2026-02-01", outcome="order")
    assert numbers("attendance_orders") == {TOTAL: 1}
    assert numbers("s437_notices") == {TOTAL: 2}


@pytest.mark.parametrize(
    ("born_on", "category"),
    [
        ("2021-08-31", "year_r"),  # in January 2026 the academic year is 2025/26
        ("2021-09-01", "year_other"),
        ("2020-09-01", "year_r"),
        ("2020-08-31", "year_1"),
        ("2009-09-01", "year_11"),
        ("2009-08-31", "year_other"),
    ],
)
def test_year_groups(born_on, category):
    case(child__born_on=day(born_on))
    assert [code for code, number in numbers("open_by_year_group").items() if number and code] == [category]
    wanted = year_group(day(born_on), day("2026-01-31"))
    assert category == f"year_{wanted.lower() or 'other'}"


def enquiry(one, key, checked_on):
    at = datetime.datetime.fromisoformat(f"{checked_on}T12:00").replace(tzinfo=WALES)
    return Enquiry.objects.create(
        case=one, authority_id="660", key=key, checked_on=day(checked_on), result="nothing", checked_by=make_user(),
        recorded_at=at,
    )  # fmt: skip


def test_the_first_enquiry_is_counted_once_and_in_its_month():
    early, late = case(received_on="2025-12-01"), case(received_on="2025-12-30")
    enquiry(early, "home", "2025-12-20")
    enquiry(early, "school", "2026-01-20")
    enquiry(late, "home", "2026-01-09")
    enquiry(late, "school", "2026-01-20")
    assert numbers("enquiries")["nothing"] == 3
    assert numbers("first_enquiries")[TOTAL] == 1
    assert numbers("days_to_first_enquiry")["median"] == 10


def test_a_child_located_twice_in_a_month_is_counted_once():
    one = case(received_on="2026-01-01")
    event(one, EventKind.MOVED, "2026-01-11T09:00", **{"from": "opened", "to": "located"})
    event(one, EventKind.MOVED, "2026-01-12T09:00", **{"from": "located", "to": "enquiries"})
    event(one, EventKind.MOVED, "2026-01-21T09:00", **{"from": "enquiries", "to": "located"})
    assert numbers("located")[TOTAL] == 1
    assert numbers("days_to_located")["median"] == 10


def clock(one, kind, starts_on, due_on, ended_on=None, outcome="met"):
    person = make_user()
    ended = {"ended_on": day(ended_on), "ended_by": person, "outcome": outcome} if ended_on else {}
    return Clock.objects.create(
        case=one,
        authority_id="660",
        kind=kind,
        starts_on=day(starts_on),
        due_on=day(due_on),
        started_by=person,
        **ended,
    )


def test_duties_done_in_time_and_late_and_their_share():
    one = case(received_on="2025-11-01")
    clock(one, "reg6_notice", "2025-12-10", "2026-01-06", "2026-01-06")
    clock(one, "reg6_notice", "2025-12-11", "2026-01-07", "2026-01-08")
    clock(one, "reg6_notice", "2025-12-12", "2026-01-08", "2026-01-07")
    clock(one, "reg6_notice", "2025-12-13", "2026-01-09", "2026-01-07", outcome="dropped")
    clock(one, "reg6_notice", "2025-12-14", "2026-01-10")
    assert numbers("reg6_notices") == {TOTAL: 3, "in_time": 2, "late": 1}
    assert numbers("reg6_notices_share") == {"share": 67}
    assert numbers("rights_requests_share") == {"share": None}


def query(one, raised_on, settled_on=None, outcome="corrected"):
    person = make_user()
    settled = {"settled_on": day(settled_on), "settled_by": person, "outcome": outcome} if settled_on else {}
    return AccuracyQuery.objects.create(
        case=one, authority_id="660", field="child.address", raised_by="parent", raised_on=day(raised_on),
        recorded_by=person, recorded_at=datetime.datetime(2026, 1, 1, tzinfo=WALES), **settled,
    )  # fmt: skip


def test_queries_of_values_are_counted_when_raised_and_when_settled():
    one = case(received_on="2025-11-01")
    query(one, "2025-12-31", "2026-01-10")
    query(one, "2026-01-01", "2026-02-01")
    query(one, "2026-01-31")
    query(one, "2026-01-11", "2026-01-31", outcome="right")
    assert numbers("queries_raised")["parent"] == numbers("queries_raised")[TOTAL] == 3
    settled = numbers("queries_settled")
    assert (settled[TOTAL], settled["corrected"], settled["right"], settled["unsettled"]) == (2, 1, 1, 0)
    assert numbers("days_to_settle")["median"] == 15


def test_known_before_and_found_by_the_list():
    set_tally(authority=authority(), source_key="extract:1", on=JANUARY,
              counts={("outcome", "known_case"): 7, ("outcome", "matched"): 50})  # fmt: skip
    set_tally(authority=authority(), source_key="candidate:1", on=JANUARY, counts={("candidate", "confirmed"): 1})
    set_tally(authority=authority(), source_key="candidate:2", on=JANUARY, counts={("candidate", "dismissed"): 1})
    assert numbers("known_and_found") == {TOTAL: 8, "known_case": 7, "confirmed": 1}


@pytest.fixture
def busy_month():
    for number in range(1, 9):
        one = case(received_on=f"2025-{number:02d}-03", origin="public" if number % 2 else "school")
        event(one, EventKind.ENTERED, "2026-01-05T10:00")
        FactFactory(case=one, value="school_idp", as_at=JANUARY)
    for reason in ("eotas", "died", "eotas"):
        one = case(received_on="2025-11-11", closed_on="2026-01-15", reason=reason)
        event(one, EventKind.REMOVED, "2026-01-15T10:00", ground="suitable_education")
        enquiry(one, "home", "2026-01-12")
        event(one, EventKind.MOVED, "2026-01-11T09:00", **{"from": "opened", "to": "located"})
        query(one, "2026-01-09", "2026-01-20")
        for kind in ("reg6_notice", "rights_request", "off_roll_return", "s437_notice"):
            clock(one, kind, "2026-01-02", "2026-01-20", "2026-01-12")
        clock(one, "s437_notice", "2025-12-02", "2025-12-16", "2026-01-12", outcome="order")
    case(received_on="2026-01-09")
    set_tally(
        authority=authority(),
        source_key="extract:1",
        on=JANUARY,
        counts={("outcome", "matched"): 90, ("outcome", "unmatched"): 10, ("matched_by_list", "eotas"): 90},
    )


@pytest.mark.parametrize("code", [code for code, one in INDICATORS.items() if not one.is_measure])
def test_a_figure_equals_its_list(busy_month, code):
    one = INDICATORS[code]
    found = numbers(code)
    for category, number in found.items():
        rows = one.rows_of(authority(), JANUARY, category)
        listed = sum(row.count for row in rows) if hasattr(rows.model, "count") else len(rows)
        assert listed == number, (code, category)
    assert found[TOTAL] > 0 or one.reckon is sum_of_tallies  # of tallies only some are fed above
    assert not one.categories or found[TOTAL] == sum(found.values()) - found[TOTAL]


def test_tables_that_share_a_total_have_the_same(busy_month):
    totals = {numbers(code)[TOTAL] for code, one in INDICATORS.items() if one.group == "open_cases"}
    assert totals == {9}


def test_another_authority_is_not_counted(busy_month):
    with scope(authority="661"):
        assert INDICATORS["open_cases"].numbers(authority("661"), JANUARY)[TOTAL] == 0
        assert INDICATORS["open_cases"].numbers(authority("660"), JANUARY)[TOTAL] == 0  # not even by name
