"""Layouts that people explained, as the rules read them; and what stands in a stored file, for whoever explains it."""

from collections.abc import Iterable, Sequence
from itertools import islice

from django.db.models import Q, QuerySet

from lhb_ingest.meanings import lacking
from lhb_ingest.layouts import Layout, Reading, reading_for, shipped
from lhb_ingest.models import Extract, SenderLayout
from records.choices import ListKind
from records.spreadsheets import Unreadable, read_table

EXPLAINED = "explained"  # the code of every layout that is a row
SHOWN = 10  # rows of a file that a person sees while explaining it
# Why a file cannot be read yet, and a person can help it.
EXPLAINABLE = ("missing_headings", "unknown_headings", "overlooked_headings", "same_meaning")


def layout_of(row: SenderLayout) -> Layout:
    return Layout(
        code=EXPLAINED,
        kind=row.kind,
        sender=row.sender,
        columns=row.columns,
        needed=tuple(row.columns),
        dropped=tuple(row.dropped),
        is_explained=True,
        date_order=row.date_order,
        pk=row.pk,
    )


def owned(*, kind: str, authority_id: str | None, health_board_id: str | None) -> QuerySet[SenderLayout]:
    """The current layouts of the authority, or, for health extracts, of the board; not the shared ones."""
    if kind == ListKind.HEALTH:
        return SenderLayout.objects.current().filter(kind=kind, health_board_id=health_board_id)
    return SenderLayout.objects.current().filter(kind=kind, authority_id=authority_id)


def explained_for(*, kind: str, sender: str, authority_id: str, health_board_id: str | None) -> list[Layout]:
    """Layouts that may read a file, the nearest first: the sender's, those for any sender, then everybody's."""
    mine = owned(kind=kind, authority_id=authority_id, health_board_id=health_board_id)
    shared = SenderLayout.objects.current().filter(kind=kind, authority=None, health_board=None)
    senders = Q(sender__in=("", sender)) if kind != ListKind.HEALTH else Q()
    rows = [*mine.filter(senders).order_by("-sender", "-made_at"), *shared.filter(senders).order_by("-made_at")]
    return [layout_of(row) for row in rows]


def explained_for_extract(extract: Extract) -> list[Layout]:
    return explained_for(
        kind=extract.kind,
        sender=extract.sender,
        authority_id=extract.authority_id,
        health_board_id=extract.health_board_id,
    )


def reading_of(extract: Extract, headings: Sequence[str]) -> Reading:
    """How a stored file is read: by the layout chosen when it came or when its headings were explained."""
    chosen = [layout_of(extract.sender_layout)] if extract.sender_layout_id else []
    return reading_for(extract.kind, headings, chosen)


def first_rows(extract: Extract) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """The headings of a stored file and its first rows with their line numbers. Nothing is kept of them."""
    with extract.file.open("rb") as file:
        table = read_table(file)
        return list(table.headings), list(islice(table.rows, SHOWN))


def other_kind(kind: str, headings: Iterable[str]) -> str:
    """Another kind of list whose own layout these headings fit, where that of `kind` does not; else ''."""
    headings = list(headings)
    for each in ListKind:
        if each in (kind, ListKind.HEALTH) or kind == ListKind.HEALTH:
            continue
        try:
            reading = reading_for(each, headings)
        except Unreadable:
            continue
        if lacking(kind, reading.columns) or kind != ListKind.HOME_EDUCATION and "suitability" in reading.columns:
            return each
    return ""


def known_layouts(extract: Extract) -> list[Layout]:
    """What the headings of a file may be compared with, to show what its sender changed."""
    return [*explained_for_extract(extract), *shipped(extract.kind)]
