"""What waits for a person, for the first page: each queue has its count, and a link to exactly the rows it counts."""

import datetime
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from lhb_ingest.actions.measuring import waiting_for
from lhb_ingest.choices import ExtractState, Worklist
from lhb_ingest.filters import PROPOSED, ExtractFilter
from lhb_ingest.models import Candidate, Extract, KeptMatch
from lhb_ingest.pairs import asked_of, to_judge
from lhb_ingest.review import waiting_absences
from records.actions.disposing import records_of_ended
from records.choices import TransferState
from records.filters import begin
from records.models import AccessLog, ClosureProposal, Transfer, User
from records.rights import Right
from reporting.choices import ReturnState
from reporting.models import Return
from reporting.months import month_before, month_name, month_of


@dataclass(frozen=True)
class Queue:
    """A line of the first page."""

    label: str
    page: str  # the name of its URL
    rows: QuerySet
    query: dict[str, str] = field(default_factory=dict)
    counted: int | None = None  # where one question counted several queues

    @property
    def count(self) -> int:
        return self.rows.count() if self.counted is None else self.counted

    @property
    def url(self) -> str:
        return reverse(self.page) + (f"?{urlencode(self.query)}" if self.query else "")


def queues(user: User) -> list[Queue]:
    """What this person's rights make their own work. Counted within the page's scope: their own authority's rows."""
    shared = [queue for right, made in MAKERS if user.has_right(right) for queue in made()]
    return shared + [queue for right, made in OWN_MAKERS if user.has_right(right) for queue in made(user)]


def lists_to_review() -> Iterator[Queue]:
    state = ExtractState.IN_REVIEW
    yield Queue(_("Lists ready to review"), "extracts", Extract.objects.filter(state=state), {"state": state.value})


def stopped_lists() -> Iterator[Queue]:
    state = ExtractState.STOPPED
    yield Queue(
        _("Lists stopped as implausible"), "extracts", Extract.objects.filter(state=state), {"state": state.value}
    )


def absences() -> Iterator[Queue]:
    yield Queue(_("Children to be checked: no longer on a list"), "absences", waiting_absences())


def files_in_trouble() -> Iterator[Queue]:
    query = {"trouble": "yes", "received": "30"}
    rows = ExtractFilter(query, Extract.objects.all()).qs
    yield Queue(_("Files refused or with problems, last 30 days"), "extracts", rows, query)


def candidates() -> Iterator[Queue]:
    labels = {
        Worklist.UNKNOWN: _("Candidates: not found on a list"),
        Worklist.SUITABILITY: _("Candidates: home educated, suitability not established"),
        Worklist.LEFT_LIST: _("Candidates: left a list and are on no other"),
    }
    waiting = Candidate.objects.waiting().order_by()
    counts = dict(waiting.values_list("worklist").annotate(Count("pk")))
    for worklist, label in labels.items():
        rows = waiting.filter(worklist=worklist)
        yield Queue(label, "candidates", rows, {"worklist": worklist.value}, counts.get(worklist, 0))
    rows = to_judge().filter(worklist=Worklist.UNKNOWN)
    yield Queue(_("Near matches to judge"), "candidates", rows, {"near": "open"})
    label = _("Candidates: found on a later list, to be accepted")
    yield Queue(label, "candidates", Candidate.objects.proposed(), {"worklist": PROPOSED})


def children_to_ask_about() -> Iterator[Queue]:
    yield Queue(_("Children to ask the health board about"), "ask_again", KeptMatch.objects.to_ask())


def questions(user: User) -> Iterator[Queue]:
    yield Queue(_("Colleagues were unsure and ask you"), "pairs", asked_of(user))


def samples(user: User) -> Iterator[Queue]:
    yield Queue(_("Pairs of the blind sample to judge"), "samples", waiting_for(user))


def told(user: User) -> Iterator[Queue]:
    state = TransferState.WAITING
    rows = Transfer.objects.filter(receiver=user.authority_id, state=state)
    yield Queue(_("Children of whom other authorities told us"), "transfers", rows, {"state": state.value})


def closures() -> Iterator[Queue]:
    yield Queue(_("Cases proposed for closure"), "proposals", ClosureProposal.objects.waiting())


def disposals(user: User) -> Iterator[Queue]:
    rows = records_of_ended(user.authority, timezone.localdate())
    yield Queue(_("Records whose legal basis has ended"), "disposals", rows)


def returns_to_look_at() -> Iterator[Queue]:
    state = ReturnState.MADE
    yield Queue(_("Returns to be looked at"), "returns", Return.objects.filter(state=state), {"state": state.value})


def returns_that_differ(user: User) -> Iterator[Queue]:
    rows = Return.objects.differing().filter(authority=user.authority_id)  # those of others can be read too
    yield Queue(_("Released returns that the records no longer bear out"), "returns", rows, {"differs": "yes"})


def returns_to_release() -> Iterator[Queue]:
    state = ReturnState.LOOKED_AT
    yield Queue(_("Returns to be released"), "returns", Return.objects.filter(state=state), {"state": state.value})


def released() -> Iterator[Queue]:
    month, rows = month_before(month_of(timezone.localdate())), Return.objects.released()
    label = _("Released returns for %(month)s") % {"month": date_format(month, "F Y")}
    yield Queue(label, "released", rows.filter(month=month), {"month": month_name(month)})
    yield Queue(_("Released returns, all months"), "released", rows)


def looks() -> Iterator[Queue]:
    first = timezone.localdate() - datetime.timedelta(days=6)
    rows = AccessLog.objects.filter(at__gte=begin(first))
    yield Queue(_("Pages opened in the last 7 days"), "log", rows, {"seen_from": first.isoformat()})


def lists_held() -> Iterator[Queue]:
    yield Queue(_("Lists still held"), "purges", Extract.objects.held())


def people() -> Iterator[Queue]:
    yield Queue(_("People and systems"), "people", User.objects.all())


# The right that makes a queue somebody's own work, in the order of the work.
MAKERS: tuple[tuple[Right, Callable[[], Iterator[Queue]]], ...] = (
    (Right.SEND_EXTRACT, files_in_trouble),
    (Right.SEND_LIST, files_in_trouble),
    (Right.APPROVE_LIST, lists_to_review),
    (Right.OVERRULE_LIST, stopped_lists),
    (Right.APPROVE_LIST, absences),
    (Right.DECIDE_CANDIDATE, candidates),
    (Right.TAKE_APART, children_to_ask_about),
    (Right.CLOSE_CASE, closures),
    (Right.LOOK_AT_RETURN, returns_to_look_at),
    (Right.RELEASE_RETURN, returns_to_release),
    (Right.SEE_RELEASED, released),
    (Right.SEE_LOG, looks),
    (Right.SEE_LOG, lists_held),
    (Right.MANAGE_USERS, people),
)
# The same, where each person has rows of their own.
OWN_MAKERS: tuple[tuple[Right, Callable[[User], Iterator[Queue]]], ...] = (
    (Right.DECIDE_CANDIDATE, questions),
    (Right.JUDGE_SAMPLE, samples),
    (Right.WORK_CASES, told),
    (Right.DISPOSE, disposals),
    (Right.LOOK_AT_RETURN, returns_that_differ),
)
