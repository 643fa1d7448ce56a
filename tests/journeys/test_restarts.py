"""Broker and database are restarted while a worker is at work: the list goes on, and nothing is lost or doubled.

Servers, worker and timetable are this test's own. The broker forgets every message; the database once stops in order
and once as if its machine had lost power.
"""

import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import psycopg
import pytest

from cme import embedded, programs
from cme.embedded.postgres import PROGRAMS
from records.choices import Role
from tests import servers
from tests.journeys.test_killed_worker import MATCHES, NEAR, OUTCOMES, undisturbed, wait_for
from tests.people import practice_lists

ROWS = 2_500
AT_MOST = 90  # seconds that anything may take


@dataclass
class Installation:
    """A worker and a timetable with servers of their own, which may be restarted under them."""

    servers: embedded.Servers
    environment: dict[str, str]
    worker: programs.Program
    timetable: programs.Program

    @classmethod
    def start(cls, folder: Path) -> "Installation":
        running = embedded.start(folder, durable=False)
        servers.migrate_template()
        template = folder / "template.sql"
        servers.keep(template)
        load = [PROGRAMS / "psql", "-qX", "-v", "ON_ERROR_STOP=1", "-1", "-f", template]
        subprocess.run([*load, running.database_url("postgres")], check=True, capture_output=True)
        environment = dict(os.environ) | running.environment() | {"DATA_DIR": str(folder)}
        environment |= {"DJANGO_SETTINGS_MODULE": "tests.impatient_settings"}
        environment.pop("DJANGO_ALLOW_ASYNC_UNSAFE", None)
        return cls(
            servers=running,
            environment=environment,
            worker=programs.Program("worker", programs.worker(), environment, folder),
            timetable=programs.Program("timetable", programs.timetable(), environment, folder),
        )

    def stop(self) -> None:
        for program in (self.timetable, self.worker):
            program.kill()
            print(f"--- {program.name}\n{program.tail(60)}")
        self.servers.stop()

    def rows(self, query: str, *values: object) -> list[tuple]:
        with psycopg.connect(self.servers.database_url("postgres")) as connection:
            return connection.execute(query, values or None).fetchall()

    def hold_up(self, table: str) -> psycopg.Connection:
        """Nobody writes into this table until the connection is gone, which a restart of the database sees to."""
        connection = psycopg.connect(self.servers.database_url("postgres"))
        connection.execute(f"LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE")
        return connection

    def is_at(self, stage: str) -> bool:
        """Whether a worker is in the stage."""
        [(state, said)] = self.rows(
            "SELECT e.state, j.stage FROM lhb_ingest_job j JOIN lhb_ingest_extract e ON e.id = j.extract_id "
            "WHERE e.kind = 'health'"
        )
        assert state in ("received", "checked"), f"the list is {state}"
        return said == stage


@pytest.fixture
def installation() -> Iterator[Installation]:
    installation = Installation.start(embedded.temporary_folder())
    yield installation
    installation.stop()


def prepare(site: Installation, folder: Path) -> None:
    """People, education lists, and a health extract for which no worker is there yet."""
    script = (
        "from tests.factories import make_user; from tests.journeys.preparing import prepare\n"
        f"make_user({str(Role.LIST_OFFICER)!r}), make_user({str(Role.DATA_OFFICER)!r}); prepare({str(folder)!r})"
    )
    environment = site.environment | {"DJANGO_SETTINGS_MODULE": "tests.settings"}
    servers.manage("shell", "--no-imports", "-c", script, environment=environment)


def test_restarts_lose_and_double_nothing(installation: Installation, tmp_path: Path, db):
    site, files = installation, practice_lists(ROWS)
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    prepare(site, tmp_path)
    held = site.hold_up("lhb_ingest_extractrow")
    site.worker.start()
    site.timetable.start()
    wait_for(partial(site.is_at, "storing"), seconds=AT_MOST)
    site.servers.restart_valkey()
    site.servers.restart_postgres(crash=True)
    held.close()
    held = site.hold_up("lhb_ingest_match")
    wait_for(partial(site.is_at, "comparing"), seconds=AT_MOST)
    site.servers.restart_postgres()
    held.close()
    wait_for(lambda: is_ready(site), seconds=AT_MOST)
    expected = undisturbed(files)
    for query in (OUTCOMES, MATCHES, NEAR):
        assert site.rows(query) == expected[query]
    assert len(expected[MATCHES]) > ROWS * 0.8
    assert site.rows("SELECT state, count(*) FROM lhb_ingest_job GROUP BY 1") == [("finished", 1)]
    assert not site.worker.has_ended() and not site.timetable.has_ended()


def is_ready(site: Installation) -> bool:
    return site.rows("SELECT state FROM lhb_ingest_extract WHERE kind = 'health'") == [("in_review",)]
