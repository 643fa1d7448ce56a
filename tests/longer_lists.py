"""More rows of every list that a page shows, so that the walk can count the queries again."""

from django.utils import timezone

from lhb_ingest.models import (
    AbsentChild,
    Candidate,
    Extract,
    ExtractRow,
    FieldChange,
    Match,
    NearMatch,
    PurgeCertificate,
    RowProblem,
    SecondOpinion,
    SenderLayout,
)
from records.choices import Role
from records.models import AccessLog, AdminEvent, RollEntry
from tests.factories import CaseFactory, make_user
from tests.world import World


def copies(row, number: int, /, **changes) -> None:
    """More rows like this one. `changes` may be functions of the number."""
    for each in range(number):
        row.pk = None
        for name, change in changes.items():
            setattr(row, name, change(each))
        row.save(force_insert=True)


def more_cases(world: World) -> None:
    CaseFactory.create_batch(27, opened_by=world.people[Role.CASEWORKER], assigned_to=world.people[Role.CASEWORKER])


def more_candidates(world: World) -> None:
    for number in range(27):
        row, candidate = ExtractRow.objects.get(pk=world.judged.row_id), Candidate.objects.get(pk=world.judged.pk)
        row.pk = candidate.pk = None
        row.line_number, row.fingerprint = 100 + number, f"row {number}"
        row.save(force_insert=True)
        candidate.row, candidate.fingerprint = row, row.fingerprint
        candidate.save(force_insert=True)


def more_near(world: World) -> None:
    """More entries near one candidate, more candidates near the entry, more questions of colleagues."""
    entries, pairs = [], NearMatch.objects.filter(pk=world.near.pk)
    for number in range(5):
        entry = RollEntry.objects.get(pk=world.near.entry_id)
        entry.pk, entry.source_ref = None, f"N{number}"
        entry.save(force_insert=True)
        entries.append(entry)
    copies(pairs.get(), 5, entry=lambda number: entries[number])
    more_candidates(world)
    rows = [candidate.row for candidate in Candidate.objects.filter(fingerprint__startswith="row ")[:9]]
    copies(pairs.get(), 9, row=lambda number: rows[number])
    copies(SecondOpinion.objects.first(), 9, candidate=lambda number: rows[number].candidate)


def more_forms(world: World) -> None:
    copies(world.name_form, 9, form=lambda number: f"FORM{number}")


def more_matches(world: World) -> None:
    row = ExtractRow.objects.filter(extract=world.match.row.extract, outcome="matched").first()
    for number in range(9):
        row.pk, row.line_number = None, 200 + number
        row.save(force_insert=True)
        copies(Match.objects.get(pk=world.match.pk), 1, row=lambda _: row)


def more_extracts(world: World) -> None:
    copies(Extract.objects.get(pk=world.review.pk), 27, fingerprint=lambda number: f"file {number}")


def more_rows(world: World) -> None:
    row = ExtractRow.objects.filter(extract=world.review, outcome="unmatched").first()
    copies(row, 27, line_number=lambda number: 100 + number)
    copies(RowProblem.objects.filter(extract=world.review).first(), 27)


def more_entries(world: World) -> None:
    copies(RollEntry.objects.get(source_ref="P0003"), 27, source_ref=lambda number: f"X{number}")


def more_changes(world: World) -> None:
    row, change = ExtractRow.objects.filter(extract=world.roll).first(), FieldChange.objects.get(field="upn")
    for number in range(27):
        row.pk = change.pk = None
        row.line_number = 100 + number
        row.save(force_insert=True)
        change.row = row
        change.save(force_insert=True)


def more_absences(world: World) -> None:
    Extract.objects.filter(pk=world.roll.pk).update(
        approved_at=timezone.now(), approved_by=world.people["list_officer"]
    )
    more_entries(world)
    absent = AbsentChild.objects.get(pk=world.absent.pk)
    for entry in RollEntry.objects.filter(source_ref__startswith="X"):
        absent.pk, absent.entry = None, entry
        absent.save(force_insert=True)


def more_purges(world: World) -> None:
    copies(PurgeCertificate.objects.first(), 27, number=lambda number: 1000 + number)


def more_layouts(world: World) -> None:
    copies(SenderLayout.objects.get(pk=world.layout.pk), 27, name=lambda number: f"Layout {number}")


def more_looks(world: World) -> None:
    copies(AccessLog.objects.first(), 27)


def more_acts(world: World) -> None:
    copies(AdminEvent.objects.first(), 27)


def more_people(world: World) -> None:
    for _ in range(27):
        make_user()


LISTS = {
    "cases": (Role.CASEWORKER, more_cases),
    "candidates": (Role.CASEWORKER, more_candidates),
    "candidate": (Role.CASEWORKER, more_near),
    "pairs": (Role.CASE_MANAGER, more_near),
    "pair_groups": (Role.CASE_MANAGER, more_near),
    "name_forms": (Role.CASE_MANAGER, more_forms),
    "extract_matches": (Role.LIST_OFFICER, more_matches),
    "extracts": (Role.LIST_OFFICER, more_extracts),
    "extract_rows": (Role.LIST_OFFICER, more_rows),
    "extract_problems": (Role.LIST_OFFICER, more_rows),
    "extract_absent": (Role.LIST_OFFICER, more_entries),
    "extract_changes": (Role.LIST_OFFICER, more_changes),
    "extract_undo": (Role.CASE_MANAGER, more_candidates),
    "absences": (Role.LIST_OFFICER, more_absences),
    "purges": (Role.AUDITOR, more_purges),
    "layouts": (Role.LIST_OFFICER, more_layouts),
    "log": (Role.AUDITOR, more_looks),
    "admin_log": (Role.AUDITOR, more_acts),
    "people": (Role.ADMINISTRATOR, more_people),
    "home": (Role.CASEWORKER, more_cases),
}
