"""Both servers of one folder, together: lock, passwords, start, stop."""

import fcntl
import json
import os
import secrets
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from cme.embedded import postgres, valkey

TEMPORARY = "cme-embedded-"
ROLES = ("postgres", "cme_owner", "cme_app", "valkey")


class FolderInUse(Exception):
    """Another program runs the servers of this folder."""


@dataclass
class Servers:
    """The running servers of one folder."""

    folder: Path
    passwords: dict[str, str]
    postgres_port: int
    valkey_port: int
    lock: IO[str]

    def database_url(self, role: str = "cme_app", database: str = "cme") -> str:
        return f"postgresql://{role}:{self.passwords[role]}@127.0.0.1:{self.postgres_port}/{database}"

    def redis_url(self, number: int = 0) -> str:
        return f"redis://:{self.passwords['valkey']}@127.0.0.1:{self.valkey_port}/{number}"

    def environment(self, *, owner: bool = False) -> dict[str, str]:
        """What settings.py needs to find the servers. With `owner`, also what migrating needs."""
        found = {"DATABASE_URL": self.database_url(), "REDIS_URL": self.redis_url()}
        return found | ({"OWNER_DATABASE_URL": self.database_url("cme_owner")} if owner else {})

    def ended(self) -> str:
        """Which of the two is no longer running, or nothing."""
        if not postgres.is_running(self.folder / "postgres"):
            return "PostgreSQL"
        return "" if valkey.is_running(self.folder / "valkey") else "Valkey"

    def restart_postgres(self, *, crash: bool = False) -> None:
        postgres.restart(self.folder / "postgres", crash=crash)

    def restart_valkey(self) -> None:
        valkey.restart(self.folder / "valkey", self.valkey_port, self.passwords["valkey"])

    def stop(self) -> None:
        valkey.stop(self.folder / "valkey")
        postgres.stop(self.folder / "postgres")
        self.lock.close()


def start(folder: Path, *, durable: bool = True) -> Servers:
    """Start both servers under `folder`, which keeps their data. Raises FolderInUse when they run already.

    `durable=False` is for what may be lost with the machine: the tests.
    """
    folder = folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    lock = take_lock(folder)
    passwords = _passwords(folder)
    try:
        postgres_port = postgres.start(folder / "postgres", passwords, durable=durable)
        valkey_port = valkey.start(folder / "valkey", passwords["valkey"], durable=durable)
    except BaseException:
        _stop_servers_of(folder)
        lock.close()
        raise
    return Servers(folder, passwords, postgres_port, valkey_port, lock)


@contextmanager
def running(folder: Path | None = None, *, durable: bool = True) -> Iterator[Servers]:
    """The servers of `folder` for the length of a with-block; without a folder, in a temporary one."""
    place = folder or temporary_folder()
    servers = start(place, durable=durable and folder is not None)
    try:
        yield servers
    finally:
        servers.stop()
        if folder is None:
            shutil.rmtree(place, ignore_errors=True)


def temporary_folder() -> Path:
    """A new folder for servers that nobody needs tomorrow. Clears those away whose program was killed."""
    sweep()
    return Path(tempfile.mkdtemp(prefix=TEMPORARY))


def sweep() -> None:
    """Stop the servers of temporary folders whose program is gone, and remove the folders."""
    for folder in Path(tempfile.gettempdir()).glob(TEMPORARY + "*"):
        try:
            if time.time() - folder.stat().st_mtime < 60:
                continue  # perhaps made a moment ago and not locked yet
            with take_lock(folder):
                remove(folder)
        except (FolderInUse, OSError):
            continue


def take_lock(folder: Path) -> IO[str]:
    """Hold the folder until the file is closed or the program ends, however it ends. Raises FolderInUse."""
    lock = open(folder / "servers.lock", "a")  # noqa: SIM115 (held until the servers stop)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        raise FolderInUse(f"The servers in {folder} are already running.") from None
    return lock


def remove(folder: Path) -> None:
    """Stop what runs in the folder and take the folder away. The caller holds its lock."""
    _stop_servers_of(folder)
    shutil.rmtree(folder, ignore_errors=True)


def _stop_servers_of(folder: Path) -> None:
    valkey.stop(folder / "valkey")
    postgres.stop(folder / "postgres")


def _passwords(folder: Path) -> dict[str, str]:
    """The generated passwords of this folder, made once and readable by its owner alone."""
    path = folder / "passwords.json"
    known = json.loads(path.read_text()) if path.exists() else {}
    if missing := [role for role in ROLES if role not in known]:
        known |= {role: secrets.token_urlsafe(24) for role in missing}
        write_secret(path, json.dumps(known))
    return known


def write_secret(path: Path, text: str) -> None:
    """Write a file that only its owner can read, whole or not at all."""
    new = path.with_name(path.name + ".new")
    new.unlink(missing_ok=True)
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
    new.replace(path)
