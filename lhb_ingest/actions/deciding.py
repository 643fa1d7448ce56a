"""A caseworker's decisions on a candidate: the same as an entry, none of these, dismissed, or confirmed."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lhb_ingest.choices import CandidateState, Judgement, Outcome, Worklist
from lhb_ingest.models import Candidate, Match, NearMatch
from records.actions import FindingGiven, open_case
from records.choices import CaseOrigin, DismissalReason, ListKind, Suitability
from records.errors import Refused
from records.models import Case, RollEntry, User
from records.tallies import set_tally


def can_decide(candidate: Candidate) -> bool:
    return candidate.state == CandidateState.WAITING


def check_decide(candidate: Candidate) -> None:
    if not can_decide(candidate):
        raise _decided_already()


def _decided_already() -> Refused:
    return Refused(_("Somebody has decided on this child already. Nothing was changed."))


def is_judged(candidate: Candidate) -> bool:
    """Whether a person has said of every near match that it is another child."""
    return not candidate.row.near_matches.filter(judgement="").exists()


def _take(candidate: Candidate) -> Candidate:
    candidate = (
        Candidate.objects.select_for_update(of=("self",)).select_related("row", "authority").get(pk=candidate.pk)
    )
    check_decide(candidate)
    return candidate


def _settle(candidate: Candidate, state: str, *, by: User, **fields) -> None:
    candidate.state = state
    candidate.decided_by = by
    candidate.decided_at = timezone.now()
    for name, value in fields.items():
        setattr(candidate, name, value)
    candidate.save()
    _tally(candidate, state)


def _tally(candidate: Candidate, decision: str) -> None:
    set_tally(
        authority=candidate.authority,
        source_key=f"candidate:{candidate.pk}",
        on=timezone.localdate(),
        counts={("candidate", decision): 1},
    )


@transaction.atomic
def judge_same(*, by: User, candidate: Candidate, near_match: NearMatch) -> Candidate:
    """The child is the one on the list. Home education without established suitability stays, on the other worklist."""
    candidate = _take(candidate)
    near_match = candidate.row.near_matches.select_related("entry").get(pk=near_match.pk)
    if near_match.judgement:
        raise _decided_already()
    now = timezone.now()
    candidate.row.near_matches.exclude(pk=near_match.pk).filter(judgement="").update(
        judgement=Judgement.DIFFERENT, judged_by=by, judged_at=now
    )
    near_match.judgement, near_match.judged_by, near_match.judged_at = Judgement.SAME, by, now
    near_match.save()
    entry = near_match.entry
    Match.objects.create(
        row=candidate.row,
        entry=entry,
        authority=candidate.authority,
        rule="person",
        reasons=near_match.reasons,
        made_at=now,
        by=by,
    )
    if is_suitability_open(entry):
        candidate.worklist = Worklist.SUITABILITY
        candidate.save()
        _set_outcome(candidate, Outcome.SUITABILITY)
        return candidate
    _settle(candidate, CandidateState.FOUND, by=by, found_entry=entry)
    _set_outcome(candidate, Outcome.MATCHED)
    return candidate


def _set_outcome(candidate: Candidate, outcome: str) -> None:
    candidate.row.outcome = outcome
    candidate.row.save(update_fields=["outcome"])


def is_suitability_open(entry: RollEntry) -> bool:
    return entry.kind == ListKind.HOME_EDUCATION and entry.suitability != Suitability.ESTABLISHED


@transaction.atomic
def judge_none_of_these(*, by: User, candidate: Candidate) -> Candidate:
    """Every near match is another child: kept, and a 'no' is never asked again."""
    candidate = _take(candidate)
    candidate.row.near_matches.filter(judgement="").update(
        judgement=Judgement.DIFFERENT, judged_by=by, judged_at=timezone.now()
    )
    return candidate


@transaction.atomic
def dismiss_candidate(*, by: User, candidate: Candidate, reason: str, note: str = "") -> Candidate:
    """The child is not missing education, for a coded reason."""
    candidate = _take(candidate)
    if reason not in DismissalReason.values:
        raise Refused(_("Choose why the child is not missing education."))
    _settle(candidate, CandidateState.DISMISSED, by=by, dismissal_reason=reason, dismissal_note=note)
    return candidate


def can_reopen(candidate: Candidate) -> bool:
    """Whether a decision may be taken back: not once a case is open, nor once the purge has taken the details."""
    return candidate.state in (CandidateState.FOUND, CandidateState.DISMISSED) and candidate.row_id is not None


@transaction.atomic
def reopen_candidate(*, by: User, candidate: Candidate) -> Candidate:
    """Takes a decision back: the match ends, the near matches are asked about again, the child waits as before."""
    found = Candidate.objects.select_for_update(of=("self",)).select_related("row", "authority")
    candidate = found.get(pk=candidate.pk)
    if not can_reopen(candidate):
        raise Refused(_("This decision can no longer be taken back."))
    if Candidate.objects.waiting().filter(fingerprint=candidate.fingerprint, authority=candidate.authority).exists():
        raise Refused(_("This child is waiting as a candidate of a later extract already."))
    live = candidate.row.matches.filter(undone_at=None)
    live.filter(by__isnull=False).update(undone_at=timezone.now(), undone_by=by)
    candidate.row.near_matches.update(judgement="", judged_by=None, judged_at=None)
    is_home_educated = live.exists()  # as the rules found, before anybody judged
    asked = Outcome.TO_JUDGE if candidate.had_near_matches else Outcome.UNMATCHED
    _set_outcome(candidate, Outcome.SUITABILITY if is_home_educated else asked)
    candidate.worklist = Worklist.SUITABILITY if is_home_educated else Worklist.UNKNOWN
    candidate.state = CandidateState.WAITING
    candidate.decided_by = candidate.decided_at = candidate.found_entry = None
    candidate.dismissal_reason = candidate.dismissal_note = ""
    candidate.save()
    set_tally(authority=candidate.authority, source_key=f"candidate:{candidate.pk}", on=timezone.localdate(), counts={})
    return candidate


@transaction.atomic
def confirm_candidate(
    *, by: User, candidate: Candidate, findings: Sequence[FindingGiven], another_child: bool = False
) -> Case:
    """The three statutory findings are made: a case is opened, and only now does the child cross into `records`.

    Refused where an open case is about a child of the same names and birthday, unless it is `another_child`.
    """
    candidate = _take(candidate)
    if not is_judged(candidate):
        raise Refused(_("There are near matches that nobody has judged. Choose the same child, or ‘none of these’."))
    row = candidate.row
    case = open_case(
        by=by,
        authority=candidate.authority,
        forenames=row.forenames,
        surname=row.surname,
        former_names=row.former_names,
        born_on=row.born_on,
        address=row.address,
        postcode=row.postcode,
        origin=CaseOrigin.HEALTH_LIST,
        received_on=candidate.received_on,
        findings=findings,
        another_child=another_child,
    )
    _settle(candidate, CandidateState.CONFIRMED, by=by, case=case)
    return case
