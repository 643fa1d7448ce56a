"""Row-level security: the migration operation that parts a table by authority, and says so in one place."""

from django.db.migrations.operations.special import RunSQL

AUTHORITY = "authority_id = current_setting('cme.authority', true)"
HEALTH_BOARD = "(health_board_id IS NOT NULL AND health_board_id = current_setting('cme.health_board', true))"

SERVED = (
    "authority_id IN (SELECT code FROM records_authority "
    "WHERE health_board_id = current_setting('cme.health_board', true))"
)


def part_by_authority(table: str, *, or_health_board: bool = False, or_readable: str = "") -> RunSQL:
    """Forces row-level security on `table`: only rows of the scope's authority are seen or written.

    With `or_health_board`, rows whose `health_board_id` is the scope's health board too, and written only for the
    authorities that the board serves. `or_readable` is a further
    condition under which a row may be read, never written.
    """
    mine = f"({AUTHORITY} OR {HEALTH_BOARD})" if or_health_board else AUTHORITY
    ours = f"({AUTHORITY} OR ({HEALTH_BOARD} AND {SERVED}))" if or_health_board else AUTHORITY
    statements = [
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
        f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
        f"CREATE POLICY parted ON {table} USING ({mine}) WITH CHECK ({ours})",
    ]
    if or_readable:
        statements.append(f"CREATE POLICY readable ON {table} FOR SELECT USING ({or_readable})")
    undo = [
        f"DROP POLICY IF EXISTS readable ON {table}",
        f"DROP POLICY parted ON {table}",
        f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY",
    ]
    return RunSQL(statements, undo)


def share_with_receiver(table: str) -> RunSQL:
    """Rows of `table`, parted by its sender, may also be read by their `receiver_id`, and answered while they wait.

    What the receiver writes is no longer waiting and is still addressed to it.
    """
    mine = "receiver_id = current_setting('cme.authority', true)"
    return RunSQL(
        [
            f"CREATE POLICY readable ON {table} FOR SELECT USING ({mine})",
            f"CREATE POLICY answerable ON {table} FOR UPDATE USING ({mine} AND state = 'waiting') "
            f"WITH CHECK ({mine} AND state IN ('accepted', 'refused'))",
        ],
        [f"DROP POLICY answerable ON {table}", f"DROP POLICY readable ON {table}"],
    )


def part_by_owner(table: str) -> RunSQL:
    """Forces row-level security on `table`, about no child, whose rows belong to an authority, to a health board, or to
    everybody (neither is named).

    An owner writes its own and everybody reads the shared ones, which only a scope of nobody writes; an authority reads
    those of the health board that serves it too, because its worker needs them.
    """
    shared = "(authority_id IS NULL AND health_board_id IS NULL)"
    nobody = (
        "coalesce(current_setting('cme.authority', true), '') = '' "
        "AND coalesce(current_setting('cme.health_board', true), '') = ''"
    )
    mine = f"({AUTHORITY} OR {HEALTH_BOARD} OR ({shared} AND {nobody}))"
    of_my_board = (
        "health_board_id IN (SELECT health_board_id FROM records_authority "
        "WHERE code = current_setting('cme.authority', true))"
    )
    return RunSQL(
        [
            f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
            f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
            f"CREATE POLICY parted ON {table} USING ({mine}) WITH CHECK ({mine})",
            f"CREATE POLICY readable ON {table} FOR SELECT USING ({shared} OR {of_my_board})",
        ],
        [
            f"DROP POLICY readable ON {table}",
            f"DROP POLICY parted ON {table}",
            f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY",
        ],
    )


def append_only(table: str) -> RunSQL:
    """The web and the workers may add to `table` and read it, never change or delete a row."""
    return RunSQL(
        f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM cme_app",
        f"GRANT UPDATE, DELETE ON {table} TO cme_app",
    )


def may_analyze() -> RunSQL:
    """Lets the web and the workers refresh PostgreSQL's statistics after many rows came in, which only owners may.

    Without them a fresh list of sixty thousand rows is taken for an empty one and each row is compared with each.
    """
    return RunSQL(
        """
        CREATE FUNCTION cme_analyze(name text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
        SET search_path = pg_catalog, pg_temp
        AS $$ BEGIN EXECUTE format('ANALYZE public.%I', name); END $$;
        REVOKE ALL ON FUNCTION cme_analyze(text) FROM PUBLIC;
        GRANT EXECUTE ON FUNCTION cme_analyze(text) TO cme_app;
        """,
        "DROP FUNCTION cme_analyze(text)",
    )


def may_vacuum(*tables: str) -> RunSQL:
    """Lets the workers VACUUM `tables`, so that what was deleted is gone from the pages too and not only from view.

    PostgreSQL 17 has a privilege for it; before, only the owner may, and autovacuum does it in its own time.
    """
    names = ", ".join(tables)
    on_17 = "IF current_setting('server_version_num')::int >= 170000 THEN EXECUTE '{}'; END IF;"
    grant, revoke = f"GRANT MAINTAIN ON {names} TO cme_app", f"REVOKE MAINTAIN ON {names} FROM cme_app"
    return RunSQL(f"DO $$ BEGIN {on_17.format(grant)} END $$", f"DO $$ BEGIN {on_17.format(revoke)} END $$")
