"""The server's time for the pages that officers open all day, over what bench.lists left in the database."""

import statistics
import time

from django.test import Client
from django.urls import reverse

from lhb_ingest.models import Candidate, Extract
from records.choices import ListKind, Role
from records.models import Authority, User
from records.scope import scope

AUTHORITY = "681"
TIMES = 15


def measure() -> None:
    authority = Authority.objects.get(pk=AUTHORITY)
    manager = User.objects.create(
        email="manager@bench.example", name="Manager", role=Role.CASE_MANAGER, authority=authority
    )
    client = Client(headers={"host": "localhost"})
    client.force_login(manager)
    print(f"{'page':<58}{'median ms':>10}")
    for what, address in _addresses():
        print(f"  {what:<56}{median(client, address) * 1000:>10.0f}", flush=True)


def _addresses() -> list[tuple[str, str]]:
    with scope(authority=AUTHORITY):
        extract = Extract.objects.filter(kind=ListKind.HEALTH).first().pk
        candidate = Candidate.objects.filter(had_near_matches=True).first().pk
    return [
        ("home", reverse("home")),
        ("lists coming in", reverse("extracts")),
        ("review of the extract", reverse("extract", args=[extract])),
        ("rows found on a list, last page", reverse("extract_rows", args=[extract, "matched"]) + "?page=9999"),
        ("candidates", reverse("candidates")),
        ("candidates by name", reverse("candidates") + "?name=jones"),
        ("a candidate beside near matches", reverse("candidate", args=[candidate])),
        ("cases", reverse("cases")),
    ]


def median(client: Client, address: str) -> float:
    """The median of TIMES requests in seconds, after one to warm up."""
    times = []
    for _ in range(TIMES + 1):
        began = time.perf_counter()
        status = client.get(address).status_code
        if status != 200:
            raise SystemExit(f"{address} answered {status}: nothing was measured.")
        times.append(time.perf_counter() - began)
    return statistics.median(times[1:])
