"""A list that is not sent any more: a manager ends it, and whoever is on no other list is asked after."""

import datetime

import pytest
from django.utils import timezone

from lhb_ingest.actions import give_up_list, rematch_authority
from lhb_ingest.choices import CandidateState, Worklist
from lhb_ingest.models import Candidate, Extract
from records.choices import AdminEventKind, ListKind
from records.errors import Refused
from records.models import AdminEvent, Case, ClosureProposal, RollEntry
from tests.lhb_ingest.builders import address, review, somebody
from tests.lhb_ingest.test_rematching import case_of

TODAY = timezone.localdate()
HOME, ROLL = ListKind.HOME_EDUCATION, ListKind.SCHOOL_ROLL


@pytest.fixture
def both():
    """On the home education register and on a roll."""
    return somebody(suitability="Suitable")


@pytest.fixture
def alone():
    return somebody(suitability="Suitable")


@pytest.fixture
def register(lists, both, alone):
    lists(ROLL, both)
    return lists(HOME, both, alone, as_at=TODAY - datetime.timedelta(days=30))


def test_its_entries_end_and_who_is_on_no_other_list_is_a_candidate(mon, register, manager, alone):
    ended = give_up_list(by=manager, extract=register, on=TODAY, why="not_kept", children=2)
    assert ended == 2 and set(RollEntry.objects.current().values_list("kind", flat=True)) == {ROLL}
    assert rematch_authority(authority=mon) == 1
    [candidate] = Candidate.objects.all()
    assert (candidate.worklist, candidate.state) == (Worklist.LEFT_LIST, CandidateState.WAITING)
    assert (candidate.row.surname, candidate.left_on) == (alone.surname, TODAY)
    detail = AdminEvent.objects.get(kind=AdminEventKind.LIST_GIVEN_UP).detail
    assert detail == {"list": register.pk, "children": 2, "why": "not_kept", "on": TODAY.isoformat()}
    with pytest.raises(Refused, match="Nobody is on this list"):  # a second click
        give_up_list(by=manager, extract=register, on=TODAY, why="not_kept", children=2)


def test_a_proposal_that_rested_on_it_is_withdrawn(mon, lists, manager, caseworker):
    """The evidence of a closure must not outlive the list."""
    child = somebody()
    case_of(child, caseworker)
    roll = lists(ROLL, child)
    assert ClosureProposal.objects.waiting().count() == 1
    give_up_list(by=manager, extract=roll, on=TODAY, why="not_sent", children=1)
    rematch_authority(authority=mon)
    assert not ClosureProposal.objects.waiting().exists() and Case.objects.get().closed_on is None


def test_a_later_list_of_the_source_begins_anew(mon, lists, register, manager, alone):
    give_up_list(by=manager, extract=register, on=TODAY, why="not_sent", children=2)
    rematch_authority(authority=mon)
    lists(HOME, alone)
    assert RollEntry.objects.current().filter(kind=HOME).count() == 1
    assert Candidate.objects.proposed().count() == 1, "found on a later list: for a person to say so"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"why": ""}, "Choose why"),
        ({"children": 1}, "number of children on the list: 2"),
        ({"on": TODAY - datetime.timedelta(days=31)}, "between that of"),
        ({"on": TODAY + datetime.timedelta(days=1)}, "between that of"),
    ],
)
def test_what_is_refused(register, manager, change, words):
    with pytest.raises(Refused, match=words):
        give_up_list(**{"by": manager, "extract": register, "on": TODAY, "why": "not_kept", "children": 2} | change)
    assert not RollEntry.objects.filter(ended_on__isnull=False).exists()


def test_only_a_manager_and_not_while_another_list_of_the_source_waits(
    register, list_officer, manager, lists, both, alone
):
    given = {"extract": register, "on": TODAY, "why": "not_kept", "children": 2}
    with pytest.raises(Refused, match="Only a manager"):
        give_up_list(by=list_officer, **given)
    waiting = review(list_officer, HOME, both)
    with pytest.raises(Refused, match="under way"):
        give_up_list(by=manager, **given)
    Extract.objects.filter(pk=waiting.pk).update(state="cancelled")
    lists(HOME, both, alone)
    with pytest.raises(Refused, match="later list of this source"):
        give_up_list(by=manager, **given)


@pytest.mark.parametrize("language", ["en-gb", "cy"])
def test_the_pages(register, manager, client, django_assert_max_num_queries, language):
    client.force_login(manager)
    where = address(language, "extract_give_up", register.pk)
    with django_assert_max_num_queries(12):
        assert where in client.get(address(language, "sources")).content.decode()
    assert "inputmode" in client.get(where).content.decode()
    given = {"why": "not_kept", "on_day": TODAY.day, "on_month": TODAY.month, "on_year": TODAY.year}
    wrong = client.post(where, given | {"children": "7"}).content.decode()
    assert "govuk-error-summary" in wrong and RollEntry.objects.current().filter(kind=HOME).count() == 2
    assert client.post(where, given | {"children": "2"}).status_code == 302
    assert not RollEntry.objects.current().filter(kind=HOME).exists()
