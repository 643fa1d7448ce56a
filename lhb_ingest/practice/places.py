"""The 22 Welsh authorities as the practice lists know them: towns, languages, neighbours and street names."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Town:
    english: str
    welsh: str
    district: str


@dataclass(frozen=True, slots=True)
class Authority:
    code: str
    name: str
    neighbour: str  # the code of the authority whose roll is also at hand
    welsh: float  # share of families with Welsh names
    other: float  # share of families from Wales' other communities
    rural: float  # share of homes with a name and no number
    county: str  # what the health list writes in its last address line
    towns: tuple[Town, ...]


def listed(text: str, separator: str = " ") -> tuple[str, ...]:
    return tuple(text.split(separator))


# code: name, neighbour, Welsh share, other share, rural share, county
ABOUT: dict[str, tuple[str, str, float, float, float, str]] = {
    "660": ("Isle of Anglesey", "661", 0.57, 0.02, 0.22, "Ynys Mon"),
    "661": ("Gwynedd", "660", 0.65, 0.03, 0.20, "Gwynedd"),
    "662": ("Conwy", "663", 0.30, 0.03, 0.12, "Conwy"),
    "663": ("Denbighshire", "662", 0.28, 0.03, 0.12, "Denbighshire"),
    "664": ("Flintshire", "665", 0.14, 0.04, 0.06, "Flintshire"),
    "665": ("Wrexham", "664", 0.15, 0.09, 0.05, "Wrexham"),
    "666": ("Powys", "667", 0.22, 0.03, 0.28, "Powys"),
    "667": ("Ceredigion", "669", 0.50, 0.03, 0.28, "Ceredigion"),
    "668": ("Pembrokeshire", "669", 0.22, 0.03, 0.20, "Pembrokeshire"),
    "669": ("Carmarthenshire", "668", 0.45, 0.04, 0.18, "Carmarthenshire"),
    "670": ("Swansea", "671", 0.14, 0.12, 0.02, "Swansea"),
    "671": ("Neath Port Talbot", "670", 0.17, 0.03, 0.03, "Neath Port Talbot"),
    "672": ("Bridgend", "673", 0.12, 0.03, 0.03, "Mid Glamorgan"),
    "673": ("Vale of Glamorgan", "681", 0.14, 0.06, 0.06, "Vale of Glamorgan"),
    "674": ("Rhondda Cynon Taf", "675", 0.16, 0.03, 0.02, "Mid Glamorgan"),
    "675": ("Merthyr Tydfil", "674", 0.11, 0.08, 0.02, "Merthyr Tydfil"),
    "676": ("Caerphilly", "680", 0.14, 0.02, 0.03, "Caerphilly"),
    "677": ("Blaenau Gwent", "676", 0.09, 0.03, 0.02, "Blaenau Gwent"),
    "678": ("Torfaen", "679", 0.10, 0.03, 0.02, "Torfaen"),
    "679": ("Monmouthshire", "678", 0.10, 0.03, 0.14, "Monmouthshire"),
    "680": ("Newport", "676", 0.10, 0.19, 0.02, "Newport"),
    "681": ("Cardiff", "673", 0.15, 0.24, 0.01, "Cardiff"),
}

# English name / Welsh name where it differs = postcode district; larger places stand first and are drawn more often.
TOWNS: dict[str, str] = {
    "660": "Holyhead/Caergybi=LL65, Llangefni=LL77, Amlwch=LL68, Menai Bridge/Porthaethwy=LL59, "
    "Beaumaris/Biwmares=LL58,"
    "Llanfairpwll=LL61, Valley/Y Fali=LL65, Benllech=LL74, Rhosneigr=LL64, Cemaes=LL67, "
    "Llanerchymedd/Llannerch-y-medd"
    "=LL71, Pentraeth=LL75, Gaerwen/Y Gaerwen=LL60, Moelfre=LL72, Bodorgan=LL62, Brynteg=LL78, Penysarn=LL69,"
    "Newborough/Niwbwrch=LL61, Aberffraw=LL63, Marianglas=LL73, Dulas=LL70, Llanbedrgoch=LL76, Rhosgoch=LL66",
    "661": "Bangor=LL57, Caernarfon=LL55, Bethesda=LL57, Pwllheli=LL53, Porthmadog=LL49, Blaenau Ffestiniog=LL41,"
    "Dolgellau=LL40, Tywyn=LL36, Barmouth/Abermaw=LL42, Bala/Y Bala=LL23, Llanberis=LL55, Penygroes=LL54,"
    "Nefyn=LL53, Criccieth/Cricieth=LL52, Harlech=LL46, Penrhyndeudraeth=LL48, Y Felinheli=LL56, Talysarn=LL54,"
    "Abersoch=LL53, Dyffryn Ardudwy=LL44, Aberdovey/Aberdyfi=LL35, Corris=SY20, Garndolbenmaen=LL51",
    "662": "Colwyn Bay/Bae Colwyn=LL29, Llandudno=LL30, Abergele=LL22, Llandudno Junction/Cyffordd Llandudno=LL31,"
    "Kinmel Bay/Bae Cinmel=LL18, Conwy=LL32, Llanrwst=LL26, Penmaenmawr=LL34, Llanfairfechan=LL33, Mochdre=LL28,"
    "Betws-y-Coed=LL24, Towyn/Tywyn=LL22, Trefriw=LL27, Cerrigydrudion=LL21, Dolwyddelan=LL25, Llansannan=LL16",
    "663": "Rhyl/Y Rhyl=LL18, Prestatyn=LL19, Denbigh/Dinbych=LL16, Ruthin/Rhuthun=LL15, Llangollen=LL20,"
    "St Asaph/Llanelwy=LL17, Rhuddlan=LL18, Corwen=LL21, Dyserth=LL18, Meliden/Gallt Melyd=LL19, Trefnant=LL16,"
    "Llanferres=CH7, Llandegla/Llandegla-yn-Ial=LL11, Gwyddelwern=LL21",
    "664": "Connah's Quay/Cei Connah=CH5, Flint/Y Fflint=CH6, Buckley/Bwcle=CH7, Mold/Yr Wyddgrug=CH7, "
    "Holywell/Treffynnon"
    "=CH8, Shotton=CH5, Queensferry=CH5, Saltney=CH4, Hawarden/Penarlag=CH5, Broughton/Brychdyn=CH4,"
    "Hope/Yr Hob=LL12, Caergwrle=LL12, Bagillt=CH6, Mostyn=CH8, Gronant=LL19, Leeswood/Coed-llai=CH7",
    "665": "Wrexham/Wrecsam=LL13, Rhosllanerchrugog=LL14, Gresford=LL12, Brymbo=LL11, Gwersyllt=LL11, Coedpoeth=LL11,"
    "Ruabon/Rhiwabon=LL14, Acrefair=LL14, Cefn Mawr=LL14, Llay/Llai=LL12, Rossett/Yr Orsedd=LL12, Chirk/Y Waun=LL14,"
    "Glyn Ceiriog=LL20, Overton/Owrtyn=LL13, Penycae=LL14, Bronington=SY13",
    "666": "Newtown/Y Drenewydd=SY16, Brecon/Aberhonddu=LD3, Ystradgynlais=SA9, Welshpool/Y Trallwng=SY21,"
    "Llandrindod Wells/Llandrindod=LD1, Machynlleth=SY20, Llanidloes=SY18, Builth Wells/Llanfair-ym-Muallt=LD2,"
    "Crickhowell/Crucywel=NP8, Knighton/Tref-y-clawdd=LD7, Rhayader/Rhaeadr Gwy=LD6, Hay-on-Wye/Y Gelli Gandryll=HR3,"
    "Presteigne/Llanandras=LD8, Talgarth=LD3, Llanfyllin=SY22, Montgomery/Trefaldwyn=SY15, Caersws=SY17,"
    "Llanwrtyd Wells/Llanwrtyd=LD5, Llangammarch Wells/Llangamarch=LD4, Llanbrynmair=SY19, Llangattock/Llangatwg=NP8",
    "667": "Aberystwyth=SY23, Cardigan/Aberteifi=SA43, Lampeter/Llanbedr Pont Steffan=SA48, Llandysul=SA44,"
    "Aberaeron=SA46, Tregaron=SY25, Borth/Y Borth=SY24, New Quay/Ceinewydd=SA45, Llanarth=SA47, Penrhyncoch=SY23,"
    "Aberporth=SA43, Talybont/Tal-y-bont=SY24, Llanilar=SY23, Adpar=SA38, Cenarth=SA38, Pontrhydfendigaid=SY25",
    "668": "Haverfordwest/Hwlffordd=SA61, Milford Haven/Aberdaugleddau=SA73, Pembroke Dock/Doc Penfro=SA72,"
    "Pembroke/Penfro=SA71, Tenby/Dinbych-y-pysgod=SA70, Fishguard/Abergwaun=SA65, Neyland=SA73, "
    "Narberth/Arberth=SA67,"
    "Saundersfoot=SA69, Goodwick/Wdig=SA64, Kilgetty/Cilgeti=SA68, Crymych=SA41, St Davids/Tyddewi=SA62,"
    "Johnston=SA62, Newport/Trefdraeth=SA42, Clarbeston Road=SA63, Clynderwen/Clunderwen=SA66, Boncath=SA37,"
    "Llanfyrnach=SA35, Glogue=SA36",
    "669": "Llanelli=SA15, Carmarthen/Caerfyrddin=SA31, Ammanford/Rhydaman=SA18, Burry Port/Porth Tywyn=SA16,"
    "Kidwelly/Cydweli=SA17, Llandeilo=SA19, Cross Hands=SA14, Brynamman/Brynaman=SA18, Llandovery/Llanymddyfri=SA20,"
    "Whitland/Hendy-gwyn ar Daf=SA34, Newcastle Emlyn/Castellnewydd Emlyn=SA38, St Clears/Sanclêr=SA33,"
    "Tumble/Y Tymbl=SA14, Pontyberem=SA15, Trimsaran=SA17, Hendy/Yr Hendy=SA4, Llangadog=SA19,"
    "Laugharne/Talacharn=SA33, Llanybydder=SA40, Pencader=SA39, Nantgaredig=SA32, Efailwen=SA66",
    "670": "Swansea/Abertawe=SA1, Morriston/Treforys=SA6, Sketty/Sgeti=SA2, Gorseinon=SA4, Swansea/Abertawe=SA5,"
    "Mumbles/Y Mwmbwls=SA3, Llansamlet=SA7, Clydach=SA6, Pontarddulais=SA4, Gowerton/Tre-gŵyr=SA4,"
    "Townhill=SA1, Killay/Cilâ=SA2, Bishopston/Llandeilo Ferwallt=SA3, Loughor/Casllwchwr=SA4, Garnswllt=SA18",
    "671": "Neath/Castell-nedd=SA11, Port Talbot=SA13, Port Talbot=SA12, Skewen/Sgiwen=SA10, Pontardawe=SA8,"
    "Briton Ferry/Llansawel=SA11, Baglan=SA12, Resolven/Resolfen=SA11, Ystalyfera=SA9, Glynneath/Glyn-nedd=SA11,"
    "Cymmer/Cymer=SA13, Crynant/Y Creunant=SA10, Gwaun-Cae-Gurwen=SA18, Seven Sisters/Blaendulais=SA10",
    "672": "Bridgend/Pen-y-bont ar Ogwr=CF31, Maesteg=CF34, Porthcawl=CF36, Pencoed=CF35, Pyle/Y Pîl=CF33,"
    "Brackla/Bracla=CF31, Kenfig Hill/Mynyddcynffig=CF33, Ogmore Vale/Cwm Ogwr=CF32, Sarn=CF32, Tondu=CF32,"
    "Blaengarw=CF32, Coity/Coety=CF35, Evanstown=CF39",
    "673": "Barry/Y Barri=CF62, Penarth=CF64, Barry/Y Barri=CF63, Llantwit Major/Llanilltud Fawr=CF61,"
    "Cowbridge/Y Bont-faen=CF71, Dinas Powys=CF64, Rhoose/Y Rhws=CF62, Sully/Sili=CF64, St Athan/Sain Tathan=CF62,"
    "Wenvoe/Gwenfô=CF5, St Brides Major/Saint-y-brid=CF32, Ogmore-by-Sea/Aberogwr=CF32, Ewenny/Ewenni=CF35",
    "674": "Pontypridd=CF37, Aberdare/Aberdâr=CF44, Tonypandy=CF40, Porth/Y Porth=CF39, Treorchy/Treorci=CF42,"
    "Mountain Ash/Aberpennar=CF45, Llantrisant=CF72, Church Village/Pentre'r Eglwys=CF38, Ferndale/Glynrhedynog=CF43,"
    "Pontyclun/Pont-y-clun=CF72, Tonyrefail=CF39, Pentre/Y Pentre=CF41, Treherbert=CF42, Hirwaun=CF44, Beddau=CF38,"
    "Taffs Well/Ffynnon Taf=CF15, Abercynon=CF45, Tylorstown/Pendyrus=CF43, Penygraig=CF40",
    "675": "Merthyr Tydfil/Merthyr Tudful=CF47, Merthyr Tydfil/Merthyr Tudful=CF48, Dowlais=CF48, Treharris=CF46,"
    "Troedyrhiw=CF48, Aberfan=CF48, Cefn Coed/Cefncoedycymer=CF48, Bedlinog=CF46, Pentrebach=CF48, Gurnos=CF47",
    "676": "Caerphilly/Caerffili=CF83, Blackwood/Coed Duon=NP12, Risca/Rhisga=NP11, Bargoed=CF81, "
    "Newbridge/Trecelyn=NP11,"
    "Ystrad Mynach=CF82, Bedwas=CF83, Rhymney/Rhymni=NP22, Hengoed=CF82, Nelson=CF46, New Tredegar/Tredegar Newydd"
    "=NP24, Pontllanfraith=NP12, Abercarn=NP11, Crosskeys=NP11, Llanbradach=CF83, Senghenydd=CF83",
    "677": "Ebbw Vale/Glynebwy=NP23, Tredegar=NP22, Abertillery/Abertyleri=NP13, Brynmawr/Bryn-mawr=NP23, "
    "Blaina/Blaenau"
    "=NP13, Nantyglo=NP23, Cwm=NP23, Beaufort/Cendl=NP23, Sirhowy/Sirhywi=NP22, Llanhilleth/Llanhiledd=NP13",
    "678": "Cwmbran/Cwmbrân=NP44, Pontypool/Pont-y-pŵl=NP4, Blaenavon/Blaenafon=NP4, Croesyceiliog=NP44, "
    "Pontnewydd=NP44,"
    "Griffithstown/Tregriffith=NP4, Abersychan=NP4, New Inn=NP4, Henllys=NP44, Garndiffaith=NP4",
    "679": "Abergavenny/Y Fenni=NP7, Caldicot/Cil-y-coed=NP26, Chepstow/Cas-gwent=NP16, Monmouth/Trefynwy=NP25,"
    "Usk/Brynbuga=NP15, Magor/Magwyr=NP26, Rogiet=NP26, Raglan/Rhaglan=NP15, Gilwern=NP7, Undy/Gwndy=NP26,"
    "Goytre/Goetre=NP4, Portskewett/Porthsgiwed=NP26, Caerwent/Caer-went=NP26, Tintern/Tyndyrn=NP16",
    "680": "Newport/Casnewydd=NP20, Newport/Casnewydd=NP19, Bassaleg/Basaleg=NP10, Caerleon/Caerllion=NP18,"
    "Rogerstone/Tŷ-du=NP10, Malpas=NP20, Bettws/Betws=NP20, Ringland=NP19, Duffryn/Dyffryn=NP10, Maindee=NP19,"
    "Langstone=NP18, Marshfield/Maerun=CF3, Underwood=NP18, Llanvaches/Llanfaches=NP26",
    "681": "Cardiff/Caerdydd=CF24, Ely/Trelái=CF5, Whitchurch/Yr Eglwys Newydd=CF14, Grangetown/Trelluest=CF11,"
    "Llanishen/Llanisien=CF14, Rumney/Tredelerch=CF3, Canton/Treganna=CF5, Pentwyn=CF23, Llanrumney/Llanrhymni=CF3,"
    "Cardiff/Caerdydd=CF10, Splott/Y Sblot=CF24, Fairwater/Y Tyllgoed=CF5, Roath/Y Rhath=CF24, Radyr/Radur=CF15,"
    "Cyncoed=CF23, Heath/Y Mynydd Bychan=CF14, St Mellons/Llaneirwg=CF3, Pontprennau=CF23, Tongwynlais=CF15",
}

# Which other communities live where; authorities not named take the mixture under "".
COMMUNITIES: dict[str, str] = {
    "": "polish 5 south_asian 3 bengali 2 arabic 2 romanian 2 chinese 2 portuguese 1 ukrainian 2 somali 0 keralan 2",
    "661": "arabic 5 polish 4 chinese 4 south_asian 2 bengali 1 ukrainian 2 keralan 2",
    "665": "polish 9 portuguese 6 romanian 3 south_asian 2 bengali 1 keralan 2 ukrainian 1",
    "669": "polish 9 romanian 2 arabic 2 south_asian 2 bengali 1 ukrainian 2 chinese 1 keralan 2",
    "670": "bengali 6 arabic 4 chinese 4 south_asian 3 polish 3 romanian 2 keralan 3 ukrainian 1",
    "675": "polish 8 portuguese 6 keralan 2 ukrainian 1 south_asian 1 romanian 2",
    "680": "south_asian 8 bengali 6 romanian 6 arabic 4 polish 3 somali 1 keralan 2 portuguese 1 ukrainian 1",
    "681": "south_asian 7 bengali 5 somali 5 arabic 6 romanian 2 polish 3 chinese 2 keralan 3 portuguese 2 ukrainian 1",
}

ENGLISH_STREETS = listed(
    "Albert Birch Brecon Bridge Castle Chapel Church Commercial East Elm Garth George Glanmor Green High Hill "
    "King Lake "
    "Maple Market Meadow Mill Nelson New North Oak Park Plasnewydd Queen River School South Station Tudor Union "
    "Victoria "
    "Wellington West Windsor Ash Beech Cambrian Cross Holly Lime Quarry Rowan Spring Valley Priory Orchard "
    "Harbour Marine"
)
ENGLISH_KINDS = listed("Street Road Close Avenue Terrace Lane Drive Court Gardens Place Crescent Grove Row Way")
WELSH_KINDS = listed("Heol Stryd Ffordd Lôn Maes Bryn Cae Llys Clos Rhodfa Gerddi Parc Tan Stad Dôl Rhes Pen Trem")
WELSH_STREETS = listed(
    "yr Eglwys|y Môr|y Felin|y Coed|yr Haf|y Bont|y Castell|y Wawr|y Nant|yr Onnen|y Ffynnon|y Dderwen|yr Ysgol|"
    "y Mynydd|"
    "Gwyn|Las|Newydd|Fawr|Bach|Celyn|Helyg|Bedw|Eithin|Rhedyn|Menai|Tywi|Teifi|Eryri|Elfed|Bethel|Seion|Salem|Tudur|"
    "Gwenllian|Llywelyn|Glyndŵr|Dewi Sant|Hafod|Hendre|Pentre|yr Orsaf|y Gog|y Plas|Meirion|Ogwen|Cynan",
    "|",
)
HOUSE_NAMES = listed(
    "Tyddyn Gwyn|Tŷ Newydd|Hafod|Bryn Awel|Gelli Aur|Nant y Felin|Pen y Bryn|Tŷ Isaf|Tŷ Uchaf|Cefn Coed|Bryn Hyfryd|"
    "Maes Gwyn|Cae'r Delyn|Ty'n Llan|Ty'n y Coed|Plas Newydd|Glan Afon|Y Bwthyn|Yr Hen Ysgol|Bodlondeb|Erw Wen|"
    "Gorwel|"
    "Rose Cottage|Woodside|The Old Mill|Hillcrest|Ivy Cottage|Sea View|Orchard House|The Barn|Fron Deg|Llwyn Onn|"
    "Hendre Wen|Rhos Fawr|Tan yr Allt|Bryn Teg|Pant Glas|Dolwen|Tegfan|Awelfryn",
    "|",
)
ENGLISH_TOWNS = (
    Town("Chester", "Chester", "CH2"),
    Town("Chester", "Chester", "CH3"),
    Town("Shrewsbury", "Shrewsbury", "SY1"),
    Town("Oswestry", "Oswestry", "SY11"),
    Town("Hereford", "Hereford", "HR1"),
    Town("Leominster", "Leominster", "HR6"),
    Town("Coleford", "Coleford", "GL16"),
    Town("Bristol", "Bristol", "BS3"),
    Town("Bristol", "Bristol", "BS16"),
    Town("Liverpool", "Liverpool", "L15"),
    Town("Manchester", "Manchester", "M14"),
    Town("Birmingham", "Birmingham", "B29"),
    Town("Leicester", "Leicester", "LE2"),
    Town("Swindon", "Swindon", "SN1"),
)


def towns_of(code: str) -> tuple[Town, ...]:
    towns = []
    for entry in TOWNS[code].split(","):
        names, district = entry.strip().split("=")
        english, _, welsh = names.strip().partition("/")
        towns.append(Town(english, welsh or english, district.strip()))
    return tuple(towns)


def find_authority(code: str) -> Authority:
    name, neighbour, welsh, other, rural, county = ABOUT[code]
    return Authority(code, name, neighbour, welsh, other, rural, county, towns_of(code))
