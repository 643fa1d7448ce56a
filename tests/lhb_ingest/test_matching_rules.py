"""Levels as a table, and the rules under which a pairing may be accepted as a table."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lhb_ingest.matching import prepare
from lhb_ingest.matching.agreement import Values, agree
from lhb_ingest.matching.compare import Comparison, Level, date_level, is_nearly
from lhb_ingest.matching.explain import SENTENCES, levels, sentences
from lhb_ingest.matching.forms import SHIPPED
from lhb_ingest.matching.rules import Names, rule_for, sameness
from lhb_ingest.matching.side import Side

DIFFERENT, UNKNOWN, NEARLY, PARTLY, SAME = Level
BORN = date(2015, 3, 14)


def person(forenames="Mari", surname="Jones", key=1, **more):
    return prepare(key=key, forenames=forenames, surname=surname, **more)


def compare(row, entry, forms=SHIPPED):
    """The comparison of the two of one pair."""
    nobody = np.array([0])
    (found,) = agree(Values(Side.of([row]), Side.of([entry])), nobody, nobody, forms).comparisons
    return found


def names_of(rows, entries):
    return Names(Values(Side.of(rows), Side.of(entries)), len(entries))


# -------------------------------------------------------------------------------------------------------- compare
@pytest.mark.parametrize(
    ("row", "entry", "level"),
    [
        (["Mari"], ["MARI"], SAME),
        (["Siân"], ["Sian"], SAME),
        (["Mari Ann"], ["Mari Haf"], SAME),
        (["Lily Mae"], ["Lilymae"], SAME),
        (["Lilymae Ann"], ["Lily-Mae"], SAME),
        (["Mari Haf"], ["Haf"], PARTLY),
        (["Haf"], ["Mari Haf"], PARTLY),
        (["Eluned"], ["Mari", {"preferred_name": "Eluned"}], PARTLY),
        (["Eluned"], ["Mari", {"middle_names": "Eluned"}], PARTLY),
        (["Mari Haf"], ["Elin Haf"], DIFFERENT),  # sisters share a middle name: no name that either goes by
        (["Catherine"], ["Katherine"], NEARLY),
        (["Tomos"], ["Thomos"], NEARLY),
        (["Dafydd"], ["David"], NEARLY),
        (["Gwenllian"], ["Llio"], NEARLY),
        (["Cai"], ["Caio"], NEARLY),
        (["Efa"], ["Ela"], DIFFERENT),
        (["Mari"], ["Owain"], DIFFERENT),
        (["Mari"], [""], UNKNOWN),
        (["محمد"], ["Mari"], UNKNOWN),
    ],
)
def test_forenames(row, entry, level):
    def made(names):
        return person(names[0], **(names[1] if len(names) > 1 else {}))

    assert compare(made(row), made(entry)).forename == level
    assert compare(made(entry), made(row)).forename == level


@pytest.mark.parametrize(
    ("row", "entry", "level"),
    [
        ("Jones", "JONES", SAME),
        ("ap Rhys", "Rhys", SAME),
        ("O'Neill", "O’Neill", SAME),
        ("Williams-Parry", "Parry Williams", SAME),
        ("Jones-Evans", "Evans", PARTLY),
        ("Prydderch", "Pryderch", NEARLY),
        ("Jones", "Evans", DIFFERENT),
        ("محمد", "علي", UNKNOWN),
        ("محمد", "Jones", UNKNOWN),
    ],
)
def test_surnames(row, entry, level):
    assert compare(person(surname=row), person(surname=entry)).surname == level
    assert compare(person(surname=entry), person(surname=row)).surname == level


def test_a_former_surname_counts_as_a_name():
    assert compare(person(surname="Evans", former_names=["Jones"]), person(surname="Jones")).surname == SAME


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        (BORN, BORN, SAME),
        (date(2015, 3, 5), date(2015, 5, 3), NEARLY),
        (BORN, date(2015, 3, 15), NEARLY),
        (BORN, date(2015, 8, 14), NEARLY),
        (BORN, date(2016, 3, 14), NEARLY),
        (BORN, date(2016, 3, 15), DIFFERENT),
        (date(2015, 3, 5), date(2016, 5, 3), DIFFERENT),
        (None, BORN, UNKNOWN),
        (None, None, UNKNOWN),
    ],
)
def test_birth_dates(one, other, level):
    assert date_level(one, other) == date_level(other, one) == level


@pytest.mark.parametrize(
    ("row", "entry", "level"),
    [
        (("12 Stryd Fawr", "LL65 1AA"), ("12, Stryd Fawr", "LL65 1AA"), SAME),
        (("12 Stryd Fawr", "LL65 1AA"), ("14 Stryd Fawr", "LL65 1AA"), PARTLY),
        (("", "LL65 1AA"), ("", "LL65 1AA"), PARTLY),  # no address is no agreement on the house
        (("12 Stryd Fawr", "LL65 1AA"), ("12 Stryd Fawr", "LL65 1AB"), DIFFERENT),
        (("Tŷ Newydd", ""), ("Ty Newydd", "LL65 1AA"), NEARLY),
        (("12 Stryd Fawr", ""), ("12 Stryd Fawr", "LL65 1AA"), UNKNOWN),
        (("12A Stryd Fawr", ""), ("12A Lôn Wen", "LL65 1AA"), UNKNOWN),  # a number says nothing without a street
        (("", ""), ("", ""), UNKNOWN),
    ],
)
def test_homes(row, entry, level):
    one, other = (person(address=address, postcode=postcode) for address, postcode in (row, entry))
    assert compare(one, other).home == compare(other, one).home == level


@pytest.mark.parametrize(
    ("row", "entry", "level"),
    [
        ("Mari Haf", "Mari Haf", SAME),
        ("Mari Haf", "Mari H", NEARLY),
        ("Mari Haf", "Mari Ann", DIFFERENT),
        ("Mari", "Mari Haf", UNKNOWN),
    ],
)
def test_middle_names(row, entry, level):
    assert compare(person(row), person(entry)).middle == level


def test_exchanged_names():
    assert compare(person("Lewis", "Thomas"), person("Thomas", "Lewis")).exchanged
    assert not compare(person("Lewis", "Thomas"), person("Thomas", "Thomas")).exchanged


@given(st.text(alphabet="ABCDE", max_size=6), st.text(alphabet="ABCDE", max_size=6))
def test_nearly_is_the_same_both_ways(one, other):
    assert is_nearly(one, other) == is_nearly(other, one)


def test_every_reason_has_its_sentence_and_its_word():
    fields = ("forename", "surname", "born_on", "home")
    possible = [{"field": name, "level": level.name.lower()} for name in fields for level in Level]
    possible = [each for each in possible if (each["field"], each["level"]) != ("born_on", "partly")]
    assert len(sentences(possible)) == len(possible) == len(SENTENCES) - 6
    reasons = compare(person("Lewis", "Thomas"), person("Thomas", "Lewis")).reasons()
    assert sentences(reasons)[-1] == "Forename and surname are exchanged."
    assert levels(reasons)["names"] == "exchanged"


# ---------------------------------------------------------------------------------------------------------- rules
ALL_SAME = Comparison(forename=SAME, surname=SAME, born_on=SAME, home=SAME, middle=UNKNOWN)
RULES = [
    # what differs from all the same, the rule
    ({}, 1),
    ({"surname": PARTLY}, 1),
    ({"home": PARTLY}, 1),
    ({"home": DIFFERENT}, 2),
    ({"home": UNKNOWN}, 2),
    ({"home": DIFFERENT, "middle": DIFFERENT}, 0),
    ({"middle": DIFFERENT}, 0),
    ({"surname": DIFFERENT}, 3),
    ({"surname": DIFFERENT, "home": PARTLY}, 0),
    ({"surname": DIFFERENT, "home": DIFFERENT}, 0),
    ({"forename": PARTLY}, 0),
    ({"forename": NEARLY}, 0),
    ({"forename": UNKNOWN}, 0),
    ({"forename": DIFFERENT}, 0),
    ({"forename": DIFFERENT, "surname": DIFFERENT, "exchanged": True}, 0),
    ({"surname": PARTLY, "home": DIFFERENT}, 0),
    ({"surname": NEARLY, "home": DIFFERENT}, 0),
    ({"born_on": NEARLY}, 4),
    ({"born_on": NEARLY, "is_same_year": False}, 0),
    ({"born_on": NEARLY, "home": PARTLY}, 0),
    ({"born_on": NEARLY, "surname": PARTLY}, 0),
    ({"born_on": UNKNOWN}, 0),
    ({"born_on": DIFFERENT}, 0),
    ({"has_letters": False}, 0),
]


@pytest.mark.parametrize(("changed", "rule"), RULES)
def test_rules(changed, rule):
    assert rule_for(replace(ALL_SAME, **changed)) == rule


@pytest.mark.parametrize(("changed", "rule"), RULES)
def test_a_common_name_needs_the_home(changed, rule):
    assert rule_for(replace(ALL_SAME, **changed), may_move=False) == (0 if rule == 2 else rule)


all_levels = st.builds(
    Comparison,
    **{name: st.sampled_from(Level) for name in ("forename", "surname", "home", "middle")},
    born_on=st.sampled_from([DIFFERENT, UNKNOWN, NEARLY, SAME]),
)


@given(all_levels, st.sampled_from(["", "known_as", "turned", "middle", "form", "slip"]))
def test_refusals_that_nothing_overrides(made, same):
    """Forenames with nothing in common, or a birth date that disagrees without home and names, are never accepted."""
    if rule_for(made, same=same):
        assert made.forename == SAME or (same and made.surname == made.home == made.born_on == SAME)
        assert made.middle != DIFFERENT or same == "turned"
        assert made.born_on == SAME or (made.forename == made.surname == made.home == SAME)
        assert made.born_on != DIFFERENT


SAMENESS = [
    # how the row writes the forenames, how the entry does, why they are one child's
    (["Alexander"], ["Alex"], "form"),
    (["Gwenllian"], ["Llio"], "form"),
    (["Catrin"], ["Catherine"], "form"),
    (["Muhammad"], ["Mohammed"], "form"),
    (["Sophia"], ["Zofia"], "form"),
    (["Jhon"], ["John"], "slip"),
    (["Tomos"], ["Thomos"], "slip"),
    (["Osian"], ["Osain"], "slip"),
    (["Gwenlli"], ["Gwenllian"], ""),  # a form in the table, and both are names
    (["Branwe"], ["Branwen"], "slip"),
    (["Charlotte"], ["Chralotet"], "slip"),
    (["Robert"], ["Bobi", {"preferred_name": "Robert"}], "known_as"),
    (["Bobi"], ["Robert", {"preferred_name": "Bobi"}], "known_as"),
    (["Mari Haf"], ["Haf", {"middle_names": "Mari"}], "turned"),
    (["James"], ["Thomas James"], "middle"),
    (["Haf"], ["Mari", {"middle_names": "Haf"}], "middle"),
    # both are names that two children of one day may bear
    (["Ifan"], ["Iwan"], ""),
    (["Cai"], ["Caio"], ""),
    (["Mali"], ["Mari"], ""),
    (["Elin"], ["Elan"], ""),
    (["Elin"], ["Elen"], ""),
    (["Tomos"], ["Tomi"], ""),
    (["Harri"], ["Hari"], ""),
    (["Jac"], ["Jake"], ""),
    (["Daniel"], ["Danielle"], ""),
    (["Henry"], ["Harry"], ""),
    (["Llio"], ["Gwen"], ""),  # each may be Gwenllian
    (["James"], ["Thomas-James"], ""),
    (["Kaidyn"], ["Kaidyv"], ""),  # neither is a name that we know
    (["Bali"], ["Mali"], ""),  # the first letter is seldom mistyped, and rhymes are for twins
    (["Mari"], ["Owain"], ""),
]


@pytest.mark.parametrize(("row", "entry", "same"), SAMENESS)
def test_when_forenames_that_differ_are_one_childs(row, entry, same):
    def made(names):
        return person(names[0], **(names[1] if len(names) > 1 else {}))

    one, other = made(row), made(entry)
    assert sameness(one, other, names_of([one], [other])) == sameness(other, one, names_of([other], [one])) == same


def test_a_forename_that_both_lists_give_one_child_is_a_name():
    """No table knows Branwyn, but somebody of that name stands on both sides: so it is no slip of Branwen."""
    one, other = person("Branwen", born_on=BORN), person("Branwyn", key=2, born_on=BORN)
    known = person("Branwyn", "Prydderch", key=3, born_on=BORN)
    assert sameness(one, other, names_of([one], [other])) == "slip"
    assert sameness(one, other, names_of([one, known], [other, known])) == ""


@pytest.mark.parametrize(("changed", "is_one"), [({}, True), ({"home": PARTLY}, False), ({"surname": NEARLY}, False)])
def test_such_forenames_need_all_the_rest(changed, is_one):
    made = replace(ALL_SAME, forename=NEARLY, **changed)
    assert (rule_for(made, same="form") == 5) is is_one
