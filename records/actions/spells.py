"""The spells of a case, and what the case shows of the latest: both are written here, and nowhere else."""

import datetime

from records.choices import CaseStatus
from records.models import Case, Spell, User

OF_BOTH = ("origin", "received_on", "opened_on", "opened_by_id")
CLOSURE = ("status", "closed_on", "closed_by", "closure_reason", "closure_ground", "closure_evidence")


def begin_spell(case: Case) -> Spell:
    """The spell of a case that has just been opened, or opened again, with what the case says of it."""
    return Spell.objects.create(
        case=case,
        authority_id=case.authority_id,
        number=case.spells.count() + 1,
        **{name: getattr(case, name) for name in OF_BOTH},
    )


def open_spell(case: Case) -> Spell:
    """The spell of an open case."""
    return case.spells.get(closed_on=None)


def end_spell(
    case: Case,
    *,
    by: User,
    reason: str,
    ground: str,
    evidence: str,
    on: datetime.date,
    approved_by: User | None = None,
) -> None:
    """Ends the spell and sets what the case shows of it; the caller puts the case back with the CLOSURE fields."""
    spell = open_spell(case)
    spell.closed_on, spell.closed_by, spell.approved_by = on, by, approved_by
    spell.reason, spell.ground, spell.evidence = reason, ground, evidence
    spell.save()
    case.status = CaseStatus.CLOSED
    case.closed_on, case.closed_by = on, by
    case.closure_reason, case.closure_ground, case.closure_evidence = reason, ground, evidence


def clear_closure(case: Case) -> None:
    """An open case shows no closure; its earlier spells keep theirs."""
    case.status = CaseStatus.OPENED
    case.closed_on = case.closed_by = None
    case.closure_reason = case.closure_ground = case.closure_evidence = ""
