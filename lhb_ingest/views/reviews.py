"""Pages of a review that ask: changed values, absent children, a stopped list; and the taking back of a list."""

from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lhb_ingest import review
from lhb_ingest.actions import (
    answer_changes,
    choose_absent,
    let_through,
    settle_absent,
    undo_extract,
)
from lhb_ingest.actions.apart_later import can_take_kept_apart
from lhb_ingest.actions.approving import can_approve
from lhb_ingest.actions.stopping import can_let_through
from lhb_ingest.actions.undoing import candidates_worked_on, check_undo, entries_worked_on, later_list
from lhb_ingest.choices import Absence, Act, Answer, Difference, ExtractState, Rule
from lhb_ingest.models import AbsentChild, Extract, KeptMatch
from lhb_ingest.review_forms import AbsentForm, LetThroughForm
from lhb_ingest.stopped import FIELDS
from lhb_ingest.tasks import start, start_rematch
from lhb_ingest.views.lists import extract_or_404, page_of
from records.access import note_look
from records.errors import Refused
from records.models import RollEntry
from records.permissions import requires
from records.rights import Right
from records.rolls import VALUES, source_of

GROUPED_BY = ("field", "difference", "rule", "answer")
reads_and_sends = require_http_methods(["GET", "HEAD", "POST"])


# ------------------------------------------------------------------------------------------------------ changed values
@requires(Right.SEE_LISTS)
@reads_and_sends
def extract_changes(request: HttpRequest, pk: int) -> HttpResponse:
    """Old value beside new, by field and kind of change; where the rule asks, one answer for one, some or all."""
    found = extract_or_404(pk)
    if request.method == "POST":
        return _answer(request, found)
    note_look(request, subject="extract_changes", subject_id=pk)
    wanted = {name: value for name in GROUPED_BY if (value := request.GET.get(name)) is not None}
    page = page_of(request, review.changes_of(found, **wanted))
    for change in page:
        change.label, change.kind = FIELDS.get(change.field, change.field), Difference(change.difference).label
        change.before, change.after = review.as_text(change.old), review.as_text(change.new)
        if found.state == ExtractState.IN_REVIEW:
            change.since = review.as_day(source_of(change.entry, change.field).get("as_at"))
    groups = review.change_groups(found)
    context = {
        "extract": found,
        "groups": [_in_words(group) for group in groups],
        "page": page,
        "chosen": wanted,
        "one_group": " ".join(wanted[name] for name in GROUPED_BY) if len(wanted) == len(GROUPED_BY) else "",
        "asks": any(change.rule == Rule.ASK for change in page),
        "can_answer": can_approve(found, request.user),
        "open": sum(group.count for group in groups if group.rule == Rule.ASK and not group.answer),
    }
    return render(request, "lhb_ingest/extract_changes.html", context)


def _in_words(group: review.ChangeGroup) -> dict:
    return {
        "each": group,
        "label": FIELDS.get(group.field, group.field),
        "kind": Difference(group.difference).label,
        "rule": Rule(group.rule).label,
        "answer": Answer(group.answer).label if group.answer else "",
    }


def _answer(request: HttpRequest, found: Extract) -> HttpResponse:
    """`all` names a group, its field, kind and present answer; otherwise the boxes that were ticked."""
    which: dict = {}
    try:
        if group := request.POST.get("all", ""):
            which["field"], which["difference"], _rule, which["answered"] = (*group.split(" "), *[""] * 4)[:4]
        else:
            which["changes"] = [int(pk) for pk in request.POST.getlist("change") if pk.isdigit()]
        if not any(which.values()):
            raise Refused(_("Choose at least one change."))
        count = answer_changes(by=request.user, extract=found, answer=request.POST.get("answer", ""), **which)
        messages.success(request, _("Answered: %(count)s") % {"count": count})
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("extract_changes", found.pk) if group else redirect(request.get_full_path())


# ---------------------------------------------------------------------------------------------------------- the absent
@requires(Right.SEE_LISTS)
@reads_and_sends
def extract_absent(request: HttpRequest, pk: int) -> HttpResponse:
    """Children on the last list and not on this one; what becomes of them, chosen for some or for all."""
    found = extract_or_404(pk)
    form = AbsentForm(request.POST or None, user=request.user)
    if request.method == "POST":
        if form.is_valid() and _choose(request, found, form.cleaned_data):
            return redirect("extract_absent", pk)
        for message in form.errors.get("choice", []):
            messages.error(request, message)
        return redirect("extract_absent", pk)
    note_look(request, subject="extract_absent", subject_id=pk)
    page = page_of(request, review.absent_from(found).order_by("surname", "forenames", "pk"))
    said = dict(found.absences.filter(entry__in=[entry.pk for entry in page]).values_list("entry", "choice"))
    for entry in page:
        choice = said.get(entry.pk, found.absent_choice)
        entry.choice = Absence(choice).label if choice else ""
    context = {"extract": found, "page": page, "form": form, "can_choose": can_approve(found, request.user)}
    return render(request, "lhb_ingest/extract_absent.html", context)


def _choose(request: HttpRequest, found: Extract, given: dict) -> bool:
    ticked = [int(pk) for pk in request.POST.getlist("entry") if pk.isdigit()]
    try:
        if not can_approve(found, request.user):
            raise Refused(_("Your role does not approve lists."))
        if given["whom"] == "some" and not ticked:
            raise Refused(_("Choose at least one child."))
        count = choose_absent(
            by=request.user,
            extract=found,
            choice=given["choice"],
            entries=ticked if given["whom"] == "some" else None,
            asked_of=given["asked_of"],
        )
    except Refused as refused:
        messages.error(request, str(refused))
        return False
    messages.success(request, _("Children of whom this was said: %(count)s") % {"count": count})
    return True


@requires(Right.SEE_LISTS)
@require_safe
def extract_left(request: HttpRequest, pk: int) -> HttpResponse:
    """Children on the previous health extract and not on this one: named while its rows are held, else by line."""
    found = extract_or_404(pk)
    note_look(request, subject="extract_left", subject_id=pk)
    page = page_of(request, review.absent_from_health(found))
    lines = [line.line_number for line in page]
    held = {row.line_number: row for row in found.previous.rows.filter(line_number__in=lines)} if found.previous else {}
    for line in page:
        line.row = held.get(line.line_number)
    return render(request, "lhb_ingest/extract_left.html", {"extract": found, "page": page})


@requires(Right.APPROVE_LIST)
@require_safe
def absences(request: HttpRequest) -> HttpResponse:
    """Children who left a list and are to be checked: one's own first, then those that anybody may take."""
    note_look(request, subject="absences", subject_id=0)
    page = page_of(request, review.waiting_absences().select_related("entry", "extract", "asked_of", "chosen_by"))
    return render(request, "lhb_ingest/absences.html", {"page": page})


@requires(Right.APPROVE_LIST)
@require_http_methods(["POST"])
def absence_settle(request: HttpRequest, pk: int) -> HttpResponse:
    absent = get_object_or_404(AbsentChild, pk=pk)
    try:
        settle_absent(by=request.user, absent=absent, settled_as=request.POST.get("settled_as", ""))
        start_rematch(absent.authority_id)
        messages.success(request, _("Settled."))
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("absences")


# ------------------------------------------------------------------------------------------------------ a stopped list
@requires(Right.OVERRULE_LIST)
@reads_and_sends
def extract_let_through(request: HttpRequest, pk: int) -> HttpResponse:
    found = extract_or_404(pk)
    form = LetThroughForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            passed = let_through(by=request.user, extract=found, reason=form.cleaned_data["reason"])
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, _("The list goes on."))
            if passed.state == ExtractState.CHECKED:
                start(passed)
        return redirect("extract", pk)
    context = {
        "extract": found,
        "form": form,
        "stops": review.stops_of(found),
        "can_let_through": can_let_through(found, request.user),
    }
    return render(request, "lhb_ingest/extract_let_through.html", context)


# ---------------------------------------------------------------------------------------------------------------- undo
@requires(Right.OVERRULE_LIST)
@reads_and_sends
def extract_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Before: what would be put back, and who is in the way. After: those who stayed as they are."""
    found = extract_or_404(pk)
    if request.method == "POST":
        try:
            undone = undo_extract(by=request.user, extract=found)
            start_rematch(found.authority_id)
            messages.success(
                request,
                _("The list was taken back. Left as they are, because people have worked on them: %(count)s")
                % {"count": undone.counts["kept"]},
            )
        except Refused as refused:
            messages.error(request, str(refused))
            return redirect("extract_undo", pk)
        return redirect("extract", pk)
    note_look(request, subject="extract_undo", subject_id=pk)
    refusal = ""
    try:
        check_undo(found, request.user)
    except Refused as refused:
        refusal = str(refused)
    page = page_of(request, _worked_on(found))
    context = {
        "extract": found,
        "refusal": refusal,
        "later": later_list(found) if found.approved_at else None,
        "page": page,
        "counts": _to_put_back(found, page.paginator.count),
    }
    return render(request, "lhb_ingest/extract_undo.html", context)


def _worked_on(found: Extract) -> QuerySet:
    """What stays, or stayed, when the list is taken back: candidates, or what was done to entries."""
    if found.is_health:
        return candidates_worked_on(found).order_by("pk")
    if found.state == ExtractState.APPROVED:
        return entries_worked_on(found)
    return found.journal.exclude(act=Act.SEEN).select_related("entry").order_by("pk")


def _to_put_back(found: Extract, kept: int) -> list[tuple[str, int]]:
    if found.is_health:
        return [(_("Candidates that are withdrawn"), max(found.candidates.count() - kept, 0))]
    acts = dict(found.journal.order_by().values_list("act").annotate(Count("pk")))
    words = {
        Act.BEGAN: _("New entries that go"),
        Act.CHANGED: _("Changed entries that have their earlier values"),
        Act.ENDED: _("Ended entries that are current again"),
    }
    return [(text, acts.get(act, 0)) for act, text in words.items()]


# ------------------------------------------------------------------------------------------------ where values are from
@requires(Right.SEE_LISTS, Right.SEE_CANDIDATES)
@require_safe
def roll_entry(request: HttpRequest, pk: int) -> HttpResponse:
    """One entry: each value with the list it is from and its day; and what other lists say of the same UPN."""
    entry = get_object_or_404(RollEntry, pk=pk)
    note_look(request, subject="roll_entry", subject_id=pk)
    sources = {name: source_of(entry, name) for name in VALUES}
    numbers = {source["extract"] for source in sources.values() if source.get("extract")}
    lists = Extract.objects.in_bulk(numbers)
    values = [
        {
            "label": FIELDS[name],
            "value": review.as_text(getattr(entry, name)),
            "list": lists.get(source.get("extract")),
            "as_at": review.as_day(source.get("as_at")),
            "refused": review.as_text(source.get("refused")),
        }
        for name, source in sources.items()
        if getattr(entry, name) or source.get("refused")
    ]
    others = RollEntry.objects.current().filter(upn=entry.upn).exclude(Q(pk=entry.pk) | Q(upn=""))[:20]
    sees_lists = request.user.has_right(Right.SEE_LISTS)
    context = {"entry": entry, "values": values, "others": others, "sees_lists": sees_lists}
    context["kept"] = _kept_match(entry) if request.user.has_right(Right.TAKE_APART) else None
    return render(request, "lhb_ingest/roll_entry.html", context)


def _kept_match(entry: RollEntry) -> KeptMatch | None:
    """The match of a purged row by which the entry was taken for a child of the source's last health list."""
    found = KeptMatch.objects.filter(entry=entry, undone_at=None).select_related("extract", "by").order_by("-made_at")
    return next((kept for kept in found if can_take_kept_apart(kept)), None)
