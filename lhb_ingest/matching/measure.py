"""What decisions are worth beside the truth: the figures of docs/matching.md. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import sqrt

HEADINGS = ("RECORD_ID", "MATCH_ID", "DECISION", "WEIGHT", "REASONS")
TWIN = "absent_twin_enrolled"
NAMESAKE = "doppel"


@dataclass
class Record:
    """One line of the health list: its right answers, what is known of the child, and what was decided."""

    answers: set[str] = field(default_factory=set)
    tags: set[str] = field(default_factory=set)
    matched: set[str] = field(default_factory=set)
    shown: set[str] = field(default_factory=set)

    @property
    def is_found(self) -> bool:
        return bool(self.matched & self.answers)

    @property
    def is_hidden(self) -> bool:
        return not self.answers and bool(self.matched)

    @property
    def is_letter(self) -> bool:
        """On a list, and a case would be opened all the same although the person chose rightly."""
        return bool(self.answers) and not self.matched and not self.shown & self.answers


@dataclass(frozen=True)
class Measures:
    """Counts of health rows; `links` of pairs."""

    rows: int
    listed: int
    missing: int
    links: int
    wrong_links: int
    hidden: int
    hidden_with_twin: int
    hidden_without_namesake: int
    accepted: int
    to_a_person: int
    found_with_person: int
    wrong_letters: int

    @property
    def lines(self) -> list[tuple[str, str]]:
        """What, and the figure with its share and the share's 95 % interval."""
        return [
            ("health rows", f"{self.rows:,}"),
            ("of them on a list", f"{self.listed:,}"),
            ("of them on no list", f"{self.missing:,}"),
            ("wrong links", _share(self.wrong_links, self.links)),
            ("missing children hidden", _share(self.hidden, self.missing)),
            ("  hidden with a twin on a roll", f"{self.hidden_with_twin:,}"),
            ("  hidden without a namesake of that birth date", f"{self.hidden_without_namesake:,}"),
            ("accepted automatically, of those on a list", _share(self.accepted, self.listed)),
            ("to a person, of all rows", _share(self.to_a_person, self.rows)),
            ("found with the person, of those on a list", _share(self.found_with_person, self.listed)),
            ("letters sent wrongly", _share(self.wrong_letters, self.listed)),
        ]


def measure(truth: Iterable[Mapping[str, str]], decisions: Iterable[Mapping[str, str]]) -> Measures:
    """`truth`: RECORD_ID, PUPIL_REF, EHE_REF, TAGS, a line for each right answer. `decisions`: HEADINGS."""
    records = read_records(truth, decisions)
    listed = [each for each in records.values() if each.answers]
    hidden = [each for each in records.values() if each.is_hidden]
    return Measures(
        rows=len(records),
        listed=len(listed),
        missing=len(records) - len(listed),
        links=sum(len(each.matched) for each in records.values()),
        wrong_links=sum(len(each.matched - each.answers) for each in records.values()),
        hidden=len(hidden),
        hidden_with_twin=sum(TWIN in each.tags for each in hidden),
        hidden_without_namesake=sum(NAMESAKE not in each.tags for each in hidden),
        accepted=sum(each.is_found for each in listed),
        to_a_person=sum(bool(each.shown and not each.matched) for each in records.values()),
        found_with_person=sum(each.is_found or bool(each.shown & each.answers) for each in listed),
        wrong_letters=sum(each.is_letter for each in listed),
    )


def read_records(truth: Iterable[Mapping[str, str]], decisions: Iterable[Mapping[str, str]]) -> dict[str, Record]:
    records: dict[str, Record] = defaultdict(Record)
    for line in truth:
        record = records[line["RECORD_ID"]]
        record.answers |= {line[name] for name in ("PUPIL_REF", "EHE_REF") if line.get(name)}
        record.tags |= set(filter(None, (line.get("TAGS") or "").split(";")))
    for line in decisions:
        record = records[line["RECORD_ID"]]
        (record.matched if line["DECISION"] == "match" else record.shown).add(line["MATCH_ID"])
    return dict(records)


def _share(count: int, of: int) -> str:
    low, high = interval(count, of)
    return f"{count:,} ({100 * count / of if of else 0:.3f} %, {100 * low:.3f} to {100 * high:.3f})"


def interval(count: int, of: int, z: float = 1.96) -> tuple[float, float]:
    """Wilson's interval of a share, which also holds at none of many."""
    if not of:
        return 0.0, 1.0
    share, spread = count / of, z * z / of
    middle = (share + spread / 2) / (1 + spread)
    half = z * sqrt(share * (1 - share) / of + spread / (4 * of)) / (1 + spread)
    return max(0.0, middle - half), min(1.0, middle + half)
