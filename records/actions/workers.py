"""Who may be given a case or a task: whoever could open it."""

from django.utils.translation import gettext as _

from records.errors import Refused
from records.models import User
from records.rights import Right


def check_worker(person: User, authority_id: str) -> None:
    if person.authority_id != authority_id or not person.has_right(Right.WORK_CASES) or person.is_system:
        raise Refused(_("A case can be given only to an active caseworker of the same authority."))
