"""What an auditor can check of a purge: preview and run agree, the chain, the sender's file, and nothing left."""

import datetime
import json
import os
import subprocess
from io import StringIO
from pathlib import Path

import psycopg
import pytest
import redis
from django.conf import settings
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone, translation

from cme.embedded.postgres import PROGRAMS
from lhb_ingest import actions, tasks
from lhb_ingest.actions.purging import what_goes
from lhb_ingest.certificates import check_chain, digest_of, facts_of
from lhb_ingest.models import Extract, PurgeCertificate, Stop
from records.choices import ListKind, Role
from records.models import RollEntry
from records.scope import scope
from tests import servers
from tests.factories import RollEntryFactory, authority, make_user
from tests.lhb_ingest.builders import (
    approved,
    as_file,
    candidate_of,
    children,
    health_csv,
    review,
    send,
    somebody,
    work,
)

HEALTH = ListKind.HEALTH


@pytest.fixture
def auditor(db):
    return make_user(Role.AUDITOR, name="Aled Auditor")


@pytest.fixture
def purged(mon, data_officer, manager):
    """Three lists that went one after the other; a candidate of the last still waits. Each has `sent`, its bytes."""
    lists = []
    for number in range(3):
        people = [somebody() for _ in range(number + 2)]
        extract = approved(data_officer, manager, HEALTH, *people)
        if number < 2:
            for person in people:
                actions.dismiss_candidate(by=manager, candidate=candidate_of(extract, person), reason="moved")
        Extract.objects.filter(pk=extract.pk).update(purge_on=timezone.localdate())
        extract.sent = health_csv(*people)
        actions.purge_extract(extract=extract)
        lists.append(extract)
    return lists


# ------------------------------------------------------------------------------------------- preview and run: the same
def test_the_preview_and_the_real_run_list_the_same(mon, data_officer, manager):
    people = [somebody() for _ in range(4)]
    RollEntryFactory(**{name: getattr(people[0], name) for name in ("forenames", "surname", "born_on", "postcode")})
    first = approved(data_officer, manager, HEALTH, *people, somebody(postcode="CF10 5TA"), somebody(born_on="x"))
    second = approved(data_officer, manager, HEALTH, somebody(), somebody())
    actions.dismiss_candidate(by=manager, candidate=candidate_of(first, people[3]), reason="moved")
    day = max(first.purge_on, second.purge_on)
    assert what_goes(mon, timezone.localdate()) == []
    preview = {going.extract.pk: (going.counts, going.kept) for going in what_goes(mon, day)}
    Extract.objects.update(purge_on=timezone.localdate())
    assert {going.extract.pk: (going.counts, going.kept) for going in what_goes(mon, timezone.localdate())} == preview
    certificates = actions.purge_authority(authority=mon)
    assert {each.extract_id: (each.counts, each.kept) for each in certificates} == preview
    assert preview[first.pk][1] > 0 and preview[second.pk] == ({}, 2)
    assert what_goes(mon, timezone.localdate()) == []


def test_the_preview_s_page(client, auditor, mon, data_officer, manager):
    extract = approved(data_officer, manager, HEALTH, somebody(), somebody(postcode="CF10 5TA"))
    client.force_login(auditor)
    address = reverse("purge_preview")
    assert "Nothing will have to go by then." in client.get(address).content.decode()
    day = {f"day_{part}": getattr(extract.purge_on, part) for part in ("day", "month", "year")}
    said = client.get(address, day).content.decode()
    assert "Rows that go: 1. Rows that stay until a person has decided: 1." in said
    assert "Outside the area: 1" in said
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    day = {f"day_{part}": getattr(yesterday, part) for part in ("day", "month", "year")}
    assert "Choose today or a later day." in client.get(address, day).content.decode()


def test_the_preview_takes_no_more_queries_for_longer_lists(client, auditor, mon, django_assert_max_num_queries):
    client.force_login(auditor)
    with django_assert_max_num_queries(12):
        assert client.get(reverse("purge_preview")).status_code == 200


# ----------------------------------------------------------------------------------------------------------- the chain
def test_certificates_follow_one_another(mon, purged):
    first, second, third = PurgeCertificate.objects.order_by("number")
    assert [first.number, second.number, third.number] == [1, 2, 3]
    assert (first.previous, second.previous, third.previous) == ("", first.digest, second.digest)
    assert len({first.digest, second.digest, third.digest}) == 3
    chain = check_chain(mon)
    assert chain.is_whole and (chain.checked, chain.last, chain.last_number) == (3, third.digest, 3)


def test_a_digest_is_of_everything_on_the_certificate(mon, purged):
    certificate = PurgeCertificate.objects.get(number=2)
    told = {field.name for field in PurgeCertificate._meta.concrete_fields} - {"id", "digest", "extract"}
    assert told <= set(facts_of(certificate)) and facts_of(certificate)["list"] == certificate.extract_id
    for name, other in (("kept", 7), ("counts", {}), ("previous", ""), ("purged_by_id", 1), ("number", 9)):
        changed = PurgeCertificate.objects.get(number=2)
        setattr(changed, name, other)
        assert digest_of(changed) != certificate.digest, name


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("statement", "faults"),
    [
        ("UPDATE lhb_ingest_purgecertificate SET counts = '{}' WHERE number = 2", [("altered", 2)]),
        ("UPDATE lhb_ingest_extract SET sender = 'Nobody' WHERE id = %(second)s", [("altered", 2)]),
        ("DELETE FROM lhb_ingest_purgecertificate WHERE number = 2", [("missing", 2), ("unproven", "second")]),
        ("DELETE FROM lhb_ingest_purgecertificate WHERE number = 3", [("unproven", "third")]),
    ],
)
def test_whoever_changes_certificates_behind_our_back_is_seen(statement, faults):
    data_officer, manager = make_user(Role.DATA_OFFICER), make_user(Role.CASE_MANAGER)
    lists = []
    with scope(authority="660"):
        for _number in range(3):
            extract = approved(data_officer, manager, HEALTH, somebody(postcode="CF10 5TA"), somebody())
            Extract.objects.filter(pk=extract.pk).update(purge_on=timezone.localdate())
            actions.purge_extract(extract=extract)
            lists.append(extract.pk)
        noted = check_chain(authority("660"))
    assert noted.is_whole
    names = {"second": lists[1], "third": lists[2]}
    with psycopg.connect(servers.admin_url(settings.DATABASES["default"]["NAME"])) as superuser:
        superuser.execute(statement, names)
    with scope(authority="660"):
        chain = check_chain(authority("660"))
    found = [(fault.code, fault.number) for fault in chain.faults]
    assert found == [(code, names.get(number, number)) for code, number in faults]
    with pytest.raises(SystemExit):
        call_command("verify_certificates", authority="660", digest=noted.last, stdout=StringIO(), stderr=StringIO())


def test_a_certificate_says_why_the_list_was_stopped_and_who_let_it_through(
    client, auditor, mon, data_officer, manager
):
    extract = review(data_officer, HEALTH, *children(3), as_at=timezone.localdate() + datetime.timedelta(days=1))
    while extract.state == "stopped":
        extract = work(actions.let_through(by=manager, extract=extract, reason="Dated for the first of the month."))
    Extract.objects.filter(pk=extract.pk).update(purge_on=timezone.localdate())
    certificate = actions.purge_extract(extract=extract)
    [stop] = certificate.stops
    assert (stop["code"], stop["passed_by"]) == ("future", manager.pk) and stop["passed_at"]
    assert "Dated" not in json.dumps(facts_of(certificate)), "the reason is free text: the list keeps it"
    client.force_login(auditor)
    said = client.get(reverse("purges")).text
    assert "Dated for the first of the month." in said and "is later than the day on which it came" in said
    assert check_chain(mon).is_whole
    Stop.objects.filter(extract=extract).update(reason="Because.")
    assert [(fault.code, fault.number) for fault in check_chain(mon).faults] == [("altered", certificate.number)]


def test_certificates_from_before_stops_were_on_them_still_hold(mon, purged):
    certificate = PurgeCertificate.objects.get(number=3)
    certificate.stops = None
    assert "stops" not in facts_of(certificate) and "supplements" not in facts_of(certificate)


# --------------------------------------------------------------------------------------------------- page and command
def ask(client, user, **given) -> str:
    client.force_login(user)
    answer = client.post(reverse("purge_check"), given)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_an_auditor_finds_the_sender_s_file(client, auditor, purged):
    said = ask(client, auditor, file=as_file(purged[2].sent))
    assert "This is the file of certificate 3: Health extract" in said
    assert "Rows that waited for a decision then: 4." in said
    assert purged[2].fingerprint in said
    assert "No certificate is about this file." in ask(client, auditor, file=as_file(purged[2].sent + " "))


def test_an_auditor_finds_a_digest_noted_before(client, auditor, mon, purged):
    noted = check_chain(mon).last
    assert "The digest is that of certificate 3" in ask(client, auditor, digest=noted.upper())
    assert "No certificate has this digest." in ask(client, auditor, digest="0" * 64)
    assert "A digest has 64 signs" in ask(client, auditor, digest="abc")
    with translation.override("cy"):
        said = client.get(reverse("purge_check")).content.decode()
    assert "nid oes un ar goll" in said and noted in said


def test_the_command(purged, tmp_path, mon):
    path = tmp_path / "list.csv"
    path.write_text(purged[0].sent, newline="")
    out = StringIO()
    call_command(
        "verify_certificates", authority="660", file=path, digest=check_chain(mon).last, facts=True, stdout=out
    )
    told = out.getvalue()
    assert "Certificates checked: 3." in told and "This file is that of certificate 1" in told
    assert "The digest is that of certificate 3" in told
    facts = [json.loads(line) for line in told.splitlines() if line.startswith("{")]
    assert [each["number"] for each in facts] == [1, 2, 3]
    path.write_text("something else")
    with pytest.raises(SystemExit):
        call_command("verify_certificates", authority="660", file=path, stdout=StringIO(), stderr=StringIO())


# ---------------------------------------------------------------------------------------------------- nothing is left
def everything_there_is(database: str) -> str:
    """A dump of the whole database, all that the queue server keeps, and every file of the installation: lower case."""
    dump = subprocess.run(
        [PROGRAMS / "pg_dump", "--no-owner", servers.admin_url(database)], capture_output=True, text=True, check=True
    ).stdout
    queue = redis.Redis.from_url(settings.REDIS_URL, decode_responses=False)
    kept = [repr((key, _value(queue, key))) for key in queue.scan_iter(count=1000)]
    paths = [path for path in Path(settings.DATA_DIR).rglob("*") if path.is_file()]
    files = [path.read_bytes().decode("utf-8", "replace") for path in paths]
    return "\n".join([dump, *kept, *files]).lower()


def _value(queue: redis.Redis, key: bytes) -> object:
    read = {b"string": queue.get, b"hash": queue.hgetall, b"set": queue.smembers}
    kind = queue.type(key)
    return read[kind](key) if kind in read else queue.lrange(key, 0, -1) if kind == b"list" else queue.dump(key)


@pytest.mark.django_db(transaction=True)
def test_after_the_purge_no_name_is_left_in_dump_queue_files_or_logs(caplog, monkeypatch):
    """By the road that the worker and the timetable take. Who waits for a decision stays, and nobody else."""
    monkeypatch.setattr(tasks.work_on_queue, "delay", lambda: None)
    data_officer, manager = make_user(Role.DATA_OFFICER), make_user(Role.CASE_MANAGER)
    names = [f"Zz{letter}rhyddwgan" for letter in "abcdefg"]
    matched, outside, infant, problem, dismissed, twice, waiting = (somebody(surname=name) for name in names)
    people = [
        matched,
        outside.like(postcode="CF10 5TA"),
        infant.like(born_on=timezone.localdate()),
        problem.like(born_on="31/02/2015 Zzdrhyddwgan"),
        dismissed,
        twice,
        twice.like(),
        waiting,
    ]
    with scope(authority="660"):
        extract = send(data_officer, HEALTH, *people, name="Zzarhyddwgan.csv")
        RollEntryFactory(
            forenames=matched.forenames, surname=matched.surname, born_on=matched.born_on, address=matched.address
        )
        actions.enqueue(extract=extract)
    tasks.work_on_queue()
    with scope(authority="660"):
        extract.refresh_from_db()
        extract = actions.approve_extract(by=manager, extract=extract)
        actions.dismiss_candidate(
            by=manager, candidate=candidate_of(extract, dismissed), reason="moved", note="Zzerhyddwgan"
        )
        actions.dismiss_candidate(by=manager, candidate=candidate_of(extract, twice), reason="moved")
        RollEntry.objects.all().delete()  # the roll has its own law
        Extract.objects.update(purge_on=timezone.localdate())
    database = settings.DATABASES["default"]["NAME"]
    before = everything_there_is(database)
    assert [name for name in names if name.lower() not in before] == []
    tasks.purge_due()
    after = everything_there_is(database)
    assert [name for name in names if name.lower() in after] == ["Zzgrhyddwgan"], "the one who waits"
    assert [name for name in names if name.lower() in caplog.text.lower()] == []
    dead = "SELECT sum(n_dead_tup) FROM pg_stat_user_tables WHERE relname IN ('lhb_ingest_extractrow')"
    with psycopg.connect(servers.admin_url(database)) as superuser:
        superuser.execute("SELECT pg_stat_force_next_flush()")
        vacuumed = "SELECT vacuum_count FROM pg_stat_user_tables WHERE relname = 'lhb_ingest_extractrow'"
        assert superuser.execute(vacuumed).fetchone()[0] >= 1
        assert superuser.execute(dead).fetchone()[0] == 0
    assert extract.fingerprint not in os.listdir(Path(settings.DATA_DIR) / "lists" / "660")
