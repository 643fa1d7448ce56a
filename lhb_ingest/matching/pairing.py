"""One row beside one entry: how they agree, by which rule they may be one child, and what the agreement weighs."""

from dataclasses import dataclass

from lhb_ingest.matching.compare import Comparison, Level
from lhb_ingest.matching.prepare import Person
from lhb_ingest.matching.scoring import FIELDS

FAMILY = 8.0  # bits for a brother or sister who went from the one home to the other


@dataclass(slots=True, eq=False)
class Pairing:
    """`rule` is 0 for none, else the number of the rule that fits; 1 is the surest.

    `weight` and `bits`, which are the weight field by field, are powers of two.
    """

    row: Person
    entry: Person
    comparison: Comparison
    rule: int
    weight: float = 0.0
    bits: tuple[float, ...] = ()
    has_family: bool = False
    is_pooled: bool = False  # the home is that of another education row of the same UPN
    company: str = (
        ""  # of an accepted pairing whose forenames differ: 'same' for nobody near, 'partly' for who has their own
    )

    def bits_of_fields(self) -> dict[str, float]:
        """Field of FIELDS ('surname', 'forename', 'born_on', 'place', 'middle'), and 'family' -> its bits; with the
        prior they make the weight."""
        bits = dict(zip(FIELDS, self.bits, strict=True)) if self.bits else {}
        return bits | ({"family": FAMILY} if self.has_family else {})

    def reasons(self) -> list[dict]:
        """The codes of the comparison with the bits of each field, and what the family says."""
        by_field = self.bits_of_fields()
        told: list[dict] = []
        for reason in self.comparison.reasons():
            bits = by_field.get("place" if reason["field"] == "home" else reason["field"])
            told.append(reason | ({"bits": round(bits, 1)} if bits is not None else {}))
        if self.has_family:
            told.append({"field": "family", "level": "same", "bits": FAMILY})
        if self.is_pooled:
            told.append({"field": "upn", "level": "same"})
        if self.company:
            told.append({"field": "alone", "level": self.company})
        return told


def is_the_same_at_home(levels: Comparison) -> bool:
    return levels.surname == Level.SAME and levels.home == Level.SAME


def is_the_same_but_for_the_home(levels: Comparison) -> bool:
    return (
        levels.home == Level.DIFFERENT
        and levels.forename == levels.born_on == Level.SAME
        and levels.surname >= Level.PARTLY
    )
