"""A match is taken apart although its row was purged: the entry is free, the child is asked after, nothing is undone
by the next list without a person."""

from functools import partial

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lhb_ingest.actions import judge_same, purge_extract, settle_kept, take_kept_apart, undo_extract
from lhb_ingest.actions.apart_later import can_take_kept_apart
from lhb_ingest.choices import BecameOf, CandidateState, Outcome, TakenApart, Verdict
from lhb_ingest.models import Candidate, Extract, ExtractRow, KeptMatch, PairDecision
from records.choices import AdminEventKind, ListKind
from records.errors import Refused
from records.models import AccessLog, AdminEvent, RollEntry, Tally
from tests.lhb_ingest.builders import address, approved, candidate_of, outcomes, review, row_of, somebody, take_all

HEALTH, SCHOOL = ListKind.HEALTH, ListKind.SCHOOL_ROLL


@pytest.fixture
def child():
    return somebody()


@pytest.fixture
def purged(mon, data_officer, list_officer, manager, child):
    """A health list of one child found on the roll and one on none; approved, and purged on its day."""
    approved(list_officer, list_officer, SCHOOL, child)
    return purge(approved(data_officer, manager, HEALTH, child, somebody()))


def purge(extract: Extract) -> Extract:
    Extract.objects.filter(pk=extract.pk).update(purge_on=timezone.localdate())
    assert purge_extract(extract=extract)
    extract.refresh_from_db()
    return extract


@pytest.fixture
def kept(purged):
    return KeptMatch.objects.select_related("extract__authority", "entry").get()


def counted(extract: Extract) -> dict[tuple[str, str], int]:
    held = Tally.objects.filter(source_key=f"extract:{extract.pk}", count__gt=0)
    return {(measure, category): count for measure, category, count in held.values_list("measure", "category", "count")}


def test_the_purge_keeps_hashes_of_a_match_and_nothing_else(kept, child):
    assert not ExtractRow.objects.filter(extract=kept.extract, forenames__iexact=child.forenames).exists()
    assert (kept.line_number, kept.method, kept.by) == (2, "exact", None)
    assert kept.entry == RollEntry.objects.get() and len(kept.fingerprint) == len(kept.reference) == 32
    assert child.surname.casefold() not in str(KeptMatch.objects.values().get()).casefold()


def test_taken_apart_after_the_purge(kept, purged, caseworker):
    take_kept_apart(by=caseworker, kept=kept, why=TakenApart.SIBLING)
    kept.refresh_from_db()
    assert (kept.undone_by, kept.undone_why, kept.settled_at) == (caseworker, TakenApart.SIBLING, None)
    assert PairDecision.objects.get().verdict == Verdict.DIFFERENT
    purged.refresh_from_db()
    assert (purged.counts["matched"], purged.counts["unmatched"]) == (0, 2)
    counts = counted(purged)
    assert counts["outcome", "unmatched"] == 2 and ("matched_by_list", SCHOOL) not in counts
    event = AdminEvent.objects.get(kind=AdminEventKind.MATCH_TAKEN_APART)
    assert (event.by, event.detail) == (caseworker, {"list": purged.pk, "number": kept.pk, "why": "sibling"})
    with pytest.raises(Refused, match="taken apart already"):  # a second click, or a second officer
        take_kept_apart(by=caseworker, kept=kept, why=TakenApart.SIBLING)
    assert PairDecision.objects.count() == 1


@pytest.mark.parametrize("change", [{}, {"postcode": "LL65 9ZZ"}, {"address": "9 Stryd Newydd, Caergybi"}])
def test_the_next_list_settles_the_question_and_is_not_given_the_entry_by_rule(
    kept, child, caseworker, data_officer, manager, change
):
    """Where the child has moved, the fingerprint is another; the sender's number says that it is the same child."""
    take_kept_apart(by=caseworker, kept=kept, why=TakenApart.NAMESAKE)
    later = review(data_officer, HEALTH, child.like(**change), somebody())
    row = row_of(later, child)
    assert not row.matches.exists()
    assert row.outcome == (Outcome.TO_JUDGE if "postcode" in change else Outcome.UNMATCHED)
    take_all(manager, later)
    kept.refresh_from_db()
    assert (kept.settled_as, kept.seen_in, kept.settled_by) == (BecameOf.SEEN, later, None)
    assert candidate_of(later, child).state == CandidateState.WAITING
    undo_extract(by=manager, extract=later)
    kept.refresh_from_db()
    assert kept in KeptMatch.objects.to_ask(), "the list that settled it was taken back"


def test_a_list_without_the_child_leaves_the_question_to_a_person(kept, caseworker, data_officer, manager, client):
    take_kept_apart(by=caseworker, kept=kept, why=TakenApart.OTHER)
    later = purge(approved(data_officer, manager, HEALTH, somebody(), somebody()))
    assert kept in KeptMatch.objects.to_ask(), "the purge of a later list leaves what is still asked"
    client.force_login(caseworker)
    words = client.get(reverse("ask_again")).content.decode()
    assert "Line 2 of the list of" in words and "does not show the child either" in words
    with pytest.raises(Refused, match="Choose what became"):
        settle_kept(by=caseworker, kept=kept, became=BecameOf.SEEN)  # only a list says that
    settle_kept(by=caseworker, kept=kept, became=BecameOf.GONE)
    with pytest.raises(Refused, match="settled already"):
        settle_kept(by=manager, kept=kept, became=BecameOf.CASE)
    assert not KeptMatch.objects.to_ask().exists()
    Extract.objects.filter(pk=later.pk).update(state="approved")
    purge(approved(data_officer, manager, HEALTH, somebody(), somebody()))
    assert not KeptMatch.objects.filter(pk=kept.pk).exists(), "settled, it goes with the next purge"


def test_what_was_kept_goes_when_a_later_list_has_been_purged(kept, child, caseworker, data_officer, manager):
    later = approved(data_officer, manager, HEALTH, child, somebody())
    assert not can_take_kept_apart(kept), "the match of the later list is the one to take apart"
    with pytest.raises(Refused, match="later list has taken its place"):
        take_kept_apart(by=caseworker, kept=kept, why=TakenApart.OTHER)
    purge(later)
    assert set(KeptMatch.objects.values_list("extract", flat=True)) == {later.pk}


def test_a_match_that_a_person_made_is_taken_apart_after_the_purge(
    mon, child, caseworker, data_officer, list_officer, manager
):
    approved(list_officer, list_officer, SCHOOL, child.like(forenames="Zebedeus"))
    extract = approved(data_officer, manager, HEALTH, child)
    near = candidate_of(extract, child)
    judge_same(by=caseworker, candidate=near, near_match=near.row.near_matches.get())
    purge(extract)
    take_kept_apart(by=manager, kept=KeptMatch.objects.get(), why=TakenApart.SIBLING)
    found = Candidate.objects.get()
    assert (found.state, found.found_entry, found.row) == (CandidateState.FOUND, None, None)
    assert not Tally.objects.filter(source_key=f"candidate:{found.pk}").exists()
    assert PairDecision.objects.get(ended_at=None).verdict == Verdict.DIFFERENT
    assert outcomes(review(data_officer, HEALTH, child, somebody()))[child.ref] == Outcome.UNMATCHED


@pytest.mark.parametrize("language", ["en-gb", "cy"])
def test_the_pages_from_the_entry_to_the_answer(kept, caseworker, language):
    """Without JavaScript, in either language: entry, reason, those to ask about, what became of the child."""
    client, at = Client(), partial(address, language)
    client.force_login(caseworker)
    where = at("kept_match_apart", kept.pk)
    assert where in client.get(at("roll_entry", kept.entry_id)).content.decode()
    assert client.get(where).status_code == 200
    said = client.post(where, {})
    assert "govuk-error-summary" in said.content.decode() and kept.pk in KeptMatch.objects.values_list("pk", flat=True)
    said = client.post(where, {"why": "sibling"}, follow=True).content.decode()
    assert at("ask_again_settle", kept.pk) in said
    assert client.get(where).url == at("ask_again"), "the page of a tab that stood open"
    assert where not in client.get(at("roll_entry", kept.entry_id)).content.decode()
    client.post(at("ask_again_settle", kept.pk), {"became": "case"})
    assert KeptMatch.objects.get().settled_by == caseworker
    assert at("ask_again_settle", kept.pk) not in client.get(at("ask_again")).content.decode()
    assert AccessLog.objects.filter(page="kept_match_apart", user=caseworker).exists()


def test_matches_of_a_purged_list_are_found_by_name(
    kept, purged, manager, child, client, django_assert_max_num_queries
):
    client.force_login(manager)
    with django_assert_max_num_queries(30):
        words = client.get(reverse("extract_matches", args=[purged.pk]), {"name": child.surname}).content.decode()
    assert reverse("kept_match_apart", args=[kept.pk]) in words and child.surname in words
    words = client.get(reverse("extract_matches", args=[purged.pk]), {"name": "Neb"}).content.decode()
    assert reverse("kept_match_apart", args=[kept.pk]) not in words
