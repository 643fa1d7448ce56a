"""A file comes in: stored once, refused with a sentence, and of two who send it at once only one is taken."""

import threading
from datetime import timedelta

import pytest
from django.conf import settings as django_settings
from django.core.files.storage import default_storage
from django.db import connection
from django.utils import timezone, translation

from lhb_ingest.actions import cancel_extract, check_extract, receive_extract
from lhb_ingest.choices import ExtractState
from lhb_ingest.models import Extract
from records.choices import ListKind, Role
from records.errors import Refused
from records.scope import scope
from tests.factories import authority, make_user
from tests.lhb_ingest.builders import as_file, children, health_csv, school_csv, send

HEALTH, SCHOOL = ListKind.HEALTH, ListKind.SCHOOL_ROLL


def test_a_list_waits_to_be_checked(mon, data_officer):
    content = health_csv().replace("RECORD_ID", "RECORD_ID,SEX")
    extract = send(data_officer, HEALTH, content=content, name="Medi.csv")
    assert extract.state == ExtractState.RECEIVED
    assert (extract.layout, extract.sender) == ("nwssp", "NHS Wales Shared Services Partnership")
    assert extract.health_board_id == "7A1"
    assert extract.file_name == "Medi.csv"
    assert extract.dropped_columns == ["SEX"]
    assert extract.purge_on == timezone.localdate() + timedelta(days=mon.purge_after_days)
    assert extract.file.name.startswith(f"660/{extract.fingerprint}")
    assert extract.file.read() == content.encode()


def test_the_file_s_own_name_is_nowhere_on_the_disk(mon, list_officer):
    extract = send(list_officer, SCHOOL, *children(1), name="Branwen-Cadwgan.csv")
    assert "Branwen" not in extract.file.name


def test_the_same_file_is_refused_naming_the_first(mon, list_officer):
    people = children(2)
    send(list_officer, SCHOOL, *people, name="September.csv")
    with pytest.raises(
        Refused, match=r"‘September.csv’ on .* by Lowri Lists\. It was not taken a second time"
    ) as caught:
        send(make_user(Role.LIST_OFFICER), SCHOOL, *people, name="other name.csv")
    assert str(timezone.localdate().year) in str(caught.value)
    assert Extract.objects.count() == 1


def test_the_same_file_as_another_kind_or_for_another_authority_is_another_list(mon, list_officer):
    people = children(2)
    send(list_officer, SCHOOL, *people)
    send(list_officer, ListKind.OTHER_AUTHORITY, *people, sender="Gwynedd")
    with scope(authority="661"):
        send(make_user(Role.LIST_OFFICER, "661"), SCHOOL, *people)


def test_a_cancelled_or_refused_list_may_be_sent_again(mon, list_officer, manager):
    people = children(2)
    cancel_extract(by=manager, extract=send(list_officer, SCHOOL, *people))
    again = send(list_officer, SCHOOL, *people)
    Extract.objects.filter(pk=again.pk).update(state=ExtractState.REFUSED)
    send(list_officer, SCHOOL, *people)
    assert Extract.objects.taken().count() == 1


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "The file is empty"),
        (b"PK\x03\x04", "workbook is broken"),
        (b"%PDF-1.4", "This is a PDF"),
        (b"\x00\x01\x02", "neither a workbook nor text"),
        (b"<html>", "This is a web page"),
        (b"a,b,A\n", "‘A’ stands twice"),
        (b"Jones,Mari,14/03/2015,LL65 1AA\n", "values in it and no headings"),
    ],
)
def test_what_is_no_list_is_refused_and_nothing_is_stored(mon, list_officer, content, words):
    with pytest.raises(Refused, match=words):
        send(list_officer, SCHOOL, content=content)
    assert not Extract.objects.exists()


@pytest.mark.parametrize(
    "content",
    [
        health_csv(*children(1)).replace("POSTCODE", "POSTCODE,MOTHER_MAIDEN_NAME"),
        health_csv(*children(1)).replace("DATE_OF_BIRTH", "WHEN"),
        health_csv(*children(1)).replace("SURNAME,FORENAMES", "NOM,PRENOM"),
    ],
)
def test_unknown_headings_wait_for_a_person_and_the_file_is_kept(mon, data_officer, content):
    extract = send(data_officer, HEALTH, content=content)
    assert (extract.state, extract.layout, extract.dropped_columns) == (ExtractState.NEEDS_LAYOUT, "", [])
    assert default_storage.exists(extract.file.name)
    assert not check_extract(extract_id=extract.pk), "nothing is staged"
    with pytest.raises(Refused, match="sent already"):
        send(data_officer, HEALTH, content=content)


def test_a_file_too_large(mon, list_officer, settings):
    settings.LARGEST_FILE = 1024 * 1024
    with pytest.raises(Refused, match="larger than 1 MB"):
        send(list_officer, SCHOOL, content=b"a,b\n" * 300_000)


def test_refused_in_the_language_of_the_page(mon, list_officer):
    with translation.override("cy"), pytest.raises(Refused) as caught:
        send(list_officer, SCHOOL, content=b"")
    assert "The file is empty" not in str(caught.value)


@pytest.mark.django_db(transaction=True)
def test_two_people_who_send_one_file_at_once():
    content, ready, answers = school_csv(*children(3)), threading.Barrier(2), []

    def send_it(name: str) -> None:
        try:
            with scope(authority="660"):
                person = make_user(Role.LIST_OFFICER, name=name)
                ready.wait(10)
                extract = receive_extract(
                    by=person, authority=authority(), kind=SCHOOL, file=as_file(content), as_at=timezone.localdate()
                )
                answers.append(extract.state)
        except Refused as refused:
            answers.append(str(refused))
        except Exception as wrong:
            answers.append(repr(wrong))
        finally:
            connection.close()

    with translation.override("en-gb"):
        people = [threading.Thread(target=send_it, args=(name,)) for name in ("One", "Two")]
        for person in people:
            person.start()
        for person in people:
            person.join(20)
    answers.sort(key=len)
    assert answers[0] == ExtractState.RECEIVED
    assert "has been sent already" in answers[1], answers
    with scope(authority="660"):
        kept = Extract.objects.get()
        assert kept.file.read() == content.encode()
    assert default_storage.listdir("660")[1].count(kept.fingerprint) == 1
    assert str(django_settings.DATA_DIR) in kept.file.path
