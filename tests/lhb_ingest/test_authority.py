"""A whole made-up authority through the real writers: nobody missing is hidden, and every line is counted once."""

import csv
import datetime
import io
from collections import Counter, defaultdict
from dataclasses import dataclass

import pytest

from lhb_ingest import review
from lhb_ingest.actions import approve_extract
from lhb_ingest.choices import Outcome
from lhb_ingest.models import Extract, Match, NearMatch
from lhb_ingest.practice import make_lists
from records.choices import ListKind, Role
from records.scope import scope
from tests.factories import authority, make_user
from tests.lhb_ingest.builders import send, work

CODE, AS_AT = "676", datetime.date(2026, 3, 31)
KINDS = {
    "school": ListKind.SCHOOL_ROLL,
    "eotas": ListKind.EOTAS,
    "independent": ListKind.INDEPENDENT,
    "ehe": ListKind.HOME_EDUCATION,
    "other_authority": ListKind.OTHER_AUTHORITY,
}


@dataclass
class Truth:
    status: str
    refs: set
    tags: set


@dataclass
class Authority:
    """The health extract after the comparison, beside the truth about each of its lines."""

    extract: Extract
    lines: int
    truth: dict[str, Truth]
    outcomes: dict[str, str]
    matched: dict[str, str]  # record -> reference of the entry
    near: dict[str, set]

    def missing(self) -> set[str]:
        """Children on no list at all who can be compared. A line of somebody at another authority's school is none."""
        compared = {
            ref for ref, outcome in self.outcomes.items() if outcome not in (Outcome.OUTSIDE_AGE, Outcome.OUTSIDE_AREA)
        }
        return {ref for ref in compared if ref in self.truth and self.truth[ref].status == "absent"}


def truth_of(text: str) -> dict[str, Truth]:
    found: dict[str, Truth] = {}
    for row in csv.DictReader(io.StringIO(text, newline="")):
        one = found.setdefault(row["RECORD_ID"], Truth(row["STATUS"], set(), set(row["TAGS"].split(";"))))
        one.refs |= {row["PUPIL_REF"], row["EHE_REF"]} - {""}
    return found


def compared(files: dict[str, str]) -> Authority:
    officer, board = make_user(Role.LIST_OFFICER, CODE), authority(CODE).health_board_id
    for name, kind in KINDS.items():
        sender = "Next door" if kind == ListKind.OTHER_AUTHORITY else ""
        roll = send(officer, kind, content=files[f"{name}.csv"], as_at=AS_AT, sender=sender)
        approve_extract(by=officer, extract=work(roll))
    sender = make_user(Role.DATA_OFFICER, health_board=board)
    health = send(sender, ListKind.HEALTH, content=files["health.csv"], as_at=AS_AT, authority=authority(CODE))
    extract = work(health)
    near = defaultdict(set)
    for record, ref in NearMatch.objects.values_list("row__source_ref", "entry__source_ref"):
        near[record].add(ref)
    return Authority(
        extract=extract,
        lines=len(list(csv.reader(io.StringIO(files["health.csv"], newline="")))) - 1,
        truth=truth_of(files["truth.csv"]),
        outcomes=dict(extract.rows.values_list("source_ref", "outcome")),
        matched=dict(Match.objects.values_list("row__source_ref", "entry__source_ref")),
        near=near,
    )


@pytest.fixture(scope="module")
def made(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), scope(authority=CODE):
        yield compared(make_lists(CODE, 3000, 11, AS_AT)[0].files)


def test_every_line_is_counted_exactly_once(made):
    groups = {group.outcome: group.count for group in review.groups(made.extract)}
    problems = review.lines_with_problems(made.extract)
    assert sum(groups.values()) + problems == made.lines == made.extract.counts["rows"]
    assert groups == {outcome: Counter(made.outcomes.values())[outcome] for outcome in groups}
    assert problems == made.extract.counts[Outcome.PROBLEM] > 0
    lines = list(made.extract.rows.values_list("line_number", flat=True))
    lines += made.extract.problems.filter(stops_row=True).values_list("line_number", flat=True).distinct()
    assert sorted(lines) == list(range(2, made.lines + 2))


def test_no_missing_child_with_a_twin_on_a_roll_is_matched(made):
    twins = {ref for ref in made.missing() if "absent_twin_enrolled" in made.truth[ref].tags}
    assert twins
    assert not twins & set(made.matched)


def test_hardly_a_wrong_link_and_hardly_a_hidden_child(made):
    """The one has a double, of the same names and birth date, who is on the roll and not on the health list."""
    wrong = {ref for ref, entry in made.matched.items() if entry not in made.truth[ref].refs}
    hidden = made.missing() & set(made.matched)
    assert len(made.missing()) >= 10
    assert len(wrong) <= 2
    assert len(hidden) <= 1


def test_children_on_a_list_are_found_or_shown_to_a_person(made):
    considered = (Outcome.MATCHED, Outcome.SUITABILITY, Outcome.TO_JUDGE, Outcome.UNMATCHED)
    known = {ref for ref, truth in made.truth.items() if truth.refs and made.outcomes.get(ref) in considered}
    found = known & set(made.matched)
    shown = {ref for ref in known - found if made.near[ref] & made.truth[ref].refs}
    assert len(found) > 0.94 * len(known)
    assert len(known - found - shown) < 0.005 * len(known)


def test_a_match_or_near_matches_stand_behind_each_outcome(made):
    for ref, outcome in made.outcomes.items():
        assert (ref in made.matched) == (outcome in (Outcome.MATCHED, Outcome.SUITABILITY)), ref
        assert bool(made.near.get(ref)) == (outcome == Outcome.TO_JUDGE), ref
