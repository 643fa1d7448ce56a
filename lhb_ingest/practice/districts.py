"""Which postcode districts each Welsh authority's homes are in, so that a child living outside the area shows."""


def districts(text: str) -> tuple[str, ...]:
    return tuple(text.split())


# Districts that cross a boundary stand under every authority that they reach.
POSTCODE_DISTRICTS: dict[str, tuple[str, ...]] = {
    "660": tuple(f"LL{number}" for number in range(58, 79)),
    "661": districts(
        "LL21 LL23 LL35 LL36 LL37 LL38 LL39 LL40 LL41 LL42 LL43 LL44 LL45 LL46 LL47 LL48 LL49"
        " LL51 LL52 LL53 LL54 LL55 LL56 LL57 SY20"
    ),
    "662": districts("LL16 LL18 LL21 LL22 LL24 LL25 LL26 LL27 LL28 LL29 LL30 LL31 LL32 LL33 LL34"),
    "663": districts("CH7 LL11 LL15 LL16 LL17 LL18 LL19 LL20 LL21 LL22"),
    "664": districts("CH4 CH5 CH6 CH7 CH8 LL11 LL12 LL19"),
    "665": districts("LL11 LL12 LL13 LL14 LL20 SY13 SY14"),
    "666": districts(
        "LD1 LD2 LD3 LD4 LD5 LD6 LD7 LD8 SY5 SY10 SY15 SY16 SY17 SY18 SY19 SY20 SY21 SY22 CF44 CF48 HR3 HR5 NP7 NP8 SA9"
    ),
    "667": districts("SA38 SA39 SA40 SA43 SA44 SA45 SA46 SA47 SA48 SY20 SY23 SY24 SY25"),
    "668": districts(
        "SA34 SA35 SA36 SA37 SA41 SA42 SA43 SA61 SA62 SA63 SA64 SA65 SA66 SA67 SA68 SA69 SA70 SA71 SA72 SA73"
    ),
    "669": districts("SA4 SA14 SA15 SA16 SA17 SA18 SA19 SA20 SA31 SA32 SA33 SA34 SA35 SA38 SA39 SA40 SA44 SA48 SA66"),
    "670": districts("SA1 SA2 SA3 SA4 SA5 SA6 SA7 SA18"),
    "671": districts("SA1 SA8 SA9 SA10 SA11 SA12 SA13 SA18"),
    "672": districts("CF31 CF32 CF33 CF34 CF35 CF36 CF39"),
    "673": districts("CF5 CF32 CF35 CF61 CF62 CF63 CF64 CF71 CF72"),
    "674": districts("CF15 CF37 CF38 CF39 CF40 CF41 CF42 CF43 CF44 CF45 CF72"),
    "675": districts("CF46 CF47 CF48"),
    "676": districts("CF46 CF81 CF82 CF83 NP11 NP12 NP22 NP24"),
    "677": districts("NP13 NP22 NP23"),
    "678": districts("NP4 NP44"),
    "679": districts("NP4 NP7 NP8 NP15 NP16 NP18 NP25 NP26"),
    "680": districts("CF3 NP10 NP18 NP19 NP20 NP26"),
    "681": districts("CF3 CF5 CF10 CF11 CF14 CF15 CF23 CF24"),
}
