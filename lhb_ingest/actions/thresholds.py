"""The threshold of acceptance: what another one would change on the latest list, and the manager's act that sets it."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from lhb_ingest.acceptance import CEILING, FLOOR, least_of, with_least
from lhb_ingest.actions.comparing import BY_PERSON_BEFORE, person_of
from lhb_ingest.actions.current import lists_of, values_of
from lhb_ingest.choices import SET_ASIDE, ExtractState
from lhb_ingest.kept import kept_for
from lhb_ingest.matching import decide, expected_wrong, lowest_for
from lhb_ingest.models import AcceptanceThreshold, Extract, Match, NearMatch
from records.errors import Refused
from records.models import Authority, RollEntry, User
from records.rights import Right

IN = 10_000  # links among which the expected wrong ones are told


@dataclass(frozen=True)
class Preview:
    """What another threshold would do to the rows of one list. `expected` are wrong links, by the weights alone."""

    extract: Extract
    least: float
    accepted: int
    expected: float
    to_a_person: list[int]  # rows accepted now that would go to a person
    without_a_person: list[int]  # rows that go to a person now and would be accepted


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


def preview(extract: Extract, least: float) -> Preview:
    """Decides the list again under both thresholds: exact, and as long as a comparison takes."""
    rows = list(extract.rows.exclude(outcome__in=[*SET_ASIDE, "problem"]))
    people = [person_of(values_of(row, row.upn), ("health", "")) for row in rows]
    lists = lists_of(extract.authority)
    refused = kept_for(extract.authority_id, {row.pk: row.fingerprint for row in rows}, lists.values.values()).refused
    now, then = (
        decide(people, lists.people, refused=refused, extra_forms=lists.forms, thresholds=with_least(bits))
        for bits in (least_of(extract.authority_id), least)
    )
    weights = [max(each.weight for each in pairings) for pairings in then.matches.values()]
    return Preview(
        extract=extract,
        least=least,
        accepted=len(then.matches),
        expected=expected_wrong(weights, max(len(lists.people), 1)),
        to_a_person=sorted(set(now.matches) - set(then.matches)),
        without_a_person=sorted(set(then.matches) - set(now.matches)),
    )


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
