"""The embedded servers: kept data, one program at a time, nothing left over, nobody else's server touched."""

import os
import signal
import socket
import stat
import subprocess
import sys
import time

import psutil
import psycopg
import pytest
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from cme import embedded
from cme.embedded import postgres
from cme.embedded.processes import free_port, server_in


def query(servers, text: str, role: str = "cme_app"):
    with psycopg.connect(servers.database_url(role), autocommit=True) as connection:
        cursor = connection.execute(text)
        return cursor.fetchall() if cursor.description else None


def process_of(servers, name: str = "postgres") -> psutil.Process:
    place = servers.folder / name
    pid_file = place / ("postmaster.pid" if name == "postgres" else "server.pid")
    found = server_in(place, pid_file, name=name)
    assert found
    return found


def test_data_is_kept_from_one_start_to_the_next(folder):
    with embedded.running(folder) as servers:
        query(servers, "CREATE TABLE kept (word text); INSERT INTO kept VALUES ('Môn')", role="cme_owner")
        redis.Redis.from_url(servers.redis_url()).set("kept", "yes")
    with embedded.running(folder) as servers:
        assert query(servers, "SELECT word, upper('ŵ') FROM kept") == [("Môn", "Ŵ")]
        assert redis.Redis.from_url(servers.redis_url()).get("kept") == b"yes"


def test_the_application_role_owns_nothing_and_passes_no_policy(folder):
    with embedded.running(folder, durable=False) as servers:
        attributes = "rolcanlogin, rolsuper, rolbypassrls, rolcreatedb, rolcreaterole"
        assert query(servers, f"SELECT {attributes} FROM pg_roles WHERE rolname = current_user") == [
            (True, False, False, False, False)
        ]
        assert query(servers, "SELECT datdba::regrole::text FROM pg_database WHERE datname = 'cme'") == [("cme_owner",)]
        extensions = {name for (name,) in query(servers, "SELECT extname FROM pg_extension")}
        assert extensions >= {"pg_trgm", "btree_gist", "unaccent"}
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            query(servers, "CREATE TABLE mine (number int)")


def test_the_application_role_may_use_what_the_owner_makes(folder):
    with embedded.running(folder, durable=False) as servers:
        query(servers, "CREATE TABLE theirs (number int GENERATED ALWAYS AS IDENTITY, word text)", role="cme_owner")
        query(servers, "INSERT INTO theirs (word) VALUES ('a'), ('b')")
        query(servers, "UPDATE theirs SET word = 'c' WHERE number = 1")
        query(servers, "DELETE FROM theirs WHERE number = 2")
        assert query(servers, "SELECT * FROM theirs") == [(1, "c")]
        for refused in ("TRUNCATE theirs", "DROP TABLE theirs", "ALTER TABLE theirs DISABLE ROW LEVEL SECURITY"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                query(servers, refused)


def test_nobody_gets_in_without_the_generated_password(folder):
    with embedded.running(folder, durable=False) as servers:
        passwords = folder / "passwords.json"
        assert stat.S_IMODE(passwords.stat().st_mode) == 0o600
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(servers.database_url().replace(servers.passwords["cme_app"], "guess"))
        with pytest.raises(redis.AuthenticationError):
            redis.Redis(port=servers.valkey_port, retry=Retry(NoBackoff(), 0)).ping()


def test_a_second_start_on_the_same_folder_is_refused_and_harms_nothing(folder):
    with embedded.running(folder, durable=False) as servers:
        before = process_of(servers).pid, process_of(servers, "valkey").pid
        with pytest.raises(embedded.FolderInUse):
            embedded.start(folder)
        assert (process_of(servers).pid, process_of(servers, "valkey").pid) == before
        assert query(servers, "SELECT 1") == [(1,)]


def test_a_start_after_kill_9_clears_up_and_keeps_the_data(folder):
    program = f"""
import os, pathlib
from cme import embedded
servers = embedded.start(pathlib.Path({str(folder)!r}))
import psycopg
with psycopg.connect(servers.database_url("cme_owner")) as connection:
    connection.execute("CREATE TABLE kept (word text)")
os.kill(os.getpid(), 9)
"""
    subprocess.run([sys.executable, "-c", program], cwd=postgres.ROLES_SQL.parent.parent)
    left = server_in(folder / "postgres", folder / "postgres" / "postmaster.pid", name="postgres")
    assert left, "kill -9 leaves the server running, that is the point"
    with embedded.running(folder) as servers:
        assert query(servers, "SELECT * FROM kept") == []
        assert not left.is_running()


def test_a_start_after_the_server_itself_was_killed(folder):
    servers = embedded.start(folder)
    process_of(servers).kill()
    process_of(servers, "valkey").kill()
    deadline = time.monotonic() + 5
    while not servers.ended() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert servers.ended() in {"PostgreSQL", "Valkey"}  # whichever was seen to end first
    servers.stop()
    with embedded.running(folder) as servers:
        assert query(servers, "SELECT 1") == [(1,)]


def test_a_pid_file_that_names_another_process_stops_nobody(folder):
    embedded.start(folder).stop()
    bystander = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"], cwd=folder)
    pid_file = folder / "postgres" / "postmaster.pid"
    pid_file.write_text(f"{bystander.pid}\n{folder / 'postgres'}\n1\n5432\n\n127.0.0.1\n")
    (folder / "valkey" / "server.pid").write_text(f"{bystander.pid}\n")
    with embedded.running(folder) as servers:
        assert query(servers, "SELECT 1") == [(1,)]
    assert bystander.poll() is None
    bystander.kill()
    bystander.wait()


def test_another_folder_has_servers_of_its_own(folder, other):
    with embedded.running(other, durable=False) as theirs:
        # A pid file copied from the other folder must not make us stop the other's server.
        with embedded.running(folder, durable=False):
            pass
        copied = (other / "postgres" / "postmaster.pid").read_text()
        (folder / "postgres" / "postmaster.pid").write_text(copied)
        with embedded.running(folder, durable=False) as ours:
            assert ours.postgres_port != theirs.postgres_port
        assert query(theirs, "SELECT 1") == [(1,)]


def test_a_command_is_run_with_servers_and_its_exit_code_comes_back():
    ask = "import os, sys, psycopg; psycopg.connect(os.environ['DATABASE_URL']); sys.exit(7)"
    command = [sys.executable, "-m", "cme.embedded", "run", "--", sys.executable, "-c", ask]
    assert subprocess.run(command, cwd=postgres.ROLES_SQL.parent.parent).returncode == 7


def test_a_command_that_is_stopped_takes_its_servers_with_it(folder):
    command = [sys.executable, "-m", "cme.embedded", "run", "--folder", folder, "--", "sleep", "60"]
    process = subprocess.Popen(command, cwd=postgres.ROLES_SQL.parent.parent)
    deadline = time.monotonic() + 20
    while not psutil.Process(process.pid).children() or not (folder / "valkey" / "server.pid").exists():
        assert time.monotonic() < deadline
        time.sleep(0.05)
    time.sleep(0.5)
    process.send_signal(signal.SIGTERM)
    assert process.wait(20) == 128 + signal.SIGTERM
    assert not (folder / "postgres" / "postmaster.pid").exists()
    assert not (folder / "valkey" / "server.pid").exists()


def test_a_taken_port_is_not_given():
    taken = free_port()
    with socket.create_server(("127.0.0.1", taken)):
        assert free_port(taken) not in (0, taken)
    assert free_port(taken) == taken


def test_folders_of_killed_programs_are_swept_away(monkeypatch, other):
    monkeypatch.setattr("tempfile.tempdir", str(other))
    left, fresh = embedded.temporary_folder(), embedded.temporary_folder()
    held = embedded.temporary_folder()
    with embedded.running(held, durable=False):
        for folder in (left, held):
            os.utime(folder, (1, 1))
        embedded.sweep()
        assert (left.exists(), fresh.exists(), held.exists()) == (False, True, True)
