"""Which heading means what: the layouts that come with the program, and how a file is read by one layout.

What a person explained for a sender is a row of `SenderLayout`; `explained.layout_of` makes one of these of it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lhb_ingest.headings import FIELD_OF, NOT_FROM_HEALTH
from lhb_ingest.meanings import guesses, is_forbidden
from records.choices import ListKind
from records.spreadsheets import Fit, Fits, Unreadable, fold_heading

__all__ = [
    "LAYOUTS",
    "NOT_FROM_HEALTH",
    "Changes",
    "Layout",
    "Reading",
    "changes",
    "fits_for",
    "nearest",
    "reading_for",
    "shipped",
]


@dataclass(frozen=True)
class Layout:
    """`columns`: heading -> field. `needed`: headings without which a file is refused. Headings compare folded.

    Fields: source_ref, surname, forenames, full_name, former_surname, middle_names, preferred_name, born_on,
    address_1 to address_5, postcode, upn, school, school_name, year_group, suitability.

    `is_explained`: a person's, so that only its own headings count and every one has to be there, or its sender has
    changed something. `dropped` are headings that the person chose to leave unread; `pk` is the row's.
    """

    code: str
    kind: str
    sender: str
    columns: Mapping[str, str]
    needed: tuple[str, ...]
    dropped: tuple[str, ...] = ()
    is_explained: bool = False
    date_order: str = ""
    pk: int | None = None

    def fields(self, headings: Sequence[str]) -> dict[int, str]:
        """Column number -> field: by the layout's own headings, then by what people else call a field that it has."""
        own = {fold_heading(heading): name for heading, name in self.columns.items()}
        folded = [fold_heading(heading) for heading in headings]
        found = {number: own[key] for number, key in enumerate(folded) if key in own}
        if self.is_explained:
            return found
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
        if self.is_explained:
            return [heading for heading in self.needed if self.columns[heading] not in there]
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


def shipped(kind: str) -> list[Layout]:
    return [layout for layout in LAYOUTS if layout.kind == kind]


def fits_for(kind: str, explained: Sequence[Layout] = ()) -> Fits:
    """How well a line of a file serves as headings of a list of this kind, for `read_table`."""

    def fits(headings: Sequence[str]) -> Fit:
        layout = _best(kind, headings, explained)
        return Fit(is_whole=not layout.missing(headings), known=len(layout.fields(headings)))

    return fits


def reading_for(kind: str, headings: Sequence[str], explained: Sequence[Layout] = ()) -> Reading:
    """The layout that fits the headings: one that a person explained for the sender, else one of the program's.

    Raises Unreadable naming the headings that are missing, unknown (from health), or that seem to be a slip of the
    finger for one that is not there: what a person then explains.
    """
    headings = list(headings)
    layout = _best(kind, headings, explained)
    if missing := layout.missing(headings):
        raise Unreadable("missing_headings", headings=", ".join(missing), found=", ".join(filter(None, headings))[:300])
    fields = layout.fields(headings)
    rest = [heading for number, heading in enumerate(headings) if heading and number not in fields]
    left = {fold_heading(heading) for heading in layout.dropped}
    unknown = [each for each in rest if fold_heading(each) not in left and not is_forbidden(kind, each)]
    if kind == ListKind.HEALTH and unknown:
        raise Unreadable("unknown_headings", headings=", ".join(unknown)[:300])
    if slips := _slips(layout, unknown, set(fields.values())):
        raise Unreadable("overlooked_headings", headings=", ".join(slips)[:300])
    return Reading(
        layout=layout,
        columns={name: number for number, name in fields.items()},
        headings={name: headings[number] for number, name in fields.items()},
        dropped=[heading[:100] for heading in rest],
        width=len(headings),
    )


def _best(kind: str, headings: Sequence[str], explained: Sequence[Layout]) -> Layout:
    whole = (each for each in explained if not each.missing(headings))
    return next(whole, None) or min(shipped(kind), key=lambda each: len(each.missing(headings)))


def _slips(layout: Layout, unknown: Sequence[str], given: set[str]) -> list[str]:
    """Headings left over that seem to be of a field of the layout which no other heading gives."""
    wanted = {*layout.columns.values()} - given
    if given & {"surname", "full_name"}:
        wanted -= {"surname", "forenames", "full_name"}
    return [heading for heading, name in guesses(layout.kind, unknown).items() if name in wanted]


@dataclass(frozen=True)
class Changes:
    """How a file's headings differ from a layout's: gone, come, and come in the place of one that is gone."""

    missing: list[str]
    new: list[str]
    renamed: list[tuple[str, str]]


def changes(layout: Layout, headings: Sequence[str]) -> Changes:
    """What a sender changed since a person explained its headings."""
    there = {fold_heading(heading) for heading in headings}
    known = {fold_heading(heading) for heading in (*layout.columns, *layout.dropped)}
    missing = [heading for heading in (*layout.columns, *layout.dropped) if fold_heading(heading) not in there]
    new = [heading for heading in headings if heading and fold_heading(heading) not in known]
    meant = {name: heading for heading, name in guesses(layout.kind, new).items()}
    renamed = [(old, meant[name]) for old, name in layout.columns.items() if old in missing and name in meant]
    olds, news = {old for old, _new in renamed}, {fresh for _old, fresh in renamed}
    return Changes(
        [heading for heading in missing if heading not in olds],
        [heading for heading in new if heading not in news and not is_forbidden(layout.kind, heading)],
        renamed,
    )


def nearest(layouts: Sequence[Layout], headings: Sequence[str]) -> Layout | None:
    """The layout that shares most headings with the file, where it shares at least half of its own."""
    there = {fold_heading(heading) for heading in headings}
    shared = [(len({fold_heading(heading) for heading in each.columns} & there), each) for each in layouts]
    shared = [(count, each) for count, each in shared if count * 2 >= len(each.columns)]
    return max(shared, key=lambda pair: pair[0])[1] if shared else None
