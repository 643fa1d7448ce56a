"""The authorities are parted in PostgreSQL: raw SQL under another's scope, or under none, sees and writes nothing."""

import pytest
from django.apps import apps
from django.db import DatabaseError, ProgrammingError, connection, transaction
from django.utils import timezone

from lhb_ingest.models import SenderLayout
from records.models import User
from records.scope import scope
from tests.test_personal import DECLARED, NEVER_PERSONAL

# Tables about nobody's child: reference data, the people at work, and figures made safe to publish.
OPEN = {
    *("records.HealthBoard", "records.Authority", "records.Regime", "records.User", "records.ApiToken"),
    *("records.DeprivationArea", "records.CaseCode"),
    *("records.CalendarSpan", "records.AdminEvent", "records.ReferenceLoad", "records.School", "lhb_ingest.Job"),
    "reporting.Download",
    "reporting.CountingNote",
}
PUBLISHED = {"reporting.ReleasedLine"}
OWNED = {"lhb_ingest.SenderLayout"}  # about nobody's child either; each has an owner: tests below
PARTED = sorted(set(DECLARED) - OPEN - PUBLISHED - OWNED)
APPEND_ONLY = [
    "records.CaseEvent",
    "records.AccessLog",
    "records.AdminEvent",
    "records.ReferenceLoad",
    "lhb_ingest.PurgeCertificate",
    "records.DisposalCertificate",
    "lhb_ingest.AcceptanceThreshold",
    "reporting.ReleasedLine",
    "reporting.Download",
    "reporting.CountingNote",
]
# A health board sees its own files, their problems, and its own people's looks.
SEEN_BY_BOARD = {"lhb_ingest.Extract", "lhb_ingest.MendedSheet", "lhb_ingest.RowProblem", "records.AccessLog"}
READABLE_ONCE_RELEASED = {"reporting.Return"}
READABLE_WITH_THEIR_LIST = {"lhb_ingest.Stop"}  # by whoever sees the list: its sender too
SHARED = {"records.Transfer"}  # with the authority that is told


def table(label: str) -> str:
    return apps.get_model(label)._meta.db_table


def sql(query: str, *values) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return cursor.fetchall() if cursor.description else [(cursor.rowcount,)]


def count(label: str, where: str = "true", *values) -> int:
    return sql(f"SELECT count(*) FROM {table(label)} WHERE {where}", *values)[0][0]


# ------------------------------------------------------------------------------------------------ what the tables say
@pytest.mark.django_db
@pytest.mark.parametrize("label", PARTED)
def test_a_table_about_children_forces_its_policy(label):
    [(enabled, forced)] = sql(
        "SELECT relrowsecurity, relforcerowsecurity FROM pg_class WHERE oid = %s::regclass", table(label)
    )
    assert enabled and forced, f"{label} has no policy: part_by_authority in a migration, or OPEN in this test"
    policies = sql("SELECT policyname, cmd, roles::text, qual FROM pg_policies WHERE tablename = %s", table(label))
    assert all("cme.authority" in qual for name, *_, qual in policies if name == "parted")
    extra = {"readable"} if label in READABLE_ONCE_RELEASED | READABLE_WITH_THEIR_LIST | SHARED else set()
    extra |= {"answerable"} if label in SHARED else set()
    assert {name for name, *_ in policies} == {"parted"} | extra
    assert all(cmd == "SELECT" for name, cmd, *_ in policies if name == "readable")
    names = {field.name for field in apps.get_model(label)._meta.concrete_fields}
    assert "authority" in names and not apps.get_model(label)._meta.get_field("authority").null


def test_what_is_open_is_about_no_child():
    assert set(DECLARED) >= OPEN | PUBLISHED | OWNED
    assert [label for label in (OPEN | OWNED) - {"records.User"} if DECLARED[label][0]] == []
    assert set(NEVER_PERSONAL) >= PUBLISHED


@pytest.mark.django_db
def test_no_table_is_missed():
    """Every table of the database is one of our models' or one of Django's and allauth's."""
    known = {model._meta.db_table for model in apps.get_models(include_auto_created=True)} | {"django_migrations"}
    found = sql(
        "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p', 'm', 'v') AND relnamespace = 'public'::regnamespace"
    )
    assert {name for (name,) in found} - known == set()


@pytest.mark.django_db
def test_the_application_role_may_pass_no_policy():
    [(superuser, bypass, owned, member)] = sql(
        """SELECT rolsuper, rolbypassrls, (SELECT count(*) FROM pg_class WHERE relowner = pg_roles.oid),
                  (SELECT count(*) FROM pg_auth_members WHERE member = pg_roles.oid)
           FROM pg_roles WHERE rolname = current_user"""
    )
    assert (superuser, bypass, owned, member) == (False, False, 0, 0)


# -------------------------------------------------------------------------------------------- what another's scope sees
@pytest.mark.parametrize("label", PARTED)
def test_each_sees_its_own_and_nothing_else(worlds, label):
    with scope(authority="660"):
        assert count(label) > 0, f"make_world makes no row of {label}"
        others = count(label, "authority_id <> '660'")
    told = 1 if label in SHARED else 0  # what another authority told this one
    assert others == (2 if label in READABLE_ONCE_RELEASED else told)  # the released returns of the other two
    with scope(authority="662"):
        assert count(label) == (3 if label in READABLE_ONCE_RELEASED else 0)


@pytest.mark.parametrize("label", PARTED)
def test_with_nothing_set_no_row_is_seen(worlds, label):
    with scope():
        unreleased = "state <> 'released'" if label in READABLE_ONCE_RELEASED else "true"
        assert count(label, unreleased) == 0


@pytest.mark.parametrize("label", PARTED)
def test_a_health_board_sees_its_files_and_their_problems(worlds, label):
    with scope(health_board=worlds["660"].authority.health_board_id):
        if label in SEEN_BY_BOARD - {"records.AccessLog"}:
            codes = {code for (code,) in sql(f"SELECT DISTINCT authority_id FROM {table(label)}")}
            assert codes == {"660", "661"}
            assert count(label, "health_board_id IS DISTINCT FROM '7A1'") == 0
        elif label not in READABLE_ONCE_RELEASED:
            assert count(label) == 0


def columns_of(label: str) -> list:
    fields = apps.get_model(label)._meta.concrete_fields
    return [field for field in fields if not field.primary_key and not field.generated]


def listed(names: list[str]) -> str:
    """Names as SQL wants them: `on` and `column` are words of its own."""
    return ", ".join(f'"{name}"' for name in names)


@pytest.mark.parametrize("label", PARTED)
@pytest.mark.parametrize("wanted", ["insert", "update"])
def test_nothing_is_written_for_another(taken_back, label, wanted):
    names = [field.column for field in columns_of(label)]
    columns, values = listed(names), listed(names).replace('"authority_id"', "'660'")
    statement = {
        "insert": f"INSERT INTO {table(label)} ({columns}) SELECT {values} FROM {table(label)} LIMIT 1",
        "update": f"UPDATE {table(label)} SET authority_id = '660'",
    }[wanted]
    refusal = "permission denied" if wanted == "update" and label in APPEND_ONLY else "row-level security policy"
    if (wanted, label) == ("update", "lhb_ingest.Extract"):
        refusal = "that has rows cannot go"  # its rows hold it before the policy is asked
    with scope(authority="661"), pytest.raises(DatabaseError, match=refusal), transaction.atomic():
        sql(statement)


@pytest.mark.parametrize("label", PARTED)
def test_nothing_of_another_is_changed_or_deleted(taken_back, label):
    """What is not seen cannot be changed: the statement runs, and touches nothing."""
    if label in APPEND_ONLY:
        return
    with scope(authority="661"):
        assert sql(f"UPDATE {table(label)} SET authority_id = authority_id WHERE authority_id = '660'") == [(0,)]
        assert sql(f"DELETE FROM {table(label)} WHERE authority_id = '660'") == [(0,)]


@pytest.mark.parametrize("label", PARTED)
@pytest.mark.parametrize("board", ["7A1", "7A4"])
def test_a_health_board_writes_only_what_it_sends(taken_back, label, board):
    """7A1 cannot make a row of an authority's own, nor 7A4 a file of 7A1's."""
    fields = columns_of(label)
    columns = listed([field.column for field in fields])
    with scope(authority="661"):
        row = sql(f"SELECT {columns} FROM {table(label)} WHERE authority_id = '661' LIMIT 1")[0]
    sender = None if board == "7A1" else "7A1"
    given = [sender if field.name == "health_board" else value for field, value in zip(fields, row, strict=True)]
    places = ", ".join("%s::jsonb" if field.get_internal_type() == "JSONField" else "%s" for field in fields)
    with (
        scope(health_board=board),
        pytest.raises(ProgrammingError, match="row-level security policy"),
        transaction.atomic(),
    ):
        sql(f"INSERT INTO {table(label)} ({columns}) VALUES ({places})", *given)


@pytest.mark.parametrize("label", APPEND_ONLY)
def test_what_is_kept_as_proof_is_never_changed(taken_back, label):
    for statement in (f"UPDATE {table(label)} SET id = id", f"DELETE FROM {table(label)}", f"TRUNCATE {table(label)}"):
        with scope(authority="660"), pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            sql(statement)


# --------------------------------------------------------------------------------------------------------- layouts
def layout(**owner) -> SenderLayout:
    return SenderLayout.objects.create(
        kind="health" if owner.get("health_board_id") else "eotas",
        name="Prawf",
        columns={},
        made_at=timezone.now(),
        made_by=User.objects.first(),
        **owner,
    )


def test_a_layout_belongs_to_its_owner(taken_back):
    made = {}
    with scope():
        made["shared"] = layout()
    with scope(authority="660"):
        made["660"] = layout(authority_id="660")
    with scope(health_board="7A1"):
        made["7A1"] = layout(health_board_id="7A1")
    seen = {}
    for code, place in {"660": {"authority": "660"}, "661": {"authority": "661"}, "681": {"authority": "681"}}.items():
        with scope(**place):
            seen[code] = {name for name, each in made.items() if SenderLayout.objects.filter(pk=each.pk).exists()}
            changed = {name for name, each in made.items() if SenderLayout.objects.filter(pk=each.pk).update(version=2)}
            assert changed == ({"660"} if code == "660" else set())
    assert seen == {"660": {"shared", "660", "7A1"}, "661": {"shared", "7A1"}, "681": {"shared"}}
    with scope(health_board="7A1"):
        assert set(SenderLayout.objects.filter(pk__in=[each.pk for each in made.values()])) == {
            made["shared"],
            made["7A1"],
        }
    with scope():
        assert SenderLayout.objects.filter(pk=made["shared"].pk).update(version=3) == 1
        assert not SenderLayout.objects.filter(pk__in=[made["660"].pk, made["7A1"].pk]).exists()


@pytest.mark.parametrize("place", [{"authority": "660"}, {"health_board": "7A4"}])
@pytest.mark.parametrize("owner", [{}, {"authority_id": "661"}, {"health_board_id": "7A1"}])
def test_nobody_makes_a_layout_for_another(taken_back, place, owner):
    with scope(**place), pytest.raises(ProgrammingError, match="row-level security policy"), transaction.atomic():
        layout(**owner)


# ------------------------------------------------------------------------------------------------- scopes within scopes
@pytest.mark.django_db
def test_scopes_nest_and_come_back():
    def both() -> tuple[str, str]:
        return sql("SELECT current_setting('cme.authority', true), current_setting('cme.health_board', true)")[0]

    with scope(authority="660"):
        with scope(health_board="7A1"):
            assert both() == ("", "7A1")
        assert both() == ("660", "")
        with pytest.raises(ZeroDivisionError), scope(authority="661"):
            raise ZeroDivisionError
        assert both() == ("660", "")
    assert both() == ("", "")


# ----------------------------------------------------------------------- a transfer is shared, and nothing else with it
def test_the_receiver_sees_the_transfer_and_nothing_else_of_the_case(worlds):
    sender, case = worlds["660"].transfer.authority_id, worlds["660"].transfer.case_id
    with scope(authority="660"):
        assert count("records.Transfer", "authority_id = %s AND case_id = %s", sender, case) == 1
        for label in ("records.Spell", "records.CaseEvent", "records.Clock", "records.Enquiry"):
            assert count(label, "case_id = %s", case) == 0, label
        assert count("records.Case", "id = %s", case) == 0 and count("records.Child", "authority_id = %s", sender) == 0
    with scope(authority="661"):
        assert count("records.Transfer", "case_id = %s", case) == 0


@pytest.mark.parametrize("change", ["state = 'told'", "receiver_id = '661'", "aware_on = aware_on - 1"])
def test_the_receiver_can_answer_and_change_nothing_else(taken_back, worlds, change):
    one = worlds["660"].transfer.pk
    with scope(authority="660"), pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        sql(f"UPDATE records_transfer SET {change} WHERE id = %s", one)
    with scope(authority="660"):
        assert sql("DELETE FROM records_transfer WHERE id = %s", one) == [(0,)]
