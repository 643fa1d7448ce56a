"""Layouts that people explained, as the rules read them; and what stands in a stored file, for whoever explains it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import BinaryIO

from django.db.models import Q, QuerySet

from lhb_ingest.checking import holds_nhs_numbers
from lhb_ingest.layouts import Layout, Reading, fits_for, reading_for, shipped
from lhb_ingest.models import Extract, SenderLayout
from records.choices import ListKind
from records.spreadsheets import Row, Table, Unreadable, read_table

EXPLAINED = "explained"  # the code of every layout that is a row
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
    return reading_for(extract.kind, headings, _chosen(extract))


def _chosen(extract: Extract) -> list[Layout]:
    return [layout_of(extract.sender_layout)] if extract.sender_layout_id else []


def table_of(extract: Extract, file: BinaryIO) -> Table:
    """The stored file, opened at the line that its layout knows for headings."""
    known = [] if extract.layout else explained_for_extract(extract)
    return read_table(file, fits=fits_for(extract.kind, _chosen(extract) or known))


def first_rows(extract: Extract) -> tuple[list[str], list[Row]]:
    """The headings of a stored file and its first rows with their line numbers. Nothing is kept of them."""
    with extract.file.open("rb") as file:
        table = table_of(extract, file)
        return list(table.headings), list(table.sample)


def other_kind(kind: str, headings: Sequence[str]) -> str:
    """Another kind of list whose own layout reads more of these headings, where that of `kind` does not; else ''."""
    if kind == ListKind.HEALTH:
        return ""
    found = {}
    for each in ListKind:
        try:
            found[each] = len(reading_for(each, headings).dropped) if each not in (kind, ListKind.HEALTH) else 999
        except Unreadable:
            continue
    best = min(found, key=found.__getitem__, default=kind)
    return "" if best in (kind, ListKind.HEALTH) else best


def known_layouts(extract: Extract) -> list[Layout]:
    """What the headings of a file may be compared with, to show what its sender changed."""
    return [*explained_for_extract(extract), *shipped(extract.kind)]


def trial(kind: str, headings: Sequence[str], columns: Mapping[str, str], date_order: str = "") -> Reading:
    """How a file would be read if its headings meant this. Nothing is kept."""
    dropped = tuple(heading for heading in headings if heading and heading not in columns)
    needed = tuple(columns)
    layout = Layout(EXPLAINED, kind, "", columns, needed, dropped, is_explained=True, date_order=date_order)
    return reading_for(kind, headings, [layout])


def columns_of_nhs_numbers(headings: Sequence[str], rows: Iterable[Row]) -> list[str]:
    """Headings of columns in which NHS numbers stand, whatever they are called."""
    cells = [row for _line, row in rows]
    filled = {
        heading: [row[number].strip() for row in cells if row[number].strip()]
        for number, heading in enumerate(headings)
    }
    return [heading for heading, values in filled.items() if heading and values and holds_nhs_numbers(values)]
