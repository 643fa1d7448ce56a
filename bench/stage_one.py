"""One stage of one list in a process of its own, as a worker does it: prints seconds, and the peak of memory in MB."""

import os
import sys
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cme.settings")
django.setup()

from bench.clock import Children, peak_memory  # noqa: E402  Django must be set up first
from lhb_ingest import actions  # noqa: E402
from records.scope import scope  # noqa: E402


def main(stage: str, extract_id: str, authority: str) -> None:
    began = time.perf_counter()
    with Children() as workbooks, scope(authority=authority):
        done = {"check": actions.check_extract, "compare": actions.compare_extract}[stage](extract_id=int(extract_id))
    if not done:
        raise SystemExit("The list was not waiting for this stage.")
    print(time.perf_counter() - began, peak_memory() + workbooks.most)


if __name__ == "__main__":
    main(*sys.argv[1:])
