"""What of a return may leave the authority, given everything of it that has left before.

Disclosure control looks at the new return together with every return of the authority that was released for a month
within a year of it, in all versions: as one set of numbers about which a reader knows all the sums.
"""

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from django.db.models import QuerySet

from reporting import disclosure, figures
from reporting.choices import Average
from reporting.models import Return
from reporting.months import Month, shift

Number = tuple[str, str]  # indicator, category
Shown = dict[Number, str]
Edition = tuple[Month, int]  # month and version of a return
Key = tuple[Edition, str, str]

FEWEST = {Average.P90: 10}  # of how many; the median and the mean as disclosure has it
WINDOW = 12  # months on either side whose releases a reader is taken to have beside this one


@dataclass(frozen=True)
class Release:
    """The numbers of one edition; `shown` is empty while it has not been released."""

    edition: Edition
    values: Mapping[Number, int | None]
    shown: Mapping[Number, str]

    @cached_property
    def counts(self) -> dict[Number, int]:
        return {
            (code, category): value
            for (code, category), value in self.values.items()
            if value is not None and not figures.indicator_of(code).is_measure
        }

    def key(self, number: Number) -> Key:
        return (self.edition, *number)

    @cached_property
    def sums(self) -> list[disclosure.Sum]:
        parts: dict[str, list[Key]] = {}
        for code, category in self.counts:
            if category != figures.TOTAL:
                parts.setdefault(code, []).append(self.key((code, category)))
        return [disclosure.Sum(self.key((code, figures.TOTAL)), keys) for code, keys in parts.items()]

    @cached_property
    def cells(self) -> dict[Key, disclosure.Cell]:
        return {self.key(number): disclosure.Cell(value, self.shown[number]) for number, value in self.counts.items()}

    @property
    def shared_totals(self) -> Iterator[disclosure.Fact]:
        first: dict[str, Key] = {}
        for code, category in self.counts:
            if category == figures.TOTAL:
                key = self.key((code, category))
                other = first.setdefault(figures.indicator_of(code).group, key)
                if other != key:
                    yield disclosure.Fact({key: 1, other: -1})

    @property
    def shares(self) -> Iterator[disclosure.Fact]:
        """A percentage, where it may be shown, says between what the numerator lies."""
        for code, _category in self.values:
            indicator = figures.indicator_of(code)
            base, part = (indicator.base, figures.TOTAL), (indicator.base, indicator.share_of)
            if not indicator.share_of or self.counts.get(base, 0) < disclosure.SMALLEST_BASE or part not in self.counts:
                continue
            points = disclosure.percent(self.counts[part], self.counts[base])
            yield disclosure.Fact({self.key(part): 100, self.key(base): -(points + 0.5)}, low=-math.inf)
            yield disclosure.Fact({self.key(part): 100, self.key(base): -(points - 0.5)}, high=math.inf)


def release_of(cme_return: Return) -> Release:
    return Release(
        edition=(cme_return.month, cme_return.version),
        values={(line.indicator, line.category): line.value for line in cme_return.lines.all()},
        shown={(line.indicator, line.category): line.shown for line in cme_return.released_lines.all()},
    )


def around(cme_return: Return) -> QuerySet[Return]:
    """What has left the authority of the months around this one, this return excepted."""
    returns = Return.objects.released().filter(
        authority=cme_return.authority_id,
        month__range=(shift(cme_return.month, -WINDOW), shift(cme_return.month, WINDOW)),
    )
    return returns.exclude(pk=cme_return.pk).order_by("month", "version")


def shown_of(cme_return: Return) -> Shown:
    """Every line of a return as it may leave the authority now."""
    out = around(cme_return).prefetch_related("lines", "released_lines")
    return safe(release_of(cme_return), [release_of(one) for one in out])


def safe(new: Release, earlier: Iterable[Release]) -> Shown:
    earlier = list(earlier)
    signs = disclosure.control(
        {new.key(number): value for number, value in new.counts.items()},
        sums=new.sums,
        facts=list(facts([*earlier, new])) + [each.fact for release in earlier for each in release.sums],
        earlier={key: cell for release in earlier for key, cell in release.cells.items()},
    )
    shown = {number: signs[new.key(number)] for number in new.counts}
    return {number: shown.get(number) or measure(new, number, shown) for number in new.values}


def measure(release: Release, number: Number, shown: Mapping[Number, str]) -> str:
    """A percentage goes with its numerator; a median, mean or percentile needs enough behind it."""
    indicator = figures.indicator_of(number[0])
    base = release.counts.get((indicator.base, indicator.base_category), 0)
    if indicator.share_of:
        numerator = indicator.base, indicator.share_of
        return disclosure.shown_share(release.counts[numerator], base, numerator_shown=shown[numerator])
    return disclosure.shown_measure(release.values[number], base=base, fewest=FEWEST.get(number[1], disclosure.FEWEST))


def facts(releases: list[Release]) -> Iterator[disclosure.Fact]:
    """What a reader of these releases can reckon with besides the sums of each table."""
    for release in releases:
        yield from release.shared_totals
        yield from release.shares
    yield from linked(releases)
    yield from unchanged(releases)


def linked(releases: list[Release]) -> Iterator[disclosure.Fact]:
    """`figures.LINKS` within each release and between neighbouring months, in every pairing of versions."""
    for release in releases:
        month, _version = release.edition
        before = [other for other in releases if other.edition[0] == shift(month, -1)]
        for link in figures.LINKS:
            for other in before if any(back for _, _, back in link) else [release]:
                terms = [
                    (other if back else release, (code, category), factor)
                    for (code, category, back), factor in link.items()
                ]
                if all(number in which.counts for which, number, _factor in terms):
                    yield disclosure.Fact({which.key(number): factor for which, number, factor in terms})


def unchanged(releases: list[Release]) -> Iterator[disclosure.Fact]:
    """Numbers that are the same in two versions of a month: a reader will take them to be."""
    for place, release in enumerate(releases):
        for other in releases[place + 1 :]:
            if other.edition[0] == release.edition[0]:
                for number, value in release.counts.items():
                    if other.counts.get(number) == value:
                        yield disclosure.Fact({release.key(number): 1, other.key(number): -1})
