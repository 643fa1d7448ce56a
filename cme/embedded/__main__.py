"""Runs one command with a PostgreSQL and a Valkey beside it.

    python -m cme.embedded run [--folder FOLDER] [--deployment] [--migrated] -- COMMAND ...

Without a folder the servers are temporary. The command finds them, and everything else settings.py wants, in its
environment. Its exit code is ours.
"""

import argparse
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from cme.embedded.servers import FolderInUse, running
from cme.embedded.surroundings import deployment, practice

ROOT = Path(__file__).resolve().parent.parent.parent


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m cme.embedded", description=__doc__.splitlines()[0])
    run = parser.add_subparsers(required=True).add_parser("run")
    run.add_argument("--folder", type=Path, help="where the servers keep their data; temporary without it")
    run.add_argument("--deployment", action="store_true", help="settings as strict as a deployment's")
    run.add_argument("--migrated", action="store_true", help="migrate the database first")
    run.add_argument("command", nargs="+")
    choices = parser.parse_args()
    signal.signal(signal.SIGTERM, _stop)
    signal.signal(signal.SIGHUP, _stop)
    try:
        return _run(choices)
    except FolderInUse as in_use:
        print(in_use, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _run(choices: argparse.Namespace) -> int:
    with running(choices.folder) as servers, tempfile.TemporaryDirectory() as temporary:
        data = choices.folder or Path(temporary)
        settings = (deployment if choices.deployment else practice)(servers, data.resolve())
        environment = os.environ | {"DJANGO_SETTINGS_MODULE": "cme.settings"} | settings
        if choices.migrated:
            owner = environment | servers.environment(owner=True)
            migrate = [sys.executable, str(ROOT / "manage.py"), "migrate", "--database", "owner", "--verbosity", "0"]
            subprocess.run(migrate, env=owner, check=True)
        process = subprocess.Popen(choices.command, env=environment)
        try:
            return process.wait()
        finally:
            if process.poll() is None:
                process.terminate()
                process.wait(30)


def _stop(number: int, _frame: Any) -> None:
    sys.exit(128 + number)


if __name__ == "__main__":
    sys.exit(main())
