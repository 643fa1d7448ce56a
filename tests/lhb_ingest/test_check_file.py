"""The dry run from the shell: what an upload would say, and nothing stored."""

import json
import os
import subprocess
import sys
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone

from lhb_ingest.actions import check_extract
from lhb_ingest.choices import ExtractState
from lhb_ingest.models import Extract
from lhb_ingest.sentences import refusal_sentence
from records.actions import load_schools
from records.actions.loading import schools_in
from records.choices import Role
from records.errors import Refused
from tests.factories import make_user
from tests.lhb_ingest.builders import approved, children, health_csv, school_csv, send, somebody
from tests.lhb_ingest.test_nasty_files import HONEST, LIST, REFUSED, text
from tests.records.spreadsheets.making import ods, xls, xlsx

MEMBERS = [
    "file",
    "kind",
    "authority",
    "verdict",
    "refusal",
    "reading",
    "columns",
    "dropped",
    "counts",
    "problems",
    "stops",
]


@pytest.fixture
def given(tmp_path):
    """Writes a file and asks about it; gives (what it answered, exit status)."""

    def ask(content: str, capsys, *words: str, kind: str = "school-roll") -> tuple[str, int]:
        path = tmp_path / "list.csv"
        path.write_text(content, encoding="utf-8")
        try:
            call_command("check_file", str(path), "--kind", kind, "--authority", "660", *words)
            status = 0
        except SystemExit as left:
            status = left.code
        except CommandError as refused:
            return str(refused), refused.returncode
        return capsys.readouterr().out, status

    return ask


def test_every_row_loads(mon, given, capsys):
    answer, status = given(school_csv(*children(3)), capsys)
    assert status == 0 and answer.startswith("Rows: 3. Good: 3. Bad: 0. Odd: 0.")
    assert not Extract.objects.exists()


def test_some_rows_have_problems_and_their_values_stay_out(mon, given, capsys):
    content = school_csv(*children(2), somebody(forenames="", surname="Gwyddno"), somebody(postcode="LL65 ZZZZ"))
    answer, status = given(content, capsys, "--json")
    told = json.loads(answer)
    assert status == 1 and list(told) == MEMBERS and told["verdict"] == "problems"
    assert told["counts"] == {"rows": 4, "good": 3, "bad": 1, "odd": 1}
    assert [(each["line"], each["column"], each["stops_row"]) for each in told["problems"]] == [
        (4, "Forename", True),
        (5, "Postcode", False),
    ]
    assert "Gwyddno" not in answer and "ZZZZ" not in answer
    assert "ZZZZ" in given(content, capsys, "--json", "--values")[0]


def test_a_refused_file(mon, given, capsys):
    answer, status = given("PupilRef,Surname\nP1,Bevan\n", capsys)
    assert status == 2 and answer.startswith(
        "These headings are needed and are not in the file: Forename, DOB, School."
    )
    answer, status = given("", capsys, "--language", "cy")
    assert status == 2 and answer.startswith("Mae'r ffeil yn wag.")


def test_another_authority_s_list(mon, given, capsys):
    answer, status = given(school_csv(*(somebody(postcode="CF10 5TA") for _ in range(4))), capsys)
    assert status == 2 and "This looks like the list of Cardiff" in answer


def test_slips_of_the_hand_are_said(mon, tmp_path):
    for path, words in ((tmp_path / "none.csv", "There is no file"), (tmp_path, "is a folder")):
        with pytest.raises(CommandError, match=words):
            call_command("check_file", str(path), "--kind", "health", "--authority", "660")
    (tmp_path / "list.csv").write_text(school_csv(*children(2)))
    with pytest.raises(CommandError, match=r"There is no authority 999\. Known are 660,"):
        call_command("check_file", str(tmp_path / "list.csv"), "--kind", "school-roll", "--authority", "999")


def test_it_needs_neither_settings_nor_a_database(tmp_path):
    (tmp_path / "list.csv").write_text(school_csv(*children(2)), encoding="utf-8")
    bare = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    words = ["check_file", tmp_path / "list.csv", "--kind", "school-roll", "--authority", "660"]
    done = subprocess.run(
        [sys.executable, "manage.py", *words], cwd=settings.BASE_DIR, env=bare, capture_output=True, text=True
    )
    assert (done.returncode, done.stdout.splitlines()[0]) == (0, "Rows: 2. Good: 2. Bad: 0. Odd: 0."), done.stderr


# ------------------------------------------------------------------------------------------- exactly as the upload does
ROWS_OF_PROBLEMS = ("line_number", "column", "code", "stops_row")
NASTY = {
    name: content
    for name, content in {**HONEST, **{name: content for name, (content, _code) in REFUSED.items()}}.items()
    if content[:2] not in (b"PK", b"\xd0\xcf") and len(content) < 100_000
}


def as_uploaded(by, kind: str, content: bytes) -> dict:
    """What is left of an upload, in the words of the dry run."""
    try:
        extract = send(by, kind, content=content)
    except Refused as refused:
        return {"verdict": "refused", "sentence": str(refused)}
    if extract.state == ExtractState.NEEDS_LAYOUT:
        return {"verdict": "refused"}  # a page asks what its headings mean; the shell has no page
    check_extract(extract_id=extract.pk)
    extract.refresh_from_db()
    if extract.state == ExtractState.REFUSED:
        return {"verdict": "refused", "sentence": refusal_sentence(extract.refusal)}
    problems = sorted(extract.problems.values_list(*ROWS_OF_PROBLEMS))
    return {
        "verdict": "problems" if extract.counts["problem"] else "loads",
        "reading": extract.reading,
        "dropped": extract.dropped_columns,
        "rows": (extract.counts["rows"], extract.rows.count()),
        "problems": problems,
        "stops": [stop.code for stop in extract.stops.all()],
    }


def as_checked(path, kind: str, content: bytes) -> dict:
    path.write_bytes(content)
    out = StringIO()
    words = ["--kind", kind.replace("_", "-"), "--authority", "660", "--json"]
    try:
        call_command("check_file", str(path), *words, stdout=out)
        status = 0
    except SystemExit as left:
        status = left.code
    except CommandError as refused:
        status = refused.returncode
    told = json.loads(out.getvalue())
    assert status == (2 if told["stops"] else {"loads": 0, "problems": 1, "refused": 2}[told["verdict"]])
    if told["verdict"] == "refused":
        return {"verdict": "refused", "sentence": told["refusal"]["sentence"]}
    problems = sorted((each["line"], each["column"], each["code"], each["stops_row"]) for each in told["problems"])
    return {
        "verdict": told["verdict"],
        "reading": told["reading"],
        "dropped": told["dropped"],
        "rows": (told["counts"]["rows"], told["counts"]["good"]),
        "problems": problems,
        "stops": [stop["code"] for stop in told["stops"]],
    }


def assert_alike(by, path, kind: str, content: bytes) -> dict:
    checked = as_checked(path, kind, content)
    with transaction.atomic():
        uploaded = as_uploaded(by, kind, content)
        transaction.set_rollback(True)
    if "sentence" not in uploaded:
        checked.pop("sentence", None)
    assert checked == uploaded
    return uploaded


@pytest.fixture
def schools(mon):
    """The loaded list of schools has one of the two schools of the lists below."""
    said = {"source": "Made up", "as_at": timezone.localdate()}
    load_schools(by=make_user(Role.ADMINISTRATOR), schools=schools_in(SCHOOLS), **said)


SCHOOLS = "School Number,School Name\n6604001,Ysgol y Bont\n"


def test_the_nasty_files_are_told_as_an_upload_tells_them(schools, list_officer, tmp_path):
    verdicts = [
        assert_alike(list_officer, tmp_path / "f.csv", "school_roll", each)["verdict"] for each in NASTY.values()
    ]
    assert verdicts.count("refused") > 15 and verdicts.count("loads") > 15


BAD = ["P3", "", "Non", "2015-08-31", "6604001"]
NOTES = ("Notes", [["How to fill it in"], ["Write a name"]])
FORMATS = {  # what makes a file of some rows
    "csv": lambda rows: text(rows).encode(),
    "xlsx": lambda rows: xlsx(("Roll", rows)),
    "xlsx of several sheets": lambda rows: xlsx(NOTES, ("Codes", [["a", "b"], ["1", "2"]]), ("Roll", rows)),
    "xls": xls,
    "ods": lambda rows: ods(("Roll", rows)),
    "ods of several sheets": lambda rows: ods(NOTES, ("Roll", rows)),
}


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_is_told_as_an_upload_tells_it_with_its_exit_status(mon, list_officer, tmp_path, name):
    for rows, verdict, counts in (
        (LIST, "loads", (2, 2)),
        ([*LIST, BAD], "problems", (3, 2)),
        ([row[:2] for row in LIST], "refused", None),
    ):  # the exit status of each is looked at by as_checked
        told = assert_alike(list_officer, tmp_path / "f", "school_roll", FORMATS[name](rows))
        assert (told["verdict"], told.get("rows")) == (verdict, counts)


def test_schools_repeats_and_columns_dropped_too(schools, list_officer, data_officer, tmp_path):
    one, other = children(2)
    roll = school_csv(one, other.like(school="6604999"), somebody(surname=""), somebody(postcode="LL65 ZZZ"), one)
    told = assert_alike(list_officer, tmp_path / "f.csv", "school_roll", roll.encode())
    assert {each[2] for each in told["problems"]} == {"unknown_school", "no_name", "bad_postcode", "held_twice"}
    health = health_csv(one, other, one.like(ref="R9"), somebody(born_on="x")).replace("FORMER_SURNAME", "SEX")
    told = assert_alike(data_officer, tmp_path / "f.csv", "health", health.encode())
    assert {each[2] for each in told["problems"]} == {"held_twice", "bad_date"} and told["dropped"] == ["SEX"]


def test_what_stops_an_upload_is_said(mon, list_officer, tmp_path):
    approved(list_officer, list_officer, "school_roll", *children(40))
    old = [somebody(born_on="1/2/1970") for _ in range(25)]
    told = assert_alike(list_officer, tmp_path / "f.csv", "school_roll", school_csv(*old).encode())
    assert told["stops"] == ["few_rows", "birthdays"]
    turned = [each.like(forenames=each.surname, surname=each.forenames) for each in children(30)]
    assert_alike(list_officer, tmp_path / "f.csv", "school_roll", school_csv(*turned).encode())


def test_a_file_that_was_sent_before_is_refused_here_too(mon, list_officer, tmp_path):
    content = school_csv(*children(2))
    send(list_officer, "school_roll", content=content)
    told = as_checked(tmp_path / "f.csv", "school_roll", content.encode())
    assert told["sentence"].startswith("This file has been sent already")
