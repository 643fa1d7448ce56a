"""What the education lists of an authority show now, read once for everything that is compared with them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from lhb_ingest.acceptance import thresholds_of
from lhb_ingest.actions.comparing import COMPARED, person_of
from lhb_ingest.choices import Act
from lhb_ingest.fingerprints import row_fingerprint
from lhb_ingest.kept import forms_of_the_authority, kept_for
from lhb_ingest.matching import Decisions, Person, decide
from lhb_ingest.models import EntryChange, Extract
from records.models import Authority, Case, RollEntry

# What tells who a child is, where it lives or where it learns. A new year group is no news.
TELLING = {"forenames", "surname", "former_names", "born_on", "address", "postcode", "school", "suitability"}
OF_A_CHILD = ("forenames", "surname", "former_names", "born_on", "address", "postcode")


@dataclass(frozen=True)
class Lists:
    """What the authority's education lists show now: read once, compared with everything.

    `fresh` are the entries that the lists which have just taken effect began, or changed in something that tells who
    the child is, where it lives or where it learns. Only these are news: an entry that was there when the child was
    compared, or the case opened, has been thought about already.
    """

    authority: Authority
    values: dict[int, dict]  # entry -> what it says
    people: list[Person]
    fresh: frozenset[int]
    forms: list = field(default_factory=list)

    def decide(self, rows: Sequence[Person], fingerprints: dict[int, str]) -> Decisions:
        refused = kept_for(self.authority.pk, fingerprints, self.values.values()).refused
        least = thresholds_of(self.authority.pk)
        return decide(rows, self.people, refused=refused, extra_forms=self.forms, thresholds=least)


def lists_of(authority: Authority, due: Iterable[Extract] = ()) -> Lists:
    current = RollEntry.objects.current().filter(authority=authority)
    values = {each["pk"]: each for each in current.values(*COMPARED, "kind", "sender", "suitability")}
    people = [person_of(each, (each["kind"], each["sender"])) for each in values.values()]
    fresh = {entry for extract in due for entry in _fresh(extract)}
    return Lists(authority, values, people, frozenset(fresh), forms_of_the_authority(authority.pk))


def _fresh(extract: Extract) -> set[int]:
    """The entries that this list began, or told something new of."""
    of_list = RollEntry.objects.current().filter(
        authority=extract.authority_id, kind=extract.kind, sender=extract.sender
    )
    began = set(of_list.filter(began_on__gte=extract.as_at).values_list("pk", flat=True))
    changed = EntryChange.objects.filter(extract=extract, act=Act.CHANGED).values_list("entry", "before")
    return began | {entry for entry, before in changed if TELLING & before.keys()}


def values_of(person: object, upn: str = "") -> dict:
    """What a row, an entry or a child says, as `person_of` takes it."""
    return {name: getattr(person, name, "") for name in COMPARED} | {"upn": upn}


def fingerprint_of(case: Case) -> str:
    """The same as that of a row that says so of the child."""
    return row_fingerprint({name: getattr(case.child, name) for name in OF_A_CHILD})
