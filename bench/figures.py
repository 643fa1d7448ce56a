"""A month's returns of all 22 authorities, and the pages of figures, over ten years of history (`bench.history`)."""

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bench import history
from bench.clock import lap
from bench.pages import median
from records.choices import Role
from records.models import Authority, User
from records.scope import scope
from reporting.models import Return
from reporting.months import month_before, month_name, month_of, shift
from reporting.returns import look_at_return, make_return, release_return
from reporting.tasks import make_returns

AUTHORITY = "681"  # the largest of the history
RELEASED = 12  # months before that are out, so that disclosure control has a year to look at


def measure() -> None:
    last = month_before(month_of(timezone.localdate()))
    with lap("ten years of history, 60,000 cases, 500,000 health rows"):
        managers = history.write(timezone.localdate())
    with lap("the month's returns of all 22 authorities (under 120)"):
        make_returns()
    for back in range(RELEASED, 0, -1):
        with lap(f"  {AUTHORITY}: make, look at, release, {back} months before"):
            _let_out(shift(last, -back), managers[AUTHORITY])
    with scope(authority=AUTHORITY):
        one = Return.objects.get(authority=AUTHORITY, month=last)
    client = Client(headers={"host": "localhost"})
    client.force_login(managers[AUTHORITY][0])
    with lap("a return opened for the first time: what would be shown is reckoned"):
        client.get(reverse("return", args=[one.pk]))
    print(f"{'page (under 300)':<58}{'median ms':>10}")
    for what, address in _addresses(one):
        print(f"  {what:<56}{median(client, address) * 1000:>10.0f}", flush=True)
    client.force_login(User.objects.create(email="evaluator@history.example", name="Evaluator", role=Role.EVALUATOR))
    print(f"  {'authorities side by side':<56}{median(client, reverse('together')) * 1000:>10.0f}", flush=True)


def _let_out(month, people: list[User]) -> None:
    authority = Authority.objects.get(pk=AUTHORITY)
    with scope(authority=AUTHORITY):
        one = make_return(authority=authority, month=month)
        look_at_return(by=people[0], cme_return=one, fingerprint=one.fingerprint)
    with scope(authority=AUTHORITY):
        release_return(by=people[1], cme_return=one)


def _addresses(one: Return) -> list[tuple[str, str]]:
    this = month_of(timezone.localdate())
    return [
        ("the first page: what needs doing, the month, the lists", reverse("home")),
        ("open cases of this month, from there", reverse("month_rows", args=[month_name(this), "open_cases"])),
        ("returns", reverse("returns")),
        ("a return", reverse("return", args=[one.pk])),
        ("the rows behind a number", reverse("return_rows", args=[one.pk, "open_by_status"])),
        ("a chart", reverse("return_chart", args=[one.pk, "open-cases"])),
        ("cases", reverse("cases")),
    ]
