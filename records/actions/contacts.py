"""The writers of people around a child and of the child's addresses over time."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from records.actions.accuracy import keep_changes
from records.actions.events import put_back, take, tell
from records.choices import AddressStanding, EventKind, Preference
from records.errors import Refused
from records.keeping import ValueOf, ValueSource
from records.models import Case, Child, ChildAddress, Contact, User
from records.rules import check_not_future, check_open


@dataclass(frozen=True)
class ContactGiven:
    """A person around the child; all but name and relation may be unknown. `asked_on` unless NOT_ASKED."""

    relation: str
    name: str
    address: str = ""
    postcode: str = ""
    telephone: str = ""
    email: str = ""
    language: str = Preference.NOT_ASKED
    asked_on: datetime.date | None = None


@transaction.atomic
def save_contact(
    *,
    by: User,
    case: Case,
    given: ContactGiven,
    contact: Contact | None = None,
    source: str = ValueSource.OTHER,
    version: int | None = None,
) -> Contact:
    """A new person around the child, or what changed of one. The same person twice at once is one.

    Each value keeps its source and what stood before it.
    """
    case = take(case, version=version)
    check_open(case.status)
    check_asked(given)
    if contact is None:
        if same := case.contacts.current().filter(**vars(given)).first():
            return same
        contact = Contact(case=case, authority_id=case.authority_id)
        contact.language = ""  # so that what nobody has asked yet has its source too
    else:
        contact = standing(case, contact)
    if changed := put_in(contact, vars(given)):
        contact.save()
        keep_changes(case, of=ValueOf.CONTACT, row=contact.pk, changed=changed, source=source, by=by)
        put_back(case)
        told = {"relation": contact.relation, "language": contact.language}
        tell(case, EventKind.CONTACT_SET, by=by, contact=contact.pk, **told)
    return contact


def put_in(row: Contact | ChildAddress | Child, given: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """Sets what differs. Returns field -> (before, after)."""
    changed = {name: (getattr(row, name), value) for name, value in given.items() if getattr(row, name) != value}
    for name, (_before, after) in changed.items():
        setattr(row, name, after)
    return changed


def check_asked(given: ContactGiven) -> None:
    if not given.name.strip():
        raise Refused(_("Enter the name."))
    if (given.language == Preference.NOT_ASKED) != (given.asked_on is None):
        raise Refused(_("Say on which day the person was asked for their language, or that nobody has asked yet."))
    if given.asked_on:
        check_not_future(given.asked_on, timezone.localdate())


def standing(case: Case, contact: Contact) -> Contact:
    contact = case.contacts.get(pk=contact.pk)
    if contact.ended_on:
        raise Refused(_("This person has been taken off the case already."))
    return contact


@transaction.atomic
def end_contact(*, by: User, case: Case, contact: Contact) -> Contact:
    """The person has no more to do with the case. What was sent to them stays recorded."""
    case = take(case, version=None)
    check_open(case.status)
    contact = standing(case, contact)
    contact.ended_on = timezone.localdate()
    contact.save(update_fields=["ended_on"])
    put_back(case)
    tell(case, EventKind.CONTACT_ENDED, by=by, contact=contact.pk, relation=contact.relation)
    return contact


@transaction.atomic
def save_address(
    *,
    by: User,
    case: Case,
    standing: str,
    address: str,
    postcode: str = "",
    since: datetime.date | None = None,
    until: datetime.date | None = None,
    row: ChildAddress | None = None,
    source: str = ValueSource.OTHER,
    version: int | None = None,
) -> ChildAddress:
    """Where the child lives or lived; `row` is the address that is corrected. All days may be unknown.

    The current, or last known, address is that of the child too; the one that stood before becomes a former one.
    Each value keeps its source and what stood before it.
    """
    case = take(case, version=version)
    check_open(case.status)
    check_days(case, address, since, until)
    given = {"standing": standing, "address": address.strip(), "postcode": postcode, "since": since, "until": until}
    row = case.addresses.get(pk=row.pk) if row else case.addresses.filter(**given).first()
    if row and all(getattr(row, name) == value for name, value in given.items()):
        return row
    if standing != AddressStanding.FORMER:
        make_way(case, row, by=by, since=since)
        move_child(case, address=address.strip(), postcode=postcode, source=source, by=by)
    row = row or ChildAddress(case=case, authority_id=case.authority_id, recorded_by=by, recorded_at=timezone.now())
    changed = put_in(row, given)
    row.save()
    keep_changes(case, of=ValueOf.ADDRESS, row=row.pk, changed=changed, source=source, by=by)
    put_back(case)
    tell(case, EventKind.ADDRESS_SET, by=by, address=row.pk, standing=standing)
    return row


def move_child(case: Case, *, address: str, postcode: str, source: str, by: User) -> None:
    changed = put_in(case.child, {"address": address, "postcode": postcode})
    keep_changes(case, of=ValueOf.CHILD, changed=changed, source=source, by=by)
    case.child.save(update_fields=["address", "postcode"])


def check_days(case: Case, address: str, since: datetime.date | None, until: datetime.date | None) -> None:
    if not address.strip():
        raise Refused(_("Enter the address."))
    for day in filter(None, (since, until)):
        check_not_future(day, timezone.localdate())
        if case.child.born_on and day < case.child.born_on:
            raise Refused(_("The child was not born yet on that day. Check the year."))
    if since and until and until < since:
        raise Refused(_("The child cannot have left an address before coming to it."))


def make_way(case: Case, row: ChildAddress | None, *, by: User, since: datetime.date | None) -> None:
    """What stood becomes a former address, also where so far only the child's own line said it."""
    others = case.addresses.exclude(pk=row.pk if row else None)
    before = others.exclude(standing=AddressStanding.FORMER).first()
    if before is None and row is None and case.child.address and not case.addresses.exists():
        before = ChildAddress(case=case, authority_id=case.authority_id, recorded_by=by, recorded_at=timezone.now())
        before.address, before.postcode = case.child.address, case.child.postcode
    if before is None:
        return
    now: dict[str, Any] = {"standing": AddressStanding.FORMER}
    if before.until is None and since and (before.since is None or before.since <= since):
        now["until"] = since
    changed = put_in(before, now)
    before.save()
    keep_changes(case, of=ValueOf.ADDRESS, row=before.pk, changed=changed, by=by)


def follow_child(case: Case, child: Child, *, source: str, by: User) -> None:
    """A corrected address of the child is corrected among the addresses over time; the caller has taken the case."""
    row = case.addresses.exclude(standing=AddressStanding.FORMER).first()
    if row and child.address:
        changed = put_in(row, {"address": child.address, "postcode": child.postcode})
        row.save()
        keep_changes(case, of=ValueOf.ADDRESS, row=row.pk, changed=changed, source=source, by=by)
