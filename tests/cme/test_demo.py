"""`make demo` at its edges: a folder in use, a wrong port, and beginning again. Its middle is for the eye."""

import os
import subprocess
import sys

import pytest

from cme import embedded
from tests.servers import ROOT


def demo(folder, *arguments: str, **environment: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-m", "cme.demo", *arguments],
        env=os.environ | {"DATA_DIR": str(folder)} | environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_a_second_demo_on_one_folder_says_so_and_harms_nothing(folder):
    with embedded.running(folder / "servers") as servers:
        for arguments in ((), ("reset",)):
            result = demo(folder, *arguments)
            assert result.returncode == 1
            assert f"A demo already runs on {folder}." in result.stdout
            assert servers.ended() == ""


@pytest.mark.parametrize("port", ["0", "70000", "eighty"])
def test_a_wrong_port_is_named(tmp_path, port):
    result = demo(tmp_path, PORT=port)
    assert result.returncode == 1
    assert f"PORT must be a number from 1 to 65535, and is '{port}'." in result.stdout


def test_beginning_again_takes_away_what_a_demo_made_and_nothing_else(folder):
    embedded.start(folder / "servers").stop()
    for name in ("lists/one.csv", "logs/web.log", "sign-ins.json", "timetable.dat", "practice-loaded", "thesis.odt"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).touch()
    assert demo(folder, "reset").returncode == 0
    assert [path.name for path in folder.iterdir()] == ["thesis.odt"]
