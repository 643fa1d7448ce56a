"""The writers of the blind sample: drawn once a health extract is approved, answered by two officers, settled."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from django.db import transaction
from django.db.models import Count, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from lhb_ingest.actions.comparing import BY_PERSON_BEFORE, person_of
from lhb_ingest.actions.current import lists_of, values_of
from lhb_ingest.choices import ExtractState, Outcome, SampleAnswered, SampleKind, SampleState
from lhb_ingest.matching.scoring import load_model, score
from lhb_ingest.models import Extract, ExtractRow, Match, NearMatch, SampleAnswer, SampleItem
from lhb_ingest.origins import group_of
from lhb_ingest.sampling import ACCEPTED, ANSWERS, CONTROLS, NOTHING_NEAR, order_of, shares, verdict_of
from records.errors import Refused
from records.models import Authority, DeprivationArea, User
from records.rights import Right

FARTHEST = -40.0  # bits: what is less alike than this is nobody's near match by any measure


@transaction.atomic
def draw_samples(*, authority: Authority) -> int:
    """Draws from every approved health extract from which nothing was drawn yet. Returns how many pairs were drawn."""
    waiting = Extract.objects.select_for_update(of=("self",), skip_locked=True).filter(
        authority=authority, kind="health", state=ExtractState.APPROVED, sampled_at=None
    )
    return sum(_draw(extract) for extract in waiting.order_by("approved_at", "pk"))


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


def _nothing_near(extract: Extract, month: date, wanted: int) -> list[SampleItem]:
    """Children found on no list and near nothing, each beside the least unlike entry. Where there is none at all, there
    is nothing to miss: settled at once as right."""
    rows = extract.rows.filter(outcome=Outcome.UNMATCHED)
    number = rows.count()
    chosen = sorted(rows, key=lambda row: order_of(f"{month}", row.fingerprint))[: max(wanted, 0)]
    if not chosen:
        return []
    lists = lists_of(extract.authority)
    people = [person_of(values_of(row), ("health", "")) for row in chosen]
    best: dict[int, tuple[float, int]] = {}
    for found in score(people, lists.people, load_model(), lowest=FARTHEST):
        best[found.row] = max(best.get(found.row, (FARTHEST, 0)), (found.weight, lists.people[found.entry].key))
    areas = _quintiles(row.postcode for row in chosen)
    items = []
    for place, row in enumerate(chosen):
        item = _item(extract, month, SampleKind.NOTHING_NEAR, row, None, number / len(chosen), areas)
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
def lapse_samples(*, rows: Sequence[int]) -> int:
    """For the purge: pairs that nobody has settled go with their rows, and are counted as lapsed."""
    return SampleItem.objects.filter(row__in=rows).update(
        state=SampleState.LAPSED, row=None, entry=None, settled_at=timezone.now()
    )
