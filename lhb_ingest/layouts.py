"""Which heading means what, for each sender: a table. Columns that health bodies may not send are named and dropped."""

from collections.abc import Sequence
from dataclasses import dataclass

from lhb_ingest.headings import FIELD_OF, NOT_FROM_HEALTH, is_not_from_health
from records.choices import ListKind
from records.spreadsheets import Fit, Fits, Unreadable, fold_heading

__all__ = ["LAYOUTS", "NOT_FROM_HEALTH", "Layout", "Reading", "fits_for", "reading_for"]


@dataclass(frozen=True)
class Layout:
    """`columns`: heading -> field. `needed`: headings without which a file is refused. Headings compare folded.

    Fields: source_ref, surname, forenames, full_name, former_surname, middle_names, preferred_name, born_on,
    address_1 to address_5, postcode, upn, school, school_name, year_group, suitability.
    """

    code: str
    kind: str
    sender: str
    columns: dict[str, str]
    needed: tuple[str, ...]

    def fields(self, headings: Sequence[str]) -> dict[int, str]:
        """Column number -> field: by the layout's own headings, then by what people else call a field that it has."""
        own = {fold_heading(heading): name for heading, name in self.columns.items()}
        folded = [fold_heading(heading) for heading in headings]
        found = {number: own[key] for number, key in enumerate(folded) if key in own}
        has = {*own.values(), "full_name"} if "surname" in own.values() else {*own.values()}
        for number, key in enumerate(folded):
            name = FIELD_OF.get(key, "")
            if number not in found and name in has and name not in found.values():
                found[number] = name
        if {"surname", "forenames"} <= set(found.values()) and "full_name" not in own.values():
            found = {number: name for number, name in found.items() if name != "full_name"}
        return found

    def missing(self, headings: Sequence[str]) -> list[str]:
        """Which needed headings have no column. A full name serves for surname and forenames."""
        there = set(self.fields(headings).values())
        there |= {"surname", "forenames"} if "full_name" in there else set()
        there |= {"full_name"} if {"surname", "forenames"} <= there else set()
        return [heading for heading in self.needed if self.columns[heading] not in there]


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
    width: int  # columns of the file


def fits_for(kind: str) -> Fits:
    """How well a line of a file serves as headings of a list of this kind, for `read_table`."""

    def fits(headings: Sequence[str]) -> Fit:
        layout = _best(kind, headings)
        return Fit(is_whole=not layout.missing(headings), known=len(layout.fields(headings)))

    return fits


def reading_for(kind: str, headings: Sequence[str]) -> Reading:
    """The layout that fits the headings. Raises Unreadable naming what is missing or, from health, unknown."""
    headings = list(headings)
    layout = _best(kind, headings)
    if missing := layout.missing(headings):
        raise Unreadable("missing_headings", headings=", ".join(missing), found=", ".join(filter(None, headings))[:300])
    fields = layout.fields(headings)
    rest = [heading for number, heading in enumerate(headings) if heading and number not in fields]
    if kind == ListKind.HEALTH and (unknown := [heading for heading in rest if not is_not_from_health(heading)]):
        raise Unreadable("unknown_headings", headings=", ".join(unknown)[:300])
    return Reading(
        layout=layout,
        columns={name: number for number, name in fields.items()},
        headings={name: headings[number] for number, name in fields.items()},
        dropped=[heading[:100] for heading in rest],
        width=len(headings),
    )


def _best(kind: str, headings: Sequence[str]) -> Layout:
    return min((each for each in LAYOUTS if each.kind == kind), key=lambda each: len(each.missing(headings)))
