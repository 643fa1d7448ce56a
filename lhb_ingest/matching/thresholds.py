"""From how many bits a pairing is accepted or shown, and how many wrong links that leads one to expect. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from math import ceil, log2

LARGE = 2**16  # entries up to which the thresholds hold as they stand
USUAL = 60_000  # entries among whom the model expects one child: its prior is one in so many


@dataclass(frozen=True, slots=True)
class Thresholds:
    """All in bits (powers of two of the odds). Raises ValueError for an order in which they cannot stand."""

    accepted: float = 9.0  # from here a pairing may be accepted without a person
    uncontested: float = 2.0  # the same where nobody else at all comes near, on either side
    stayed: float = 8.0  # the same for a child who moved, where a brother or sister is at the one home or the other
    far: float = 2.0  # the same for a move to another postcode area; beyond LARGE as `stayed`: see `for_size`
    margin: float = 4.0  # by which it must lead whoever has not their own
    shown: float = -9.0  # from here a person sees an entry that nobody has taken
    shown_taken: float = 2.0  # and one that is another row's, if a rule fits: the health list may hold one child twice

    def __post_init__(self) -> None:
        if not self.shown <= self.uncontested <= self.accepted or self.margin < 0:
            raise ValueError("shown <= uncontested <= accepted, and a margin of 0 or more")

    def for_size(self, entries: int) -> "Thresholds":
        """Those of lists of so many entries: one bit more to accept for each doubling beyond LARGE. Within an authority
        every home is near; longer lists are of several, where a namesake far away is likelier than a move there."""
        more = more_for(entries)
        stayed = self.stayed + more
        return replace(
            self,
            accepted=self.accepted + more,
            uncontested=self.uncontested + more,
            stayed=stayed,
            far=stayed if more else self.far,
        )


def more_for(entries: int) -> int:
    return max(0, ceil(log2(max(entries, 1) / LARGE)))


def chance_of_wrong(weight: float, entries: int = USUAL) -> float:
    """How likely a pairing of that weight is two children, by the weight alone: 1 / (1 + 2^weight × USUAL / entries).

    A weight holds the odds that one row in USUAL is the same child; among more entries they are less by that share.
    """
    return 1.0 / (1.0 + 2.0 ** min(weight, 200.0) * USUAL / max(entries, 1))


def expected_wrong(weights: Iterable[float], entries: int = USUAL) -> float:
    """How many of the links with these weights one expects to be wrong, by the weights alone.

    The rules refuse most of what is wrong besides, so this is more than what is found: an upper figure, not a forecast.
    """
    return sum(chance_of_wrong(weight, entries) for weight in weights)


def lowest_for(wrong: float, weights: Iterable[float], entries: int = USUAL) -> float:
    """The lowest weight from which accepting all of `weights` leads to at most `wrong` wrong links; infinity for none.

    Equal weights are accepted together or not at all.
    """
    so_far, lowest = 0.0, float("inf")
    counted: dict[float, int] = {}
    for weight in weights:
        counted[weight] = counted.get(weight, 0) + 1
    for weight in sorted(counted, reverse=True):
        so_far += counted[weight] * chance_of_wrong(weight, entries)
        if so_far > wrong:
            break
        lowest = weight
    return lowest
