"""From how many bits an authority accepts a pairing without a person: as its managers last set it, never less safe."""

from lhb_ingest.matching import Thresholds
from lhb_ingest.models import AcceptanceThreshold

FLOOR = Thresholds().uncontested  # bits: as delivered, and nobody can go below
CEILING = 60.0  # bits: above every weight, so that each pair goes to a person


def least_of(authority_id: str) -> float:
    """The bits below which nothing is accepted: what was set last, or the floor."""
    newest = AcceptanceThreshold.objects.filter(authority=authority_id).first()
    return max(FLOOR, newest.least) if newest else FLOOR


def with_least(least: float) -> Thresholds:
    """The shipped thresholds, each of them raised to `least` where it was lower."""
    shipped = Thresholds()
    return Thresholds(
        accepted=max(shipped.accepted, least),
        uncontested=max(shipped.uncontested, least),
        stayed=max(shipped.stayed, least),
    )


def thresholds_of(authority_id: str) -> Thresholds:
    """As `decide` takes them."""
    return with_least(least_of(authority_id))
