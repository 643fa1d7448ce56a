"""manage.py export_releases --out DIR: every released table as tidy CSV with its metadata, and nothing else."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from records.scope import scope
from reporting import exports
from reporting.models import Return


class Command(BaseCommand):
    help = "Writes every released return as tidy CSV with a metadata file beside it. The same bytes as from the pages."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--out", required=True, help="a folder; made if it is not there, files of the same name replaced"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        folder = Path(options["out"])
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with scope():  # no authority: PostgreSQL shows released figures only
                returns = (
                    Return.objects.released().select_related("authority").order_by("month", "authority", "version")
                )
                for one in returns:
                    (folder / exports.file_name(one, exact=False)).write_bytes(
                        exports.csv_of(one, exports.released_lines(one))
                    )
                    (folder / exports.metadata_name(one)).write_bytes(exports.metadata_of(one))
        except OSError as error:
            raise CommandError(f"{folder} cannot be written to: {error.strerror}.") from None
        self.stdout.write(f"Released returns: {len(returns)}.")
