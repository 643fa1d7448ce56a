"""The one cleaning step before comparing, as a table: what a list writes, and what is compared."""

import pytest

from lhb_ingest.matching import prepare
from records.normalise import house_key, repaired

FORENAMES = [
    # as written, the first forename, every one
    ("Siân", "SIAN", ("SIAN",)),
    ("SiÃ´n", "SION", ("SION",)),
    ("MARI  HAF", "MARI", ("MARI", "HAF")),
    ("Lily-Mae", "LILY", ("LILY", "MAE")),
    ("Miss Mari", "MARI", ("MARI",)),
    ("Master Huw Wyn", "HUW", ("HUW", "WYN")),
    ("Baby Girl", "", ()),
    ("Łukasz", "LUKASZ", ("LUKASZ",)),
    ("D\u2019Arcy", "DARCY", ("DARCY",)),
    ("Abd al-Rahman", "ABD", ("ABD", "AL", "RAHMAN")),
    ("محمد", "", ()),
]
SURNAMES = [
    # as written, the whole, its parts
    ("ap Rhys", "RHYS", ("RHYS",)),
    ("ab Owain", "OWAIN", ("OWAIN",)),
    ("ferch Dafydd", "DAFYDD", ("DAFYDD",)),
    ("ap-Gwilym", "GWILYM", ("GWILYM",)),
    ("Apgwilym", "GWILYM", ("GWILYM",)),
    ("Abowen", "OWEN", ("OWEN",)),
    ("Abbott", "ABBOTT", ("ABBOTT",)),
    ("April", "APRIL", ("APRIL",)),
    ("Abraham", "ABRAHAM", ("ABRAHAM",)),
    ("Williams-Parry", "WILLIAMS PARRY", ("WILLIAMS", "PARRY")),
    ("O'Neill", "ONEILL", ("ONEILL",)),
    ("Al-Hassan", "HASSAN", ("HASSAN",)),
    ("El-Sayed", "SAYED", ("SAYED",)),
    ("Al", "AL", ("AL",)),
    ("Jones Jnr", "JONES", ("JONES",)),
    ("WÃ³jcik", "WOJCIK", ("WOJCIK",)),
    ("Dąbrowski", "DABROWSKI", ("DABROWSKI",)),
    ("Nguyễn", "NGUYEN", ("NGUYEN",)),
]
HOUSES = [
    ("12 Stryd Fawr", "12A High Street", False),
    ("12 Stryd Fawr", "12, High Street", True),
    ("Stryd Fawr", "High Street", True),
    ("Heol y Bont", "Bridge Road", True),
    ("Tŷ Newydd", "Ty Newydd", True),
    ("Bwthyn y Rhosyn", "Rhosyn Cottage", True),
    ("Tŷ Gwyn", "Tŷ Coch", False),
]


@pytest.mark.parametrize(("written", "first", "every"), FORENAMES)
def test_forenames(written, first, every):
    person = prepare(key=1, forenames=written, surname="Jones")
    assert (person.forename, person.forenames) == (first, every)


@pytest.mark.parametrize(("written", "whole", "parts"), SURNAMES)
def test_surnames(written, whole, parts):
    person = prepare(key=1, forenames="Mari", surname=written)
    assert (person.surname, person.surnames) == (whole, parts)


@pytest.mark.parametrize(("one", "other", "is_one"), HOUSES)
def test_houses(one, other, is_one):
    assert (house_key(one) == house_key(other)) is is_one


@pytest.mark.parametrize("name", ["Siân", "João", "Âu", "Ångström", "Ålesund", "Côté", "Ÿ", "Ăn", "Jones"])
def test_a_name_with_marks_is_not_taken_for_a_garbled_one(name):
    assert repaired(name) == name
    assert repaired(name.encode().decode("cp1252", errors="replace")) == name or "\ufffd" in name.encode().decode(
        "cp1252", errors="replace"
    )


def test_preferred_middle_and_former_names_are_kept_apart():
    person = prepare(
        key=1, forenames="Mari Haf", surname="Jones", middle_names="Ann", preferred_name="Mali", former_names=["Rees"]
    )
    assert person.forenames == ("MARI", "HAF", "ANN", "MALI")
    assert (person.middles, person.known_as) == (("HAF", "ANN"), ("MALI",))
    assert (person.surname, person.surnames, person.former) == ("JONES", ("JONES", "REES"), ("REES",))
