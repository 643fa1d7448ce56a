"""The rules of the blind sample: how many, of which strata, which rows, and what two answers come to. Pure.

Each month, for each authority, ACCEPTED pairs that were accepted without a person are drawn, and CONTROLS and
NOTHING_NEAR beside them; of REJECTED children put before a person, those whom people find on no list follow later. If
all of 60 are right, at most 5 % of the month's are wrong with 95 % confidence; after a year of such months, at most
0.42 %. The list is purged within weeks, so the sample is drawn as soon as a health extract is approved, from what the
month has left, and judged before the purge; what is not judged by then lapses and is counted.
"""

import hashlib
from collections.abc import Hashable, Iterable, Mapping, Sequence
from math import sqrt

ACCEPTED = 60  # pairs a month, or all where there are fewer
CONTROLS = 15  # not accepted, so that 'same' is not always right
NOTHING_NEAR = 30  # children on no list, each beside the entry that is least unlike
REJECTED = 60  # children put before a person: those of whom every near match is rejected are judged again
ANSWERS = 2  # officers for each pair, before a manager settles what they do not agree on
SURE = ("same", "different")
Z = 1.96


def order_of(month: str, fingerprint: str) -> str:
    """The place of a row in the month's draw: the same rows are drawn again, and nobody can choose."""
    return hashlib.sha256(f"sample|{month}|{fingerprint}".encode()).hexdigest()


def shares(strata: Mapping[Hashable, int], size: int) -> dict[Hashable, int]:
    """Stratum -> how many are drawn: in proportion to its rows, but one of each while there are enough to go round.

    A small stratum (a list of few children, a group of names that is rare here) would otherwise never be looked at;
    `weight` of what is drawn makes up for it when all are reckoned together.
    """
    size = min(size, sum(strata.values()))
    by_size = sorted(strata, key=lambda each: (-strata[each], str(each)))
    drawn = dict.fromkeys(by_size, 0)
    for stratum in by_size[:size]:
        drawn[stratum] = 1
    while sum(drawn.values()) < size:
        open_ones = [each for each in by_size if drawn[each] < strata[each]]
        least = max(open_ones, key=lambda each: strata[each] / (drawn[each] + 1))
        drawn[least] += 1
    return {stratum: number for stratum, number in drawn.items() if number}


def verdict_of(answers: Sequence[str]) -> str:
    """What the officers' answers come to; '' while there are too few, or where they do not agree or cannot tell."""
    if len(answers) < ANSWERS or len(set(answers)) > 1 or answers[0] not in SURE:
        return ""
    return answers[0]


def rate(judged: Iterable[tuple[bool, float]]) -> tuple[float, float, float] | None:
    """(wrong?, weight) of each -> the weighted share that is wrong, with the ends of its 95 % interval; None of none.

    Wilson's interval on the effective size (Kish): (sum of weights)² / sum of squares.
    """
    judged = list(judged)
    if not judged:
        return None
    total = sum(weight for _wrong, weight in judged)
    size = total * total / sum(weight * weight for _wrong, weight in judged)
    share = sum(weight for wrong, weight in judged if wrong) / total
    spread = Z * Z / size
    middle = (share + spread / 2) / (1 + spread)
    half = Z * sqrt(share * (1 - share) / size + spread / (4 * size)) / (1 + spread)
    return share, max(0.0, middle - half), min(1.0, middle + half)


def are_apart(one: tuple[float, float, float] | None, other: tuple[float, float, float] | None) -> bool:
    """Whether two rates differ by more than chance: their intervals do not overlap."""
    return one is not None and other is not None and (one[1] > other[2] or other[1] > one[2])
