"""The writers of lists coming in: receive, check, compare, approve, cancel, judge, dismiss, confirm, purge."""

from lhb_ingest.actions.absences import choose_absent, settle_absent
from lhb_ingest.actions.answering import answer_changes, set_field_rules
from lhb_ingest.actions.apart import take_apart
from lhb_ingest.actions.apart_later import settle_kept, take_kept_apart
from lhb_ingest.actions.approving import approve_extract, cancel_extract, compare_again
from lhb_ingest.actions.bulk import accept_bulk, begin_bulk, judge_bulk_pair, stop_bulk, undo_bulk, work_bulk
from lhb_ingest.actions.deciding import (
    confirm_candidate,
    dismiss_candidate,
    judge_different,
    judge_none_of_these,
    judge_same,
    reopen_candidate,
)
from lhb_ingest.actions.explaining import end_layout, explain_headings, keep_layout, withdraw_extract
from lhb_ingest.actions.giving_up import give_up_list
from lhb_ingest.actions.jobs import (
    beat,
    claim,
    enqueue,
    enqueue_waiting,
    leave_queue,
    put_down,
    stage_done,
)
from lhb_ingest.actions.keeping import end_decisions, forget_decisions, keep_decisions
from lhb_ingest.actions.leaving import take_back_leavers
from lhb_ingest.actions.measuring import answer_sample, draw_samples, lapse_samples
from lhb_ingest.actions.mending import mend_extract, receive_mended_rows
from lhb_ingest.actions.name_forms import add_name_form, end_name_form
from lhb_ingest.actions.purging import purge_authority, purge_extract, sweep_files
from lhb_ingest.actions.queueing import claim_candidate, claim_next, judge_unsure, put_off, release_claims, undo_last
from lhb_ingest.actions.receiving import receive_extract
from lhb_ingest.actions.rechecking import recheck_extract
from lhb_ingest.actions.rematching import rematch_authority
from lhb_ingest.actions.staging import check_extract, compare_extract, give_up
from lhb_ingest.actions.stopping import let_through, set_limits
from lhb_ingest.actions.thresholds import ask_preview, give_up_preview, set_threshold, take_step
from lhb_ingest.actions.undoing import undo_extract

__all__ = [
    "accept_bulk",
    "add_name_form",
    "answer_changes",
    "answer_sample",
    "approve_extract",
    "ask_preview",
    "beat",
    "begin_bulk",
    "cancel_extract",
    "check_extract",
    "choose_absent",
    "claim",
    "claim_candidate",
    "claim_next",
    "compare_again",
    "compare_extract",
    "confirm_candidate",
    "dismiss_candidate",
    "draw_samples",
    "end_decisions",
    "end_layout",
    "end_name_form",
    "enqueue",
    "enqueue_waiting",
    "explain_headings",
    "forget_decisions",
    "give_up",
    "give_up_list",
    "give_up_preview",
    "judge_bulk_pair",
    "judge_different",
    "judge_none_of_these",
    "judge_same",
    "judge_unsure",
    "keep_decisions",
    "keep_layout",
    "lapse_samples",
    "leave_queue",
    "let_through",
    "mend_extract",
    "purge_authority",
    "purge_extract",
    "put_down",
    "put_off",
    "receive_extract",
    "receive_mended_rows",
    "recheck_extract",
    "release_claims",
    "rematch_authority",
    "reopen_candidate",
    "set_field_rules",
    "set_limits",
    "set_threshold",
    "settle_absent",
    "settle_kept",
    "stage_done",
    "stop_bulk",
    "sweep_files",
    "take_apart",
    "take_back_leavers",
    "take_kept_apart",
    "take_step",
    "undo_bulk",
    "undo_extract",
    "undo_last",
    "withdraw_extract",
    "work_bulk",
]
