"""The writers for people, their keys, and what each authority decides: the administrator's acts, none about a child."""

import secrets
from typing import Any

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from records.actions.handing import NOTHING, Held, hand_over
from records.choices import AdminEventKind, Role
from records.errors import Refused
from records.models import AdminEvent, ApiToken, Authority, HealthBoard, User
from records.rights import AUTHORITY_ROLES, BOARD_ROLES, OPEN_ROLES, Right, rights_of
from records.scope import scope
from records.tokens import digest_of, new_key

PASSWORD_WORDS = 18  # bytes of chance in a password that is shown once
DECIDED = ("purge_after_days", "uploader_may_approve", "ended_entries_years")  # by an authority


def tell_of(person: User | None, kind: str, *, by: User | None, authority_id: str | None = None, **detail: Any) -> None:
    """Writes the event. `detail` is codes and numbers only; `by` is empty at the server's keyboard."""
    if authority_id is None and person:
        authority_id = person.authority_id
    AdminEvent.objects.create(
        by=by, kind=kind, person=person, authority_id=authority_id, detail=detail, at=timezone.now()
    )


def who_is(person: User) -> dict[str, Any]:
    """What somebody may do, in codes."""
    names = ("role", "authority_id", "health_board_id", "is_active", "is_system")
    return {name.removesuffix("_id"): getattr(person, name) for name in names}


def changes(before: dict[str, Any], after: dict[str, Any]) -> dict[str, list]:
    """Of what differs, the code before and the code after."""
    return {name: [before[name], after[name]] for name in before if before[name] != after[name]}


def check_scope(role: str, authority: Authority | None, health_board: HealthBoard | None) -> None:
    """Each role works in one authority, for one health board, or in neither."""
    if role in AUTHORITY_ROLES and (authority is None or health_board is not None):
        raise Refused(_("This role needs a local authority, and no health board."))
    if role in BOARD_ROLES and (health_board is None or authority is not None):
        raise Refused(_("This role needs a health board, and no local authority."))
    if role in OPEN_ROLES and (authority is not None or health_board is not None):
        raise Refused(_("This role has no local authority and no health board."))


def check_new(email: str) -> None:
    if User.objects.filter(email__iexact=email).exists():
        raise Refused(_("Somebody with this e-mail address can sign in already."))


@transaction.atomic
def add_administrator(*, email: str, name: str) -> tuple[User, str]:
    """An administrator made at the server's keyboard, where nobody has signed in: the one who adds all others."""
    check_new(email)
    password = secrets.token_urlsafe(PASSWORD_WORDS)
    person = User.objects.create_user(email, password, name=name, role=Role.ADMINISTRATOR)
    tell_of(person, AdminEventKind.PERSON_ADDED, by=None, role=person.role)
    return person, password


@transaction.atomic
def add_person(
    *,
    by: User,
    email: str,
    name: str,
    role: str,
    authority: Authority | None = None,
    health_board: HealthBoard | None = None,
    is_system: bool = False,
) -> tuple[User, str]:
    """The new person and a password to be told them once. A system has no password: it is given a token."""
    check_scope(role, authority, health_board)
    check_new(email)
    password = "" if is_system else secrets.token_urlsafe(PASSWORD_WORDS)
    person = User.objects.create_user(
        email,
        password or None,
        name=name,
        role=role,
        authority=authority,
        health_board=health_board,
        is_system=is_system,
    )
    tell_of(person, AdminEventKind.PERSON_ADDED, by=by, **who_is(person))
    return person, password


@transaction.atomic
def change_person(
    *,
    by: User,
    person: User,
    name: str,
    role: str,
    authority: Authority | None,
    health_board: HealthBoard | None,
    is_active: bool,
    counted: Held = NOTHING,
    hand_to: User | None = None,
) -> User:
    """Changes who somebody is. An administrator cannot take the way in from themselves.

    Whoever can no longer work the cases of the authority hands them over, to `hand_to` or to nobody: `counted` says
    how much that is, and another number is refused.
    """
    if person.pk == by.pk and (not is_active or role != Role.ADMINISTRATOR):
        raise Refused(_("You cannot take your own access away. Ask another administrator to do it."))
    check_scope(role, authority, health_board)
    person = User.objects.select_for_update().get(pk=person.pk)
    if person.authority_id and leaves_cases(person, role, authority, is_active):
        with scope(authority=person.authority_id):
            hand_over(by=by, person=person, to=[hand_to] if hand_to else [], counted=counted)
    before, is_renamed = who_is(person), person.name != name
    person.name, person.role, person.is_active = name, role, is_active
    person.authority, person.health_board = authority, health_board
    if is_renamed or who_is(person) != before:
        changed = changes(before, who_is(person)) | ({"name": []} if is_renamed else {})
        tell_of(person, AdminEventKind.PERSON_CHANGED, by=by, authority_id=before["authority"], **changed)
    person.save(update_fields=["name", "role", "is_active", "authority", "health_board"])
    if not is_active:
        ApiToken.objects.filter(user=person, ended_at=None).update(ended_at=timezone.now())
    return person


def leaves_cases(person: User, role: str, authority: Authority | None, is_active: bool) -> bool:
    """Whether somebody who could have cases and tasks of an authority can no longer have them."""
    stays = is_active and Right.WORK_CASES in rights_of(role) and authority and authority.pk == person.authority_id
    return Right.WORK_CASES in rights_of(person.role) and not stays


@transaction.atomic
def renew_password(*, by: User, person: User) -> str:
    """A new password to be told the person once; the old one, and every session that it opened, ends."""
    if person.is_system:
        raise Refused(_("A system signs in with a token, not with a password."))
    password = secrets.token_urlsafe(PASSWORD_WORDS)
    person.set_password(password)
    person.save(update_fields=["password"])
    tell_of(person, AdminEventKind.PASSWORD_RENEWED, by=by)
    return password


@transaction.atomic
def take_second_factor_away(*, by: User, person: User) -> None:
    """For somebody who has lost theirs: apps, passkeys and recovery codes go, and the password alone is asked."""
    found = Authenticator.objects.select_for_update().filter(user=person)
    kinds = sorted(set(found.values_list("type", flat=True)))
    if not kinds:
        raise Refused(_("This person has no second factor."))
    found.delete()
    tell_of(person, AdminEventKind.SECOND_FACTOR_REMOVED, by=by, kinds=kinds)


@transaction.atomic
def make_token(*, by: User, person: User) -> str:
    """A new key for a system, shown once; only its hash is kept."""
    if not person.is_system or not person.is_active:
        raise Refused(_("Only an active system can have a token."))
    key = new_key()
    token = ApiToken.objects.create(user=person, digest=digest_of(key), made_by=by)
    tell_of(person, AdminEventKind.TOKEN_MADE, by=by, token=token.pk)
    return key


@transaction.atomic
def end_token(*, by: User, token: ApiToken) -> ApiToken:
    """Ends a token at once. Ending it twice changes nothing."""
    token = ApiToken.objects.select_for_update().get(pk=token.pk)
    if token.ended_at is None:
        token.ended_at = timezone.now()
        token.save(update_fields=["ended_at"])
        tell_of(token.user, AdminEventKind.TOKEN_ENDED, by=by, token=token.pk)
    return token


@transaction.atomic
def change_authority(
    *,
    by: User,
    authority: Authority,
    purge_after_days: int,
    uploader_may_approve: bool,
    ended_entries_years: int,
) -> Authority:
    """What the law leaves to the authority: how long matched rows and ended entries stay, who may approve."""
    authority = Authority.objects.select_for_update(no_key=True).get(pk=authority.pk)
    before = {name: getattr(authority, name) for name in DECIDED}
    authority.purge_after_days = purge_after_days
    authority.uploader_may_approve = uploader_may_approve
    authority.ended_entries_years = ended_entries_years
    if changed := changes(before, {name: getattr(authority, name) for name in DECIDED}):
        authority.save(update_fields=DECIDED)
        tell_of(None, AdminEventKind.AUTHORITY_CHANGED, by=by, authority_id=authority.pk, **changed)
    return authority
