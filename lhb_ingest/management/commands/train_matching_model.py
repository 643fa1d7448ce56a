"""Train a matching model on practice lists, show what it changes, and refuse one that cannot be right."""

import csv
import io
import tempfile
from datetime import date
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from lhb_ingest.lists_in_files import read_people
from lhb_ingest.matching.model import MODELS, complaints, load_model
from lhb_ingest.matching.side import Side
from lhb_ingest.matching.training import as_text, changes, train
from lhb_ingest.practice import make_lists

FIRST_DAY = date(2026, 10, 1)
AUTHORITIES = ("660", "666", "668", "671", "679", "681")
ROLLS = ("school.csv", "eotas.csv", "independent.csv", "other_authority.csv")


class Command(BaseCommand):
    help = "Train a matching model on practice lists of several authorities; no database is used."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--model", required=True, help="name of the new model, as 2027-03")
        parser.add_argument("--children", type=int, default=12_000, help="children of each authority")
        parser.add_argument("--seed", type=int, default=9001, help="the same seed gives the same model")
        parser.add_argument("--folder", type=Path, default=MODELS, help="where the model is written")

    def handle(self, *args, **options):
        size, seed = options["children"], options["seed"]
        told = f"practice lists of {', '.join(AUTHORITIES)}, {size} children each, seed {seed}, as at {FIRST_DAY}"
        model = train(options["model"], told, (_authority(code, size, seed) for code in AUTHORITIES))
        before = load_model()
        for line in changes(before, model):
            self.stdout.write(line)
        if found := complaints(model):
            raise CommandError("The model is refused. " + " ".join(found))
        path = options["folder"] / f"{options['model']}.json"
        path.write_text(as_text(model), encoding="utf-8")
        self.stdout.write(f"Written: {path.name}")


def _authority(code: str, size: int, seed: int) -> tuple[Side, Side, list[tuple[int, int]]]:
    """Rows, entries, and the true pairs by their places."""
    files = make_lists(code, size, seed, FIRST_DAY)[0].files
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for file, text in files.items():
            (folder / file).write_text(text, encoding="utf-8", newline="")
        people = read_people(folder / "health.csv", [folder / each for each in ROLLS], folder / "ehe.csv", FIRST_DAY)
    rows, entries = (
        {ref: place for place, ref in enumerate(refs.to_pylist())} for refs in (people.row_refs, people.entry_refs)
    )
    pairs = [
        (rows[line["RECORD_ID"]], entries[ref])
        for line in csv.DictReader(io.StringIO(files["truth.csv"]))
        for ref in (line["PUPIL_REF"], line["EHE_REF"])
        if line["RECORD_ID"] in rows and ref in entries
    ]
    return people.rows, people.entries, pairs
