"""A row beside the entries it may be: field by field, in words, with the weights behind them and where each is from."""

from collections.abc import Sequence
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from lhb_ingest.matching.explain import levels, sentences
from lhb_ingest.models import ExtractRow, Match, NearMatch
from records.choices import ListKind
from records.models import RollEntry

# How well a field agrees, as a sign beside the word for it.
SIGNS = {"same": "=", "partly": "≈", "nearly": "≈", "form": "≈", "unknown": "?", "different": "≠", "exchanged": "⇄"}
OLD = 92  # days: a school term, after which a list may well have changed
MOST_BITS = 20  # where the bar of a weight ends, on either side


def beside(row: ExtractRow, pair: NearMatch | Match) -> dict:
    """The row and one entry, field by field, with how well each agrees in a word."""
    entry, words = pair.entry, levels(pair.reasons)
    signs = {reason["field"]: SIGNS.get(reason["level"], "≠") for reason in pair.reasons}
    of_names = {part: "names" if "names" in words else part for part in ("forename", "surname")}
    return {
        "near_match": pair,
        "entry": entry,
        "source": source_of(entry),
        "is_old": age_of(entry) > OLD,
        "sentences": sentences(pair.reasons),
        "weights": weights_of(pair),
        "fields": [
            (label, ours, theirs, words.get(field, ""), signs.get(field, ""))
            for label, ours, theirs, field in (
                (_("Forenames"), forenames_of(row), forenames_of(entry), of_names["forename"]),
                (_("Surname"), surnames_of(row), surnames_of(entry), of_names["surname"]),
                (_("Date of birth"), row.born_on, entry.born_on, "born_on"),
                (_("Address"), place_of(row), place_of(entry), "home"),
            )
        ],
    }


def forenames_of(person: ExtractRow | RollEntry) -> str:
    given = f"{person.forenames} {person.middle_names}".strip()
    return f"{given} ({person.preferred_name})" if person.preferred_name else given


def surnames_of(person: ExtractRow | RollEntry) -> str:
    return f"{person.surname} ({', '.join(person.former_names)})" if person.former_names else person.surname


def place_of(person: ExtractRow | RollEntry) -> str:
    return ", ".join(part for part in (person.address, person.postcode) if part)


def age_of(entry: RollEntry) -> int:
    """How many days ago a list last showed the entry."""
    return (timezone.localdate() - entry.seen_on).days


def source_of(entry: RollEntry) -> dict:
    """Where the entry is from: the kind of list, whose it is, the school, the day and how old; suitability at home."""
    days = age_of(entry)
    old = {0: _("as of today"), 1: _("as of yesterday")}.get(days) or _("%(days)s days old") % {"days": days}
    return {
        "kind": entry.get_kind_display(),
        "sender": entry.sender,
        "school": entry.school_name or entry.school,
        "day": entry.seen_on,
        "old": old,
        "suitability": (entry.get_suitability_display() or _("Suitability not known"))
        if entry.kind == ListKind.HOME_EDUCATION
        else "",
    }


def weights_of(pair: NearMatch | Match) -> dict | None:
    """Field by field the bits that speak for one child (or, below zero, for two), the rest, and the sum."""
    if pair.weight is None:
        return None
    labels = {
        "forename": _("Forenames"),
        "surname": _("Surname"),
        "born_on": _("Date of birth"),
        "home": _("Address"),
        "family": _("Brothers and sisters"),
    }
    fields = [(labels[each["field"]], each["bits"]) for each in pair.reasons if each.get("bits") is not None]
    rest = pair.weight - sum(bits for _label, bits in fields)
    fields.append((_("Middle names, and how many children there are to mistake"), rest))
    return {
        "fields": [(label, round(bits, 1), max(-MOST_BITS, min(MOST_BITS, round(bits)))) for label, bits in fields],
        "total": round(pair.weight, 1),
        "model": pair.model,
        "most": MOST_BITS,
    }


def apart(pairs: Sequence[dict]) -> list[tuple[str, list[str]]]:
    """What tells the entries apart: each field in which they differ, with their values in the order shown."""
    if len(pairs) < 2:
        return []
    told = []
    for place, (label, *_rest) in enumerate(pairs[0]["fields"]):
        values = [_text(pair["fields"][place][2]) for pair in pairs]
        if len({value.casefold() for value in values}) > 1:
            told.append((label, values))
    schools = [pair["source"]["school"] or pair["source"]["kind"] for pair in pairs]
    return [*told, (_("School or list"), schools)] if len(set(schools)) > 1 else told


def _text(value: str | date | None) -> str:
    return value.strftime("%d/%m/%Y") if isinstance(value, date) else value or "–"


def add_rivals(row: ExtractRow, pairs: Sequence[dict]) -> None:
    """Gives each pair `rivals`: the other rows of the same health list that the entry is, or may be. Two queries."""
    entries = [pair["entry"].pk for pair in pairs]
    same_list = {"entry__in": entries, "row__extract": row.extract_id}
    matched = Match.objects.filter(**same_list, undone_at=None).exclude(row=row).select_related("row")
    near = NearMatch.objects.filter(**same_list, judgement="").exclude(row=row).select_related("row")
    for pair in pairs:
        given = {each.row_id: (each.row, True) for each in matched if each.entry_id == pair["entry"].pk}
        asked = {each.row_id: (each.row, False) for each in near if each.entry_id == pair["entry"].pk}
        pair["rivals"] = [
            {"name": other.full_name, "born_on": other.born_on, "is_given": is_given, "line": other.line_number}
            for other, is_given in (asked | given).values()
        ]
