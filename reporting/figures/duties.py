"""What the law asks to be done, and what was done: the CME database, notices in time, purges."""

from django.utils.translation import gettext_lazy as _

from records.choices import ClockKind, Ground, ListKind
from reporting import questions
from reporting.choices import InTime, Unit
from reporting.figures.indicator import SHARE, Indicator, words
from reporting.reckoning import number_of_rows, sum_of_tallies

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

SHARE_IN_TIME = _("Of those done in the month, the share done in time. Hidden on a base under 50.")

DUTIES = [
    Indicator(
        code="reg6_notices",
        title=_("Notices to receiving authorities (regulation 6)"),
        definition=_(
            "Notices to the authority into whose area a child moves, given on a day of the month: within the 28 days "
            "from the day on which the move was known, or later."
        ),
        unit=Unit.DUTIES,
        rows=questions.clocks_met(ClockKind.REG6_NOTICE),
        categories=words(InTime),
    ),
    Indicator(
        code="reg6_notices_share",
        title=_("Notices to receiving authorities in time"),
        definition=SHARE_IN_TIME,
        unit=Unit.PERCENT,
        rows=questions.clocks_met(ClockKind.REG6_NOTICE),
        categories={SHARE: _("In time")},
        reckon=number_of_rows,
        base="reg6_notices",
        share_of=InTime.IN_TIME,
    ),
    Indicator(
        code="rights_requests",
        title=_("Rights requests answered"),
        definition=_(
            "Requests of people for their rights in personal data that were answered on a day of the month: within one "
            "calendar month, or later."
        ),
        unit=Unit.DUTIES,
        rows=questions.clocks_met(ClockKind.RIGHTS_REQUEST),
        categories=words(InTime),
    ),
    Indicator(
        code="rights_requests_share",
        title=_("Rights requests answered in time"),
        definition=SHARE_IN_TIME,
        unit=Unit.PERCENT,
        rows=questions.clocks_met(ClockKind.RIGHTS_REQUEST),
        categories={SHARE: _("In time")},
        reckon=number_of_rows,
        base="rights_requests",
        share_of=InTime.IN_TIME,
    ),
    Indicator(
        code="off_roll_returns",
        title=_("Schools’ returns after taking a pupil off the roll"),
        definition=_(
            "Returns that schools made on a day of the month after taking a pupil off the roll: within ten school "
            "days, or later."
        ),
        unit=Unit.DUTIES,
        rows=questions.clocks_met(ClockKind.OFF_ROLL_RETURN),
        categories=words(InTime),
    ),
    Indicator(
        code="off_roll_returns_share",
        title=_("Schools’ returns in time"),
        definition=SHARE_IN_TIME,
        unit=Unit.PERCENT,
        rows=questions.clocks_met(ClockKind.OFF_ROLL_RETURN),
        categories={SHARE: _("In time")},
        reckon=number_of_rows,
        base="off_roll_returns",
        share_of=InTime.IN_TIME,
    ),
    Indicator(
        code="s437_notices",
        title=_("Notices to satisfy the authority (section 437)"),
        definition=_("Notices served on a day of the month on parents to show that a child is suitably educated."),
        unit=Unit.DUTIES,
        rows=questions.clocks_started(ClockKind.S437_NOTICE),
    ),
    Indicator(
        code="rows_purged",
        title=_("Rows purged"),
        definition=_("Rows of lists that were purged on a day of the month, by kind of list."),
        unit=Unit.ROWS,
        rows=questions.tallies("rows_purged"),
        categories=words(ListKind),
        reckon=sum_of_tallies,
    ),
]
