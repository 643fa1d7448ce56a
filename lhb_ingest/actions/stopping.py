"""A list that is hardly what it says it is stops before it does anything; a manager lets it through with a reason."""

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lhb_ingest.choices import ExtractState
from lhb_ingest.models import Extract, Limits, Stop
from lhb_ingest.plausible import implausible, limits_of
from records.actions.people import changes, tell_of
from records.choices import AdminEventKind
from records.errors import Refused
from records.models import Authority, User
from records.rights import Right

LIMITS = (
    "least_rows",
    "fewest_rows",
    "fewest_matches",
    "most_outside",
    "most_birthdays",
    "most_swapped",
    "most_renamed",
    "most_changed",
    "oldest_days",
)


def stops(extract: Extract, *, is_compared: bool) -> bool:
    """Within the worker's stage: notes each reason not let through yet, and says whether the list stops."""
    found = implausible(extract, is_compared=is_compared)
    passed = set(extract.stops.exclude(passed_at=None).values_list("code", flat=True))
    extract.stops.filter(passed_at=None).delete()
    now = timezone.now()
    Stop.objects.bulk_create(
        Stop(extract=extract, authority_id=extract.authority_id, code=code, values=values, stopped_at=now)
        for code, values in found.items()
        if code not in passed
    )
    return bool(found.keys() - passed)


def can_let_through(extract: Extract, user: User) -> bool:
    return extract.state == ExtractState.STOPPED and user.has_right(Right.OVERRULE_LIST)


@transaction.atomic
def let_through(*, by: User, extract: Extract, reason: str) -> Extract:
    """The list goes on where it stopped; who let it through and why stays on it for ever. The caller starts the worker
    where it has still to be compared."""
    extract = Extract.objects.select_for_update(of=("self",)).select_related("authority").get(pk=extract.pk)
    if not can_let_through(extract, by):
        raise Refused(_("Only a stopped list can be let through, and only by a manager."))
    if not reason.strip():
        raise Refused(_("Say why the list is right all the same."))
    waiting = extract.stops.filter(passed_at=None)
    codes = list(waiting.values_list("code", flat=True))
    waiting.update(passed_at=timezone.now(), passed_by=by, reason=reason.strip())
    extract.state = ExtractState.IN_REVIEW if extract.compared_at else ExtractState.CHECKED
    extract.save(update_fields=["state"])
    tell_of(
        None,
        AdminEventKind.LIST_LET_THROUGH,
        by=by,
        authority_id=extract.authority_id,
        list=extract.pk,
        codes=codes,
    )
    return extract


@transaction.atomic
def set_limits(*, by: User, authority: Authority, limits: Mapping[str, int]) -> Limits:
    """From where on the authority calls a list implausible, from now on. The limits before stay as history."""
    before = limits_of(Authority.objects.select_for_update(no_key=True).get(pk=authority.pk))
    wanted = {name: limits[name] for name in LIMITS}
    changed = changes({name: getattr(before, name) for name in LIMITS}, wanted)
    if not changed:
        return before
    tell_of(None, AdminEventKind.LIMITS_SET, by=by, authority_id=authority.pk, **changed)
    return Limits.objects.create(authority=authority, set_at=timezone.now(), set_by=by, **wanted)
