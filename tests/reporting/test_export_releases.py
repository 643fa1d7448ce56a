"""manage.py export_releases: what is released, byte for byte as from the pages, and nothing else."""

import csv
import io
import json

import pytest
from django.core.management import CommandError, call_command

from reporting import exports

pytestmark = pytest.mark.django_db


def test_every_release_with_its_metadata_and_nothing_else(make, release, tmp_path, capsys):
    make("661", cases=6)
    one = release("660", cases=7)
    call_command("export_releases", out=str(tmp_path / "new"))
    assert capsys.readouterr().out == "Released returns: 1.\n"
    names = ["cme-660-2026-01-v1-released-metadata.json", "cme-660-2026-01-v1-released.csv"]
    assert sorted(path.name for path in (tmp_path / "new").iterdir()) == names
    table = (tmp_path / "new" / names[1]).read_bytes()
    assert table == exports.csv_of(one, exports.released_lines(one))
    lines = list(csv.DictReader(io.StringIO(table.decode("utf-8-sig"))))
    assert {line["value"] for line in lines} <= {"0", "5", "[c]", "[x]", "[z]"}
    about = json.loads((tmp_path / "new" / names[0]).read_text())
    assert (about["authority_cy"], about["month"], about["as_at"]) == ("Ynys Môn", "2026-01", "2026-01-31")
    assert {each["indicator"] for each in about["indicators"]} == {line["indicator"] for line in lines}
    assert {each["sign"] for each in about["signs"]} == {"[c]", "[x]", "[z]"}


def test_run_again_it_writes_the_same_bytes(release, tmp_path):
    release(cases=7)
    call_command("export_releases", out=str(tmp_path))
    first = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    call_command("export_releases", out=str(tmp_path))
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == first


def test_a_place_that_cannot_be_written_to_is_said(release, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(CommandError, match="cannot be written to"):
        call_command("export_releases", out=str(tmp_path / "file"))
