"""The writers of lists coming in: receive, check, compare, approve, cancel, judge, dismiss, confirm, purge."""

from lhb_ingest.actions.approving import approve_extract, cancel_extract, compare_again
from lhb_ingest.actions.deciding import (
    confirm_candidate,
    dismiss_candidate,
    judge_none_of_these,
    judge_same,
    reopen_candidate,
)
from lhb_ingest.actions.purging import purge_authority, purge_extract, sweep_files
from lhb_ingest.actions.receiving import receive_extract
from lhb_ingest.actions.staging import check_extract, compare_extract, give_up

__all__ = [
    "approve_extract",
    "cancel_extract",
    "check_extract",
    "compare_again",
    "compare_extract",
    "confirm_candidate",
    "dismiss_candidate",
    "give_up",
    "judge_none_of_these",
    "judge_same",
    "purge_authority",
    "purge_extract",
    "receive_extract",
    "reopen_candidate",
    "sweep_files",
]
