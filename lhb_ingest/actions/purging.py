"""Forgets: after the agreed days the file and its rows go from disk and from every table, and a certificate stays."""

import hashlib
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection, transaction
from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from psycopg import sql

from lhb_ingest.actions.kept_matches import keep_matches
from lhb_ingest.actions.measuring import lapse_samples
from lhb_ingest.actions.sheets import remove_sheets
from lhb_ingest.certificates import digest_of, stops_told
from lhb_ingest.choices import GONE, CandidateState, ExtractState, Outcome
from lhb_ingest.models import (
    Candidate,
    Extract,
    ExtractRow,
    FieldChange,
    Match,
    MendedSheet,
    NearMatch,
    PurgeCertificate,
    Remembered,
    RowDoubt,
    RowProblem,
    ThresholdPreview,
)
from records.models import Authority, User
from records.tallies import set_tally

MAY_VACUUM = """SELECT CASE WHEN current_setting('server_version_num')::int >= 170000
                THEN has_table_privilege(%s, 'MAINTAIN') END"""
TABLES = (Extract, ExtractRow, RowProblem, Match, NearMatch, Candidate)


def due(authority: Authority, on: date | None = None) -> QuerySet[Extract]:
    """Extracts past their day (today, or `on`) that still hold a file or rows which no person is deciding on."""
    past = Extract.objects.filter(authority=authority, purge_on__lte=on or timezone.localdate())
    return past.exclude(state__in=GONE)


def rows_to_purge(extract: Extract) -> QuerySet[ExtractRow]:
    """All its rows but those of candidates on whom a person has still to decide."""
    waiting = Candidate.objects.waiting().filter(extract=extract, row__isnull=False).values("row")
    return extract.rows.exclude(pk__in=waiting)


def purge_authority(*, authority: Authority, by: User | None = None) -> list[PurgeCertificate]:
    """Purges everything of the authority that is due, within the caller's transaction."""
    certificates = (purge_extract(extract=extract, by=by) for extract in due(authority))
    return [certificate for certificate in certificates if certificate]


def sweep_files(*, authority: Authority) -> int:
    """Deletes stored files that belong to no extract, a day after they came: what a request that failed left behind."""
    storage, folder = Extract._meta.get_field("file").storage, authority.pk
    if not storage.exists(folder):
        return 0
    known = {
        name
        for model in (Extract, MendedSheet)
        for name in model.objects.filter(authority=authority).exclude(file="").values_list("file", flat=True)
    }
    yesterday = timezone.now() - timedelta(days=1)
    names = [f"{folder}/{name}" for name in storage.listdir(folder)[1]]
    stray = [name for name in names if name not in known and storage.get_created_time(name) < yesterday]
    for name in stray:
        storage.delete(name)
    return len(stray)


@dataclass(frozen=True)
class Going:
    """What a purge takes of one list, and what stays because a person has still to decide."""

    extract: Extract
    counts: dict[str, int]  # outcome -> rows that go
    kept: int
    has_file: bool

    @property
    def total(self) -> int:
        return sum(self.counts.values())


def what_goes(authority: Authority, on: date) -> list[Going]:
    """What the purge of a day would take, list by list, if nothing were decided until then: the purge's own counting.

    A list of which nothing is left to take is not in it.
    """
    held = due(authority, on).order_by("purge_on", "pk")
    found = (_going(extract, rows_to_purge(extract)) for extract in held)
    return [going for going in found if _takes_anything(going)]


def _going(extract: Extract, rows: QuerySet[ExtractRow]) -> Going:
    counts = dict(rows.order_by().values_list("outcome").annotate(Count("pk")))
    kept = extract.rows.count() - sum(counts.values())
    if problems := extract.problems.filter(stops_row=True).values("line_number").distinct().count():
        counts[Outcome.PROBLEM.value] = problems
    return Going(extract, counts, kept, bool(extract.file))


def _takes_anything(going: Going) -> bool:
    return bool(going.counts or going.has_file or going.extract.problems.exists())


@transaction.atomic
def purge_extract(*, extract: Extract, by: User | None = None) -> PurgeCertificate | None:
    """Removes file, rows, matches and problems, and writes the certificate. None where nothing was left to remove."""
    Authority.objects.select_for_update(no_key=True).get(pk=extract.authority_id)  # certificates follow one another
    extract = Extract.objects.select_for_update(skip_locked=True).filter(pk=extract.pk).first()
    if extract is None:
        return None  # a worker has it; the next purge comes tomorrow
    going = list(rows_to_purge(extract).values_list("pk", flat=True))  # once: decisions may be made meanwhile
    rows = ExtractRow.objects.filter(pk__in=going)
    goes = _going(extract, rows)
    if not _takes_anything(goes):
        return None
    certificate = PurgeCertificate(
        extract=extract,
        authority_id=extract.authority_id,
        file_fingerprint=extract.fingerprint,
        rows_fingerprint=_fingerprint_of(rows),
        counts=goes.counts,
        stops=stops_told(extract),
        kept=goes.kept,
        held_from=extract.received_at,
        purged_at=timezone.now(),
        purged_by=by,
    )
    if extract.state == ExtractState.IN_REVIEW:
        extract.counts |= goes.counts  # nobody froze them by approving
    certificate.sheet_fingerprints = remove_sheets(extract=extract)
    _remove(extract, going)
    _chain(certificate)
    certificate.save()
    set_tally(
        authority=certificate.authority,
        source_key=f"purge:{certificate.number}",
        on=timezone.localdate(certificate.purged_at),
        counts={("rows_purged", extract.kind): goes.total} if goes.total else {},
    )
    return certificate


def _chain(certificate: PurgeCertificate) -> None:
    """The next number and the digest of the one before. The authority's row is locked."""
    before = PurgeCertificate.objects.filter(authority=certificate.authority_id).exclude(number=None)
    last = before.order_by("-number").first()
    certificate.number = last.number + 1 if last else 1
    certificate.previous = last.digest if last else ""
    certificate.digest = digest_of(certificate)


def sweep_tables() -> None:
    """VACUUMs what a purge has emptied, so that deleted rows are gone from the pages of the tables too.

    Where the role may (PostgreSQL 17); elsewhere autovacuum does it. Never inside a transaction.
    """
    for model in TABLES:
        with connection.cursor() as cursor:
            cursor.execute(MAY_VACUUM, [model._meta.db_table])
            if cursor.fetchone()[0]:
                cursor.execute(sql.SQL("VACUUM {}").format(sql.Identifier(model._meta.db_table)))


def _fingerprint_of(rows: QuerySet[ExtractRow]) -> str:
    digest = hashlib.sha256()
    for fingerprint in rows.order_by("line_number").values_list("fingerprint", flat=True).iterator():
        digest.update(fingerprint.encode())
    return digest.hexdigest()


def _remove(extract: Extract, going: list[int]) -> None:
    Candidate.objects.filter(row__in=going).exclude(state=CandidateState.WAITING).update(row=None, dismissal_note="")
    lapse_samples(of=Q(row__in=going))
    keep_matches(extract, going)
    ThresholdPreview.objects.filter(extract=extract).delete()
    for model in (Match, NearMatch, FieldChange, RowDoubt):
        model.objects.filter(row__in=going)._raw_delete(model.objects.db)
    ExtractRow.objects.filter(pk__in=going)._raw_delete(ExtractRow.objects.db)
    extract.problems.all().delete()
    extract.journal.all().delete()  # from now on nothing can be taken back
    if extract.previous_id:
        Remembered.objects.filter(extract=extract.previous_id).delete()
    if extract.file:
        storage, name = extract.file.storage, extract.file.name
        transaction.on_commit(lambda: storage.delete(name))
        extract.file = ""
    extract.file_name, extract.refs_with_problems = "", []  # a file's name may say whose it is
    extract.state = ExtractState.PURGED
    extract.save()
