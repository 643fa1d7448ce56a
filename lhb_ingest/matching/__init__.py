"""Compares the rows of a health extract with every education list: prepare, compare, decide, explain.

No database, and Django only for the words of `explain`. Rows and entries go in as `Person`, decisions come out with
their reasons as codes.
"""

from lhb_ingest.matching.decide import Decisions, decide
from lhb_ingest.matching.prepare import Person, prepare

__all__ = ["Decisions", "Person", "decide", "prepare"]
