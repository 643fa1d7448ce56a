"""What the authority holds: rolls, children, the statutory record, cases, and the people who work on them."""

from records.models.access import AccessLog, AdminEvent
from records.models.authority import Authority, HealthBoard, Regime
from records.models.case import Case, CaseEvent, CaseFact, CaseNote, Finding
from records.models.child import Child, CMERecord, RecordParent, RecordProvider
from records.models.deprivation import DeprivationArea
from records.models.proposal import ClosureProposal
from records.models.reference import ReferenceLoad, School
from records.models.roll import RollEntry
from records.models.tally import Tally
from records.models.user import ApiToken, User

__all__ = [
    "AccessLog",
    "AdminEvent",
    "ApiToken",
    "Authority",
    "CMERecord",
    "Case",
    "CaseEvent",
    "CaseFact",
    "CaseNote",
    "Child",
    "ClosureProposal",
    "DeprivationArea",
    "Finding",
    "HealthBoard",
    "RecordParent",
    "RecordProvider",
    "ReferenceLoad",
    "Regime",
    "RollEntry",
    "School",
    "Tally",
    "User",
]
