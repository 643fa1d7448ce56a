"""Keeps what a person said of a pair, by the keyed fingerprints of both sides, and forgets what no list asks for."""

from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from lhb_ingest.fingerprints import row_fingerprint
from lhb_ingest.models import Candidate, ExtractRow, KeptMatch, PairDecision
from records.models import Authority, RollEntry, User

# A decision about a child whom no health list has shown for so long is forgotten.
FORGOTTEN_AFTER = timedelta(days=2 * 366)


def fingerprint_of(entry: RollEntry) -> str:
    return row_fingerprint({name: getattr(entry, name) for name in ("surname", "forenames", "born_on", "postcode")})


@transaction.atomic
def keep_decisions(
    *,
    by: User,
    row: ExtractRow | KeptMatch,
    verdicts: Iterable[tuple[RollEntry, str]],
    candidate: Candidate | None = None,
) -> None:
    """Keeps a verdict for each entry beside the row (or what is left of it), instead of what was said of the pair."""
    now, ours = timezone.now(), {"authority_id": row.authority_id, "row_fingerprint": row.fingerprint}
    said = {fingerprint_of(entry): verdict for entry, verdict in verdicts}
    before = PairDecision.objects.filter(**ours, entry_fingerprint__in=said, ended_at=None)
    before.update(ended_at=now, ended_by=by)
    PairDecision.objects.bulk_create(
        PairDecision(
            **ours,
            entry_fingerprint=entry,
            verdict=verdict,
            candidate=candidate,
            by=by,
            at=now,
            used_on=timezone.localdate(),
        )
        for entry, verdict in said.items()
    )


@transaction.atomic
def end_decisions(*, by: User, candidate: Candidate) -> None:
    """What was said of the candidate's pairs is taken back: they are asked about again."""
    candidate.decisions.filter(ended_at=None).update(ended_at=timezone.now(), ended_by=by)


def decisions_were_used(authority_id: str, fingerprints: frozenset[str]) -> None:
    """A list has shown these rows again: what was said of them is kept on."""
    live = PairDecision.objects.filter(authority=authority_id, ended_at=None, row_fingerprint__in=fingerprints)
    live.update(used_on=timezone.localdate())


@transaction.atomic
def forget_decisions(*, authority: Authority) -> int:
    """Deletes decisions, ended ones too, for which no list has asked in FORGOTTEN_AFTER. Returns how many."""
    old = PairDecision.objects.filter(authority=authority, used_on__lt=timezone.localdate() - FORGOTTEN_AFTER)
    return old.delete()[0]
