"""Takes a match apart whose row the purge has taken, and settles what became of the child.

Nothing tells who the child of the health list was, so nobody can be made a candidate. What can be done is done: the
pair is never put together again without a person, the counts are put right, and the health board, which still knows
the line of its file, is asked; its next list, or a person, settles the question.
"""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lhb_ingest.actions.apart import Change, correct_tally
from lhb_ingest.actions.keeping import keep_decisions
from lhb_ingest.actions.kept_matches import is_last
from lhb_ingest.choices import BecameOf, CandidateState, Outcome, TakenApart, Verdict
from lhb_ingest.models import Candidate, Extract, KeptMatch
from records.actions.people import tell_of
from records.choices import AdminEventKind
from records.errors import Refused
from records.models import User
from records.tallies import set_tally

SAID_BY_PEOPLE = (BecameOf.CASE, BecameOf.GONE, BecameOf.FOUND, BecameOf.UNKNOWN)


def can_take_kept_apart(kept: KeptMatch) -> bool:
    """While the list is the source's last: after that, the match of the newer list is the one to take apart."""
    return kept.undone_at is None and kept.entry_id is not None and is_last(kept.extract)


@transaction.atomic
def take_kept_apart(*, by: User, kept: KeptMatch, why: str) -> KeptMatch:
    """Ends the match of a purged row for a coded reason: the entry is free, the child is to be asked after."""
    if why not in TakenApart.values:
        raise Refused(_("Choose why the match is taken apart."))
    extract = Extract.objects.select_for_update(of=("self",)).select_related("authority").get(pk=kept.extract_id)
    kept = KeptMatch.objects.select_for_update(of=("self",)).select_related("entry").get(pk=kept.pk)
    kept.extract = extract
    if not can_take_kept_apart(kept):
        raise Refused(_("This match has been taken apart already, or a later list has taken its place."))
    candidate = Candidate.objects.select_for_update(of=("self",)).filter(extract=extract, row=None)
    candidate = candidate.filter(fingerprint=kept.fingerprint, state=CandidateState.FOUND).first()
    keep_decisions(by=by, row=kept, verdicts=[(kept.entry, Verdict.DIFFERENT)], candidate=candidate)
    kept.undone_at, kept.undone_by, kept.undone_why = timezone.now(), by, why
    kept.save(update_fields=["undone_at", "undone_by", "undone_why"])
    if candidate:
        candidate.found_entry = None
        candidate.save(update_fields=["found_entry"])
        source = f"candidate:{candidate.pk}"
        set_tally(authority=extract.authority, source_key=source, on=timezone.localdate(), counts={})
    else:
        _count_as_unmatched(extract, kept)
    tell_of(
        None,
        AdminEventKind.MATCH_TAKEN_APART,
        by=by,
        authority_id=extract.authority_id,
        list=extract.pk,
        number=kept.pk,
        why=why,
    )
    return kept


def _count_as_unmatched(extract: Extract, kept: KeptMatch) -> None:
    changes = [
        Change("outcome", Outcome.MATCHED.value, -1),
        Change("outcome", Outcome.UNMATCHED.value, 1),
        Change("matched_by_list", kept.entry.kind, -1),
        Change("matched_by_method", kept.method, -1),
    ]
    correct_tally(extract, changes)


@transaction.atomic
def settle_kept(*, by: User, kept: KeptMatch, became: str) -> KeptMatch:
    """A person says what became of the child, so that nobody need ask the health board any more."""
    if became not in SAID_BY_PEOPLE:
        raise Refused(_("Choose what became of the child."))
    kept = KeptMatch.objects.select_for_update(of=("self",)).get(pk=kept.pk)
    if kept.undone_at is None or kept.settled_at:
        raise Refused(_("This has been settled already. Nothing was changed."))
    kept.settled_at, kept.settled_by, kept.settled_as = timezone.now(), by, became
    kept.save(update_fields=["settled_at", "settled_by", "settled_as"])
    return kept
