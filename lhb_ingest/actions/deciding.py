"""A caseworker's decisions on a candidate: the same as an entry, none of these, dismissed, or confirmed."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _

from lhb_ingest.actions.keeping import end_decisions, keep_decisions
from lhb_ingest.actions.tallying import days_to_match
from lhb_ingest.choices import CandidateState, Judgement, Outcome, Verdict, Worklist
from lhb_ingest.models import Candidate, ExtractRow, Match, NearMatch
from records.actions import CircumstancesGiven, FindingGiven, open_case, save_circumstances
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


def take_candidate(candidate: Candidate, by: User) -> Candidate:
    """The candidate locked for a decision. Refused where it is decided, or where a colleague is looking at it."""
    candidate = (
        Candidate.objects.select_for_update(of=("self",))
        .select_related("row", "authority", "claimed_by")
        .get(pk=candidate.pk)
    )
    check_decide(candidate)
    if is_claimed(candidate, by):
        values = {"who": candidate.claimed_by.name, "time": time_format(timezone.localtime(candidate.claimed_until))}
        raise Refused(_("%(who)s is looking at this child, until %(time)s. Nothing was changed.") % values)
    return candidate


def is_claimed(candidate: Candidate, by: User) -> bool:
    """Whether somebody else than `by` is alone with the child at the moment."""
    return (
        candidate.claimed_by_id not in (None, by.pk)
        and candidate.claimed_until is not None
        and candidate.claimed_until > timezone.now()
    )


def _settle(candidate: Candidate, state: str, *, by: User, **fields) -> None:
    candidate.state = state
    candidate.decided_by = by
    candidate.decided_at = timezone.now()
    for name, value in fields.items():
        setattr(candidate, name, value)
    release(candidate, by)
    _tally(candidate, state)


def release(candidate: Candidate, by: User) -> None:
    """Nobody is alone with the child any longer, and whoever was asked for an opinion need not give it."""
    candidate.claimed_by = candidate.claimed_until = None
    candidate.save()
    candidate.opinions.filter(closed_at=None).update(closed_at=timezone.now(), closed_by=by)


def _tally(candidate: Candidate, decision: str) -> None:
    counts = {("candidate", decision): 1}
    if decision == CandidateState.FOUND:
        counts[days_to_match(candidate.extract, candidate.decided_at)] = 1
    set_tally(
        authority=candidate.authority, source_key=f"candidate:{candidate.pk}", on=timezone.localdate(), counts=counts
    )


@transaction.atomic
def judge_same(*, by: User, candidate: Candidate, near_match: NearMatch, knowingly: bool = False) -> Candidate:
    """The child is the one on the list. Home education without established suitability stays, on the other worklist.

    Refused as EntryTaken where the entry is another child's already, unless `knowingly`.
    """
    candidate = take_candidate(candidate, by)
    near_match = candidate.row.near_matches.select_related("entry").get(pk=near_match.pk)
    if near_match.judgement:
        raise _decided_already()
    if not knowingly and others_with(near_match.entry, candidate.row).exists():
        raise EntryTaken(_("This entry has been given to another child of the health list already."))
    judge_all(by, candidate, near_match)
    make_match(by=by, candidate=candidate, near_match=near_match, rule="person")
    return candidate


class EntryTaken(Refused):
    """One entry would stand for two children: a person may say so, but only knowingly."""


def others_with(entry: RollEntry, row: ExtractRow) -> QuerySet[Match]:
    """Live matches by which the entry is already another child's: another row of the same health list."""
    return Match.objects.filter(entry=entry, undone_at=None, row__extract=row.extract_id).exclude(row=row)


def judge_all(by: User, candidate: Candidate, chosen: NearMatch) -> None:
    """The chosen one is the child; the others of its list are not; of other lists nothing is said, for a child may be
    on a roll and on the home education register at once."""
    entry = chosen.entry
    others = candidate.row.near_matches.exclude(pk=chosen.pk).filter(judgement="").select_related("entry")
    of_its_list = [each for each in others if (each.entry.kind, each.entry.sender) == (entry.kind, entry.sender)]
    now = {"judged_by": by, "judged_at": timezone.now()}
    others.filter(pk__in=[each.pk for each in of_its_list]).update(judgement=Judgement.DIFFERENT, **now)
    others.update(judgement=Judgement.NOT_ASKED, **now)  # those left
    chosen.judgement, chosen.judged_by, chosen.judged_at = Judgement.SAME, by, now["judged_at"]
    chosen.save()
    verdicts = [(each.entry, Verdict.DIFFERENT) for each in of_its_list] + [(entry, Verdict.SAME)]
    keep_decisions(by=by, row=candidate.row, verdicts=verdicts, candidate=candidate)


def make_match(*, by: User, candidate: Candidate, near_match: NearMatch, rule: str, bulk=None) -> None:
    """The match itself, and where it leaves the candidate. Called by writers that hold the candidate locked."""
    entry = near_match.entry
    before = candidate.row.matches.filter(undone_at=None)  # on the home education register, and now on a roll
    before.update(undone_at=timezone.now(), undone_by=by)
    Match.objects.create(
        row=candidate.row,
        entry=entry,
        authority=candidate.authority,
        rule=rule,
        reasons=near_match.reasons,
        weight=near_match.weight,
        model=near_match.model,
        made_at=timezone.now(),
        by=by,
        bulk=bulk,
    )
    if is_suitability_open(entry):
        candidate.worklist = Worklist.SUITABILITY
        release(candidate, by)
        set_outcome(candidate, Outcome.SUITABILITY)
    else:
        _settle(candidate, CandidateState.FOUND, by=by, found_entry=entry)
        set_outcome(candidate, Outcome.MATCHED)


def set_outcome(candidate: Candidate, outcome: str) -> None:
    candidate.row.outcome = outcome
    candidate.row.save(update_fields=["outcome"])


def is_suitability_open(entry: RollEntry) -> bool:
    return entry.kind == ListKind.HOME_EDUCATION and entry.suitability != Suitability.ESTABLISHED


@transaction.atomic
def judge_none_of_these(*, by: User, candidate: Candidate) -> Candidate:
    """Every near match is another child: kept, and a 'no' is never asked again."""
    candidate = take_candidate(candidate, by)
    _judge_different(by, candidate, list(_unjudged(candidate)), Verdict.NONE)
    release(candidate, by)
    return candidate


@transaction.atomic
def judge_different(*, by: User, candidate: Candidate, near_match: NearMatch) -> Candidate:
    """This one is another child; the others are still to be judged."""
    candidate = take_candidate(candidate, by)
    _judge_different(by, candidate, [_unjudged(candidate).get(pk=near_match.pk)], Verdict.DIFFERENT)
    if is_judged(candidate):
        release(candidate, by)
    return candidate


def _unjudged(candidate: Candidate) -> QuerySet[NearMatch]:
    return candidate.row.near_matches.filter(judgement="").select_related("entry")


def _judge_different(by: User, candidate: Candidate, near: list[NearMatch], verdict: str) -> None:
    candidate.row.near_matches.filter(pk__in=[each.pk for each in near]).update(
        judgement=Judgement.DIFFERENT, judged_by=by, judged_at=timezone.now()
    )
    verdicts = [(each.entry, verdict) for each in near]
    keep_decisions(by=by, row=candidate.row, verdicts=verdicts, candidate=candidate)


@transaction.atomic
def dismiss_candidate(*, by: User, candidate: Candidate, reason: str, note: str = "") -> Candidate:
    """The child is not missing education, for a coded reason."""
    candidate = take_candidate(candidate, by)
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
    end_decisions(by=by, candidate=candidate)
    candidate.row.near_matches.update(judgement="", judged_by=None, judged_at=None)
    wait_again(candidate, by)
    return candidate


def wait_again(candidate: Candidate, by: User) -> None:
    """The child waits as the rules had left it: what people had matched is undone. The caller holds it locked."""
    waiting = Candidate.objects.waiting().filter(fingerprint=candidate.fingerprint, authority=candidate.authority)
    if waiting.exclude(pk=candidate.pk).exists():
        raise Refused(_("This child is waiting as a candidate of a later extract already."))
    live = candidate.row.matches.filter(undone_at=None)
    live.filter(by__isnull=False).update(undone_at=timezone.now(), undone_by=by)
    is_home_educated = live.exists()  # as the rules found, before anybody judged
    asked = Outcome.TO_JUDGE if candidate.had_near_matches else Outcome.UNMATCHED
    set_outcome(candidate, Outcome.SUITABILITY if is_home_educated else asked)
    first = Worklist.UNKNOWN if candidate.extract.is_health else Worklist.LEFT_LIST
    candidate.worklist = Worklist.SUITABILITY if is_home_educated else first
    candidate.state = CandidateState.WAITING
    candidate.decided_by = candidate.decided_at = candidate.found_entry = None
    candidate.dismissal_reason = candidate.dismissal_note = ""
    candidate.claimed_by = candidate.claimed_until = None
    candidate.save()
    set_tally(authority=candidate.authority, source_key=f"candidate:{candidate.pk}", on=timezone.localdate(), counts={})


@transaction.atomic
def confirm_candidate(
    *,
    by: User,
    candidate: Candidate,
    findings: Sequence[FindingGiven],
    another_child: bool = False,
    circumstances: CircumstancesGiven | None = None,
) -> Case:
    """The three statutory findings are made: a case is opened, and only now does the child cross into `records`.

    Refused where an open case is about a child of the same names and birthday, unless it is `another_child`.
    `circumstances`: origin, reason and previous school, as far as somebody knows them already.
    """
    candidate = take_candidate(candidate, by)
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
        origin=CaseOrigin.HEALTH_LIST if candidate.extract.is_health else CaseOrigin.LEFT_ROLL,
        received_on=candidate.received_on,
        findings=findings,
        another_child=another_child,
    )
    if circumstances and any(vars(circumstances).values()):
        save_circumstances(by=by, case=case, given=circumstances)
    _settle(candidate, CandidateState.CONFIRMED, by=by, case=case)
    return case
