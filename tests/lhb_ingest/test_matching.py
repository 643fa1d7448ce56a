"""Decide: stories of children who must not be confused, and what holds for any lists."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lhb_ingest.matching import decide
from lhb_ingest.matching.decide import MOST_NEAR
from lhb_ingest.matching.explain import sentences
from lhb_ingest.matching.pooling import pooled
from lhb_ingest.matching.rules import COMMON
from lhb_ingest.matching.side import Side
from lhb_ingest.matching.thresholds import Thresholds
from records.normalise import district
from tests.lhb_ingest.builders import Somebody, as_person, somebody

ROLL, HOME, EOTAS = ("school_roll", ""), ("home_education", ""), ("eotas", "")


# --------------------------------------------------------------------------------------------------------- stories
def settle(rows, entries, refused=frozenset()):
    """{row's reference: matched references}, {row's reference: references shown as near, best first}."""
    rows, placed = dict(enumerate(rows, start=1)), dict(enumerate(entries, start=101))
    people = [
        as_person(each[0], key, each[1]) if isinstance(each, tuple) else as_person(each, key, ROLL)
        for key, each in placed.items()
    ]
    refs = {key: (each[0] if isinstance(each, tuple) else each).ref for key, each in placed.items()}
    pairs = frozenset(
        (key, other) for key, row in rows.items() for other, ref in refs.items() if (row.ref, ref) in refused
    )
    decisions = decide([as_person(who, key) for key, who in rows.items()], people, refused=pairs)
    matched = {rows[key].ref: {refs[each.entry.key] for each in found} for key, found in decisions.matches.items()}
    near = {rows[key].ref: [refs[each.entry.key] for each in found] for key, found in decisions.near.items()}
    return matched, near


def twins(one="Efa", other="Ela"):
    first = somebody(forenames=one, ref=one)
    return first, first.like(forenames=other, ref=other)


PAIRS = [("Efa", "Ela"), ("Cai", "Caio"), ("Mari Haf", "Elin Haf"), ("Mali", "Mari"), ("Osian", "Osain")]
# How the enrolled twin's own line in the health list may be wrong.
SLIPS = {
    "right": {},
    "moved": {"address": "1 Lôn Bell", "postcode": "LL77 7AA"},
    "no postcode": {"postcode": ""},
    "another surname": {"surname": "Zachariah"},
    "day and month exchanged": {"born_on": date(2015, 4, 3)},
    "a day off": {"born_on": date(2015, 3, 5)},
}


@pytest.mark.parametrize(("missing", "enrolled"), [*PAIRS, *(pair[::-1] for pair in PAIRS)])
@pytest.mark.parametrize("slip", SLIPS)
def test_a_missing_twin_is_never_the_twin_on_the_roll(missing, enrolled, slip):
    lost, there = twins(missing, enrolled)
    lost, there = (each.like(born_on=date(2015, 3, 4)) for each in (lost, there))
    matched, near = settle([lost, there.like(**SLIPS[slip])], [there.like(ref="roll")])
    assert lost.ref not in matched
    assert set(near.get(lost.ref, [])) <= {"roll"}


@pytest.mark.parametrize(("missing", "enrolled"), [("Efa", "Ela"), ("Mari Haf", "Elin Haf"), ("Mali", "Owain")])
def test_nor_when_only_the_missing_twin_is_on_the_health_list(missing, enrolled):
    lost, there = twins(missing, enrolled)
    matched, near = settle([lost], [there])
    assert not matched
    assert near == {lost.ref: [there.ref]}


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_twins_who_are_both_on_the_roll(one, other):
    first, second = twins(one, other)
    matched, near = settle([first, second], [first.like(ref="a"), second.like(ref="b")])
    assert matched == {first.ref: {"a"}, second.ref: {"b"}}
    assert not near


def test_a_twin_spelt_otherwise_is_left_to_a_person():
    first, second = twins("Cai", "Caio")
    matched, _ = settle([first, second], [first.like(ref="a"), second.like(forenames="Caeo", ref="b")])
    assert matched[first.ref] == {"a"}


FORMS = [("Alexander", "Alex"), ("Siôn", "John"), ("Osian", "Osain"), ("Gwenllian", "Llio")]


@pytest.mark.parametrize(("one", "other"), FORMS)
def test_a_form_or_a_slip_is_one_child_where_nobody_else_is_near(one, other):
    child = somebody(forenames=one, ref="child")
    matched, _ = settle([child], [child.like(forenames=other, ref="roll")])
    assert matched == {"child": {"roll"}}


@pytest.mark.parametrize(("one", "other"), FORMS)
@pytest.mark.parametrize("side", ["health", "roll"])
@pytest.mark.parametrize("near", [{}, {"address": "1 Lôn Bell", "postcode": "LL77 7AA"}, {"surname": "Zachariah"}])
def test_it_is_not_while_another_child_of_that_birth_date_and_home_or_names_has_not_their_own(one, other, side, near):
    """The twin's own line may be about the other twin, moved or renamed; a third child of that day may be the one."""
    child = somebody(forenames=one, ref="child")
    roll = child.like(forenames=other, ref="roll")
    called = "Taliesin" if not near else other if side == "health" else one
    twin = child.like(forenames=called, ref="twin", **near)
    rows, entries = ([child, twin], [roll]) if side == "health" else ([child], [roll, twin])
    assert "child" not in settle(rows, entries)[0]


@pytest.mark.parametrize(("one", "other"), FORMS)
def test_it_is_where_the_twin_has_their_own(one, other):
    child, twin = twins(one, "Taliesin")
    rows = [child, twin]
    matched, _ = settle(rows, [child.like(forenames=other, ref="a"), twin.like(ref="b")])
    assert matched == {child.ref: {"a"}, twin.ref: {"b"}}


def test_triplets_one_missing():
    first = somebody(forenames="Efa", ref="Efa")
    others = [first.like(forenames=name, ref=name) for name in ("Eva", "Ela")]
    matched, _ = settle([first, *others], [each.like(ref=f"roll {each.ref}") for each in others])
    assert matched == {"Eva": {"roll Eva"}, "Ela": {"roll Ela"}}


def test_brothers_and_sisters_are_not_near():
    older = somebody(forenames="Nia", born_on=date(2013, 5, 6), ref="older")
    younger = older.like(forenames="Gwen", born_on=date(2016, 8, 9), ref="younger")
    assert settle([younger], [older]) == ({}, {})


def test_namesakes_of_one_birthday_in_different_homes_get_their_own():
    one = somebody(forenames="Mari", surname="Jones", postcode="LL65 1AA", ref="one")
    two = one.like(postcode="LL77 7AA", address="9 Lôn Wen", ref="two")
    matched, _ = settle([one, two], [one.like(ref="a"), two.like(ref="b")])
    assert matched == {"one": {"a"}, "two": {"b"}}


def test_a_missing_namesake_of_one_birthday_is_not_hidden_while_the_other_is_there():
    enrolled = somebody(forenames="Mari", surname="Jones", postcode="LL65 1AA", ref="enrolled")
    missing = enrolled.like(postcode="LL77 7AA", address="9 Lôn Wen", ref="missing")
    matched, near = settle([enrolled, missing], [enrolled.like(ref="roll")])
    # Names, birth date and house say whose the entry is. Whether the other is a namesake or the same child held twice,
    # a person decides; sending the first to a person too (as before) protected nobody.
    assert matched == {"enrolled": {"roll"}}
    assert near == {"missing": ["roll"]}


def test_nor_where_the_house_is_not_quite_the_one_of_the_roll():
    enrolled = somebody(forenames="Mari", surname="Jones", postcode="LL65 1AA", ref="enrolled")
    missing = enrolled.like(postcode="LL77 7AA", address="9 Lôn Wen", ref="missing")
    matched, near = settle([enrolled.like(address="99 Lôn Arall"), missing], [enrolled.like(ref="roll")])
    assert matched == {}
    assert near == {"enrolled": ["roll"], "missing": ["roll"]}


AT_HOME, ELSEWHERE = (
    {"address": "3 High Street", "postcode": "LL77 7AA"},
    {"address": "9 Sea View", "postcode": "LL65 1AA"},
)
THE_DAY, MONTHS_LATER, YEARS_BEFORE = date(2014, 3, 5), date(2014, 5, 3), date(2012, 3, 5)
HIDDEN = [
    # the missing child, others on the health list, the children on the roll: found by a reviewer who tried to hide one
    ("Lily-Rose Jones", [("Lily-Mae Jones", ELSEWHERE)], ["Lily-Mae Jones"]),
    ("Lily-Rose Jones", [("Lily-Mae Jones", {"born_on": MONTHS_LATER})], ["Lily-Mae Jones"]),
    ("Lily-Rose Jones", [("Lily-Mae Hughes", {})], ["Lily-Mae Jones"]),
    ("Mohammed-Hamza Khan", [("Mohammed-Hasan Khan", ELSEWHERE)], ["Mohammed-Hasan Khan"]),
    ("Mohammed Khan", [("Mohammed-Hasan Khan", ELSEWHERE)], ["Mohammed-Hasan Khan"]),
    ("Mia-Grace Jones", [("Mia Jones", ELSEWHERE)], ["Mia-Rose Jones"]),
    ("Ifan Jones", [("Iwan Jones", {"born_on": date(2014, 3, 6)} | ELSEWHERE)], ["Iwan Jones"]),
    ("Ifan Jones", [("Iwan Hughes", ELSEWHERE)], ["Iwan Jones"]),
    ("Ifan Jones", [], ["Iwan Jones"]),
    ("Mali Jones", [], ["Mari Jones"]),
    ("Elin Jones", [], ["Elan Jones"]),
    ("Daniel Jones", [], ["Danielle Jones"]),
    ("James Jones", [], ["Thomas-James Jones"]),
    ("Cai Jones", [], ["Caio Jones"]),
    ("A 王", [], ["A 张"]),
]


def called(name, **known):
    forenames, surname = name.split(" ")
    return somebody(forenames=forenames, surname=surname, ref=name, **({"born_on": THE_DAY} | AT_HOME | known))


@pytest.mark.parametrize(("missing", "others", "roll"), HIDDEN)
def test_a_missing_child_is_not_hidden_by_a_twin_or_a_brother(missing, others, roll):
    rows = [called(missing), *(called(name, **known) for name, known in others)]
    assert missing not in settle(rows, [called(name) for name in roll])[0]


@pytest.mark.parametrize("born_on", [YEARS_BEFORE, ""])
def test_brothers_called_alike_but_for_the_middle_name(born_on):
    one, other = called("Mohammed-Yusuf Khan"), called("Mohammed-Ibrahim Khan", born_on=born_on)
    assert settle([one], [other])[0] == {}


@pytest.mark.parametrize("kind", ["school_roll", "other_authority"])
def test_namesakes_with_half_a_surname_or_on_another_authoritys_roll(kind):
    one = called("Dylan Jones")
    assert settle([one], [called("Dylan Evans-Jones", **ELSEWHERE)])[0] == {}
    found = settle([one], [(called("Dylan Jones", **ELSEWHERE), (kind, ""))])[0]
    assert bool(found) == (kind == "school_roll")


def test_neighbours_of_one_forename_and_one_birthday():
    assert settle([called("Noah Jones")], [called("Noah Price", address="40 High Street")])[0] == {}


def test_father_and_son_style_names():
    """David John Evans and his cousin John David Evans, born on one day."""
    one = somebody(forenames="David John", surname="Evans", ref="one")
    other = one.like(forenames="John David", postcode="LL77 7AA", address="9 Lôn Wen", ref="other")
    matched, near = settle([one], [other])
    assert not matched
    assert near == {"one": ["other"]}


def test_a_child_who_moved_is_found_by_name_and_birth_date():
    moved = somebody(ref="moved")
    assert settle([moved], [moved.like(postcode="LL77 7AA", address="9 Lôn Wen", ref="a")])[0] == {"moved": {"a"}}


@pytest.mark.parametrize("stayed_at", ["the row's home", "the entry's home"])
def test_a_brother_who_stayed_speaks_against_a_move(stayed_at):
    """Found on a list with a missing Grace Owen whose brother is at school and whose namesake lives elsewhere."""
    missing = somebody(forenames="Grace", surname="Owen", ref="missing")
    namesake = missing.like(postcode="LL77 7AA", address="9 Lôn Wen", ref="roll")
    assert settle([missing], [namesake])[0] == {"missing": {"roll"}}
    home = missing if stayed_at == "the row's home" else namesake
    brother = home.like(forenames="Taliesin", born_on=date(2011, 2, 3), ref="brother")
    matched, near = settle([missing, brother], [namesake, brother])
    assert matched == {"brother": {"brother"}}
    assert near == {"missing": ["roll"]}


@pytest.mark.parametrize(("forenames", "is_rare"), [("Gwilym", False), ("Taliesin", True)])
def test_a_move_away_from_a_sister_wants_a_rare_name(forenames, is_rare):
    """Found on a list with twice the errors: a missing Gwilym Smith, and a namesake whose sister is on both lists."""
    missing = somebody(forenames=forenames, surname="Smith", born_on=date(2017, 9, 26), ref="missing")
    namesake = missing.like(postcode="LL77 7AA", address="39 Clos Newydd", ref="roll")
    sister = namesake.like(forenames="Enfys", born_on=date(2015, 3, 5), ref="sister")
    assert settle([missing], [namesake])[0] == {"missing": {"roll"}}
    matched, near = settle([missing, sister], [namesake, sister])
    assert ("missing" in matched) == is_rare
    assert (near.get("missing") == ["roll"]) != is_rare


def test_in_the_lists_of_several_authorities_a_move_far_away_wants_a_rare_name():
    """Found in the lists of all Wales: a missing Noah Webb, and another one born that day who lives elsewhere."""
    missing = somebody(forenames="Noah", surname="Webb", born_on=date(2010, 12, 20), ref="missing")
    rare = missing.like(forenames="Taliesin", surname="Zachariah")
    large = Thresholds().for_size(500_000)
    for child, postcode, thresholds, is_accepted in (
        (missing, "LL77 7AA", large, True),
        (missing, "SA12 6ZX", large, False),
        (missing, "SA12 6ZX", Thresholds(), True),
        (rare, "SA12 6ZX", large, True),
    ):
        entry = child.like(postcode=postcode, address="68 Oak Close", ref="roll")
        found = decide([as_person(child, 1)], [as_person(entry, 11, ROLL)], thresholds=thresholds)
        assert bool(found.matches) == is_accepted
        assert bool(found.near) != is_accepted


def test_a_child_who_moved_with_a_common_name_is_left_to_a_person():
    moved = somebody(forenames="Mari", surname="Jones", ref="moved")
    entry = moved.like(postcode="LL77 7AA", address="9 Lôn Wen", ref="a")
    others = [entry.like(born_on=date(1900 + number, 1, 2), ref=f"other {number}") for number in range(COMMON)]
    matched, near = settle([moved], [entry, *others])
    assert not matched
    assert near["moved"][0] == "a"


def test_a_child_with_a_changed_surname_is_found_at_home_or_by_the_former_one():
    child = somebody(forenames="Taliesin", ref="child")
    assert settle([child.like(surname="Zachariah")], [child])[0] == {"child": {"child"}}
    away = child.like(surname="Zachariah", former_surname=child.surname, postcode="LL77 7AA", address="9 Lôn Wen")
    assert settle([away], [child])[0] == {"child": {"child"}}
    assert settle([away.like(former_surname="")], [child]) == ({}, {"child": ["child"]})


def test_exchanged_names_are_left_to_a_person():
    """Lewis Thomas and Thomas Lewis may be two boys."""
    one = somebody(forenames="Lewis", surname="Thomas", ref="one")
    matched, near = settle([one], [one.like(forenames="Thomas", surname="Lewis", ref="other")])
    assert not matched
    assert near == {"one": ["other"]}


def test_a_child_on_two_lists_is_found_on_both():
    child = somebody(ref="child")
    lists = [(child.like(ref="school"), ROLL), (child.like(ref="home"), HOME)]
    assert settle([child], lists)[0] == {"child": {"school", "home"}}


def test_a_child_twice_on_one_list_is_found_once():
    """Every name, birth date and house alike: two lines of one child, for twins do not share all their forenames. Left
    to a person before, who could only have said so."""
    child = somebody(ref="child")
    matched, near = settle([child], [child.like(ref="a"), child.like(ref="b")])
    assert len(matched["child"]) == 1 and matched["child"] < {"a", "b"}
    assert not near


def test_nor_may_a_namesake_take_the_second_line():
    child = somebody(ref="child")
    namesake = child.like(postcode="LL77 7AA", address="9 Lôn Wen", ref="namesake")
    assert set(settle([child, namesake], [child.like(ref="a"), child.like(ref="b")])[0]) == {"child"}


def test_two_lines_that_differ_are_left_to_a_person():
    child = somebody(forenames="Mari", ref="child")
    lines = [child.like(forenames="Mari Haf", ref="a"), child.like(forenames="Mari Ann", ref="b")]
    matched, near = settle([child], lines)
    assert not matched
    assert set(near["child"]) == {"a", "b"}


def test_one_upn_on_two_lists_is_one_child():
    one = somebody(forenames="Mari", ref="one")
    other = one.like(forenames="Taliesin", ref="other")
    entries = [as_person(one, 11, ROLL, upn="A1"), as_person(other, 12, EOTAS, upn="A1")]
    assert len(decide([as_person(one, 1), as_person(other, 2)], entries).matches) == 1
    apart = [as_person(one, 11, ROLL, upn="A1"), as_person(other, 12, EOTAS, upn="A2")]
    assert len(decide([as_person(one, 1), as_person(other, 2)], apart).matches) == 2


@pytest.mark.parametrize("kinds", [(ROLL, ROLL), (ROLL, EOTAS)])
def test_rows_of_one_upn_share_their_names_and_homes(kinds):
    """The roll has the new surname and the old home, the other row the old surname and the new home."""
    here = somebody(forenames="Mari", ref="here")
    moved = here.like(surname="Zachariah", address="1 Lôn Bell", postcode="LL77 7AA")
    child = here.like(address=moved.address, postcode=moved.postcode)
    entries = [as_person(who, 11 + n, kinds[n], upn="A1") for n, who in enumerate((here, moved))]
    (found,) = decide([as_person(child, 1)], entries[:1]).matches[1]
    assert "upn" not in {each["field"] for each in found.reasons()}  # alone: the same name in another home
    pairings = decide([as_person(child, 1)], entries).matches[1]
    best = next(each for each in pairings if each.entry.key == 11)
    told = {each["field"]: each["level"] for each in best.reasons()}
    assert (told["surname"], told["home"], told["upn"]) == ("same", "same", "same")
    assert best.weight > found.weight


@pytest.mark.parametrize(("upn", "home"), [("A1", "same"), ("A2", "different")])
def test_a_former_surname_of_one_row_counts_at_the_home_of_the_other(upn, home):
    """The roll knows the former surname and not the home; the other row of the child knows the home."""
    child = somebody(forenames="Taliesin", surname="Smith", ref="child")
    married = child.like(surname="Zachariah", former_surname="Smith", address="1 Lôn Bell", postcode="LL77 7AA")
    here = child.like(surname="Zachariah")
    entries = [as_person(married, 11, ROLL, upn="A1"), as_person(here, 12, EOTAS, upn=upn)]
    found = decide([as_person(child, 1)], entries)
    best = next(each for each in [*found.matches[1], *found.near[1]] if each.entry.key == 11)
    told = {each["field"]: each["level"] for each in best.reasons()}
    assert (told["surname"], told["home"]) == ("same", home)


@pytest.mark.parametrize("twin", ["Taliesin", "Elen"])
def test_rows_of_one_upn_that_name_two_children_share_nothing(twin):
    one = somebody(forenames="Mari", ref="one")
    other = one.like(forenames=twin, surname="Zachariah", address="1 Lôn Bell", postcode="LL77 7AA")
    entries = [as_person(one, 11, ROLL, upn="A1"), as_person(other, 12, EOTAS, upn="A1")]
    assert not len(pooled(Side.of(entries))[0])
    assert len(pooled(Side.of([entries[0], as_person(other.like(forenames="Mari"), 12, EOTAS, upn="A1")]))[0])
    later = other.like(forenames="Mari", born_on=date(2015, 3, 4))
    assert not len(pooled(Side.of([entries[0], as_person(later, 12, EOTAS, upn="A1")]))[0])


def test_an_accepted_pair_whose_forenames_differ_says_why():
    child = somebody(forenames="Alexander", ref="child")
    roll = child.like(forenames="Alex", ref="roll")
    (found,) = decide([as_person(child, 1)], [as_person(roll, 101, ROLL)]).matches[1]
    assert found.reasons()[-1] == {"field": "alone", "level": "same"}
    twin = child.like(forenames="Branwen", ref="twin")
    rows = [as_person(child, 1), as_person(twin, 2)]
    both = decide(rows, [as_person(roll, 101, ROLL), as_person(twin, 102, ROLL)]).matches
    assert both[1][0].reasons()[-1] == {"field": "alone", "level": "partly"}
    assert "alone" not in {each["field"] for each in both[2][0].reasons()}
    assert sentences(found.reasons())[-1] == (
        "The forenames differ, but nobody else near has this birth date and home."
    )


def test_a_child_held_twice_in_the_health_list():
    child = somebody(ref="first")
    again = child.like(forenames=f"{child.forenames} Haf", ref="second")
    matched, near = settle([child, again], [child.like(ref="roll")])
    assert not matched
    assert near == {"first": ["roll"], "second": ["roll"]}


def test_what_a_person_called_different_is_never_paired_again():
    child = somebody(ref="child")
    assert settle([child], [child.like(ref="roll")], refused={("child", "roll")}) == ({}, {})


def test_an_entry_without_a_birth_date_is_for_a_person():
    """Brothers of one home may share a first forename: without the date nobody can tell."""
    child = somebody(ref="child")
    assert settle([child], [child.like(born_on="", ref="roll")]) == ({}, {"child": ["roll"]})


def test_no_more_are_shown_than_a_person_can_judge():
    child = somebody(forenames="Mari", surname="Jones", ref="child")
    many = [child.like(born_on="", postcode="", address="", ref=f"{number}") for number in range(9)]
    assert len(settle([child], many)[1]["child"]) == MOST_NEAR


def test_names_in_other_letters_are_never_accepted():
    one = somebody(forenames="محمد", surname="علي", ref="one")
    assert settle([one], [one.like(forenames="يوسف", surname="حسن", ref="other")])[0] == {}


# ------------------------------------------------------------------------------------------------------ properties
names = st.sampled_from(["Mari", "Mali", "Mari Haf", "Efa", "Ela", "Cai", "Caio", "Owain", "Siân"])
surnames = st.sampled_from(["Jones", "Jones-Evans", "Evans", "ap Rhys", "Rhys", "Prydderch", "Pryderch"])
days = st.sampled_from(["", date(2015, 3, 4), date(2015, 4, 3), date(2015, 3, 5), date(2012, 9, 1)])
homes = st.sampled_from([("1 Lôn Wen", "LL65 1AA"), ("2 Lôn Wen", "LL65 1AA"), ("Tŷ Gwyn", "LL77 7AA"), ("", "")])


@st.composite
def village(draw):
    """Rows and entries of a place where everybody is nearly everybody else."""
    count = draw(st.integers(2, 10))
    people = []
    for number in range(count):
        address, postcode = draw(homes)
        who = Somebody(draw(names), draw(surnames), draw(days), address, postcode, f"{number}")
        people.append((who, draw(st.sampled_from([("health", ""), ROLL, HOME]))))
    rows = [as_person(who, key) for key, (who, on) in enumerate(people) if on[0] == "health"]
    entries = [as_person(who, key, on) for key, (who, on) in enumerate(people) if on[0] != "health"]
    return rows, entries


def told(decisions):
    return (
        {key: {each.entry.key for each in found} for key, found in decisions.matches.items()},
        {key: [each.entry.key for each in found] for key, found in decisions.near.items()},
    )


@settings(max_examples=25, deadline=None)
@given(village(), st.randoms())
def test_the_order_of_the_rows_never_matters(made, random):
    rows, entries = made
    before = told(decide(rows, entries))
    random.shuffle(rows)
    random.shuffle(entries)
    assert told(decide(rows, entries)) == before


@settings(max_examples=25, deadline=None)
@given(village(), st.booleans())
def test_somebody_unrelated_never_changes_a_decision(made, is_row):
    rows, entries = made
    stranger = somebody(forenames="Zebedeus", surname="Quixworth", born_on=date(2010, 11, 30), postcode="SA1 1AA")
    assert district(stranger.postcode) == "SA1"
    before = told(decide(rows, entries))
    if is_row:
        after = told(decide([*rows, as_person(stranger, 999)], entries))
    else:
        after = told(decide(rows, [*entries, as_person(stranger, 999, EOTAS)]))
    assert after == before


@settings(max_examples=25, deadline=None)
@given(village())
def test_one_to_one_within_each_list_and_nothing_both_matched_and_near(made):
    decisions = decide(*made)
    taken = [each.entry.key for found in decisions.matches.values() for each in found]
    assert len(taken) == len(set(taken))
    for found in decisions.matches.values():
        assert len({each.entry.list_name for each in found}) == len(found)
    assert not set(decisions.matches) & set(decisions.near)
