"""A person says once which heading means what: the sender's layout is kept, and the file goes on by itself."""

from collections.abc import Mapping, Sequence

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lhb_ingest.choices import DateOrder, ExtractState
from lhb_ingest.explained import (
    EXPLAINABLE,
    columns_of_nhs_numbers,
    explained_for_extract,
    first_rows,
    owned,
)
from lhb_ingest.layouts import Reading, reading_for
from lhb_ingest.meanings import ALLOWED, clashes, is_forbidden, lacking
from lhb_ingest.models import Extract, SenderLayout
from lhb_ingest.sentences import lacking_sentence, layout_sentence
from records.choices import ListKind
from records.errors import Refused
from records.models import User
from records.rights import Right
from records.spreadsheets import Unreadable, fold_heading


def can_explain(extract: Extract, user: User) -> bool:
    try:
        check_explain(extract, user)
    except Refused:
        return False
    return True


def check_explain(extract: Extract, user: User) -> None:
    """Raises Refused where `user` may not say what the headings of this file mean."""
    if not may_keep_layouts(user, extract.kind):
        raise Refused(
            _("The health board that sent this extract explains its headings.")
            if extract.is_health
            else _("Your role does not explain headings.")
        )
    if extract.state != ExtractState.NEEDS_LAYOUT:
        raise Refused(_("The headings of this list have been explained already."))


def may_keep_layouts(user: User, kind: str) -> bool:
    """A board's people keep layouts of health extracts, an authority's of its lists, administrators shared ones."""
    if not user.has_right(Right.MANAGE_LAYOUTS):
        return False
    if user.health_board_id:
        return kind == ListKind.HEALTH
    return kind != ListKind.HEALTH or not user.authority_id


def check_meaning(kind: str, columns: Mapping[str, str]) -> list[str]:
    """What is wrong with a choice of headings, in sentences; none where a file can be read by it."""
    wrong = [
        layout_sentence("not_allowed", heading=heading)
        for heading, name in columns.items()
        if name not in ALLOWED[kind] or is_forbidden(kind, heading)
    ]
    wrong += [layout_sentence(code, heading=one, other=two) for code, one, two in clashes(columns)]
    return wrong + [lacking_sentence(code) for code in lacking(kind, columns.values())]


@transaction.atomic
def explain_headings(
    *, by: User, extract: Extract, columns: Mapping[str, str], name: str, date_order: str = ""
) -> list[Extract]:
    """Keeps the layout and lets the file go on. Headings not in `columns` are dropped unread, and that is recorded.

    Returns every list that can now be read: this one, and others of the sender that waited with the same headings.
    The caller hands them to the worker. Raises Refused with what is wrong with the choice.
    """
    extract = Extract.objects.select_for_update(of=("self",)).select_related("authority").get(pk=extract.pk)
    check_explain(extract, by)
    headings, rows = first_rows(extract)
    if extract.is_health and (numbers := set(columns_of_nhs_numbers(headings, rows)) & set(columns)):
        raise Refused(layout_sentence("nhs_numbers", heading=min(numbers)))
    unknown = [heading for heading in columns if heading not in headings]
    if unknown:
        raise Refused(layout_sentence("not_there", heading=unknown[0]))
    dropped = [heading for heading in headings if heading and heading not in columns]
    layout = keep_layout(
        by=by,
        kind=extract.kind,
        sender=extract.sender if not extract.is_health else "",
        name=name,
        columns=columns,
        dropped=[heading for heading in dropped if not is_forbidden(extract.kind, heading)],
        date_order=date_order,
    )
    _go_on(extract, reading_for(extract.kind, headings, explained_for_extract(extract)), layout)
    return [extract, *_others(extract)]


def _go_on(extract: Extract, reading: Reading, layout: SenderLayout | None = None) -> None:
    extract.sender_layout_id = layout.pk if layout else reading.layout.pk
    extract.layout = reading.layout.code
    extract.dropped_columns = reading.dropped
    extract.state = ExtractState.RECEIVED
    extract.save(update_fields=["sender_layout", "layout", "dropped_columns", "state"])


def _others(extract: Extract) -> list[Extract]:
    """Further files of this sender that waited for the same explanation."""
    waiting = Extract.objects.select_for_update(of=("self",), skip_locked=True).filter(
        state=ExtractState.NEEDS_LAYOUT, kind=extract.kind, sender=extract.sender, health_board=extract.health_board_id
    )
    freed = []
    for other in waiting.exclude(pk=extract.pk):
        try:
            headings, _rows = first_rows(other)
            _go_on(other, reading_for(other.kind, headings, explained_for_extract(other)))
        except Unreadable as unreadable:
            if unreadable.code not in EXPLAINABLE:
                raise
        else:
            freed.append(other)
    return freed


@transaction.atomic
def withdraw_extract(*, by: User, extract: Extract) -> Extract:
    """Takes back a file whose headings nobody can explain: it goes now, the fact stays, and it may be sent again."""
    extract = Extract.objects.select_for_update(of=("self",)).get(pk=extract.pk)
    check_explain(extract, by)
    storage, name = extract.file.storage, extract.file.name
    transaction.on_commit(lambda: storage.delete(name))
    extract.file = ""
    extract.state = ExtractState.CANCELLED
    extract.cancelled_at, extract.cancelled_by = timezone.now(), by
    extract.save(update_fields=["file", "state", "cancelled_at", "cancelled_by"])
    return extract


@transaction.atomic
def keep_layout(
    *,
    by: User,
    kind: str,
    sender: str,
    name: str,
    columns: Mapping[str, str],
    dropped: Sequence[str] = (),
    date_order: str = "",
) -> SenderLayout:
    """A new layout, or, where one of this name stands, its next version. The owner is the person's place of work."""
    name = " ".join(name.split())[:100]
    _check_layout(by, kind, name, columns, date_order)
    owner = {"authority_id": by.authority_id, "health_board_id": by.health_board_id}
    before = owned(kind=kind, **owner).select_for_update().filter(sender=sender, name=name, **owner).first()
    now = timezone.now()
    if before:
        _end(before, by, now)
    try:
        with transaction.atomic():
            return SenderLayout.objects.create(
                **owner,
                kind=kind,
                sender=sender,
                name=name,
                version=before.version + 1 if before else 1,
                columns={heading[:100]: str(meaning) for heading, meaning in columns.items()},
                dropped=[heading[:100] for heading in dropped],
                date_order=date_order,
                made_at=now,
                made_by=by,
                replaces=before,
            )
    except IntegrityError:
        raise Refused(_("A colleague has just kept a layout of this name. Look at it, then try again.")) from None


def _check_layout(by: User, kind: str, name: str, columns: Mapping[str, str], date_order: str) -> None:
    """Raises Refused where no file can be read by this, or `by` may not say so."""
    if not may_keep_layouts(by, kind):
        raise Refused(_("Your role does not keep layouts of this kind of list."))
    if not name:
        raise Refused(_("Give the layout a name."))
    if wrong := check_meaning(kind, columns):
        raise Refused(" ".join(wrong))
    if len({fold_heading(heading) for heading in columns}) < len(columns):
        raise Refused(_("Two headings are the same. Each column needs a heading of its own."))
    if date_order not in ("", *DateOrder.values):
        raise Refused(_("Choose how the dates are read."))


@transaction.atomic
def end_layout(*, by: User, layout: SenderLayout) -> SenderLayout:
    """No further file is read by it; those that were stay as they are."""
    check_change(layout, by)
    layout = SenderLayout.objects.select_for_update().get(pk=layout.pk)
    check_change(layout, by)  # a colleague may have been quicker
    _end(layout, by, timezone.now())
    return layout


def check_change(layout: SenderLayout, user: User) -> None:
    """Raises Refused where `user` may not change or end the layout."""
    mine = (layout.authority_id, layout.health_board_id) == (user.authority_id, user.health_board_id)
    if not mine or not may_keep_layouts(user, layout.kind):
        raise Refused(_("This layout belongs to somebody else. You can look at it, not change it."))
    if layout.ended_at:
        raise Refused(_("This layout has ended, or a newer version has taken its place."))


def _end(layout: SenderLayout, by: User, when) -> None:
    layout.ended_at, layout.ended_by = when, by
    layout.save(update_fields=["ended_at", "ended_by"])
