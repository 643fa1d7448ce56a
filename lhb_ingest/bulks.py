"""Near matches that may be accepted together: grouped by the pattern of their reasons, with nobody else in play."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from lhb_ingest.choices import CandidateState, Worklist
from lhb_ingest.judging import may_be_bulk, pattern_of, sample_size, words_of
from lhb_ingest.models import ExtractRow, Match, NearMatch, SecondOpinion
from records.choices import ListKind, Suitability
from records.models import RollEntry

LEAST = 2  # pairs that make a group


def safe_pairs() -> QuerySet[NearMatch]:
    """Pairs in which only one child can be meant on either side.

    The row has this one near match and no other; the entry is nobody else's and near nobody else; no other child of the
    health list, and no other entry, has the birth date with the postcode or the surname, as a twin would. Nobody is
    busy with the candidate and nobody was unsure. Home education whose suitability is open is left to people.
    """
    this_row, this_entry = {"row": OuterRef("row")}, {"entry": OuterRef("entry")}
    same_list = {"row__extract": OuterRef("row__extract")}
    others_near = NearMatch.objects.filter(**this_entry, **same_list).exclude(**this_row)
    others_matched = Match.objects.filter(**this_entry, **same_list, undone_at=None)
    like_row = Q(postcode=OuterRef("row__postcode")) | Q(surname=OuterRef("row__surname"))
    twin_rows = ExtractRow.objects.filter(
        like_row, extract=OuterRef("row__extract"), born_on=OuterRef("row__born_on")
    ).exclude(pk=OuterRef("row"))
    like_entry = Q(postcode=OuterRef("entry__postcode")) | Q(surname=OuterRef("entry__surname"))
    twin_entries = (
        RollEntry.objects.current()
        .filter(like_entry, authority=OuterRef("authority"), born_on=OuterRef("entry__born_on"))
        .exclude(pk=OuterRef("entry"))
    )
    waiting = NearMatch.objects.filter(
        Q(row__candidate__claimed_until=None) | Q(row__candidate__claimed_until__lte=timezone.now()),
        judgement="",
        entry__ended_on=None,
        row__candidate__state=CandidateState.WAITING,
        row__candidate__worklist=Worklist.UNKNOWN,
    ).exclude(Q(entry__kind=ListKind.HOME_EDUCATION) & ~Q(entry__suitability=Suitability.ESTABLISHED))
    in_play = (  # each by itself, so that PostgreSQL may join where it would otherwise ask row by row
        NearMatch.objects.filter(**this_row).exclude(pk=OuterRef("pk")),
        others_near,
        others_matched,
        twin_rows,
        twin_entries,
        SecondOpinion.objects.filter(candidate=OuterRef("row__candidate"), closed_at=None),
    )
    return waiting.filter(*(~Exists(each) for each in in_play))


@dataclass(frozen=True)
class Group:
    """Pairs of one pattern, as they are now."""

    pattern: str
    count: int

    @property
    def words(self) -> list[str]:
        return words_of(self.pattern)

    @property
    def sample(self) -> int:
        return sample_size(self.count)


def pairs_by_pattern() -> dict[str, list[int]]:
    """Pattern -> the near matches that may be accepted together, by number."""
    found: dict[str, list[int]] = defaultdict(list)
    for pk, reasons in safe_pairs().order_by("pk").values_list("pk", "reasons"):
        if may_be_bulk(pattern := pattern_of(reasons)):
            found[pattern].append(pk)
    return {pattern: numbers for pattern, numbers in found.items() if len(numbers) >= LEAST}


def groups() -> list[Group]:
    """The largest first."""
    found = (Group(pattern, len(numbers)) for pattern, numbers in pairs_by_pattern().items())
    return sorted(found, key=lambda group: (-group.count, group.pattern))
