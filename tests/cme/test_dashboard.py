"""The lower part of the first page: every number is that of the list its link opens, for every role."""

import datetime

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from cme.dashboard import dashboard, sources
from lhb_ingest.models import Extract
from records.choices import ListKind, Role
from records.models import AccessLog
from records.scope import scope, scope_of
from tests.factories import CaseFactory, authority

PARTS = {  # which parts each role has
    Role.CASEWORKER: {"tiles"},
    Role.CASE_MANAGER: {"tiles", "sources", "rates"},
    Role.LIST_OFFICER: {"sources"},
    Role.AUDITOR: set(),
}


@pytest.fixture
def world(worlds, taken_back):
    """Ynys Môn, beside a Gwynedd of which nothing may be counted."""
    return worlds["660"]


@pytest.mark.parametrize("role", Role.values)
def test_every_number_is_that_of_the_list_its_link_opens(client, world, role):
    person = world.people[role]
    client.force_login(person)
    with scope_of(person):
        found = dashboard(person)
    said = client.get(reverse("home")).text
    if found is None:
        assert "How the month goes" not in said and "How fresh each list is" not in said
        return
    assert {part for part in ("tiles", "sources", "rates") if getattr(found, part)} == PARTS[role]
    for count in [each for tile in found.tiles for each in (tile.now, tile.before)]:
        assert f'href="{count.url}"' in said
        page = client.get(count.url)
        assert page.context["number"] == count.number
        assert sum(line.count for line in page.context["lines"]) == count.number
    assert any(tile.now.number for tile in found.tiles) or not found.tiles
    for source in found.sources:
        if source.extract:
            assert client.get(reverse("extract", args=[source.extract.pk])).status_code == 200
    if found.rates:
        told = client.get(reverse("matching_quality")).context["found"]
        lines = [tables[0]["lines"][0]["line"] for _heading, _about, tables in told]
        assert [line for _label, line in found.rates] == lines


def test_the_rows_of_a_month_are_a_look_and_of_these_two_months_only(client, world):
    client.force_login(world.people[Role.CASEWORKER])
    today = timezone.localdate()
    assert client.get(reverse("month_rows", args=[f"{today:%Y-%m}", "cases_opened"])).status_code == 200
    with scope(authority="660"):
        assert AccessLog.objects.filter(page="month_rows").count() == 1
    for month, code in (("2019-01", "cases_opened"), ("x", "cases_opened"), (f"{today:%Y-%m}", "days_to_closure")):
        assert client.get(reverse("month_rows", args=[month, code])).status_code == 404


def test_every_kind_of_list_is_there_with_its_newest_and_its_age(world):
    with scope(authority="660"):
        newest = Extract.objects.filter(approved_at__isnull=False, kind=ListKind.SCHOOL_ROLL).order_by("as_at").last()
        with time_machine.travel(newest.as_at + datetime.timedelta(days=46)):
            found = {source.label: source for source in sources(authority())}
    assert {str(kind.label) for kind in ListKind} <= {label.split(",")[0] for label in found}
    roll = next(source for source in found.values() if source.extract == newest)
    assert (roll.days, roll.is_old) == (46, True)
    assert all(source.is_old for source in found.values() if source.extract is None)


def test_the_first_page_takes_no_more_queries_for_more_rows(client, world, django_assert_max_num_queries):
    client.force_login(world.people[Role.CASE_MANAGER])
    with scope(authority="660"):
        CaseFactory.create_batch(20)
    with django_assert_max_num_queries(70):
        client.get(reverse("home"))
