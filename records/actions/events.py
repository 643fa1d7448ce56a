"""What every writer on a case begins and ends with: the case, locked and as it was read, and the event."""

from django.utils import timezone
from django.utils.translation import gettext as _

from records.errors import ChangedMeanwhile, Refused
from records.models import Case, CaseEvent, User


def take(case: Case, *, version: int | None) -> Case:
    """The case, locked until the transaction ends. Refused when somebody saved it after `version` was read."""
    locked = Case.objects.select_for_update().get(pk=case.pk)
    if version is not None and locked.version != version:
        raise ChangedMeanwhile
    if locked.erased_on:
        raise Refused(_("The details of this case were erased, so nothing about it can change."))
    return locked


def put_back(case: Case, *fields: str) -> None:
    """Saves the fields of a case that was taken; whoever read it before will have to read it again."""
    case.version += 1
    case.save(update_fields=[*fields, "version"])


def tell(case: Case, kind: str, *, by: User | None, **detail) -> CaseEvent:
    """Writes the event. `detail` is codes and numbers only; `by` is empty for the timetable."""
    now = timezone.now()
    Case.objects.filter(pk=case.pk).update(changed_at=now)
    return CaseEvent.objects.create(case=case, authority_id=case.authority_id, kind=kind, detail=detail, by=by, at=now)
