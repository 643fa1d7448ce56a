#!/usr/bin/env python
"""Django's command line for this product."""

import os
import secrets
import sys

from django.core.management import execute_from_command_line

# Commands over files: they need no site, no database and none of the settings that a deployment must decide.
# check_file asks the database where there is one.
OVER_FILES = {"check_file", "match_files", "measure_matching", "train_matching_model"}
NO_SITE = {"ALLOWED_HOSTS": "localhost", "DATA_DIR": ".", "DATABASE_URL": "postgres://", "REDIS_URL": "redis://"}

if __name__ == "__main__":
    if OVER_FILES & set(sys.argv[1:2]):
        for name, value in (NO_SITE | {"SECRET_KEY": secrets.token_hex(32)}).items():
            os.environ.setdefault(name, value)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cme.settings")
    execute_from_command_line(sys.argv)
