"""Sheets of mended rows go with their list: their files, and the names of these files."""

from functools import partial

from django.db import transaction

from lhb_ingest.models import Extract


def remove_sheets(*, extract: Extract) -> list[str]:
    """Deletes the files once that is certain. Returns their fingerprints, for the certificate of those that were read.

    What stays of a sheet is when it came, from whom, and what it counted.
    """
    sheets = list(extract.sheets.exclude(file="").order_by("sent_at", "pk"))
    for sheet in sheets:
        transaction.on_commit(partial(sheet.file.storage.delete, sheet.file.name))
    extract.sheets.update(file="", file_name="", ignored=[])
    return [sheet.fingerprint for sheet in sheets]
