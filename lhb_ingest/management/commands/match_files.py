"""Match a health list with education lists that stand in files, without a database, and write the decisions."""

import gc
from datetime import date
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from lhb_ingest.fingerprints import key_of_stored_pairs
from lhb_ingest.lists_in_files import match_people, read_people, write_decisions
from lhb_ingest.matching.engines import NoEngine
from lhb_ingest.matching.levels import WORDS
from lhb_ingest.matching.model import CURRENT, BadModel, load_model
from lhb_ingest.matching.stored import StoredPairs
from records.choices import ListKind
from records.spreadsheets import Unreadable

FAR_OFF = date(2100, 1, 1)  # no date of birth is refused for being in the future: the lists' own date is not known here
KINDS = {
    "eotas": ListKind.EOTAS,
    "independent": ListKind.INDEPENDENT,
    "other_authority": ListKind.OTHER_AUTHORITY,
}


class Command(BaseCommand):
    help = "Match a health list with rolls and a home education register in files; no database is used."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--health", type=Path, required=True, help="the health list")
        parser.add_argument(
            "--roll",
            type=Path,
            action="append",
            required=True,
            help="an education list, whose kind its headings say; may be repeated",
        )
        parser.add_argument("--ehe", type=Path, help="the home education register")
        for name, kind in KINDS.items():
            words = f"a list of this kind: {kind.label}; may be repeated"
            parser.add_argument(f"--{name.replace('_', '-')}", type=Path, action="append", default=[], help=words)
        parser.add_argument("--model", default=CURRENT, help=f"a shipped model, or the path of one; else {CURRENT}")
        parser.add_argument("--engine", choices=sorted(WORDS), default="duckdb", help="where the weighing runs")
        words = "weights of the last month by keyed fingerprints; read if it is there, and written anew"
        parser.add_argument("--store", type=Path, help=words)
        parser.add_argument("--out", type=Path, required=True, help="where the decisions are written")

    def handle(self, *args, **options):
        more = [(kind, path) for name, kind in KINDS.items() for path in options[name] or ()]
        lists = [options["health"], *options["roll"], *(path for _kind, path in more), options["ehe"]]
        for path in filter(None, lists):
            if not path.is_file():
                raise CommandError(f"There is no file {path}.")
        gc.disable()  # some hundred thousand lines are made, and none is let go before the end
        try:
            model = load_model(options["model"])
            people = read_people(options["health"], options["roll"], options["ehe"], FAR_OFF, more)
            store = _stored(options["store"])
            lines = match_people(people, model=model, engine=options["engine"], store=store)
        except Unreadable as error:
            raise CommandError(f"A list cannot be read: {error.code} {error.values or ''}".strip()) from None
        except (BadModel, NoEngine) as error:
            raise CommandError(str(error)) from None
        finally:
            gc.enable()
        with options["out"].open("w", encoding="utf-8", newline="") as file:
            write_decisions(file, lines)
        if store:
            _keep(options["store"], store.as_bytes())


def _stored(path: Path | None) -> StoredPairs | None:
    """What the last month left, or an empty store; None where no file is named."""
    if path is None:
        return None
    key = key_of_stored_pairs()
    try:
        return StoredPairs.from_bytes(path.read_bytes(), key)
    except FileNotFoundError:
        return StoredPairs(key)
    except ValueError as error:
        raise CommandError(f"{path} holds {error}.") from None


def _keep(path: Path, content: bytes) -> None:
    """Whole or not at all, and for the owner's eyes."""
    part = path.with_name(f"{path.name}.part")
    part.touch(mode=0o600)
    part.write_bytes(content)
    part.replace(path)
