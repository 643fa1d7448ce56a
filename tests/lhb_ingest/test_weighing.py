"""Weighing with Splink: the shipped model can be true, weights fall by the level, and nothing leaves the process."""

import json
import math
from dataclasses import replace
from datetime import date

import duckdb
import pytest

from lhb_ingest.matching import decide
from lhb_ingest.matching.engines import connect
from lhb_ingest.matching.forms import Forms
from lhb_ingest.matching.levels import FIELDS, levels_for
from lhb_ingest.matching.model import CURRENT, LOWEST_BORN, MODELS, complaints, load_model
from lhb_ingest.matching.scoring import PRIOR, score
from lhb_ingest.matching.thresholds import LARGE, Thresholds, chance_of_wrong, expected_wrong, lowest_for
from lhb_ingest.matching.training import as_text, changes
from tests.lhb_ingest.builders import as_person, somebody

ROLL = ("school_roll", "")
MODEL = load_model()


def weight(one, other):
    return next(score([as_person(one, 1)], [as_person(other, 2, ROLL)], MODEL, -60)).weight


def changed(field, **levels):
    return replace(MODEL, chances=MODEL.chances | {field: MODEL.chances[field] | levels})


def test_m_of_the_same_birth_date_cannot_fall():
    assert MODEL.chances["born_on"]["same"][0] >= LOWEST_BORN == 0.98
    assert list(complaints(MODEL)) == []
    refused = list(complaints(changed("born_on", same=(0.52, 0.0003))))
    assert any("namesakes were taken for one child" in each for each in refused)


def test_a_level_that_weighs_more_than_to_be_the_same_is_refused():
    assert any(each.startswith("surname: nearly") for each in complaints(changed("surname", nearly=(0.5, 0.00001))))
    assert any(each.startswith("place") for each in complaints(changed("place", different=(0.9, 0.8))))


def test_the_model_has_every_level_and_says_what_it_was_trained_on():
    for field in FIELDS:
        assert list(MODEL.chances[field]) == [name for name in levels_for("duckdb")[field] if name != "unknown"]
    assert "practice lists" in MODEL.trained_on
    assert json.loads(as_text(MODEL)) == json.loads((MODELS / f"{CURRENT}.json").read_text())
    assert all("->" in line for line in changes(MODEL, MODEL))


def test_each_thing_that_differs_takes_weight_away():
    child = somebody(forenames="Gwenllian", surname="Prydderch", ref="child", born_on=date(2015, 3, 14))
    best = weight(child, child)
    moved = {"address": "99 Lôn Bell", "postcode": "SA1 1AA"}
    for other in ({"forenames": "Llio"}, {"surname": "Zachariah"}, {"born_on": date(2015, 3, 15)}, moved):
        assert weight(child, child.like(**other)) < best - 4
    assert weight(child, child.like(forenames="Llio")) > weight(child, child.like(forenames="Owain"))


def test_a_rare_name_weighs_more_than_a_common_one():
    child = somebody(forenames="Owain", surname="Prydderch")
    assert weight(child, child) > weight(child.like(surname="Jones"), child.like(surname="Jones")) + 2


def test_exchanged_names_are_counted_once():
    one = somebody(forenames="Lewis", surname="Thomas")
    assert weight(one, one.like(forenames="Thomas", surname="Lewis")) < weight(one, one) - 4


def test_a_weight_does_not_drift_with_the_list():
    child, others = somebody(), [as_person(somebody(), number, ROLL) for number in range(10, 40)]
    alone = weight(child, child)
    among = next(each for each in score([as_person(child, 1)], [*others, as_person(child, 2, ROLL)], MODEL))
    assert (among.entry, among.weight) == (30, alone)


@pytest.mark.parametrize(("size", "more"), [(0, 0), (LARGE, 0), (LARGE + 1, 1), (485_000, 3)])
def test_larger_lists_ask_for_more(size, more):
    usual = Thresholds()
    assert Thresholds().for_size(size) == replace(
        usual,
        accepted=usual.accepted + more,
        uncontested=usual.uncontested + more,
        stayed=usual.stayed + more,
        far=usual.stayed + more if more else usual.far,
    )


def test_thresholds_that_cannot_stand_are_refused():
    for wrong in ({"accepted": 1.0}, {"shown": 3.0}, {"margin": -1.0}):
        with pytest.raises(ValueError):
            Thresholds(**wrong)


def test_wrong_links_expected_of_weights():
    assert chance_of_wrong(0) == 0.5
    assert chance_of_wrong(0, entries=120_000) == pytest.approx(2 / 3)
    assert chance_of_wrong(5000) < 1e-50
    weights = [10.0] * 1024 + [3.0] * 8
    assert expected_wrong(weights) == pytest.approx(1024 / 1025 + 8 / 9)
    assert lowest_for(1, weights) == 10
    assert lowest_for(2, weights) == 3
    assert lowest_for(0.5, weights) == float("inf")


def test_an_authority_sets_its_own_thresholds():
    child = somebody(forenames="Owain", ref="child")
    row, entry = as_person(child, 1), as_person(child, 2, ROLL)
    heavy = decide([row], [entry]).matches[1][0].weight
    found = decide([row], [entry], thresholds=Thresholds(accepted=heavy + 1, uncontested=heavy + 1))
    assert not found.matches
    assert found.near[1][0].entry.key == 2
    assert not decide([row], [entry], thresholds=Thresholds(99, 99, shown=heavy + 1)).near


def test_the_bits_of_the_fields_make_the_weight():
    child = somebody(forenames="Owain", ref="child")
    pairing = decide([as_person(child, 1)], [as_person(child, 2, ROLL)]).matches[1][0]
    assert pairing.weight == pytest.approx(sum(pairing.bits_of_fields().values()) + math.log2(PRIOR / (1 - PRIOR)))


def test_an_authority_adds_its_own_forms():
    one = somebody(forenames="Blodeuwedd", ref="one")
    row, entry = as_person(one, 1), as_person(one.like(forenames="Wedi"), 2, ROLL)
    assert decide([row], [entry]).near[1][0].reasons()[0]["level"] == "different"
    found = decide([row], [entry], extra_forms=[("Blodeuwedd", "Wedi", "Ffion")])
    assert not found.matches
    assert found.near[1][0].reasons()[0]["level"] == "form"
    assert found.near[1][0].weight > decide([row], [entry]).near[1][0].weight + 5


@pytest.mark.parametrize(
    ("one", "other", "is_one"),
    [
        ("SION", "JOHN", True),
        ("GWENLLIAN", "LLIO", True),
        ("MOHAMMED", "MUHAMMAD", True),
        ("IFAN", "EVAN", True),
        ("MARI", "MARI", False),
        ("CAI", "CAIO", False),
        ("OWAIN", "DAFYDD", False),
        ("", "", False),
    ],
)
def test_forms(one, other, is_one):
    assert Forms().is_form(one, other) is Forms().is_form(other, one) is is_one


def test_a_form_is_evidence_and_never_equality():
    child = somebody(forenames="Dafydd", ref="child")
    moved = child.like(forenames="David", address="99 Lôn Bell", postcode="SA1 1AA")
    found = decide([as_person(child, 1)], [as_person(moved, 2, ROLL)])
    assert not found.matches
    assert found.near[1][0].reasons()[0]["level"] == "form"


def test_a_family_that_moved_bears_its_children_out():
    new = {"address": "99 Lôn Bell", "postcode": "SA1 1AA"}
    one = somebody(forenames="Mari", surname="Jones", ref="one")
    other = one.like(forenames="Owain", born_on=date(2012, 5, 6), ref="other")
    rows = [as_person(each, key) for key, each in enumerate((one, other))]
    entries = [as_person(each.like(**new), key, ROLL) for key, each in enumerate((one, other), start=10)]
    found = decide(rows, entries)
    assert [found.matches[key][0].entry.key for key in (0, 1)] == [10, 11]
    assert all({"field": "family", "level": "same", "bits": 8.0} in found.matches[key][0].reasons() for key in (0, 1))


def test_the_database_can_neither_write_nor_fetch(tmp_path):
    connection = connect()
    for words in (
        f"copy (select 1) to '{tmp_path / 'out.csv'}'",
        f"attach '{tmp_path / 'out.db'}'",
        "install httpfs",
        "set enable_external_access = true",
        "set temp_directory = 'spill'",
    ):
        with pytest.raises(duckdb.Error):
            connection.execute(words)
    assert connection.execute("select current_setting('temp_directory')").fetchall() == [("",)]
    assert list(tmp_path.iterdir()) == []
