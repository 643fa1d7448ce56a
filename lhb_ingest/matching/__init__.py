"""Compares the rows of a health extract with every education list: prepare, compare, decide, explain, measure.

No database, and Django only for the words of `explain`. Rows and entries go in as `Person`, decisions come out as
`Pairing`s with their reasons as codes, `weight` in bits and `bits_of_fields()`. An authority may give
`decide(rows, entries, refused=…, thresholds=Thresholds(accepted=10), extra_forms=[("Blodeuwedd", "Wedi"), …])`;
`expected_wrong(weights, entries)` and `lowest_for(wrong, weights, entries)` say what a threshold leads to.
"""

from lhb_ingest.matching.decide import Decisions, decide
from lhb_ingest.matching.pairing import Pairing
from lhb_ingest.matching.prepare import Person, prepare
from lhb_ingest.matching.thresholds import Thresholds, expected_wrong, lowest_for

__all__ = ["Decisions", "Pairing", "Person", "Thresholds", "decide", "expected_wrong", "lowest_for", "prepare"]
