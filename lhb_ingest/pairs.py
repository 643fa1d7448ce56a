"""What waits to be judged, in the order in which people should see it, and how far they have come."""

from dataclasses import dataclass
from datetime import datetime, time

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from lhb_ingest.choices import Verdict
from lhb_ingest.judging import Waiting, order_of
from lhb_ingest.models import Candidate, NearMatch, PairDecision, PutOff, SecondOpinion
from records.models import User


def to_judge() -> QuerySet[Candidate]:
    """Candidates with a near match that nobody has judged."""
    open_pairs = NearMatch.objects.filter(row=OuterRef("row"), judgement="")
    return Candidate.objects.waiting().filter(Exists(open_pairs))


def asked_of(user: User) -> QuerySet[SecondOpinion]:
    """Open questions of colleagues that this person may answer: put to them, or to anybody but whoever asks."""
    mine = Q(asked_of=user) | Q(asked_of=None) & ~Q(asked_by=user)
    return SecondOpinion.objects.filter(mine, closed_at=None, candidate__in=to_judge())


def queue_of(user: User) -> list[int]:
    """The numbers of the candidates this person may judge next, the most urgent first (judging.order_of).

    Left out are those about whom the person was unsure, and those that a colleague was asked about by name.
    """
    open_questions = SecondOpinion.objects.filter(candidate=OuterRef("pk"), closed_at=None)
    others = open_questions.filter(Q(asked_by=user) | Q(asked_of__isnull=False) & ~Q(asked_of=user))
    weights = NearMatch.objects.filter(row=OuterRef("row"), judgement="").order_by().values("row")
    put_off = PutOff.objects.filter(candidate=OuterRef("pk"), by=user).values("at")
    found = (
        to_judge()
        .exclude(Exists(others))
        .annotate(
            weights=Subquery(weights.annotate(all=ArrayAgg("weight")).values("all")),
            asked=Exists(open_questions),
            put_off_at=Subquery(put_off),
            born=F("row__born_on"),
        )
        .order_by()
        .values_list("pk", "weights", "received_on", "born", "asked", "put_off_at")
    )
    waiting = (
        Waiting(pk, weights, received_on, born_on, asked, at.timestamp() if at else 0.0)
        for pk, weights, received_on, born_on, asked, at in found
    )
    today = timezone.localdate()
    return [each.pk for each in sorted(waiting, key=lambda each: order_of(each, today))]


@dataclass(frozen=True)
class Progress:
    """Children judged today, and those left. `left_for_me` leaves out what others were asked."""

    by_me: int
    by_team: int
    left: int
    left_for_me: int


def progress_of(user: User, order: list[int] | None = None) -> Progress:
    today = timezone.make_aware(datetime.combine(timezone.localdate(), time.min))
    done = PairDecision.objects.filter(at__gte=today, ended_at=None, candidate__isnull=False)
    done = done.exclude(verdict=Verdict.UNSURE)
    mine = done.filter(by=user).values("candidate").distinct().count()
    team = done.values("candidate").distinct().count()
    order = queue_of(user) if order is None else order
    return Progress(mine, team, to_judge().count(), len(order))
