"""A pytest plugin: one PostgreSQL and one Valkey for the run, and a database for each of its workers.

It is loaded by `-p` in pyproject.toml, because the servers must be there before pytest-django reads the settings. The
tests connect as cme_app, so the row-level policies are in force; only `owner_url` and `admin_url` pass them.

The first test that needs a database migrates a template; every worker's database is a copy of it. What the migrations
made is kept in the virtual environment until one of the files that make it changes.
"""

import atexit
import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from cme import embedded
from cme.embedded.postgres import PROGRAMS

ROOT = Path(__file__).resolve().parent.parent
FOLDER = "CME_TEST_FOLDER"  # in the environment, for the xdist workers
TEMPLATE = "cme"
MADE_BY = (  # what a migrated database with its reference data depends on
    *(
        "*/migrations/0*.py",
        "records/policies.py",
        "records/reference.py",
        "records/management/commands/load_reference.py",
    ),
    *("cme/embedded/*.*", "requirements-dev.txt"),
)
SETTINGS = {
    "SECRET_KEY": "not a secret: it only ever signs what the tests make up",
    "ALLOWED_HOSTS": "*",
    "PRACTICE": "yes",
    "EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend",
}

running: embedded.Servers | None = None


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests() -> Iterator[None]:
    global running
    if FOLDER not in os.environ:
        folder = embedded.temporary_folder()
        running = embedded.start(folder, durable=False)
        atexit.register(stop)  # when pytest breaks off before it has configured itself
        os.environ |= SETTINGS | {
            FOLDER: str(folder),
            "CME_TEST_DATABASES": running.database_url("cme_app", "{database}"),
            "CME_TEST_OWNER": running.database_url("cme_owner", "{database}"),
            "CME_TEST_ADMIN": running.database_url("postgres", "{database}"),
            "CME_TEST_REDIS": running.redis_url().removesuffix("/0"),
        }
    # Playwright keeps an event loop in the thread of the tests, beside which Django would refuse to ask the database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "yes"
    os.environ |= environment_of(database_name(), redis_number=2 * worker_number() + 1)
    Path(os.environ["DATA_DIR"]).mkdir(exist_ok=True)
    return (yield)


def pytest_unconfigure() -> None:
    stop()


def stop() -> None:
    global running
    if running:
        running.stop()
        shutil.rmtree(running.folder, ignore_errors=True)
        running = None


def worker_number() -> int:
    """0 for a run without xdist, then 1, 2, ..."""
    name = os.environ.get("PYTEST_XDIST_WORKER", "")
    return int(name.removeprefix("gw")) + 1 if name else 0


def database_name(purpose: str = "test") -> str:
    return f"{purpose}_cme_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"


def environment_of(database: str, *, redis_number: int) -> dict[str, str]:
    """What cme/settings.py reads, for one database of this run."""
    return {
        "DATABASE_URL": app_url(database),
        "REDIS_URL": f"{os.environ['CME_TEST_REDIS']}/{redis_number}",
        "DATA_DIR": str(Path(os.environ[FOLDER]) / database),
    }


def app_url(database: str) -> str:
    return os.environ["CME_TEST_DATABASES"].format(database=database)


def owner_url(database: str) -> str:
    return os.environ["CME_TEST_OWNER"].format(database=database)


def admin_url(database: str = "postgres") -> str:
    return os.environ["CME_TEST_ADMIN"].format(database=database)


def copy_template(database: str) -> None:
    """Make the database anew from the template. Whoever is still connected to the old one is cut off."""
    migrate_template()
    name, template = sql.Identifier(database), sql.Identifier(TEMPLATE)
    with psycopg.connect(admin_url(), autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER cme_owner STRATEGY file_copy").format(name, template)
        )


def drop(database: str) -> None:
    with psycopg.connect(admin_url(), autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(database)))


def migrate_template() -> None:
    """Migrate the template and load the reference data into it, once in a run, whichever worker comes first."""
    with _alone("template") as folder:
        done = folder / "template-is-ready"
        if done.exists():
            return
        kept = kept_template()
        if kept.exists():
            psql("--single-transaction", "--file", str(kept))
        else:
            migrate_anew()
            keep(kept)
        done.touch()


def migrate_anew() -> None:
    environment = os.environ | environment_of(TEMPLATE, redis_number=0) | {"OWNER_DATABASE_URL": owner_url(TEMPLATE)}
    manage("migrate", "--database", "owner", "--verbosity", "0", "--skip-checks", environment=environment)
    manage("load_reference", environment=environment)


def kept_template() -> Path:
    files = sorted(path for pattern in MADE_BY for path in ROOT.glob(pattern))
    made_by = sha256(b"".join(path.name.encode() + path.read_bytes() for path in files))
    return Path(sys.prefix) / f"cme-test-template-{made_by.hexdigest()[:20]}.sql"


def keep(kept: Path) -> None:
    dump = [PROGRAMS / "pg_dump", "--no-publications", admin_url(TEMPLATE)]
    result = subprocess.run(dump, capture_output=True, check=True)
    being_written = kept.with_suffix(f".{os.getpid()}")
    being_written.write_bytes(result.stdout)
    being_written.replace(kept)


def psql(*arguments: str) -> None:
    command = [PROGRAMS / "psql", "--quiet", "--no-psqlrc", "--set", "ON_ERROR_STOP=1", *arguments, admin_url(TEMPLATE)]
    subprocess.run(command, capture_output=True, text=True, check=True)


def manage(*arguments: str, environment: dict[str, str] | None = None) -> str:
    """Run manage.py as a process of its own and return what it printed. Fails with its words when it fails."""
    environment = (os.environ | environment if environment else os.environ) | {
        "DJANGO_SETTINGS_MODULE": "tests.settings"
    }
    result = subprocess.run(
        [sys.executable, ROOT / "manage.py", *arguments], env=environment, cwd=ROOT, capture_output=True, text=True
    )
    if result.returncode:
        pytest.fail(
            f"manage.py {' '.join(arguments)}:\n{result.stdout[-2000:]}\n{result.stderr[-6000:]}", pytrace=False
        )
    return result.stdout


@contextmanager
def _alone(name: str) -> Iterator[Path]:
    """One worker at a time."""
    folder = Path(os.environ[FOLDER])
    with open(folder / f"{name}.lock", "a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield folder
