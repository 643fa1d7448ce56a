"""What a name says of the languages it comes from, by short lists that anybody can read. Pure.

It says something of the name and nothing of the child: many children in Wales bear names of several origins, and a name
of one origin is borne in families of every other. It serves one purpose: to see whether the matching does worse for
some names than for others; only the code of the group is kept, apart from any name. What the lists do not know is
NOT_KNOWN, which is most names. The lists are common given names and surnames written down for this purpose; extend
them with care.
"""

from records.normalise import fold

NOT_KNOWN = "not_known"
WELSH, POLISH, ARABIC, BENGALI, SOMALI, CHINESE = "welsh", "polish", "arabic", "bengali", "somali", "chinese"
GROUPS = (WELSH, POLISH, ARABIC, BENGALI, SOMALI, CHINESE)

_NAMES = {
    WELSH: "ap ab ferch alun aled angharad aneirin arwel bedwyr beca bethan branwen bronwen cadi caio carwyn catrin "
    "cerys ceri ceridwen cynan dafydd deio dewi dilys dylan efa eirlys eira elin eleri emrys elis eurgain ffion fflur "
    "gareth geraint gethin glyn gruffudd guto gwen gwenllian gwilym gwydion gwyn haf heledd hywel iago ieuan ifan "
    "illtud ioan iolo ithel iwan llewelyn llinos llion lleucu llywelyn lowri macsen mabli mair mali manon mared "
    "mari meinir meleri menna meredydd meurig moli morfudd myfanwy nerys nest nia non olwen osian owain rhian "
    "rhiannon rhodri rhys sian sioned sion siwan steffan taliesin tegwen tesni tirion tomos tudur twm wyn ynyr",
    POLISH: "agnieszka aleksandra alicja antoni barbara bartosz filip franciszek grzegorz hanna jakub jan jerzy julia "
    "kacper katarzyna krzysztof lena maciej maja malgorzata mateusz michal milosz oliwia pawel piotr stanislaw szymon "
    "tomasz wojciech zofia zuzanna nowak kowalski kowalska wisniewski wisniewska wojcik kaminski kaminska lewandowski "
    "lewandowska zielinski zielinska wozniak dabrowski dabrowska",
    ARABIC: "abdallah abdullah ahmad ahmed aisha ali amina amir fatima fatimah hamza hasan hassan hussein ibrahim "
    "khadija khalid layla mahmoud maryam mohamed mohammad mohammed muhammad mustafa nour omar rashid salma umar "
    "yousef yusuf zaynab al el",
    BENGALI: "begum miah uddin rahman chowdhury choudhury khatun akhtar akter hoque haque islam sultana ullah sarkar",
    SOMALI: "abdi abdirahman abdullahi aden ayaan dahir farah faduma fadumo fartun guled hodan ifrah jama liban "
    "mohamud nuur roble sahra samatar sharmarke warsame ubah xasan yasin",
    CHINESE: "chan chen cheng cheung chow chung huang jing leung liang ling liu ming ng tang wang wong wu xiao xu yang "
    "ying zhang zhao zheng zhou",
}
NAMES = {group: frozenset(names.split()) for group, names in _NAMES.items()}
# Letters and endings that hardly any other language of these lists writes.
WELSH_LETTERS = ("wy", "ddw", "llw", "wyn", "ffl")
POLISH_ENDINGS = ("ski", "ska", "cki", "cka", "wicz", "czyk")


def group_of(forenames: str, surname: str) -> str:
    """The group whose names are most of the child's names; NOT_KNOWN where none is, or two are level."""
    words = [word.casefold() for word in f"{fold(forenames)} {fold(surname)}".split()]
    found = {group: sum(word in NAMES[group] for word in words) for group in GROUPS}
    found[WELSH] += any(letters in word for word in words for letters in WELSH_LETTERS)
    found[POLISH] += any(word.endswith(POLISH_ENDINGS) and len(word) > 5 for word in words)
    most = max(found.values())
    best = [group for group in GROUPS if found[group] == most]
    return best[0] if most and len(best) == 1 else NOT_KNOWN
