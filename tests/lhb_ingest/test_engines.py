"""Two engines, one port: DuckDB and Spark find the same pairs and weigh them alike."""

from datetime import date

import pytest

from lhb_ingest.lists_in_files import read_people
from lhb_ingest.matching import decide
from lhb_ingest.matching.engines import NoEngine, engine, lacks_spark
from lhb_ingest.matching.levels import NATIONAL, WORDS, blocks_for, levels_for
from lhb_ingest.matching.model import load_model
from lhb_ingest.matching.scoring import score
from lhb_ingest.practice import make_lists

# Pairs at the edge of a string distance, which the engines weigh otherwise: none is known in these lists.
EDGES: set[tuple[int, int]] = set()


@pytest.fixture(scope="module")
def people(tmp_path_factory):
    folder = tmp_path_factory.mktemp("lists")
    for name, text in make_lists("660", 400, 6, date(2026, 10, 1))[0].files.items():
        (folder / name).write_text(text, encoding="utf-8", newline="")
    return read_people(folder / "health.csv", [folder / "school.csv"], folder / "ehe.csv", date(2026, 10, 1))


@pytest.mark.skipif(bool(lacks_spark()), reason=lacks_spark() or "Spark is here")
def test_both_engines_find_the_same_pairs_and_weigh_them_alike(people):
    found = {
        name: {(each.row, each.entry): each for each in score(people.rows, people.entries, load_model(), on=name)}
        for name in WORDS
    }
    assert set(found["duckdb"]) == set(found["spark"])
    for pair in set(found["duckdb"]) - EDGES:
        one, other = found["duckdb"][pair], found["spark"][pair]
        assert (one.weight, *one.bits) == pytest.approx((other.weight, *other.bits), abs=1e-6)
    assert len(found["duckdb"]) > 300


@pytest.mark.skipif(bool(lacks_spark()), reason=lacks_spark() or "Spark is here")
def test_both_engines_lead_to_the_same_decisions(people):
    made = [decide(people.rows, people.entries, engine=name) for name in WORDS]
    told = [{key: [each.entry.key for each in found] for key, found in each.matches.items()} for each in made]
    assert told[0] == told[1]


def test_an_engine_that_is_not_here_says_what_it_lacks(monkeypatch):
    monkeypatch.setattr("lhb_ingest.matching.engines.find_spec", lambda name: None)
    with pytest.raises(NoEngine, match=r"requirements-spark\.txt"), engine("spark"):
        pass


@pytest.mark.parametrize("dialect", WORDS)
def test_conditions_are_said_in_the_words_of_the_engine(dialect):
    said = [condition for found in levels_for(dialect).values() for condition in found.values()]
    said += blocks_for(dialect, 10) + blocks_for(dialect, NATIONAL + 1)
    assert not any("<jaro>" in each or "<share>" in each or "<holds>" in each for each in said)
    assert any(WORDS[dialect]["share"] in each for each in said)


def test_lists_of_all_wales_are_set_beside_one_another_more_narrowly():
    few, many = blocks_for("duckdb", 60_000), blocks_for("duckdb", NATIONAL + 1)
    assert "l.forename = r.forename and l.surname = r.surname" in few
    assert "l.forename = r.forename and l.surname = r.surname" not in many
