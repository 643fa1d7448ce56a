"""How often the matching is wrong, from the blind sample: rates with intervals, by list, by name, by deprivation."""

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import Count, Sum

from lhb_ingest.choices import SampleAnswered, SampleKind, SampleState
from lhb_ingest.models import Match, SampleItem
from lhb_ingest.sampling import SURE, are_apart, rate
from records.models import Authority, Tally

Rate = tuple[float, float, float]  # share, and the ends of its 95 % interval


@dataclass(frozen=True)
class Line:
    """One group of the sample. `is_apart`: worse or better than all the others together by more than chance."""

    code: str
    judged: int
    wrong: int
    rate: Rate | None
    is_apart: bool = False


@dataclass(frozen=True)
class Quality:
    """Of one kind of error; `by_kind` says how the missed ones were missed, where there is more than one way."""

    total: Line
    by_kind: list[Line]
    by_list: list[Line]
    by_name: list[Line]
    by_area: list[Line]


FALSE_MATCHES, MISSED_MATCHES = (SampleKind.ACCEPTED,), (SampleKind.NOTHING_NEAR, SampleKind.REJECTED)


def quality(authority: Authority, kinds: tuple[str, ...], since: datetime.date) -> Quality:
    """FALSE_MATCHES (of those accepted) or MISSED_MATCHES (of those found on no list, by the comparison or after a
    person's word) in the months from `since`. Each pair counts for the children it stands for."""
    items = list(
        SampleItem.objects.filter(
            authority=authority, kind__in=kinds, state=SampleState.SETTLED, verdict__in=SURE, month__gte=since
        )
    )
    wrong_when = SampleAnswered.DIFFERENT if kinds == FALSE_MATCHES else SampleAnswered.SAME
    return Quality(
        total=_line("", items, wrong_when),
        by_kind=_lines(items, wrong_when, lambda item: item.kind) if len(kinds) > 1 else [],
        by_list=_lines(items, wrong_when, lambda item: item.list_kind),
        by_name=_lines(items, wrong_when, lambda item: item.name_group),
        by_area=_lines(items, wrong_when, lambda item: str(item.quintile or "")),
    )


def _lines(items: list[SampleItem], wrong_when: str, code_of: Callable[[SampleItem], str]) -> list[Line]:
    lines = []
    for code in sorted({code_of(item) for item in items}):
        inside = [item for item in items if code_of(item) == code]
        others = _line("", (item for item in items if code_of(item) != code), wrong_when)
        line = _line(code, inside, wrong_when)
        lines.append(Line(code, line.judged, line.wrong, line.rate, are_apart(line.rate, others.rate)))
    return lines


def _line(code: str, items: Iterable[SampleItem], wrong_when: str) -> Line:
    judged = [(item.verdict == wrong_when, item.weight) for item in items]
    return Line(code, len(judged), sum(wrong for wrong, _weight in judged), rate(judged))


def fates(authority: Authority, since: datetime.date) -> dict[str, int]:
    """What became of the sample: settled, open, lapsed; and those on which nobody can tell."""
    items = SampleItem.objects.filter(authority=authority, month__gte=since)
    found = dict(items.order_by().values_list("state").annotate(number=Count("pk")))
    cannot = items.filter(verdict=SampleAnswered.CANNOT_TELL).count()
    return {state: found.get(state, 0) for state in SampleState.values} | {"cannot_tell": cannot}


def counts(authority: Authority, since: datetime.date) -> dict[str, int]:
    """Rows accepted without a person, rows sent to one, and those accepted but taken apart (lists still held)."""
    tallies = Tally.objects.filter(authority=authority, measure="outcome", on__gte=since)
    by_outcome = dict(tallies.order_by().values_list("category").annotate(number=Sum("count")))
    apart = Match.objects.filter(authority=authority, by=None, undone_at__date__gte=since).exclude(undone_why="")
    return {
        "accepted": by_outcome.get("matched", 0),
        "to_a_person": by_outcome.get("to_judge", 0),
        "taken_apart": apart.count(),
    }
