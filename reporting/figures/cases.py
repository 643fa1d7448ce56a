"""Cases opened and closed in a month, and how long it took."""

from django.utils.translation import gettext_lazy as _

from records.choices import CaseOrigin, ClosureReason, EnquiryResult, Ground
from reporting import questions
from reporting.choices import Direction, Unit
from reporting.figures.indicator import Indicator, days, words
from reporting.reckoning import days_between, days_to_event

DAYS = _(
    "Calendar days from the day on which the authority received the row or the referral (day 0). The median and the "
    "mean to the nearest whole day; nine of ten took no longer than the 90th percentile. Hidden on a base under 5, the "
    "90th percentile on one under 10."
)


CASES = [
    Indicator(
        code="cases_opened",
        title=_("Cases opened"),
        definition=_(
            "Cases opened on a day of the month, by how the child came to notice. A case opened again is the same case "
            "and is counted again."
        ),
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
        shares_total_with="cases_closed",
    ),
    Indicator(
        code="closed_by_ground",
        title=_("Cases closed, by ground"),
        definition=_("Cases closed on a day of the month, by the ground that the reason for closing has in law."),
        unit=Unit.CASES,
        rows=questions.cases_closed_by_ground,
        categories=words(Ground, without=(Ground.REGIME_END,)),
        shares_total_with="cases_closed",
    ),
    Indicator(
        code="closed_by_tracing",
        title=_("Cases closed, traced in and traced out"),
        definition=_(
            "Cases closed on a day of the month, by the coded origin that was recorded of the case. Traced in: the "
            "child came into the area. Traced out: the child left the area."
        ),
        unit=Unit.CASES,
        rows=questions.cases_closed_by_direction,
        categories=words(Direction),
        shares_total_with="cases_closed",
    ),
    days(
        code="days_to_closure",
        title=_("Days from receipt to closure"),
        definition=DAYS,
        rows=questions.cases_closed,
        reckon=days_between("received_on", "closed_on"),
        base="cases_closed",
    ),
    days(
        code="days_traced_in",
        title=_("Days from receipt to closure, traced in"),
        definition=DAYS,
        rows=questions.closed_in_direction(Direction.IN),
        reckon=days_between("received_on", "closed_on"),
        base="closed_by_tracing",
        base_category=Direction.IN,
    ),
    days(
        code="days_traced_out",
        title=_("Days from receipt to closure, traced out"),
        definition=DAYS,
        rows=questions.closed_in_direction(Direction.OUT),
        reckon=days_between("received_on", "closed_on"),
        base="closed_by_tracing",
        base_category=Direction.OUT,
    ),
    Indicator(
        code="enquiries",
        title=_("Enquiries made"),
        definition=_("Enquiries of the checklist made on a day of the month, by their result."),
        unit=Unit.ENQUIRIES,
        rows=questions.enquiries,
        categories=words(EnquiryResult),
    ),
    Indicator(
        code="first_enquiries",
        title=_("Cases with their first enquiry"),
        definition=_("Cases on which the first enquiry since they were opened was made on a day of the month."),
        unit=Unit.CASES,
        rows=questions.first_enquiries,
    ),
    days(
        code="days_to_first_enquiry",
        title=_("Days from receipt to the first enquiry"),
        definition=DAYS,
        rows=questions.first_enquiries,
        reckon=days_between("received_on", "reached_on"),
        base="first_enquiries",
    ),
    Indicator(
        code="located",
        title=_("Children located"),
        definition=_("Cases that were moved to the status ‘Located’ in the month."),
        unit=Unit.CASES,
        rows=questions.located,
    ),
    days(
        code="days_to_located",
        title=_("Days from receipt to locating the child"),
        definition=DAYS,
        rows=questions.located,
        reckon=days_to_event,
        base="located",
    ),
]
