"""The dry run from the shell: what an upload would say, and nothing stored."""

import json
import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from lhb_ingest.models import Extract
from tests.lhb_ingest.builders import children, school_csv, somebody

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
