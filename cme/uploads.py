"""Stops a file that is too big while it comes in, so that nothing of it stays on the disk."""

from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import StopUpload, TemporaryFileUploadHandler


class LimitedUploadHandler(TemporaryFileUploadHandler):
    """Sets `request.upload_too_large` and drops what came when the files of one request pass LARGEST_FILE together.

    The rest of the request is read and thrown away, so that the browser can show the form's answer.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.received = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.received += len(raw_data)
        if self.received > settings.LARGEST_FILE:
            self.request.upload_too_large = True
            self.upload_interrupted()
            raise StopUpload(connection_reset=False)
        super().receive_data_chunk(raw_data, start)

    def file_complete(self, file_size: int) -> UploadedFile | None:
        return None if getattr(self.request, "upload_too_large", False) else super().file_complete(file_size)
