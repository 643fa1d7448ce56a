"""Whether a list can be what it says it is: each rule measures the staged rows, and gives counts past a limit.

A rule never says that a list is wrong; it stops it until a manager has looked. Limits are the authority's (`Limits`).
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import timedelta

from django.db import connection
from django.db.models import CharField, Count, Func, Q, Value
from django.utils import timezone

from lhb_ingest.choices import Outcome
from lhb_ingest.models import Extract, ExtractRow, Limits
from lhb_ingest.trust import previous_of
from records.choices import ListKind
from records.models import Authority, RollEntry
from records.normalise import district
from records.rolls import VALUES

LISTS_FROM_ELSEWHERE = (ListKind.OTHER_AUTHORITY, ListKind.INDEPENDENT, ListKind.EOTAS)
WHO = ("forenames", "surname", "born_on", "upn")  # other values of these under one reference: perhaps another child
EVERY_YEAR = ("school", "school_name", "year_group")
YOUNGEST, OLDEST = 2, 19  # years; no list is about children younger or older
NOT_COMPARED = (Outcome.OUTSIDE_AGE, Outcome.OUTSIDE_AREA, Outcome.HELD_TWICE)
Found = Mapping[str, object] | None  # the values of the sentence; None: nothing to say


def limits_of(authority: Authority) -> Limits:
    """Those that an authority set last, or as delivered (without a key)."""
    return Limits.objects.filter(authority=authority).first() or Limits(authority=authority)


def implausible(extract: Extract, *, is_compared: bool) -> dict[str, Mapping[str, object]]:
    """Code -> values, of the rules by which the list stops: those of the file, or those of the comparison."""
    limits = limits_of(extract.authority)
    rules = OF_COMPARISON if is_compared else OF_FILE
    found = {code: rule(extract, limits) for code, rule in rules.items()}
    return {code: values for code, values in found.items() if values is not None}


def is_share_passed(part: int, whole: int, limit: int) -> bool:
    return part * 100 > whole * limit


# ------------------------------------------------------------------------------------------------------- of the file
def future(extract: Extract, limits: Limits) -> Found:
    return {"day": extract.as_at.isoformat()} if extract.as_at > timezone.localdate(extract.received_at) else None


def very_old(extract: Extract, limits: Limits) -> Found:
    age = timezone.localdate(extract.received_at) - extract.as_at
    return {"days": age.days} if age > timedelta(days=limits.oldest_days) else None


def older(extract: Extract, limits: Limits) -> Found:
    """Only health extracts: an older education list is refused when it comes."""
    last = previous_of(extract) if extract.is_health else None
    return {"last": last.as_at.isoformat()} if last and last.as_at > extract.as_at else None


def few_rows(extract: Extract, limits: Limits) -> Found:
    last = None if extract.supplements_id else previous_of(extract)
    if last is None or not (last.covers_all and extract.covers_all):
        return None
    before, now = last.counts.get("rows", 0), extract.counts["rows"]
    if before < limits.least_rows or now * 100 >= before * limits.fewest_rows:
        return None
    return {"rows": now, "before": before, "last": last.as_at.isoformat()}


def another_authority(extract: Extract, limits: Limits) -> Found:
    """Most homes outside the area: the wrong file, or sent to the wrong authority. Names it where it can."""
    outward = Func("postcode", Value(" "), Value(1), function="split_part", output_field=CharField())
    homes = extract.rows.exclude(postcode="").order_by().values_list(outward).annotate(Count("pk"))
    return districts_elsewhere(extract, dict(homes), limits, Authority.objects.all())


def homes_elsewhere(
    extract: Extract, postcodes: Iterable[str], limits: Limits, authorities: Iterable[Authority]
) -> Found:
    """The same of postcodes that are not stored."""
    return districts_elsewhere(extract, Counter(map(district, postcodes)), limits, authorities)


def districts_elsewhere(
    extract: Extract, homes: Mapping[str, int], limits: Limits, authorities: Iterable[Authority]
) -> Found:
    """The same of homes counted by their district."""
    ours, homes = extract.authority.postcode_districts, Counter(homes)
    if extract.kind in LISTS_FROM_ELSEWHERE or not ours:
        return None
    whole, outside = homes.total(), sum(count for name, count in homes.items() if name not in ours)
    if not is_share_passed(outside, whole, limits.most_outside):
        return None
    values = {"rows": whole, "outside": outside}
    for authority in (each for each in authorities if each.pk != extract.authority_id):
        if is_share_passed(sum(homes[each] for each in authority.postcode_districts), whole, 50):
            return values | {"authority": authority.name, "authority_cy": authority.name_cy}
    return values


def birthdays(extract: Extract, limits: Limits) -> Found:
    years = extract.rows.order_by().values_list("born_on__year").annotate(Count("pk"))
    return odd_birthdays(extract, dict(years), limits)


def odd_birthdays(extract: Extract, years: Mapping[int | None, int] | Iterable[int | None], limits: Limits) -> Found:
    """The same of years of birth, counted or one by one; None where there is no date."""
    count_of, year = Counter(years), extract.as_at.year
    rows = count_of.total()
    count = rows - sum(count_of[each] for each in range(year - OLDEST, year - YOUNGEST + 1))
    if rows < limits.least_rows or not is_share_passed(count, rows, limits.most_birthdays):
        return None
    return {"rows": rows, "count": count, "youngest": YOUNGEST, "oldest": OLDEST}


STORED = f"{ExtractRow._meta.db_table} AS line WHERE extract_id = %(extract)s"
UNSTORED = "unnest(%(forenames)s::text[], %(surnames)s::text[]) AS line (forenames, surname)"
SWAPPED = f"""
    WITH forenames AS (SELECT DISTINCT lower(split_part(forenames, ' ', 1)) AS name FROM {RollEntry._meta.db_table}
                       WHERE authority_id = %(authority)s),
         surnames AS (SELECT DISTINCT lower(surname) AS name FROM {RollEntry._meta.db_table}
                      WHERE authority_id = %(authority)s)
    SELECT count(*) FILTER (WHERE is_right AND NOT is_swapped), count(*) FILTER (WHERE is_swapped AND NOT is_right)
    FROM (
        SELECT lower(split_part(line.forenames, ' ', 1)) IN (SELECT name FROM forenames)
                   AND lower(line.surname) IN (SELECT name FROM surnames) AS is_right,
               lower(split_part(line.surname, ' ', 1)) IN (SELECT name FROM forenames)
                   AND lower(line.forenames) IN (SELECT name FROM surnames) AS is_swapped
        FROM {{lines}}
    ) AS known"""  # noqa: S608


def swapped(extract: Extract, limits: Limits) -> Found:
    """Forenames that the lists know as surnames, and the other way. Owen Thomas, who is both, is not counted."""
    return _swapped(STORED, {"authority": extract.authority_id, "extract": extract.pk}, limits)


def names_swapped(extract: Extract, names: Iterable[tuple[str, str]], limits: Limits) -> Found:
    """The same of (forenames, surname) that are not stored."""
    forenames, surnames = map(list, zip(*names, strict=True))
    values = {"authority": extract.authority_id, "forenames": forenames, "surnames": surnames}
    return _swapped(UNSTORED, values, limits)


def _swapped(lines: str, values: dict, limits: Limits) -> Found:
    with connection.cursor() as cursor:
        cursor.execute(SWAPPED.format(lines=lines), values)
        right, wrong = cursor.fetchone()
    known = right + wrong
    if wrong * 2 < limits.least_rows or not is_share_passed(wrong, known, limits.most_swapped):
        return None
    return {"rows": known, "count": wrong}


# ------------------------------------------------------------------------------------------------- of the comparison
def few_matches(extract: Extract, limits: Limits) -> Found:
    """The share found on lists, of the rows compared, beside the same share of the source's last extract."""
    last = previous_of(extract) if extract.is_health and not extract.supplements_id else None
    if last is None:
        return None
    compared = extract.rows.exclude(outcome__in=NOT_COMPARED)
    now, found = compared.count(), compared.filter(outcome__in=(Outcome.MATCHED, Outcome.SUITABILITY)).count()
    asked = [
        count
        for name, count in last.counts.items()
        if name in Outcome.values and name not in (*NOT_COMPARED, "problem")
    ]
    before, found_before = sum(asked), last.counts.get(Outcome.MATCHED, 0) + last.counts.get(Outcome.SUITABILITY, 0)
    if min(before, now) < limits.least_rows or found * before * 100 >= found_before * now * limits.fewest_matches:
        return None
    return {"share": found * 100 // now, "before": found_before * 100 // before, "last": last.as_at.isoformat()}


def renamed(extract: Extract, limits: Limits) -> Found:
    """Far more other children under old references than plausible: perhaps each file is numbered anew."""
    return _changed(extract, limits, Q(changes__field__in=WHO) & Q(changes__difference="other"), limits.most_renamed)


def many_changed(extract: Extract, limits: Limits) -> Found:
    return _changed(
        extract, limits, Q(changes__field__in=[name for name in VALUES if name not in EVERY_YEAR]), limits.most_changed
    )


def _changed(extract: Extract, limits: Limits, which: Q, limit: int) -> Found:
    if extract.is_health:
        return None
    there = extract.rows.filter(outcome__in=(Outcome.CHANGED_ENTRY, Outcome.SAME_ENTRY)).count()
    changed = extract.rows.filter(which).distinct().count()
    if there < limits.least_rows or not is_share_passed(changed, there, limit):
        return None
    return {"rows": there, "count": changed}


Measure = Callable[[Extract, Limits], Found]
OF_FILE: dict[str, Measure] = {
    "future": future,
    "very_old": very_old,
    "older": older,
    "few_rows": few_rows,
    "another_authority": another_authority,
    "birthdays": birthdays,
    "swapped": swapped,
}


def implausible_unstored(
    extract: Extract, rows: Sequence[Mapping], authorities: Iterable[Authority], *, is_known: bool
) -> dict[str, Mapping[str, object]]:
    """What the rules of the file say of clean values that are not stored; `is_known`: the database can be asked."""
    postcodes = (row["postcode"] for row in rows if row["postcode"])
    years = (row["born_on"] and row["born_on"].year for row in rows)
    limits = limits_of(extract.authority) if is_known else Limits()
    found = {
        "future": future(extract, limits),
        "very_old": very_old(extract, limits),
        "another_authority": homes_elsewhere(extract, postcodes, limits, authorities),
        "birthdays": odd_birthdays(extract, years, limits),
    }
    if is_known:
        names = ((row["forenames"], row["surname"]) for row in rows)
        found |= {"older": older(extract, limits), "few_rows": few_rows(extract, limits)}
        found |= {"swapped": names_swapped(extract, names, limits)}
    return {code: found[code] for code in OF_FILE if found.get(code) is not None}


OF_COMPARISON: dict[str, Measure] = {"few_matches": few_matches, "renamed": renamed, "many_changed": many_changed}
