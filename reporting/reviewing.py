"""What the person who looks at a return sees: each number beside the month before, and as it would be shown."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Max
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from records.choices import ListKind
from records.models import Tally
from reporting import disclosure, figures
from reporting.choices import ReturnState
from reporting.models import Return
from reporting.months import last_day, month_before, shift
from reporting.previews import is_stale, preview_of
from reporting.safety import Shown

Values = dict[tuple[str, str], int | None]

SHARP_NUMBER, SHARP_SHARE = 10, 0.5  # a change worth a word: at least so many, and so much of the month before
USUAL = 3  # months before in any of which a list of a kind counted: then it is missed when it does not


@dataclass(frozen=True)
class Row:
    """One number, exact, with what becomes of it."""

    category: str
    label: str
    is_total: bool
    value: int | None
    before: int | None
    has_before: bool
    shown: str

    @property
    def change(self) -> int | None:
        return None if self.value is None or self.before is None else self.value - self.before

    @property
    def is_hidden(self) -> bool:
        return self.shown in disclosure.UNSEEN

    @property
    def is_sharp(self) -> bool:
        return self.change is not None and abs(self.change) >= max(SHARP_NUMBER, SHARP_SHARE * self.before)


@dataclass(frozen=True)
class Block:
    """One indicator with its rows."""

    indicator: figures.Indicator
    rows: list[Row]


@dataclass(frozen=True)
class Section:
    title: str
    blocks: list[Block]


@dataclass(frozen=True)
class Review:
    """A return as it is looked at."""

    sections: list[Section]
    warnings: list[str]
    hidden: int  # cells that nobody outside will see


def review(cme_return: Return) -> Review:
    lines = list(cme_return.lines.all())
    shown = released_of(cme_return) if cme_return.state == ReturnState.RELEASED else preview_of(cme_return)
    values = {(line.indicator, line.category): line.value for line in lines}
    last = previous(cme_return)
    before = values_of(last)
    sections = sections_of(blocks_of(values, before, shown))
    hidden = sum(text in disclosure.UNSEEN for text in shown.values())
    warnings = list(warnings_of(cme_return, values, before, sections))
    if last and last.definitions != cme_return.definitions:
        words = _("The month before was counted by version %(version)s of the definitions: this may change numbers.")
        warnings.append(words % {"version": last.definitions})
    return Review(sections, warnings, hidden)


def released_of(cme_return: Return) -> Shown:
    return {(line.indicator, line.category): line.shown for line in cme_return.released_lines.all()}


@dataclass(frozen=True)
class Difference:
    """One number that a correction changed: as it was in the version before, and as it is now."""

    indicator: figures.Indicator
    label: str
    before: str
    now: str


def differences(cme_return: Return, *, exact: bool) -> list[Difference]:
    """What the version before a correction said otherwise, in exact numbers or in released ones."""
    earlier = Return.objects.filter(
        authority=cme_return.authority_id, month=cme_return.month, version=cme_return.version - 1
    ).first()
    if not earlier:
        return []
    of = texts_of if exact else released_of
    before, now = of(earlier), of(cme_return)
    return [
        Difference(
            indicator, indicator.label(category), before.get((code, category), ""), now.get((code, category), "")
        )
        for code, category in {**before, **now}
        if before.get((code, category)) != now.get((code, category))
        for indicator in [figures.indicator_of(code)]
    ]


def texts_of(cme_return: Return) -> Shown:
    return {
        key: disclosure.NOT_APPLICABLE if value is None else str(value) for key, value in values_of(cme_return).items()
    }


def previous(cme_return: Return) -> Return | None:
    """The return of the month before, in its newest version."""
    returns = Return.objects.filter(authority=cme_return.authority_id, month=month_before(cme_return.month))
    return returns.order_by("version").last()


def values_of(cme_return: Return | None) -> Values:
    return {(line.indicator, line.category): line.value for line in cme_return.lines.all()} if cme_return else {}


def blocks_of(values: Values, before: Values, shown: Shown) -> list[Block]:
    blocks: dict[str, Block] = {}
    for key, value in values.items():
        code, category = key
        block = blocks.setdefault(code, Block(figures.indicator_of(code), []))
        block.rows.append(
            Row(
                category=category,
                label=block.indicator.label(category),
                is_total=category == figures.TOTAL,
                value=value,
                before=before.get(key),
                has_before=key in before,
                shown=shown.get(key, ""),
            )
        )
    return list(blocks.values())


def sections_of(blocks: list[Block]) -> list[Section]:
    """The blocks under the headings of a return; one of an older program that has no heading comes last."""
    by_code = {block.indicator.code: block for block in blocks}
    sections = [
        Section(str(title), [by_code.pop(one.code) for one in indicators if one.code in by_code])
        for title, indicators in figures.SECTIONS
    ]
    return [section for section in [*sections, Section(str(_("Other figures")), [*by_code.values()])] if section.blocks]


def warnings_of(cme_return: Return, values: Values, before: Values, sections: list[Section]) -> Iterator[str]:
    if not before:
        yield _("There is no return for the month before, so nothing can be compared with it.")
    if not values.get(("row_outcomes", figures.TOTAL)):
        yield _("No health extract received in this month was approved.")
    for kind, month in late_lists(cme_return):
        yield _("%(list)s: no list received in this month was approved. The newest one is of %(month)s.") % {
            "list": ListKind(kind).label,
            "month": date_format(month, "F Y"),
        }
    for section in sections:
        for block in section.blocks:
            if any(row.is_total and row.is_sharp for row in block.rows):
                yield _("%(indicator)s: the total has changed sharply since the month before.") % {
                    "indicator": block.indicator.title
                }
    if cme_return.state == ReturnState.RELEASED and cme_return.differs_since:
        yield _("Records have changed since the release, perhaps by a late list: made now, some numbers would differ.")
    if cme_return.state != ReturnState.RELEASED and is_stale(cme_return):
        yield _("Records have changed since this return was made: made now, some of its numbers would be different.")


def late_lists(cme_return: Return) -> list[tuple[str, datetime.date]]:
    """Kinds of list that counted in one of the months before and not in this one, with the month that they counted in.

    A health extract that is missing has a warning of its own.
    """
    first = shift(cme_return.month, -USUAL)
    counted = Tally.objects.filter(authority=cme_return.authority_id, measure="list")
    newest = counted.filter(on__range=(first, last_day(cme_return.month))).exclude(category=ListKind.HEALTH)
    by_kind = newest.order_by("category").values_list("category").annotate(last=Max("on"))
    return [(kind, last) for kind, last in by_kind if last < cme_return.month and kind in ListKind.values]
