"""Killing the worker in the middle of a check and of a comparison, again and again, loses and doubles nothing."""

import datetime
import random
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import psycopg
from django.db import connection
from django.utils import timezone

from lhb_ingest import actions
from records.choices import ListKind, Role
from records.scope import scope
from tests import servers
from tests.factories import make_user
from tests.journeys.preparing import education_lists, receive
from tests.live_site import LiveSite
from tests.people import add_person, practice_lists

ROWS = 5_000
SEED = random.randrange(1000)
# At which stage of the worker each kill comes, at most how many seconds later, and into which table the worker could
# not write, so that it cannot have been too quick for the test.
KILLS = (
    ("storing", 0, "lhb_ingest_extractrow"),
    ("reading", 0.1, ""),
    ("storing", 0.1, ""),
    ("comparing", 0, "lhb_ingest_match"),
    ("comparing", 0.5, ""),
    ("comparing", 1, ""),
)

OUTCOMES = """SELECT line_number, r.fingerprint, outcome FROM lhb_ingest_extractrow r
              JOIN lhb_ingest_extract e ON e.id = extract_id WHERE e.kind = 'health' ORDER BY 1"""
MATCHES = """SELECT line_number, r.fingerprint, rule, source FROM lhb_ingest_match m
             JOIN lhb_ingest_extractrow r ON r.id = row_id
             JOIN (SELECT id, kind || source_ref AS source FROM records_rollentry) e ON e.id = entry_id ORDER BY 1, 4"""
NEAR = """SELECT line_number, rank, source FROM lhb_ingest_nearmatch m JOIN lhb_ingest_extractrow r ON r.id = row_id
          JOIN (SELECT id, kind || source_ref AS source FROM records_rollentry) e ON e.id = entry_id ORDER BY 1, 2"""
PROBLEMS = """SELECT line_number, "column", code FROM lhb_ingest_rowproblem p
              JOIN lhb_ingest_extract e ON e.id = extract_id WHERE e.kind = 'health' ORDER BY 1, 2, 3"""


def test_a_killed_worker_loses_and_doubles_nothing(live_site: LiveSite, tmp_path: Path, db):
    print(f"kills with seed {SEED}")
    files = practice_lists(ROWS)
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    for role in (Role.LIST_OFFICER, Role.DATA_OFFICER):
        add_person(live_site, role)
    live_site.kill_worker()
    script = f"from tests.journeys.preparing import prepare; prepare({str(tmp_path)!r})"
    extract = int(live_site.manage("shell", "--no-imports", "-c", script).split()[-1])
    kill_again_and_again(live_site, extract)
    live_site.start_worker()  # and now it is left in peace
    wait_for(lambda: state_of(live_site, extract) == "in_review", seconds=90)
    expected = undisturbed(files)
    for query, rows in expected.items():
        assert live_site.rows(query) == rows
    assert len(expected[OUTCOMES]) > ROWS * 0.95 and len(expected[MATCHES]) > ROWS * 0.8 and len(expected[NEAR]) > 20
    assert live_site.rows("SELECT count(*) FROM lhb_ingest_extract WHERE kind = 'health'") == [(1,)]


def kill_again_and_again(site: LiveSite, extract: int) -> None:
    """Each time: a new worker, which finds the list by itself, and is killed once it is well into a stage."""
    chance = random.Random(SEED)
    left_as = []
    for stage, at_most, table in KILLS:
        with psycopg.connect(servers.admin_url(site.database)) as holding:
            if table:
                holding.execute(f"LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE")
            since = timezone.now()
            site.start_worker()
            wait_for(partial(is_at, site, extract, stage, since), seconds=60)
            time.sleep(chance.uniform(0, at_most))
            site.kill_worker()
        left_as.append(nothing_is_half_done(site, extract))
        if left_as[-1] == "in_review":
            break
    print(left_as)
    assert {"received", "checked"} <= set(left_as), "the kills came too late to show anything"


def is_at(site: LiveSite, extract: int, wanted: str, since: datetime.datetime) -> bool:
    """Or further: a stage may be over before anybody has looked."""
    stages = ("reading", "storing", "comparing")
    begun = "SELECT stage FROM lhb_ingest_job WHERE extract_id = %s AND started_at > %s"
    stage = next((stage for (stage,) in site.rows(begun, extract, since)), "")
    return stage in stages[stages.index(wanted) :] or state_of(site, extract) == "in_review"


def state_of(site: LiveSite, extract: int) -> str:
    return site.rows("SELECT state FROM lhb_ingest_extract WHERE id = %s", extract)[0][0]


def nothing_is_half_done(site: LiveSite, extract: int) -> str:
    """The file is there; the rows are all there once the check is done, and compared all at once. Returns the state."""
    busy = "SELECT FROM pg_stat_activity WHERE datname = %s AND usename = 'cme_app' AND state <> 'idle'"
    wait_for(lambda: not site.rows(busy, site.database), seconds=20)  # PostgreSQL takes the killed one's work back
    [(state, file, rows, matches)] = site.rows(
        "SELECT state, file, (SELECT count(*) FROM lhb_ingest_extractrow WHERE extract_id = e.id), "
        "(SELECT count(*) FROM lhb_ingest_match) FROM lhb_ingest_extract e WHERE id = %s",
        extract,
    )
    assert (Path(site.environment["DATA_DIR"]) / "lists" / file).is_file()
    assert (rows > 0) == (state != "received") and (matches > 0) == (state == "in_review")
    return state


def wait_for(happens: Callable[[], object], *, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not happens():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


def undisturbed(files: dict[str, str]) -> dict[str, list[tuple]]:
    """The same lists in the test's own database, with nobody killing anybody."""
    make_user(Role.LIST_OFFICER)
    found = {}
    with scope(authority="660"):
        education_lists(files)
        extract = receive(make_user(Role.DATA_OFFICER), ListKind.HEALTH, files["health.csv"])
        assert actions.check_extract(extract_id=extract.pk) and actions.compare_extract(extract_id=extract.pk)
        for query in (OUTCOMES, MATCHES, NEAR, PROBLEMS):
            with connection.cursor() as cursor:
                cursor.execute(query)
                found[query] = cursor.fetchall()
    return found
