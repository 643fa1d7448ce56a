#!/usr/bin/env python
"""Django's command line for this product."""

import os
import secrets
import sys
from importlib import import_module
from types import ModuleType

from django.conf import settings
from django.core.management import execute_from_command_line

# Commands over files need no site, no database and none of the settings that a deployment must decide. check_file asks
# the database where there is one; the others do not even need the apps, which take a second to load.
NO_SITE = {"ALLOWED_HOSTS": "localhost", "DATA_DIR": ".", "DATABASE_URL": "postgres://", "REDIS_URL": "redis://"}
WITHOUT_APPS = {"match_files", "measure_matching", "train_matching_model"}


class NoPandas:
    """pyarrow looks for pandas, which takes half a second to load and which these commands have no use for."""

    @staticmethod
    def find_spec(name: str, path: object = None, target: ModuleType | None = None) -> None:
        if name == "pandas":
            raise ModuleNotFoundError(name)


def main(command: str) -> None:
    if command in WITHOUT_APPS:
        sys.meta_path.insert(0, NoPandas)
        settings.configure(USE_I18N=False, SECRET_KEY=os.environ.get("SECRET_KEY") or secrets.token_hex(32))
        import_module(f"lhb_ingest.management.commands.{command}").Command().run_from_argv(sys.argv)
        return
    if command == "check_file":
        for name, value in (NO_SITE | {"SECRET_KEY": secrets.token_hex(32)}).items():
            os.environ.setdefault(name, value)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cme.settings")
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "")
