"""match_files and measure_matching: over files alone, with no database, the same bytes each time."""

import csv
import json
import os
import subprocess
import sys
from datetime import date

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from lhb_ingest.matching.measure import HEADINGS, interval, measure
from lhb_ingest.matching.model import CURRENT, MODELS
from lhb_ingest.practice import make_lists
from tests.lhb_ingest.builders import health_csv, school_csv, somebody


@pytest.fixture(scope="module")
def lists(tmp_path_factory):
    """A folder of practice lists of three hundred children."""
    folder = tmp_path_factory.mktemp("lists")
    for name, text in make_lists("660", 300, 5, date(2026, 10, 1))[0].files.items():
        (folder / name).write_text(text, encoding="utf-8", newline="")
    return folder


ROLLS = ("school.csv", "eotas.csv", "independent.csv", "other_authority.csv")


def match(folder, out, *, health="health.csv", rolls=ROLLS, more=("--ehe", "ehe.csv")):
    words = ["--health", folder / health, *(word for name in rolls for word in ("--roll", folder / name))]
    words += [more[0], folder / more[1]] if more else []
    call_command("match_files", *map(str, [*words, "--out", out]))
    with out.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_layout_is_known_and_each_record_has_one_match_or_reviews(lists, tmp_path):
    lines = match(lists, tmp_path / "out.csv")
    assert tuple(lines[0]) == HEADINGS
    matched = [line["RECORD_ID"] for line in lines if line["DECISION"] == "match"]
    shown = {line["RECORD_ID"] for line in lines if line["DECISION"] == "review"}
    assert len(matched) == len(set(matched)) > 200
    assert not shown & set(matched)
    assert {line["MATCH_ID"][0] for line in lines} >= {"P", "E", "I", "O"}
    assert all(line["REASONS"] for line in lines)


def test_the_same_files_give_the_same_bytes_whatever_the_order_of_their_rows(lists, tmp_path):
    match(lists, tmp_path / "one.csv")
    turned = tmp_path / "turned"
    turned.mkdir()
    for path in lists.iterdir():
        headings, *rows = path.read_text(encoding="utf-8").splitlines()
        (turned / path.name).write_text("\n".join([headings, *reversed(rows)]) + "\n", encoding="utf-8")
    match(turned, tmp_path / "other.csv")
    assert (tmp_path / "one.csv").read_bytes() == (tmp_path / "other.csv").read_bytes()


def test_a_row_that_the_checks_would_send_back_is_never_accepted(tmp_path):
    child = somebody(ref="HB1")
    (tmp_path / "health.csv").write_text(health_csv(child.like(born_on="")))
    (tmp_path / "school.csv").write_text(school_csv(child.like(ref="P1")))
    lines = match(tmp_path, tmp_path / "out.csv", rolls=["school.csv"], more=())
    assert [(line["RECORD_ID"], line["MATCH_ID"], line["DECISION"]) for line in lines] == [("HB1", "P1", "review")]


def test_the_commands_need_neither_settings_nor_a_database(lists, tmp_path):
    bare = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    for words in (
        ["match_files", "--health", lists / "health.csv", "--roll", lists / "school.csv", "--out", tmp_path / "o.csv"],
        ["measure_matching", "--truth", lists / "truth.csv", "--decisions", tmp_path / "o.csv"],
    ):
        done = subprocess.run(
            [sys.executable, "manage.py", *words], cwd=settings.BASE_DIR, env=bare, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
    assert "letters sent wrongly" in done.stdout


def test_a_file_that_is_not_there_or_is_no_list_is_named(lists, tmp_path):
    with pytest.raises(CommandError, match=r"no file .*nowhere\.csv"):
        match(lists, tmp_path / "out.csv", health="nowhere.csv")
    with pytest.raises(CommandError, match="cannot be read: unknown_headings"):
        match(lists, tmp_path / "out.csv", health="school.csv")
    with pytest.raises(CommandError, match="no headings RECORD_ID and DECISION"):
        call_command("measure_matching", truth=lists / "truth.csv", decisions=lists / "truth.csv")


def test_the_next_month_reads_the_weights_of_the_last(lists, tmp_path):
    words = ["--health", lists / "health.csv", "--roll", lists / "school.csv", "--store", tmp_path / "store"]
    made = []
    for name in ("first", "second"):
        call_command("match_files", *map(str, [*words, "--out", tmp_path / name]))
        made.append((tmp_path / name).read_bytes())
        assert (tmp_path / "store").stat().st_mode & 0o077 == 0
    assert made[0] == made[1]
    assert len(made[0].splitlines()) > 200
    assert not (tmp_path / "store.part").exists()
    (tmp_path / "store").write_bytes(b"something else")
    with pytest.raises(CommandError, match="holds no stored pairs"):
        call_command("match_files", *map(str, [*words, "--out", tmp_path / "third"]))


def test_a_list_may_be_given_with_its_kind(lists, tmp_path):
    words = ["--health", lists / "health.csv", "--roll", lists / "school.csv", "--out", tmp_path / "out.csv"]
    words += ["--eotas", lists / "eotas.csv", "--independent", lists / "independent.csv"]
    words += ["--other-authority", lists / "other_authority.csv"]
    call_command("match_files", *map(str, words))
    found = (tmp_path / "out.csv").read_text()
    assert all(f",{start}" in found for start in ("P", "EO", "IN", "OA"))


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (lambda held: held["chances"]["born_on"].update(same=[0.52, 0.0003]), "namesakes were taken for one child"),
        (lambda held: held["chances"].pop("place"), "cannot be read: KeyError"),
        (lambda held: held["chances"]["place"].pop("district"), "place must have the levels house, postcode"),
        (lambda held: held["chances"]["middle"].update(same=[1.5, 0.1]), "every m and u lies between 0 and 1"),
        (lambda held: held["shares"]["surname"].update(JONES=0), "every share of a name lies between 0 and 1"),
    ],
)
def test_a_model_that_is_broken_or_cannot_be_true_is_refused(lists, tmp_path, change, complaint):
    held = json.loads((MODELS / f"{CURRENT}.json").read_text())
    change(held)
    (tmp_path / "own.json").write_text(json.dumps(held))
    with pytest.raises(CommandError, match=complaint):
        match(lists, tmp_path / "out.csv", more=("--model", tmp_path / "own.json"))


def test_a_model_by_its_name_by_its_path_and_one_that_is_not_there(lists, tmp_path):
    match(lists, tmp_path / "one.csv", more=())
    for name, model in (("two", CURRENT), ("three", MODELS / f"{CURRENT}.json")):
        words = ["--health", lists / "health.csv", *(word for each in ROLLS for word in ("--roll", lists / each))]
        call_command("match_files", *map(str, [*words, "--model", model, "--out", tmp_path / f"{name}.csv"]))
        assert (tmp_path / f"{name}.csv").read_bytes() == (tmp_path / "one.csv").read_bytes()
    with pytest.raises(CommandError, match=f"no model 1999-01. Shipped: {CURRENT}"):
        words = ["--health", lists / "health.csv", "--roll", lists / "school.csv", "--model", "1999-01"]
        call_command("match_files", *map(str, [*words, "--out", tmp_path / "four.csv"]))


def told(record, match, decision):
    return {"RECORD_ID": record, "MATCH_ID": match, "DECISION": decision}


def true(record, pupil="", home="", tags=""):
    return {"RECORD_ID": record, "PUPIL_REF": pupil, "EHE_REF": home, "TAGS": tags}


def test_measure():
    truth = [
        true("a", "P1"),
        true("a", home="E1"),
        true("b", "P2"),
        true("c", "P3"),
        true("d"),
        true("e", tags="absent_twin_enrolled;sibling"),
        true("f", tags="doppel"),
    ]
    decisions = [
        told("a", "E1", "match"),
        told("b", "P9", "review"),
        told("b", "P2", "review"),
        told("c", "P9", "review"),
        told("e", "P2", "match"),
        told("f", "P3", "match"),
    ]
    found = measure(truth, decisions)
    assert (found.rows, found.listed, found.missing, found.links) == (6, 3, 3, 3)
    assert (found.wrong_links, found.hidden, found.hidden_with_twin, found.hidden_without_namesake) == (2, 2, 1, 1)
    assert (found.accepted, found.to_a_person, found.found_with_person, found.wrong_letters) == (1, 2, 2, 1)


@pytest.mark.parametrize(("count", "of", "low", "high"), [(0, 100, 0, 0.0370), (5, 10, 0.2366, 0.7634), (0, 0, 0, 1)])
def test_interval(count, of, low, high):
    assert interval(count, of) == pytest.approx((low, high), abs=0.0001)
