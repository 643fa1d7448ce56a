"""What the authority holds: rolls, children, the statutory record, cases, and the people who work on them."""

from records.models.access import AccessLog, AdminEvent
from records.models.authority import Authority, CalendarSpan, HealthBoard, Regime
from records.models.case import Case, CaseEvent, CaseFact, CaseNote, ClosureRequest, Finding, Spell
from records.models.child import Child, CMERecord, RecordParent, RecordProvider
from records.models.contacts import ChildAddress, Contact, Sibling
from records.models.deprivation import DeprivationArea
from records.models.keeping import (
    AccuracyQuery,
    AccuracyStep,
    Attachment,
    DisposalCertificate,
    DisposalItem,
    DisposalRun,
    ValueChange,
)
from records.models.letters import Letter, LetterTemplate
from records.models.lists import BulkAct, CaseLook, SavedFilter
from records.models.origins import CaseCode, Circumstances, Query
from records.models.proposal import ClosureProposal
from records.models.reference import ReferenceLoad, School, districts_loaded
from records.models.roll import RollEntry
from records.models.tally import Tally
from records.models.transfer import Transfer
from records.models.user import ApiToken, User
from records.models.work import CaseMarker, Clock, Enquiry, EnquiryTemplate, Task

__all__ = [
    "AccessLog",
    "AccuracyQuery",
    "AccuracyStep",
    "AdminEvent",
    "ApiToken",
    "Attachment",
    "Authority",
    "BulkAct",
    "CMERecord",
    "CalendarSpan",
    "Case",
    "CaseCode",
    "CaseEvent",
    "CaseFact",
    "CaseLook",
    "CaseMarker",
    "CaseNote",
    "Child",
    "ChildAddress",
    "Circumstances",
    "Clock",
    "ClosureProposal",
    "ClosureRequest",
    "Contact",
    "DeprivationArea",
    "DisposalCertificate",
    "DisposalItem",
    "DisposalRun",
    "Enquiry",
    "EnquiryTemplate",
    "Finding",
    "HealthBoard",
    "Letter",
    "LetterTemplate",
    "Query",
    "RecordParent",
    "RecordProvider",
    "ReferenceLoad",
    "Regime",
    "RollEntry",
    "SavedFilter",
    "School",
    "Sibling",
    "Spell",
    "Tally",
    "Task",
    "Transfer",
    "User",
    "ValueChange",
    "districts_loaded",
]
