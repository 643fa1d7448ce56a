"""Pairings by columns: each row beside each entry that is worth a look, how they agree and what it weighs."""

from collections.abc import Callable

import numpy as np

from lhb_ingest.matching.agreement import Values, agree
from lhb_ingest.matching.compare import Comparison
from lhb_ingest.matching.forms import Forms
from lhb_ingest.matching.pairing import Pairing, is_the_same_at_home, is_the_same_but_for_the_home
from lhb_ingest.matching.scoring import Weights
from lhb_ingest.matching.side import Places

COMPANY = ("", "same", "partly")  # Pairing.company by its number


class Pairs:
    """A column for each field of `Pairing`, where `row` and `entry` are places in the sides of `values`, the pooled
    entries among them. `line` is the entry's place in its list. `seat` is the row before one list, for it may be on
    several; `child` is the child on one list, who may stand there in several lines. Both are numbers that mean
    something within one run only.
    """

    def __init__(self, found: Weights, values: Values, forms: Forms):
        self.values = values
        self.row, self.entry, self.weight, self.bits = found.row, found.entry, found.weight, found.bits
        self.agreement = agree(values, self.row, self.entry, forms)
        _rows, entries = values.sides
        self.rule = np.zeros(len(self), np.int64)
        self.has_family = np.zeros(len(self), bool)
        self.is_pooled = np.zeros(len(self), bool)
        self.company = np.zeros(len(self), np.int64)
        self.seat = self.row * len(entries.lists) + entries.list_numbers[self.entry]
        self.line = self.child = self.entry

    def __len__(self) -> int:
        return len(self.row)

    def keep(self, places: Places) -> None:
        for name in (
            "row",
            "entry",
            "weight",
            "bits",
            "rule",
            "has_family",
            "is_pooled",
            "company",
            "seat",
            "child",
            "line",
        ):
            setattr(self, name, getattr(self, name)[places])
        self.agreement.numbers = self.agreement.numbers[places]

    def told(self, what: Callable[[Comparison], int]) -> np.ndarray:
        return self.agreement.told(what)

    def level(self, field: str) -> np.ndarray:
        return self.told(lambda each: getattr(each, field))

    def are_beyond_doubt(self) -> np.ndarray:
        """The same names, the same birth date, the same house."""
        return (self.rule == 1) & self.told(is_the_same_at_home).astype(bool)

    def moved(self) -> Places:
        """Where the home is all that differs."""
        return np.flatnonzero(self.told(is_the_same_but_for_the_home))

    def in_order(self, places: Places) -> Places:
        """The best first, and the same way every time."""
        return places[np.lexsort((self.row[places], self.line[places], self.weight[places]))[::-1]]

    def pairings(self, places: Places) -> list[Pairing]:
        rows, entries = self.values.sides
        columns = (
            rows.people(self.row[places]),
            entries.people(self.entry[places]),
            [self.agreement.comparisons[number] for number in self.agreement.numbers[places].tolist()],
            self.rule[places].tolist(),
            self.weight[places].tolist(),
            map(tuple, self.bits[places].tolist()),
            self.has_family[places].tolist(),
            self.is_pooled[places].tolist(),
            [COMPANY[number] for number in self.company[places].tolist()],
        )
        return [Pairing(*each) for each in zip(*columns, strict=True)]
