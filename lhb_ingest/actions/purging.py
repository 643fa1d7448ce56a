"""Forgets: after the agreed days the file and its rows go from disk and from every table, and a certificate stays."""

import hashlib
from datetime import timedelta

from django.db import transaction
from django.db.models import Count, QuerySet
from django.utils import timezone

from lhb_ingest.choices import GONE, CandidateState, ExtractState, Outcome
from lhb_ingest.models import (
    Candidate,
    Extract,
    ExtractRow,
    FieldChange,
    Match,
    NearMatch,
    PurgeCertificate,
    Remembered,
    RowDoubt,
)
from records.models import Authority, User


def due(authority: Authority) -> QuerySet[Extract]:
    """Extracts past their day that still hold a file or rows which no person is deciding on."""
    past = Extract.objects.filter(authority=authority, purge_on__lte=timezone.localdate())
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
    known = set(Extract.objects.filter(authority=authority).exclude(file="").values_list("file", flat=True))
    yesterday = timezone.now() - timedelta(days=1)
    names = [f"{folder}/{name}" for name in storage.listdir(folder)[1]]
    stray = [name for name in names if name not in known and storage.get_created_time(name) < yesterday]
    for name in stray:
        storage.delete(name)
    return len(stray)


@transaction.atomic
def purge_extract(*, extract: Extract, by: User | None = None) -> PurgeCertificate | None:
    """Removes file, rows, matches and problems, and writes the certificate. None where nothing was left to remove."""
    extract = Extract.objects.select_for_update(skip_locked=True).filter(pk=extract.pk).first()
    if extract is None:
        return None  # a worker has it; the next purge comes tomorrow
    going = list(rows_to_purge(extract).values_list("pk", flat=True))  # once: decisions may be made meanwhile
    rows = ExtractRow.objects.filter(pk__in=going)
    counts = dict(rows.order_by().values_list("outcome").annotate(Count("pk")))
    problems = extract.problems.filter(stops_row=True).values("line_number").distinct().count()
    if not counts and not extract.file and not extract.problems.exists():
        return None
    certificate = PurgeCertificate(
        extract=extract,
        authority_id=extract.authority_id,
        file_fingerprint=extract.fingerprint,
        rows_fingerprint=_fingerprint_of(rows),
        counts=counts | ({Outcome.PROBLEM.value: problems} if problems else {}),
        held_from=extract.received_at,
        purged_at=timezone.now(),
        purged_by=by,
    )
    if extract.state == ExtractState.IN_REVIEW:
        extract.counts |= counts  # nobody froze them by approving
    _remove(extract, going)
    certificate.kept = extract.rows.count()
    certificate.save()
    return certificate


def _fingerprint_of(rows: QuerySet[ExtractRow]) -> str:
    digest = hashlib.sha256()
    for fingerprint in rows.order_by("line_number").values_list("fingerprint", flat=True).iterator():
        digest.update(fingerprint.encode())
    return digest.hexdigest()


def _remove(extract: Extract, going: list[int]) -> None:
    Candidate.objects.filter(row__in=going).exclude(state=CandidateState.WAITING).update(row=None, dismissal_note="")
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
