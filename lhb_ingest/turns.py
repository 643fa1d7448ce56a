"""Whose turn it is: the authorities take turns, and within one its lists go in the order they came. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Waiting:
    """A list that waits. One list of a `source` (authority, kind, sender) is worked on at a time."""

    pk: int
    authority: str
    source: str


def in_turn(waiting: Iterable[Waiting], last_began: Mapping[str, datetime]) -> list[Waiting]:
    """All of `waiting` (given oldest first) in the order they will be taken up.

    `last_began`: authority -> when a list of it was last taken up. Whoever had a turn longest ago comes next, so ten
    lists of one authority hold up another's single one for no longer than the list now under way.
    """
    queues: dict[str, list[Waiting]] = {}
    for each in waiting:
        queues.setdefault(each.authority, []).append(each)
    never = [authority for authority in queues if authority not in last_began]
    turns = never + sorted((each for each in queues if each in last_began), key=lambda each: last_began[each])
    rounds = max(map(len, queues.values()), default=0)
    return [queues[authority][turn] for turn in range(rounds) for authority in turns if turn < len(queues[authority])]


def next_in_turn(waiting: Iterable[Waiting], last_began: Mapping[str, datetime], busy: Iterable[str]) -> Waiting | None:
    """The first in turn whose source nobody is working on; None where all have to wait."""
    taken = set(busy)
    return next((each for each in in_turn(waiting, last_began) if each.source not in taken), None)
