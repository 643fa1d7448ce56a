"""Small lists as the senders write them, made of children; the people who send them; and a list led to a stage."""

import csv
import datetime
import io
import itertools
from dataclasses import dataclass, field, replace

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone, translation

from lhb_ingest.actions import (
    answer_changes,
    approve_extract,
    check_extract,
    compare_extract,
    enqueue,
    receive_extract,
)
from lhb_ingest.choices import JobState
from lhb_ingest.matching import Person, prepare
from lhb_ingest.models import Candidate, Extract, ExtractRow, Job
from records.actions import FindingGiven
from records.choices import Basis, Condition, ListKind, SuitabilityFinding
from records.models import User
from tests.factories import authority

# Nobody's: no word of an address, a page or a sentence holds them.
FORENAMES = ("Branwen", "Taliesin", "Heledd", "Gwydion", "Lleucu", "Macsen", "Tegwen", "Rhiwallon", "Eurgain", "Cynan")
SURNAMES = (
    "Bevanfyrddin",
    "Cadwgan",
    "Trahaearn",
    "Hwfa",
    "Meurigson",
    "Nannau",
    "Olwyn",
    "Pryderi",
    "Rhirid",
    "Sulien",
)
# Ten made-up UPNs would prove no more than none: lists are sent without.
_numbers = itertools.count(1)


def born(age: int = 10, month: int = 3, day: int = 14) -> datetime.date:
    """A birth date well inside school age."""
    return datetime.date(timezone.localdate().year - age, month, day)


@dataclass(frozen=True)
class Somebody:
    """A made-up child, as any list may show it. `like(...)` gives the same child as another list writes it."""

    forenames: str = ""
    surname: str = ""
    born_on: datetime.date | str = field(default_factory=born)
    address: str = ""
    postcode: str = "LL65 1AA"
    ref: str = ""
    former_surname: str = ""
    school: str = "6604001"
    suitability: str = ""

    def like(self, **other) -> "Somebody":
        return replace(self, **other)

    @property
    def full_name(self) -> str:
        return f"{self.forenames} {self.surname}"

    @property
    def born_text(self) -> str:
        return f"{self.born_on:%d-%b-%Y}" if isinstance(self.born_on, datetime.date) else self.born_on


def somebody(**known) -> Somebody:
    """A child unlike any other: own names, own birth date, own home."""
    number = next(_numbers)
    ten, one = divmod(number, 10)
    made = {
        "forenames": FORENAMES[one],
        "surname": SURNAMES[(ten + one) % 10] + "abcdefghij"[ten % 10],
        "born_on": born(6 + number % 9, 1 + number % 12, 1 + number % 28),
        "address": f"{number} Ffordd y Môr, Caergybi",
        "postcode": f"LL65 {number % 10}{'ABDEFGHJLN'[ten % 10]}A",
        "ref": f"R{number:06d}",
    }
    return Somebody(**(made | known))


def children(count: int) -> list[Somebody]:
    return [somebody() for _ in range(count)]


def _csv(headings: str, rows) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(headings.split(","))
    writer.writerows(rows)
    return text.getvalue()


def health_csv(*people: Somebody) -> str:
    """A health extract as the shared services send it, former surnames too."""
    headings = "RECORD_ID,SURNAME,FORENAMES,FORMER_SURNAME,DATE_OF_BIRTH,ADDRESS_1,ADDRESS_2,POSTCODE"
    return _csv(
        headings,
        (
            [
                each.ref,
                each.surname.upper(),
                each.forenames.upper(),
                each.former_surname,
                each.born_text,
                *[*each.address.upper().split(", "), ""][:2],
                each.postcode,
            ]
            for each in people
        ),
    )


def school_csv(*people: Somebody) -> str:
    headings = "PupilRef,Surname,Forename,DOB,School,SchoolName,AddressLine1,Postcode"
    return _csv(
        headings,
        (
            [
                each.ref,
                each.surname,
                each.forenames,
                str(each.born_on),
                each.school,
                f"Ysgol {each.school}",
                each.address,
                each.postcode,
            ]
            for each in people
        ),
    )


def home_education_csv(*people: Somebody) -> str:
    return _csv(
        "Ref,ChildName,DOB,Address,Postcode,Suitability",
        (
            [
                each.ref,
                f"{each.forenames} {each.surname}",
                each.born_text,
                each.address,
                each.postcode,
                each.suitability,
            ]
            for each in people
        ),
    )


WRITERS = {
    ListKind.HEALTH: health_csv,
    ListKind.SCHOOL_ROLL: school_csv,
    ListKind.OTHER_AUTHORITY: school_csv,
    ListKind.INDEPENDENT: school_csv,
    ListKind.HOME_EDUCATION: home_education_csv,
}


def as_file(content: str | bytes, name: str = "list.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content.encode() if isinstance(content, str) else content, "text/csv")


def send(by: User, kind: str, *people: Somebody, content: str | bytes | None = None, **given) -> Extract:
    """A list received, waiting to be checked. `content` sends that text instead of the children."""
    name = given.pop("name", "list.csv")
    content = WRITERS[kind](*people) if content is None else content
    wanted = {"authority": authority(by.authority_id or "660"), "as_at": timezone.localdate()} | given
    return receive_extract(by=by, kind=kind, file=as_file(content, name), **wanted)


def work(extract: Extract) -> Extract:
    """What the worker does: both stages."""
    check_extract(extract_id=extract.pk)
    compare_extract(extract_id=extract.pk)
    extract.refresh_from_db()
    return extract


def at_work(extract: Extract, **told) -> Job:
    """As when a worker has the list, and has told of it `told` (stage, done, total …) a moment ago."""
    job, now = enqueue(extract=extract), timezone.now()
    told = {"started_at": now, "heard_at": now, "worker": "somewhere:1", "attempts": 1} | told
    Job.objects.filter(pk=job.pk).update(state=JobState.RUNNING, **told)
    job.refresh_from_db()
    return job


def review(by: User, kind: str, *people: Somebody, **given) -> Extract:
    """A list that is ready to review."""
    return work(send(by, kind, *people, **given))


def approved(by: User, approver: User, kind: str, *people: Somebody, **given) -> Extract:
    """Approved by somebody who takes every value of the list, and ends whoever is no longer on it."""
    return take_all(approver, review(by, kind, *people, **given))


def take_all(by: User, extract: Extract) -> Extract:
    answer_changes(by=by, extract=extract, answer="take")
    return approve_extract(by=by, extract=extract, absent="ended")


def row_of(extract: Extract, person: Somebody) -> ExtractRow:
    return extract.rows.get(source_ref=person.ref)


def candidate_of(extract: Extract, person: Somebody) -> Candidate:
    return extract.candidates.select_related("row").get(row__source_ref=person.ref)


def outcomes(extract: Extract) -> dict[str, str]:
    """Reference -> outcome of every row."""
    return dict(extract.rows.values_list("source_ref", "outcome"))


def as_person(who: Somebody, key: int, list_name: tuple[str, str] = ("health", ""), **more) -> Person:
    """The child as the matching room sees it."""
    born_on = who.born_on if isinstance(who.born_on, datetime.date) else None
    wanted = {
        "forenames": who.forenames,
        "surname": who.surname,
        "former_names": [who.former_surname] if who.former_surname else [],
        "born_on": born_on,
        "address": who.address,
        "postcode": who.postcode,
        "order": (who.surname, who.forenames, str(born_on), who.postcode, f"{key:06d}"),
    } | more
    return prepare(key=key, list_name=list_name, **wanted)


def findings(basis: str = Basis.FAMILY) -> list[FindingGiven]:
    """The three statutory findings, all on one basis."""
    suitability = {Condition.NOT_SUITABLE: SuitabilityFinding.MAY_NOT_BE}
    return [FindingGiven(condition, basis, suitability=suitability.get(condition, "")) for condition in Condition]


def address(language: str, name: str, *args: int) -> str:
    """Of a page in that language, whatever language the page before it has left active."""
    with translation.override(language):
        return reverse(name, args=args)
