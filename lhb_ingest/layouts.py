"""Which heading means what, for each sender: a table. Columns that health bodies may not send are named and dropped."""

from collections.abc import Iterable
from dataclasses import dataclass

from records.choices import ListKind
from records.spreadsheets import Unreadable

# Regulation 4 lets a health body send name, address and date of birth (Schedule 2, paragraphs 1 to 3). These are known
# headings of what it may not send: the columns are dropped unread.
NOT_FROM_HEALTH = {
    "nhs_number",
    "nhs number",
    "nhsnumber",
    "nhs_no",
    "sex",
    "gender",
    "gp_practice_code",
    "gp_practice",
    "gp practice",
    "gp practice code",
    "gp_code",
    "practice_code",
    "registered_gp",
    "ethnicity",
    "ethnic_group",
}


@dataclass(frozen=True)
class Layout:
    """`columns`: heading -> field. `needed`: headings without which a file is refused. Headings compare without case.

    Fields: source_ref, surname, forenames, full_name, former_surname, middle_names, preferred_name, born_on,
    address_1 to address_5, postcode, upn, school, school_name, year_group, suitability.
    """

    code: str
    kind: str
    sender: str
    columns: dict[str, str]
    needed: tuple[str, ...]

    def field_of(self, heading: str) -> str | None:
        return self._by_heading.get(_key(heading))

    @property
    def _by_heading(self) -> dict[str, str]:
        return {_key(heading): name for heading, name in self.columns.items()}


SCHOOL_COLUMNS = {
    "PupilRef": "source_ref",
    "UPN": "upn",
    "Surname": "surname",
    "Forename": "forenames",
    "MiddleNames": "middle_names",
    "PreferredForename": "preferred_name",
    "FormerSurname": "former_surname",
    "DOB": "born_on",
    "School": "school",
    "SchoolName": "school_name",
    "YearGroup": "year_group",
    "AddressLine1": "address_1",
    "AddressLine2": "address_2",
    "Town": "address_3",
    "Postcode": "postcode",
}
SCHOOL_NEEDED = ("PupilRef", "Surname", "Forename", "DOB")

LAYOUTS = (
    Layout(
        code="nwssp",
        kind=ListKind.HEALTH,
        sender="NHS Wales Shared Services Partnership",
        columns={
            "RECORD_ID": "source_ref",
            "SURNAME": "surname",
            "FORENAMES": "forenames",
            "FORMER_SURNAME": "former_surname",
            "DATE_OF_BIRTH": "born_on",
            "ADDRESS_1": "address_1",
            "ADDRESS_2": "address_2",
            "ADDRESS_3": "address_3",
            "ADDRESS_4": "address_4",
            "ADDRESS_5": "address_5",
            "POSTCODE": "postcode",
        },
        needed=("RECORD_ID", "SURNAME", "FORENAMES", "DATE_OF_BIRTH", "ADDRESS_1", "POSTCODE"),
    ),
    Layout("school_roll", ListKind.SCHOOL_ROLL, "", SCHOOL_COLUMNS, (*SCHOOL_NEEDED, "School")),
    Layout("other_roll", ListKind.OTHER_AUTHORITY, "", SCHOOL_COLUMNS, SCHOOL_NEEDED),
    Layout("independent", ListKind.INDEPENDENT, "", SCHOOL_COLUMNS, SCHOOL_NEEDED),
    Layout(
        "eotas",
        ListKind.EOTAS,
        "",
        SCHOOL_COLUMNS | {"Ref": "source_ref", "Provider": "school_name"},
        ("Ref", "Surname", "Forename", "DOB"),
    ),
    Layout(
        "home_education",
        ListKind.HOME_EDUCATION,
        "",
        {
            "Ref": "source_ref",
            "ChildName": "full_name",
            "DOB": "born_on",
            "Address": "address_1",
            "Postcode": "postcode",
            "Suitability": "suitability",
        },
        ("Ref", "ChildName", "DOB"),
    ),
)


@dataclass(frozen=True)
class Reading:
    """How one file is read: field -> column number, its own heading for each field, and the headings left unread."""

    layout: Layout
    columns: dict[str, int]
    headings: dict[str, str]
    dropped: list[str]


def reading_for(kind: str, headings: Iterable[str]) -> Reading:
    """The layout that fits the headings. Raises Unreadable naming what is missing or, from health, unknown."""
    headings = list(headings)
    layout = min((each for each in LAYOUTS if each.kind == kind), key=lambda each: len(_missing(each, headings)))
    if missing := _missing(layout, headings):
        raise Unreadable("missing_headings", headings=", ".join(missing), found=", ".join(filter(None, headings))[:300])
    columns, own, dropped, unknown = {}, {}, [], []
    for number, heading in enumerate(headings):
        if name := layout.field_of(heading):
            columns[name], own[name] = number, heading
        elif kind == ListKind.HEALTH and heading and _key(heading) not in NOT_FROM_HEALTH:
            unknown.append(heading)
        elif heading:
            dropped.append(heading[:100])
    if unknown:
        raise Unreadable("unknown_headings", headings=", ".join(unknown)[:300])
    return Reading(layout=layout, columns=columns, headings=own, dropped=dropped)


def _missing(layout: Layout, headings: list[str]) -> list[str]:
    there = {_key(heading) for heading in headings}
    return [heading for heading in layout.needed if _key(heading) not in there]


def _key(heading: str) -> str:
    return " ".join(heading.casefold().split())
