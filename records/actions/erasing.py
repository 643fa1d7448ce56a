"""The writers that erase a case file: what remains of a closed case is a skeleton of dates, codes and an age band."""

import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from records.actions.attaching import forget_files
from records.actions.events import put_back, take, tell
from records.actions.siblings import of_case
from records.choices import EventKind, TransferState
from records.errors import Refused
from records.models import AccuracyQuery, AccuracyStep, Authority, BulkAct, Case, Clock, CMERecord, Transfer, User
from records.rules import age_band, can_work

# What goes whole: words of people about the child, and what is known of the child.
GONE = (
    *("closure_requests", "facts", "notes", "markers", "tasks", "enquiries", "proposals", "looks"),
    *("letters", "contacts", "addresses", "value_changes"),
)
NOBODY = {"forenames": "", "surname": "", "former_names": [], "born_on": None, "address": "", "postcode": ""}


@transaction.atomic
def erase_case(*, by: User | None, case: Case, version: int | None = None) -> Case:
    """Erases the child's details everywhere that the case reaches. Days, codes, ground and age band stay, for ever.

    Refused while the case is open, while the child is on the CME database, while a clock of the law still runs, or
    while a query about a value waits.
    """
    case = take(case, version=version)
    check_can_erase(case)
    case.age_band = age_band(case.child.born_on, case.closed_on)
    case.erased_on = timezone.localdate()
    case.referred_by = case.closure_evidence = ""
    case.next_due_on = None
    forget_words(case)
    put_back(case, "age_band", "erased_on", "referred_by", "closure_evidence", "next_due_on")
    for forget in settings.CASE_FORGETTERS:
        import_string(forget)(case=case)
    tell(case, EventKind.ERASED, by=by, ground=case.closure_ground)
    return case


def check_can_erase(case: Case) -> None:
    if can_work(case.status):
        raise Refused(_("This case is open. Close it first: its reason is the ground."))
    if CMERecord.objects.filter(case=case).exists():
        raise Refused(_("The child is on the CME database still. Remove the record on a ground first."))
    if case.clocks.filter(ended_on=None).exists():
        raise Refused(_("A clock still runs on this case. End it first: what it counts towards needs the details."))
    if case.transfers.filter(state__in=TransferState.unfinished()).exists():
        raise Refused(_("Another authority is being told of this child already. Finish that first."))
    if case.queries.filter(settled_on=None).exists():
        raise Refused(_("A query about a value waits still. Settle it first: the answer needs the details."))


def forget_words(case: Case) -> None:
    """What people wrote about the child, on every row that the case reaches."""
    forget_files(case)
    of_case(case).delete()
    for name in GONE:
        getattr(case, name).all().delete()
    case.findings.update(note="")
    case.transfers.update(answer="")
    case.circumstances.update(school_name="", off_roll_on=None, ground=None, referrer_contact="")
    case.spells.update(evidence="")
    case.disposals.update(reason="")
    AccuracyStep.objects.filter(query__case=case).delete()
    case.queries.update(said="", raised_by_name="", outcome_note="")  # that they were raised and settled stays
    type(case.child).objects.filter(pk=case.child_id).update(**NOBODY)
    for act in BulkAct.objects.filter(cases__contains=[case.pk], given__has_key="title"):
        act.given = {**act.given, "title": ""}
        act.save(update_fields=["given"])


@transaction.atomic
def erase_closed_cases(*, authority: Authority) -> int:
    """Erases the closed cases that the authority has kept for as long as it wants to; how many."""
    last = timezone.localdate() - datetime.timedelta(days=authority.closed_cases_kept_days)
    due = Case.objects.filter(authority=authority, erased_on=None, closed_on__lt=last)
    kept = (Clock.objects.filter(ended_on=None), CMERecord.objects.all(), AccuracyQuery.objects.filter(settled_on=None))
    kept += (Transfer.objects.filter(state__in=TransferState.unfinished()),)
    for rows in kept:
        due = due.exclude(Exists(rows.filter(case=OuterRef("pk"))))
    found = list(due.order_by("pk"))
    for case in found:
        erase_case(by=None, case=case)
    return len(found)
