"""Many rows at once through a table with row-level security."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import OperationalError, ProgrammingError

from records.copying import AT_ONCE, copy_into, update_from
from records.models import CaseEvent, RollEntry
from records.scope import scope
from tests import servers
from tests.factories import CaseFactory

FIELDS = ("authority", "kind", "sender", "source_ref", "forenames", "surname", "former_names", "born_on", "address")
FIELDS += ("postcode", "middle_names", "preferred_name", "upn", "school", "school_name", "year_group", "suitability")
FIELDS += ("began_on", "seen_on")


def row(ref, code="660", **other):
    values = dict.fromkeys(FIELDS, "") | {"authority": code, "kind": "eotas", "source_ref": ref, "former_names": []}
    values |= {"born_on": None, "began_on": "2026-01-05", "seen_on": "2026-01-05"} | other
    return tuple(values[name] for name in FIELDS)


def test_rows_as_they_were_given(mon):
    hard = 'Siân Ŵyn \t"a",\\N;\\ \n\r €'
    assert copy_into(RollEntry, FIELDS, [row("1", forenames=hard, former_names=["ap Rhys", "O'Neill,"]), row("2")]) == 2
    entry = RollEntry.objects.get(source_ref="1")
    assert (entry.forenames, entry.former_names, entry.born_on) == (hard, ["ap Rhys", "O'Neill,"], None)


def test_no_rows(mon):
    assert copy_into(RollEntry, FIELDS, []) == 0
    assert copy_into(RollEntry, FIELDS, iter([row("1")])) == 1


def test_many_objects_are_stored_at_once_and_no_others(mon):
    copy_into(RollEntry, FIELDS, [row("1", born_on="2015-03-01"), row("2"), row("3", surname="Huws")])
    first, second, third = RollEntry.objects.order_by("source_ref")
    first.forenames, first.former_names, first.born_on = 'Siân\t"a",\\N', ["ap Rhys", "O'Neill,"], None
    second.sources, second.surname = {"": {"extract": 3}}, "Ŵyn"
    third.surname = "not stored"
    fields = ["forenames", "surname", "former_names", "born_on", "sources"]
    assert update_from([first, second], fields) == 2
    assert update_from([], fields) == 0
    for given in (first, second):
        stored = RollEntry.objects.get(pk=given.pk)
        assert [getattr(stored, name) for name in fields] == [getattr(given, name) for name in fields]
    assert RollEntry.objects.get(source_ref="3").surname == "Huws"


def test_an_object_does_not_go_to_another_authority(mon):
    copy_into(RollEntry, FIELDS, [row("1")])
    entry = RollEntry.objects.get()
    entry.authority_id = "661"
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        update_from([entry], ["authority"])


def test_json(mon):
    case = CaseFactory()
    detail = {"from": "opened", "number": 3, "words": ["ŵ"]}
    copy_into(
        CaseEvent, ("case", "authority", "kind", "detail", "by", "at"), [(case.pk, "660", "moved", detail, None, "now")]
    )
    assert CaseEvent.objects.get(case=case).detail == detail


def test_another_authority_s_row_is_refused_by_the_policy(mon):
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        copy_into(RollEntry, FIELDS, [row("1"), row("2", "661")])
    assert not RollEntry.objects.exists()


def test_constraints_hold_and_nothing_is_stored_half(mon):
    with pytest.raises(IntegrityError), transaction.atomic():
        copy_into(RollEntry, FIELDS, [row("1"), row("1")])
    assert not RollEntry.objects.exists()
    assert copy_into(RollEntry, FIELDS, [row("1")]) == 1


def test_with_no_scope_nothing_can_be_written(db):
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        copy_into(RollEntry, FIELDS, [row("1")])


def test_the_staging_table_is_gone(mon):
    copy_into(RollEntry, FIELDS, [row("1")])
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('copying')")
        assert cursor.fetchone() == (None,)
    with scope(authority="661"):
        assert copy_into(RollEntry, FIELDS, [row("1", "661")]) == 1


def test_a_database_lost_in_the_middle_is_told_as_django_tells_it(db):
    """By which the worker knows that the list is to wait, and is not at fault."""

    def rows_during_which_it_goes(backend: int) -> Iterator[tuple]:
        yield from (row(str(number)) for number in range(AT_ONCE))
        with psycopg.connect(servers.admin_url(connection.settings_dict["NAME"])) as other:
            other.execute("SELECT pg_terminate_backend(%s, 5000)", [backend])
        yield from (row(str(number)) for number in range(AT_ONCE, 50 * AT_ONCE))

    def copy_on_a_connection_of_its_own() -> None:
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SELECT pg_backend_pid()")
                copy_into(RollEntry, FIELDS, rows_during_which_it_goes(cursor.fetchone()[0]))
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as thread, pytest.raises(OperationalError):
        thread.submit(copy_on_a_connection_of_its_own).result(timeout=60)
