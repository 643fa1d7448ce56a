"""The writers of how people work through lists: what they have seen, the filters they keep, acts on many cases."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.db import transaction
from django.utils import timezone, translation
from django.utils.dateparse import parse_date
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from records.actions.cases import assign_case, move_case
from records.actions.letters import write_to_parents
from records.actions.todo import set_task
from records.choices import BulkKind
from records.errors import Refused
from records.models import BulkAct, Case, CaseLook, SavedFilter, User

AT_ONCE = 100  # cases that are done while the page waits; of more, a worker does them piece by piece
MOST = 60_000  # cases in one act
NEVER_KEPT = frozenset({"search", "page"})  # names of children are no filter to keep
Given = Mapping[str, Any]


@transaction.atomic
def note_case_look(*, by: User, case: Case) -> None:
    """That somebody has the case open now, so that what changes later stands out."""
    look = CaseLook(case=case, authority_id=case.authority_id, user=by, at=timezone.now())
    CaseLook.objects.bulk_create([look], update_conflicts=True, unique_fields=["user", "case"], update_fields=["at"])


@transaction.atomic
def save_filter(*, by: User, name: str, query: str, is_shared: bool) -> SavedFilter:
    """Keeps a filter under a name; the same name again takes the new one. What was searched for by name is left out."""
    kept = [(key, value) for key, value in parse_qsl(query) if key not in NEVER_KEPT and value]
    if not name.strip():
        raise Refused(_("Give the filter a name."))
    if not kept:
        raise Refused(_("There is no filter to keep: choose one first. A search by name is not kept."))
    found, _is_new = SavedFilter.objects.update_or_create(
        owner=by,
        name=name.strip(),
        defaults={
            "authority_id": by.authority_id,
            "query": urlencode(kept),
            "is_shared": is_shared,
            "made_at": timezone.now(),
        },
    )
    return found


@transaction.atomic
def drop_filter(*, by: User, saved: SavedFilter) -> None:
    """Whoever made a filter can take it away, also from those with whom it is shared."""
    if saved.owner_id != by.pk:
        raise Refused(_("This filter is somebody else's."))
    saved.delete()


# ------------------------------------------------------------------------------------------------ acts on many cases
def assign_one(by: User, case: Case, given: Given) -> None:
    to = User.objects.get(pk=given["to"]) if given["to"] else None
    assign_case(by=by, case=case, to=to)


def move_one(by: User, case: Case, given: Given) -> None:
    move_case(by=by, case=case, to=given["to"])


def task_one(by: User, case: Case, given: Given) -> None:
    person = case.assigned_to if given["to"] == "own" else None
    set_task(by=by, case=case, title=given["title"], due_on=parse_date(given["due_on"]), assigned_to=person)


def letter_one(by: User, case: Case, given: Given) -> None:
    write_to_parents(by=by, case=case, kind=given["kind"])


# What is done to each of the cases. Another kind of act needs a word in BulkKind, a line here and a form.
ACTS: dict[str, Callable[[User, Case, Given], None]] = {
    BulkKind.ASSIGN: assign_one,
    BulkKind.MOVE: move_one,
    BulkKind.TASK: task_one,
    BulkKind.LETTER: letter_one,
}


@transaction.atomic
def ask_for_bulk(*, by: User, kind: str, cases: Sequence[int], given: Given) -> BulkAct:
    """Writes down what is to be done to which cases, so that the count can be confirmed. Nothing is done yet."""
    if not cases:
        raise Refused(_("Choose the cases first."))
    if len(cases) > MOST:
        raise Refused(
            _("Cases chosen: %(count)s. At most %(most)s can be changed at once: choose a narrower filter.")
            % {"count": len(cases), "most": MOST}
        )
    return BulkAct.objects.create(
        authority_id=by.authority_id, by=by, kind=kind, cases=list(cases), given=dict(given), asked_at=timezone.now()
    )


@transaction.atomic
def do_bulk(*, by: User, act: BulkAct) -> BulkAct:
    """Begins the act, and does it at once where the cases are few; where they are many, the caller wakes a worker.

    Sent twice, the second finds it begun. Only whoever asked can do it.
    """
    act = BulkAct.objects.select_for_update().get(pk=act.pk)
    if act.by_id != by.pk:
        raise Refused(_("This was asked for by somebody else."))
    if act.begun_at or act.done_at:
        return act
    act.begun_at = timezone.now()
    act.given = {**act.given, "language": get_language() or ""}
    act.save(update_fields=["begun_at", "given"])
    if len(act.cases) <= AT_ONCE:
        do_piece(act)
    return act


@transaction.atomic
def bulk_piece(*, act_id: int) -> bool:
    """Does the next piece of an act that has begun. False: nothing is left, or another worker is at it."""
    act = BulkAct.objects.select_for_update(skip_locked=True).select_related("by").filter(pk=act_id).first()
    if act is None or act.begun_at is None or act.done_at:
        return False
    do_piece(act)
    return act.done_at is None


def do_piece(act: BulkAct) -> None:
    """Each case by itself: one that is refused is named with the reason and keeps no other from its act."""
    piece = [pk for pk in act.cases if str(pk) not in act.results][:AT_ONCE]
    found = Case.objects.select_related("assigned_to").in_bulk(piece)
    with translation.override(act.given.get("language") or None):
        act.results |= {str(pk): outcome(act.by, found.get(pk), act) for pk in piece}
    if len(act.results) >= len(set(act.cases)):
        act.done_at = timezone.now()
    act.save(update_fields=["results", "done_at"])


def outcome(by: User, case: Case | None, act: BulkAct) -> str:
    """Empty where it was done, else why not. Each in a savepoint of its own."""
    if case is None:
        return _("This case is not there.")
    try:
        with transaction.atomic():
            ACTS[act.kind](by, case, act.given)
    except Refused as refusal:
        return str(refusal)
    return ""
