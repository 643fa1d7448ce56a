"""Letters as files to print, and by way of GOV.UK Notify, which prints and posts them."""

import io

from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from notifications_python_client.errors import HTTPError
from notifications_python_client.notifications import NotificationsAPIClient

from records.choices import LetterState
from records.letters import pdf_of
from records.models import Letter

# What Notify says of a letter: posted once its printer has it, or not at all. Everything else: not yet.
POSTED = ("received", "delivered")
NOT_POSTED = ("failure", "failed", "cancelled")
GIVEN_UP = range(400, 500)  # Notify will not take it tomorrow either
NOT_NOW = (403, 429)  # a wrong clock or key, too many at once: it may


class NotTaken(Exception):
    """GOV.UK Notify refused a letter; the words are for the page."""


def can_post(authority_id: str) -> bool:
    return authority_id in settings.NOTIFY_KEYS


def printed(letters: list[Letter]) -> bytes:
    """One PDF of these letters, with `case` and `authority` selected; Welsh before English."""
    pages = [{"address": lines_of(letter), "parts": parts_of(letter)} for letter in letters]
    first = letters[0]
    return pdf_of(pages, title=first.subject_cy or first.subject, author=first.authority.name)


def lines_of(letter: Letter) -> list[str]:
    return [line.strip() for line in (letter.recipient, *letter.address.split(",")) if line.strip()]


def parts_of(letter: Letter) -> list[dict[str, str]]:
    parts = []
    for lang, end, subject, body in (
        ("cy", "_cy", letter.subject_cy, letter.body_cy),
        ("en", "", letter.subject, letter.body),
    ):
        if body:
            with translation.override("cy" if lang == "cy" else "en-gb"):
                date = date_format(localdate(letter.made_at), "j F Y")
                reference = _("Our reference: %(reference)s") % {"reference": letter.case.reference}
            part = {"lang": lang, "authority": getattr(letter.authority, f"name{end}"), "date": date}
            parts.append(part | {"reference": reference, "subject": subject, "body": body})
    return parts


def post(letter: Letter) -> str:
    """The number that GOV.UK Notify gives the letter. One that it has already, from a run that was lost, is not sent
    twice. Raises NotTaken where it refuses, and HTTPError where it cannot be reached now.
    """
    if not can_post(letter.authority_id):
        raise NotTaken(_("No key for GOV.UK Notify is set."))
    client = NotificationsAPIClient(settings.NOTIFY_KEYS[letter.authority_id], base_url=settings.NOTIFY_URL)
    reference = f"cme-{letter.authority_id}-{letter.pk}-{int(letter.made_at.timestamp())}"
    try:
        known = client.get_all_notifications(reference=reference)["notifications"]
        alive = [each["id"] for each in known if not each["status"].endswith(NOT_POSTED)]
        if alive:
            return alive[0]
        return client.send_precompiled_letter_notification(reference, io.BytesIO(printed([letter])))["id"]
    except HTTPError as error:
        if error.status_code in GIVEN_UP and error.status_code not in NOT_NOW:
            raise NotTaken(_("GOV.UK Notify answered: %(code)s") % {"code": error.status_code}) from None
        raise


def became_of(letter: Letter) -> tuple[str, str]:
    """The state of a letter that GOV.UK Notify has, and what went wrong. HTTPError where it cannot be reached now."""
    client = NotificationsAPIClient(settings.NOTIFY_KEYS[letter.authority_id], base_url=settings.NOTIFY_URL)
    said = client.get_notification_by_id(letter.notify_id)["status"]
    if said in POSTED:
        return LetterState.POSTED, ""
    if said.endswith(NOT_POSTED):
        return LetterState.NOT_POSTED, _("GOV.UK Notify answered: %(code)s") % {"code": said}
    return LetterState.SENT, ""
