"""A named person lets a list take effect, as candidates or as entries of a roll, or sets it aside."""

from django.db import transaction
from django.db.models import F, Q
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from lhb_ingest.actions.absences import update_roll
from lhb_ingest.actions.changes import references_of
from lhb_ingest.actions.jobs import leave_queue
from lhb_ingest.actions.kept_matches import settle_those_seen
from lhb_ingest.actions.rechecking import outcomes_now
from lhb_ingest.actions.sheets import remove_sheets
from lhb_ingest.actions.tallying import tally_extract
from lhb_ingest.choices import SET_ASIDE, CandidateState, ExtractState, Outcome, Worklist
from lhb_ingest.dates import must_be_said
from lhb_ingest.fingerprints import reference_fingerprint
from lhb_ingest.models import AbsentChild, Candidate, Extract, ExtractRow, FieldRule, Match, NearMatch, Remembered
from lhb_ingest.review import groups
from lhb_ingest.sentences import refusal_sentence
from records.copying import copy_into
from records.errors import Refused
from records.models import Authority, User
from records.rights import Right

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
    if extract.supplements_id and extract.supplements.state != ExtractState.APPROVED:
        raise Refused(
            _("The list to which these rows belong no longer holds. Cancel them: they come with the next list.")
        )
    if newer := newer_list(extract):
        raise Refused(older_sentence(newer))
    if must_be_said(extract):
        raise Refused(_("Say first how the dates of birth of this list are read."))
    if extract.received_by_id == user.pk and not extract.authority.uploader_may_approve:
        raise Refused(_("In this authority a second person approves a list. Ask a colleague."))


def older_sentence(newer: Extract) -> str:
    return refusal_sentence({"code": "older", "values": {"day": formats.date_format(newer.as_at, "j F Y")}})


def newer_list(extract: Extract) -> Extract | None:
    """An approved education list of the same kind and sender that is newer: an older one would end what it showed.

    Lists of single schools do not touch one another, and a health extract ends nothing.
    """
    same = Extract.objects.filter(authority=extract.authority, kind=extract.kind, sender=extract.sender)
    newer = same.filter(approved_at__isnull=False, undone_at=None, as_at__gt=extract.as_at, covers_all=True)
    return None if extract.is_health else newer.order_by("-as_at").first()


def is_stale(extract: Extract) -> bool:
    """Whether something that bears on every row happened after the comparison: what the review shows no longer holds.

    A list approved or taken back: any, for a health extract; one of the same kind, for an education list, and on that
    bear its field rules too, and what people said of children absent from its last list.
    """
    others = Extract.objects.filter(authority=extract.authority).exclude(pk=extract.pk)
    since = others.filter(Q(approved_at__gt=extract.compared_at) | Q(undone_at__gt=extract.compared_at))
    if extract.is_health:
        return since.exists()
    source = {"authority": extract.authority, "kind": extract.kind, "sender": extract.sender}
    settled = {f"entry__{name}": value for name, value in source.items()}
    return (
        since.filter(kind=extract.kind).exists()
        or FieldRule.objects.filter(**source, set_at__gt=extract.compared_at).exists()
        or AbsentChild.objects.filter(**settled, settled_by__isnull=False, settled_at__gt=extract.compared_at).exists()
    )


@transaction.atomic
def compare_again(*, by: User, extract: Extract) -> Extract:
    """Sends a list back to be compared with what the lists say now. The caller hands it to the worker after commit.

    Each row keeps what it was (`came_from`): those that turn out otherwise come back to review, and no others.
    """
    extract = _locked(extract)
    check_approve(extract, by)
    Match.objects.filter(row__extract=extract).delete()
    NearMatch.objects.filter(row__extract=extract).delete()
    extract.rows.exclude(outcome__in=SET_ASIDE).update(came_from=F("outcome"), outcome=Outcome.TO_CHECK)
    extract.state = ExtractState.CHECKED
    extract.compared_at = None
    extract.save()
    return extract


def _locked(extract: Extract) -> Extract:
    return Extract.objects.select_for_update(of=("self",)).select_related("authority").get(pk=extract.pk)


class CameBack(Refused):
    """Rows turned out otherwise because people decided meanwhile; `recheck_extract` shows which."""


@transaction.atomic
def approve_extract(*, by: User, extract: Extract, absent: str = "") -> Extract:
    """Lets the list take effect. Its counts are frozen first: they outlive the rows.

    `absent` (Absence) says what becomes of the children no longer on an education list of whom nobody has said it.
    Questions that nobody answered leave the values as they are, and the next list asks again.
    """
    Authority.objects.select_for_update(no_key=True).get(pk=extract.authority_id)  # one approval after the other
    extract = _locked(extract)
    check_approve(extract, by)
    if is_stale(extract):
        raise Refused(_("Another list was approved after this one was compared. It has to be compared again first."))
    if extract.is_health and outcomes_now(extract):
        raise CameBack(_("Meanwhile people decided about children on this list. Look at the rows that came back."))
    counts = {group.outcome: group.count for group in groups(extract)}
    extract.counts |= counts
    extract.approved_at, extract.approved_by = timezone.now(), by
    if extract.is_health:
        _make_candidates(extract)
        _remember(extract)
        settle_those_seen(extract)
    else:
        change = update_roll(extract, absent=absent)
        extract.counts["ended"] = change.ended
        extract.rematch_due = True
    extract.state = ExtractState.APPROVED
    extract.save()
    tally_extract(extract)
    return extract


def _make_candidates(extract: Extract) -> None:
    received_on = timezone.localdate(extract.received_at)
    rows = extract.rows.filter(outcome__in=WORKLISTS).only(
        "fingerprint", "source_ref", "forenames", "born_on", "outcome"
    )
    fields = {
        "authority": extract.authority_id,
        "extract": extract.pk,
        "state": CandidateState.WAITING,
        "received_on": received_on,
        "dismissal_reason": "",
        "dismissal_note": "",
    }
    of_each = ("row", "fingerprint", "reference", "worklist", "had_near_matches")
    copy_into(
        Candidate,
        (*fields, *of_each),
        (
            (
                *fields.values(),
                row.pk,
                row.fingerprint,
                reference_of(extract, row),
                WORKLISTS[row.outcome],
                row.outcome == Outcome.TO_JUDGE,
            )
            for row in rows
        ),
    )


def reference_of(extract: Extract, row: ExtractRow) -> str:
    return reference_fingerprint(
        sender=extract.sender, source_ref=row.source_ref, forenames=row.forenames, born_on=row.born_on
    )


def _remember(extract: Extract) -> None:
    """Keyed hashes of who is on the extract: what the next one is compared with when the rows are gone.

    Those of mended rows are with the list they belong to, on their lines there.
    """
    whole = extract.supplements_id or extract.pk
    references = dict(references_of(extract.sender, extract.rows.all()))
    copy_into(
        Remembered,
        ("extract", "authority", "line_number", "fingerprint", "reference"),
        (
            (whole, extract.authority_id, line, fingerprint, references[pk])
            for pk, line, fingerprint in extract.rows.values_list("pk", "line_number", "fingerprint")
        ),
    )


def can_cancel(extract: Extract, user: User) -> bool:
    waiting = extract.state in (
        ExtractState.RECEIVED,
        ExtractState.CHECKED,
        ExtractState.STOPPED,
        ExtractState.IN_REVIEW,
    )
    return waiting and user.has_right(Right.APPROVE_LIST)


@transaction.atomic
def cancel_extract(*, by: User, extract: Extract) -> Extract:
    """Sets a list aside before it takes effect: rows and file go now, the fact stays, it may be sent again."""
    extract = _locked(extract)
    if not can_cancel(extract, by):
        raise Refused(_("This list can no longer be cancelled."))
    extract.rows.all().delete()
    extract.problems.all().delete()
    remove_sheets(extract=extract)
    extract.refs_with_problems = []
    storage, name = extract.file.storage, extract.file.name
    transaction.on_commit(lambda: storage.delete(name))
    extract.file = ""
    extract.state = ExtractState.CANCELLED
    extract.cancelled_at = timezone.now()
    extract.cancelled_by = by
    extract.save()
    leave_queue(extract=extract)
    return extract
