"""The programs of one installation, web, worker and timetable, as child processes: for `make demo` and the journeys.

A deployment starts the same commands in containers (docker-compose.yml).
"""

import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parent.parent


def web() -> list[str]:
    """The web server; the environment's BIND says where it listens."""
    return [sys.executable, "-m", "gunicorn", "-c", "python:cme.gunicorn", "cme.wsgi"]


def worker() -> list[str]:
    return [*_celery(), "worker", "--concurrency", "2", "--loglevel", "INFO", "--without-gossip", "--without-mingle"]


def timetable() -> list[str]:
    return [*_celery(), "beat", "--loglevel", "INFO", "--pidfile="]


def _celery() -> list[str]:
    return [sys.executable, "-m", "celery", "-A", "cme"]


class Program:
    """One child process in a process group of its own, with its log and a note of who it is.

    The note lets the next start find a program that outlived whoever started it (`kill -9`).
    """

    def __init__(self, name: str, command: list[str], environment: Mapping[str, str], folder: Path) -> None:
        self.name = name
        self.command = command
        self.environment = environment
        self.log = folder / "logs" / f"{name}.log"
        self.note = folder / "logs" / f"{name}.pid"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.log.parent.mkdir(parents=True, exist_ok=True)
        end_the_one_noted(self.note)
        # A new session, so that Ctrl-C in the terminal reaches only whoever started it, who stops all in order.
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                self.command,
                env=dict(self.environment),
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.note.write_text(f"{self.process.pid} {psutil.Process(self.process.pid).create_time()}")

    def has_ended(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def ask_to_stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.terminate()

    def stop(self, *, seconds: float = 5) -> None:
        """Ask it to stop; after `seconds` kill it and every process it made."""
        if self.process is None:
            return
        self.ask_to_stop()
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(seconds)
        self.kill()

    def kill(self) -> None:
        """Kill the whole group at once, as a power cut would."""
        if self.process is None:
            return
        _kill_group(self.process.pid)
        self.process.wait()
        self.note.unlink(missing_ok=True)
        self.process = None

    def tail(self, lines: int = 20) -> str:
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:]) if self.log.exists() else ""


def end_the_one_noted(note: Path) -> None:
    """Kill the group of the program that the note names, unless its number belongs to another program by now."""
    try:
        number, created = note.read_text().split()
        process = psutil.Process(int(number))
        if abs(process.create_time() - float(created)) < 1:
            _kill_group(process.pid)
            process.wait(5)
    except (OSError, ValueError, psutil.Error):
        pass
    note.unlink(missing_ok=True)


def _kill_group(group: int) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(group, signal.SIGKILL)
