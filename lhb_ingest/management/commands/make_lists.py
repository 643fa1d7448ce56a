"""Write practice lists for one authority into a folder: made-up children, with the truth about who is missing."""

from datetime import date
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from lhb_ingest.practice import POSTCODE_DISTRICTS, make_lists

FIRST_DAY = date(2026, 10, 1)  # fixed, so that the same arguments give the same bytes on any day


class Command(BaseCommand):
    help = "Write practice lists (health, school, home education and others) for one Welsh authority."

    def add_arguments(self, parser):
        parser.add_argument("--authority", required=True, help="code of the authority, 660 to 681")
        parser.add_argument("--children", type=int, default=10000, help="how many children are on the health list")
        parser.add_argument("--seed", type=int, default=1, help="the same seed gives the same lists")
        parser.add_argument("--out", type=Path, required=True, help="folder to write into")
        parser.add_argument("--months", type=int, default=None, help="write 1/, 2/ and so on, each a month later")
        parser.add_argument("--as-at", type=date.fromisoformat, default=FIRST_DAY, help="date of the first lists")
        parser.add_argument("--bad-rows", type=float, default=0.003, help="share of health rows that cannot be used")

    def handle(self, *args, **options):
        if options["authority"] not in POSTCODE_DISTRICTS:
            raise CommandError(f"{options['authority']} is not a Welsh authority: use a code from 660 to 681.")
        months = options["months"]
        if options["children"] < 1 or (months is not None and months < 1):
            raise CommandError("Ask for at least one child and one month.")
        made = make_lists(
            options["authority"],
            options["children"],
            options["seed"],
            options["as_at"],
            months=months or 1,
            bad_rows=options["bad_rows"],
        )
        for number, month in enumerate(made, start=1):
            folder = options["out"] / str(number) if months else options["out"]
            folder.mkdir(parents=True, exist_ok=True)
            for name, text in month.files.items():
                (folder / name).write_text(text, encoding="utf-8", newline="")
            self.stdout.write(f"{folder}: lists as at {month.as_at:%d/%m/%Y}")
