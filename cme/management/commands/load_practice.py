"""Fills a practice installation: two authorities, every role, some months of history. Does nothing a second time."""

import multiprocessing
import time
from pathlib import Path

import django
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from cme.practice.history import History
from cme.practice.people import AUTHORITIES, make_people, write_sign_ins
from records.models import Authority, User


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("--url", default="http://127.0.0.1:8000/", help="the address written beside the sign-ins")

    def handle(self, *, url: str, **options) -> None:
        if not settings.PRACTICE:
            raise CommandError("Practice data is for a practice set-up only: PRACTICE is not set.")
        done, path = settings.DATA_DIR / "practice-loaded", settings.DATA_DIR / "sign-ins.json"
        if done.exists():
            self.stdout.write("The practice data is there already.")
            rewrite_url(path, url)
            return
        if User.objects.exists():
            raise CommandError("Practice data was loaded in part, or this is no practice database: make demo-reset.")
        password = make_people()
        connections.close_all()
        live_everywhere()
        write_sign_ins(path, password, url)
        done.write_text("yes", encoding="utf-8")


def live_everywhere() -> None:
    """Each authority in a process of its own: they share nothing but the tables."""
    with multiprocessing.get_context("spawn").Pool(len(AUTHORITIES), initializer=django.setup) as pool:
        pool.map(live, AUTHORITIES, chunksize=1)


def live(code: str) -> None:
    began = time.perf_counter()
    History(Authority.objects.get(pk=code), say=lambda line: print(f"  {line}", flush=True)).live()
    print(f"  {code}: {time.perf_counter() - began:.0f} s", flush=True)


def rewrite_url(path: Path, url: str) -> None:
    """The port may be another one this time."""
    people = path.read_text(encoding="utf-8")
    before = people.split('"url": "', 1)[1].split('"', 1)[0]
    path.write_text(people.replace(f'"url": "{before}"', f'"url": "{url}"'), encoding="utf-8")
