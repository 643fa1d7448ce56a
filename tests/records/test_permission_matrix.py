"""Who may do what to a case, as a table that a person can read: acts by right, rights by role."""

import pytest

from records.choices import Role
from records.rights import ROLES, Right
from tests.test_house import patterns

SEE, WORK, CLOSE, WAYS = Right.SEE_CASES, Right.WORK_CASES, Right.CLOSE_CASE, Right.SET_WAYS
# Page or press on a case -> the right that opens it.
ACTS = {
    **dict.fromkeys(("cases", "case", "case_values", "case_query", "case_attachment", "case_letter"), SEE),
    **dict.fromkeys(("case_letter_pdf", "case_record_export", "filter_save", "filter_drop"), SEE),
    **dict.fromkeys(("case_new", "case_note", "case_move", "case_child", "case_fact", "case_assign"), WORK),
    **dict.fromkeys(("case_findings", "case_record", "case_reopen", "case_mark", "case_unmark"), WORK),
    **dict.fromkeys(("case_task_new", "case_task", "case_task_end", "case_enquiry_new", "case_enquiry"), WORK),
    **dict.fromkeys(("case_clock_new", "case_clock", "case_clock_end", "case_clock_pause", "case_clock_resume"), WORK),
    **dict.fromkeys(("case_contact_new", "case_contact", "case_contact_end", "case_address_new"), WORK),
    **dict.fromkeys(("case_sibling_new", "case_sibling_end"), WORK),
    **dict.fromkeys(("case_address", "case_letter_new", "case_letter_again", "proposal_refuse"), WORK),
    **dict.fromkeys(("case_attachment_new", "case_attachment_remove", "bulk_new", "bulk"), WORK),
    **dict.fromkeys(("case_query_new", "case_query_step", "case_query_settle"), WORK),
    **dict.fromkeys(("case_close", "case_closing", "case_remove", "case_erase", "proposal_accept"), CLOSE),
    **dict.fromkeys(("ways", "checklist", "school_year", "handing_over", "letter_templates"), WAYS),
    **dict.fromkeys(("disposal_new", "disposal", "disposal_begin", "disposal_drop"), Right.DISPOSE),
}
# Right -> the roles that hold it; nobody else does.
HOLDERS = {
    SEE: {Role.CASEWORKER, Role.CASE_MANAGER},
    WORK: {Role.CASEWORKER, Role.CASE_MANAGER},
    CLOSE: {Role.CASEWORKER, Role.CASE_MANAGER},
    WAYS: {Role.CASE_MANAGER},
    Right.DISPOSE: {Role.CASE_MANAGER},
}
VIEWS = {pattern.name: pattern.callback for pattern in patterns()}


@pytest.mark.parametrize("name", sorted(ACTS))
def test_an_act_needs_its_right(name):
    assert set(VIEWS[name].rights) == {ACTS[name]}


@pytest.mark.parametrize("right", sorted(HOLDERS))
def test_a_right_has_its_roles(right):
    assert {role for role, rights in ROLES.items() if right in rights} == HOLDERS[right]


def test_no_page_of_a_case_is_open_to_any_other_right():
    pages = [name for name in VIEWS if name and name.startswith("case_")]
    assert len(pages) > 40
    for name in pages:
        assert set(VIEWS[name].rights) <= {SEE, WORK, CLOSE}, name
