"""The writers of clocks: started, corrected, paused, going on, ended; the authority's targets run by themselves."""

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from records.actions.due import reckon_next_due
from records.actions.events import take, tell
from records.choices import CaseStatus, ClockKind, ClockOutcome, ClosureReason, EventKind
from records.clocks import TARGETS, TRACING, Due, SchoolCalendar, due, is_target, may_pause, outcomes
from records.errors import Refused
from records.models import Authority, Case, Clock, User
from records.rules import check_not_future, check_open

# The status whose arrival shows that a target was reached. Closing reaches or ends all of them.
REACHED = {
    CaseStatus.LOCATED: (ClockKind.TARGET_CONTACT, ClockKind.TARGET_LOCATED),
    CaseStatus.PLACE_SOUGHT: (ClockKind.TARGET_CONTACT, ClockKind.TARGET_LOCATED),
    CaseStatus.SUITABILITY_OPEN: (ClockKind.TARGET_CONTACT, ClockKind.TARGET_LOCATED),
}
NOT_TRACED = (ClosureReason.NOT_FOUND, ClosureReason.ENTRY_ERROR)
OUTLIVES_CLOSING = (ClockKind.REG6_NOTICE, ClockKind.REG6_REMOVAL, ClockKind.RIGHTS_REQUEST)


def reckoned(authority: Authority, kind: str, starts_on: datetime.date, days_paused: int = 0) -> Due:
    """By the authority's school calendar and its own targets."""
    school_days = SchoolCalendar(authority.calendar.all()) if kind == ClockKind.OFF_ROLL_RETURN else None
    target_days = getattr(authority, TARGETS[ClockKind(kind)]) if is_target(kind) else None
    return due(kind, starts_on, school_days=school_days, target_days=target_days, days_paused=days_paused)


def check_start(case: Case, kind: str, starts_on: datetime.date) -> None:
    check_not_future(starts_on, timezone.localdate())
    if kind not in OUTLIVES_CLOSING:
        check_open(case.status)
    if case.child.born_on and starts_on < case.child.born_on:
        raise Refused(_("A clock cannot start before the child was born. Check the year."))


@transaction.atomic
def start_clock(*, by: User, case: Case, kind: str, starts_on: datetime.date) -> Clock:
    """Starts a clock from the day of awareness, service, deletion, departure or receipt. Once for a kind and a day."""
    case = take(case, version=None)
    check_start(case, kind, starts_on)
    if case.clocks.filter(kind=kind, starts_on=starts_on, ended_on=None).exists():
        raise Refused(_("This clock runs already from that day."))
    clock = begin_clock(case, kind, starts_on, by=by)
    reckon_next_due(case)
    return clock


def begin_clock(case: Case, kind: str, starts_on: datetime.date, *, by: User | None) -> Clock:
    found = reckoned(case.authority, kind, starts_on)
    clock = Clock.objects.create(
        case=case,
        authority_id=case.authority_id,
        kind=kind,
        starts_on=starts_on,
        due_on=found.on,
        is_provisional=found.is_provisional,
        started_by=by,
    )
    tell(case, EventKind.CLOCK_STARTED, by=by, **dates(clock))
    return clock


def dates(clock: Clock) -> dict[str, str]:
    return {"clock": clock.kind, "starts_on": clock.starts_on.isoformat(), "due_on": clock.due_on.isoformat()}


def taken(clock: Clock) -> tuple[Case, Clock]:
    """The case and its clock, locked. Refused when the clock ended meanwhile."""
    case = take(clock.case, version=None)
    clock = case.clocks.select_related("case", "authority").get(pk=clock.pk)
    if clock.ended_on:
        raise Refused(_("This clock has ended already."))
    return case, clock


@transaction.atomic
def correct_clock(*, by: User, clock: Clock, starts_on: datetime.date) -> Clock:
    """Corrects the day that a clock starts on; the day it is due is reckoned again."""
    case, clock = taken(clock)
    check_start(case, clock.kind, starts_on)
    others = case.clocks.filter(kind=clock.kind, starts_on=starts_on, ended_on=None).exclude(pk=clock.pk)
    if others.exists():
        raise Refused(_("This clock runs already from that day."))
    clock.starts_on = starts_on
    reckon_again(clock, by=by)
    reckon_next_due(case)
    return clock


def reckon_again(clock: Clock, *, by: User | None) -> bool:
    """Reckons the last day in time anew; says on the timeline if that, or the start, is another day now."""
    found = reckoned(clock.authority, clock.kind, clock.starts_on, clock.days_paused)
    stood = Clock.objects.values("starts_on", "due_on", "is_provisional").get(pk=clock.pk)
    clock.due_on, clock.is_provisional = found.on, found.is_provisional
    if stood == {name: getattr(clock, name) for name in stood}:
        return False
    clock.save(update_fields=["starts_on", "due_on", "is_provisional", "days_paused"])
    tell(clock.case, EventKind.CLOCK_CHANGED, by=by, **dates(clock), was=stood["due_on"].isoformat())
    return True


@transaction.atomic
def reckon_clocks_again(*, by: User, authority: Authority) -> int:
    """After term dates or targets changed: every running clock that rests on them. How many are due another day now."""
    kinds = [ClockKind.OFF_ROLL_RETURN, *TARGETS]
    running = Clock.objects.filter(authority=authority, ended_on=None, kind__in=kinds)
    changed = 0
    for clock in running.select_related("case", "authority").order_by("case_id"):
        if is_target(clock.kind) and getattr(authority, TARGETS[ClockKind(clock.kind)]) is None:
            end(clock, by=by, outcome=ClockOutcome.DROPPED)
            changed += 1
        elif reckon_again(clock, by=by):
            changed += 1
        else:
            continue
        reckon_next_due(take(clock.case, version=None))
    return changed


@transaction.atomic
def pause_clock(*, by: User, clock: Clock, reason: str) -> Clock:
    """Stops one of the authority's targets, or a rights request that waits for the person. Law's other days run on."""
    case, clock = taken(clock)
    if not may_pause(clock.kind):
        raise Refused(_("The law fixes these days, so this clock cannot be paused."))
    if not reason.strip():
        raise Refused(_("Say why the clock is paused."))
    if clock.paused_on is None:
        pause(clock, by=by, reason=reason.strip())
        reckon_next_due(case)
    return clock


def pause(clock: Clock, *, by: User, reason: str) -> None:
    clock.paused_on, clock.pause_reason = timezone.localdate(), reason
    clock.save(update_fields=["paused_on", "pause_reason"])
    tell(clock.case, EventKind.CLOCK_PAUSED, by=by, clock=clock.kind)


@transaction.atomic
def resume_clock(*, by: User, clock: Clock) -> Clock:
    """The clock goes on, with as many days left as it had when it was paused."""
    case, clock = taken(clock)
    if clock.paused_on is not None:
        resume(clock, by=by)
        reckon_next_due(case)
    return clock


def resume(clock: Clock, *, by: User) -> None:
    clock.days_paused += (timezone.localdate() - clock.paused_on).days
    clock.paused_on, clock.pause_reason = None, ""
    clock.save(update_fields=["paused_on", "pause_reason", "days_paused"])
    tell(clock.case, EventKind.CLOCK_RESUMED, by=by, clock=clock.kind)
    reckon_again(clock, by=by)


@transaction.atomic
def end_clock(*, by: User, clock: Clock, outcome: str, on: datetime.date | None = None) -> Clock:
    """What the clock counted towards is done since a day, or is no longer needed."""
    case, clock = taken(clock)
    today = timezone.localdate()
    check_not_future(on or today, today)
    if on and on < clock.starts_on:
        raise Refused(_("The clock cannot end before it starts."))
    check_outcome(clock, outcome, on or today)
    end(clock, by=by, outcome=outcome, on=on)
    reckon_next_due(case)
    return clock


def check_outcome(clock: Clock, outcome: str, on: datetime.date) -> None:
    if outcome not in outcomes(clock.kind):
        raise Refused(_("This clock cannot end in that way."))
    if outcome == ClockOutcome.ORDER and on <= clock.due_on:
        raise Refused(
            _("The parent has until %(day)s to satisfy the authority. An order can be served after that day.")
            % {"day": date_format(clock.due_on)}
        )


def end(clock: Clock, *, by: User | None, outcome: str, on: datetime.date | None = None) -> None:
    clock.ended_on, clock.ended_by, clock.outcome = on or timezone.localdate(), by, outcome
    clock.paused_on, clock.pause_reason = None, ""
    clock.save(update_fields=["ended_on", "ended_by", "outcome", "paused_on", "pause_reason"])
    in_time = clock.ended_on <= clock.due_on
    tell(clock.case, EventKind.CLOCK_ENDED, by=by, clock=clock.kind, outcome=outcome, in_time=in_time)


# ------------------------------------------------------------------------------- what other writers do with clocks
def begin_targets(case: Case, *, by: User | None) -> None:
    """With a case, or with its next spell, begin the targets that the authority has set itself."""
    for kind, field in TARGETS.items():
        if kind not in TRACING and getattr(case.authority, field) is not None:
            begin_clock(case, kind, case.received_on, by=by)
    reckon_next_due(case)


def begin_tracing(case: Case, direction: str, *, by: User, since: datetime.date) -> None:
    """A child is known to have come in, or to leave: the target for that begins, and that for the other way ends."""
    for kind, way in TRACING.items():
        running = case.clocks.filter(kind=kind, ended_on=None).select_related("case").first()
        wanted = way == direction and getattr(case.authority, TARGETS[kind]) is not None
        if wanted and not running:
            begin_clock(case, kind, since, by=by)
        elif running and way != direction:
            end(running, by=by, outcome=ClockOutcome.DROPPED)
    reckon_next_due(case)


def reach_targets(case: Case, status: str, *, by: User, reason: str = "") -> None:
    """What a new status shows to be reached. Closing reaches the outcome and ends what the closed case cannot need.

    A child who was never found, or whose case was an error, was not traced.
    """
    running = case.clocks.filter(ended_on=None).select_related("case")
    if status != CaseStatus.CLOSED:
        for clock in running.filter(kind__in=REACHED.get(CaseStatus(status), ())):
            end(clock, by=by, outcome=ClockOutcome.MET)
        return
    for clock in running.exclude(kind__in=OUTLIVES_CLOSING):
        met = clock.kind == ClockKind.TARGET_OUTCOME or (clock.kind in TRACING and reason not in NOT_TRACED)
        end(clock, by=by, outcome=ClockOutcome.MET if met else ClockOutcome.DROPPED)
