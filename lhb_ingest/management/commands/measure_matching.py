"""Set decisions beside the truth and print what they are worth."""

import csv
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from lhb_ingest.matching.measure import measure


class Command(BaseCommand):
    help = "Print the table of docs/matching.md for one file of decisions beside the truth; no database is used."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--truth", type=Path, required=True, help="RECORD_ID, STATUS, PUPIL_REF, EHE_REF, TAGS")
        parser.add_argument("--decisions", type=Path, required=True, help="what match_files wrote")

    def handle(self, *args, **options):
        truth, decisions = self._read(options["truth"], "PUPIL_REF"), self._read(options["decisions"], "DECISION")
        for what, figure in measure(truth, decisions).lines:
            self.stdout.write(f"{what:<50}{figure}")

    def _read(self, path: Path, heading: str) -> list[dict[str, str]]:
        if not path.is_file():
            raise CommandError(f"There is no file {path}.")
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            if not {"RECORD_ID", heading} <= set(reader.fieldnames or ()):
                raise CommandError(f"{path} has no headings RECORD_ID and {heading}.")
            return list(reader)
