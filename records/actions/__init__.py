"""The writers for cases, the CME database, people and reference data: nothing else changes a record."""

from records.actions.cases import (
    assign_case,
    close_case,
    move_case,
    note_on_case,
    open_case,
    record_fact,
    same_open_cases,
    similar_open_cases,
)
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
from records.actions.people import (
    add_administrator,
    add_person,
    change_authority,
    change_person,
    end_token,
    make_token,
    renew_password,
)

__all__ = [
    "FindingGiven",
    "ItemsGiven",
    "ParentGiven",
    "ProviderGiven",
    "add_administrator",
    "add_person",
    "assign_case",
    "change_authority",
    "change_person",
    "close_case",
    "end_token",
    "enter_on_database",
    "make_token",
    "move_case",
    "note_on_case",
    "open_case",
    "record_fact",
    "record_statutory_items",
    "remove_after_closing",
    "remove_over_age",
    "remove_record",
    "renew_password",
    "same_open_cases",
    "similar_open_cases",
]
