"""The writers of attachments: a file comes to a case, or goes, and its bytes with it."""

import datetime
import hashlib

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from records.actions.events import take, tell
from records.attachments import LARGEST, MOST_OF_A_CASE, kind_of, safe_name
from records.choices import EventKind
from records.errors import Refused
from records.models import Attachment, Authority, Case, User

STRAY_AFTER = datetime.timedelta(days=1)


@transaction.atomic
def attach_file(*, by: User, case: Case, file: UploadedFile, about: str = "") -> Attachment:
    """Keeps the file with the case, to a closed one too, like a note. The same file twice is one attachment."""
    content = file.read(LARGEST + 1)
    kind = kind_of(content)
    case = take(case, version=None)
    fingerprint = hashlib.sha256(content).hexdigest()
    if same := case.attachments.filter(fingerprint=fingerprint).first():
        return same
    if case.attachments.count() >= MOST_OF_A_CASE:
        raise Refused(_("A case holds %(most)s attachments at most. Remove one first.") % {"most": MOST_OF_A_CASE})
    attachment = Attachment(
        case=case,
        authority_id=case.authority_id,
        name=safe_name(file.name or "", kind),
        about=about.strip(),
        kind=kind,
        size=len(content),
        fingerprint=fingerprint,
        added_by=by,
        added_at=timezone.now(),
    )
    attachment.file.save("", ContentFile(content), save=False)
    attachment.save()
    tell(case, EventKind.ATTACHED, by=by, attachment=attachment.pk, file=kind.value)
    return attachment


@transaction.atomic
def remove_attachment(*, by: User, attachment: Attachment) -> None:
    """Takes an attachment away for good: it was another child's, or is not needed."""
    case = take(attachment.case, version=None)
    standing = case.attachments.filter(pk=attachment.pk).first()
    if standing is None:
        return  # somebody was quicker
    tell(case, EventKind.DETACHED, by=by, attachment=standing.pk, file=standing.kind)
    forget_files(case, standing.pk)


def forget_files(case: Case, *only: int) -> None:
    """Deletes attachments of a case, those of `only` or all, and their files once that is certain."""
    going = case.attachments.filter(pk__in=only) if only else case.attachments.all()
    storage, names = Attachment._meta.get_field("file").storage, list(going.values_list("file", flat=True))
    going.delete()

    def delete_files() -> None:
        for name in names:
            storage.delete(name)

    transaction.on_commit(delete_files)


@transaction.atomic
def sweep_attachments(*, authority: Authority) -> int:
    """Deletes stored files that no attachment names, a day after they came: what a lost request or worker left."""
    storage, folder = Attachment._meta.get_field("file").storage, f"attachments/{authority.pk}"
    if not storage.exists(folder):
        return 0
    known = set(Attachment.objects.filter(authority=authority).values_list("file", flat=True))
    before = timezone.now() - STRAY_AFTER
    names = [f"{folder}/{name}" for name in storage.listdir(folder)[1]]
    stray = [name for name in names if name not in known and storage.get_created_time(name) < before]
    for name in stray:
        storage.delete(name)
    return len(stray)
