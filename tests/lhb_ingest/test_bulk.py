"""Groups of near matches: who is never in one, the sample, the acceptance of the rest, and the whole undone."""

import pytest
from django.test import Client
from django.urls import reverse

from lhb_ingest.actions import (
    accept_bulk,
    begin_bulk,
    judge_bulk_pair,
    judge_none_of_these,
    judge_unsure,
    stop_bulk,
    take_apart,
    undo_bulk,
    work_bulk,
)
from lhb_ingest.bulks import groups, safe_pairs
from lhb_ingest.choices import BulkState, CandidateState, Outcome
from lhb_ingest.models import Candidate, Match, NearMatch, PairDecision
from records.choices import ListKind
from records.errors import Refused
from records.models import Tally
from tests.lhb_ingest.builders import Somebody, approved, candidate_of, somebody

HEALTH, SCHOOL = ListKind.HEALTH, ListKind.SCHOOL_ROLL
pytestmark = pytest.mark.django_db


def at_school(child: Somebody) -> Somebody:
    """The same child by a short form and another house of the postcode: nothing accepts it by rule."""
    return child.like(forenames="Wil", address="999 Stryd Arall, Caergybi")


@pytest.fixture
def arrive(mon, data_officer, list_officer, manager):
    """`pupils` on a roll, then `people` on a health list: the candidates of the people."""

    def arrive(pupils, people) -> list[Candidate]:
        approved(list_officer, manager, SCHOOL, *pupils)
        extract = approved(data_officer, manager, HEALTH, *people)
        return [candidate_of(extract, each) for each in people if extract.candidates.filter(row__source_ref=each.ref)]

    return arrive


@pytest.fixture
def short_forms(arrive, monkeypatch):
    """Six children whom the roll calls by a short form; of each group two pairs are a sample."""
    monkeypatch.setattr("lhb_ingest.actions.bulk.sample_size", lambda pairs: min(pairs, 2))
    people = [somebody(forenames="Gwilym") for _ in range(6)]
    return arrive([at_school(each) for each in people], people)


def judge_sample(bulk, by, *verdicts: str) -> None:
    pairs = bulk.pairs.filter(is_sampled=True)
    for pair, verdict in zip(pairs, verdicts, strict=True):
        judge_bulk_pair(by=by, pair=pair, verdict=verdict)
    bulk.refresh_from_db()


def finish(bulk) -> None:
    while work_bulk(bulk_id=bulk.pk):
        pass
    bulk.refresh_from_db()


@pytest.fixture
def accepted(short_forms, manager):
    [group] = groups()
    bulk = begin_bulk(by=manager, authority=manager.authority, pattern=group.pattern)
    judge_sample(bulk, manager, "same", "same")
    accept_bulk(by=manager, bulk=bulk)
    finish(bulk)
    return bulk


def test_a_group_and_its_words(short_forms):
    [group] = groups()
    assert (group.count, group.pattern) == (6, "forename:form surname:same born_on:same home:partly")
    assert group.words[0] == "The forenames are forms of one name."


def test_the_rest_is_accepted_after_a_right_sample(accepted, short_forms, manager):
    assert accepted.state == BulkState.ACCEPTED
    assert set(Candidate.objects.values_list("state", flat=True)) == {CandidateState.FOUND}
    rules = sorted(Match.objects.values_list("rule", "by", "bulk"))
    assert rules == [("bulk", manager.pk, accepted.pk)] * 4 + [("person", manager.pk, None)] * 2
    assert PairDecision.objects.filter(verdict="same", by=manager, ended_at=None).count() == 6
    assert Tally.objects.filter(measure="candidate", category="found").count() == 6
    assert not work_bulk(bulk_id=accepted.pk), "a second worker finds nothing to do"


def test_the_whole_is_undone_but_what_was_worked_on_since(accepted, manager, caseworker):
    kept = accepted.matches.first()
    waits = take_apart(by=caseworker, match=kept, why="sibling")
    stubborn = accepted.matches.filter(undone_at=None).first().row.candidate
    Candidate.objects.filter(pk=stubborn.pk).update(found_entry=None)  # another decision since
    undo_bulk(by=manager, bulk=accepted)
    finish(accepted)
    assert accepted.state == BulkState.UNDONE
    back = Candidate.objects.waiting().exclude(pk=waits.pk)
    assert back.count() == 2 and set(back.values_list("row__outcome", flat=True)) == {Outcome.TO_JUDGE}
    assert set(NearMatch.objects.filter(row__candidate__in=back).values_list("judgement", flat=True)) == {""}
    assert list(accepted.pairs.filter(is_left_out=True).values_list("candidate", flat=True)) == [stubborn.pk]
    assert Match.objects.filter(rule="person", undone_at=None).count() == 2, "the sample was judged one by one"
    assert Tally.objects.filter(measure="candidate", category="found").count() == 3


@pytest.mark.parametrize("verdict", ["different", "unsure", "something"])
def test_one_wrong_pair_stops_the_group(short_forms, manager, verdict):
    bulk = begin_bulk(by=manager, authority=manager.authority, pattern=groups()[0].pattern)
    first = bulk.pairs.filter(is_sampled=True).first()
    judge_bulk_pair(by=manager, pair=first, verdict=verdict)
    bulk.refresh_from_db()
    assert bulk.state == BulkState.STOPPED
    for act in (
        lambda: accept_bulk(by=manager, bulk=bulk),
        lambda: stop_bulk(by=manager, bulk=bulk),
        lambda: undo_bulk(by=manager, bulk=bulk),
        lambda: judge_bulk_pair(by=manager, pair=bulk.pairs.filter(is_sampled=True).last(), verdict="same"),
    ):
        with pytest.raises(Refused, match="moved on meanwhile"):
            act()
    assert not Match.objects.exists()


def test_what_changed_meanwhile_is_left_to_people(short_forms, manager, caseworker):
    bulk = begin_bulk(by=manager, authority=manager.authority, pattern=groups()[0].pattern)
    with pytest.raises(Refused, match="being worked on already"):
        begin_bulk(by=manager, authority=manager.authority, pattern=bulk.pattern)
    judge_sample(bulk, manager, "same", "same")
    one, two, *_rest = (pair.candidate for pair in bulk.pairs.filter(is_sampled=False))
    judge_none_of_these(by=caseworker, candidate=one)
    judge_unsure(by=caseworker, candidate=two, near_match=None, asked_of=None)
    accept_bulk(by=manager, bulk=bulk)
    finish(bulk)
    assert set(bulk.pairs.filter(is_left_out=True).values_list("candidate", flat=True)) == {one.pk, two.pk}
    assert bulk.matches.count() == 2


def test_no_group_of_a_pattern_without_pairs(mon, manager):
    with pytest.raises(Refused, match="No pairs of this pattern"):
        begin_bulk(by=manager, authority=manager.authority, pattern="forename:form")


# ---------------------------------------------------------------------------------------------- who is never in one
def test_a_twin_on_the_health_list_keeps_a_pair_out(arrive):
    child = somebody(forenames="Gwilym")
    twin = child.like(forenames="Heledd", ref="T1")
    assert arrive([at_school(child)], [child, twin]) and not safe_pairs().exists()


def test_a_twin_on_the_roll_keeps_a_pair_out(arrive):
    child = somebody(forenames="Gwilym")
    arrive([at_school(child), child.like(forenames="Heledd", ref="T1")], [child])
    assert not safe_pairs().exists()


def test_a_namesake_of_one_birth_date_keeps_a_pair_out(arrive):
    child = somebody(forenames="Gwilym")
    arrive([at_school(child)], [child, child.like(forenames="Bedwyr", ref="N1", postcode="LL77 7AA")])
    assert not safe_pairs().exists()


def test_a_pair_alone_is_safe(arrive):
    child = somebody(forenames="Gwilym")
    arrive([at_school(child)], [child])
    assert safe_pairs().count() == 1 and groups() == [], "and one pair is no group"


# -------------------------------------------------------------------------------------------------------- the pages
def test_a_manager_does_it_on_pages(short_forms, manager, caseworker):
    client, other = Client(), Client()
    client.force_login(manager)
    other.force_login(caseworker)
    assert other.get(reverse("pair_groups")).status_code == 403
    page = client.get(reverse("pair_groups"))
    assert "Draw the sample" in page.text
    page = client.post(reverse("pair_group_begin"), {"pattern": page.context["groups"][0].pattern}, follow=True)
    bulk = page.context["bulk"]
    for number in range(2):
        assert f"{number} of 2" in page.text and "The forenames are forms of one name." in page.text
        assert client.get(reverse("pair_group_accept", args=[bulk.pk]), follow=True).redirect_chain
        given = {"pair": page.context["next"].pk, "verdict": "same"}
        page = client.post(reverse("pair_group_judge", args=[bulk.pk]), given, follow=True)
    assert "Accept the rest" in page.text
    asked = client.get(reverse("pair_group_accept", args=[bulk.pk]))
    assert "without anybody looking at them: 4" in asked.text
    assert "Being accepted" in client.post(reverse("pair_group_accept", args=[bulk.pk]), follow=True).text
    finish(bulk)
    page = client.get(reverse("pair_group", args=[bulk.pk]))
    assert "4 of 4" in page.text and "Undo the acceptance" in page.text
    assert "Matches that end: 4" in client.get(reverse("pair_group_undo", args=[bulk.pk])).text
    client.post(reverse("pair_group_undo", args=[bulk.pk]))
    finish(bulk)
    assert bulk.state == BulkState.UNDONE
