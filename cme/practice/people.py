"""Who signs in to the practice installation: one of every role, in two authorities of one health board."""

import json
import secrets
from pathlib import Path

from django.contrib.auth.hashers import make_password
from django.utils.text import slugify

from records.choices import Role
from records.models import Authority, HealthBoard, User

AUTHORITIES = ("660", "661")
CHILDREN = {"660": 10_000, "661": 17_000}

# Role, the person's made-up name in each authority. Two caseworkers and two managers: a second person must release.
STAFF = [
    (Role.CASEWORKER, ("Nia Pritchard", "Gwenno Parry")),
    (Role.CASEWORKER, ("Ifan Rowlands", "Tom Ellis")),
    (Role.CASE_MANAGER, ("Rhian Owen", "Elin Vaughan")),
    (Role.CASE_MANAGER, ("Huw Lloyd", "Marc Evans")),
    (Role.LIST_OFFICER, ("Carys Roberts", "Sioned Hughes")),
    (Role.AUDITOR, ("Dylan Morris", "Anwen Jones")),
]
OTHERS = [
    (Role.DATA_OFFICER, "Bethan Griffiths"),
    (Role.EVALUATOR, "Owain Thomas"),
    (Role.ADMINISTRATOR, "Siân Williams"),
]


def make_people() -> str:
    """Makes everybody, all with one new password, which it returns. It is for practice only."""
    password = f"practice-{secrets.token_hex(4)}"
    hashed = make_password(password)
    for place, code in enumerate(AUTHORITIES):
        authority = Authority.objects.get(pk=code)
        counts: dict[str, int] = {}
        for role, names in STAFF:
            counts[role] = counts.get(role, 0) + 1
            number = "" if counts[role] == 1 else str(counts[role])
            email = f"{role.replace('_', '-')}{number}.{slugify(authority.name_cy)}@practice.example"
            _make(email, names[place], role, hashed, authority=authority)
    board = Authority.objects.get(pk=AUTHORITIES[0]).health_board
    for role, name in OTHERS:
        email = f"{role.replace('_', '-')}@practice.example"
        _make(email, name, role, hashed, health_board=board if role == Role.DATA_OFFICER else None)
    return password


def _make(
    email: str,
    name: str,
    role: Role,
    hashed: str,
    *,
    authority: Authority | None = None,
    health_board: HealthBoard | None = None,
) -> None:
    user = User(email=email, name=name, role=role, authority=authority, health_board=health_board, password=hashed)
    user.full_clean(exclude=["password"])
    user.save()


def write_sign_ins(path: Path, password: str, url: str) -> None:
    """The sign-ins as JSON, readable by their owner only."""
    people = [
        {
            "role": user.role,
            "email": user.email,
            "password": password,
            "authority": user.authority_id or "",
            "health_board": user.health_board_id or "",
            "url": url,
        }
        for user in User.objects.filter(is_system=False).order_by("authority", "role", "pk")
    ]
    path.touch(mode=0o600)
    path.write_text(json.dumps(people, indent=2), encoding="utf-8")
