"""The working queue of pairs: who is alone with which child, 'later', 'unsure', and the last decision taken back."""

from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from lhb_ingest.actions.deciding import take_candidate, wait_again
from lhb_ingest.actions.keeping import end_decisions, keep_decisions
from lhb_ingest.choices import CandidateState, UnsureReason, Verdict
from lhb_ingest.models import Candidate, NearMatch, PairDecision, PutOff, SecondOpinion
from records.errors import Refused
from records.models import Authority, User
from records.rights import Right

CLAIMED_FOR = timedelta(minutes=15)


@transaction.atomic
def claim_next(*, by: User, order: Iterable[int]) -> Candidate | None:
    """The first candidate of `order` with whom nobody is busy becomes this person's for CLAIMED_FOR; None if none is.

    Whatever the person had claimed before is free again. Two people who ask at once get two children: a row that the
    other has locked is passed over.
    """
    release_claims(by=by)
    free = set(_free_for(by).values_list("pk", flat=True))
    for number in order:
        if number in free:
            # one at a time: whoever locks many leaves nothing to a colleague who asks at the same moment
            locked = _free_for(by).select_for_update(skip_locked=True, of=("self",))
            if candidate := locked.filter(pk=number).first():
                return _claim(candidate, by)
    return None


def _free_for(by: User):
    nobody = Q(claimed_until=None) | Q(claimed_until__lte=timezone.now()) | Q(claimed_by=by)
    return Candidate.objects.waiting().filter(nobody)


def _claim(candidate: Candidate, by: User) -> Candidate:
    candidate.claimed_by, candidate.claimed_until = by, timezone.now() + CLAIMED_FOR
    candidate.save(update_fields=["claimed_by", "claimed_until"])
    return candidate


def is_held_by(candidate: Candidate, user: User) -> bool:
    """Whether the person is alone with the child now."""
    until = candidate.claimed_until
    return candidate.claimed_by_id == user.pk and until is not None and until > timezone.now()


@transaction.atomic
def claim_candidate(*, by: User, candidate: Candidate) -> Candidate:
    """This very candidate becomes the person's, whose earlier claims end. Refused where a colleague has it."""
    taken = take_candidate(candidate, by)
    release_claims(by=by)
    return _claim(taken, by)


@transaction.atomic
def release_claims(*, by: User) -> int:
    """The person leaves the queue: nobody need wait for the time to run out."""
    return Candidate.objects.filter(claimed_by=by).update(claimed_by=None, claimed_until=None)


@transaction.atomic
def put_off(*, by: User, candidate: Candidate) -> None:
    """'Later': the child comes behind all others in this person's queue, and is free for colleagues."""
    candidate = take_candidate(candidate, by)
    PutOff.objects.update_or_create(
        authority=candidate.authority, candidate=candidate, by=by, defaults={"at": timezone.now()}
    )
    release_claims(by=by)


def colleagues_of(user: User):
    """Who else of the authority may judge pairs."""
    people = User.objects.filter(authority=user.authority_id, is_active=True, is_system=False).exclude(pk=user.pk)
    able = [person.pk for person in people if person.has_right(Right.DECIDE_CANDIDATE)]
    return people.filter(pk__in=able).order_by("name")


@transaction.atomic
def judge_unsure(
    *, by: User, candidate: Candidate, near_match: NearMatch | None, asked_of: User | None, reason: str = ""
) -> SecondOpinion:
    """Sends the child to a colleague, the named one or anybody else. It is not put before the same person next.

    The same question again, by a second click, is the question that stands.
    """
    candidate = take_candidate(candidate, by)
    if not candidate.row.near_matches.filter(judgement="").exists():
        raise Refused(_("There is nothing left to judge about this child."))
    if asked_of and not colleagues_of(by).filter(pk=asked_of.pk).exists():
        raise Refused(_("Choose a colleague who judges pairs in this authority."))
    if reason and reason not in UnsureReason.values:
        raise Refused(_("Choose one of the reasons, or none."))
    now, entry = timezone.now(), None
    if near_match:
        near_match = candidate.row.near_matches.select_related("entry").get(pk=near_match.pk)
        if near_match.judgement:  # a page that stood open: what was said of the pair meanwhile holds
            raise Refused(_("This pair has been judged already."))
        entry = near_match.entry
    same = {"asked_by": by, "asked_of": asked_of, "reason": reason, "entry": entry}
    if standing := candidate.opinions.filter(closed_at=None, **same).first():
        return standing
    if entry:
        keep_decisions(by=by, row=candidate.row, verdicts=[(entry, Verdict.UNSURE)], candidate=candidate)
    candidate.opinions.filter(closed_at=None).update(closed_at=now, closed_by=by)
    candidate.claimed_by = candidate.claimed_until = None
    candidate.save(update_fields=["claimed_by", "claimed_until"])
    return SecondOpinion.objects.create(
        authority=candidate.authority,
        candidate=candidate,
        entry=entry,
        asked_by=by,
        asked_at=now,
        asked_of=asked_of,
        reason=reason,
    )


def last_decision(authority: Authority, by: User) -> Candidate | None:
    """The candidate about whom the person decided last, as long as that can be taken back."""
    said = PairDecision.objects.filter(authority=authority, by=by, ended_at=None, candidate__row__isnull=False)
    said = said.exclude(verdict=Verdict.UNSURE).exclude(candidate__state=CandidateState.CONFIRMED)
    latest = said.order_by("-at", "-pk").select_related("candidate").first()
    dismissed = Candidate.objects.filter(decided_by=by, state=CandidateState.DISMISSED, row__isnull=False)
    other = dismissed.order_by("-decided_at").first()
    if latest and other:
        return other if other.decided_at > latest.at else latest.candidate
    return latest.candidate if latest else other


@transaction.atomic
def undo_last(*, by: User, authority: Authority) -> Candidate:
    """Takes this person's last decision back and gives the child to them again."""
    last = last_decision(authority, by)
    if last is None:
        raise Refused(_("There is no decision of yours that can be taken back."))
    candidate = Candidate.objects.select_for_update(of=("self",)).select_related("row", "authority").get(pk=last.pk)
    if candidate.row_id is None or candidate.state == CandidateState.CONFIRMED:
        raise Refused(_("This decision can no longer be taken back."))
    if candidate.decided_by_id not in (None, by.pk):
        raise Refused(_("A colleague has decided on this child since."))
    if candidate.state != CandidateState.DISMISSED:
        end_decisions(by=by, candidate=candidate)
        candidate.row.near_matches.update(judgement="", judged_by=None, judged_at=None)
    wait_again(candidate, by)
    release_claims(by=by)
    return _claim(candidate, by)
