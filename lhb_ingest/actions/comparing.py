"""Gives every row its outcome: health rows against all current lists, education rows against their own."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from typing import NamedTuple

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils import timezone

from lhb_ingest import progress
from lhb_ingest.acceptance import thresholds_of
from lhb_ingest.actions.keeping import decisions_were_used
from lhb_ingest.choices import CandidateState, Outcome
from lhb_ingest.fingerprints import reference_fingerprint
from lhb_ingest.kept import Kept, forms_of_the_authority, kept_for
from lhb_ingest.matching import Decisions, Pairing, Person, decide, prepare
from lhb_ingest.matching.scoring import load_model
from lhb_ingest.models import Candidate, Extract, ExtractRow, KeptMatch, Match, NearMatch
from records.choices import DismissalReason, ListKind, Suitability
from records.copying import copy_into
from records.models import RollEntry

# Where a child is on several lists, the match names the first of these: being a registered pupil settles most.
PRECEDENCE = [
    ListKind.SCHOOL_ROLL,
    ListKind.EOTAS,
    ListKind.INDEPENDENT,
    ListKind.OTHER_AUTHORITY,
    ListKind.HOME_EDUCATION,
]
COMPARED = (
    "pk",
    "forenames",
    "surname",
    "middle_names",
    "preferred_name",
    "former_names",
    "born_on",
    "address",
    "postcode",
    "upn",
    "source_ref",
)
# How long a dismissal is believed; then the child, still on the health list and on no other, is asked about again.
LISTS_CATCH_UP = timedelta(days=90)  # 'known to be in education: the lists do not show it yet'
BELIEVED = timedelta(days=365)  # every other reason but a death
BY_PERSON_BEFORE = "person_before"
NEAR_FIELDS = ("row", "entry", "authority", "rank", "reasons", "weight", "model", "judgement")


class Found(NamedTuple):
    """The match of one row."""

    entry: int
    rule: str
    reasons: Sequence[dict] = ()
    weight: float | None = None
    model: str = ""


def compare_with_lists(extract: Extract) -> None:
    """Matches, near matches and an outcome for every row that is of age and in the area."""
    rows, fingerprints, references = [], {}, {}
    for values in extract.rows.filter(outcome=Outcome.TO_CHECK).order_by().values(*COMPARED, "fingerprint"):
        key, who = values["pk"], {name: values[name] for name in ("source_ref", "forenames", "born_on")}
        rows.append(person_of(values, ("health", "")))
        fingerprints[key] = values["fingerprint"]
        references[key] = reference_fingerprint(sender=extract.sender, **who)
    current = RollEntry.objects.current().filter(authority=extract.authority)
    entries = list(current.values(*COMPARED, "kind", "sender", "suitability"))
    people = [person_of(values, (values["kind"], values["sender"])) for values in entries]
    progress.report(extract.pk, "comparing", 0, len(rows))
    kept = kept_for(extract.authority_id, fingerprints, entries)
    forms = forms_of_the_authority(extract.authority_id)
    least = thresholds_of(extract.authority_id)
    decisions = decide(rows, people, refused=kept.refused, extra_forms=forms, thresholds=least)
    said = _said_before(kept, entries)
    _others_wait(decisions, said)
    _those_taken_apart_wait(extract, decisions, fingerprints, references)
    found = _chosen(decisions) | said
    decisions_were_used(extract.authority_id, kept.asked)
    progress.report(extract.pk, "storing", 0, len(rows))
    _store_matches(extract, found)
    _store_near(extract, {key: near for key, near in decisions.near.items() if key not in found})
    known = known_rows(extract, fingerprints, references)
    known |= left_a_list(extract, [row for row in rows if row.key not in found])
    is_open = {values["pk"] for values in entries if leaves_open(values["kind"], values["suitability"])}
    store_outcomes(dict(_outcomes(fingerprints, found, decisions, known, is_open)))


def person_of(values: dict, list_name: tuple[str, str]) -> Person:
    order = (values["surname"], values["forenames"], str(values["born_on"]), values["postcode"], values["source_ref"])
    wanted = {name: values[name] for name in COMPARED if name not in ("pk", "source_ref")}
    return prepare(key=values["pk"], list_name=list_name, order=order, **wanted)


def _chosen(decisions: Decisions) -> dict[int, Found]:
    """Row -> the one match that counts where a child is on several lists."""
    chosen, model = {}, load_model().version
    for key, pairings in decisions.matches.items():
        best = min(pairings, key=lambda each: (PRECEDENCE.index(each.entry.list_name[0]), each.rule))
        chosen[key] = Found(best.entry.key, f"rule_{best.rule}", best.reasons(), best.weight, model)
    return chosen


def _said_before(kept: Kept, entries: list[dict]) -> dict[int, Found]:
    """Rows that a person has matched before, with the entry still current: never asked again."""
    kinds = {values["pk"]: values["kind"] for values in entries}
    best = {row: min(same, key=lambda entry: PRECEDENCE.index(kinds[entry])) for row, same in kept.same.items()}
    return {row: Found(entry, BY_PERSON_BEFORE) for row, entry in best.items()}


def _others_wait(decisions: Decisions, said: dict[int, Found]) -> None:
    """A row to which the rules gave an entry that a person has given to another row waits for a person too."""
    taken = {found.entry: row for row, found in said.items()}
    for key, pairings in list(decisions.matches.items()):
        if any(taken.get(each.entry.key, key) != key for each in pairings):
            decisions.near[key] = decisions.matches.pop(key)


def _those_taken_apart_wait(
    extract: Extract, decisions: Decisions, fingerprints: dict[int, str], references: dict[int, str]
) -> None:
    """A child whose match was taken apart after the purge is not given that entry again without a person, however the
    list or the entry writes either now."""
    for kept in KeptMatch.objects.to_ask().filter(authority=extract.authority_id, entry__isnull=False):
        for key, pairings in list(decisions.matches.items()):
            is_same_line = kept.reference and references[key] == kept.reference
            if (is_same_line or fingerprints[key] == kept.fingerprint) and any(
                each.entry.key == kept.entry_id for each in pairings
            ):
                decisions.near[key] = decisions.matches.pop(key)


def _store_matches(extract: Extract, found: dict[int, Found]) -> None:
    now = timezone.now()
    copy_into(
        Match,
        ("row", "entry", "authority", "rule", "reasons", "weight", "model", "made_at"),
        (
            (row, each.entry, extract.authority_id, each.rule, list(each.reasons), each.weight, each.model, now)
            for row, each in found.items()
        ),
    )


def _store_near(extract: Extract, near: dict[int, list[Pairing]]) -> None:
    copy_into(NearMatch, NEAR_FIELDS, near_tuples(extract.authority_id, near))


def near_tuples(authority_id: str, near: dict[int, list[Pairing]]) -> Iterator[tuple]:
    """The near matches of rows, in the order of NEAR_FIELDS."""
    model = load_model().version
    for row, pairings in near.items():
        for rank, pairing in enumerate(pairings, start=1):
            yield row, pairing.entry.key, authority_id, rank, pairing.reasons(), pairing.weight, model, ""


def _outcomes(
    rows: Iterable[int], found: dict[int, Found], decisions: Decisions, known: dict, is_open: set[int]
) -> Iterator[tuple[int, str]]:
    """(row, outcome) for every row compared. `is_open`: entries whose suitability has not been established."""
    for key in rows:
        if key in found and found[key].entry not in is_open:
            yield key, Outcome.MATCHED
        elif key in known:
            yield key, known[key]
        elif key in found:
            yield key, Outcome.SUITABILITY
        else:
            yield key, Outcome.TO_JUDGE if decisions.near.get(key) else Outcome.UNMATCHED


def leaves_open(kind: str, suitability: str) -> bool:
    """Whether an entry of this kind leaves it open if the education is suitable."""
    return kind == ListKind.HOME_EDUCATION and suitability != Suitability.ESTABLISHED


def suitability_open(entries: Iterable[int]) -> set[int]:
    """Those entries of the home education register whose suitability has not been established."""
    homes = RollEntry.objects.filter(pk__in=list(entries), kind=ListKind.HOME_EDUCATION)
    return set(homes.exclude(suitability=Suitability.ESTABLISHED).values_list("pk", flat=True))


def known_rows(extract: Extract, fingerprints: dict[int, str], references: dict[int, str]) -> dict[int, str]:
    """Row -> outcome of children about whom a person knows already, by what the row says or by the sender's number.

    A child who has moved since is still the same candidate or case; a dismissal holds only while nothing changed.
    """
    candidates = Candidate.objects.filter(authority=extract.authority)
    now = timezone.now()
    dismissed = candidates.filter(state=CandidateState.DISMISSED).filter(
        Q(decided_at__gte=now - LISTS_CATCH_UP)
        | Q(decided_at__gte=now - BELIEVED) & ~Q(dismissal_reason=DismissalReason.KNOWN_IN_EDUCATION)
        | Q(dismissal_reason=DismissalReason.DIED)
    )
    cases = candidates.filter(state=CandidateState.CONFIRMED, case__closed_on=None)
    known = dict.fromkeys(_rows_about(dismissed, fingerprints, {}), Outcome.DISMISSED_BEFORE)
    known |= dict.fromkeys(_rows_about(cases, fingerprints, references), Outcome.KNOWN_CASE)
    return known | dict.fromkeys(_rows_about(candidates.waiting(), fingerprints, references), Outcome.KNOWN_CANDIDATE)


def left_a_list(extract: Extract, rows: list[Person]) -> dict[int, str]:
    """Row -> outcome of children who wait already because they left an education list, however it wrote their names."""
    waiting = Candidate.objects.waiting().filter(authority=extract.authority, row__line_number=0)
    names = [f"row__{name}" for name in COMPARED]
    left = [person_of(dict(zip(COMPARED, values, strict=True)), ("left", "")) for values in waiting.values_list(*names)]
    return dict.fromkeys(decide(rows, left).matches, Outcome.KNOWN_CANDIDATE) if left else {}


def _rows_about(candidates: QuerySet, fingerprints: dict[int, str], references: dict[int, str]) -> list[int]:
    """The rows that are about one of these candidates."""
    about = set(candidates.values_list("fingerprint", flat=True))
    numbers = set(candidates.exclude(reference="").values_list("reference", flat=True))
    return [key for key in fingerprints if fingerprints[key] in about or references.get(key) in numbers]


def store_outcomes(outcomes: Mapping[int, str]) -> None:
    """Row -> outcome, stored by one statement: sixty thousand rows as two arrays."""
    statement = f"""UPDATE {ExtractRow._meta.db_table} AS line SET outcome = said.outcome
                    FROM unnest(%s::bigint[], %s::text[]) AS said (id, outcome) WHERE line.id = said.id"""  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(statement, [list(outcomes), [str(outcome) for outcome in outcomes.values()]])
