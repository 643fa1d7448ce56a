"""One row beside one entry: how they agree, by which rule they may be one child, and what the agreement weighs."""

from dataclasses import dataclass

from lhb_ingest.matching.compare import Comparison, Level
from lhb_ingest.matching.prepare import Person
from lhb_ingest.matching.scoring import FIELDS

FAMILY = 8.0  # bits for a brother or sister who went from the one home to the other


@dataclass(slots=True, eq=False)
class Pairing:
    """`rule` is 0 for none, else the number of the rule that fits; 1 is the surest.

    `weight` and `bits`, which are the weight field by field, are powers of two. `seat` is the row before one list, for
    it may be on several; `child` is the child on one list, who may stand there in several lines. Both are numbers that
    mean something within one run only.
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
    seat: int = 0
    child: int = 0

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

    @property
    def is_beyond_doubt(self) -> bool:
        """The same names, the same birth date, the same house."""
        levels = self.comparison
        return self.rule == 1 and levels.surname == Level.SAME and levels.home == Level.SAME

    @property
    def is_same_but_for_the_home(self) -> bool:
        levels = self.comparison
        return (
            levels.home == Level.DIFFERENT
            and levels.forename == levels.born_on == Level.SAME
            and levels.surname >= Level.PARTLY
        )

    @property
    def nearness(self) -> tuple:
        """Sorts: the best last, and the same way every time."""
        return self.weight, self.entry.order, self.row.order
