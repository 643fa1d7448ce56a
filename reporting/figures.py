"""The figures: every indicator with its definition, the rows that it counts, and the numbers it makes of them.

Adding one is a question (reporting/questions.py), an entry here, and a test.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from records.choices import AlnLevel, CaseOrigin, CaseStatus, ClosureReason, FlagKind, Ground, ListKind, YesNoUnknown
from records.models import Authority
from reporting import questions
from reporting.choices import Average, Band, CandidateDecision, CandidateWorklist, RowOutcome, Unit
from reporting.months import Month

DEFINITIONS = "2"  # goes up when the meaning of any indicator changes
TOTAL = ""  # the category of a total

Numbers = dict[str, int | None]


def words(choices, *, without: tuple[str, ...] = ()) -> dict[str, Promise]:
    return {code: label for code, label in choices.choices if code not in without}


@dataclass(frozen=True)
class Indicator:
    """One question with its answer: what it means, which rows it counts, what it makes of them."""

    code: str
    title: Promise
    definition: Promise
    unit: Unit
    rows: questions.Question
    categories: Mapping[str, Promise] = field(default_factory=dict)  # in the order of the page; none: a total only
    reckon: Callable[[QuerySet], Numbers] = questions.number_of_rows
    shares_total_with: str = ""  # indicators that break down the same total in different ways name the same one
    base: str = ""  # a measure, not a count: the indicator whose total it rests on

    @property
    def is_measure(self) -> bool:
        return bool(self.base)

    @property
    def group(self) -> str:
        return self.shares_total_with or self.code

    def numbers(self, authority: Authority, month: Month) -> Numbers:
        """By category, zeros included, the total first. A category that the words do not know is counted too."""
        reckoned = self.reckon(self.rows(authority, month))
        if self.is_measure:
            return {category: reckoned.get(category) for category in self.categories}
        total = {TOTAL: sum(reckoned.values())}
        return total | dict.fromkeys(self.categories, 0) | reckoned if self.categories else total

    def counted(self, authority: Authority, month: Month) -> str:
        """SHA-256 over which rows are counted and under which category: keys and codes, nothing about a child."""
        rows = self.rows(authority, month).order_by("pk").values_list("pk", "category")
        return hashlib.sha256(json.dumps(list(rows), separators=(",", ":")).encode()).hexdigest()

    def label(self, category: str) -> str:
        return str(self.categories.get(category, category)) if category else str(_("Total"))

    def rows_of(self, authority: Authority, month: Month, category: str = TOTAL) -> QuerySet:
        """The list behind a number: exactly the rows that it counts."""
        rows = self.rows(authority, month)
        return rows if category == TOTAL or self.is_measure else rows.filter(category=category)


@dataclass(frozen=True)
class Figure:
    """One number of an indicator for one month."""

    indicator: Indicator
    category: str
    value: int | None  # None: there was nothing to measure


INCOMING = [
    Indicator(
        code="rows_received",
        title=_("Rows received"),
        definition=_(
            "Rows of every list that was approved, by kind of list, in the month in which the list was received."
        ),
        unit=Unit.ROWS,
        rows=questions.tallies("rows_received"),
        categories=words(ListKind),
        reckon=questions.sum_of_tallies,
    ),
    Indicator(
        code="problem_rows",
        title=_("Rows that could not be used"),
        definition=_(
            "Rows of lists received in the month that had a problem, so that they could not be used, by kind of list."
        ),
        unit=Unit.ROWS,
        rows=questions.tallies("problem_rows"),
        categories=words(ListKind),
        reckon=questions.sum_of_tallies,
    ),
    Indicator(
        code="row_outcomes",
        title=_("Rows of health extracts by outcome"),
        definition=_(
            "What became of each usable row of the health extracts received in the month, as it stood when they were "
            "approved. Rows that could not be used are counted apart."
        ),
        unit=Unit.ROWS,
        rows=questions.tallies("outcome"),
        categories=words(RowOutcome),
        reckon=questions.sum_of_tallies,
    ),
    Indicator(
        code="matched_by_list",
        title=_("Rows found on a list, by kind of list"),
        definition=_(
            "Rows of the health extracts received in the month that were judged to be a child on another list, "
            "by the kind of that list."
        ),
        unit=Unit.ROWS,
        rows=questions.tallies("matched_by_list"),
        categories=words(ListKind, without=(ListKind.HEALTH,)),
        reckon=questions.sum_of_tallies,
    ),
    Indicator(
        code="candidates_arrived",
        title=_("Candidates that arrived"),
        definition=_(
            "Children of compulsory school age who may be missing education, by worklist, in the month in which the "
            "health extract was received that shows them, or the list that no longer shows them."
        ),
        unit=Unit.CANDIDATES,
        rows=questions.tallies("candidate_arrived"),
        categories=words(CandidateWorklist),
        reckon=questions.sum_of_tallies,
    ),
    Indicator(
        code="candidates_decided",
        title=_("Candidates decided"),
        definition=_("Candidates on whom a person decided in the month, by decision and by the day of the decision."),
        unit=Unit.CANDIDATES,
        rows=questions.tallies("candidate"),
        categories=words(CandidateDecision),
        reckon=questions.sum_of_tallies,
    ),
]

CASES = [
    Indicator(
        code="cases_opened",
        title=_("Cases opened"),
        definition=_("Cases opened on a day of the month, by how the child came to notice."),
        unit=Unit.CASES,
        rows=questions.cases_opened,
        categories=words(CaseOrigin),
    ),
    Indicator(
        code="cases_closed",
        title=_("Cases closed"),
        definition=_("Cases closed on a day of the month, by the reason for closing."),
        unit=Unit.CASES,
        rows=questions.cases_closed,
        categories=words(ClosureReason),
    ),
    Indicator(
        code="days_to_closure",
        title=_("Days from receipt to closure"),
        definition=_(
            "For cases closed on a day of the month: calendar days from the day on which the authority received the "
            "row or the referral (day 0) to the day of closing. The median, to the nearest whole day. Hidden if it "
            "rests on fewer than 5 cases."
        ),
        unit=Unit.DAYS,
        rows=questions.cases_closed,
        categories=words(Average),
        reckon=questions.median_days,
        base="cases_closed",
    ),
]

STOCK = [
    Indicator(
        code="open_cases",
        title=_("Open cases"),
        definition=_("Cases that were open at the end of the last day of the month."),
        unit=Unit.CASES,
        rows=questions.open_cases,
        shares_total_with="open_cases",
    ),
    Indicator(
        code="open_by_status",
        title=_("Open cases by status"),
        definition=_("Cases open at the end of the last day of the month, by their status at that time."),
        unit=Unit.CASES,
        rows=questions.stock_by_status,
        categories=words(CaseStatus, without=(CaseStatus.CLOSED,)),
        shares_total_with="open_cases",
    ),
    Indicator(
        code="open_by_duration",
        title=_("Open cases by duration"),
        definition=_(
            "Cases open at the end of the last day of the month, by the time since the authority received the row or "
            "the referral. Received in the month itself is under 1 month; received in it or in one of the two months "
            "before is under 3 months, and so on."
        ),
        unit=Unit.CASES,
        rows=questions.stock_by_duration,
        categories=words(Band),
        shares_total_with="open_cases",
    ),
    Indicator(
        code="open_by_aln",
        title=_("Open cases by ALN level"),
        definition=_(
            "Cases open at the end of the last day of the month, by the newest level of additional learning needs that "
            "was recorded as at that day or before. A case without one is counted as not known."
        ),
        unit=Unit.CASES,
        rows=questions.stock_by_fact(FlagKind.ALN),
        categories=words(AlnLevel),
        shares_total_with="open_cases",
    ),
    Indicator(
        code="open_by_cla",
        title=_("Open cases of looked after children"),
        definition=_(
            "Cases open at the end of the last day of the month, by the newest fact as at that day or before on "
            "whether the child is looked after. A case without one is counted as not known."
        ),
        unit=Unit.CASES,
        rows=questions.stock_by_fact(FlagKind.CLA),
        categories=words(YesNoUnknown),
        shares_total_with="open_cases",
    ),
    Indicator(
        code="open_by_fsm",
        title=_("Open cases by free school meals"),
        definition=_(
            "Cases open at the end of the last day of the month, by the newest fact as at that day or before on "
            "whether the child is eligible for free school meals. A case without one is counted as not known."
        ),
        unit=Unit.CASES,
        rows=questions.stock_by_fact(FlagKind.FSM),
        categories=words(YesNoUnknown),
        shares_total_with="open_cases",
    ),
]

DATABASE = [
    Indicator(
        code="database_entries",
        title=_("Children entered on the CME database"),
        definition=_("Records made on the CME database on a day of the month."),
        unit=Unit.RECORDS,
        rows=questions.database_entries,
    ),
    Indicator(
        code="database_removals",
        title=_("Records removed from the CME database"),
        definition=_("Records removed from the CME database on a day of the month, by the ground for removal."),
        unit=Unit.RECORDS,
        rows=questions.database_removals,
        categories=words(Ground, without=(Ground.NO_GROUND,)),
    ),
]

INDICATORS: dict[str, Indicator] = {indicator.code: indicator for indicator in (*INCOMING, *CASES, *STOCK, *DATABASE)}
SECTIONS: list[tuple[Promise, list[Indicator]]] = [
    (_("Lists coming in"), INCOMING),
    (pgettext_lazy("section of a return", "Cases"), CASES),
    (_("Open cases at the end of the month"), STOCK),
    (_("CME database"), DATABASE),
]

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
        ("rows_received", ListKind.HEALTH, 0): -1,
        ("problem_rows", ListKind.HEALTH, 0): 1,
        ("row_outcomes", TOTAL, 0): 1,
    },
]


def indicator_of(code: str) -> Indicator:
    """The indicator of a line, also of one made by an older program that counted something else."""
    return INDICATORS.get(code) or Indicator(
        code=code, title=code, definition="", unit=Unit.ROWS, rows=questions.tallies(code)
    )


def figures(authority: Authority, month: Month) -> Iterator[Figure]:
    """Every number of one authority for one month, in the order of a return."""
    for indicator in INDICATORS.values():
        for category, value in indicator.numbers(authority, month).items():
            yield Figure(indicator, category, value)
