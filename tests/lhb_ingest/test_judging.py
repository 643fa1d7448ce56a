"""The rules of judging as tables: the order of the queue, what may be a group, how large its sample is."""

import datetime

import pytest

from lhb_ingest.judging import SAMPLE, Waiting, doubt_of, may_be_bulk, order_of, pattern_of, sample_size, words_of
from lhb_ingest.matching import Thresholds

TODAY = datetime.date(2026, 11, 22)
BORN = datetime.date(2016, 3, 14)


def waiting(pk: int = 1, weights=(0.0,), days: int = 0, **more) -> Waiting:
    return Waiting(pk, weights, TODAY - datetime.timedelta(days=days), **({"born_on": BORN} | more))


@pytest.mark.parametrize(
    ("weights", "doubt"),
    [
        ((), 0),  # nobody weighed it
        ((12.0, None), 0),
        ((12.0, 8.5), 0),  # the second is within the margin
        ((12.0, 7.9), 1),  # it is not, and the best is near what is accepted
        ((9.0,), 1),
        ((13.0,), 1),
        ((13.1,), 2),
        ((4.9,), 2),
        ((-8.0,), 2),
    ],
)
def test_doubt(weights, doubt):
    assert doubt_of(weights, Thresholds(accepted=9.0, margin=4.0)) == doubt


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (waiting(2, (-8.0,), asked=True), waiting(1, (9.0,))),  # a colleague asks
        (waiting(2, (9.0, 8.0)), waiting(1, (9.0,), 300)),  # doubt before waiting
        (waiting(2, (9.0,), 14), waiting(1, (9.0,), 6)),  # the longest waiting, in weeks
        (waiting(2, (9.0,), 3, born_on=datetime.date(2011, 1, 1)), waiting(1, (9.0,), 6)),  # then the oldest
        (waiting(2, (9.0,)), waiting(1, (9.0,), born_on=None)),
        (waiting(1, (9.0,)), waiting(2, (9.0,))),
        (waiting(2, (-8.0,)), waiting(1, (9.0,), put_off=1.0, asked=True)),  # what was put off is last
        (waiting(2, (-8.0,), put_off=1.0), waiting(1, (9.0,), put_off=2.0)),
    ],
)
def test_who_comes_first(first, second):
    assert order_of(first, TODAY) < order_of(second, TODAY)


@pytest.mark.parametrize(
    ("pattern", "may"),
    [
        ("forename:form surname:same born_on:same home:same", True),
        ("forename:nearly surname:different born_on:same home:partly", True),
        ("forename:same surname:partly born_on:same home:different", True),
        ("forename:different surname:same born_on:same home:same", False),  # a twin may hide here
        ("forename:unknown surname:same born_on:same home:same", False),
        ("forename:same surname:same born_on:nearly home:same", False),
        ("forename:same surname:nearly born_on:same home:different", False),
        ("forename:form surname:same born_on:same home:same names:exchanged", False),
    ],
)
def test_what_may_be_accepted_in_bulk(pattern, may):
    assert may_be_bulk(pattern) == may


def test_a_pattern_is_read_back_as_sentences():
    pattern = pattern_of([{"field": "forename", "level": "form", "bits": 3.1}, {"field": "home", "level": "same"}])
    assert pattern == "forename:form home:same"
    assert words_of(pattern) == ["The forenames are forms of one name.", "The address is the same."]


@pytest.mark.parametrize(("pairs", "sample"), [(0, 0), (1, 1), (58, 58), (59, 59), (60, 59), (2000, 59)])
def test_the_sample(pairs, sample):
    assert sample_size(pairs) == sample
    assert 0.95**SAMPLE < 0.05 <= 0.95 ** (SAMPLE - 1)
