"""What people have said of pairs before, found again by fingerprints; and the forms of names an authority has added."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from lhb_ingest.choices import NOT_THE_SAME, Verdict
from lhb_ingest.fingerprints import row_fingerprint
from lhb_ingest.models import NameForm, PairDecision


@dataclass(frozen=True)
class Kept:
    """`refused`: (row, entry) that a person called different. `same`: row -> entries that a person called the same."""

    refused: frozenset[tuple[int, int]] = frozenset()
    same: Mapping[int, list[int]] = field(default_factory=dict)
    asked: frozenset[str] = frozenset()  # fingerprints of rows about which something was kept


def kept_for(authority_id: str, fingerprints: Mapping[int, str], entries: Iterable[Mapping]) -> Kept:
    """What people said of these rows (row key -> fingerprint) beside these entries (values with 'pk' and who it is).

    An entry is known again by its names, birth date and postcode, on whichever list it stands; a change of any of them
    on either side makes another fingerprint, and the pair is asked about anew.
    """
    wanted = set(fingerprints.values())
    said: dict[str, list[tuple[str, str]]] = defaultdict(list)
    live = PairDecision.objects.filter(authority=authority_id, ended_at=None).exclude(verdict=Verdict.UNSURE)
    for row, entry, verdict in live.values_list("row_fingerprint", "entry_fingerprint", "verdict"):
        if row in wanted:
            said[row].append((entry, verdict))
    if not said:
        return Kept()
    entries_of: dict[str, list[int]] = defaultdict(list)
    for values in entries:
        entries_of[row_fingerprint(values)].append(values["pk"])
    refused, same = set(), defaultdict(list)
    for key, fingerprint in fingerprints.items():
        for entry_fingerprint, verdict in said.get(fingerprint, ()):
            for entry in entries_of.get(entry_fingerprint, ()):
                if verdict in NOT_THE_SAME:
                    refused.add((key, entry))
                else:
                    same[key].append(entry)
    return Kept(frozenset(refused), dict(same), frozenset(said))


def forms_of_the_authority(authority_id: str) -> list[tuple[str, str]]:
    """The authority's own forms of forenames, as `decide` takes them."""
    own = NameForm.objects.filter(authority=authority_id, ended_at=None)
    return list(own.order_by("pk").values_list("name", "form"))
