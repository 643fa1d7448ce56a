"""`make demo`: everything on this machine, in the foreground, until Ctrl-C. `reset` takes the practice data away.

PORT and DATA_DIR may be set. Nothing outlives this program, and what outlived an earlier one that was killed is ended
before anything starts.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from cme import programs
from cme.embedded import FolderInUse, Servers, start
from cme.embedded.processes import free_port
from cme.embedded.servers import remove, take_lock
from cme.embedded.surroundings import practice
from cme.programs import Program

ANEW = "`make demo-reset` begins again with new data; what an older version made may need it."
OURS = (
    "logs",
    "lists",
    "sign-ins.json",
    "secret-key",
    "timetable*",
    "practice-loaded",
)  # beside the folder of the servers


class GaveUp(Exception):
    """Something did not work; the words say what and what to do."""


def main(arguments: list[str]) -> int:
    data = Path(os.environ.get("DATA_DIR") or "data").resolve()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):  # a shell ignores SIGINT for what it puts behind
        signal.signal(number, _interrupt)
    try:
        if arguments == ["reset"]:
            reset(data)
        else:
            run(data, _wanted_port())
    except KeyboardInterrupt:
        say("Everything is stopped.")
    except FolderInUse:
        say(f"A demo already runs on {data}. Stop that one first, or set DATA_DIR to another folder.")
        return 1
    except GaveUp as reason:
        say(str(reason))
        return 1
    return 0


def run(data: Path, wanted: int) -> None:
    """Start everything, say where it is, and watch it until somebody stops us or a part ends."""
    data.mkdir(parents=True, exist_ok=True)
    servers, children = None, []
    try:
        with step("PostgreSQL and Valkey"):
            servers = _start_servers(data)
        for child in _children(data, {}):
            programs.end_the_one_noted(child.note)  # what outlived a demo that was killed
        port = free_port(wanted)
        if port != wanted:
            say(f"Port {wanted} is taken by another program, so this demo takes {port}.")
        url = f"http://127.0.0.1:{port}/"
        environment = os.environ | {"DJANGO_SETTINGS_MODULE": "cme.settings"} | practice(servers, data)
        _prepare(data, url, environment | servers.environment(owner=True))
        children = _children(data, environment | {"BIND": f"127.0.0.1:{port}"})
        with step("Web, worker and timetable"):
            for child in children:
                child.start()
            _wait_until_ready(url, servers, children)
        _greet(data, url)
        while True:
            time.sleep(0.5)
            _check_all_run(servers, children)
    finally:
        _stop_all(servers, children)


def reset(data: Path) -> None:
    """Take the practice data away: only what a demo made, whatever else is in the folder."""
    place = data / "servers"
    if place.exists():
        with take_lock(place):
            for child in _children(data, {}):
                programs.end_the_one_noted(child.note)
            remove(place)
    for path in [path for pattern in OURS for path in data.glob(pattern)]:
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    say(f"The practice data in {data} is gone.")


def _start_servers(data: Path) -> Servers:
    try:
        return start(data / "servers")
    except subprocess.CalledProcessError as error:
        raise GaveUp(f"{error}\n{error.output or ''}\n{ANEW}") from None


def _children(data: Path, environment: dict[str, str]) -> list[Program]:
    """In the order in which they stop."""
    commands = {"web": programs.web(), "timetable": programs.timetable(), "worker": programs.worker()}
    return [Program(name, command, environment, data) for name, command in commands.items()]


def _prepare(data: Path, url: str, environment: dict[str, str]) -> None:
    steps = {
        "Tables": ["migrate", "--database", "owner", "--verbosity", "0"],
        "Authorities and health boards": ["load_reference"],
        "Practice data": ["load_practice", "--url", url],
    }
    for title, arguments in steps.items():
        with step(title):
            _manage(arguments, environment, data / "logs" / "setup.log")


def _manage(arguments: list[str], environment: dict[str, str], log: Path) -> None:
    """Run manage.py; what it prints is shown, its log is kept, and when it fails the end of the log is shown."""
    log.parent.mkdir(exist_ok=True)
    command = [sys.executable, programs.ROOT / "manage.py", *arguments]
    with open(log, "a+") as words:
        process = subprocess.Popen(
            command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=words, text=True,
            start_new_session=True,
        )  # fmt: skip
        try:
            for line in process.stdout or ():
                say(f"    {line.rstrip()}")
            process.wait()
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        if process.returncode:
            words.seek(0)
            raise GaveUp(f"manage.py {arguments[0]} did not work:\n{''.join(words.readlines()[-20:])}\n{ANEW}")


def _wait_until_ready(url: str, servers: Servers, children: list[Program], *, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    answer = "no answer"
    while time.monotonic() < deadline:
        _check_all_run(servers, children)
        try:
            with urllib.request.urlopen(f"{url}health/", timeout=5):  # noqa: S310 (our own address)
                return
        except urllib.error.HTTPError as refusal:
            answer = refusal.read().decode(errors="replace")
        except OSError as error:
            answer = str(error)
        time.sleep(0.1)
    raise GaveUp(f"The site did not become ready in {seconds:.0f} seconds: {answer}\n{children[0].tail()}")


def _check_all_run(servers: Servers, children: list[Program]) -> None:
    for child in children:
        if child.has_ended():
            raise GaveUp(f"The {child.name} ended by itself. The end of its log, {child.log}:\n{child.tail()}")
    if ended := servers.ended():
        raise GaveUp(f"{ended} ended by itself. Its log is under {servers.folder}.")


def _stop_all(servers: Servers | None, children: list[Program]) -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)  # we are stopping already
    if children:
        say("\nStopping.")
    for child in children:
        child.ask_to_stop()
    for child in children:
        child.stop(seconds=5)
    if servers:
        servers.stop()


def _greet(data: Path, url: str) -> None:
    path = data / "sign-ins.json"
    people = json.loads(path.read_text()) if path.exists() else []
    say(f"\nReady: {url}\n")
    for person in people:
        person["of"] = person.get("authority") or person.get("health_board") or ""
    table([[str(person[name]) for name in ("role", "email", "password", "of")] for person in people])
    say(f"\nThe sign-ins are in {path}, the logs in {data / 'logs'}. Ctrl-C stops everything.")


def table(rows: list[list[str]]) -> None:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        say("  " + "  ".join(word.ljust(width) for word, width in zip(row, widths, strict=True)).rstrip())


@contextmanager
def step(title: str, clock: Callable[[], float] = time.monotonic) -> Iterator[None]:
    """Say what is being done, and afterwards how long it took."""
    begun = clock()
    say(f"{title} ...")
    yield
    say(f"{title}: {clock() - begun:.1f} s")


def say(words: str) -> None:
    print(words, flush=True)


def _wanted_port() -> int:
    word = os.environ.get("PORT") or "8000"
    if not word.isdigit() or not 0 < int(word) < 65536:
        raise GaveUp(f"PORT must be a number from 1 to 65535, and is {word!r}.")
    return int(word)


def _interrupt(_number: int, _frame: Any) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
