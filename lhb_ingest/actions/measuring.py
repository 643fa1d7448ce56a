"""The writers of the blind sample: drawn once a health extract is approved, answered by two officers, settled."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from lhb_ingest.actions.comparing import BY_PERSON_BEFORE, person_of
from lhb_ingest.actions.current import lists_of, values_of
from lhb_ingest.choices import ExtractState, Judgement, Outcome, SampleAnswered, SampleKind, SampleState
from lhb_ingest.matching.scoring import load_model, score
from lhb_ingest.models import Candidate, Extract, ExtractRow, Match, NearMatch, SampleAnswer, SampleItem
from lhb_ingest.origins import group_of
from lhb_ingest.sampling import ACCEPTED, ANSWERS, CONTROLS, NOTHING_NEAR, REJECTED, order_of, shares, verdict_of
from records.errors import Refused
from records.models import Authority, DeprivationArea, User
from records.rights import Right

FARTHEST = -40.0  # bits: what is less alike than this is nobody's near match by any measure


@transaction.atomic
def draw_samples(*, authority: Authority) -> int:
    """Draws from every approved health extract from which nothing was drawn yet, and of those drawn from before what
    people have rejected since. Returns how many pairs were drawn."""
    waiting = Extract.objects.select_for_update(of=("self",), skip_locked=True).filter(
        authority=authority, kind="health", state=ExtractState.APPROVED, sampled_at=None
    )
    drawn = sum(_draw(extract) for extract in waiting.order_by("approved_at", "pk"))
    sampled = Extract.objects.filter(
        authority=authority, kind="health", state=ExtractState.APPROVED, sampled_at__isnull=False
    )
    return drawn + sum(_draw_rejected(extract) for extract in sampled.select_for_update(of=("self",), skip_locked=True))


def _draw(extract: Extract) -> int:
    month = timezone.localdate(extract.approved_at).replace(day=1)
    drawn = Counter(
        SampleItem.objects.filter(authority=extract.authority_id, month=month).values_list("kind", flat=True)
    )
    items = [
        *_accepted(extract, month, ACCEPTED - drawn[SampleKind.ACCEPTED]),
        *_controls(extract, month, CONTROLS - drawn[SampleKind.CONTROL]),
        *_nothing_near(extract, month, NOTHING_NEAR - drawn[SampleKind.NOTHING_NEAR]),
    ]
    items.sort(key=lambda item: order_of(f"{month}", str(item.row_id)))  # mixed, so that the order says nothing
    SampleItem.objects.bulk_create(items)
    extract.sampled_at = timezone.now()
    extract.save(update_fields=["sampled_at"])
    return len(items)


def _accepted(extract: Extract, month: date, wanted: int) -> list[SampleItem]:
    """By list, by what the name says, by deprivation where it is known."""
    accepted = Match.objects.filter(row__extract=extract, undone_at=None, by=None, row__outcome=Outcome.MATCHED)
    pairs = list(accepted.exclude(rule=BY_PERSON_BEFORE).select_related("row", "entry"))
    areas = _quintiles(pair.row.postcode for pair in pairs)
    strata = defaultdict(list)
    for pair in pairs:
        group = group_of(pair.row.forenames, pair.row.surname)
        strata[pair.entry.kind, group, areas.get(pair.row.postcode)].append(pair)
    items = []
    for stratum, number in shares({key: len(found) for key, found in strata.items()}, max(wanted, 0)).items():
        found = sorted(strata[stratum], key=lambda pair: order_of(f"{month}", pair.row.fingerprint))
        weight = len(found) / number
        items += [_item(extract, month, SampleKind.ACCEPTED, p.row, p.entry, weight, areas) for p in found[:number]]
    return items


def _controls(extract: Extract, month: date, wanted: int) -> list[SampleItem]:
    near = NearMatch.objects.filter(row__extract=extract, rank=1).select_related("row", "entry")
    found = sorted(near, key=lambda pair: order_of(f"{month}", pair.row.fingerprint))[: max(wanted, 0)]
    areas = _quintiles(pair.row.postcode for pair in found)
    return [_item(extract, month, SampleKind.CONTROL, pair.row, pair.entry, 1.0, areas) for pair in found]


def _draw_rejected(extract: Extract) -> int:
    """Of the children put before a person, REJECTED are chosen by their hash alone, whatever becomes of them. Those of
    whom people say that every near match is another child are judged again, blind, by two who have not judged them."""
    month = timezone.localdate(extract.approved_at).replace(day=1)
    drawn = Q(row__in=SampleItem.objects.filter(row__isnull=False).exclude(kind=SampleKind.REJECTED).values("row"))
    asked = Candidate.objects.filter(extract=extract, had_near_matches=True, row__isnull=False).exclude(drawn)
    pool = sorted(asked.values_list("row", "fingerprint"), key=lambda each: order_of(f"rejected {month}", each[1]))
    chosen = [row for row, _fingerprint in pool[:REJECTED]]
    near = NearMatch.objects.filter(row__in=chosen)
    settled_otherwise = near.exclude(judgement=Judgement.DIFFERENT).values("row")
    before = SampleItem.objects.filter(row__in=chosen).values("row")
    rejected = near.exclude(row__in=settled_otherwise).exclude(row__in=before).select_related("row", "entry")
    best = {pair.row_id: pair for pair in rejected.order_by("row", "-rank")}  # the last one stays: the best by rank
    areas, weight = _quintiles(pair.row.postcode for pair in best.values()), len(pool) / max(len(chosen), 1)
    items = [_item(extract, month, SampleKind.REJECTED, pair.row, pair.entry, weight, areas) for pair in best.values()]
    SampleItem.objects.bulk_create(items)
    return len(items)


def _nothing_near(extract: Extract, month: date, wanted: int) -> list[SampleItem]:
    """Children found on no list and near nothing, by what the name says and by deprivation, each beside the least
    unlike entry. Where there is none at all, there is nothing to miss: settled at once as right."""
    rows = list(extract.rows.filter(outcome=Outcome.UNMATCHED))
    known, strata = _quintiles(row.postcode for row in rows), defaultdict(list)
    for row in rows:
        strata[group_of(row.forenames, row.surname), known.get(row.postcode)].append(row)
    chosen, weights = [], {}
    for stratum, number in shares({key: len(found) for key, found in strata.items()}, max(wanted, 0)).items():
        found = sorted(strata[stratum], key=lambda row: order_of(f"{month}", row.fingerprint))[:number]
        chosen += found
        weights |= {row.pk: len(strata[stratum]) / number for row in found}
    return _beside_the_least_unlike(extract, month, chosen, weights) if chosen else []


def _beside_the_least_unlike(
    extract: Extract, month: date, chosen: list[ExtractRow], weights: dict[int, float]
) -> list[SampleItem]:
    lists = lists_of(extract.authority)
    people = [person_of(values_of(row), ("health", "")) for row in chosen]
    best: dict[int, tuple[float, int]] = {}
    for found in score(people, lists.people, load_model(), lowest=FARTHEST):
        best[found.row] = max(best.get(found.row, (FARTHEST, 0)), (found.weight, lists.people[found.entry].key))
    areas = _quintiles(row.postcode for row in chosen)
    items = []
    for place, row in enumerate(chosen):
        item = _item(extract, month, SampleKind.NOTHING_NEAR, row, None, weights[row.pk], areas)
        item.entry_id = best[place][1] if place in best else None
        if item.entry_id is None:
            item.row, item.state, item.verdict = None, SampleState.SETTLED, SampleAnswered.DIFFERENT
            item.settled_at = item.drawn_at
        else:
            item.list_kind = lists.values[item.entry_id]["kind"]
        items.append(item)
    return items


def _item(extract: Extract, month: date, kind: str, row: ExtractRow, entry, weight: float, areas: dict) -> SampleItem:
    return SampleItem(
        authority_id=extract.authority_id,
        extract=extract,
        month=month,
        row=row,
        entry=entry,
        kind=kind,
        list_kind=entry.kind if entry else "",
        name_group=group_of(row.forenames, row.surname),
        quintile=areas.get(row.postcode),
        weight=weight,
        drawn_at=timezone.now(),
    )


def _quintiles(postcodes: Iterable[str]) -> dict[str, int]:
    """Postcode -> fifth, by the postcode itself or its sector ('LL65 1'); left out where nobody has loaded it."""
    wanted = {postcode for postcode in postcodes if postcode}
    known = dict(
        DeprivationArea.objects.filter(postcode__in=wanted | {each[:-2] for each in wanted}).values_list(
            "postcode", "quintile"
        )
    )
    found = {postcode: known.get(postcode, known.get(postcode[:-2])) for postcode in wanted}
    return {postcode: quintile for postcode, quintile in found.items() if quintile}


# ------------------------------------------------------------------------------------------------------------- answers
def waiting_for(user: User) -> QuerySet[SampleItem]:
    """Pairs that this person may judge next: not judged by them in any way, and still in want of an answer.

    A manager is also given those on which two officers do not agree.
    """
    judged = NearMatch.objects.filter(judged_by=user).exclude(judgement="").values("row")
    found = SampleItem.objects.filter(state=SampleState.OPEN, row__isnull=False, entry__isnull=False)
    found = found.exclude(answers__by=user).exclude(row__in=judged).annotate(given=Count("answers"))
    return (
        found.order_by("pk") if user.has_right(Right.SETTLE_SAMPLE) else found.filter(given__lt=ANSWERS).order_by("pk")
    )


@transaction.atomic
def answer_sample(*, by: User, item: SampleItem, answer: str) -> SampleItem:
    """One officer's answer. Two that agree settle the pair; after two that do not, a manager's answer does."""
    if answer not in SampleAnswered.values:
        raise Refused(_("Say if it is the same child, another child, or if you cannot tell."))
    item = SampleItem.objects.select_for_update(of=("self",)).get(pk=item.pk)
    answers = list(item.answers.values_list("answer", "by"))
    if item.state != SampleState.OPEN or by.pk in [who for _answer, who in answers]:
        raise Refused(_("This pair needs no answer of yours any more."))
    settles = len(answers) >= ANSWERS
    if settles and not by.has_right(Right.SETTLE_SAMPLE):
        raise Refused(_("Two colleagues have judged this pair already."))
    SampleAnswer.objects.create(
        item=item, authority_id=item.authority_id, answer=answer, settles=settles, by=by, at=timezone.now()
    )
    verdict = answer if settles else verdict_of([*(given for given, _who in answers), answer])
    if verdict:
        _close(item, SampleState.SETTLED, verdict)
    return item


def _close(item: SampleItem, state: str, verdict: str = "") -> None:
    """The pair is no longer needed: what it was about is forgotten."""
    item.state, item.verdict, item.settled_at = state, verdict, timezone.now()
    item.row = item.entry = None
    item.save()


@transaction.atomic
def lapse_samples(*, of: Q) -> int:
    """For the purge and the undo: open pairs go with their rows or entries, and are counted as lapsed."""
    return SampleItem.objects.filter(of, state=SampleState.OPEN).update(
        state=SampleState.LAPSED, row=None, entry=None, settled_at=timezone.now()
    )
