"""A name in one column is split, and what stood there stays beside it: on the row, on the entry, when taken back."""

import pytest
from django.urls import reverse

from lhb_ingest.actions import answer_changes, approve_extract, undo_extract
from lhb_ingest.models import ExtractRow
from records.choices import ListKind
from records.models import RollEntry
from tests.lhb_ingest.builders import approved, children, home_education_csv, review

HOME = ListKind.HOME_EDUCATION


def written(*names: str) -> str:
    people = children(len(names))
    lines = home_education_csv(*people)
    for person, name in zip(people, names, strict=True):
        lines = lines.replace(person.full_name, f'"{name}"')
    return lines


@pytest.fixture
def entry(mon, list_officer):
    approved(list_officer, list_officer, HOME, content=written("GWYDDFID, Nia Cadi"))
    return RollEntry.objects.get()


def test_it_is_kept_and_shown_beside_the_split_name(entry, list_officer, client):
    assert (entry.forenames, entry.surname, entry.name_as_written) == ("Nia Cadi", "GWYDDFID", "GWYDDFID, Nia Cadi")
    client.force_login(list_officer)
    rows = reverse("extract_rows", args=[ExtractRow.objects.get().extract_id, "new_entry"])
    for page in (rows, reverse("roll_entry", args=[entry.pk])):
        assert "In the file: GWYDDFID, Nia Cadi" in client.get(page).text


def test_a_later_list_brings_its_own_and_undo_the_earlier_one(entry, list_officer, manager):
    content = home_education_csv(children(1)[0].like(forenames="Nia", surname="Gwyddfid", ref=entry.source_ref))
    extract = review(list_officer, HOME, content=content)
    answer_changes(by=list_officer, extract=extract, answer="take")
    extract = approve_extract(by=list_officer, extract=extract, absent="ended")
    entry.refresh_from_db()
    assert (entry.surname, entry.name_as_written) == ("Gwyddfid", "Nia Gwyddfid")
    undo_extract(by=manager, extract=extract)
    entry.refresh_from_db()
    assert (entry.surname, entry.name_as_written) == ("GWYDDFID", "GWYDDFID, Nia Cadi")


def test_a_name_that_is_kept_keeps_what_was_written_too(entry, list_officer):
    content = home_education_csv(children(1)[0].like(forenames="Mia", surname="Arall", ref=entry.source_ref))
    extract = review(list_officer, HOME, content=content)
    answer_changes(by=list_officer, extract=extract, answer="keep")
    approve_extract(by=list_officer, extract=extract)
    entry.refresh_from_db()
    assert (entry.surname, entry.name_as_written) == ("GWYDDFID", "GWYDDFID, Nia Cadi")
