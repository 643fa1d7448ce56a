"""What a list says otherwise than before: an education list than its entries, a health extract than the one before."""

from django.db import connection

from lhb_ingest.choices import Answer, Difference, Doubt, Outcome, Rule, SinceLast
from lhb_ingest.fingerprints import reference_fingerprint
from lhb_ingest.models import Extract, ExtractRow, FieldChange, Remembered, RowDoubt
from lhb_ingest.trust import previous_of, rules_of
from records.models import RollEntry
from records.rolls import VALUES

ROWS, ENTRIES = ExtractRow._meta.db_table, RollEntry._meta.db_table
CHANGES, DOUBTS, REMEMBERED = FieldChange._meta.db_table, RowDoubt._meta.db_table, Remembered._meta.db_table
# A value as text, so that any two can be compared; and without what only the writing differs in.
AS_TEXT = {"former_names": "array_to_string({0}.former_names, ', ')", "born_on": "coalesce({0}.born_on::text, '')"}
PLAIN = "lower(regexp_replace(normalize({0}, NFD), '[^[:alnum:]]', '', 'g'))"
SAME_LIST = (
    "{0}.authority_id = line.authority_id AND {0}.ended_on IS NULL AND {0}.kind = %(kind)s AND {0}.sender = %(sender)s"
)
ONCE = f"line.outcome <> '{Outcome.HELD_TWICE}'"  # a line that says the same again is not asked about again
SAME_CHILD = (
    "lower(entry.surname) = lower(line.surname) AND lower(entry.forenames) = lower(line.forenames) "
    "AND entry.born_on = line.born_on"
)


def as_text(table: str, field: str) -> str:
    return AS_TEXT.get(field, "{0}." + field).format(table)


def as_json(table: str, text: str) -> str:
    """The value that `each` names, as JSON: a list stays a list, and no date of birth is null."""
    kept = " ".join(f"WHEN '{field}' THEN to_jsonb({table}.{field})" for field in AS_TEXT)
    return f"coalesce(CASE each.field {kept} ELSE to_jsonb(each.{text}) END, 'null')"


def run(statement: str, values: dict) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def compare_with_roll(extract: Extract) -> None:
    """New, changed or the same, each changed value with the rule that holds for it, and who may be there already.

    All inside PostgreSQL: a whole authority's roll never comes into this process.
    """
    extract.previous = previous_of(extract)
    _note_changes(extract)
    _store_outcomes(extract)
    _note_doubts(extract)


def fields_said(extract: Extract) -> list[str]:
    """The fields that any row fills. A column that is not in the file, or is empty throughout, says nothing."""
    asked = ", ".join(f"coalesce(bool_or({as_text('line', field)} <> ''), false)" for field in VALUES)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {asked} FROM {ROWS} AS line WHERE extract_id = %s", [extract.pk])  # noqa: S608
        return [field for field, is_said in zip(VALUES, cursor.fetchone(), strict=True) if is_said]


def _note_changes(extract: Extract) -> None:
    """FieldChange for each value that differs. A person's answer stays where old and new are what they were."""
    said = fields_said(extract)
    rules = rules_of(authority=extract.authority, kind=extract.kind, sender=extract.sender)
    values = _values(extract) | {"fields": said, "rules": [rules[field] for field in said]}
    run(f"CREATE TEMPORARY TABLE fresh ON COMMIT DROP AS {_differences(said)}", values)
    run(
        f"""DELETE FROM {CHANGES} AS change WHERE extract_id = %(extract)s AND NOT EXISTS (
            SELECT FROM fresh WHERE fresh.row_id = change.row_id AND fresh.field = change.field
            AND fresh.entry_id = change.entry_id AND fresh.old = change.old AND fresh.new = change.new)""",  # noqa: S608
        values,
    )
    columns = "row_id, entry_id, field, difference, old, new, rule, answer"
    run(
        f"""INSERT INTO {CHANGES} (extract_id, authority_id, {columns})
            SELECT %(extract)s, %(authority)s, {columns} FROM fresh ON CONFLICT (row_id, field) DO NOTHING""",  # noqa: S608
        values,
    )
    run("DROP TABLE fresh", {})


def _values(extract: Extract) -> dict:
    return {
        "extract": extract.pk,
        "authority": extract.authority_id,
        "kind": extract.kind,
        "sender": extract.sender,
        "as_at": extract.as_at,
    }


def _differences(said: list[str]) -> str:
    """The query for every value that differs: row, entry, field, kind of difference, old, new, rule, answer."""
    pairs = ", ".join(f"('{field}', {as_text('entry', field)}, {as_text('line', field)})" for field in said)
    plain_old, plain_new = PLAIN.format("each.old"), PLAIN.format("each.new")
    return f"""
        SELECT row_id, entry_id, field, difference, old, new, rule,
               CASE WHEN rule IN ('{Rule.OLDER}', '{Rule.NEVER}') THEN '{Answer.KEEP}'
                    WHEN rule = '{Rule.IF_EMPTY}' AND difference <> '{Difference.FILLED}' THEN '{Answer.KEEP}'
                    WHEN rule IN ('{Rule.TAKE}', '{Rule.IF_EMPTY}') THEN '{Answer.TAKE}'
                    WHEN refused = new THEN '{Answer.KEEP}'
                    ELSE '' END AS answer
        FROM (
            SELECT row_id, entry_id, field, difference, old, new, refused,
                   CASE WHEN known > %(as_at)s THEN '{Rule.OLDER}'
                        WHEN rule = '{Rule.TAKE}' AND difference = '{Difference.EMPTIED}' THEN '{Rule.ASK}'
                        ELSE rule END AS rule
            FROM (
                SELECT line.id AS row_id, entry.id AS entry_id, each.field, ruled.rule,
                       {as_json("entry", "old")} AS old, {as_json("line", "new")} AS new,
                       CASE WHEN each.old = '' THEN '{Difference.FILLED}' WHEN each.new = '' THEN '{Difference.EMPTIED}'
                            WHEN {plain_old} = {plain_new} AND {plain_old} <> '' THEN '{Difference.WRITING}'
                            ELSE '{Difference.OTHER}' END AS difference,
                       (coalesce(entry.sources -> each.field, entry.sources -> '') ->> 'as_at')::date AS known,
                       entry.sources -> each.field -> 'refused' AS refused
                FROM {ROWS} AS line
                JOIN {ENTRIES} AS entry ON entry.source_ref = line.source_ref AND {SAME_LIST.format("entry")}
                CROSS JOIN LATERAL (VALUES {pairs}) AS each (field, old, new)
                JOIN unnest(%(fields)s::text[], %(rules)s::text[]) AS ruled (field, rule) ON ruled.field = each.field
                WHERE line.extract_id = %(extract)s AND {ONCE} AND each.old <> each.new
            ) AS differing
        ) AS judged"""  # noqa: S608  only names and codes of our own are put in


def _store_outcomes(extract: Extract) -> None:
    """A row whose only differences a rule leaves as they are is the same as before."""
    run(
        f"""
        UPDATE {ROWS} SET outcome = beside.outcome
        FROM (
            SELECT line.id, CASE WHEN entry.id IS NULL THEN '{Outcome.NEW_ENTRY}'
                                 WHEN EXISTS (SELECT FROM {CHANGES} AS change WHERE change.row_id = line.id
                                              AND NOT (answer = '{Answer.KEEP}' AND answered_by_id IS NULL))
                                 THEN '{Outcome.CHANGED_ENTRY}' ELSE '{Outcome.SAME_ENTRY}' END AS outcome
            FROM {ROWS} AS line
            LEFT JOIN {ENTRIES} AS entry ON entry.source_ref = line.source_ref AND {SAME_LIST.format("entry")}
            WHERE line.extract_id = %(extract)s AND {ONCE}
        ) AS beside
        WHERE {ROWS}.id = beside.id
        """,  # noqa: S608
        _values(extract),
    )


def _note_doubts(extract: Extract) -> None:
    """Rows about somebody who may be there already: under another reference of this list, or on another list."""
    note_twins(extract)
    columns = "extract_id, authority_id, row_id, kind, entry_id"
    head = f"INSERT INTO {DOUBTS} ({columns}) SELECT DISTINCT line.extract_id, line.authority_id, line.id"
    is_new = f"WHERE line.extract_id = %(extract)s AND line.outcome = '{Outcome.NEW_ENTRY}'"
    values = _values(extract)
    for same in ("entry.upn = line.upn AND line.upn <> ''", SAME_CHILD):
        run(
            f"""{head}, '{Doubt.OTHER_REFERENCE}', entry.id FROM {ROWS} AS line
                JOIN {ENTRIES} AS entry ON {same} AND {SAME_LIST.format("entry")} {is_new} AND NOT EXISTS
                (SELECT FROM {DOUBTS} AS doubt WHERE doubt.row_id = line.id AND doubt.entry_id = entry.id)""",
            values,
        )
    run(
        f"""{head}, '{Doubt.OTHER_LIST}', entry.id FROM {ROWS} AS line
            JOIN {ENTRIES} AS entry ON entry.upn = line.upn AND entry.authority_id = line.authority_id
                AND entry.ended_on IS NULL AND (entry.kind, entry.sender) <> (%(kind)s, %(sender)s)
            WHERE line.extract_id = %(extract)s AND {ONCE} AND line.upn <> '' AND NOT ({SAME_CHILD})""",
        values,
    )


def note_twins(extract: Extract) -> None:
    """Lines of one file with the same names and birth date, each with the other's number. Begins anew each time."""
    run(f"DELETE FROM {DOUBTS} WHERE extract_id = %(extract)s", _values(extract))  # noqa: S608
    whole = "ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING"
    run(
        f"""
        INSERT INTO {DOUBTS} (extract_id, authority_id, row_id, kind, other_line)
        SELECT %(extract)s, %(authority)s, id, '{Doubt.IN_FILE}', CASE line_number WHEN first THEN second ELSE first END
        FROM (
            SELECT id, line_number, min(line_number) OVER alike AS first, nth_value(line_number, 2) OVER alike AS second
            FROM {ROWS} WHERE extract_id = %(extract)s AND born_on IS NOT NULL AND outcome <> '{Outcome.HELD_TWICE}'
            WINDOW alike AS (PARTITION BY lower(surname), lower(forenames), born_on ORDER BY line_number {whole})
        ) AS line
        WHERE second IS NOT NULL
        """,  # noqa: S608
        _values(extract),
    )


def compare_with_previous(extract: Extract) -> None:
    """A health extract beside the source's last one: each row new, changed or the same, by keyed hashes alone."""
    note_twins(extract)
    extract.previous = previous_of(extract)
    extract.rows.exclude(since_last="").update(since_last="", earlier_line=None)
    if extract.previous is None or not extract.previous.remembered.exists():
        extract.previous = None
        return
    values = _values(extract) | {"previous": extract.previous_id}
    run(
        f"""UPDATE {ROWS} SET since_last = '{SinceLast.SAME}', earlier_line = before.line_number
            FROM (SELECT fingerprint, min(line_number) AS line_number FROM {REMEMBERED}
                  WHERE extract_id = %(previous)s GROUP BY fingerprint) AS before
            WHERE extract_id = %(extract)s AND {ROWS}.fingerprint = before.fingerprint""",  # noqa: S608
        values,
    )
    known = dict(extract.previous.remembered.exclude(reference="").values_list("reference", "line_number"))
    rest = extract.rows.filter(since_last="")
    moved = {pk: known[reference] for pk, reference in references_of(extract.sender, rest) if reference in known}
    run(
        f"""UPDATE {ROWS} SET since_last = '{SinceLast.CHANGED}', earlier_line = line
            FROM unnest(%(rows)s::bigint[], %(lines)s::int[]) AS moved (id, line) WHERE {ROWS}.id = moved.id""",  # noqa: S608
        {"rows": list(moved), "lines": list(moved.values())},
    )
    extract.rows.filter(since_last="").update(since_last=SinceLast.NEW)


def references_of(sender: str, rows) -> list[tuple[int, str]]:
    """(row, keyed hash of the sender's own number for the child) of each."""
    return [
        (pk, reference_fingerprint(sender=sender, source_ref=ref, forenames=forenames, born_on=born_on))
        for pk, ref, forenames, born_on in rows.values_list("pk", "source_ref", "forenames", "born_on")
    ]
