"""The first page: each queue counts exactly the rows of the list that its link opens, for every role."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cme.queues import queues
from lhb_ingest.models import Extract
from records.choices import Role
from records.models import User
from records.scope import scope, scope_of

WHAT_WAITS = {
    Role.CASEWORKER: {"candidates": 5, "ask_again": 1, "pairs": 1, "proposals": 1, "samples": 1, "transfers": 1},
    Role.CASE_MANAGER: {
        **{"extracts": 2, "absences": 1, "candidates": 5, "ask_again": 1, "returns": 3},
        **{"pairs": 1, "proposals": 1, "samples": 1, "disposals": 1, "transfers": 1},
    },
    Role.LIST_OFFICER: {"extracts": 2, "absences": 1, "ask_again": 1},
    Role.DATA_OFFICER: {"extracts": 1},
    Role.EVALUATOR: {"released": 2},
    Role.AUDITOR: {"log": 1, "purges": 1},
    Role.ADMINISTRATOR: {"people": 1},
}


@pytest.fixture
def world(worlds, taken_back):
    """Ynys Môn, beside a Gwynedd of which nothing may be counted."""
    return worlds["660"]


def rows_behind(response) -> int:
    """How many rows the list has that a link opened, on all its pages."""
    context = response.context
    return context["held"].count() if "held" in context else context["page"].paginator.count


@pytest.mark.parametrize("role", Role.values)
def test_each_count_is_that_of_the_list_its_link_opens(client, world, role):
    client.force_login(world.people[role])
    with scope_of(world.people[role]):
        found = [(queue.page, queue.url, queue.count) for queue in queues(world.people[role])]
    pages = [page for page, _url, _count in found]
    assert {page: pages.count(page) for page in pages} == WHAT_WAITS[role]
    said = client.get(reverse("home")).text
    for _page, url, count in found:
        assert f'href="{url.replace("&", "&amp;")}"' in said
        with scope_of(world.people[role]):
            assert rows_behind(client.get(url)) == count, url


def test_what_waits_in_an_authority_that_has_something_of_everything(world):
    manager = world.people[Role.CASE_MANAGER]
    with scope(authority="660"):
        counts = {queue.url: queue.count for queue in queues(manager)}
        assert counts["/lists/?state=in_review"] == Extract.objects.filter(state="in_review").count() == 2
    assert counts["/candidates/?worklist=unknown"] == 2
    assert counts["/candidates/?worklist=suitability"] == 1
    assert counts["/returns/?state=made"] == counts["/returns/?state=looked_at"] == 1


def test_the_cases_of_the_first_page_are_those_of_the_list(client, world):
    client.force_login(world.people[Role.CASEWORKER])
    page = client.get(reverse("home"))
    cases, address = page.context["cases"], reverse("cases")
    behind = {"assigned=me": cases["mine"], "assigned=nobody": cases["nobody"], "": cases["all"]}
    behind |= {f"status={status}": count for status, _label, count in cases["by_status"]}
    for query, count in behind.items():
        assert client.get(f"{address}?{query}").context["page"].paginator.count == count


OF_CHILDREN = ("lhb_ingest_", "reporting_", "records_case", "records_accesslog")


@pytest.mark.parametrize("path", ["/no/such/page/", "/people/", "/help/"])
def test_pages_without_a_scope_count_nothing(client, world, path):
    """404, 403 and a page for everybody: they run outside any scope, and a count there would be wrong."""
    client.force_login(world.people[Role.CASE_MANAGER])
    with CaptureQueriesContext(connection) as found:
        client.get(path)
    assert [query["sql"] for query in found.captured_queries if any(t in query["sql"] for t in OF_CHILDREN)] == []


def test_somebody_without_a_role_has_no_queue():
    assert queues(User(role="")) == []
    assert not AnonymousUser().is_authenticated
