"""Puts many rows into a table at once. PostgreSQL refuses COPY into a table with row-level security, so by way of a
temporary one: the policies are then checked row by row as for any other insert."""

from collections.abc import Iterable, Sequence
from functools import partial

from django.db import connection, models, transaction
from psycopg import sql
from psycopg.types.json import Jsonb

MANY = 1000  # rows; PostgreSQL then counts the table anew, or it would plan as if it were still empty


def copy_into(model: type[models.Model], fields: Sequence[str], rows: Iterable[Sequence]) -> int:
    """Inserts `rows`, tuples of values in the order of `fields` (attribute names, `authority_id`). Returns how many.

    Must run inside a transaction. Defaults of the model do not apply: name every column that has no database default.
    """
    meta = model._meta
    columns = [meta.get_field(name) for name in fields]
    names = sql.SQL(", ").join(sql.Identifier(column.column) for column in columns)
    json_at = {place for place, column in enumerate(columns) if isinstance(column, models.JSONField)}
    staging, table = sql.Identifier("copying"), sql.Identifier(meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            sql.SQL("CREATE TEMPORARY TABLE {} ON COMMIT DROP AS SELECT {} FROM {} WITH NO DATA").format(
                staging, names, table
            )
        )
        with cursor.copy(sql.SQL("COPY {} ({}) FROM STDIN").format(staging, names)) as copy:
            for row in rows:
                copy.write_row(_with_json(row, json_at) if json_at else row)
        cursor.execute(sql.SQL("INSERT INTO {} ({}) SELECT {} FROM {}").format(table, names, names, staging))
        count = cursor.rowcount
        cursor.execute(sql.SQL("DROP TABLE {}").format(staging))
    if count >= MANY:
        transaction.on_commit(partial(_analyze, meta.db_table))
    return count


def _with_json(row: Sequence, places: set[int]) -> list:
    return [Jsonb(value) if place in places else value for place, value in enumerate(row)]


def _analyze(table: str) -> None:
    """After the commit, so that the lock it takes is held for an instant only."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT cme_analyze(%s)", [table])
