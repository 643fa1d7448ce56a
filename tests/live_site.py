"""The real web server and the real worker as processes, on a database of their own, for journeys."""

import os
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from cme import programs
from cme.embedded.processes import free_port
from tests import servers


@dataclass
class LiveSite:
    url: str
    database: str
    environment: dict[str, str]
    web: programs.Program
    worker: programs.Program

    @classmethod
    def start(cls) -> "LiveSite":
        database, port = servers.database_name("live"), free_port()
        servers.copy_template(database)
        number = 2 * servers.worker_number() + 2
        environment = dict(os.environ) | servers.environment_of(database, redis_number=number)
        environment |= {"DJANGO_SETTINGS_MODULE": "tests.settings", "BIND": f"127.0.0.1:{port}"}
        environment.pop("DJANGO_ALLOW_ASYNC_UNSAFE", None)
        folder = Path(environment["DATA_DIR"])
        folder.mkdir(exist_ok=True)
        site = cls(
            url=f"http://127.0.0.1:{port}",
            database=database,
            environment=environment,
            web=programs.Program("web", programs.web(), environment, folder),
            worker=programs.Program("worker", programs.worker(), environment, folder),
        )
        site.web.start()
        site.worker.start()
        site.wait_until_ready()
        return site

    def stop(self) -> None:
        for program in (self.web, self.worker):
            program.ask_to_stop()
        for program in (self.web, self.worker):
            program.stop()
        servers.drop(self.database)

    def kill_worker(self) -> None:
        """SIGKILL to the worker and all its processes, as when its machine goes."""
        self.worker.kill()

    def start_worker(self) -> None:
        self.worker.start()

    def manage(self, *arguments: str) -> str:
        """Run manage.py against this site, as cme_app, and return what it printed."""
        return servers.manage(*arguments, environment=self.environment)

    def rows(self, query: str, *values: object) -> list[tuple]:
        """What the database holds, read as a superuser, past every policy."""
        with psycopg.connect(servers.admin_url(self.database)) as connection:
            return connection.execute(query, values or None).fetchall()

    def wait_until_ready(self, seconds: float = 30) -> None:
        deadline = time.monotonic() + seconds
        answer = "no answer"
        while time.monotonic() < deadline and not self.web.has_ended():
            try:
                with urllib.request.urlopen(f"{self.url}/health/", timeout=5) as response:
                    if response.status == 200:
                        return
            except urllib.error.HTTPError as refusal:
                answer = refusal.read().decode(errors="replace")
            except OSError as error:
                answer = str(error)
            time.sleep(0.1)
        pytest.fail(f"The site is not ready: {answer}\n{self.web.tail()}", pytrace=False)
