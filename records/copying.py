"""Puts many rows into a table at once. PostgreSQL refuses COPY into a table with row-level security, so by way of a
temporary one: the policies are then checked row by row as for any other insert."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from functools import partial
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models, transaction
from psycopg import Copy, sql

MANY = 1000  # rows; PostgreSQL then counts the table anew, or it would plan as if it were still empty
AT_ONCE = 1000  # rows in one message to PostgreSQL
_NULL = "\\N"
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def copy_into(model: type[models.Model], fields: Sequence[str], rows: Iterable[Sequence]) -> int:
    """Inserts `rows`, tuples of values in the order of `fields` (attribute names, `authority_id`). Returns how many.

    Must run inside a transaction. Defaults of the model do not apply: name every column that has no database default.
    """
    copying = Copying(model, fields)
    copying.write(rows)
    return copying.insert()


def update_from(objects: Sequence[models.Model], fields: Sequence[str]) -> int:
    """Stores `fields` of objects of one model, however many. Returns how many. Must run inside a transaction.

    `bulk_update` does the same by an expression for each value, which for a whole authority's roll takes minutes.
    """
    if not objects:
        return 0
    model = type(objects[0])
    names = [model._meta.get_field(name).attname for name in fields]  # whose value asks the database nothing
    copying = Copying(model, ("id", *fields))
    copying.write((each.pk, *(getattr(each, name) for name in names)) for each in objects)
    return copying.update()


class Copying:
    """Rows on their way into a table, any number of portions at a time; none is there before `insert`.

    `same` are columns that hold one value in every row. Several may be under way at once, each for its own model.
    """

    def __init__(self, model: type[models.Model], fields: Sequence[str], same: Mapping[str, Any] | None = None):
        meta = model._meta
        self._table = meta.db_table
        self._same = {meta.get_field(name).column: value for name, value in (same or {}).items()}
        columns = [meta.get_field(name) for name in fields]
        self._has_json = any(isinstance(column, models.JSONField) for column in columns)
        self._columns = [column.column for column in columns]
        self._turn = [_turning(column) for column in columns]
        self._staging = f"copying_{self._table}"[:63]
        self._execute(
            "CREATE TEMPORARY TABLE {} ON COMMIT DROP AS SELECT {} FROM {} WITH NO DATA",
            sql.Identifier(self._staging),
            _names(self._columns),
            sql.Identifier(self._table),
        )

    def write(self, rows: Iterable[Sequence]) -> None:
        """Sends a portion. Text goes as it is; so a column's value may also be the text that PostgreSQL reads."""
        tabs, lines = len(self._columns) - 1, []
        with self._copy() as copy:
            for row in rows:
                line = self._plain(row)
                if "\\" in line or "\n" in line or "\r" in line or line.count("\t") != tabs:
                    line = self._carefully(row)
                lines.append(line)
                if len(lines) == AT_ONCE:
                    copy.write("\n".join(lines) + "\n")
                    lines = []
            if lines:
                copy.write("\n".join(lines) + "\n")

    def write_columns(self, columns: Iterable[Iterable[str | None]]) -> None:
        """The same of a portion given by columns of text: as a whole where nothing in it needs care."""
        columns = [*map(list, columns)]
        text = self._all_plain(columns)
        if not text:
            self.write(zip(*columns, strict=True))
            return
        with self._copy() as copy:
            copy.write(text)

    def _all_plain(self, columns: list[list[str | None]]) -> str:
        try:
            text = "\n".join(map("\t".join, zip(*columns, strict=True))) + "\n"
        except TypeError:
            return ""
        rows = len(columns[0])
        is_plain = (
            text.count("\n") == rows
            and text.count("\t") == rows * (len(columns) - 1)
            and "\\" not in text
            and "\r" not in text
        )
        return text if is_plain else ""

    @contextmanager
    def _copy(self) -> Iterator[Copy]:
        """Raises Django's errors, not the driver's: by them a lost database is told from a fault of ours."""
        query = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(self._staging), _names(self._columns))
        with connection.cursor() as cursor, connection.wrap_database_errors, cursor.copy(query) as copy:
            yield copy

    def insert(self, **instead: Any) -> int:
        """Puts all that was written into the table, with these values `instead` of those written. Returns how many."""
        same = self._same | instead
        columns = [name for name in self._columns if name not in same]
        count = self._execute(
            "INSERT INTO {} ({}) SELECT {} FROM {}",
            sql.Identifier(self._table),
            _names([*columns, *same]),
            sql.SQL(", ").join([*map(sql.Identifier, columns), *map(sql.Literal, same.values())]),
            sql.Identifier(self._staging),
        )
        self._execute("DROP TABLE {}", sql.Identifier(self._staging))
        if count >= MANY:
            transaction.on_commit(partial(_analyze, self._table))
        return count

    def update(self) -> int:
        """Gives rows of the table, known by the `id` that was written, the other values. Returns how many."""
        fresh = sql.SQL(", ").join(
            sql.SQL("{0} = fresh.{0}").format(sql.Identifier(name)) for name in self._columns if name != "id"
        )
        count = self._execute(
            "UPDATE {} AS held SET {} FROM {} AS fresh WHERE held.id = fresh.id",
            sql.Identifier(self._table),
            fresh,
            sql.Identifier(self._staging),
        )
        self._execute("DROP TABLE {}", sql.Identifier(self._staging))
        return count

    def _plain(self, row: Sequence) -> str:
        """Of a row that is all text already; "\\n" for any other, which no such line is."""
        try:
            return "\n" if self._has_json else "\t".join(row)
        except TypeError:
            return "\n"

    def _carefully(self, row: Sequence) -> str:
        return "\t".join(turn(value) for turn, value in zip(self._turn, row, strict=True))

    @staticmethod
    def _execute(query: str, *parts: sql.Composable) -> int:
        with connection.cursor() as cursor:
            cursor.execute(sql.SQL(query).format(*parts))
            return cursor.rowcount


def _names(columns: Iterable[str]) -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Identifier, columns))


def _turning(column: models.Field) -> Callable[[Any], str]:
    """How a value of this column is written for COPY."""
    if isinstance(column, models.JSONField):
        return lambda value: _escaped(json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False))
    if isinstance(column, ArrayField):
        return lambda value: _escaped(value if isinstance(value, str) else array_text(value))
    return _turned


def _turned(value: Any) -> str:
    if value is None:
        return _NULL
    if isinstance(value, str):
        return _escaped(str.__str__(value))
    return value.isoformat() if isinstance(value, date) else _escaped(str(value))


def _escaped(text: str) -> str:
    return text.translate(_ESCAPES)


def array_text(values: Iterable[str]) -> str:
    """Texts as PostgreSQL writes an array of them."""
    quoted = (str(value).replace("\\", "\\\\").replace('"', '\\"') for value in values)
    return "{" + ",".join(f'"{value}"' for value in quoted) + "}"


def _analyze(table: str) -> None:
    """After the commit, so that the lock it takes is held for an instant only."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT cme_analyze(%s)", [table])
