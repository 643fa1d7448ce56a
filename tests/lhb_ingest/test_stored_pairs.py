"""Stored weights lead to what a run from scratch leads to, and hold nothing that names a child."""

from dataclasses import replace
from datetime import date
from random import Random

import numpy as np
import pytest

from lhb_ingest.lists_in_files import match_people, read_people
from lhb_ingest.matching import predicting, prepare, scoring, stored
from lhb_ingest.matching.forms import Forms
from lhb_ingest.matching.model import load_model
from lhb_ingest.matching.scoring import News, weigh
from lhb_ingest.matching.side import Side
from lhb_ingest.matching.stored import StoredPairs, weigh_changed
from lhb_ingest.practice import make_lists

KEY = b"a key of the tests"
MODEL = load_model()


@pytest.fixture(scope="module")
def months(tmp_path_factory):
    """The people of two months, one after the other."""
    made = []
    for month in make_lists("660", 500, 7, date(2026, 10, 1), months=2):
        folder = tmp_path_factory.mktemp("month")
        for name, text in month.files.items():
            (folder / name).write_text(text, encoding="utf-8", newline="")
        made.append(read_people(folder / "health.csv", [folder / "school.csv"], folder / "ehe.csv", month.as_at))
    return made


def told(found):
    """Every pair with its weight and bits, in the order of both."""
    return np.column_stack([found.row, found.entry, found.weight, found.bits]).tolist()


def test_the_second_month_finds_the_same_pairs_weights_and_decisions_as_from_scratch(months):
    store = StoredPairs(KEY)
    for people in months:
        again = told(weigh_changed(people.rows, people.entries, MODEL, store))
        assert again == told(weigh(people.rows, people.entries, MODEL))
        assert len(again) > 300
    assert match_people(months[1], store=store) == match_people(months[1])


def test_only_what_changed_is_weighed(months, monkeypatch):
    store, weighed = StoredPairs(KEY), []
    weigh_changed(months[0].rows, months[0].entries, MODEL, store)

    def watched(*rest, news, **more):
        weighed.append((int(news.rows.sum()), int(news.entries.sum())))
        return weigh(*rest, news=news, **more)

    monkeypatch.setattr(stored, "weigh", watched)
    weigh_changed(months[0].rows, months[0].entries, MODEL, store)
    weigh_changed(months[1].rows, months[1].entries, MODEL, store)
    nobody, (new_rows, new_entries) = weighed
    assert nobody == (0, 0)
    assert 0 < new_rows < len(months[1].rows) / 5
    assert 0 < new_entries < len(months[1].entries) / 5


def test_a_few_are_weighed_without_splink_and_to_the_same_bytes(months, monkeypatch):
    held = []
    for few in (0, 1):
        monkeypatch.setattr(scoring, "FEW", few)
        loaded = []
        monkeypatch.setattr(scoring, "import_module", lambda name, loaded=loaded: loaded.append(name) or predicting)
        store = StoredPairs(KEY)
        for people in months:
            found = weigh_changed(people.rows, people.entries, MODEL, store)
        assert len(loaded) == 2 - few  # of the first month every row is new
        held.append((told(found), store.as_bytes()))
    assert held[0] == held[1]


NAMES = [
    "Siôn",
    "John",
    "Mari Haf",
    "Mari-Haf",
    "Gwenllian",
    "Gwen",
    "Łukasz",
    "Mohammed",
    "Mohamed",
    "",
    "王",
    "Li",
    "Thomas",
]
SURNAMES = ["Jones", "ap Rhys", "Rhys-Jones", "Jones Rhys", "Thomas", "Tomas", "Mari", "", "Łuk", "Nguyễn"]
DAYS = [date(2015, 3, 4), date(2015, 4, 3), date(2015, 3, 14), date(2014, 3, 4), None]
HOMES = [
    ("1 Heol Wen", "CF10 1AA"),
    ("1 Heol Wen", "CF10 1AB"),
    ("Ty Gwyn", ""),
    ("Ty Gwyn", "CF10 1AA"),
    ("", "LL1 1AA"),
]


def anybody(draw, size):
    return [
        prepare(
            key=number,
            forenames=draw.choice(NAMES),
            surname=draw.choice(SURNAMES),
            middle_names=draw.choice(["", "", "Haf", "Huw"]),
            preferred_name=draw.choice(["", "", "Siôn", "Gwen"]),
            former_names=draw.choice([(), (), ("Jones",)]),
            born_on=draw.choice(DAYS),
            address=address,
            postcode=postcode,
        )
        for number, (address, postcode) in enumerate(draw.choices(HOMES, k=size))
    ]


@pytest.mark.parametrize("seed", range(2))
def test_whatever_is_written_in_a_row_a_few_weigh_as_splink_weighs_them(seed, monkeypatch):
    draw = Random(seed)
    rows, entries = Side.of(anybody(draw, 150)), Side.of(anybody(draw, 150))
    size = 200_000 if seed % 2 else 200  # national rules and those of one authority
    is_new = [np.array([draw.random() < 0.2 for _each in range(150)]) for _side in range(2)]
    found = []
    for few in (0, 1):
        monkeypatch.setattr(scoring, "FEW", few)
        found.append(told(weigh(rows, entries, MODEL, lowest=-60.0, news=News(size, *is_new))))
    assert found[0] == found[1]
    assert len(found[0]) > 400


def test_another_model_or_other_forms_weigh_everything_anew(months):
    people, store = months[0], StoredPairs(KEY)
    weigh_changed(people.rows, people.entries, MODEL, store)
    other = replace(MODEL, version="other", chances=MODEL.chances | {"middle": {**MODEL.chances["middle"]}})
    other.chances["middle"]["same"] = (0.9, 0.01)
    assert told(weigh_changed(people.rows, people.entries, other, store)) == told(
        weigh(people.rows, people.entries, other)
    )
    forms = Forms([("Mari", "Owain")])
    assert told(weigh_changed(people.rows, people.entries, MODEL, store, forms)) == told(
        weigh(people.rows, people.entries, MODEL, forms=forms)
    )


def test_what_is_stored_names_nobody_and_comes_back_whole(months):
    people, store = months[0], StoredPairs(KEY)
    weigh_changed(people.rows, people.entries, MODEL, store)
    content = store.as_bytes()
    assert not any(each.surname.encode() in content for each in people.rows if len(each.surname) > 5)
    assert KEY not in content
    for held in (store, StoredPairs(KEY)):
        back = StoredPairs.from_bytes(held.as_bytes(), KEY)
        assert (back.made_with, back.rows, back.entries) == (held.made_with, held.rows, held.entries)
        assert told(back.weights) == told(held.weights)
    assert not {*StoredPairs(b"another").marks(people.rows).to_pylist()} & {*store.rows.to_pylist()}
    with pytest.raises(ValueError, match="no stored pairs"):
        StoredPairs.from_bytes(b"something else", KEY)
