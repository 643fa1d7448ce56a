"""Rights, one enumeration, and roles as lists of rights. Pure."""

from enum import StrEnum

from records.choices import Role


class Right(StrEnum):
    SEND_EXTRACT = "send_extract"  # a health board's extract
    SEE_OWN_EXTRACTS = "see_own_extracts"  # the board's files and their problems, nothing else
    SEND_LIST = "send_list"  # the authority's own education lists
    SEE_LISTS = "see_lists"  # every list of the authority, its rows and its review
    APPROVE_LIST = "approve_list"
    MANAGE_LAYOUTS = "manage_layouts"  # say what headings mean, in one's own authority, board, or for everybody
    SET_FIELD_RULES = "set_field_rules"  # what a list may do to an entry's values
    OVERRULE_LIST = "overrule_list"  # let a stopped list through, take an approved one back, set the limits
    SEE_CANDIDATES = "see_candidates"
    DECIDE_CANDIDATE = "decide_candidate"
    TAKE_APART = "take_apart"  # end a match, whoever made it
    ACCEPT_IN_BULK = "accept_in_bulk"  # many near matches of one pattern, after a sample
    SEE_NAME_FORMS = "see_name_forms"
    KEEP_NAME_FORMS = "keep_name_forms"  # the authority's own forms of forenames
    JUDGE_SAMPLE = "judge_sample"  # pairs of the monthly sample, blind
    SETTLE_SAMPLE = "settle_sample"  # where two officers do not agree
    SEE_QUALITY = "see_quality"  # how often the matching is wrong
    SET_THRESHOLD = "set_threshold"
    SEE_CASES = "see_cases"
    WORK_CASES = "work_cases"
    CLOSE_CASE = "close_case"
    SET_CODES = "set_codes"  # origins and reasons: the authority's own, or by an administrator everybody's
    SET_WAYS = "set_ways"  # the authority's own way of working: checklist, targets, term dates; hand-over
    SEE_RETURNS = "see_returns"  # the authority's own returns, with exact figures
    LOOK_AT_RETURN = "look_at_return"  # say that a return has been looked at and is right
    RELEASE_RETURN = "release_return"  # a second person lets it out
    SEE_RELEASED = "see_released"  # released figures of every authority
    SEE_LOG = "see_log"
    SEE_PURGES = "see_purges"
    DISPOSE = "dispose"  # decide what becomes of records whose legal basis has ended
    MANAGE_USERS = "manage_users"
    MANAGE_REFERENCE = "manage_reference"
    SIGNED_IN = "signed_in"  # a page for everybody who has signed in


CASEWORK = (
    Right.SEE_CANDIDATES,
    Right.DECIDE_CANDIDATE,
    Right.TAKE_APART,
    Right.SEE_NAME_FORMS,
    Right.JUDGE_SAMPLE,
    Right.SEE_CASES,
    Right.WORK_CASES,
    Right.CLOSE_CASE,
)

ROLES: dict[str, frozenset[Right]] = {
    Role.CASEWORKER: frozenset({*CASEWORK}),
    Role.CASE_MANAGER: frozenset(
        {
            *CASEWORK,
            Right.ACCEPT_IN_BULK,
            Right.KEEP_NAME_FORMS,
            Right.SET_WAYS,
            Right.SET_CODES,
            Right.DISPOSE,
            Right.SEE_LISTS,
            Right.APPROVE_LIST,
            Right.MANAGE_LAYOUTS,
            Right.SET_FIELD_RULES,
            Right.OVERRULE_LIST,
            Right.SEE_RETURNS,
            Right.LOOK_AT_RETURN,
            Right.RELEASE_RETURN,
            Right.SEE_PURGES,
            Right.SETTLE_SAMPLE,
            Right.SEE_QUALITY,
            Right.SET_THRESHOLD,
        }
    ),
    Role.LIST_OFFICER: frozenset(
        {
            Right.SEND_LIST,
            Right.SEE_LISTS,
            Right.APPROVE_LIST,
            Right.MANAGE_LAYOUTS,
            Right.SET_FIELD_RULES,
            Right.SEE_PURGES,
            Right.TAKE_APART,
            Right.SEE_NAME_FORMS,
            Right.KEEP_NAME_FORMS,
        }
    ),
    Role.DATA_OFFICER: frozenset({Right.SEND_EXTRACT, Right.SEE_OWN_EXTRACTS, Right.MANAGE_LAYOUTS}),
    Role.EVALUATOR: frozenset({Right.SEE_RELEASED}),
    Role.AUDITOR: frozenset({Right.SEE_LOG, Right.SEE_PURGES}),
    Role.ADMINISTRATOR: frozenset({Right.MANAGE_USERS, Right.MANAGE_REFERENCE, Right.MANAGE_LAYOUTS, Right.SET_CODES}),
}

# Which scope a role works in: rows of its authority, files of its health board, or no rows about children at all.
AUTHORITY_ROLES = (Role.CASEWORKER, Role.CASE_MANAGER, Role.LIST_OFFICER, Role.AUDITOR)
BOARD_ROLES = (Role.DATA_OFFICER,)
OPEN_ROLES = (Role.EVALUATOR, Role.ADMINISTRATOR)


def rights_of(role: str) -> frozenset[Right]:
    """Every signed-in person's rights: those of the role, and the pages that are for everybody."""
    return ROLES.get(role, frozenset()) | {Right.SIGNED_IN}
