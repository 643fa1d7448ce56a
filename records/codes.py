"""Origin, reason and ground in codes: what is delivered with this service, bilingual, for authorities to change.

Nobody could read the whole of the sources when this was written, so each line says whether it was checked. England's
two lists are this service's wording of what England counts; its return was not read. `counts_as` is our mapping.
"""

from typing import NamedTuple

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class CodeKind(TextChoices):
    ORIGIN = "origin", _("Where the child became CME")
    REASON = "reason", _("Why the child is CME")
    GROUND = "ground", _("Ground on which a school took a pupil off its roll")
    ENGLAND_REASON = "england_reason", _("England's reasons")
    ENGLAND_DURATION = "england_duration", _("England's durations")


class Asker(TextChoices):
    """Who asks in a query: the ways of knowing (`CaseOrigin`) that are somebody, in words that name them."""

    SCHOOL = "school", _("A school")
    OTHER_AUTHORITY = "other_authority", _("Another authority")
    PROFESSIONAL = "professional", _("Another professional")
    PUBLIC = "public", _("A member of the public")


class Direction(TextChoices):
    """Which of the authority's own targets an origin starts."""

    NEITHER = "", _("Neither")
    IN = "in", _("The child came into the area")
    OUT = "out", _("The child left the area")


class Line(NamedTuple):
    code: str
    name: str
    name_cy: str
    counts_as: str = ""  # the code of England's list
    is_checked: bool = False
    direction: str = ""
    from_days: int | None = None  # a duration begins with this many days


FOI, NPT = "FOI responses of April 2024", "Neath Port Talbot, children missing from education"
WALES_2010, ENGLAND = "W.S.I. 2010/1954, regulation 8(1)", "England: wording of this service, return not read"
# Source, kind, lines in the order in which pages show them.
SHIPPED: tuple[tuple[str, str, tuple[Line, ...]], ...] = (
    (
        f"Monmouthshire and Cardiff: {FOI}",
        CodeKind.ORIGIN,
        (
            Line("in_area", "Became CME in the area", "Daeth yn PCA yn yr ardal", is_checked=True),
            Line("moved_in", "Moved into the area", "Symudodd i'r ardal", is_checked=True, direction="in"),
            Line("moved_out", "Left the area, still CME", "Gadawodd yr ardal, yn PCA o hyd", direction="out"),
        ),
    ),
    (
        f"Cardiff: {FOI}",
        CodeKind.REASON,
        (
            Line("admissions", "Admissions process not completed", "Proses dderbyn heb ei chwblhau", "e02", True),
            Line("excluded", "Permanently excluded", "Wedi'i wahardd yn barhaol", "e06", True),
            Line("order", "School attendance order in force", "Gorchymyn mynychu'r ysgol mewn grym", "e08", True),
        ),
    ),
    (
        NPT,
        CodeKind.REASON,
        (
            Line("never_started", "Never started school", "Heb ddechrau yn yr ysgol erioed", "e01", True),
            Line(
                "withdrawn",
                "Withdrawn: problems, disinterest, attendance",
                "Tynnwyd o'r ysgol: problemau, diffyg diddordeb, presenoldeb",
                "e09",
                True,
            ),
            Line("stopped_exclusion", "Stopped after exclusion", "Rhoi'r gorau ar ôl gwaharddiad", "e07", True),
            Line("stopped_illness", "Stopped after illness", "Rhoi'r gorau ar ôl salwch", "e11", True),
            Line("stopped_bullying", "Stopped after bullying", "Rhoi'r gorau ar ôl bwlio", "e10", True),
            Line("no_place", "No suitable place after a move", "Dim lle addas ar ôl symud", "e03", True),
        ),
    ),
    (
        FOI,
        CodeKind.REASON,
        (
            Line(
                "home_unknown",
                "Home educated, suitability not established",
                "Addysg yn y cartref, addasrwydd heb ei sefydlu",
                "e13",
            ),
            Line("other", "Another reason", "Rheswm arall", "e19"),
            Line("not_known", "Reason not known", "Rheswm anhysbys", "e20"),
        ),
    ),
    (
        WALES_2010,
        CodeKind.GROUND,
        (
            Line(
                "2010-a",
                "(a) Attendance order changed or revoked",
                "(a) Gorchymyn mynychu wedi'i newid neu ei ddirymu",
                is_checked=True,
            ),
            Line(
                "2010-b", "(b) Registered at another school", "(b) Wedi'i gofrestru mewn ysgol arall", is_checked=True
            ),
            Line("2010-c", "(c) Dual registration ended", "(c) Cofrestriad deuol wedi dod i ben"),
            Line(
                "2010-d",
                "(d) Parent gave notice of education otherwise than at school",
                "(d) Hysbysiad y rhiant o addysg heblaw yn yr ysgol",
            ),
            Line("2010-e", "(e) Lives too far from the school", "(e) Yn byw'n rhy bell o'r ysgol"),
            Line(
                "2010-f",
                "(f) Did not return from leave, not located",
                "(f) Heb ddychwelyd o absenoldeb, heb ddod o hyd iddo",
            ),
            Line("2010-g", "(g) Medically unfit to attend", "(g) Heb fod yn ffit yn feddygol i fynychu"),
            Line(
                "2010-h",
                "(h) Absent four weeks, not found after enquiry",
                "(h) Absennol am bedair wythnos, heb ei ganfod ar ôl ymholi",
            ),
            Line("2010-i", "(i) Detained under a court order", "(i) Dan gadwad drwy orchymyn llys"),
            Line("2010-j", "(j) The pupil has died", "(j) Bu farw'r disgybl"),
            Line(
                "2010-k",
                "(k) Over compulsory school age and not staying",
                "(k) Dros oedran ysgol gorfodol a ddim yn aros",
            ),
            Line("2010-l", "(l) Left a school that is not maintained", "(l) Gadawodd ysgol nas cynhelir"),
            Line("2010-m", "(m) Permanently excluded", "(m) Wedi'i wahardd yn barhaol"),
        ),
    ),
    (
        ENGLAND,
        CodeKind.ENGLAND_REASON,
        (
            Line("e01", "Never had a school place", "Heb gael lle mewn ysgol erioed"),
            Line("e02", "Applied for a place, waits for an offer", "Wedi gwneud cais am le, yn aros am gynnig"),
            Line("e03", "New to the area, no place yet", "Newydd i'r ardal, heb le eto"),
            Line("e04", "New to the country", "Newydd i'r wlad"),
            Line("e05", "Moved away, destination not known", "Wedi symud, cyrchfan yn anhysbys"),
            Line("e06", "Permanent exclusion", "Gwaharddiad parhaol"),
            Line(
                "e07", "Suspension or managed move that failed", "Gwaharddiad dros dro neu symudiad a reolir a fethodd"
            ),
            Line("e08", "School attendance order or its procedure", "Gorchymyn mynychu'r ysgol neu ei weithdrefn"),
            Line("e09", "Parents dissatisfied with the school", "Rhieni'n anfodlon â'r ysgol"),
            Line("e10", "Bullying", "Bwlio"),
            Line("e11", "Physical health", "Iechyd corfforol"),
            Line("e12", "Mental health", "Iechyd meddwl"),
            Line(
                "e13",
                "Home education not suitable, or not shown to be",
                "Addysg yn y cartref yn anaddas, neu heb ei dangos yn addas",
            ),
            Line("e14", "Special needs: waits for a placement", "Anghenion arbennig: yn aros am leoliad"),
            Line("e15", "Offered place refused", "Lle a gynigiwyd wedi'i wrthod"),
            Line("e16", "Travelling family", "Teulu'n teithio"),
            Line("e17", "Homeless or in temporary housing", "Digartref neu mewn llety dros dro"),
            Line("e18", "Out of custody or care", "Wedi gadael y ddalfa neu ofal"),
            Line("e19", "Other", "Arall"),
            Line("e20", "Not known", "Anhysbys"),
        ),
    ),
    (
        ENGLAND,
        CodeKind.ENGLAND_DURATION,
        (
            Line("d1", "Under 1 week", "Llai nag 1 wythnos", from_days=0),
            Line("d2", "1 week to under 4 weeks", "1 wythnos i lai na 4 wythnos", from_days=7),
            Line("d3", "4 weeks to under 8 weeks", "4 wythnos i lai nag 8 wythnos", from_days=28),
            Line("d4", "8 weeks to under 13 weeks", "8 wythnos i lai na 13 wythnos", from_days=56),
            Line("d5", "13 weeks to under 26 weeks", "13 wythnos i lai na 26 wythnos", from_days=91),
            Line("d6", "26 weeks to under 52 weeks", "26 wythnos i lai na 52 wythnos", from_days=182),
            Line("d7", "52 weeks to under 104 weeks", "52 wythnos i lai na 104 wythnos", from_days=364),
            Line("d8", "104 weeks or more", "104 wythnos neu fwy", from_days=728),
        ),
    ),
)


def shipped(kind: CodeKind) -> dict[str, Line]:
    """The codes of a list that is everybody's from the start, in the order in which pages show them."""
    return {line.code: line for _source, its_kind, lines in SHIPPED if its_kind == kind for line in lines}
