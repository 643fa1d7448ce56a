"""The five questions that people ask under the Freedom of Information Act, answered for a school year, safe to publish.

Asked of every authority in Wales in April 2024: how many children were recorded as missing education in the year, how
many in each month, in which categories, for how long, and with which additional learning needs. A child is a case: one
opened again within the year is counted once, as its last spell of the year has it. Everything goes through disclosure
control together, beside the monthly numbers that were released before.
"""

import csv
import datetime
import io
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db.models import Case as Choose
from django.db.models import CharField, Count, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from records.choices import AlnLevel, CaseOrigin, FlagKind
from records.codes import CodeKind
from records.exports import BYTE_ORDER_MARK, harmless
from records.models import Authority, CaseCode, CaseFact, Spell
from reporting import disclosure
from reporting.choices import Band
from reporting.models import ReleasedLine
from reporting.months import Month, last_day, month_name, shift

SEPTEMBER = 9
NOT_RECORDED = "not_recorded"
BREAKDOWNS = ("origin", "where", "why", "duration", "aln")  # each of them of the children of the year
TOTAL = ("children", "")
Number = tuple[str, str]  # question, category


@dataclass(frozen=True)
class Question:
    """One of the five, with what its numbers count."""

    code: str
    title: Promise
    definition: Promise
    categories: Mapping[str, Promise] = field(default_factory=dict)


def words(choices: type) -> dict[str, Promise]:
    return dict(choices.choices)


QUESTIONS = (
    Question(
        "children",
        _("How many children were recorded as missing education?"),
        _("Children with a case that was open on at least one day of the school year, 1 September to 31 August."),
    ),
    Question(
        "month",
        _("How many in each month?"),
        _("Cases that were open at the end of the last day of the month."),
    ),
    Question(
        "origin",
        _("In which categories?"),
        _("The children of the year, by how the authority came to know of them."),
        words(CaseOrigin),
    ),
    Question(
        "where",
        _("Where did they become CME?"),
        _("The children of the year, by where the child became CME, as coded on the case."),
    ),
    Question(
        "why",
        _("For which reasons?"),
        _("The children of the year, by the coded reason on the case. Where none was recorded, it is not known."),
    ),
    Question(
        "duration",
        _("For how long?"),
        _(
            "The children of the year, by the time from the day on which the authority received the row or the "
            "referral to the closing of the case, or to the end of the year where it was still open."
        ),
        words(Band),
    ),
    Question(
        "aln",
        _("Were additional learning needs (ALN) noted?"),
        _(
            "The children of the year, by the newest level that was recorded as at the end of the year. Not known is "
            "not the same as none; of a child whose details were erased by their day, the level is no longer known."
        ),
        words(AlnLevel),
    ),
)
BY_CODE = {question.code: question for question in QUESTIONS}


@dataclass(frozen=True)
class Answer:
    """The signs of one year, in the order of the questions; `as_at` is the last day that is counted."""

    year: int
    as_at: datetime.date
    signs: Mapping[Number, str]

    @property
    def name(self) -> str:
        return f"{self.year}/{(self.year + 1) % 100:02d}"

    @property
    def is_whole(self) -> bool:
        return self.as_at == bounds(self.year)[1]


def bounds(year: int) -> tuple[datetime.date, datetime.date]:
    return datetime.date(year, SEPTEMBER, 1), datetime.date(year + 1, SEPTEMBER, 1) - datetime.timedelta(days=1)


def years(authority: Authority, today: datetime.date) -> list[int]:
    """The school years of which the authority can say anything, the newest first."""
    newest = year_of(today)
    first = Spell.objects.filter(authority=authority).order_by("opened_on").values_list("opened_on", flat=True).first()
    return list(range(newest, min(year_of(first), newest) - 1 if first else newest - 1, -1))


def year_of(day: datetime.date) -> int:
    return day.year if day.month >= SEPTEMBER else day.year - 1


def months_of(year: int, today: datetime.date) -> list[Month]:
    """Those whose last day is past."""
    months = [shift(datetime.date(year, SEPTEMBER, 1), number) for number in range(12)]
    return [month for month in months if last_day(month) < today]


# ---------------------------------------------------------------------------------------------- the exact numbers
def children(authority: Authority, first: datetime.date, last: datetime.date) -> QuerySet[Spell]:
    """The last spell of each case that was open on a day from `first` to `last`."""
    still = Q(closed_on=None) | Q(closed_on__gte=first)
    within = Spell.objects.filter(still, authority=authority, opened_on__lte=last)
    later = within.filter(case=OuterRef("case")).order_by("-number").values("pk")[:1]
    return within.filter(pk=Subquery(later))


def coded(spells: QuerySet[Spell], path: str) -> QuerySet[Spell]:
    """By a code of reference data; what was not recorded is not known."""
    return spells.annotate(category=Coalesce(F(path), Value(NOT_RECORDED), output_field=CharField()))


def code_words() -> dict[str, str]:
    """The names of the codes in the language of the page."""
    codes = CaseCode.objects.filter(kind__in=(CodeKind.ORIGIN, CodeKind.REASON))
    return {code.code: str(code) for code in codes} | {NOT_RECORDED: gettext("Not known")}


def by_duration(spells: QuerySet[Spell], last: datetime.date) -> QuerySet[Spell]:
    """In whole months, as bands: a month is over on the same day of the next one."""
    ended = Coalesce("closed_on", Value(last))
    spells = spells.annotate(until=Choose(When(closed_on__gt=last, then=Value(last)), default=ended))
    months = (1, Band.UNDER_1), (3, Band.FROM_1), (6, Band.FROM_3), (12, Band.FROM_6)
    under = [
        When(until__lt=F("received_on") + datetime.timedelta(days=round(365.25 / 12 * number)), then=Value(band))
        for number, band in months
    ]
    return spells.annotate(category=Choose(*under, default=Value(Band.FROM_12), output_field=CharField()))


def by_aln(spells: QuerySet[Spell], last: datetime.date) -> QuerySet[Spell]:
    facts = CaseFact.objects.filter(case=OuterRef("case"), kind=FlagKind.ALN, as_at__lte=last)
    newest = Subquery(facts.order_by("-as_at", "-pk").values("value")[:1])
    return spells.annotate(category=Coalesce(newest, Value(AlnLevel.NOT_KNOWN.value)))


def counted(authority: Authority, year: int, today: datetime.date) -> dict[Number, int]:
    """The exact numbers, zeros included. They do not leave this module without control."""
    first, last = bounds(year)
    last = min(last, today)
    spells = children(authority, first, last)
    parts = {
        "origin": spells.annotate(category=F("origin")),
        "where": coded(spells, "circumstances__origin__code"),
        "why": coded(spells, "circumstances__reason__code"),
        "duration": by_duration(spells, last),
        "aln": by_aln(spells, last),
    }
    numbers: dict[Number, int] = {TOTAL: spells.count()}
    for month in months_of(year, today):
        numbers["month", month_name(month)] = open_at_end(authority, month)
    for code, rows in parts.items():
        numbers |= {(code, category): 0 for category in BY_CODE[code].categories}
        found = rows.order_by().values_list("category").annotate(number=Count("pk"))
        numbers |= {(code, category): number for category, number in found}
    return numbers


def open_at_end(authority: Authority, month: Month) -> int:
    last = last_day(month)
    spells = Spell.objects.filter(authority=authority, opened_on__lte=last)
    return spells.filter(Q(closed_on=None) | Q(closed_on__gt=last)).count()


# ------------------------------------------------------------------------------------------------- what may be said
def released_months(authority: Authority, year: int) -> dict[Number, str]:
    """What has left the authority already for the months of the year: the newest sign of 'open cases' each."""
    first, last = bounds(year)
    lines = ReleasedLine.objects.filter(
        cme_return__authority=authority, cme_return__month__range=(first, last), indicator="open_cases", category=""
    )
    found = lines.order_by("cme_return__month", "cme_return__version").values_list("cme_return__month", "shown")
    return {("month", month_name(month)): shown for month, shown in found}


def answer(authority: Authority, year: int, today: datetime.date) -> Answer:
    """The five answers for a school year, or for as much of it as is past, made safe."""
    numbers = counted(authority, year, today)
    out = {number: sign for number, sign in released_months(authority, year).items() if number in numbers}
    new = {number: value for number, value in numbers.items() if number not in out}
    sums = [
        disclosure.Sum(TOTAL, [number for number in numbers if number[0] == code])
        for code in BREAKDOWNS
        if any(number[0] == code for number in numbers)
    ]
    facts = [
        disclosure.Fact({TOTAL: 1, number: -1}, low=0, high=float("inf")) for number in numbers if number[0] == "month"
    ]
    earlier = {number: disclosure.Cell(numbers[number], sign) for number, sign in out.items()}
    signs = disclosure.control(new, sums=sums, facts=facts, earlier=earlier)
    every = signs | out
    return Answer(year, min(bounds(year)[1], today), {number: every[number] for number in numbers})


def blocks(found: Answer) -> list[tuple[Question, list[tuple[str, str]]]]:
    """Each question with its lines: the words of the category, and the sign."""
    lines: dict[str, list[tuple[str, str]]] = {question.code: [] for question in QUESTIONS}
    codes = code_words()
    for (code, category), sign in found.signs.items():
        named = BY_CODE[code].categories.get(category) or codes.get(category, category)
        lines[code].append((str(named) if category else gettext("Total"), sign))
    return [(question, lines[question.code]) for question in QUESTIONS]


def csv_of(authority: Authority, found: Answer) -> bytes:
    """One number a line in the language of the page, with what it counts."""
    file = io.StringIO()
    file.write(BYTE_ORDER_MARK)
    writer = csv.writer(file, lineterminator="\r\n")
    heads = (gettext("Local authority"), gettext("School year"), gettext("Counted until"), gettext("Question"))
    writer.writerow([*heads, gettext("Category"), gettext("Value"), gettext("Definition")])
    for question, lines in blocks(found):
        for words_of, sign in lines:
            row = (str(authority), found.name, found.as_at.isoformat(), str(question.title))
            writer.writerow([harmless(cell) for cell in (*row, words_of, sign, str(question.definition))])
    return file.getvalue().encode()
