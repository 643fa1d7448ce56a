"""The writers of an authority's own way of working: closure, targets, term dates; each is logged."""

import datetime
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from records.actions.clocks import reckon_clocks_again
from records.actions.people import changes, tell_of
from records.choices import AdminEventKind, SpanKind
from records.errors import Refused
from records.models import Authority, CalendarSpan, User
from records.rules import academic_year

WAYS = (
    "closure_rule",
    "second_person_for",
    "contact_within_days",
    "located_within_days",
    "outcome_within_days",
    "trace_in_within_days",
    "trace_out_within_days",
    "warn_days",
    "closed_cases_kept_days",
)
LONGEST_TERM = 130  # days from the first to the last of one term, or of one half of it
Stretch = tuple[datetime.date, datetime.date]


@transaction.atomic
def change_ways(*, by: User, authority: Authority, ways: Mapping[str, Any]) -> Authority:
    """How cases are closed, by when the authority itself wants what, and when people are warned.

    Targets that run are reckoned again; a target that is given up ends on every case.
    """
    authority = Authority.objects.select_for_update(no_key=True).get(pk=authority.pk)
    before = {name: getattr(authority, name) for name in WAYS}
    for name in WAYS:
        setattr(authority, name, ways[name])
    if changed := changes(before, {name: getattr(authority, name) for name in WAYS}):
        authority.save(update_fields=WAYS)
        tell_of(None, AdminEventKind.AUTHORITY_CHANGED, by=by, authority_id=authority.pk, **changed)
        reckon_clocks_again(by=by, authority=authority)
    return authority


@transaction.atomic
def save_school_year(
    *, by: User, authority: Authority, year: int, terms: Sequence[Stretch], closed: Sequence[Stretch]
) -> int:
    """Puts the term dates of one academic year in the place of those that stood; how many clocks are due another day.

    `year` is that in which it begins. Terms may not overlap; days on which schools are closed lie within the year.
    """
    Authority.objects.select_for_update(no_key=True).get(pk=authority.pk)
    check_school_year(year, terms, closed)
    first, last = datetime.date(year, 9, 1), datetime.date(year + 1, 8, 31)
    stood = CalendarSpan.objects.filter(authority=authority, first_day__range=(first, last))
    was = stood.count()
    stood.delete()
    spans = [*((SpanKind.TERM, stretch) for stretch in terms), *((SpanKind.CLOSED, stretch) for stretch in closed)]
    CalendarSpan.objects.bulk_create(
        CalendarSpan(authority=authority, kind=kind, first_day=begins, last_day=ends) for kind, (begins, ends) in spans
    )
    tell_of(None, AdminEventKind.AUTHORITY_CHANGED, by=by, authority_id=authority.pk, calendar=[was, len(spans)])
    return reckon_clocks_again(by=by, authority=authority)


def check_school_year(year: int, terms: Sequence[Stretch], closed: Sequence[Stretch]) -> None:
    for begins, ends in (*terms, *closed):
        if ends < begins:
            raise Refused(_("A term cannot end before it begins."))
        if {academic_year(begins), academic_year(ends)} != {year}:
            raise Refused(_("Each date must lie between 1 September of the year and 31 August of the next."))
    in_order = sorted(terms)
    if any(after[0] <= before[1] for before, after in pairwise(in_order)):
        raise Refused(_("Two terms overlap."))
    if any((ends - begins).days > LONGEST_TERM for begins, ends in terms):
        raise Refused(_("A term is too long. Write each half of a term on a line of its own."))
    if closed and not terms:
        raise Refused(_("Give the terms of the year first."))
    if len(set(closed)) < len(closed):
        raise Refused(_("A day on which schools are closed stands twice."))
