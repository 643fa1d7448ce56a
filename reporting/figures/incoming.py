"""What lists bring in, and what becomes of it: rows, matches, candidates."""

from django.utils.translation import gettext_lazy as _

from records.choices import ListKind
from reporting import questions
from reporting.choices import Average, CandidateDecision, CandidateWorklist, Fault, Method, RowOutcome, Unit
from reporting.figures.indicator import Indicator, tallied, words
from reporting.reckoning import averages_of_tallies, sum_of_tallies

INCOMING = [
    tallied(
        code="lists_approved",
        title=_("Lists approved"),
        definition=_("Lists that took effect, by kind of list, in the month in which the list was received."),
        unit=Unit.LISTS,
        measure="list",
        categories=words(ListKind),
    ),
    tallied(
        code="rows_received",
        title=_("Rows received"),
        definition=_(
            "Rows of every list that was approved, by kind of list, in the month in which the list was received."
        ),
        unit=Unit.ROWS,
        categories=words(ListKind),
    ),
    tallied(
        code="problem_rows",
        title=_("Rows that could not be used"),
        definition=_(
            "Rows of lists received in the month that had a problem, so that they could not be used, by kind of list."
        ),
        unit=Unit.ROWS,
        categories=words(ListKind),
    ),
    tallied(
        code="faults",
        title=_("Faults in lists, by kind"),
        definition=_(
            "Values in lists received in the month that were missing or could not be right, by kind of fault. "
            "A row can have several, and many of these rows were used all the same."
        ),
        unit=Unit.VALUES,
        measure="fault",
        categories=words(Fault),
    ),
]

FOUND = [
    tallied(
        code="row_outcomes",
        title=_("Rows of health extracts by outcome"),
        definition=_(
            "What became of each usable row of the health extracts received in the month, as it stood when they were "
            "approved. Rows that could not be used are counted apart."
        ),
        unit=Unit.ROWS,
        measure="outcome",
        categories=words(RowOutcome),
    ),
    tallied(
        code="matched_by_list",
        title=_("Rows found on a list, by kind of list"),
        definition=_(
            "Rows of the health extracts received in the month that were judged to be a child on another list, "
            "by the kind of that list."
        ),
        unit=Unit.ROWS,
        categories=words(ListKind, without=(ListKind.HEALTH,)),
    ),
    tallied(
        code="matched_by_method",
        title=_("Rows found on a list, by how they were found"),
        definition=_(
            "Rows of the health extracts received in the month that were judged to be a child on another list, by "
            "whether the comparison did so alone, with everything the same or in spite of differences, or a person did."
        ),
        unit=Unit.ROWS,
        categories=words(Method),
    ),
    tallied(
        code="rows_found",
        title=_("Rows found on a list, at the approval or by a person after it"),
        definition=_(
            "Rows of the health extracts received in the month that were judged to be a child on another list, and "
            "candidates whom a person found on a list on a day of the month."
        ),
        unit=Unit.ROWS,
        measure="days_to_match",
    ),
    Indicator(
        code="days_to_match",
        title=_("Days from receipt to match"),
        definition=_(
            "Calendar days from the day on which the authority received the list (day 0) to the approval, with which "
            "its matches take effect, or to the day on which a person found the candidate on a list. The median and "
            "the mean to the nearest whole day; nine of ten took no longer than the 90th percentile. Hidden on a base "
            "under 5, the 90th percentile on one under 10."
        ),
        unit=Unit.DAYS,
        rows=questions.tallies("days_to_match"),
        categories=words(Average),
        reckon=averages_of_tallies,
        base="rows_found",
    ),
    tallied(
        code="candidates_arrived",
        title=_("Candidates that arrived"),
        definition=_(
            "Children of compulsory school age who may be missing education, by worklist, in the month in which the "
            "health extract was received that shows them, or the list that no longer shows them."
        ),
        unit=Unit.CANDIDATES,
        measure="candidate_arrived",
        categories=words(CandidateWorklist),
    ),
    tallied(
        code="candidates_decided",
        title=_("Candidates decided"),
        definition=_("Candidates on whom a person decided in the month, by decision and by the day of the decision."),
        unit=Unit.CANDIDATES,
        measure="candidate",
        categories=words(CandidateDecision),
    ),
    Indicator(
        code="known_and_found",
        title=_("Children missing education: known before, and found by the list"),
        definition=_(
            "Children on a health extract received in the month who were an open case already, and candidates "
            "confirmed in the month, whom nobody had known to be missing education."
        ),
        unit=Unit.CASES,
        rows=questions.known_and_found,
        categories={
            "known_case": _("Known before the list was compared"),
            CandidateDecision.CONFIRMED: _("Found by comparing the list"),
        },
        reckon=sum_of_tallies,
    ),
]
