"""Reference data as it is published: health boards, authorities with their postcode districts, regimes."""

import datetime
from typing import NamedTuple

DISTRICTS_AS_AT = datetime.date(2026, 11, 22)  # when those below were last gone through
PILOT_FROM = datetime.date(2025, 4, 8)
PILOT_TO = datetime.date(2026, 4, 7)  # the Regulations ceased to have effect on 8 April 2026: the last day is the 7th

# ODS code, ONS code, name, Welsh name
HEALTH_BOARDS = (
    (
        "7A1",
        "W11000023",
        "Betsi Cadwaladr University Health Board",
        "Bwrdd Iechyd Prifysgol Betsi Cadwaladr",
    ),
    ("7A2", "W11000025", "Hywel Dda University Health Board", "Bwrdd Iechyd Prifysgol Hywel Dda"),
    ("7A3", "W11000031", "Swansea Bay University Health Board", "Bwrdd Iechyd Prifysgol Bae Abertawe"),
    ("7A4", "W11000029", "Cardiff and Vale University Health Board", "Bwrdd Iechyd Prifysgol Caerdydd a'r Fro"),
    ("7A5", "W11000030", "Cwm Taf Morgannwg University Health Board", "Bwrdd Iechyd Prifysgol Cwm Taf Morgannwg"),
    ("7A6", "W11000028", "Aneurin Bevan University Health Board", "Bwrdd Iechyd Prifysgol Aneurin Bevan"),
    ("7A7", "W11000024", "Powys Teaching Health Board", "Bwrdd Iechyd Addysgu Powys"),
)


class AuthorityLine(NamedTuple):
    code: str
    ons_code: str
    health_board: str
    is_pilot: bool
    name: str
    name_cy: str
    districts: str  # a district that crosses the boundary stands under every authority that it reaches


AUTHORITIES = tuple(
    AuthorityLine(*line)
    for line in (
        (
            "660",
            "W06000001",
            "7A1",
            True,
            "Isle of Anglesey",
            "Ynys Môn",
            "LL58 LL59 LL60 LL61 LL62 LL63 LL64 LL65 LL66 LL67 LL68 LL69 LL70 LL71 LL72 LL73 LL74 LL75 LL76 LL77 LL78",
        ),
        (
            "661",
            "W06000002",
            "7A1",
            True,
            "Gwynedd",
            "Gwynedd",
            "LL21 LL23 LL24 LL33 LL35 LL36 LL37 LL38 LL39 LL40 LL41 LL42 LL43 LL44 LL45 LL46 LL47 LL48 LL49 LL51 LL52 "
            "LL53 LL54 LL55 LL56 LL57 SY20",
        ),
        (
            "662",
            "W06000003",
            "7A1",
            False,
            "Conwy",
            "Conwy",
            "LL16 LL18 LL21 LL22 LL23 LL24 LL25 LL26 LL27 LL28 LL29 LL30 LL31 LL32 LL33 LL34",
        ),
        (
            "663",
            "W06000004",
            "7A1",
            False,
            "Denbighshire",
            "Sir Ddinbych",
            "CH7 CH8 LL11 LL14 LL15 LL16 LL17 LL18 LL19 LL20 LL21 LL22 SY10",
        ),
        (
            "664",
            "W06000005",
            "7A1",
            False,
            "Flintshire",
            "Sir y Fflint",
            "CH1 CH4 CH5 CH6 CH7 CH8 LL11 LL12 LL18 LL19",
        ),
        (
            "665",
            "W06000006",
            "7A1",
            False,
            "Wrexham",
            "Wrecsam",
            "CH4 LL11 LL12 LL13 LL14 LL20 SY10 SY11 SY12 SY13 SY14",
        ),
        (
            "666",
            "W06000023",
            "7A7",
            True,
            "Powys",
            "Powys",
            "CF44 CF48 HR3 HR5 LD1 LD2 LD3 LD4 LD5 LD6 LD7 LD8 LL21 NP7 NP8 NP22 NP23 SA9 SA10 SA11 SA19 SA20 SY5 SY7 "
            "SY9 SY10 SY15 SY16 SY17 SY18 SY19 SY20 SY21 SY22 SY25",
        ),
        (
            "667",
            "W06000008",
            "7A2",
            False,
            "Ceredigion",
            "Ceredigion",
            "SA37 SA38 SA39 SA40 SA41 SA42 SA43 SA44 SA45 SA46 SA47 SA48 SY18 SY20 SY23 SY24 SY25",
        ),
        (
            "668",
            "W06000009",
            "7A2",
            False,
            "Pembrokeshire",
            "Sir Benfro",
            "SA33 SA34 SA35 SA36 SA37 SA38 SA41 SA42 SA43 SA61 SA62 SA63 SA64 SA65 SA66 SA67 SA68 SA69 SA70 SA71 "
            "SA72 SA73",
        ),
        (
            "669",
            "W06000010",
            "7A2",
            True,
            "Carmarthenshire",
            "Sir Gaerfyrddin",
            "LD3 SA4 SA9 SA14 SA15 SA16 SA17 SA18 SA19 SA20 SA31 SA32 SA33 SA34 SA35 SA38 SA39 SA40 SA43 SA44 SA48 "
            "SA66 SA67",
        ),
        (
            "670",
            "W06000011",
            "7A3",
            False,
            "Swansea",
            "Abertawe",
            "SA1 SA2 SA3 SA4 SA5 SA6 SA7 SA8 SA14 SA15 SA18",
        ),
        (
            "671",
            "W06000012",
            "7A3",
            False,
            "Neath Port Talbot",
            "Castell-nedd Port Talbot",
            "CF33 CF34 CF42 CF44 SA1 SA7 SA8 SA9 SA10 SA11 SA12 SA13 SA18",
        ),
        (
            "672",
            "W06000013",
            "7A5",
            False,
            "Bridgend",
            "Pen-y-bont ar Ogwr",
            "CF31 CF32 CF33 CF34 CF35 CF36 CF39 CF72 SA13",
        ),
        (
            "673",
            "W06000014",
            "7A4",
            False,
            "Vale of Glamorgan",
            "Bro Morgannwg",
            "CF5 CF11 CF31 CF32 CF35 CF61 CF62 CF63 CF64 CF71 CF72",
        ),
        (
            "674",
            "W06000016",
            "7A5",
            True,
            "Rhondda Cynon Taf",
            "Rhondda Cynon Taf",
            "CF5 CF15 CF32 CF35 CF37 CF38 CF39 CF40 CF41 CF42 CF43 CF44 CF45 CF72 CF83 SA11",
        ),
        ("675", "W06000024", "7A5", False, "Merthyr Tydfil", "Merthyr Tudful", "CF45 CF46 CF47 CF48"),
        (
            "676",
            "W06000018",
            "7A6",
            False,
            "Caerphilly",
            "Caerffili",
            "CF3 CF14 CF15 CF37 CF46 CF48 CF81 CF82 CF83 NP10 NP11 NP12 NP13 NP22 NP24 NP44",
        ),
        ("677", "W06000019", "7A6", False, "Blaenau Gwent", "Blaenau Gwent", "NP4 NP11 NP13 NP22 NP23"),
        ("678", "W06000020", "7A6", False, "Torfaen", "Torfaen", "NP4 NP11 NP15 NP18 NP44"),
        (
            "679",
            "W06000021",
            "7A6",
            True,
            "Monmouthshire",
            "Sir Fynwy",
            "HR2 NP4 NP7 NP8 NP15 NP16 NP18 NP23 NP25 NP26",
        ),
        (
            "680",
            "W06000022",
            "7A6",
            False,
            "Newport",
            "Casnewydd",
            "CF3 NP4 NP10 NP11 NP15 NP16 NP18 NP19 NP20 NP26 NP44",
        ),
        (
            "681",
            "W06000015",
            "7A4",
            True,
            "Cardiff",
            "Caerdydd",
            "CF3 CF5 CF10 CF11 CF14 CF15 CF23 CF24 CF83",
        ),
    )
)


class RegimeLine(NamedTuple):
    code: str
    rank: int
    valid_from: datetime.date | None
    valid_to: datetime.date | None
    source: str
    name: str
    name_cy: str


REGIMES = (
    RegimeLine(
        "S436A",
        1,
        datetime.date(2009, 9, 1),
        None,
        "Education Act 1996, section 436A",
        "Duty to identify children not receiving education",
        "Dyletswydd i adnabod plant nad ydynt yn cael addysg",
    ),
    RegimeLine(
        "PILOT_2025",
        2,
        PILOT_FROM,
        PILOT_TO,
        "The Children Act 2004 (Children Missing Education Database) (Pilot) (Wales) Regulations 2025 "
        "(W.S.I. 2025/440)",
        "Children missing education database: pilot",
        "Cronfa ddata plant sy'n colli addysg: peilot",
    ),
    RegimeLine(
        "CNIS_436B",
        3,
        None,
        None,
        "Education Act 1996, section 436B (Children's Wellbeing and Schools Act 2026, section 38)",
        "Register of children not in school",
        "Cofrestr plant nad ydynt yn yr ysgol",
    ),
)

# The checklist that every authority begins with (law-and-domain 5.2): key, English, Welsh, days after opening. An
# authority edits its own on a page; what may lawfully be asked of others is for the authority to say.
ENQUIRIES: tuple[tuple[str, str, str, int | None], ...] = (
    ("own_rolls", "Pupil database and own rolls", "Cronfa ddata disgyblion a chofrestrau'r awdurdod ei hun", 1),
    ("eotas", "EOTAS and pupil referral unit lists", "Rhestrau AHY ac unedau cyfeirio disgyblion", 1),
    ("home_education", "Home education list", "Rhestr addysg ddewisol yn y cartref", 1),
    ("independent", "Independent school returns", "Rhestrau ysgolion annibynnol", 3),
    ("admissions", "Admissions applications and appeals", "Ceisiadau derbyn ac apeliadau", 3),
    (
        "last_school",
        "Last school, and the schools of brothers and sisters",
        "Yr ysgol ddiwethaf, ac ysgolion brodyr a chwiorydd",
        5,
    ),
    ("lost_pupils", "s2s and the Lost Pupil Database", "s2s a'r gronfa ddata disgyblion coll", 5),
    ("telephone", "Telephone", "Ffonio", 5),
    ("letter", "Letter to the last known address", "Llythyr i'r cyfeiriad hysbys diwethaf", 7),
    ("social_services", "Social services", "Gwasanaethau cymdeithasol", 10),
    ("aln_team", "ALN team", "Tîm ADY", 10),
    (
        "other_authorities",
        "Neighbouring, previous and receiving authorities",
        "Awdurdodau cyfagos, blaenorol a derbyn",
        10,
    ),
    (
        "health",
        "Health visitor or school nurse, where lawful",
        "Ymwelydd iechyd neu nyrs ysgol, lle bo'n gyfreithlon",
        10,
    ),
    ("housing", "Housing and council tax, where lawful", "Tai a'r dreth gyngor, lle bo'n gyfreithlon", 10),
    ("visit", "Home visit", "Ymweliad â'r cartref", 15),
    (
        "border",
        "Home Office or Border Force, where lawful",
        "Y Swyddfa Gartref neu Lu'r Ffiniau, lle bo'n gyfreithlon",
        None,
    ),
    ("police", "Police welfare check", "Gwiriad lles gan yr heddlu", None),
)
