"""Read and check a list as an upload does, and store nothing."""

import json
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from operator import attrgetter
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, connection
from django.utils import timezone, translation

from lhb_ingest.actions.approving import newer_list, older_sentence
from lhb_ingest.actions.receiving import fingerprint_of, health_sender, refuse_same_file
from lhb_ingest.actions.staging import check_portions
from lhb_ingest.actions.storing import schools_known
from lhb_ingest.checking import Problem
from lhb_ingest.dates import last_order
from lhb_ingest.explained import explained_for
from lhb_ingest.models import Extract
from lhb_ingest.plausible import implausible_unstored
from lhb_ingest.portions import Portion
from lhb_ingest.reading import OpenList, open_list
from lhb_ingest.sentences import problem_sentence, refusal_sentence
from lhb_ingest.stopped import stop_sentence
from records.choices import ListKind
from records.errors import Refused
from records.models import Authority
from records.reference import AUTHORITIES
from records.scope import scope
from records.spreadsheets import Unreadable

KINDS = {kind.value.replace("_", "-"): kind for kind in ListKind}
LOADS, PROBLEMS, REFUSED = 0, 1, 2
HELP = """\
Reads and checks a list exactly as an upload does, and stores nothing. Values of children are shown with --values only.

Where the database can be reached, all that an upload knows is known: layouts that people explained, the sender's last
list and its order of dates, the list of schools, the authority's limits. Where not: the layouts that come with the
program and the published postcode districts.

Exit status: 0 every row loads, 1 some rows have problems, 2 the file is refused, or an upload of it would be stopped as
implausible (the sentence is on standard error).

--json prints one object:
  file, kind, authority    what was asked
  verdict                  "loads", "problems" or "refused"
  refusal                  null, or {"code", "sentence"}; the members below are then empty
  reading                  {"format", "encoding", "delimiter", "sheet", "other_sheets", "heading_line",
                            "dates": {"order", "found", "holds_serials", "needs_confirming"}}
  columns                  [{"field", "heading"}] that are read
  dropped                  [heading] left unread
  counts                   {"rows", "good", "bad", "odd"}: bad rows do not load; odd ones do and are among the good
  problems                 [{"line", "column", "code", "stops_row", "sentence"}], with "value" under --values
  stops                    [{"code", "sentence"}]: why an upload would wait until a manager lets it through
"""


class Command(BaseCommand):
    help = HELP
    requires_system_checks: list[str] = []

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> ArgumentParser:
        return super().create_parser(prog_name, subcommand, formatter_class=RawDescriptionHelpFormatter, **kwargs)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--kind", required=True, choices=sorted(KINDS))
        parser.add_argument("--authority", required=True, metavar="CODE", help="its code, such as 660")
        parser.add_argument("--as-at", type=date.fromisoformat, help="the day of the list, such as 2026-03-31; today")
        parser.add_argument("--sender", default="", help="whose list it is, as it would be named at the upload")
        parser.add_argument("--json", action="store_true", help="one JSON object")
        parser.add_argument("--values", action="store_true", help="show the values that have problems")
        parser.add_argument("--language", choices=["en", "cy"], default="en", help="of the sentences")

    def handle(self, *args: Any, **options: Any) -> None:
        path = options["file"]
        result: dict[str, Any] = {
            "file": path.name,
            "kind": options["kind"],
            "authority": options["authority"],
            "verdict": "refused",
            "refusal": None,
            "reading": {},
            "columns": [],
            "dropped": [],
            "counts": {},
            "problems": [],
            "stops": [],
        }
        with translation.override("cy" if options["language"] == "cy" else "en-gb"), opened(path) as file:
            try:
                result |= check(file, path, options)
            except Unreadable as refused:
                sentence = refusal_sentence({"code": refused.code, "values": refused.values})
                result["refusal"] = {"code": refused.code, "sentence": sentence}
            except Refused as refused:
                result["refusal"] = {"code": "held", "sentence": str(refused)}
            self._print(result, as_json=options["json"])
        if result["refusal"]:
            raise CommandError(result["refusal"]["sentence"], returncode=REFUSED)
        if result["stops"]:  # an upload would hold it until a manager lets it through
            raise CommandError(" ".join(each["sentence"] for each in result["stops"]), returncode=REFUSED)
        if result["counts"]["bad"]:
            raise SystemExit(PROBLEMS)

    def _print(self, result: dict[str, Any], *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(result, ensure_ascii=False, indent=2))
            return
        if result["refusal"]:
            return
        counts = result["counts"]
        self.stdout.write(
            f"Rows: {counts['rows']}. Good: {counts['good']}. Bad: {counts['bad']}. Odd: {counts['odd']}."
        )
        if result["reading"]["sheet"]:
            self.stdout.write(f"Sheet: {result['reading']['sheet']}")
        dates = result["reading"]["dates"]
        self.stdout.write(f"Dates: {dates['order']} ({dates['found']})")
        self.stdout.write(f"Columns dropped unread: {', '.join(result['dropped']) or '-'}")
        for each in result["problems"]:
            value = f" [{each['value']}]" if "value" in each else ""
            kind = "bad" if each["stops_row"] else "odd"
            self.stdout.write(f"line {each['line']}, {each['column'] or '-'}, {kind}: {each['sentence']}{value}")


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    if path.is_dir():
        raise CommandError(f"{path} is a folder. Name the file.", returncode=REFUSED)
    try:
        with path.open("rb") as file:
            yield file
    except FileNotFoundError:
        raise CommandError(f"There is no file {path}.", returncode=REFUSED) from None
    except PermissionError:
        raise CommandError(f"You may not read {path}.", returncode=REFUSED) from None


def check(file: BinaryIO, path: Path, options: dict[str, Any]) -> dict[str, Any]:
    """What an upload would find. Raises Unreadable, or Refused for a file that was sent before."""
    code = options["authority"]
    if path.stat().st_size > settings.LARGEST_FILE:
        raise Unreadable("too_large", megabytes=settings.LARGEST_FILE // 1024 // 1024)
    if not has_database():
        return findings(file, published(), options, is_known=False)
    with scope(authority=code):
        return findings(file, list(Authority.objects.select_related("health_board")), options, is_known=True)


def has_database() -> bool:
    if not connection.settings_dict["NAME"]:
        return False
    try:
        connection.ensure_connection()
    except OperationalError:
        return False
    return True


def published() -> list[Authority]:
    return [
        Authority(code=each.code, name=each.name, name_cy=each.name_cy, postcode_districts=each.districts.split())
        for each in AUTHORITIES
    ]


def findings(
    file: BinaryIO, authorities: list[Authority], options: dict[str, Any], *, is_known: bool
) -> dict[str, Any]:
    """`is_known`: what the database holds of the authority can be asked, within its scope."""
    authority = next((each for each in authorities if each.pk == options["authority"]), None)
    if authority is None:
        known = ", ".join(sorted(each.pk for each in authorities))
        raise CommandError(f"There is no authority {options['authority']}. Known are {known}.", returncode=REFUSED)
    extract, found = as_received(file, authority, options, is_known=is_known)
    schools = schools_known(extract) if is_known else ()
    read = check_portions(extract, found, last_order=last_order(extract) if is_known else "", schools=schools)
    extract.counts = {"rows": sum(portion.rows for portion in read)}
    stops = implausible_unstored(extract, good_rows(read), authorities, is_known=is_known)
    told_stops = [{"code": stop, "sentence": stop_sentence(stop, told)} for stop, told in stops.items()]
    return told(extract, found, read, with_values=options["values"]) | {"stops": told_stops}


def good_rows(read: list[Portion]) -> list[dict[str, Any]]:
    """What the rules of plausibility ask of the rows that can be used."""
    asked = ("forenames", "surname", "born_on", "postcode")
    columns = ([value for portion in read for value in portion.values[name]] for name in asked)
    return [dict(zip(asked, row, strict=True)) for row in zip(*columns, strict=True)]


def as_received(
    file: BinaryIO, authority: Authority, options: dict[str, Any], *, is_known: bool
) -> tuple[Extract, OpenList]:
    """The list as an upload receives it, unsaved. Raises Refused where the upload would for what is held already."""
    kind, sender = KINDS[options["kind"]], options["sender"]
    source = {"authority_id": authority.pk, "health_board_id": authority.health_board_id}
    now = timezone.now()
    extract = Extract(authority=authority, kind=kind, sender=sender, received_at=now)
    extract.as_at = options["as_at"] or timezone.localdate(now)
    if is_known:
        refuse_same_file(authority, kind, fingerprint_of(file), extract.as_at)
        if newer := newer_list(extract):
            raise Refused(older_sentence(newer))
    found = open_list(file, kind=kind, explained=explained_for(kind=kind, sender=sender, **source) if is_known else [])
    extract.dropped_columns = found.reading.dropped
    if is_known and extract.is_health and not sender:
        extract.sender = health_sender(found, authority)
    return extract, found


def told(extract: Extract, found: OpenList, read: list[Portion], *, with_values: bool) -> dict[str, Any]:
    problems = [problem for portion in read for problem in sorted(portion.problems, key=attrgetter("line_number"))]
    rows, bad = extract.counts["rows"], {row.line_number for portion in read for row in portion.bad}
    odd = {problem.line_number for problem in problems} - bad
    return {
        "verdict": "problems" if bad else "loads",
        "reading": extract.reading,
        "columns": [{"field": name, "heading": heading} for name, heading in found.reading.headings.items()],
        "dropped": extract.dropped_columns,
        "counts": {"rows": rows, "good": rows - len(bad), "bad": len(bad), "odd": len(odd)},
        "problems": [told_problem(each, with_values=with_values) for each in problems],
    }


def told_problem(problem: Problem, *, with_values: bool) -> dict[str, Any]:
    return {
        "line": problem.line_number,
        "column": problem.column,
        "code": problem.code,
        "stops_row": problem.stops_row,
        "sentence": problem_sentence(problem.code, problem.value),
    } | ({"value": problem.value} if with_values else {})
