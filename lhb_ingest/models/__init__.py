"""Tables of lists coming in."""

from lhb_ingest.models.jobs import Job
from lhb_ingest.models.judging import BulkAcceptance, BulkPair, NameForm, PairDecision, PutOff, SecondOpinion
from lhb_ingest.models.layouts import MendedSheet, SenderLayout
from lhb_ingest.models.lists import Extract, ExtractRow, PurgeCertificate, RowProblem, storage_name
from lhb_ingest.models.matches import Candidate, Match, NearMatch

__all__ = [
    "BulkAcceptance",
    "BulkPair",
    "Candidate",
    "Extract",
    "ExtractRow",
    "Job",
    "Match",
    "MendedSheet",
    "NameForm",
    "NearMatch",
    "PairDecision",
    "PurgeCertificate",
    "PutOff",
    "RowProblem",
    "SecondOpinion",
    "SenderLayout",
    "storage_name",
]
