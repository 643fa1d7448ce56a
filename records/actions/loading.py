"""Loads reference data that an administrator brings: an authority's postcode districts, and the list of schools.

Each loading says where the data come from and on which day they were true, and stays in the history.
"""

import csv
import datetime
import hashlib
import io
import re
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from records.actions.people import tell_of
from records.choices import AdminEventKind, ReferenceKind
from records.errors import Refused
from records.models import Authority, ReferenceLoad, School, User
from records.spreadsheets.dates import parse_date

DISTRICT = re.compile(r"^[A-Z]{1,2}\d[A-Z\d]?$")
SCHOOL_NUMBER = re.compile(r"^6[678]\d{5}$")
MOST_SCHOOLS = 10_000
# The headings of the Welsh Government's address list of schools, and what people write instead.
HEADINGS = {
    "number": ("school number", "school code", "number", "rhif yr ysgol", "rhif ysgol"),
    "name": ("school name", "name", "enw'r ysgol", "enw ysgol"),
    "kind": ("school type", "type", "sector", "math o ysgol"),
    "opened_on": ("open date", "opened", "date opened", "dyddiad agor"),
    "closed_on": ("close date", "closed", "date closed", "dyddiad cau"),
}


@dataclass(frozen=True)
class Difference:
    """What a loading would do. `new`, `changed` and `absent` name districts or school numbers."""

    new: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    same: int = 0
    absent: list[str] = field(default_factory=list)  # districts go; schools stay as they are

    @property
    def counts(self) -> dict[str, int]:
        return {"new": len(self.new), "changed": len(self.changed), "same": self.same, "absent": len(self.absent)}


def districts_in(text: str) -> list[str]:
    """The postcode districts of a text, each once, in order. Raises Refused for a word that is none."""
    words = text.upper().replace(",", " ").replace(";", " ").split()
    if wrong := next((word for word in words if not DISTRICT.match(word)), ""):
        raise Refused(
            _("%(district)s is not a postcode district. Write the first half only, like LL65.")
            % {"district": wrong[:20]}
        )
    if not words:
        raise Refused(_("There is no postcode district in it."))
    return sorted(set(words), key=district_order)


def schools_in(text: str) -> list[dict]:
    """The schools of a CSV text by its headings, as values of School. Raises Refused with the line that is wrong."""
    try:
        dialect = csv.Sniffer().sniff(text[:4096], delimiters=",;\t|")
    except csv.Error:
        raise Refused(_("This is not a list with headings: save the list of schools as CSV.")) from None
    rows = csv.reader(io.StringIO(text.lstrip("\ufeff")), dialect)
    columns = _columns(next(rows, []))
    codes = set(Authority.objects.values_list("pk", flat=True))
    found: dict[str, dict] = {}
    for line, cells in enumerate(rows, start=2):
        if any(cell.strip() for cell in cells):
            school = _school(
                {name: cells[at].strip() if at < len(cells) else "" for name, at in columns.items()}, line, codes
            )
            if school["number"] in found:
                raise Refused(_("Line %(line)s: this school number stands there twice.") % {"line": line})
            found[school["number"]] = school
    if not found or len(found) > MOST_SCHOOLS:
        raise Refused(_("There is no school in it, or more than there can be."))
    return list(found.values())


def _columns(headings: list[str]) -> dict[str, int]:
    said = {" ".join(heading.casefold().split()): at for at, heading in enumerate(headings)}
    found = {name: said[word] for name, words in HEADINGS.items() for word in reversed(words) if word in said}
    if not {"number", "name"} <= set(found):
        raise Refused(_("The list needs the headings ‘School Number’ and ‘School Name’."))
    return found


def _school(cells: dict[str, str], line: int, codes: set[str]) -> dict:
    number = cells["number"]
    if not SCHOOL_NUMBER.match(number) or number[:3] not in codes:
        raise Refused(
            _("Line %(line)s: a school number has 7 figures and begins with its authority's.") % {"line": line}
        )
    days = {}
    for name in ("opened_on", "closed_on"):
        try:
            days[name] = parse_date(cells[name]) if cells.get(name) else None
        except ValueError:
            raise Refused(_("Line %(line)s: this is not a date.") % {"line": line}) from None
    name, kind = cells["name"][:150], cells.get("kind", "")[:60]
    return {"number": number, "name": name, "authority_id": number[:3], "kind": kind, **days}


def district_order(district: str) -> tuple[str, int, str]:
    """LL9 before LL10."""
    letters = district.rstrip("0123456789")
    digits = district[len(letters) :]
    return letters, int(digits or 0), district


def compare_districts(authority: Authority, districts: list[str]) -> Difference:
    new, old = set(districts), set(authority.postcode_districts)
    return Difference(
        new=sorted(new - old, key=district_order), same=len(new & old), absent=sorted(old - new, key=district_order)
    )


def compare_schools(schools: list[dict]) -> Difference:
    known = {school["number"]: school for school in School.objects.values(*schools[0])}
    numbers = {school["number"] for school in schools}
    changed = [each["number"] for each in schools if each["number"] in known and known[each["number"]] != each]
    new = [each["number"] for each in schools if each["number"] not in known]
    same = len(schools) - len(changed) - len(new)
    return Difference(new=new, changed=changed, same=same, absent=sorted(set(known) - numbers))


@transaction.atomic
def load_districts(
    *, by: User, authority: Authority, districts: list[str], source: str, as_at: datetime.date
) -> ReferenceLoad:
    """From now on these are the authority's districts, with their source."""
    authority = Authority.objects.select_for_update(no_key=True).get(pk=authority.pk)
    difference = compare_districts(authority, districts)
    authority.postcode_districts = districts
    authority.save(update_fields=["postcode_districts"])
    load = _note(by, ReferenceKind.DISTRICTS, " ".join(districts), source, as_at, difference, authority=authority)
    tell_of(
        None, AdminEventKind.REFERENCE_LOADED, by=by, authority_id=authority.pk, what=load.kind, **difference.counts
    )
    return load


@transaction.atomic
def load_schools(*, by: User, schools: list[dict], source: str, as_at: datetime.date) -> ReferenceLoad:
    """Adds new schools and changes those that changed. One that the list no longer shows stays known."""
    difference = compare_schools(schools)
    load = _note(by, ReferenceKind.SCHOOLS, repr(schools), source, as_at, difference)
    School.objects.bulk_create(
        [School(load=load, **school) for school in schools],
        update_conflicts=True,
        unique_fields=["number"],
        update_fields=["name", "authority", "kind", "opened_on", "closed_on", "load"],
    )
    tell_of(None, AdminEventKind.REFERENCE_LOADED, by=by, what=load.kind, **difference.counts)
    return load


def _note(
    by: User, kind: str, text: str, source: str, as_at: datetime.date, difference: Difference, *, authority=None
) -> ReferenceLoad:
    return ReferenceLoad.objects.create(
        kind=kind,
        authority=authority,
        source=source,
        as_at=as_at,
        fingerprint=hashlib.sha256(text.encode()).hexdigest(),
        districts=authority.postcode_districts if authority else [],
        counts=difference.counts,
        loaded_at=timezone.now(),
        loaded_by=by,
    )
