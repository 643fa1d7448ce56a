"""What the law asks to be done, and what was done: the CME database, notices in time, purges, and the time it took."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from records.choices import ClockKind, Ground, ListKind
from records.keeping import QueryOutcome, RaisedBy
from reporting import questions
from reporting.choices import Activity, InTime, Unit
from reporting.figures.indicator import SHARE, Indicator, days, tallied, words
from reporting.reckoning import days_between, number_of_rows

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


def done(kind: ClockKind, code: str, *, title: Promise, share_title: Promise, definition: Promise) -> list[Indicator]:
    """What a clock counts towards, done in time or late, and the share of it in time."""
    rows = questions.clocks_met(kind)
    return [
        Indicator(code, title, definition, Unit.DUTIES, rows, categories=words(InTime)),
        Indicator(
            code=f"{code}_share",
            title=share_title,
            definition=_("Of those done in the month, the share done in time. Hidden on a base under 50."),
            unit=Unit.PERCENT,
            rows=rows,
            categories={SHARE: _("In time")},
            reckon=number_of_rows,
            base=code,
            share_of=InTime.IN_TIME,
        ),
    ]


DUTIES = [
    Indicator(
        code="queries_raised",
        title=_("Queries of values (regulation 5)"),
        definition=_(
            "Values of a record that somebody said, on a day of the month, were or might be wrong or incomplete, by "
            "who said so."
        ),
        unit=Unit.QUERIES,
        rows=questions.queries_raised,
        categories=words(RaisedBy),
    ),
    Indicator(
        code="queries_settled",
        title=_("Queries of values settled, corrections among them"),
        definition=_("Queries of values that were settled on a day of the month, by what came of them."),
        unit=Unit.QUERIES,
        rows=questions.queries_settled,
        categories=words(QueryOutcome),
    ),
    days(
        "days_to_settle",
        title=_("Days from a query to its settling"),
        definition=_(
            "Calendar days from the day on which a query was raised. The median and the mean to the nearest whole day; "
            "nine of ten took no longer than the 90th percentile. Hidden on a base under 5, the 90th percentile on one "
            "under 10."
        ),
        rows=questions.queries_settled,
        reckon=days_between("raised_on", "settled_on"),
        base="queries_settled",
    ),
    *done(
        ClockKind.REG6_NOTICE,
        "reg6_notices",
        title=_("Notices to receiving authorities (regulation 6)"),
        share_title=_("Notices to receiving authorities in time"),
        definition=_(
            "Notices to the authority into whose area a child moves, given on a day of the month: within the 28 days "
            "from the day on which the move was known, or later."
        ),
    ),
    Indicator(
        code="rights_requests_received",
        title=_("Rights requests received"),
        definition=_("Requests of people for their rights in personal data that came on a day of the month."),
        unit=Unit.DUTIES,
        rows=questions.clocks_started(ClockKind.RIGHTS_REQUEST),
    ),
    *done(
        ClockKind.RIGHTS_REQUEST,
        "rights_requests",
        title=_("Rights requests answered"),
        share_title=_("Rights requests answered in time"),
        definition=_(
            "Requests of people for their rights in personal data that were answered on a day of the month: within one "
            "calendar month, or later."
        ),
    ),
    *done(
        ClockKind.OFF_ROLL_RETURN,
        "off_roll_returns",
        title=_("Schools’ returns after taking a pupil off the roll"),
        share_title=_("Schools’ returns in time"),
        definition=_(
            "Returns that schools made on a day of the month after taking a pupil off the roll: within ten school "
            "days, or later."
        ),
    ),
    Indicator(
        code="s437_notices",
        title=_("Notices to satisfy the authority (section 437)"),
        definition=_("Notices served on a day of the month on parents to show that a child is suitably educated."),
        unit=Unit.DUTIES,
        rows=questions.clocks_started(ClockKind.S437_NOTICE),
    ),
    Indicator(
        code="attendance_orders",
        title=_("School attendance orders (section 437)"),
        definition=_(
            "School attendance orders served on a day of the month, as recorded at the end of the notice on which "
            "they followed."
        ),
        unit=Unit.DUTIES,
        rows=questions.attendance_orders,
    ),
    tallied(
        code="rows_purged",
        title=_("Rows purged"),
        definition=_("Rows of lists that were purged on a day of the month, by kind of list."),
        unit=Unit.ROWS,
        categories=words(ListKind),
    ),
    tallied(
        code="staff_hours",
        title=_("Staff time, where the authority records it"),
        definition=_(
            "Whole hours that the authority’s people worked in the month, by activity, as somebody of the authority "
            "has written them down. Nought may mean that nobody has."
        ),
        unit=Unit.HOURS,
        categories=words(Activity),
    ),
]
