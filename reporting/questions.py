"""What figures ask the database: each answer is a queryset of the very rows that are counted, with their category."""

import statistics
from collections.abc import Callable

from django.db.models import Case as Choose
from django.db.models import CharField, Count, F, OuterRef, Q, QuerySet, Subquery, Sum, Value, When
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce

from records.choices import CaseStatus, EventKind, FlagKind
from records.models import Authority, CaseEvent, CaseFact, Spell, Tally
from reporting.choices import Average, Band
from reporting.months import Month, ends_at, last_day, shift, starts_at

Question = Callable[[Authority, Month], QuerySet]

# --------------------------------------------------------------------------------- what lists and decisions left behind


def tallies(measure: str) -> Question:
    """What sources counted of one thing, on days of the month."""

    def rows(authority: Authority, month: Month) -> QuerySet[Tally]:
        return Tally.objects.filter(authority=authority, measure=measure, on__range=(month, last_day(month)))

    return rows


# --------------------------------------------------------------------------------------------- flows, by event date


def cases_opened(authority: Authority, month: Month) -> QuerySet[Spell]:
    """Each time that a case was opened: one opened again is counted again, in the month of that day."""
    spells = Spell.objects.filter(authority=authority, opened_on__range=(month, last_day(month)))
    return spells.annotate(category=F("origin"))


def cases_closed(authority: Authority, month: Month) -> QuerySet[Spell]:
    spells = Spell.objects.filter(authority=authority, closed_on__range=(month, last_day(month)))
    return spells.annotate(category=F("reason"))


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


def stock_by_fact(kind: FlagKind) -> Question:
    """By the newest fact as at that day or before. A case without one is 'not known', which is not 'no'."""

    def rows(authority: Authority, month: Month) -> QuerySet[Spell]:
        facts = CaseFact.objects.filter(case=OuterRef("case"), kind=kind, as_at__lte=last_day(month))
        newest = Subquery(facts.order_by("-as_at", "-pk").values("value")[:1])
        return stock(authority, month).annotate(category=Coalesce(newest, Value("not_known")))

    return rows


# -------------------------------------------------------------------------------------------------------- reckoning
# From the rows to numbers by category. None: there was nothing to measure.


def number_of_rows(rows: QuerySet) -> dict[str, int | None]:
    return dict(rows.order_by().values_list("category").annotate(number=Count("pk")))


def sum_of_tallies(rows: QuerySet) -> dict[str, int | None]:
    return dict(rows.order_by().values_list("category").annotate(number=Sum("count")))


def median_days(rows: QuerySet) -> dict[str, int | None]:
    """Calendar days from the receipt of a case (day 0) to its closure, to the nearest whole day, halves up."""
    days = [(closed_on - received_on).days for received_on, closed_on in rows.values_list("received_on", "closed_on")]
    return {Average.MEDIAN: int(statistics.median(days) + 0.5) if days else None}
