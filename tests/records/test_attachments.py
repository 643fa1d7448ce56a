"""Attachments: taken for what they are, handed back as files to whoever may see the case, gone with it."""

import datetime
import io
import zipfile

import pytest
import time_machine
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone, translation

from records.actions import attach_file, close_case, erase_case, remove_attachment, sweep_attachments
from records.attachments import LARGEST, kind_of, safe_name
from records.choices import Role
from records.errors import Refused
from records.keeping import FileKind
from records.models import AccessLog, Attachment, CaseEvent
from tests.factories import CaseFactory, authority, make_user, turned_away

PDF = b"%PDF-1.7\n1 0 obj\n"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + b"\0" * 30
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01" + b"\0" * 30
WORD = '<Types><Override ContentType="application/vnd.openxmlformats-officedocument.%s"/></Types>'


def zipped(**parts: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/"), content)
    return made.getvalue()


def office(said: str, **parts: str) -> bytes:
    return zipped(**{"[Content_Types].xml": WORD % said, **parts})


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


@pytest.fixture
def case(mon, caseworker):
    return CaseFactory(opened_by=caseworker, child__surname="Zzyzx")


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (PDF, "pdf"),
        (PNG, "png"),
        (JPEG, "jpg"),
        (office("wordprocessingml.document.main+xml", word__document="x"), "docx"),
        (office("spreadsheetml.sheet.main+xml"), "xlsx"),
        (zipped(mimetype="application/vnd.oasis.opendocument.text"), "odt"),
        (zipped(mimetype="application/vnd.oasis.opendocument.spreadsheet"), "ods"),
    ],
)
def test_a_file_is_what_its_content_is(content, kind):
    assert kind_of(content) == kind


def with_a_hole() -> bytes:
    """A packed document whose list of types no longer unpacks."""
    made, name = io.BytesIO(), "[Content_Types].xml"
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, WORD % "wordprocessingml.document.main+xml" * 20)
    start = made.getvalue().index(name.encode()) + len(name)
    return made.getvalue()[:start] + b"\xff" * 8 + made.getvalue()[start + 8 :]


BAD = {
    "empty": (b"", "is empty"),
    "too large": (PDF + b"\0" * LARGEST, "larger than 10 MB"),
    "a program": (b"MZ\x90\x00" + b"\0" * 60, "no file of a kind"),
    "a page": (b"<html><script>alert(1)</script></html>", "no file of a kind"),
    "a page that says it is a picture": (b"GIF89a<script>", "no file of a kind"),
    "text": (b"hello", "no file of a kind"),
    "an archive": (zipped(a="b"), "damaged, or is an archive"),
    "an archive of another office": (zipped(mimetype="application/epub+zip"), "damaged, or is an archive"),
    "a document with a hole": (with_a_hole(), "damaged, or is an archive"),
    "half a zip": (zipped(a="b")[:20], "damaged, or is an archive"),
    "macros by type": (office("ms-word.document.macroEnabled.main+xml"), "macros"),
    "macros inside": (zipped(**{"[Content_Types].xml": "x", "word/vbaProject.bin": "x"}), "macros"),
    "files inside": (zipped(**{"[Content_Types].xml": "x", "word/embeddings/a.bin": "x"}), "macros"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_gets_a_sentence_in_both_languages(name):
    content, words = BAD[name]
    with pytest.raises(Refused, match=words) as english:
        kind_of(content)
    with translation.override("cy"), pytest.raises(Refused) as welsh:
        kind_of(content)
    assert str(welsh.value) != str(english.value)


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("letter.exe", "letter.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\Siân\\llythyr.PDF", "llythyr.pdf"),
        ("a\u202efdp.exe", "afdp.pdf"),
        ("", "file.pdf"),
        ("...", "file.pdf"),
        ('x"\r\nSet-Cookie: a=b.pdf', "xSet-Cookie a=b.pdf"),
        ("ŵ" * 300, "ŵ" * 180 + ".pdf"),
    ],
)
def test_a_name_is_made_harmless_and_says_what_the_file_is(sent, kept):
    assert safe_name(sent, FileKind.PDF) == kept


def test_a_file_is_attached_and_handed_back_as_a_file_only(nia, case, caseworker):
    address = reverse("case_attachment_new", args=[case.pk])
    assert 'enctype="multipart/form-data"' in nia.get(address).text
    sent = {"file": upload("Llythyr Zzyzx.html", PDF), "about": "Llythyr yr ysgol"}
    page = nia.post(address, sent, follow=True)
    assert "The file was attached." in page.text and "Llythyr Zzyzx.pdf" in page.text
    found = Attachment.objects.get()
    assert (found.kind, found.size, found.added_by) == ("pdf", len(PDF), caseworker)
    assert found.file.name.startswith("attachments/660/") and "Zzyzx" not in found.file.name
    url = reverse("case_attachment", args=[case.pk, found.pk])
    assert "Zzyzx" not in url
    answer = nia.get(url)
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Disposition"].startswith("attachment") and answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Security-Policy"].startswith("sandbox") and "no-store" in answer["Cache-Control"]
    assert AccessLog.objects.filter(
        page="case_attachment", subject="case", subject_id=case.pk, user=caseworker
    ).exists()


def test_only_whoever_may_see_the_case_gets_its_files(client, case, caseworker):
    found = attach_file(by=caseworker, case=case, file=upload("a.pdf", PDF))
    url, other = reverse("case_attachment", args=[case.pk, found.pk]), CaseFactory(opened_by=caseworker)
    assert client.get(url).status_code == 302
    for role in (Role.LIST_OFFICER, Role.AUDITOR, Role.ADMINISTRATOR, Role.DATA_OFFICER, Role.EVALUATOR):
        client.force_login(make_user(role))
        assert client.get(url).status_code == turned_away(role)
    client.force_login(make_user(authority="661"))
    assert client.get(url).status_code == 404
    client.force_login(caseworker)
    assert client.get(reverse("case_attachment", args=[other.pk, found.pk])).status_code == 404
    found.file.storage.delete(found.file.name)
    assert client.get(url).status_code == 404


def test_a_file_that_is_refused_leaves_nothing(nia, case, caplog):
    address = reverse("case_attachment_new", args=[case.pk])
    page = nia.post(address, {"file": upload("Zzyzx.pdf", b"<html>")})
    assert "no file of a kind that can be attached" in page.text and "<title>Error:" in page.text
    assert "Choose a file." in nia.post(address, {}).text
    assert not Attachment.objects.exists() and not CaseEvent.objects.exists()
    assert "Zzyzx" not in caplog.text


def test_the_same_file_twice_is_one(case, caseworker):
    first = attach_file(by=caseworker, case=case, file=upload("a.pdf", PDF))
    assert attach_file(by=make_user(), case=case, file=upload("b.pdf", PDF)) == first


def test_a_removed_attachment_is_gone_from_the_disk(nia, case, caseworker, django_capture_on_commit_callbacks):
    found = attach_file(by=caseworker, case=case, file=upload("a.pdf", PDF))
    kept = attach_file(by=caseworker, case=case, file=upload("b.pdf", PDF + b"2"))
    with django_capture_on_commit_callbacks(execute=True):
        page = nia.post(reverse("case_attachment_remove", args=[case.pk, found.pk]), follow=True)
        remove_attachment(by=caseworker, attachment=found)  # somebody else, a moment later
    assert "The attachment was removed." in page.text and list(case.attachments.all()) == [kept]
    assert not default_storage.exists(found.file.name) and default_storage.exists(kept.file.name)
    assert case.events.filter(kind="detached").count() == 1


def test_erasing_takes_the_files_once_it_is_certain(case, caseworker, django_capture_on_commit_callbacks):
    found = attach_file(by=caseworker, case=case, file=upload("a.pdf", PDF))
    close_case(by=caseworker, case=case, reason="eotas", evidence="Letter")
    with django_capture_on_commit_callbacks(execute=True):
        erase_case(by=caseworker, case=case)
        assert default_storage.exists(found.file.name)
    assert not default_storage.exists(found.file.name) and not Attachment.objects.exists()


def test_files_of_no_attachment_are_swept_after_a_day(case, caseworker):
    found = attach_file(by=caseworker, case=case, file=upload("a.pdf", PDF))
    stray = default_storage.save("attachments/660/stray", io.BytesIO(b"x"))
    assert sweep_attachments(authority=authority()) == 0  # a request may just be storing it
    with time_machine.travel(timezone.now() + datetime.timedelta(days=2)):
        assert sweep_attachments(authority=authority()) >= 1  # earlier tests left some too
    assert not default_storage.exists(stray) and default_storage.exists(found.file.name)
