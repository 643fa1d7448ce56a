"""The writers for cases, the CME database, people and reference data: nothing else changes a record."""

from records.actions.accuracy import note_step, raise_query, settle_query
from records.actions.attaching import attach_file, remove_attachment, sweep_attachments
from records.actions.cases import (
    assign_case,
    close_case,
    correct_child,
    move_case,
    note_on_case,
    open_case,
    record_fact,
    same_open_cases,
    similar_open_cases,
)
from records.actions.clocks import correct_clock, end_clock, pause_clock, reckon_clocks_again, resume_clock, start_clock
from records.actions.closing import agree_to_closure, ask_for_closure, refuse_closure, reopen_case
from records.actions.contacts import ContactGiven, end_contact, save_address, save_contact
from records.actions.database import (
    FindingGiven,
    ItemsGiven,
    ParentGiven,
    ProviderGiven,
    enter_on_database,
    record_statutory_items,
    remove_after_closing,
    remove_over_age,
    remove_record,
)
from records.actions.deprivation import load_deprivation
from records.actions.disposing import (
    begin_disposal,
    decide_disposal,
    dispose_piece,
    drop_disposal,
    prepare_disposal,
)
from records.actions.enquiring import (
    add_enquiry,
    bring_checklist_up_to_date,
    make_enquiry_again,
    record_enquiry,
    save_checklist,
)
from records.actions.entries import forget_ended_entries
from records.actions.erasing import erase_case, erase_closed_cases
from records.actions.handing import Held, hand_over, held_by
from records.actions.letters import make_letter, note_posted, post_again, save_letter_template, serve_letter
from records.actions.lists import ask_for_bulk, do_bulk, drop_filter, note_case_look, save_filter
from records.actions.loading import load_districts, load_schools
from records.actions.marking import mark_case, unmark_case
from records.actions.people import (
    add_administrator,
    add_person,
    change_authority,
    change_person,
    end_token,
    make_token,
    renew_password,
    take_second_factor_away,
)
from records.actions.proposals import (
    accept_proposal,
    note_departure,
    propose_closure,
    refuse_proposal,
    withdraw_proposal,
)
from records.actions.todo import change_task, end_task, note_reminded, people_to_remind, set_task, tasks_to_remind
from records.actions.ways import change_ways, save_school_year

__all__ = [
    "ContactGiven",
    "FindingGiven",
    "Held",
    "ItemsGiven",
    "ParentGiven",
    "ProviderGiven",
    "accept_proposal",
    "add_administrator",
    "add_enquiry",
    "add_person",
    "agree_to_closure",
    "ask_for_bulk",
    "ask_for_closure",
    "assign_case",
    "attach_file",
    "begin_disposal",
    "bring_checklist_up_to_date",
    "change_authority",
    "change_person",
    "change_task",
    "change_ways",
    "close_case",
    "correct_child",
    "correct_clock",
    "decide_disposal",
    "dispose_piece",
    "do_bulk",
    "drop_disposal",
    "drop_filter",
    "end_clock",
    "end_contact",
    "end_task",
    "end_token",
    "enter_on_database",
    "erase_case",
    "erase_closed_cases",
    "forget_ended_entries",
    "hand_over",
    "held_by",
    "load_deprivation",
    "load_districts",
    "load_schools",
    "make_enquiry_again",
    "make_letter",
    "make_token",
    "mark_case",
    "move_case",
    "note_case_look",
    "note_departure",
    "note_on_case",
    "note_posted",
    "note_reminded",
    "note_step",
    "open_case",
    "pause_clock",
    "people_to_remind",
    "post_again",
    "prepare_disposal",
    "propose_closure",
    "raise_query",
    "reckon_clocks_again",
    "record_enquiry",
    "record_fact",
    "record_statutory_items",
    "refuse_closure",
    "refuse_proposal",
    "remove_after_closing",
    "remove_attachment",
    "remove_over_age",
    "remove_record",
    "renew_password",
    "reopen_case",
    "resume_clock",
    "same_open_cases",
    "save_address",
    "save_checklist",
    "save_contact",
    "save_filter",
    "save_letter_template",
    "save_school_year",
    "serve_letter",
    "set_task",
    "settle_query",
    "similar_open_cases",
    "start_clock",
    "sweep_attachments",
    "take_second_factor_away",
    "tasks_to_remind",
    "unmark_case",
    "withdraw_proposal",
]
