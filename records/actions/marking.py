"""The writers of flags on a case: paused, safeguarding. A paused case pauses the authority's targets, never the law."""

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from records.actions.clocks import pause, resume
from records.actions.due import reckon_next_due
from records.actions.events import put_back, take, tell
from records.choices import EventKind, MarkerKind
from records.clocks import TARGETS
from records.errors import Refused
from records.models import Case, CaseMarker, User
from records.rules import check_not_future, check_open


@transaction.atomic
def mark_case(
    *,
    by: User,
    case: Case,
    kind: str,
    reason: str,
    since: datetime.date | None = None,
    version: int | None = None,
) -> CaseMarker:
    """Sets the flag, with its reason and since when. A case that has it already is refused."""
    case, today = take(case, version=version), timezone.localdate()
    check_open(case.status)
    check_not_future(since or today, today)
    if not reason.strip():
        raise Refused(_("Say why."))
    if case.markers.filter(kind=kind, ended_on=None).exists():
        raise Refused(_("The case has this flag already."))
    given = {"reason": reason.strip(), "since": since or today, "set_by": by, "set_at": timezone.now()}
    marker = CaseMarker.objects.create(case=case, authority_id=case.authority_id, kind=kind, **given)
    put_back(case)
    tell(case, EventKind.MARKED, by=by, marker=kind, since=marker.since.isoformat())
    if kind == MarkerKind.PAUSED:
        for clock in case.clocks.filter(ended_on=None, paused_on=None, kind__in=TARGETS).select_related("case"):
            pause(clock, by=by, reason=marker.reason)
        reckon_next_due(case)
    return marker


@transaction.atomic
def unmark_case(*, by: User, marker: CaseMarker) -> CaseMarker:
    """Ends the flag today; it stays in the history. Targets that stood still go on."""
    case = take(marker.case, version=None)
    marker = case.markers.get(pk=marker.pk)
    if marker.ended_on:
        raise Refused(_("This flag has ended already."))
    end_marker(case, marker, by=by)
    return marker


def end_marker(case: Case, marker: CaseMarker, *, by: User) -> None:
    marker.ended_on, marker.ended_by = timezone.localdate(), by
    marker.save(update_fields=["ended_on", "ended_by"])
    put_back(case)
    tell(case, EventKind.UNMARKED, by=by, marker=marker.kind)
    if marker.kind == MarkerKind.PAUSED:
        clocks = case.clocks.filter(ended_on=None, paused_on__isnull=False, kind__in=TARGETS)
        for clock in clocks.select_related("case", "authority"):
            resume(clock, by=by)
        reckon_next_due(case)
