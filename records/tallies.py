"""The writer of tallies: what a list or a decision leaves behind to be counted."""

import datetime
from collections.abc import Mapping

from django.db import transaction

from records.models import Authority, Tally


def set_tally(
    *, authority: Authority, source_key: str, on: datetime.date, counts: Mapping[tuple[str, str], int]
) -> None:
    """Says what one source counts for, instead of whatever it counted for before. Empty `counts` take it out again.

    A key of `counts` is (measure, category). Writing the same again changes nothing.
    """
    with transaction.atomic():
        Tally.objects.filter(authority=authority, source_key=source_key).delete()
        Tally.objects.bulk_create(
            Tally(authority=authority, source_key=source_key, measure=measure, category=category, on=on, count=number)
            for (measure, category), number in counts.items()
        )
