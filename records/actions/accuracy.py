"""The writers of accuracy (regulation 5): a value is queried, steps are taken, it is settled; changes are kept."""

import datetime
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from records.accuracy import as_text, queryable
from records.actions.clocks import begin_clock, end
from records.actions.due import reckon_next_due
from records.actions.events import take, tell
from records.choices import ClockKind, ClockOutcome, EventKind
from records.errors import Refused
from records.keeping import QueryOutcome, ValueSource
from records.models import AccuracyQuery, AccuracyStep, Case, User, ValueChange
from records.rules import check_not_future

TWICE_WITHIN = datetime.timedelta(minutes=1)


def keep_changes(
    case: Case,
    *,
    of: str,
    row: int | None = None,
    changed: Mapping[str, tuple[Any, Any]],
    source: str = ValueSource.OTHER,
    by: User,
) -> None:
    """What stood in each changed field before, and what stands now. Called by the writer that changes it.

    `row` is the key of the person or address where `of` is one of several.
    """
    now = timezone.now()
    ValueChange.objects.bulk_create(
        ValueChange(
            case=case,
            authority_id=case.authority_id,
            of=of,
            row=row,
            field=name,
            before=as_text(before),
            after=as_text(after),
            source=source,
            by=by,
            at=now,
        )
        for name, (before, after) in changed.items()
    )


@transaction.atomic
def raise_query(
    *,
    by: User,
    case: Case,
    field: str,
    raised_by: str,
    raised_on: datetime.date,
    said: str,
    raised_by_name: str = "",
    is_rights_request: bool = False,
) -> AccuracyQuery:
    """Records that a value seems wrong or incomplete, on a closed case too. A rights request starts its month."""
    case, now = take(case, version=None), timezone.now()
    if field not in dict(queryable()):
        raise ValueError(f"{field} is no field of a case")
    if not said.strip():
        raise Refused(_("Write what is said to be wrong or missing."))
    check_not_future(raised_on, timezone.localdate())
    if case.child.born_on and raised_on < case.child.born_on:
        raise Refused(_("Nobody can have said so before the child was born. Check the year."))
    given = {"field": field, "raised_by": raised_by, "raised_on": raised_on, "said": said.strip()}
    given |= {"raised_by_name": raised_by_name.strip(), "is_rights_request": is_rights_request}
    if same := case.queries.filter(**given, recorded_by=by, recorded_at__gt=now - TWICE_WITHIN).first():
        return same
    query = AccuracyQuery(case=case, authority_id=case.authority_id, recorded_by=by, recorded_at=now, **given)
    if is_rights_request:
        running = case.clocks.filter(kind=ClockKind.RIGHTS_REQUEST, starts_on=raised_on, ended_on=None).first()
        query.clock = running or begin_clock(case, ClockKind.RIGHTS_REQUEST, raised_on, by=by)
        reckon_next_due(case)
    query.save()
    tell(case, EventKind.QUERIED, by=by, query=query.pk, field=field, raised_by=raised_by)
    return query


def taken(query: AccuracyQuery) -> tuple[Case, AccuracyQuery]:
    case = take(query.case, version=None)
    query = case.queries.select_related("clock").get(pk=query.pk)
    if query.settled_on:
        raise Refused(_("This query was settled already."))
    return case, query


@transaction.atomic
def note_step(*, by: User, query: AccuracyQuery, text: str, on: datetime.date) -> AccuracyStep:
    """What somebody did to find out. The same step twice within a minute is one."""
    case, query = taken(query)
    if not text.strip():
        raise Refused(_("Write what was done."))
    check_not_future(on, timezone.localdate())
    now, given = timezone.now(), {"text": text.strip(), "on": on, "by": by}
    if same := query.steps.filter(**given, at__gt=now - TWICE_WITHIN).first():
        return same
    step = AccuracyStep.objects.create(query=query, authority_id=query.authority_id, at=now, **given)
    tell(case, EventKind.QUERY_STEP, by=by, query=query.pk)
    return step


@transaction.atomic
def settle_query(*, by: User, query: AccuracyQuery, outcome: str, note: str) -> AccuracyQuery:
    """How the query ended and why. 'Corrected' or 'completed' needs the change first: nothing is overwritten here."""
    case, query = taken(query)
    if not note.strip():
        raise Refused(_("Write what the answer rests on."))
    of, _dot, name = query.field.partition(".")
    changes = case.value_changes.filter(of=of, field=name, at__gte=query.recorded_at)
    has_history = of in ("child", "record")
    if outcome in (QueryOutcome.CORRECTED, QueryOutcome.COMPLETED) and has_history and not changes.exists():
        raise Refused(_("The value has not changed since the query was recorded. Correct it first, then settle this."))
    query.outcome, query.outcome_note = outcome, note.strip()
    query.settled_on, query.settled_by = timezone.localdate(), by
    query.save(update_fields=["outcome", "outcome_note", "settled_on", "settled_by"])
    tell(case, EventKind.QUERY_SETTLED, by=by, query=query.pk, field=query.field, outcome=outcome)
    others = case.queries.filter(clock=query.clock, settled_on=None)
    if query.clock and query.clock.ended_on is None and not others.exists():
        end(query.clock, by=by, outcome=ClockOutcome.MET)
        reckon_next_due(case)
    return query
