"""A named person says in which order a list's dates of birth are written, where the list itself does not show it."""

from django.db import transaction
from django.utils.translation import gettext as _

from lhb_ingest.choices import DateOrder, ExtractState
from lhb_ingest.dates import must_be_said
from lhb_ingest.models import Extract, Match, NearMatch
from records.errors import Refused
from records.models import User
from records.rights import Right
from records.spreadsheets.dates import BY_PERSON

# Reasons to stop that rest on dates of birth: letting the list through was said of the other reading.
OF_BIRTHDAYS = ("birthdays", "few_matches", "renamed", "many_changed")


def check_date_order(extract: Extract, user: User) -> None:
    """Raises Refused where there is nothing to say, or `user` may not say it."""
    if not user.has_right(Right.APPROVE_LIST):
        raise Refused(_("Your role does not approve lists."))
    if extract.state != ExtractState.IN_REVIEW or not must_be_said(extract):
        raise Refused(_("The order of the dates of this list is known."))


@transaction.atomic
def say_date_order(*, by: User, extract: Extract, order: str) -> Extract:
    """Keeps the answer. If the dates had been read in the other order, the list goes back to be read again.

    It is then RECEIVED, without what was said of its rows: the caller hands it to the worker after commit.
    """
    extract = Extract.objects.select_for_update(of=("self",)).select_related("authority").get(pk=extract.pk)
    check_date_order(extract, by)
    if order not in DateOrder.values:
        raise Refused(_("Choose how the dates are read."))
    dates = extract.reading["dates"]
    is_otherwise = dates["order"] != order
    extract.reading["dates"] = dates | {
        "order": order,
        "found": BY_PERSON,
        "needs_confirming": False,
        "said_by": by.pk,
    }
    if is_otherwise:
        _forget_what_was_read(extract)
    extract.save()
    return extract


def _forget_what_was_read(extract: Extract) -> None:
    Match.objects.filter(row__extract=extract).delete()
    NearMatch.objects.filter(row__extract=extract).delete()
    extract.rows.all().delete()  # changes and doubts go with them
    extract.problems.all().delete()
    extract.absences.all().delete()
    extract.stops.filter(code__in=OF_BIRTHDAYS).delete()
    extract.absent_choice = ""
    extract.state = ExtractState.RECEIVED
    extract.checked_at = extract.compared_at = None
    extract.counts = {}
