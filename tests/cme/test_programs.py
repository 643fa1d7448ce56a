"""Child programs: nothing outlives its starter, and nobody else's program is touched."""

import os
import subprocess
import sys
import time

import psutil
import pytest

from cme.programs import Program, end_the_one_noted

# Has a child of its own, and neither of them wants to stop.
STUBBORN = """
import signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
child = subprocess.Popen([sys.executable, "-c", "import signal, time; signal.signal(15, 1); time.sleep(60)"])
print(child.pid, flush=True)
time.sleep(60)
"""


def program(folder, code: str) -> Program:
    made = Program("worker", [sys.executable, "-c", code], os.environ, folder)
    made.start()
    return made


def wait_for(condition) -> None:
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def is_gone(number: int) -> bool:
    return not psutil.pid_exists(number) or psutil.Process(number).status() == psutil.STATUS_ZOMBIE


def test_a_program_that_does_not_stop_is_killed_with_its_children(tmp_path):
    stubborn = program(tmp_path, STUBBORN)
    wait_for(lambda: stubborn.tail().strip())
    number, child = stubborn.process.pid, int(stubborn.tail())
    stubborn.stop(seconds=0.2)
    wait_for(lambda: is_gone(number) and is_gone(child))
    assert not stubborn.note.exists()


def test_it_can_be_killed_and_started_again(tmp_path):
    sleeper = program(tmp_path, "import time; print('here', flush=True); time.sleep(60)")
    first = sleeper.process.pid
    sleeper.kill()
    wait_for(lambda: is_gone(first))
    sleeper.start()
    wait_for(lambda: sleeper.tail().count("here") >= 1)
    assert sleeper.process.pid != first
    sleeper.stop()


def test_one_that_ends_by_itself_is_seen_with_its_last_words(tmp_path):
    brief = program(tmp_path, "raise SystemExit('no more')")
    wait_for(brief.has_ended)
    assert brief.tail() == "no more"
    brief.stop()


def test_what_outlived_its_starter_is_ended_at_the_next_start(tmp_path):
    left = program(tmp_path, STUBBORN)
    wait_for(lambda: left.tail().strip())
    child = int(left.tail())
    again = program(tmp_path, "import time; time.sleep(60)")
    wait_for(lambda: left.process.poll() is not None and is_gone(child))
    again.stop()


def test_a_note_that_names_somebody_else_by_now_ends_nobody(tmp_path):
    bystander = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"], start_new_session=True)
    note = tmp_path / "worker.pid"
    note.write_text(f"{bystander.pid} {psutil.Process(bystander.pid).create_time() - 100}")
    end_the_one_noted(note)
    assert bystander.poll() is None
    assert not note.exists()
    bystander.kill()
    bystander.wait()


@pytest.mark.parametrize("words", ["", "not a number", "1", "99999999 1.0"])
def test_a_broken_note_is_thrown_away(tmp_path, words):
    note = tmp_path / "worker.pid"
    note.write_text(words)
    end_the_one_noted(note)
    assert not note.exists()
