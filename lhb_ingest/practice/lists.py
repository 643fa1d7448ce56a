"""The lists as files, and the truth about every line of the health list.

In the truth, STATUS is `enrolled` (a maintained school, or education otherwise than at school), `ehe`, `elsewhere` (on
no list of the authority's own) or `absent` (missing education). PUPIL_REF names the right line of school.csv (P),
eotas.csv (EO), independent.csv (IN) or other_authority.csv (OA); EHE_REF that of ehe.csv. Each right answer has a row.
"""

import csv
import io
import zlib
from collections import defaultdict

from .area import Area
from .entries import Entry
from .families import Child

ADDRESS_HEADINGS = "AddressLine1,AddressLine2,Town,Postcode"
PUPIL_HEADINGS = (
    "PupilRef,UPN,Surname,Forename,MiddleNames,PreferredForename,DOB,Gender,School,YearGroup,"
    f"{ADDRESS_HEADINGS},SchoolName"
)
HEADINGS = {
    "health": "RECORD_ID,NHS_NUMBER,SURNAME,FORENAMES,DATE_OF_BIRTH,SEX,"
    "ADDRESS_1,ADDRESS_2,ADDRESS_3,ADDRESS_4,POSTCODE,GP_PRACTICE_CODE",
    "school": PUPIL_HEADINGS,
    "ehe": "Ref,ChildName,DOB,Gender,Address,Postcode,ParentName,DateNotified,Suitability",
    "eotas": f"Ref,UPN,Surname,Forename,DOB,Provider,HoursPerWeek,{ADDRESS_HEADINGS}",
    "independent": f"PupilRef,Surname,Forename,MiddleNames,DOB,School,SchoolName,YearGroup,{ADDRESS_HEADINGS}",
    "other_authority": PUPIL_HEADINGS,
    "schools": "School Number,School Name,School Type",
    "truth": "RECORD_ID,STATUS,PUPIL_REF,EHE_REF,TAGS",
}


def write_csv(kind: str, rows: list[list[str]]) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(HEADINGS[kind].split(","))
    writer.writerows(rows)
    return text.getvalue()


def entry_row(entry: Entry) -> list[str]:
    if entry.kind == "health":
        return [entry.ref, entry.number, *entry.cells]
    return [entry.ref, *entry.cells]


def write_lists(area: Area, seed: int, bad_rows: float) -> dict[str, str]:
    """Every file of one month."""
    lines: dict[str, list[Entry]] = {kind: [] for kind in HEADINGS if kind not in ("schools", "truth")}
    for child in area.children + area.strangers:
        lines["health"] += child.health
        for entry in child.known:
            lines[entry.kind].append(entry)
    files = {}
    for kind, found in lines.items():
        files[f"{kind}.csv"] = write_csv(
            kind, [entry_row(entry) for entry in sorted(found, key=lambda entry: entry.ref)]
        )
    files["health.csv"] = spoil(files["health.csv"], seed, bad_rows)
    files["truth.csv"] = write_csv("truth", truth_rows(area.children, seed, bad_rows))
    files["schools.csv"] = write_csv("schools", school_rows(area))
    return files


def school_rows(area: Area) -> list[list[str]]:
    """The made-up schools of the area, as the list of schools that an administrator loads."""
    by_type = (("Primary", area.schools.primary), ("Secondary", area.schools.secondary))
    return [[school.number, school.name, phase] for phase, schools in by_type for school in schools]


def truth_rows(children: list[Child], seed: int, bad_rows: float) -> list[list[str]]:
    families = defaultdict(list)
    for child in children:
        if child.health or child.known:
            families[child.family].append(child)
    rows = []
    for family in families.values():
        for child in family:
            tags = child.tags | tags_of_name(child) | tags_of_family(child, family)
            for entry in child.health:
                bad = {"bad_row"} if is_spoilt(entry.ref, seed, bad_rows) else set()
                marks = ";".join(sorted(tags | bad))
                answers = [(a.ref, "") if a.kind != "ehe" else ("", a.ref) for a in child.known] or [("", "")]
                rows += [[entry.ref, child.status, *answer, marks] for answer in sorted(answers)]
    rows.sort()
    return rows


def tags_of_name(child: Child) -> set[str]:
    tags = set()
    if not (child.surname.isascii() and child.forename.isascii() and child.middle.isascii()):
        tags.add("diacritic")
    if "-" in child.surname:
        tags.add("double_barrel")
    if "-" in child.forename or " " in child.forename:
        tags.add("compound_forename")
    if child.surname[:3].lower() in ("ap ", "ab ", "fer"):
        tags.add("patronym")
    return tags


def tags_of_family(child: Child, family: list[Child]) -> set[str]:
    others = [other for other in family if other is not child]
    tags = {"sibling"} if others else set()
    at_school = [other for other in others if other.status == "enrolled"]
    if child.status in ("absent", "elsewhere") and at_school and not child.tags & {"under_age", "over_age"}:
        tags.add("absent_sib_enrolled")
    if child.twin:
        tags.add("twin")
        if "absent_sib_enrolled" in tags and any(other.twin == child.twin for other in at_school):
            tags.add("absent_twin_enrolled")
    return tags


def is_spoilt(record_id: str, seed: int, rate: float) -> bool:
    """The same rows every month: a bad row stays bad until somebody mends it."""
    return zlib.crc32(f"{seed}/{record_id}".encode()) % 100_000 < rate * 100_000


def spoil(health_csv: str, seed: int, rate: float = 0.004) -> str:
    """A copy with some rows that cannot be used: impossible dates, blank names and dates, postcodes that are none."""
    lines = health_csv.split("\r\n")
    for place, line in enumerate(lines[1:], start=1):
        record_id = line[: line.find(",")]
        if record_id and is_spoilt(record_id, seed, rate):
            cells = next(csv.reader([line]))
            spoil_cells(cells, zlib.crc32(f"{record_id}/{seed}".encode()))
            text = io.StringIO()
            csv.writer(text, lineterminator="").writerow(cells)
            lines[place] = text.getvalue()
    return "\r\n".join(lines)


def spoil_cells(cells: list[str], mark: int) -> None:
    surname, forenames, born, postcode = 2, 3, 4, 10
    year = cells[born][-4:] or "2015"
    what = (
        (born, f"31/02/{year}"),
        (born, ""),
        (surname, ""),
        (postcode, "CF9O XXX"),
        (forenames, ""),
        (born, f"00/13/{year}"),
        (born, f"{year[2:]}-??"),
        (postcode, "UNKNOWN"),
        (born, f"31/04/{int(year) + 40}"),
        (forenames, "12345"),
    )
    place, value = what[mark % len(what)]
    cells[place] = value
