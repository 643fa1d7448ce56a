"""Who stands on the lines that cannot be used: these children have not left the list."""

from collections.abc import Iterable

from django.db.models import Q

from lhb_ingest.checking import CheckedRow
from lhb_ingest.models import Extract
from records.models import RollEntry
from records.normalise import fold

LONGEST_REFERENCE = 60


def references_left_out(extract: Extract, rows: Iterable[CheckedRow]) -> set[str]:
    """References of the children on these lines: as written there, or, where none is, of the entry that says the same.

    An entry is a child's by its UPN, or by name and date of birth together.
    """
    references, without = set(), []
    for row in rows:
        reference = row.values.get("source_ref", "")
        if 0 < len(reference) <= LONGEST_REFERENCE:
            references.add(reference)
        else:
            without.append(row.values)
    return references | _by_what_they_say(extract, without)


def _by_what_they_say(extract: Extract, lines: list[dict]) -> set[str]:
    upns = {values["upn"] for values in lines if values.get("upn")}
    born_on = {values["born_on"] for values in lines if values.get("born_on")}
    if not upns and not born_on:
        return set()
    people = {_person(values) for values in lines if values.get("born_on")}
    entries = RollEntry.objects.current().filter(
        authority=extract.authority_id, kind=extract.kind, sender=extract.sender
    )
    near = entries.filter(Q(upn__in=upns) | Q(born_on__in=born_on))
    return {
        entry["source_ref"]
        for entry in near.values("source_ref", "upn", "surname", "forenames", "born_on")
        if entry["upn"] in upns or _person(entry) in people
    }


def _person(values: dict) -> tuple:
    return fold(values.get("surname", "")), fold(values.get("forenames", "")), values["born_on"]
