"""Tables of lists coming in."""

from lhb_ingest.models.jobs import Job
from lhb_ingest.models.judging import BulkAcceptance, BulkPair, NameForm, PairDecision, PutOff, SecondOpinion
from lhb_ingest.models.layouts import MendedSheet, SenderLayout
from lhb_ingest.models.lists import Extract, ExtractRow, PurgeCertificate, RowProblem, storage_name
from lhb_ingest.models.matches import Candidate, KeptMatch, Match, NearMatch
from lhb_ingest.models.reviews import (
    AbsentChild,
    EntryChange,
    FieldChange,
    FieldRule,
    Limits,
    Remembered,
    RowDoubt,
    Stop,
)
from lhb_ingest.models.samples import AcceptanceThreshold, SampleAnswer, SampleItem, ThresholdPreview

__all__ = [
    "AbsentChild",
    "AcceptanceThreshold",
    "BulkAcceptance",
    "BulkPair",
    "Candidate",
    "EntryChange",
    "Extract",
    "ExtractRow",
    "FieldChange",
    "FieldRule",
    "Job",
    "KeptMatch",
    "Limits",
    "Match",
    "MendedSheet",
    "NameForm",
    "NearMatch",
    "PairDecision",
    "PurgeCertificate",
    "PutOff",
    "Remembered",
    "RowDoubt",
    "RowProblem",
    "SampleAnswer",
    "SampleItem",
    "SecondOpinion",
    "SenderLayout",
    "Stop",
    "ThresholdPreview",
    "storage_name",
]
