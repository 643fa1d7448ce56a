"""Matches whose rows the purge takes, kept as keyed hashes, so that apart_later.py can still take them apart."""

from django.db import connection
from django.db.models import Q
from django.utils import timezone

from lhb_ingest.actions.changes import references_of
from lhb_ingest.choices import BecameOf
from lhb_ingest.models import Extract, ExtractRow, KeptMatch, Match, Remembered

# As tallying.method_of says it of a match.
METHOD = """CASE WHEN found.by_id IS NOT NULL OR found.reasons = '[]'::jsonb THEN 'person'
            WHEN EXISTS (SELECT FROM jsonb_array_elements(found.reasons) AS each WHERE each ->> 'level' <> 'same')
            THEN 'likely' ELSE 'exact' END"""


def is_last(extract: Extract) -> bool:
    """Whether no later list of the source holds; mended rows that came after an approval are a part of theirs."""
    same = Extract.objects.filter(authority=extract.authority_id, kind=extract.kind, sender=extract.sender)
    later = same.filter(undone_at=None, supplements=None, approved_at__gt=extract.approved_at)
    return not later.exclude(pk=extract.pk).exists()


def keep_matches(extract: Extract, going: list[int]) -> None:
    """For the purge, before the rows go: their live matches, if no later list of the source has taken effect.

    What was kept of the list before goes, and what has been settled since; not what is still asked about.
    """
    others = KeptMatch.objects.filter(authority=extract.authority_id).exclude(extract=extract)
    others.filter(Q(extract=extract.previous_id, undone_at=None) | Q(settled_at__isnull=False)).delete()
    if not extract.is_health or extract.approved_at is None or extract.undone_at or not is_last(extract):
        return
    kept, rows, matches = (model._meta.db_table for model in (KeptMatch, ExtractRow, Match))
    with connection.cursor() as cursor:
        cursor.execute(
            f"""INSERT INTO {kept} (authority_id, extract_id, line_number, fingerprint, reference, entry_id, method,
                                    made_at, by_id, undone_why, settled_as)
                SELECT line.authority_id, line.extract_id, line.line_number, line.fingerprint,
                       coalesce(said.reference, ''), found.entry_id, {METHOD}, found.made_at, found.by_id, '', ''
                FROM {matches} AS found JOIN {rows} AS line ON line.id = found.row_id
                LEFT JOIN {Remembered._meta.db_table} AS said
                    ON said.extract_id = %s AND said.line_number = line.line_number
                WHERE line.id = ANY(%s) AND line.line_number > 0 AND found.undone_at IS NULL
                ON CONFLICT DO NOTHING""",  # noqa: S608  only names of our own are put in
            [extract.supplements_id or extract.pk, going],
        )


def settle_those_seen(extract: Extract) -> int:
    """At the approval of a health extract: children it shows again need not be asked after. Returns how many."""
    asked = list(KeptMatch.objects.to_ask().filter(authority=extract.authority_id).select_for_update(of=("self",)))
    if not asked:
        return 0
    prints = set(extract.rows.values_list("fingerprint", flat=True))
    numbers = {reference for _row, reference in references_of(extract.sender, extract.rows.all())} - {""}
    seen = [kept.pk for kept in asked if kept.fingerprint in prints or kept.reference in numbers]
    now = {"settled_at": timezone.now(), "settled_as": BecameOf.SEEN, "seen_in": extract}
    return KeptMatch.objects.filter(pk__in=seen).update(**now)
