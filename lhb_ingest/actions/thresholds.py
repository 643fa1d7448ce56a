"""The threshold of acceptance: what another one would change on the latest list, and the manager's act that sets it."""

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from lhb_ingest.acceptance import CEILING, FLOOR, least_of, with_least
from lhb_ingest.actions.comparing import BY_PERSON_BEFORE, person_of
from lhb_ingest.actions.current import lists_of, values_of
from lhb_ingest.choices import SET_ASIDE, ExtractState, PreviewState
from lhb_ingest.kept import kept_for
from lhb_ingest.matching import Decisions, decide, expected_wrong, lowest_for
from lhb_ingest.matching.stored import StoredPairs
from lhb_ingest.models import AcceptanceThreshold, Extract, Match, NearMatch, ThresholdPreview
from records.errors import Refused
from records.models import Authority, RollEntry, User
from records.rights import Right

IN = 10_000  # links among which the expected wrong ones are told
SMALL = 2_000  # rows and entries together: well under a second
STEPS = 2  # of a preview: the list under the threshold of now, and under the other


def latest_compared(authority: Authority) -> Extract | None:
    """The newest health extract whose rows are still here."""
    held = Extract.objects.filter(
        authority=authority, kind="health", state__in=(ExtractState.IN_REVIEW, ExtractState.APPROVED)
    )
    return held.filter(compared_at__isnull=False).order_by("-compared_at", "-pk").first()


def least_for(extract: Extract, expected: float) -> float:
    """The bits from which at most `expected` of IN accepted links of this list are to be expected wrong."""
    weights = [
        *_accepted(extract).values_list("weight", flat=True),
        *NearMatch.objects.filter(row__extract=extract, rank=1, weight__gte=FLOOR).values_list("weight", flat=True),
    ]
    entries = RollEntry.objects.current().filter(authority=extract.authority_id).count()
    found = lowest_for(expected * len(weights) / IN, weights, max(entries, 1))
    return min(CEILING, max(FLOOR, round(found, 1)))


def _accepted(extract: Extract) -> QuerySet[Match]:
    by_rule = Match.objects.filter(row__extract=extract, by=None, weight__isnull=False)
    return by_rule.exclude(rule=BY_PERSON_BEFORE)


@transaction.atomic
def ask_preview(*, by: User, extract: Extract, wanted: float) -> ThresholdPreview:
    """Notes what a person wants to see: what another threshold, from which at most `wanted` of IN links are expected
    to be wrong, would change. It takes the place of what they asked before; `take_step` reckons it."""
    if not by.has_right(Right.SET_THRESHOLD):
        raise Refused(_("Your role does not set the threshold."))
    asked = {
        "authority": extract.authority,
        "extract": extract,
        "wanted": wanted,
        "least": least_for(extract, wanted),
        "at": timezone.now(),
        "state": PreviewState.WAITING,
        "step": 0,
        "found": {},
    }
    return ThresholdPreview.objects.update_or_create(by=by, defaults=asked)[0]


@transaction.atomic
def take_step(*, preview_id: int, store: StoredPairs) -> bool:
    """Decides the list under one of the two thresholds: exact, and as long as a comparison takes. True while there is
    another step to take. Nothing is done of one that a colleague process has.

    At the end `found` holds: `accepted` rows, `expected` wrong links by the weights alone, and the numbers of the rows
    that would go `to_a_person`, or are accepted `without_a_person` then. `store` spares the second step the weighing.
    """
    waiting = ThresholdPreview.objects.select_for_update(skip_locked=True, of=("self",)).select_related("extract")
    asked = waiting.filter(pk=preview_id, state=PreviewState.WAITING).first()
    if asked is None:
        return False
    bits = least_of(asked.authority_id) if asked.step == 0 else asked.least
    decisions, entries = _decided(asked.extract, bits, store)
    if asked.step == 0:
        asked.found = {"now": sorted(decisions.matches)}
    else:
        now, then = set(asked.found["now"]), set(decisions.matches)
        weights = [max(each.weight for each in pairings) for pairings in decisions.matches.values()]
        asked.found = {
            "accepted": len(then),
            "expected": expected_wrong(weights, max(entries, 1)),
            "to_a_person": sorted(now - then),
            "without_a_person": sorted(then - now),
        }
        asked.state = PreviewState.DONE
    asked.step += 1
    asked.save(update_fields=["step", "state", "found"])
    return asked.state == PreviewState.WAITING


def _decided(extract: Extract, bits: float, store: StoredPairs) -> tuple[Decisions, int]:
    rows = list(extract.rows.exclude(outcome__in=[*SET_ASIDE, "problem"]))
    people = [person_of(values_of(row, row.upn), ("health", "")) for row in rows]
    lists = lists_of(extract.authority)
    refused = kept_for(extract.authority_id, {row.pk: row.fingerprint for row in rows}, lists.values.values()).refused
    more = {"refused": refused, "extra_forms": lists.forms, "thresholds": with_least(bits), "store": store}
    return decide(people, lists.people, **more), len(lists.people)


@transaction.atomic
def give_up_preview(*, preview_id: int) -> None:
    """After a fault: the page says so instead of waiting for ever."""
    ThresholdPreview.objects.filter(pk=preview_id, state=PreviewState.WAITING).update(state=PreviewState.FAILED)


def is_small(extract: Extract) -> bool:
    """Whether a preview takes so little that nobody need wait for a worker."""
    entries = RollEntry.objects.current().filter(authority=extract.authority_id)
    return extract.counts.get("rows", 0) + entries.count() <= SMALL


@transaction.atomic
def set_threshold(*, by: User, authority: Authority, least: float, expected: float, reason: str) -> AcceptanceThreshold:
    """Sets the bits below which nothing is accepted, from the next comparison on. Never below those delivered."""
    if not by.has_right(Right.SET_THRESHOLD):
        raise Refused(_("Your role does not set the threshold."))
    if not FLOOR <= least <= CEILING:
        raise Refused(_("The threshold cannot be lower than the one delivered with this service."))
    if not reason.strip():
        raise Refused(_("Say why the threshold is changed."))
    Authority.objects.select_for_update(no_key=True).get(pk=authority.pk)
    before = least_of(authority.pk)
    if before == least:
        raise Refused(_("This is the threshold already. Nothing was changed."))
    return AcceptanceThreshold.objects.create(
        authority=authority,
        least=least,
        before=before,
        expected=expected,
        reason=reason.strip(),
        by=by,
        at=timezone.now(),
    )
