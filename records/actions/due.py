"""What is due first on a case, kept on the case so that lists of what is due are one indexed query."""

from django.db.models import Min

from records.models import Case
from records.rules import can_work


def reckon_next_due(case: Case) -> None:
    """Sets the day of the first running clock, open task or planned enquiry; of a closed case clocks alone still run.

    Called at the end of every writer that begins, changes or ends one of them, with the case taken.
    """
    clocks = case.clocks.filter(ended_on=None, paused_on=None).aggregate(first=Min("due_on"))
    days = [clocks["first"]]
    if can_work(case.status):
        days.append(case.tasks.filter(ended_on=None).aggregate(first=Min("due_on"))["first"])
        days.append(case.enquiries.filter(checked_on=None).aggregate(first=Min("due_on"))["first"])
    case.next_due_on = min(filter(None, days), default=None)
    Case.objects.filter(pk=case.pk).update(next_due_on=case.next_due_on)
