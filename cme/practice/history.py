"""Lives through some months in one authority: lists come in, people decide, cases are worked, returns go out.

Everything happens through the writers that pages use, each at its own made-up moment. The truth that the lists were
made with plays the part of the caseworkers' knowledge.
"""

import csv
import io
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from cme.practice.casework import decide_candidates, judge_samples, open_by_hand, work_cases
from cme.practice.people import CHILDREN
from cme.practice.ways import give_term_dates, keep_papers
from lhb_ingest import actions
from lhb_ingest.actions.dating import say_date_order
from lhb_ingest.choices import DateOrder
from lhb_ingest.dates import must_be_said
from lhb_ingest.models import Extract
from lhb_ingest.practice import MonthOfLists, make_lists
from records.actions import load_schools
from records.actions.loading import schools_in
from records.choices import ListKind, Role
from records.models import Authority, User
from records.scope import scope
from reporting.models import Return
from reporting.returns import look_at_return, make_return, release_return

LONDON = ZoneInfo("Europe/London")
MONTHS = 3
EDUCATION_LISTS = [
    (ListKind.SCHOOL_ROLL, "school.csv", ""),
    (ListKind.EOTAS, "eotas.csv", ""),
    (ListKind.INDEPENDENT, "independent.csv", ""),
    (ListKind.HOME_EDUCATION, "ehe.csv", ""),
    (ListKind.OTHER_AUTHORITY, "other_authority.csv", "Conwy"),
]


class History:
    """One authority's months. `say` is told what happened, a line at a time."""

    def __init__(self, authority: Authority, say: Callable[[str], None]):
        self.authority = authority
        self.say = say
        self.chance = random.Random(int(authority.pk))  # noqa: S311  the same practice every time
        self.caseworkers = self._people(Role.CASEWORKER)
        self.managers = self._people(Role.CASE_MANAGER)
        self.list_officer = self._people(Role.LIST_OFFICER)[0]
        self.data_officer = User.objects.get(role=Role.DATA_OFFICER, health_board=authority.health_board)

    def _people(self, role: Role) -> list[User]:
        return list(User.objects.filter(authority=self.authority, role=role).order_by("pk"))

    def live(self) -> None:
        first = first_month(timezone.localdate())
        with self.at(first - timedelta(days=1), 9):
            give_term_dates(self.authority, self.managers[0], first)
        months = make_lists(self.authority.pk, CHILDREN[self.authority.pk], seed=7, as_at=first, months=MONTHS)
        self._reference(months[0])
        for number, lists in enumerate(months):
            is_last = number == MONTHS - 1
            self._purge(lists.as_at)
            self._returns(lists.as_at, releases=not is_last)
            self._education_lists(lists)
            extract = self._health_extract(lists, approves=not (is_last and self.authority.pk == "661"))
            self._casework(lists, share=0.35 if is_last else 0.75)
            self.say(f"{self.authority.name}, {lists.as_at:%B %Y}: {extract.counts['rows']:,} children compared")
        with self.at(months[-1].as_at + timedelta(days=8), 16):
            keep_papers(self.authority, self.caseworkers[0])
        self._refused_file(months[-1])

    def _reference(self, lists: MonthOfLists) -> None:
        """The made-up list of schools, so that each school number on a roll is checked against it."""
        administrator = User.objects.get(role=Role.ADMINISTRATOR, is_system=False)
        with self.at(lists.as_at, 8):
            load_schools(
                by=administrator,
                schools=schools_in(lists.files["schools.csv"]),
                source=f"Practice list of schools, {self.authority.name}",
                as_at=lists.as_at,
            )

    @contextmanager
    def at(self, day: date, hour: int, minute: int = 0) -> Iterator[None]:
        """Within the block it is that day and hour, and the authority's rows are in scope."""
        with self.day(day, hour, minute), scope(authority=self.authority.pk):
            yield

    @contextmanager
    def day(self, day: date, hour: int, minute: int = 0) -> Iterator[None]:
        """Within the block it is that day and hour."""
        with time_machine.travel(datetime.combine(day, time(hour, minute), LONDON), tick=True):
            yield

    def _send(self, by: User, kind: str, name: str, text: str, as_at: date, sender: str = "") -> Extract:
        """Sends a file and does what the worker would do with it: each stage a transaction of its own."""
        file = SimpleUploadedFile(f"{as_at:%Y-%m}-{name}", text.encode())
        with scope(authority=self.authority.pk):
            extract = actions.receive_extract(
                by=by, authority=self.authority, kind=kind, file=file, as_at=as_at, sender=sender
            )
        for stage in (actions.check_extract, actions.compare_extract):
            with scope(authority=self.authority.pk):
                stage(extract_id=extract.pk)
        with scope(authority=self.authority.pk):
            extract.refresh_from_db()
        return extract

    def _education_lists(self, lists: MonthOfLists) -> None:
        for kind, name, sender in EDUCATION_LISTS:
            with self.day(lists.as_at, 9):
                extract = self._send(self.list_officer, kind, name, lists.files[name], lists.as_at, sender)
            with self.at(lists.as_at, 9, 30):
                self._approve(extract)
        with self.at(lists.as_at, 10):
            actions.rematch_authority(authority=self.authority)

    def _approve(self, extract: Extract) -> None:
        """A short list may show dates that could be read two ways: the officer says how first."""
        if must_be_said(extract):
            extract = say_date_order(by=self.list_officer, extract=extract, order=DateOrder.DAY_FIRST)
        actions.answer_changes(by=self.list_officer, extract=extract, answer="take")
        actions.approve_extract(by=self.list_officer, extract=extract, absent="ended")

    def _health_extract(self, lists: MonthOfLists, *, approves: bool) -> Extract:
        with self.day(lists.as_at + timedelta(days=1), 10):
            extract = self._send(
                self.data_officer, ListKind.HEALTH, "health.csv", lists.files["health.csv"], lists.as_at
            )
        if approves:
            with self.at(lists.as_at + timedelta(days=2), 11):
                self._approve(extract)
                actions.draw_samples(authority=self.authority)
        return extract

    def _casework(self, lists: MonthOfLists, *, share: float) -> None:
        truth = truth_of(lists)
        with self.at(lists.as_at + timedelta(days=3), 9):
            judge_samples(self.caseworkers, truth)
            decide_candidates(self.authority, self.caseworkers, truth, share=share, chance=self.chance)
        with self.at(lists.as_at + timedelta(days=4), 14):
            open_by_hand(self.authority, self.caseworkers[0], lists, chance=self.chance)
        for day in (5, 8):
            with self.at(lists.as_at + timedelta(days=day), 15):
                work_cases(self.authority, self.caseworkers, chance=self.chance)

    def _purge(self, day: date) -> None:
        with self.at(day, 2, 15):
            actions.purge_authority(authority=self.authority)

    def _returns(self, day: date, *, releases: bool) -> None:
        """The return of the month before; released by a second manager, or left to be looked at."""
        month = (day.replace(day=1) - timedelta(days=1)).replace(day=1)
        with self.at(day, 3):
            cme_return = make_return(authority=self.authority, month=month)
        if releases or self.authority.pk == "660":
            with self.at(day + timedelta(days=3), 10):
                cme_return = Return.objects.get(pk=cme_return.pk)
                seen = cme_return.fingerprint
                cme_return = look_at_return(by=self.managers[0], cme_return=cme_return, fingerprint=seen)
        if releases:
            with self.at(day + timedelta(days=4), 10):
                release_return(by=self.managers[1], cme_return=cme_return)

    def _refused_file(self, lists: MonthOfLists) -> None:
        """Somebody sends another authority's list by mistake."""
        wrong = make_lists("673", 150, seed=3, as_at=lists.as_at)[0]
        with self.day(lists.as_at + timedelta(days=7), 16):
            self._send(self.data_officer, ListKind.HEALTH, "health.csv", wrong.files["health.csv"], lists.as_at)


def first_month(today: date) -> date:
    """The first day of the first month. The last one's lists are nine days old at least: all that follows is past."""
    month = (today - timedelta(days=9)).replace(day=1)
    for _ in range(MONTHS - 1):
        month = (month - timedelta(days=1)).replace(day=1)
    return month


def truth_of(lists: MonthOfLists) -> dict[str, dict[str, str]]:
    """Record number -> the truth about the child, as the lists were made."""
    return {line["RECORD_ID"]: line for line in csv.DictReader(io.StringIO(lists.files["truth.csv"]))}
