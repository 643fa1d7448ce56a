"""Puts the lists of a month into a database by the real writers: a site's, by `manage.py shell`, or the test's own."""

from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile

from lhb_ingest import actions
from lhb_ingest.models import Extract
from lhb_ingest.tasks import start
from records.choices import ListKind, Role
from records.models import Authority, User
from records.scope import scope
from tests.people import EDUCATION_LISTS, TODAY


def receive(by: User, kind: str, text: str, sender: str = "") -> Extract:
    return actions.receive_extract(
        by=by,
        authority=Authority.objects.get(pk="660"),
        kind=kind,
        file=SimpleUploadedFile("list.csv", text.encode()),
        as_at=TODAY,
        sender=sender,
    )


def education_lists(files: dict[str, str]) -> None:
    """Every education list, approved: what the health extract will be compared with."""
    officer = User.objects.get(role=Role.LIST_OFFICER)
    for kind, name, sender in EDUCATION_LISTS:
        extract = receive(officer, kind, files[name], sender)
        assert actions.check_extract(extract_id=extract.pk) and actions.compare_extract(extract_id=extract.pk)
        actions.approve_extract(by=officer, extract=extract, absent="ended")


def prepare(folder: str) -> None:
    """The education lists of a folder, approved, and its health extract handed to the worker. Prints its number."""
    files = {path.name: path.read_text() for path in Path(folder).glob("*.csv")}
    with scope(authority="660"):
        education_lists(files)
    with scope(authority="660"):
        extract = receive(User.objects.get(role=Role.DATA_OFFICER), ListKind.HEALTH, files["health.csv"])
        start(extract)
    print(extract.pk)
