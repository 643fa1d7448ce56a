"""The log of looks: every page about a child writes who opened it, which child, when."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from records.models import AccessLog

# The name of a page's URL, in words. A page that is not here shows its name.
PAGES = {
    "cases": _("List of cases"),
    "case": _("Case"),
    "case_new": _("New case: similar cases"),
    "case_child": _("Case: correct the details of the child"),
    "case_note": _("Case: add a note"),
    "case_move": _("Case: change the status"),
    "case_fact": _("Case: record a fact"),
    "case_assign": _("Case: change the caseworker"),
    "case_close": _("Case: close"),
    "case_closing": _("Case: answer to a closing"),
    "case_erase": _("Case: erase the details"),
    "case_reopen": _("Case: open again"),
    "case_task_new": _("Case: set a task"),
    "case_task": _("Case: change a task"),
    "case_task_end": _("Case: end a task"),
    "case_enquiry_new": _("Case: add an enquiry"),
    "case_enquiry": _("Case: record an enquiry"),
    "case_enquiry_again": _("Case: make an enquiry again"),
    "case_enquiries_update": _("Case: bring the enquiries up to date"),
    "case_clock_new": _("Case: start a clock"),
    "case_clock": _("Case: correct a clock"),
    "case_clock_end": _("Case: end a clock"),
    "case_clock_pause": _("Case: pause a clock"),
    "case_clock_resume": _("Case: let a clock go on"),
    "case_mark": _("Case: set a flag"),
    "case_unmark": _("Case: end a flag"),
    "case_contact_new": _("Case: record a person around the child"),
    "case_contact": _("Case: change a person around the child"),
    "case_contact_end": _("Case: take off a person around the child"),
    "case_address_new": _("Case: record an address"),
    "case_address": _("Case: change an address"),
    "case_letter_new": _("Case: write a letter"),
    "case_letter": _("Case: a letter"),
    "case_letter_pdf": _("Case: a letter to print"),
    "case_letter_again": _("Case: send a letter again"),
    "case_attachment_new": _("Case: attach a file"),
    "case_attachment": _("Case: an attachment, downloaded"),
    "case_attachment_remove": _("Case: remove an attachment"),
    "case_values": _("Case: where each value comes from"),
    "case_query_new": _("Case: query a value"),
    "case_query": _("Case: a query of a value"),
    "case_query_step": _("Case: record a step of a query"),
    "case_query_settle": _("Case: settle a query"),
    "disposal": _("Records whose legal basis has ended"),
    "bulk": _("Acts on many cases"),
    "tasks": _("List of tasks"),
    "case_findings": _("Case: record the findings"),
    "case_record": _("Statutory record: edit"),
    "case_remove": _("Statutory record: remove"),
    "case_record_export": _("Statutory record: download"),
    "candidates": _("List of candidates"),
    "candidate": _("Candidate"),
    "candidate_same": _("Candidate: the same child"),
    "candidate_none": _("Candidate: no near match"),
    "candidate_dismiss": _("Candidate: dismiss"),
    "candidate_confirm": _("Candidate: confirm"),
    "extract_headings": _("List coming in: what its headings mean"),
    "pair_group": _("Group of near matches"),
    "candidate_unsure": _("Candidate: ask a colleague"),
    "match_apart": _("Match: take apart"),
    "extract_matches": _("List coming in: matches"),
    "samples": _("Monthly sample: a pair"),
    "proposals": _("List of cases proposed for closure"),
    "proposal": _("Case: proposal of closure"),
    "extract_problems": _("List coming in: problems"),
    "extract_problems_file": _("List coming in: problems, downloaded"),
    "extract_sheet": _("List coming in: sheet to mend, downloaded"),
    "extract_rows": _("List coming in: rows"),
    "return_rows": _("Return: the rows behind a figure"),
    "extract_absent": _("List coming in: children no longer on it"),
    "extract_changes": _("List coming in: changed values"),
    "extract_left": _("Health extract: children no longer on it"),
    "extract_undo": _("List coming in: take it back"),
    "absences": _("Children to be checked, no longer on a list"),
    "roll_entry": _("Entry of a list"),
}


def note_look(request, *, subject: str, subject_id: int, authority_id: str | None = None) -> AccessLog:
    """One look by the signed-in person. A page that lists many children is one look, with `subject_id` 0.

    `authority_id` is needed where the person works for a health board: the authority whose rows they looked at.
    """
    user = request.user
    return AccessLog.objects.create(
        authority_id=authority_id or user.authority_id,
        health_board_id=user.health_board_id,
        user_id=user.pk,
        page=request.resolver_match.view_name,
        subject=subject,
        subject_id=subject_id,
        at=timezone.now(),
    )
