"""Match a health list with education lists that stand in files, without a database, and write the decisions."""

from datetime import date
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from lhb_ingest.lists_in_files import match_people, read_people, write_decisions
from records.spreadsheets import Unreadable

FAR_OFF = date(2100, 1, 1)  # no date of birth is refused for being in the future: the lists' own date is not known here


class Command(BaseCommand):
    help = "Match a health list with rolls and a home education register in files; no database is used."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--health", type=Path, required=True, help="the health list")
        parser.add_argument(
            "--roll", type=Path, action="append", required=True, help="an education list; may be repeated"
        )
        parser.add_argument("--ehe", type=Path, help="the home education register")
        parser.add_argument("--out", type=Path, required=True, help="where the decisions are written")

    def handle(self, *args, **options):
        for path in filter(None, [options["health"], *options["roll"], options["ehe"]]):
            if not path.is_file():
                raise CommandError(f"There is no file {path}.")
        try:
            people = read_people(options["health"], options["roll"], options["ehe"], FAR_OFF)
        except Unreadable as error:
            raise CommandError(f"A list cannot be read: {error.code} {error.values or ''}".strip()) from None
        with options["out"].open("w", encoding="utf-8", newline="") as file:
            write_decisions(file, match_people(people))
