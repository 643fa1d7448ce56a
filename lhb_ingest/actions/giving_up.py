"""A list that is not sent any more: a manager ends its entries, and what waits and is open is compared again."""

import datetime

from django.db import transaction
from django.db.models import Count, Max, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from lhb_ingest.choices import GONE, ExtractState, GivenUp
from lhb_ingest.models import Extract
from records.actions.people import tell_of
from records.choices import AdminEventKind
from records.errors import Refused
from records.models import Authority, RollEntry, User
from records.rights import Right
from records.rolls import end_list

OVER = (*GONE, ExtractState.APPROVED, ExtractState.UNDONE, ExtractState.PURGED)


def held_lists(authority: Authority) -> QuerySet[RollEntry, dict]:
    """Each list that shows anybody now: kind, sender, children, the day it was last seen. One query."""
    current = RollEntry.objects.current().filter(authority=authority).order_by().values("kind", "sender")
    return current.annotate(children=Count("pk"), seen=Max("seen_on")).order_by("kind", "sender")


def last_lists(authority: Authority) -> dict[tuple[str, str], Extract]:
    """(kind, sender) -> the list that took effect last and still holds."""
    approved = Extract.objects.filter(authority=authority, approved_at__isnull=False, undone_at=None, supplements=None)
    return {(each.kind, each.sender): each for each in approved.exclude(kind="health").order_by("as_at", "approved_at")}


def children_on(extract: Extract) -> int:
    """How many are on the list now whose last list this is."""
    current = RollEntry.objects.current().filter(authority=extract.authority_id)
    return current.filter(kind=extract.kind, sender=extract.sender).count()


@transaction.atomic
def give_up_list(*, by: User, extract: Extract, on: datetime.date, why: str, children: int) -> int:
    """Ends the entries of the source whose last list `extract` is, on that day. Returns how many ended.

    `children` is the number that the person was shown and has confirmed. A child who is on no other list becomes a
    candidate by the comparison that follows (the caller starts it after the commit); a list of the source that comes
    later begins new entries.
    """
    if not by.has_right(Right.OVERRULE_LIST):
        raise Refused(_("Only a manager says that a list has ended."))
    if why not in GivenUp.values:
        raise Refused(_("Choose why the list has ended."))
    Authority.objects.select_for_update(no_key=True).get(pk=extract.authority_id)  # as for approvals
    extract = Extract.objects.select_for_update(of=("self",)).select_related("authority").get(pk=extract.pk)
    _check(extract, on, children)
    ended = end_list(authority=extract.authority, kind=extract.kind, sender=extract.sender, on=on)
    extract.rematch_due = True
    extract.save(update_fields=["rematch_due"])
    told = {"list": extract.pk, "children": ended, "why": why, "on": on.isoformat()}
    tell_of(None, AdminEventKind.LIST_GIVEN_UP, by=by, authority_id=extract.authority_id, **told)
    return ended


def _check(extract: Extract, on: datetime.date, children: int) -> None:
    if last_lists(extract.authority).get((extract.kind, extract.sender)) != extract:
        raise Refused(_("A later list of this source has taken effect. Begin again from there."))
    if not extract.as_at <= on <= timezone.localdate():
        raise Refused(_("The day lies between that of the source’s last list and today."))
    same = Extract.objects.filter(authority=extract.authority, kind=extract.kind, sender=extract.sender)
    if same.exclude(state__in=OVER).exists():
        raise Refused(_("A list of this source is under way. Approve or cancel it first."))
    now = children_on(extract)
    if not now:
        raise Refused(_("Nobody is on this list any more. Nothing was changed."))
    if now != children:
        raise Refused(_("Write the number of children on the list: %(count)s.") % {"count": now})
