"""Whose rows PostgreSQL shows: sets the authority, or the health board, for the length of a transaction.

Every table about children carries a policy (records/policies.py) that reads these two settings. With neither set,
no row is seen and none can be written.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext

from django.db import connection, transaction


@contextmanager
def scope(*, authority: str = "", health_board: str = "") -> Iterator[None]:
    """Within the block, rows of `authority` (its code) or files of `health_board` (its ODS code) can be seen.

    Opens a transaction where there is none. The earlier scope comes back at the end, so scopes may be nested.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('cme.authority', true), current_setting('cme.health_board', true)")
            before = tuple(value or "" for value in cursor.fetchone())
            _set(cursor, (authority, health_board))
        yield
        if not connection.needs_rollback:  # a rollback brings the earlier scope back by itself
            with connection.cursor() as cursor:
                _set(cursor, before)


def _set(cursor, values: tuple[str, str]) -> None:
    cursor.execute(
        "SELECT set_config('cme.authority', %s, true), set_config('cme.health_board', %s, true)",
        values,
    )


def scope_of(user) -> AbstractContextManager[None]:
    """The scope in which `user` works: one authority, one health board, or nothing about children."""
    if user.authority_id:
        return scope(authority=user.authority_id)
    if user.health_board_id:
        return scope(health_board=user.health_board_id)
    return scope() if connection.in_atomic_block else nullcontext()
