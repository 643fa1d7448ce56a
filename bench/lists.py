"""A health extract and the rolls of one large authority, through the writers, beside the bare COPY of the same rows."""

import csv
import io
import subprocess
import sys
from collections.abc import Iterator
from datetime import date

import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction

from bench.clock import lap
from lhb_ingest import actions
from lhb_ingest.models import Extract
from lhb_ingest.practice import MonthOfLists, make_lists
from records.choices import ListKind, Role
from records.models import Authority, User
from records.scope import scope

AUTHORITY = "681"
AS_AT = date(2026, 10, 1)
OTHERS = "BCDFGHJKL"
EDUCATION = [(ListKind.SCHOOL_ROLL, "school.csv"), (ListKind.HOME_EDUCATION, "ehe.csv"), (ListKind.EOTAS, "eotas.csv")]


def measure(rows: int) -> None:
    authority = Authority.objects.get(pk=AUTHORITY)
    people = {
        "list_officer": _person(Role.LIST_OFFICER, authority=authority),
        "data_officer": _person(Role.DATA_OFFICER, health_board=authority.health_board),
    }
    with lap(f"make practice lists of {rows:,} children, two months"):
        months = make_lists(AUTHORITY, rows, seed=1, as_at=AS_AT, months=2)
    for number, month in enumerate(months, start=1):
        print(f"month {number}")
        _month(authority, people, month)
    print("one health file in a worker of its own: stored file to checked and staged rows")
    _staging(authority, people["data_officer"], months[0])


def _person(role: Role, **scope_of_role) -> User:
    return User.objects.create(email=f"{role}@bench.example", name=role.label, role=role, **scope_of_role)


def _month(authority: Authority, people: dict[str, User], month: MonthOfLists) -> None:
    text = month.files["health.csv"]
    with lap("  bare COPY of the health rows") as copy:
        _bare_copy(text)
    for kind, name in EDUCATION:
        _whole(authority, people["list_officer"], kind, name, month, beside=copy.seconds)
    extract = _receive(authority, people["data_officer"], ListKind.HEALTH, "health.csv", month)
    for what, stage in (("check and stage", "check"), ("compare", "compare")):
        _in_a_worker(f"  health extract: {what}", stage, extract, beside=copy.seconds)
    with lap("  health extract: approve", beside=copy.seconds), scope(authority=authority.pk):
        actions.approve_extract(by=people["list_officer"], extract=extract)


def _staging(authority: Authority, by: User, month: MonthOfLists) -> None:
    """CSV, the same as a workbook, both of a next month in which 2 % of the rows have changed, and nine times as many
    rows, each beside the bare COPY of one."""
    rows = list(csv.reader(io.StringIO(month.files["health.csv"])))
    later = [rows[0], *(_moved(row) if number % 50 == 0 else row for number, row in enumerate(rows[1:]))]
    with lap("  bare COPY of the same rows") as copy:
        _bare_copy(month.files["health.csv"])
    for what, name, content in (
        ("CSV", "again.csv", _csv(rows) + b"\r\n"),
        ("xlsx", "again.xlsx", _workbook(rows)),
        ("the next CSV, 2 % changed", "later.csv", _csv(later)),
        ("the next xlsx, 2 % changed", "later.xlsx", _workbook(later)),
        (f"CSV of {len(OTHERS) * len(rows[1:]):,} rows", "many.csv", _csv([rows[0], *_many(rows[1:])])),
    ):
        file = SimpleUploadedFile(name, content)
        with scope(authority=authority.pk):
            extract = actions.receive_extract(
                by=by, authority=authority, kind=ListKind.HEALTH, file=file, as_at=month.as_at
            )
        _in_a_worker(f"  {what}", "check", extract, beside=copy.seconds)


def _in_a_worker(what: str, stage: str, extract: Extract, *, beside: float) -> None:
    """One stage in a process that has done nothing else, with the most memory it held."""
    command = [sys.executable, "-m", "bench.stage_one", stage, str(extract.pk), extract.authority_id]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    seconds, megabytes = float(told[-2]), float(told[-1])
    print(f"{what + f', peak {megabytes:.0f} MB':<58}{seconds:>10.2f}{seconds / beside:>9.1f}x", flush=True)


def _many(rows: list[list[str]]) -> Iterator[list[str]]:
    """So many times as many children, each with another name."""
    for letter in OTHERS:
        for reference, nhs_number, surname, *others in rows:
            yield [reference + letter, nhs_number, f"{surname} {letter}", *others]


def _moved(row: list[str]) -> list[str]:
    reference, nhs_number, surname, forenames, *others = row
    return [reference, nhs_number, surname, f"{forenames} Newydd", *others]


def _csv(rows: list[list[str]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


def _workbook(rows: list[list[str]]) -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"constant_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return file.getvalue()


def _receive(authority: Authority, by: User, kind: str, name: str, month: MonthOfLists) -> Extract:
    file = SimpleUploadedFile(name, month.files[name].encode())
    with scope(authority=authority.pk):
        return actions.receive_extract(by=by, authority=authority, kind=kind, file=file, as_at=month.as_at)


def _whole(authority: Authority, by: User, kind: str, name: str, month: MonthOfLists, *, beside: float) -> None:
    with lap(f"  {kind.label}: check, compare, approve", beside=beside):
        extract = _receive(authority, by, kind, name, month)
        for stage in (actions.check_extract, actions.compare_extract):
            with scope(authority=authority.pk):
                stage(extract_id=extract.pk)
        with scope(authority=authority.pk):
            actions.approve_extract(by=by, extract=extract, absent="ended")


def _bare_copy(text: str) -> None:
    """The same rows, every column as text, into a table with no index and no policy."""
    headings, *rows = csv.reader(io.StringIO(text))
    columns = ", ".join(f"c{number} text" for number in range(len(headings)))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE bare ({columns}) ON COMMIT DROP")
        with cursor.copy("COPY bare FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
