"""The rules by which pairs are put before people: in what order, grouped how, how many of a group as a sample. Pure."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from lhb_ingest.matching import Thresholds
from lhb_ingest.matching.explain import sentences

SAMPLE = 59  # 0.95^59 < 0.05: were one in twenty of a group another child, so many right ones in a row would be rare


class Waiting(NamedTuple):
    """A candidate with near matches that nobody has judged. `weights` are those of the near matches, in bits."""

    pk: int
    weights: Sequence[float | None]
    received_on: date
    born_on: date | None
    asked: bool = False  # a colleague was unsure and asked this person
    put_off: float = 0.0  # when this person said 'later', as seconds; 0 for never


def order_of(waiting: Waiting, today: date, thresholds: Thresholds | None = None) -> tuple:
    """The place of a candidate in the queue: the smallest first.

    1. What a colleague has asked this person; last, what this person put off, in that order.
    2. Doubt (`doubt_of`): first where a person's answer tells most.
    3. Risk: the longest waiting, in weeks; then the oldest child, who has the fewest years of schooling left to lose.
       Health lists say nothing of care or needs, so nothing else is known of risk before somebody looks.
    4. The number, so that the order is the same for everybody.
    """
    weeks = (today - waiting.received_on).days // 7
    born_on = waiting.born_on or date.max
    doubt = doubt_of(waiting.weights, thresholds or Thresholds())
    return (waiting.put_off, not waiting.asked, doubt, -weeks, born_on, waiting.pk)


def doubt_of(weights: Sequence[float | None], thresholds: Thresholds) -> int:
    """0: two near matches within the margin of one another, or nobody weighed them. 1: the best lies within the margin
    of what is accepted without a person. 2: it lies further off, on either side."""
    known = sorted((weight for weight in weights if weight is not None), reverse=True)
    if len(known) < len(weights) or not known:
        return 0
    if len(known) > 1 and known[0] - known[1] <= thresholds.margin:
        return 0
    return 1 if abs(known[0] - thresholds.accepted) <= thresholds.margin else 2


def pattern_of(reasons: Sequence[dict]) -> str:
    """The levels of a pair as one word, by which pairs are grouped: 'forename:form surname:same …'."""
    return " ".join(f"{reason['field']}:{reason['level']}" for reason in reasons)


def words_of(pattern: str) -> list[str]:
    """The sentences of a pattern, in the page's language."""
    parts = (part.split(":") for part in pattern.split())
    return sentences([{"field": field, "level": level} for field, level in parts])


def may_be_bulk(pattern: str) -> bool:
    """Whether pairs of this pattern may ever be accepted in bulk: one birth date, forenames that have something in
    common and are not exchanged with the surname, and the surname or the home at least in part the same."""
    levels = dict(part.split(":") for part in pattern.split())
    return (
        levels.get("born_on") == "same"
        and levels.get("forename") in ("same", "form", "nearly", "partly")
        and "names" not in levels
        and ({levels.get("surname"), levels.get("home")} & {"same", "partly"} != set())
    )


def sample_size(pairs: int) -> int:
    """How many of a group are judged one by one before the rest may be accepted: SAMPLE, or all where there are fewer.

    If all of 59 are right, at most 5 % of the group are wrong, with 95 % confidence.
    """
    return min(pairs, SAMPLE)
