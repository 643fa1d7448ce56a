"""Test people, children, cases and roll entries. Children need a scope: `with scope(authority="660"):`."""

import datetime

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from records.actions.spells import begin_spell
from records.choices import CaseOrigin, ListKind, Role
from records.models import ApiToken, Authority, Case, CaseFact, CaseNote, Child, CMERecord, RollEntry, User
from records.rights import AUTHORITY_ROLES, BOARD_ROLES
from records.tokens import digest_of

PASSWORD = "a practice password"


class UserFactory(DjangoModelFactory):
    """A signed-in person: by default a caseworker of Ynys Môn."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@cyngor.example")
    name = factory.Sequence(lambda n: f"Person {n}")
    role = Role.CASEWORKER
    authority_id = "660"
    password = factory.django.Password(PASSWORD)


def make_user(role: str = Role.CASEWORKER, authority: str = "660", health_board: str = "7A1", **fields) -> User:
    """One person of a role, with the scope that the role works in and no other."""
    scope = {
        "authority_id": authority if role in AUTHORITY_ROLES else None,
        "health_board_id": health_board if role in BOARD_ROLES else None,
    }
    return UserFactory(role=role, **scope, **fields)


def make_system(role: str = Role.DATA_OFFICER, key: str = "a practice key", **scope) -> User:
    """A client of the API with one token, whose key is `key`."""
    user = make_user(role, is_system=True, **scope)
    ApiToken.objects.create(user=user, digest=digest_of(key), made_by=user)
    return user


class PersonFactory(DjangoModelFactory):
    class Meta:
        abstract = True

    authority_id = "660"
    forenames = factory.Iterator(["Siân", "Owain", "Mali Fflur", "Tomos", "Angharad"])
    surname = factory.Iterator(["Jones", "ap Rhys", "Williams-Parry", "Môn Hughes"])
    born_on = factory.LazyFunction(lambda: datetime.date(timezone.localdate().year - 10, 3, 14))
    address = factory.Sequence(lambda n: f"{n + 1} Ffordd y Môr, Caergybi")
    postcode = "LL65 1AA"


class ChildFactory(PersonFactory):
    class Meta:
        model = Child


class RollEntryFactory(PersonFactory):
    class Meta:
        model = RollEntry

    kind = ListKind.SCHOOL_ROLL
    source_ref = factory.Sequence(lambda n: f"K66040012{n:04d}")
    school = "6604001"
    school_name = "Ysgol Gynradd Caergybi"
    began_on = factory.LazyFunction(lambda: timezone.localdate() - datetime.timedelta(days=100))
    seen_on = factory.LazyFunction(timezone.localdate)


class CaseFactory(DjangoModelFactory):
    """A case with its spell that no action made: it has no event. `child__surname` and so on reach the child."""

    class Meta:
        model = Case
        skip_postgeneration_save = True

    authority_id = "660"
    child = factory.SubFactory(ChildFactory, authority_id=factory.SelfAttribute("..authority_id"))
    regime_id = "S436A"
    origin = CaseOrigin.SCHOOL
    received_on = factory.LazyFunction(timezone.localdate)
    opened_on = factory.LazyFunction(timezone.localdate)
    opened_by = factory.SubFactory(UserFactory, authority_id=factory.SelfAttribute("..authority_id"))

    @factory.post_generation
    def spell(self, create, extracted, **kwargs):
        spell = begin_spell(self)
        if self.closed_on:
            spell.closed_on, spell.closed_by, spell.evidence = self.closed_on, self.closed_by, self.closure_evidence
            spell.reason, spell.ground = self.closure_reason, self.closure_ground
            spell.save()


class RecordFactory(DjangoModelFactory):
    """The statutory record of a case."""

    class Meta:
        model = CMERecord

    case = factory.SubFactory(CaseFactory)
    authority_id = factory.SelfAttribute("case.authority_id")
    regime_id = "S436A"
    forenames = factory.SelfAttribute("case.child.forenames")
    surname = factory.SelfAttribute("case.child.surname")
    born_on = factory.SelfAttribute("case.child.born_on")
    address = factory.SelfAttribute("case.child.address")
    postcode = factory.SelfAttribute("case.child.postcode")


class FactFactory(DjangoModelFactory):
    class Meta:
        model = CaseFact

    case = factory.SubFactory(CaseFactory)
    authority_id = factory.SelfAttribute("case.authority_id")
    kind = "aln"
    value = "school_idp"
    source = "school"
    as_at = factory.LazyFunction(timezone.localdate)
    recorded_by = factory.SelfAttribute("case.opened_by")
    recorded_at = factory.LazyFunction(timezone.now)


class NoteFactory(DjangoModelFactory):
    class Meta:
        model = CaseNote

    case = factory.SubFactory(CaseFactory)
    authority_id = factory.SelfAttribute("case.authority_id")
    text = "Galwad ffôn: no answer."
    written_by = factory.SelfAttribute("case.opened_by")
    written_at = factory.LazyFunction(timezone.now)


def authority(code: str = "660") -> Authority:
    return Authority.objects.get(pk=code)


def turned_away(role: str) -> int:
    """The status with which somebody without the right is met."""
    return 404 if role == Role.EVALUATOR else 403  # outside the authorities nothing is there but released figures
