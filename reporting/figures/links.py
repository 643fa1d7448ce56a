"""How figures follow from one another, for disclosure control."""

from records.choices import ListKind
from reporting.choices import CandidateDecision, CandidateWorklist, RowOutcome
from reporting.figures.indicator import TOTAL

# What a reader who knows the definitions can reckon with: each sum of factor times number is zero. A number is named by
# indicator, category, and how many months before. That totals of a group agree, and parts make their total, goes
# without a line.
LINKS: list[dict[tuple[str, str, int], int]] = [
    {
        ("open_cases", TOTAL, 0): 1,
        ("open_cases", TOTAL, 1): -1,
        ("cases_opened", TOTAL, 0): -1,
        ("cases_closed", TOTAL, 0): 1,
    },
    {
        ("matched_by_list", TOTAL, 0): -1,
        ("row_outcomes", RowOutcome.MATCHED, 0): 1,
        ("row_outcomes", RowOutcome.SUITABILITY, 0): 1,
    },
    {
        ("candidates_arrived", CandidateWorklist.UNKNOWN, 0): -1,
        ("row_outcomes", RowOutcome.UNMATCHED, 0): 1,
        ("row_outcomes", RowOutcome.TO_JUDGE, 0): 1,
    },
    {
        ("candidates_arrived", CandidateWorklist.SUITABILITY, 0): -1,
        ("row_outcomes", RowOutcome.SUITABILITY, 0): 1,
    },
    {
        ("matched_by_list", TOTAL, 0): 1,
        ("matched_by_method", TOTAL, 0): -1,
    },
    {
        ("rows_found", TOTAL, 0): -1,
        ("matched_by_list", TOTAL, 0): 1,
        ("candidates_decided", CandidateDecision.FOUND, 0): 1,
    },
    {
        ("known_and_found", "known_case", 0): 1,
        ("row_outcomes", RowOutcome.KNOWN_CASE, 0): -1,
    },
    {
        ("known_and_found", CandidateDecision.CONFIRMED, 0): 1,
        ("candidates_decided", CandidateDecision.CONFIRMED, 0): -1,
    },
    {
        ("rows_received", ListKind.HEALTH, 0): -1,
        ("problem_rows", ListKind.HEALTH, 0): 1,
        ("row_outcomes", TOTAL, 0): 1,
    },
]
