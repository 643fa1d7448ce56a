"""The product beside the bare engine over the same rows: stored rows in PostgreSQL to stored decisions, two months."""

import gc
import time
from collections.abc import Callable
from typing import NamedTuple

from django.core.files.uploadedfile import SimpleUploadedFile

from bench.lists import AS_AT, EDUCATION
from lhb_ingest import actions
from lhb_ingest.actions.comparing import COMPARED, person_of
from lhb_ingest.choices import Absence, Outcome
from lhb_ingest.matching import decide
from lhb_ingest.models import Extract
from lhb_ingest.practice import MonthOfLists, make_lists
from records.choices import ListKind, Role
from records.models import Authority, RollEntry, User
from records.scope import scope

AUTHORITY = "670"


class Spent(NamedTuple):
    """Seconds: by the clock, and of this process's processor time (that of PostgreSQL is not in it)."""

    wall: float
    processor: float


def measure(rows: int) -> None:
    authority = Authority.objects.get(pk=AUTHORITY)
    officer = _person(Role.LIST_OFFICER, authority=authority)
    sender = _person(Role.DATA_OFFICER, health_board=authority.health_board)
    title = f"stored rows of {rows:,} children to stored decisions"
    print(f"{title:<52}{'wall':>8}{'cpu':>8}{'wall, times':>14}{'cpu, times':>12}")
    for number, month in enumerate(make_lists(AUTHORITY, rows, seed=1, as_at=AS_AT, months=2), start=1):
        for kind, name in EDUCATION:
            _approve(authority, officer, _checked(authority, officer, kind, name, month))
        extract = _checked(authority, sender, ListKind.HEALTH, "health.csv", month)
        bare = spent(lambda extract=extract: _bare(extract))
        _told(f"  month {number}: the bare engine", bare)
        _told(f"  month {number}: the product", spent(lambda extract=extract: _compare(extract)), bare)
        _approve(authority, officer, extract)


def spent(run: Callable[[], object]) -> Spent:
    gc.collect()
    wall, processor = time.perf_counter(), time.process_time()
    run()
    return Spent(time.perf_counter() - wall, time.process_time() - processor)


def _told(what: str, this: Spent, bare: Spent | None = None) -> None:
    times = f"{this.wall / bare.wall:>13.1f}x{this.processor / bare.processor:>11.1f}x" if bare else ""
    print(f"{what:<52}{this.wall:>8.2f}{this.processor:>8.2f}{times}", flush=True)


def _person(role: Role, **scope_of_role) -> User:
    return User.objects.create(email=f"{role}@product.example", name=role.label, role=role, **scope_of_role)


def _checked(authority: Authority, by: User, kind: str, name: str, month: MonthOfLists) -> Extract:
    file = SimpleUploadedFile(name, month.files[name].encode())
    with scope(authority=authority.pk):
        extract = actions.receive_extract(by=by, authority=authority, kind=kind, file=file, as_at=month.as_at)
    with scope(authority=authority.pk):
        actions.check_extract(extract_id=extract.pk)
    return extract


def _approve(authority: Authority, by: User, extract: Extract) -> None:
    if extract.kind != ListKind.HEALTH:
        _compare(extract)
    with scope(authority=authority.pk):
        actions.approve_extract(by=by, extract=extract, absent=Absence.ENDED)


def _compare(extract: Extract) -> None:
    with scope(authority=extract.authority_id):
        actions.compare_extract(extract_id=extract.pk)


def _bare(extract: Extract) -> None:
    """Prepare and decide, and nothing besides: the values have been read, the decisions are thrown away."""
    with scope(authority=extract.authority_id):
        rows = list(extract.rows.filter(outcome=Outcome.TO_CHECK).values(*COMPARED))
        entries = list(RollEntry.objects.current().values(*COMPARED, "kind", "sender"))
    decide(
        [person_of(each, ("health", "")) for each in rows], [person_of(e, (e["kind"], e["sender"])) for e in entries]
    )
