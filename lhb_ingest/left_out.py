"""Who stands on the lines that cannot be used: these children have not left the list."""

from collections.abc import Iterable

from django.db.models import Q

from lhb_ingest.checking import CheckedRow
from lhb_ingest.models import Extract
from records.models import RollEntry
from records.normalise import fold

LONGEST_REFERENCE = 60


class LeftOut:
    """References of the children on the lines that are noted: as written there, or, where none is, of the entry that
    says the same. An entry is a child's by its UPN, or by name and date of birth together."""

    def __init__(self, extract: Extract):
        self._extract = extract
        self._references: set[str] = set()
        self._upns: set[str] = set()
        self._people: set[tuple] = set()

    def note(self, rows: Iterable[CheckedRow]) -> None:
        for row in rows:
            reference = row.values.get("source_ref", "")
            if 0 < len(reference) <= LONGEST_REFERENCE:
                self._references.add(reference)
                continue
            if upn := row.values.get("upn"):
                self._upns.add(upn)
            if row.values.get("born_on"):
                self._people.add(_person(row.values))

    def references(self) -> set[str]:
        if not self._upns and not self._people:
            return self._references
        born_on = {person[-1] for person in self._people}
        entries = RollEntry.objects.current().filter(
            authority=self._extract.authority_id, kind=self._extract.kind, sender=self._extract.sender
        )
        near = entries.filter(Q(upn__in=self._upns) | Q(born_on__in=born_on))
        return self._references | {
            entry["source_ref"]
            for entry in near.values("source_ref", "upn", "surname", "forenames", "born_on")
            if entry["upn"] in self._upns or _person(entry) in self._people
        }


def _person(values: dict) -> tuple:
    return fold(values.get("surname", "")), fold(values.get("forenames", "")), values["born_on"]
