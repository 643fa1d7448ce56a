"""What a heading may be said to mean in a list of each kind: what is allowed, needed, guessed, and cannot be."""

from collections.abc import Iterable, Mapping, Sequence

from rapidfuzz import fuzz

from lhb_ingest.choices import Field
from lhb_ingest.headings import FIELD_OF, is_not_from_health
from records.choices import ListKind
from records.normalise import clean_postcode
from records.spreadsheets import fold_heading, parse_date

NAMES = (Field.SURNAME, Field.FORENAMES, Field.FULL_NAME, Field.MIDDLE_NAMES, Field.FORMER_SURNAME)
HOME = (Field.ADDRESS_1, Field.ADDRESS_2, Field.ADDRESS_3, Field.ADDRESS_4, Field.ADDRESS_5, Field.POSTCODE)
SCHOOL = (Field.UPN, Field.SCHOOL, Field.SCHOOL_NAME, Field.YEAR_GROUP)
EDUCATION = (Field.SOURCE_REF, *NAMES, Field.PREFERRED_NAME, Field.BORN_ON, *HOME, *SCHOOL)

# What a list of each kind may say. Of a health list: name, address and date of birth (Schedule 2, paragraphs 1 to 3),
# and the sender's own reference; nothing else can be chosen, whatever the file holds.
ALLOWED: dict[str, tuple[Field, ...]] = {
    ListKind.HEALTH: (Field.SOURCE_REF, *NAMES, Field.BORN_ON, *HOME),
    ListKind.SCHOOL_ROLL: EDUCATION,
    ListKind.OTHER_AUTHORITY: EDUCATION,
    ListKind.INDEPENDENT: EDUCATION,
    ListKind.EOTAS: EDUCATION,
    ListKind.HOME_EDUCATION: (*EDUCATION, Field.SUITABILITY),
}
# How the templates head a column in Welsh; `headings` knows these words too.
WELSH: dict[str, str] = {
    Field.SOURCE_REF: "Cyfeirnod",
    Field.SURNAME: "Cyfenw",
    Field.FORENAMES: "Enwau cyntaf",
    Field.FULL_NAME: "Enw llawn",
    Field.MIDDLE_NAMES: "Enwau canol",
    Field.PREFERRED_NAME: "Enw a ffefrir",
    Field.FORMER_SURNAME: "Cyfenw blaenorol",
    Field.BORN_ON: "Dyddiad geni",
    Field.ADDRESS_1: "Cyfeiriad 1",
    Field.ADDRESS_2: "Cyfeiriad 2",
    Field.ADDRESS_3: "Tref",
    Field.ADDRESS_4: "Sir",
    Field.ADDRESS_5: "Cyfeiriad 5",
    Field.POSTCODE: "Cod post",
    Field.UPN: "Rhif unigryw disgybl",
    Field.SCHOOL: "Rhif ysgol",
    Field.SCHOOL_NAME: "Enw'r ysgol",
    Field.YEAR_GROUP: "Grŵp blwyddyn",
    Field.SUITABILITY: "Addasrwydd",
}
ALIKE = 90  # of 100: a heading with a slip of the finger
SHORTEST = 6  # letters of a heading in which a slip can be told from another word


def is_forbidden(kind: str, heading: str) -> bool:
    """Whether a column may not come from a health body: it is dropped unread, and can be given no meaning."""
    return kind == ListKind.HEALTH and (is_not_from_health(heading) or fold_heading(heading).startswith("nhs"))


def guesses(kind: str, headings: Iterable[str]) -> dict[str, str]:
    """Heading -> field, for those whose meaning can be guessed. No field is guessed twice."""
    found: dict[str, str] = {}
    for heading in headings:
        name = _guess(kind, heading)
        if name and name not in found.values():
            found[heading] = name
    if {Field.FULL_NAME, Field.SURNAME, Field.FORENAMES} <= set(found.values()):
        return {heading: name for heading, name in found.items() if name != Field.FULL_NAME}
    return found


def _guess(kind: str, heading: str) -> str:
    key = fold_heading(heading)
    if not key or is_forbidden(kind, heading):
        return ""
    name = FIELD_OF.get(key, "")
    if not name and len(key) >= SHORTEST:
        near = max(FIELD_OF, key=lambda known: fuzz.ratio(key, known))
        name = FIELD_OF[near] if len(near) >= SHORTEST and fuzz.ratio(key, near) >= ALIKE else ""
    return name if name in ALLOWED[kind] else ""


def lacking(kind: str, fields: Iterable[str]) -> list[str]:
    """What a list of this kind cannot do without and these fields do not give: codes, for `sentences`."""
    given = set(fields)
    is_there = {
        "name": Field.FULL_NAME in given or {Field.SURNAME, Field.FORENAMES} <= given,
        "born_on": Field.BORN_ON in given,
        "home": kind != ListKind.HEALTH or bool(given & {Field.ADDRESS_1, Field.POSTCODE}),
        "source_ref": kind == ListKind.HEALTH or bool(given & {Field.SOURCE_REF, Field.UPN}),
        "school": kind != ListKind.SCHOOL_ROLL or Field.SCHOOL in given,
    }
    return [code for code, there in is_there.items() if not there]


def clashes(columns: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """(code, heading, other heading) for what two headings would both give."""
    heading_of: dict[str, str] = {}
    found = []
    for heading, name in columns.items():
        if name in heading_of:
            found.append(("field_twice", heading_of[name], heading))
        heading_of.setdefault(name, heading)
    part = next((heading_of[name] for name in (Field.SURNAME, Field.FORENAMES) if name in heading_of), "")
    if part and Field.FULL_NAME in heading_of:
        found.append(("name_twice", heading_of[Field.FULL_NAME], part))
    return found


def look_like_values(headings: Sequence[str]) -> bool:
    """Whether the first line is a child and not headings: then no heading of it may be kept anywhere."""
    return any(_is_value(heading.strip()) for heading in headings)


def _is_value(text: str) -> bool:
    if not any(map(str.isdigit, text)):
        return False
    for reader in (parse_date, clean_postcode):
        try:
            if reader(text):
                return True
        except ValueError:
            continue
    return text.isdigit() and len(text) >= 5
