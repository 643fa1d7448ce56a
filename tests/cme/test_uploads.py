"""A file that is too big is stopped while it comes in, and nothing of it stays."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory

MEGABYTE = 1024 * 1024


@pytest.fixture
def post(settings, tmp_path):
    settings.LARGEST_FILE = MEGABYTE
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path

    def send(**files: bytes):
        files = {name: SimpleUploadedFile(f"{name}.csv", content) for name, content in files.items()}
        request = RequestFactory().post("/", {"layout": "first", **files})
        request.POST  # noqa: B018 (reads the request)
        return request

    return send


def test_a_file_of_the_allowed_size_arrives_whole(post, tmp_path):
    request = post(extract=b"x" * MEGABYTE)
    assert request.FILES["extract"].read() == b"x" * MEGABYTE
    assert not hasattr(request, "upload_too_large")
    assert Path(request.FILES["extract"].temporary_file_path()).parent == tmp_path


def test_a_bigger_file_is_dropped_and_the_form_can_say_so(post, tmp_path):
    request = post(extract=b"x" * (MEGABYTE + 1))
    assert request.upload_too_large is True
    assert request.POST["layout"] == "first"
    assert "extract" not in request.FILES
    assert list(tmp_path.iterdir()) == []


def test_two_files_count_together(post):
    request = post(first=b"x" * 700_000, second=b"x" * 700_000)
    assert request.upload_too_large is True
    assert "second" not in request.FILES


def test_an_empty_file_arrives_as_an_empty_file(post):
    assert post(extract=b"").FILES["extract"].size == 0
