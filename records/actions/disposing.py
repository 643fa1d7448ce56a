"""The writers of a disposal run: a legal basis has ended, and each record made under it is removed or kept on another.

People decide, record by record or many at once, with a reason; a worker does it in pieces, each a transaction, and
takes a lost run up again where it stood; at the end there is a certificate.
"""

import datetime
import hashlib
import json
from collections.abc import Sequence

from django.db import transaction
from django.db.models import Count, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from records.actions.database import remove_record
from records.actions.events import put_back, take, tell
from records.choices import EventKind, Ground
from records.errors import Refused
from records.keeping import Disposal
from records.models import Authority, CMERecord, DisposalCertificate, DisposalItem, DisposalRun, Regime, User
from records.rules import regime_for

A_PIECE = 100  # records in one transaction
GONE = "gone"  # removed, or put on another basis, by somebody before the run came to it


def records_of_ended(authority: Authority, on: datetime.date) -> QuerySet[CMERecord]:
    """The records whose legal basis ended before the day."""
    return CMERecord.objects.filter(authority=authority, regime__valid_to__lt=on)


@transaction.atomic
def prepare_disposal(*, by: User, authority: Authority, regime: Regime) -> DisposalRun:
    """The list of every record of a basis that has ended. Where a run waits already, that one, brought up to date."""
    Authority.objects.select_for_update(no_key=True).get(pk=authority.pk)
    if regime.valid_to is None or regime.valid_to >= timezone.localdate():
        raise Refused(_("This legal basis has not ended, so nothing is to be disposed of."))
    run = DisposalRun.objects.filter(authority=authority, regime=regime, done_at=None).first()
    if run and run.begun_at:
        return run
    records = CMERecord.objects.filter(authority=authority, regime=regime)
    if run is None and not records.exists():
        raise Refused(_("No record of this legal basis is held."))
    run = run or DisposalRun.objects.create(authority=authority, regime=regime, made_by=by, made_at=timezone.now())
    run.items.exclude(record__in=records.values("pk")).delete()
    known = set(run.items.values_list("record", flat=True))
    DisposalItem.objects.bulk_create(
        DisposalItem(run=run, authority_id=authority.pk, case_id=case, record=record)
        for record, case in records.order_by("pk").values_list("pk", "case_id")
        if record not in known
    )
    return run


def taken(run: DisposalRun) -> DisposalRun:
    return DisposalRun.objects.select_for_update().select_related("authority", "regime").get(pk=run.pk)


@transaction.atomic
def decide_disposal(*, by: User, run: DisposalRun, items: Sequence[int], decision: str, reason: str) -> int:
    """What is to become of these records, and why; said again, the new answer holds. How many."""
    run = taken(run)
    if run.begun_at:
        raise Refused(_("The run has begun, so nothing more can be decided."))
    if decision not in Disposal.values:
        raise Refused(_("Say what is to become of the records."))
    if not reason.strip():
        raise Refused(_("Give the reason."))
    if decision == Disposal.REBASE:
        regime_for(run.authority, Regime.objects.all(), timezone.localdate())  # or Refused
    chosen = run.items.filter(pk__in=items)
    return chosen.update(decision=decision, reason=reason.strip()[:300], decided_by=by, decided_at=timezone.now())


@transaction.atomic
def begin_disposal(*, by: User, run: DisposalRun, count: int) -> DisposalRun:
    """Says that the run may go ahead; `count` is how many records were confirmed. The caller wakes a worker."""
    run = taken(run)
    if run.begun_at:
        return run
    held = CMERecord.objects.filter(authority=run.authority, regime=run.regime)
    if held.exclude(pk__in=run.items.values("record")).exists():
        raise Refused(_("Records have come to this legal basis since. Look at the list again."))
    if run.items.filter(decision="").exists():
        raise Refused(_("Of some records nobody has said what is to become of them. Decide on each first."))
    if run.items.count() != count:
        raise Refused(_("The list has changed meanwhile. Look at it again."))
    run.begun_at, run.begun_by = timezone.now(), by
    run.save(update_fields=["begun_at", "begun_by"])
    return run


@transaction.atomic
def drop_disposal(*, by: User, run: DisposalRun) -> None:
    """Takes back a list of which nothing was done. What was decided on it is forgotten."""
    run = taken(run)
    if run.begun_at:
        raise Refused(_("The run has begun and can no longer be taken back."))
    run.delete()


@transaction.atomic
def dispose_piece(*, run_id: int) -> bool:
    """Does the next piece of a run that has begun. False: nothing is left, or another worker is at it."""
    run = DisposalRun.objects.select_for_update(skip_locked=True).filter(pk=run_id).first()
    if run is None or run.begun_at is None or run.done_at:
        return False
    items = list(run.items.filter(done_at=None).select_related("case", "decided_by").order_by("case_id")[:A_PIECE])
    for item in items:
        item.outcome = dispose(run, item)
        item.done_at = timezone.now()
        item.save(update_fields=["outcome", "done_at"])
    if run.items.filter(done_at=None).exists():
        return True
    finish(run)
    return False


def dispose(run: DisposalRun, item: DisposalItem) -> str:
    """Does to one record what was decided, as whoever decided it; says what was done."""
    if item.case.erased_on:
        return GONE
    case = take(item.case, version=None)
    record = CMERecord.objects.filter(pk=item.record, regime=run.regime).first()
    if record is None:
        return GONE
    if item.decision == Disposal.REMOVE:
        remove_record(by=item.decided_by, case=case, ground=Ground.REGIME_END, since=run.regime.valid_to)
    else:
        before, record.regime = record.regime_id, regime_for(run.authority, Regime.objects.all(), timezone.localdate())
        record.save(update_fields=["regime"])
        tell(case, EventKind.REBASED, by=item.decided_by, run=run.pk, **{"from": before, "to": record.regime_id})
    put_back(case)
    return item.decision


def finish(run: DisposalRun) -> DisposalCertificate:
    """The end of a run, with its certificate."""
    authority = Authority.objects.select_for_update(no_key=True).get(pk=run.authority_id)
    run.done_at = timezone.now()
    run.save(update_fields=["done_at"])
    counted = run.items.order_by().values_list("outcome").annotate(Count("pk"))
    last = DisposalCertificate.objects.filter(authority=authority).order_by("-number").first()
    certificate = DisposalCertificate(
        run=run,
        authority=authority,
        number=last.number + 1 if last else 1,
        counts=dict(sorted(counted)),
        decisions_fingerprint=decisions_fingerprint(run),
        made_at=run.done_at,
        previous=last.digest if last else "",
    )
    certificate.digest = digest_of(certificate)
    certificate.save()
    return certificate


def decisions_fingerprint(run: DisposalRun) -> str:
    """The SHA-256 over every record's key, what was decided, by whom, and what was done: as JSON, in their order."""
    fields = ("record", "decision", "decided_by_id", "outcome")
    return _sha256([list(row) for row in run.items.order_by("record").values_list(*fields)])


def digest_of(certificate: DisposalCertificate) -> str:
    """The SHA-256 of everything else on the certificate, as JSON with sorted keys."""
    run = certificate.run
    return _sha256(
        {
            "authority": certificate.authority_id,
            "number": certificate.number,
            "previous": certificate.previous,
            "regime": run.regime_id,
            "begun_by": run.begun_by_id,
            "begun_at": run.begun_at.astimezone(datetime.UTC).isoformat(),
            "made_at": certificate.made_at.astimezone(datetime.UTC).isoformat(),
            "counts": certificate.counts,
            "decisions": certificate.decisions_fingerprint,
        }
    )


def faulty_certificates(authority: Authority) -> list[int]:
    """The numbers of certificates that are missing, altered, or no longer those of the decisions on their run."""
    faults, number, previous = [], 0, ""
    for certificate in DisposalCertificate.objects.filter(authority=authority).select_related("run").order_by("number"):
        faults += range(number + 1, certificate.number)
        is_whole = certificate.digest == digest_of(certificate) and (
            certificate.previous == previous or certificate.number != number + 1
        )
        if not is_whole or certificate.decisions_fingerprint != decisions_fingerprint(certificate.run):
            faults.append(certificate.number)
        number, previous = certificate.number, certificate.digest
    unproven = DisposalRun.objects.filter(authority=authority, certificate=None).exclude(done_at=None)
    return faults + [0] * unproven.count()


def _sha256(facts: object) -> str:
    text = json.dumps(facts, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
