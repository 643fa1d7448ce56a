"""The threshold of acceptance, the page of quality, the blind pages: what a manager sees and sets."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from lhb_ingest.acceptance import FLOOR, least_of, thresholds_of, with_least
from lhb_ingest.actions import ask_preview, purge_extract, set_threshold, take_step
from lhb_ingest.actions.thresholds import latest_compared, least_for
from lhb_ingest.choices import Outcome, SampleKind, SampleState
from lhb_ingest.matching import Thresholds
from lhb_ingest.matching.stored import StoredPairs
from lhb_ingest.models import AcceptanceThreshold, Extract, Match, SampleItem, ThresholdPreview
from lhb_ingest.quality import FALSE_MATCHES, MISSED_MATCHES, fates, quality
from lhb_ingest.tasks import reckon_preview, resume_previews
from records.choices import ListKind
from records.errors import Refused
from tests.factories import RollEntryFactory
from tests.lhb_ingest.builders import children, outcomes

THIS_MONTH = timezone.localdate().replace(day=1)


def set_to(by, mon, least, **given):
    return set_threshold(by=by, authority=mon, **{"least": least, "expected": 1.0, "reason": "Cautious"} | given)


# -------------------------------------------------------------------------------------------------------- the threshold
def test_as_delivered_until_somebody_sets_it(mon):
    assert least_of("660") == FLOOR == 2.0 and thresholds_of("660") == Thresholds()


@pytest.mark.parametrize(("least", "accepted", "uncontested"), [(2.0, 9.0, 2.0), (8.0, 9.0, 8.0), (14.0, 14.0, 14.0)])
def test_a_higher_one_raises_what_is_lower(least, accepted, uncontested):
    raised = with_least(least)
    assert (raised.accepted, raised.uncontested) == (accepted, uncontested)


def test_the_newest_holds_and_all_stay(mon, manager):
    set_to(manager, mon, 12.0)
    set_to(manager, mon, 8.0)
    assert least_of("660") == 8.0
    assert list(AcceptanceThreshold.objects.values_list("before", "least")) == [(12.0, 8.0), (2.0, 12.0)]


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"least": 1.9}, "cannot be lower"),
        ({"least": float("nan")}, "cannot be lower"),
        ({"least": 61.0}, "cannot be lower"),
        ({"least": 5.0, "reason": "  "}, "Say why"),
        ({"least": 2.0}, "already"),
    ],
)
def test_what_is_refused(mon, manager, given, sentence):
    with pytest.raises(Refused, match=sentence):
        set_to(manager, mon, **given)


def test_only_a_manager_sets_it(mon, caseworker):
    with pytest.raises(Refused, match="Your role"):
        set_to(caseworker, mon, 12.0)


def test_the_next_comparison_uses_it(mon, lists, manager):
    child = children(1)[0]
    lists(ListKind.SCHOOL_ROLL, child)
    set_to(manager, mon, 60.0)
    extract = lists(ListKind.HEALTH, child)
    assert outcomes(extract) == {child.ref: Outcome.TO_JUDGE}


def test_the_preview_says_what_would_change_and_changes_nothing(mon, lists, manager):
    found = children(3)
    lists(ListKind.SCHOOL_ROLL, *found)
    extract = lists(ListKind.HEALTH, *found)
    assert latest_compared(mon) == extract
    seen = ask_preview(by=manager, extract=extract, wanted=0.0)
    reckon_preview(seen.pk, "660")
    seen.refresh_from_db()
    assert (seen.state, seen.step, seen.least) == ("done", 2, 60.0)
    assert (seen.found["accepted"], seen.found["without_a_person"]) == (0, [])
    assert set(seen.found["to_a_person"]) == set(extract.rows.values_list("pk", flat=True))
    assert Match.objects.filter(undone_at=None).count() == 3 and least_of("660") == FLOOR


def test_it_follows_from_the_wrong_links_to_be_expected(mon, lists):
    found = children(3)
    lists(ListKind.SCHOOL_ROLL, *found)
    extract = lists(ListKind.HEALTH, *found)
    assert least_for(extract, 1000.0) <= least_for(extract, 0.0) == 60.0
    assert least_for(extract, 1000.0) >= FLOOR


# ------------------------------------------------------------------------------------------------------------- quality
def settled(extract, number, *, wrong=0, kind=SampleKind.ACCEPTED, **fields):
    bad, good = ("different", "same") if kind == SampleKind.ACCEPTED else ("same", "different")
    now = timezone.now()
    given = {"list_kind": "school_roll", "name_group": "not_known", "weight": 1.0} | fields
    SampleItem.objects.bulk_create(
        SampleItem(
            authority_id="660",
            extract=extract,
            month=THIS_MONTH,
            kind=kind,
            state=SampleState.SETTLED,
            verdict=bad if place < wrong else good,
            drawn_at=now,
            settled_at=now,
            **given,
        )
        for place in range(number)
    )


@pytest.fixture
def extract(mon, lists):
    return lists(ListKind.HEALTH, *children(1))


def test_rates_by_list_by_name_and_by_area(mon, extract):
    settled(extract, 100)
    settled(extract, 20, wrong=15, list_kind="eotas", name_group="somali", quintile=1)
    found = quality(mon, FALSE_MATCHES, THIS_MONTH)
    assert (found.total.judged, found.total.wrong) == (120, 15)
    by_list = {line.code: (line.judged, line.wrong, line.is_apart) for line in found.by_list}
    assert by_list == {"eotas": (20, 15, True), "school_roll": (100, 0, True)}
    assert {line.code: line.is_apart for line in found.by_name} == {"somali": True, "not_known": True}
    assert [line.code for line in found.by_area] == ["", "1"]


def test_a_small_difference_is_not_flagged(mon, extract):
    settled(extract, 20, wrong=1)
    settled(extract, 20, list_kind="eotas")
    assert not any(line.is_apart for line in quality(mon, FALSE_MATCHES, THIS_MONTH).by_list)


def test_missed_matches_are_those_that_people_call_the_same(mon, extract):
    settled(extract, 10, wrong=2, kind=SampleKind.NOTHING_NEAR, weight=30.0)
    settled(extract, 10, kind=SampleKind.REJECTED, weight=10.0)
    found = quality(mon, MISSED_MATCHES, THIS_MONTH)
    assert (found.total.judged, found.total.wrong, found.total.rate[0]) == (20, 2, 0.15), "60 of the 400 they stand for"
    assert [(line.code, line.wrong) for line in found.by_kind] == [("nothing_near", 2), ("rejected", 0)]
    assert fates(mon, THIS_MONTH)["settled"] == 20


@pytest.mark.parametrize(
    ("language", "words"), [("", "Differs by more than chance"), ("/cy", "Yn wahanol o fwy na siawns")]
)
def test_the_page_says_so_in_both_languages_in_a_bounded_number_of_queries(client, extract, manager, language, words):
    settled(extract, 100)
    settled(extract, 20, wrong=15, list_kind="eotas")
    client.force_login(manager)
    with CaptureQueriesContext(connection) as few:
        assert words in client.get(f"{language}/quality/").text
    settled(extract, 100, list_kind="independent")
    with CaptureQueriesContext(connection) as many:
        client.get(f"{language}/quality/")
    assert len(many) == len(few) <= 20


def test_a_blind_page_says_nothing_of_the_decision(client, mon, extract, caseworker):
    row = extract.rows.get()
    entry = RollEntryFactory()
    SampleItem.objects.create(
        authority=mon,
        extract=extract,
        month=THIS_MONTH,
        row=row,
        entry=entry,
        kind=SampleKind.ACCEPTED,
        name_group="not_known",
        weight=1.0,
        drawn_at=timezone.now(),
    )
    client.force_login(caseworker)
    said = client.get(reverse("samples")).text
    assert row.surname in said and entry.surname in said
    assert not any(word in said for word in ("Accepted without a person", "bits", "Found on a list", "≠"))
    item = SampleItem.objects.get()
    client.post(reverse("sample_answer", args=[item.pk]), {"answer": "same"})
    assert item.answers.get().by == caseworker
    assert "No pair waits for you" in client.get(reverse("samples")).text


def test_a_manager_looks_first_and_sets_with_a_reason(client, mon, lists, manager):
    found = children(2)
    lists(ListKind.SCHOOL_ROLL, *found)
    lists(ListKind.HEALTH, *found)
    client.force_login(manager)
    seen = client.post(reverse("threshold"), {"expected": "0", "act": "look"}, follow=True).text
    assert found[0].surname.upper() in seen and not AcceptanceThreshold.objects.exists()
    assert "Say why" in client.post(reverse("threshold"), {"expected": "0", "act": "set"}).text
    client.post(reverse("threshold"), {"expected": "0", "reason": "Two wrong links", "act": "set"})
    assert AcceptanceThreshold.objects.get().least == 60.0


def asked_of_a_worker(client, lists, manager, monkeypatch):
    """A preview of lists so long that a worker reckons it; nobody has taken it up yet."""
    monkeypatch.setattr("lhb_ingest.actions.thresholds.SMALL", 0)
    found = children(2)
    lists(ListKind.SCHOOL_ROLL, *found)
    extract = lists(ListKind.HEALTH, *found)
    client.force_login(manager)
    assert client.post(reverse("threshold"), {"expected": "0", "act": "look"}).url == reverse("threshold")
    return extract, ThresholdPreview.objects.get()


@pytest.mark.parametrize(("language", "words"), [("", "is being reckoned"), ("/cy", "yn cael ei gyfrifo")])
def test_long_lists_are_reckoned_by_a_worker_and_the_page_says_how_far(
    client, lists, manager, monkeypatch, language, words
):
    _extract, asked = asked_of_a_worker(client, lists, manager, monkeypatch)
    said = client.get(f"{language}/quality/threshold/").text
    assert words in said and 'http-equiv="refresh"' in said and 'value="set"' not in said
    store = StoredPairs(b"key")
    assert take_step(preview_id=asked.pk, store=store), "the first of two"
    assert "govuk-tag--green" in client.get(f"{language}/quality/threshold/").text
    resume_previews()  # a killed worker: the timetable finds it
    reckon_preview(asked.pk, "660")  # and takes the step that is left
    said = client.get(f"{language}/quality/threshold/").text
    assert 'value="set"' in said and 'http-equiv="refresh"' not in said
    client.post(reverse("threshold"), {"expected": "0", "reason": "Two wrong links", "act": "set"})
    assert AcceptanceThreshold.objects.get().least == 60.0


def test_another_number_than_was_shown_is_shown_first(client, lists, manager, monkeypatch):
    _extract, asked = asked_of_a_worker(client, lists, manager, monkeypatch)
    reckon_preview(asked.pk, "660")
    client.post(reverse("threshold"), {"expected": "0.5", "reason": "A slip", "act": "set"})
    assert not AcceptanceThreshold.objects.exists() and ThresholdPreview.objects.get().wanted == 0.5


def test_a_fault_is_told_and_a_preview_goes_with_its_list(client, lists, manager, monkeypatch):
    extract, asked = asked_of_a_worker(client, lists, manager, monkeypatch)
    with monkeypatch.context() as broken:
        broken.setattr("lhb_ingest.actions.thresholds.decide", None)
        reckon_preview(asked.pk, "660")
    assert "could not be reckoned" in client.get(reverse("threshold")).text
    Extract.objects.filter(pk=extract.pk).update(purge_on=timezone.localdate())
    purge_extract(extract=extract)
    assert not ThresholdPreview.objects.exists()
