"""What a list may do to each value of its entries: the rules that hold for a source, and those that hold by default.

By default names, birth date, UPN and suitability ask. What a school's own list says of school, year group and home is
taken: every pupil moves up each September, and nobody else knows better. A home education register is kept by hand and
asks about the home too. Nothing is ever emptied unasked, whatever the rule.
"""

from lhb_ingest.choices import Rule
from lhb_ingest.models import Extract, FieldRule
from records.choices import ListKind
from records.models import Authority
from records.rolls import VALUES

TAKEN = ("school", "school_name", "year_group", "address", "postcode")
TAKEN_BY_DEFAULT = {
    ListKind.SCHOOL_ROLL: TAKEN,
    ListKind.EOTAS: TAKEN,
    ListKind.INDEPENDENT: TAKEN,
    ListKind.OTHER_AUTHORITY: TAKEN,
    ListKind.HOME_EDUCATION: ("year_group",),
}
CHOSEN = (Rule.TAKE, Rule.ASK, Rule.IF_EMPTY, Rule.NEVER)


def default_rules(kind: str) -> dict[str, str]:
    """Field -> rule, where nobody has set one."""
    return {field: Rule.TAKE if field in TAKEN_BY_DEFAULT[kind] else Rule.ASK for field in VALUES}


def rules_of(*, authority: Authority, kind: str, sender: str) -> dict[str, str]:
    """Field -> the rule that holds now for the lists of a source."""
    newest = (
        FieldRule.objects.filter(authority=authority, kind=kind, sender=sender)
        .order_by("field", "-set_at", "-pk")
        .distinct("field")
        .values_list("field", "rule")
    )
    return default_rules(kind) | dict(newest)


def previous_of(extract: Extract) -> Extract | None:
    """The list of the same source that took effect last, and still holds; for mended rows, the one before theirs."""
    if extract.supplements_id:
        return extract.supplements.previous
    same = Extract.objects.filter(authority=extract.authority, kind=extract.kind, sender=extract.sender)
    held = same.filter(approved_at__isnull=False, undone_at=None, supplements=None).exclude(pk=extract.pk)
    return held.order_by("-as_at", "-approved_at").first()
