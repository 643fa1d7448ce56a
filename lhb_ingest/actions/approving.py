"""A named person lets a list take effect, as candidates or as entries of a roll, or sets it aside."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lhb_ingest.choices import CandidateState, ExtractState, Outcome, Worklist
from lhb_ingest.models import Candidate, Extract, Match
from lhb_ingest.review import groups, schools_of
from records.copying import copy_into
from records.errors import Refused
from records.models import User
from records.rights import Right
from records.rolls import VALUES, RollChange, bring_up_to_date
from records.tallies import set_tally

# Which rows become candidates, and on which of the two worklists.
WORKLISTS = {
    Outcome.UNMATCHED: Worklist.UNKNOWN,
    Outcome.TO_JUDGE: Worklist.UNKNOWN,
    Outcome.SUITABILITY: Worklist.SUITABILITY,
}


def can_approve(extract: Extract, user: User) -> bool:
    try:
        check_approve(extract, user)
    except Refused:
        return False
    return True


def check_approve(extract: Extract, user: User) -> None:
    """Raises Refused where `user` may not approve the extract now, and says why."""
    if not user.has_right(Right.APPROVE_LIST):
        raise Refused(_("Your role does not approve lists."))
    if extract.state != ExtractState.IN_REVIEW:
        raise Refused(_("Only a list that is ready to review can be approved."))
    if extract.received_by_id == user.pk and not extract.authority.uploader_may_approve:
        raise Refused(_("In this authority a second person approves a list. Ask a colleague."))


def _locked(extract: Extract) -> Extract:
    return Extract.objects.select_for_update(of=("self",)).select_related("authority").get(pk=extract.pk)


@transaction.atomic
def approve_extract(*, by: User, extract: Extract) -> Extract:
    """Lets the list take effect. Its counts are frozen first: they outlive the rows."""
    extract = _locked(extract)
    check_approve(extract, by)
    counts = {group.outcome: group.count for group in groups(extract)}
    extract.counts |= counts
    if extract.is_health:
        _make_candidates(extract)
    else:
        change = _update_roll(extract)
        extract.counts["ended"] = change.ended
    extract.state = ExtractState.APPROVED
    extract.approved_at = timezone.now()
    extract.approved_by = by
    extract.save()
    _tally(extract)
    return extract


def _make_candidates(extract: Extract) -> None:
    received_on = timezone.localdate(extract.received_at)
    rows = extract.rows.filter(outcome__in=WORKLISTS).values_list("pk", "fingerprint", "outcome")
    known = set(
        Candidate.objects.waiting().filter(authority=extract.authority).values_list("fingerprint", flat=True)
    )  # another extract may have been approved since this one was compared
    copy_into(
        Candidate,
        (
            "authority",
            "extract",
            "row",
            "worklist",
            "had_near_matches",
            "fingerprint",
            "state",
            "received_on",
            "dismissal_reason",
            "dismissal_note",
        ),
        (
            (
                extract.authority_id,
                extract.pk,
                row,
                WORKLISTS[outcome],
                outcome == Outcome.TO_JUDGE,
                fingerprint,
                CandidateState.WAITING,
                received_on,
                "",
                "",
            )
            for row, fingerprint, outcome in rows
            if fingerprint not in known
        ),
    )


def _update_roll(extract: Extract) -> RollChange:
    return bring_up_to_date(
        authority=extract.authority,
        kind=extract.kind,
        sender=extract.sender,
        rows=extract.rows.order_by().values("source_ref", *VALUES),
        as_at=extract.as_at,
        schools=schools_of(extract),
    )


def _tally(extract: Extract) -> None:
    """What the figures count of this list, kept apart from rows that will be purged."""
    counts = {("rows_received", extract.kind): extract.counts["rows"]}
    counts["problem_rows", extract.kind] = extract.counts.get(Outcome.PROBLEM, 0)
    if extract.is_health:
        for group in groups(extract):
            counts["outcome", group.outcome] = group.count
        kinds = Match.objects.filter(row__extract=extract, undone_at=None).values_list("entry__kind", flat=True)
        for kind in kinds:
            counts["matched_by_list", kind] = counts.get(("matched_by_list", kind), 0) + 1
        for worklist in extract.candidates.values_list("worklist", flat=True):
            counts["candidate_arrived", worklist] = counts.get(("candidate_arrived", worklist), 0) + 1
    on = timezone.localdate(extract.received_at)
    set_tally(authority=extract.authority, source_key=f"extract:{extract.pk}", on=on, counts=counts)


def can_cancel(extract: Extract, user: User) -> bool:
    waiting = extract.state in (ExtractState.RECEIVED, ExtractState.CHECKED, ExtractState.IN_REVIEW)
    return waiting and user.has_right(Right.APPROVE_LIST)


@transaction.atomic
def cancel_extract(*, by: User, extract: Extract) -> Extract:
    """Sets a list aside before it takes effect: rows and file go now, the fact stays, it may be sent again."""
    extract = _locked(extract)
    if not can_cancel(extract, by):
        raise Refused(_("This list can no longer be cancelled."))
    extract.rows.all().delete()
    extract.problems.all().delete()
    storage, name = extract.file.storage, extract.file.name
    transaction.on_commit(lambda: storage.delete(name))
    extract.file = ""
    extract.state = ExtractState.CANCELLED
    extract.cancelled_at = timezone.now()
    extract.cancelled_by = by
    extract.save()
    return extract
