"""What the caseworkers of the practice installation do: judge, dismiss, confirm, move, note, record facts, close."""

import csv
import io
import random
from datetime import timedelta

from django.utils import timezone

from lhb_ingest import actions
from lhb_ingest.actions.measuring import waiting_for
from lhb_ingest.models import Candidate, NearMatch
from lhb_ingest.practice import MonthOfLists
from records.actions import FindingGiven, assign_case, close_case, move_case, note_on_case, open_case, record_fact
from records.choices import (
    AlnLevel,
    Basis,
    CaseOrigin,
    CaseStatus,
    ClosureReason,
    Condition,
    DismissalReason,
    FlagKind,
    FlagSource,
    SuitabilityFinding,
    YesNoUnknown,
)
from records.errors import Refused
from records.models import Authority, Case, User
from records.normalise import clean_postcode
from records.rules import can_move
from records.spreadsheets import parse_date

Truth = dict[str, dict[str, str]]

NOTES = [
    "Letter sent to the address on the list, in Welsh and in English.",
    "Telephoned the last school: left at the end of the summer term, no new school named.",
    "Visited. Nobody at home; a neighbour says that the family has moved.",
    "Spoke with the mother. The family arrived in the summer and has applied for a place.",
    "Admissions team asked for a place at the nearest school.",
]
# Where a case goes next, by where it stands.
NEXT = {
    CaseStatus.OPENED: [CaseStatus.ENQUIRIES],
    CaseStatus.ENQUIRIES: [CaseStatus.LOCATED, CaseStatus.LOCATED, CaseStatus.NOT_LOCATED],
    CaseStatus.LOCATED: [CaseStatus.PLACE_SOUGHT, CaseStatus.PLACE_SOUGHT, CaseStatus.SUITABILITY_OPEN],
    CaseStatus.NOT_LOCATED: [CaseStatus.ENQUIRIES],
}
REASONS = [
    (ClosureReason.MAINTAINED_SCHOOL, "The school confirmed that the child has started."),
    (ClosureReason.MAINTAINED_SCHOOL, "On the roll since Monday, the admissions team says."),
    (ClosureReason.MOVED_AUTHORITY, "The family moved; the other authority was told."),
    (ClosureReason.HOME_EDUCATION, "Visited: the education at home is suitable."),
    (ClosureReason.MOVED_AWAY, "The airline ticket and the landlord both say so."),
]


def decide_candidates(
    authority: Authority, caseworkers: list[User], truth: Truth, *, share: float, chance: random.Random
) -> None:
    """Decides on a share of the waiting candidates; the rest stay in the queue."""
    waiting = Candidate.objects.waiting().filter(authority=authority, row__isnull=False, worklist="unknown")
    for candidate in waiting.select_related("row").order_by("pk"):
        child = truth.get(candidate.row.source_ref)
        if child and chance.random() < share:
            decide_candidate(candidate, chance.choice(caseworkers), child, chance)


def decide_candidate(candidate: Candidate, by: User, child: dict[str, str], chance: random.Random) -> None:
    near = list(candidate.row.near_matches.select_related("entry"))
    if same := right_one(near, child):
        actions.judge_same(by=by, candidate=candidate, near_match=same, knowingly=True)  # some are held twice
        return
    if near:
        actions.judge_none_of_these(by=by, candidate=candidate)
    if child["STATUS"] == "absent":
        case = actions.confirm_candidate(by=by, candidate=candidate, findings=findings(chance))
        if chance.random() < 0.85:
            assign_case(by=by, case=case, to=by)
    elif chance.random() < 0.5:
        reason = chance.choice([DismissalReason.MOVED, DismissalReason.SCHOOL_ELSEWHERE, DismissalReason.LIST_ERROR])
        actions.dismiss_candidate(by=by, candidate=candidate, reason=reason)


def right_one(near: list[NearMatch], child: dict[str, str]) -> NearMatch | None:
    right = {child["PUPIL_REF"], child["EHE_REF"]} - {""}
    return next((each for each in near if each.entry.source_ref in right), None)


def findings(chance: random.Random) -> list[FindingGiven]:
    may_not_be = chance.random() < 0.7
    suitability = SuitabilityFinding.MAY_NOT_BE if may_not_be else SuitabilityFinding.IS_NOT
    return [
        FindingGiven(Condition.RESIDENT, chance.choice([Basis.COUNCIL_RECORD, Basis.FAMILY, Basis.VISIT])),
        FindingGiven(Condition.NOT_REGISTERED, Basis.LISTS_COMPARED),
        FindingGiven(Condition.NOT_SUITABLE, Basis.PRESUMED if may_not_be else Basis.FAMILY, suitability=suitability),
    ]


def work_cases(authority: Authority, caseworkers: list[User], *, chance: random.Random) -> None:
    """A few steps on about half of the open cases."""
    for case in Case.objects.open().filter(authority=authority).order_by("pk"):
        if chance.random() < 0.5:
            work_case(case, case.assigned_to or chance.choice(caseworkers), chance)


def work_case(case: Case, by: User, chance: random.Random) -> None:
    if chance.random() < 0.6:
        note_on_case(by=by, case=case, text=chance.choice(NOTES))
    if not case.facts.exists():
        record_facts(case, by, chance)
    to = chance.choice(NEXT.get(case.status, [case.status]))
    if can_move(case.status, to):
        move_case(by=by, case=case, to=to)
    elif chance.random() < 0.45:
        close(Case.objects.get(pk=case.pk), by, chance)


def record_facts(case: Case, by: User, chance: random.Random) -> None:
    today = timezone.localdate()
    aln = chance.choices(AlnLevel.values, weights=[30, 45, 2, 2, 14, 6, 1])[0]
    answers = {
        FlagKind.ALN: aln,
        FlagKind.CLA: chance.choices(YesNoUnknown.values, weights=[30, 6, 64])[0],
        FlagKind.FSM: chance.choices(YesNoUnknown.values, weights=[35, 25, 40])[0],
    }
    for kind, value in answers.items():
        record_fact(by=by, case=case, kind=kind, value=value, source=FlagSource.FAMILY, as_at=today)


def close(case: Case, by: User, chance: random.Random) -> None:
    reason, evidence = chance.choice(REASONS)
    close_case(by=by, case=case, reason=reason, evidence=evidence)


def open_by_hand(authority: Authority, by: User, lists: MonthOfLists, *, chance: random.Random) -> None:
    """A school refers a pupil of its own who has stopped coming."""
    pupils = list(csv.DictReader(io.StringIO(lists.files["school.csv"])))
    pupil = chance.choice(pupils)
    try:
        open_case(
            by=by,
            authority=authority,
            forenames=pupil["Forename"],
            surname=pupil["Surname"],
            born_on=parse_date(pupil["DOB"]),
            address=", ".join(filter(None, (pupil["AddressLine1"], pupil["AddressLine2"], pupil["Town"]))),
            postcode=clean_postcode(pupil["Postcode"]),
            origin=CaseOrigin.SCHOOL,
            referred_by=pupil["SchoolName"],
            received_on=timezone.localdate() - timedelta(days=2),
        )
    except (Refused, ValueError):
        return  # not of compulsory school age, or a value of the kind that lists come with


def judge_samples(caseworkers: list[User], truth: Truth) -> None:
    """Two caseworkers judge some pairs of the blind sample, each for themselves."""
    for officer in caseworkers[:2]:
        for item in waiting_for(officer).select_related("row", "entry")[:20]:
            child = truth.get(item.row.source_ref, {})
            is_same = item.entry.source_ref in {child.get("PUPIL_REF"), child.get("EHE_REF")}
            actions.answer_sample(by=officer, item=item, answer="same" if is_same else "different")
