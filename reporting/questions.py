"""What figures ask the database: each answer is a queryset of the very rows that are counted, with their category."""

from collections.abc import Callable

from django.db.models import Case as Choose
from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce

from records import codes
from records.choices import CaseStatus, ClockKind, ClockOutcome, EventKind, FlagKind
from records.codes import CodeKind
from records.models import AccuracyQuery, Authority, CaseEvent, CaseFact, Clock, Enquiry, Spell, Tally
from records.rules import YEAR_GROUPS, academic_year, school_years
from reporting.choices import Band, Direction, InTime
from reporting.months import Month, ends_at, last_day, shift, starts_at

NO_REASON, OWN_REASON = "not_known", "own_code"  # the first is a code of the shared list too

Question = Callable[[Authority, Month], QuerySet]

# --------------------------------------------------------------------------------- what lists and decisions left behind


def tallies(measure: str) -> Question:
    """What sources counted of one thing, on days of the month."""

    def rows(authority: Authority, month: Month) -> QuerySet[Tally]:
        return Tally.objects.filter(authority=authority, measure=measure, on__range=(month, last_day(month)))

    return rows


def known_and_found(authority: Authority, month: Month) -> QuerySet[Tally]:
    """The pilot's own question: children on a health list who were a case already, and those it led to a case."""
    left = Tally.objects.filter(authority=authority, on__range=(month, last_day(month)))
    return left.filter(Q(measure="outcome", category="known_case") | Q(measure="candidate", category="confirmed"))


# --------------------------------------------------------------------------------------------- flows, by event date


def cases_opened(authority: Authority, month: Month) -> QuerySet[Spell]:
    """Each time that a case was opened: one opened again is counted again, in the month of that day."""
    spells = Spell.objects.filter(authority=authority, opened_on__range=(month, last_day(month)))
    return spells.annotate(category=F("origin"))


def cases_closed(authority: Authority, month: Month) -> QuerySet[Spell]:
    spells = Spell.objects.filter(authority=authority, closed_on__range=(month, last_day(month)))
    return spells.annotate(category=F("reason"))


def cases_closed_by_ground(authority: Authority, month: Month) -> QuerySet[Spell]:
    return cases_closed(authority, month).annotate(category=F("ground"))


def cases_closed_by_direction(authority: Authority, month: Month) -> QuerySet[Spell]:
    """By the direction of the coded origin that was recorded of the spell."""
    came = When(circumstances__origin__direction=codes.Direction.IN, then=Value(Direction.IN))
    left = When(circumstances__origin__direction=codes.Direction.OUT, then=Value(Direction.OUT))
    return cases_closed(authority, month).annotate(category=Choose(came, left, default=Value(Direction.NEITHER)))


def closed_in_direction(direction: Direction) -> Question:
    return lambda authority, month: cases_closed_by_direction(authority, month).filter(category=direction)


def first_enquiries(authority: Authority, month: Month) -> QuerySet[Spell]:
    """Cases whose first enquiry, of those made since the case was opened, was made in the month."""
    made = Enquiry.objects.filter(case=OuterRef("case"), checked_on__gte=OuterRef("opened_on"))
    first = Subquery(made.order_by("checked_on").values("checked_on")[:1])
    spells = Spell.objects.filter(authority=authority).annotate(reached_on=first)
    spells = spells.filter(Q(closed_on=None) | Q(reached_on__lte=F("closed_on")))
    return spells.filter(reached_on__range=(month, last_day(month))).annotate(category=Value(""))


def located(authority: Authority, month: Month) -> QuerySet[CaseEvent]:
    """Moves to 'located', the first of each case in the month."""
    moves = events(authority, month, EventKind.MOVED).filter(detail__to=CaseStatus.LOCATED)
    earlier = moves.filter(case=OuterRef("case"), pk__lt=OuterRef("pk"))
    return moves.filter(~Exists(earlier)).annotate(category=Value(""))


def enquiries(authority: Authority, month: Month) -> QuerySet[Enquiry]:
    made = Enquiry.objects.filter(authority=authority, checked_on__range=(month, last_day(month)))
    return made.annotate(category=F("result"))


def clocks_met(kind: ClockKind) -> Question:
    """What was done in the month of what the clock counted towards: on its last day or before, or later."""

    def rows(authority: Authority, month: Month) -> QuerySet[Clock]:
        met = Clock.objects.filter(authority=authority, kind=kind, outcome=ClockOutcome.MET)
        in_time = When(ended_on__lte=F("due_on"), then=Value(InTime.IN_TIME))
        return met.filter(ended_on__range=(month, last_day(month))).annotate(
            category=Choose(in_time, default=Value(InTime.LATE))
        )

    return rows


def clocks_started(kind: ClockKind) -> Question:
    def rows(authority: Authority, month: Month) -> QuerySet[Clock]:
        started = Clock.objects.filter(authority=authority, kind=kind, starts_on__range=(month, last_day(month)))
        return started.annotate(category=Value(""))

    return rows


def attendance_orders(authority: Authority, month: Month) -> QuerySet[Clock]:
    """Notices under section 437 after which an order was served in the month."""
    ended = Clock.objects.filter(authority=authority, kind=ClockKind.S437_NOTICE, outcome=ClockOutcome.ORDER)
    return ended.filter(ended_on__range=(month, last_day(month))).annotate(category=Value(""))


def queries_raised(authority: Authority, month: Month) -> QuerySet[AccuracyQuery]:
    """Values said to be wrong or incomplete (regulation 5), by who says so."""
    raised = AccuracyQuery.objects.filter(authority=authority, raised_on__range=(month, last_day(month)))
    return raised.annotate(category=F("raised_by"))


def queries_settled(authority: Authority, month: Month) -> QuerySet[AccuracyQuery]:
    settled = AccuracyQuery.objects.filter(authority=authority, settled_on__range=(month, last_day(month)))
    return settled.annotate(category=F("outcome"))


def database_entries(authority: Authority, month: Month) -> QuerySet[CaseEvent]:
    return events(authority, month, EventKind.ENTERED).annotate(category=Value(""))


def database_removals(authority: Authority, month: Month) -> QuerySet[CaseEvent]:
    return events(authority, month, EventKind.REMOVED).annotate(
        category=Coalesce(KT("detail__ground"), Value("not_stated"), output_field=CharField())
    )


def events(authority: Authority, month: Month, kind: str) -> QuerySet[CaseEvent]:
    return CaseEvent.objects.filter(authority=authority, kind=kind, at__gte=starts_at(month), at__lt=ends_at(month))


# ----------------------------------------------------------------------------- the stock, at the end of the last day


def stock(authority: Authority, month: Month) -> QuerySet[Spell]:
    """Spells of cases that were open when the last day of the month ended; a case has one at most."""
    last = last_day(month)
    return Spell.objects.filter(Q(closed_on=None) | Q(closed_on__gt=last), authority=authority, opened_on__lte=last)


def open_cases(authority: Authority, month: Month) -> QuerySet[Spell]:
    return stock(authority, month).annotate(category=Value(""))


def stock_by_status(authority: Authority, month: Month) -> QuerySet[Spell]:
    """By the status on that day: where the last move before its end led; a case opened again begins anew."""
    kinds = (EventKind.MOVED, EventKind.REOPENED)
    moves = CaseEvent.objects.filter(case=OuterRef("case"), kind__in=kinds, at__lt=ends_at(month))
    moved_to = Subquery(moves.order_by("-at", "-pk").values(to=KT("detail__to"))[:1])
    return stock(authority, month).annotate(
        category=Coalesce(moved_to, Value(CaseStatus.OPENED), output_field=CharField())
    )


def stock_by_duration(authority: Authority, month: Month) -> QuerySet[Spell]:
    band = Choose(
        When(received_on__gte=month, then=Value(Band.UNDER_1)),
        When(received_on__gte=shift(month, -2), then=Value(Band.FROM_1)),
        When(received_on__gte=shift(month, -5), then=Value(Band.FROM_3)),
        When(received_on__gte=shift(month, -11), then=Value(Band.FROM_6)),
        default=Value(Band.FROM_12),
    )
    return stock(authority, month).annotate(category=band)


def stock_by_origin(authority: Authority, month: Month) -> QuerySet[Spell]:
    return stock(authority, month).annotate(category=F("origin"))


def stock_by_reason(authority: Authority, month: Month) -> QuerySet[Spell]:
    """By the coded reason that was recorded of the spell: everybody's codes, an authority's own together."""
    shared = Q(circumstances__reason__authority=None, circumstances__reason__code__in=codes.shipped(CodeKind.REASON))
    category = Choose(
        When(circumstances__reason=None, then=Value(NO_REASON)),
        When(shared, then=F("circumstances__reason__code")),
        default=Value(OWN_REASON),
        output_field=CharField(),
    )
    return stock(authority, month).annotate(category=category)


def stock_by_year_group(authority: Authority, month: Month) -> QuerySet[Spell]:
    """By the year group that the child is of, or would be, on the last day of the month."""
    start = academic_year(last_day(month))
    groups = [
        When(case__child__born_on__range=school_years(start, group), then=Value(f"year_{group.lower()}"))
        for group in YEAR_GROUPS
    ]
    return stock(authority, month).annotate(category=Choose(*groups, default=Value("year_other")))


def stock_by_fact(kind: FlagKind) -> Question:
    """By the newest fact as at that day or before. A case without one is 'not known', which is not 'no'."""

    def rows(authority: Authority, month: Month) -> QuerySet[Spell]:
        facts = CaseFact.objects.filter(case=OuterRef("case"), kind=kind, as_at__lte=last_day(month))
        newest = Subquery(facts.order_by("-as_at", "-pk").values("value")[:1])
        return stock(authority, month).annotate(category=Coalesce(newest, Value("not_known")))

    return rows
