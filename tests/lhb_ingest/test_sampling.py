"""The monthly blind sample: the rules as tables, and what drawing, answering and the purge leave in the database."""

import pytest
from django.db.models import Count
from django.utils import timezone

from lhb_ingest.actions import (
    answer_sample,
    claim_candidate,
    draw_samples,
    judge_none_of_these,
    judge_same,
    judge_unsure,
    purge_extract,
    undo_extract,
)
from lhb_ingest.actions.measuring import waiting_for
from lhb_ingest.choices import SampleKind, SampleState
from lhb_ingest.models import Candidate, Extract, SampleItem
from lhb_ingest.origins import ARABIC, BENGALI, CHINESE, NOT_KNOWN, POLISH, SOMALI, WELSH, group_of
from lhb_ingest.sampling import are_apart, order_of, rate, shares, verdict_of
from records.choices import ListKind, Role
from records.errors import Refused
from records.models import DeprivationArea, ReferenceLoad
from tests.factories import make_user
from tests.lhb_ingest.builders import candidate_of, children, somebody

TODAY = timezone.localdate()


# --------------------------------------------------------------------------------------------------------- the rules
@pytest.mark.parametrize(
    ("strata", "size", "drawn"),
    [
        ({}, 60, {}),
        ({"roll": 3}, 60, {"roll": 3}),
        ({"roll": 900, "eotas": 100}, 10, {"roll": 9, "eotas": 1}),
        ({"roll": 99_990, "eotas": 10}, 60, {"roll": 59, "eotas": 1}),
        ({"roll": 500, "eotas": 500}, 4, {"roll": 2, "eotas": 2}),
        ({"a": 5, "b": 4, "c": 3}, 2, {"a": 1, "b": 1}),
        ({"a": 5}, 0, {}),
    ],
)
def test_how_many_are_drawn_of_each_stratum(strata, size, drawn):
    assert shares(strata, size) == drawn


@pytest.mark.parametrize(
    ("answers", "verdict"),
    [
        ([], ""),
        (["same"], ""),
        (["same", "same"], "same"),
        (["different", "different"], "different"),
        (["same", "different"], ""),
        (["same", "cannot_tell"], ""),
        (["cannot_tell", "cannot_tell"], ""),
    ],
)
def test_what_two_answers_come_to(answers, verdict):
    assert verdict_of(answers) == verdict


def test_nothing_judged_has_no_rate():
    assert rate([]) is None


def test_none_wrong_of_sixty_is_at_most_six_per_cent():
    share, low, high = rate([(False, 1.0)] * 60)
    assert (share, low) == (0.0, 0.0) and 0.055 < high < 0.065


def test_a_weight_counts_for_the_rows_it_stands_for():
    share, low, high = rate([(True, 10.0), *[(False, 90.0)] * 9])
    assert share == pytest.approx(10 / 820) and low < share < high


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [
        ((0.1, 0.05, 0.2), (0.01, 0.0, 0.04), True),
        ((0.01, 0.0, 0.04), (0.1, 0.05, 0.2), True),
        ((0.1, 0.03, 0.2), (0.01, 0.0, 0.04), False),
        (None, (0.01, 0.0, 0.04), False),
    ],
)
def test_rates_differ_where_their_intervals_do_not_overlap(one, other, apart):
    assert are_apart(one, other) is apart


def test_the_same_month_draws_the_same():
    assert order_of("2026-11-01", "f") == order_of("2026-11-01", "f") != order_of("2026-12-01", "f")


@pytest.mark.parametrize(
    ("forenames", "surname", "group"),
    [
        ("Siân Mair", "ap Rhys", WELSH),
        ("Llŷr", "Pryswyn", WELSH),
        ("Zofia", "Wiśniewska", POLISH),
        ("Kamil", "Dobrowolski", POLISH),
        ("Fatima", "Al Hassan", ARABIC),
        ("Nusrat", "Begum", BENGALI),
        ("Hodan", "Warsame", SOMALI),
        ("Xiao Ming", "Zhang", CHINESE),
        ("Emily", "Smith", NOT_KNOWN),
        ("", "", NOT_KNOWN),
        ("Mohammed", "Miah", NOT_KNOWN),  # level: the lists say two things
    ],
)
def test_what_a_name_says(forenames, surname, group):
    assert group_of(forenames, surname) == group


# ---------------------------------------------------------------------------------------------- drawn and answered
@pytest.fixture
def drawn(mon, lists):
    """A health extract of which five children are on the roll, one near it, one on no list."""
    found, near = children(5), somebody(forenames="Angharad")
    lists(ListKind.SCHOOL_ROLL, *found, near.like(forenames="Heledd", ref="NEAR"))
    extract = lists(ListKind.HEALTH, *found, near, somebody())
    draw_samples(authority=mon)
    return extract


def officers(count: int):
    return [make_user(Role.CASEWORKER) for _ in range(count)]


def accepted() -> SampleItem:
    return SampleItem.objects.filter(kind=SampleKind.ACCEPTED, state=SampleState.OPEN).first()


def test_it_draws_accepted_pairs_controls_and_children_on_no_list(drawn):
    kinds = dict(SampleItem.objects.order_by().values_list("kind").annotate(Count("pk")))
    assert kinds == {SampleKind.ACCEPTED: 5, SampleKind.CONTROL: 1, SampleKind.NOTHING_NEAR: 1}
    assert {item.month for item in SampleItem.objects.all()} == {TODAY.replace(day=1)}
    assert accepted().weight == 1.0 and accepted().list_kind == ListKind.SCHOOL_ROLL


def test_it_is_drawn_once(mon, drawn):
    assert draw_samples(authority=mon) == 0 and SampleItem.objects.count() == 7


def test_deprivation_is_that_of_the_postcode_or_of_its_sector(mon, lists, manager):
    load = ReferenceLoad.objects.create(
        kind="deprivation", source="x", as_at=TODAY, fingerprint="x", loaded_at=timezone.now(), loaded_by=manager
    )
    one, two, three = somebody(), somebody(), somebody()
    DeprivationArea.objects.create(postcode=one.postcode, quintile=1, load=load)
    DeprivationArea.objects.create(postcode=two.postcode[:-2], quintile=5, load=load)
    lists(ListKind.SCHOOL_ROLL, one, two, three)
    lists(ListKind.HEALTH, one, two, three)
    draw_samples(authority=mon)
    by_postcode = {item.row.postcode: item.quintile for item in SampleItem.objects.select_related("row")}
    assert by_postcode == {one.postcode: 1, two.postcode: 5, three.postcode: None}


def test_two_officers_who_agree_settle_a_pair_and_it_is_forgotten(drawn):
    first, second = officers(2)
    item = accepted()
    assert answer_sample(by=first, item=item, answer="same").state == SampleState.OPEN
    settled = answer_sample(by=second, item=item, answer="same")
    assert (settled.state, settled.verdict, settled.row, settled.entry) == (SampleState.SETTLED, "same", None, None)


def test_what_they_do_not_agree_on_goes_to_a_manager_who_has_not_answered(drawn, manager):
    first, second, third = officers(3)
    item = accepted()
    answer_sample(by=first, item=item, answer="same")
    answer_sample(by=second, item=item, answer="different")
    assert item not in waiting_for(third) and item in waiting_for(manager)
    with pytest.raises(Refused, match="Two colleagues"):
        answer_sample(by=third, item=item, answer="same")
    assert answer_sample(by=manager, item=item, answer="different").verdict == "different"


def test_nobody_answers_twice_and_nobody_judges_what_they_judged_before(drawn):
    first = officers(1)[0]
    item = accepted()
    answer_sample(by=first, item=item, answer="same")
    assert item not in waiting_for(first)
    with pytest.raises(Refused, match="no answer of yours"):
        answer_sample(by=first, item=item, answer="same")


def test_an_answer_that_is_none_is_refused(drawn):
    with pytest.raises(Refused, match="Say if"):
        answer_sample(by=officers(1)[0], item=accepted(), answer="perhaps")


def test_what_is_not_settled_before_the_purge_lapses(drawn):
    first, second = officers(2)
    settled = accepted()
    for by in (first, second):
        answer_sample(by=by, item=settled, answer="same")
    Extract.objects.filter(pk=drawn.pk).update(purge_on=TODAY)
    purge_extract(extract=drawn)
    states = dict(
        SampleItem.objects.filter(kind=SampleKind.ACCEPTED).order_by().values_list("state").annotate(Count("pk"))
    )
    assert states == {SampleState.SETTLED: 1, SampleState.LAPSED: 4}
    assert not SampleItem.objects.filter(kind=SampleKind.ACCEPTED, row__isnull=False).exists()


# ------------------------------------------------------------------------------------------------- what people rejected
@pytest.fixture
def rejected(mon, lists, monkeypatch):
    """Three children near a pupil each; none is a control. A person says of one 'another child', of one 'the same'."""
    monkeypatch.setattr("lhb_ingest.actions.measuring.CONTROLS", 0)
    near = children(3)
    lists(ListKind.SCHOOL_ROLL, *(each.like(forenames="Zebedeus") for each in near))
    extract = lists(ListKind.HEALTH, *near)
    draw_samples(authority=mon)
    [officer] = officers(1)
    no, yes, _open = (candidate_of(extract, each) for each in near)
    judge_none_of_these(by=officer, candidate=no)
    judge_same(by=officer, candidate=yes, near_match=yes.row.near_matches.get())
    draw_samples(authority=mon)
    return officer, no


def test_what_a_person_rejected_is_judged_again_by_others(mon, rejected):
    officer, no = rejected
    item = SampleItem.objects.get()
    assert (item.kind, item.row, item.entry, item.weight) == (
        SampleKind.REJECTED,
        no.row,
        no.row.near_matches.get().entry,
        1.0,
    )
    assert not waiting_for(officer).exists() and [waiting_for(each).get() for each in officers(2)] == [item, item]
    assert draw_samples(authority=mon) == 0, "once"


def test_a_share_of_those_put_before_a_person_stands_for_all(mon, lists, monkeypatch):
    monkeypatch.setattr("lhb_ingest.actions.measuring.CONTROLS", 0)
    monkeypatch.setattr("lhb_ingest.actions.measuring.REJECTED", 2)
    near = children(6)
    lists(ListKind.SCHOOL_ROLL, *(each.like(forenames="Zebedeus") for each in near))
    extract = lists(ListKind.HEALTH, *near)
    draw_samples(authority=mon)
    [officer] = officers(1)
    for each in near:
        judge_none_of_these(by=officer, candidate=candidate_of(extract, each))
    assert draw_samples(authority=mon) == 2
    assert set(SampleItem.objects.values_list("kind", "weight")) == {(SampleKind.REJECTED, 3.0)}


def test_children_near_nothing_are_drawn_of_each_group(mon, lists, monkeypatch):
    monkeypatch.setattr("lhb_ingest.actions.measuring.NOTHING_NEAR", 2)
    lists(ListKind.HEALTH, *(somebody(forenames="Nobody", surname=f"Plain{mark}") for mark in "abcd"), somebody())
    lists(ListKind.HEALTH, somebody(forenames="Hodan", surname="Warsame"))
    draw_samples(authority=mon)
    drawn = list(SampleItem.objects.filter(kind=SampleKind.NOTHING_NEAR).values_list("name_group", "weight"))
    assert len(drawn) == 2


def test_an_undone_list_takes_its_open_pairs_and_claims_with_it(mon, drawn, manager):
    [officer] = officers(1)
    near = Candidate.objects.get(had_near_matches=True)
    claim_candidate(by=officer, candidate=near)
    judge_unsure(by=officer, candidate=near, near_match=None, asked_of=None)  # so that it stays after the undo
    claim_candidate(by=manager, candidate=near)
    undo_extract(by=manager, extract=drawn)
    assert SampleItem.objects.filter(state=SampleState.LAPSED, row=None, entry=None).count() == 6
    assert not SampleItem.objects.filter(state=SampleState.OPEN).exists()
    near.refresh_from_db()
    assert near.claimed_by is None
    assert not waiting_for(officer).exists()
