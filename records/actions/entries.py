"""Ended roll entries have their day too: an authority says for how many years it keeps them."""

import datetime
from collections import Counter

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from records.models import Authority, RollEntry
from records.rules import birthday
from records.tallies import set_tally


def ended_too_long_ago(authority: Authority, today: datetime.date) -> QuerySet[RollEntry]:
    """Entries that ended longer ago than the authority keeps them."""
    day = birthday(today, -authority.ended_entries_years)
    return RollEntry.objects.filter(authority=authority, ended_on__lt=day)


@transaction.atomic
def forget_ended_entries(*, authority: Authority) -> int:
    """Deletes them, leaves a count by kind of list in the tallies, and says how many went."""
    today = timezone.localdate()
    old = ended_too_long_ago(authority, today)
    kinds = Counter(old.values_list("kind", flat=True))
    if kinds:
        counts = {("entries_forgotten", kind): number for kind, number in kinds.items()}
        set_tally(authority=authority, source_key=f"entries:{today.isoformat()}", on=today, counts=counts)
        old.delete()
    return kinds.total()
