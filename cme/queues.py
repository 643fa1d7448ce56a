"""How much waits behind a word of the navigation: each count is that of the list which the word opens."""

from lhb_ingest.choices import ExtractState, Worklist
from lhb_ingest.models import Candidate, Extract
from records.rights import Right
from reporting.choices import ReturnState
from reporting.models import Return

# URL name -> the right that makes the queue this person's own work, and what waits in it.
QUEUES = {
    "candidates": (Right.DECIDE_CANDIDATE, Candidate.objects.waiting().filter(worklist=Worklist.UNKNOWN)),
    "extracts": (Right.APPROVE_LIST, Extract.objects.filter(state=ExtractState.IN_REVIEW)),
    "returns": (Right.LOOK_AT_RETURN, Return.objects.exclude(state=ReturnState.RELEASED)),
}


def waiting(user, name: str) -> int | None:
    """The count for the navigation; None where nothing waits, or where it is not this person's work.

    Runs within the page's scope, so it counts the rows of the person's own authority.
    """
    right, queue = QUEUES.get(name, (None, None))
    return queue.count() or None if right and user.has_right(right) else None
