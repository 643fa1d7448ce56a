"""One education list brought up to date: entries begin, change, stay, end."""

import datetime
import json

import pytest

from records.models import RollEntry
from records.rolls import VALUES, RollChange, absent_entries, bring_up_to_date, source_of, take_back
from records.scope import scope
from tests.factories import RollEntryFactory, authority

DAY = datetime.date(2026, 1, 5)
NEXT = datetime.date(2026, 2, 2)


def row(ref, **other):
    values = dict.fromkeys(VALUES, "") | {"forenames": "Siân", "surname": f"Jones {ref}", "former_names": []}
    return values | {"born_on": datetime.date(2015, 3, 14), "source_ref": ref, "school": "6604001"} | other


def bring(*rows, as_at=DAY, kind="school_roll", sender="", schools=None, **more):
    return bring_up_to_date(
        authority=authority(), kind=kind, sender=sender, rows=rows, as_at=as_at, schools=schools, **more
    )


def current(**wanted):
    return set(RollEntry.objects.current().filter(**wanted).values_list("source_ref", flat=True))


def test_the_first_list(mon):
    assert bring(row("a"), row("b")) == RollChange(began=2, changed=0, same=0, ended=0)
    entry = RollEntry.objects.get(source_ref="a")
    assert (entry.forenames, entry.began_on, entry.seen_on, entry.ended_on) == ("Siân", DAY, DAY, None)


def test_the_next_list(mon):
    bring(row("same"), row("changed"), row("gone"))
    change = bring(row("same"), row("changed", surname="Evans"), row("new"), as_at=NEXT)
    assert change == RollChange(began=1, changed=1, same=1, ended=1)
    assert current() == {"same", "changed", "new"}
    gone, changed = (RollEntry.objects.get(source_ref=ref) for ref in ("gone", "changed"))
    assert (gone.ended_on, gone.seen_on) == (NEXT, DAY)
    assert (changed.surname, changed.began_on, changed.seen_on) == ("Evans", DAY, NEXT)


def test_the_same_list_again_changes_nothing(mon):
    bring(row("a"), row("b"))
    before = list(RollEntry.objects.order_by("pk").values())
    assert bring(row("b"), row("a")) == RollChange(began=0, changed=0, same=2, ended=0)
    assert list(RollEntry.objects.order_by("pk").values()) == before


def test_a_child_who_comes_back_begins_again(mon):
    bring(row("a"), row("b"))
    bring(row("b"), as_at=NEXT)
    bring(row("a"), row("b"), as_at=NEXT + datetime.timedelta(days=30))
    assert RollEntry.objects.filter(source_ref="a").count() == 2
    assert current() == {"a", "b"}


def test_an_empty_list_ends_them_all(mon):
    bring(row("a"))
    assert bring(as_at=NEXT).ended == 1
    assert current() == set()


def test_only_the_schools_of_the_list(mon):
    bring(row("a"), row("gone"), row("elsewhere", school="6604002"), row("comes", school="6604002"))
    change = bring(row("a"), row("comes"), as_at=NEXT, schools=["6604001"])
    assert change == RollChange(began=0, changed=1, same=1, ended=1)
    assert current() == {"a", "comes", "elsewhere"}


def test_other_kinds_senders_and_authorities_are_left_alone(mon):
    bring(row("a"))
    bring(row("b"), kind="other_authority", sender="Gwynedd")
    bring(row("c"), kind="other_authority", sender="Conwy")
    with scope(authority="661"):
        RollEntryFactory(authority_id="661", source_ref="d")
    bring(as_at=NEXT, kind="other_authority", sender="Conwy")
    assert current() == {"a", "b"}
    with scope(authority="661"):
        assert current() == {"d"}


def test_an_entry_that_began_after_the_day_of_the_list_ends_without_breaking_the_order_of_its_dates(mon):
    bring(row("a"), as_at=NEXT)
    assert bring(row("b"), as_at=DAY).ended == 1
    entry = RollEntry.objects.get(source_ref="a")
    assert (entry.began_on, entry.ended_on) == (DAY, DAY)


def test_an_older_list_does_not_make_an_entry_look_older(mon):
    bring(row("a"), as_at=NEXT)
    bring(row("a"), as_at=DAY)
    assert RollEntry.objects.get().seen_on == NEXT


@pytest.mark.parametrize("name", VALUES)
def test_every_value_counts_as_a_change(mon, name):
    bring(row("a"))
    other = {"former_names": ["Evans"], "born_on": None}.get(name, "another")
    assert bring(row("a", **{name: other}), as_at=NEXT).changed == 1
    assert getattr(RollEntry.objects.get(), name) == other


# ------------------------------------------------------------------------------ where a value is from, and what it was
def test_each_value_says_which_list_it_is_from_and_of_which_day(mon):
    bring(row("a"), source=7)
    bring(row("a", surname="Evans"), as_at=NEXT, source=9)
    entry = RollEntry.objects.get()
    assert source_of(entry, "forenames") == {"extract": 7, "as_at": "2026-01-05"}
    assert source_of(entry, "surname") == {"extract": 9, "as_at": "2026-02-02"}


def test_a_field_that_is_kept_stays_and_a_refused_value_is_remembered(mon):
    bring(row("a"), source=7)
    change = bring(
        row("a", surname="Evans", school="1"), as_at=NEXT, source=9, kept={"a": {"surname": True, "school": False}}
    )
    entry = RollEntry.objects.get()
    assert (change.changed, change.same, entry.surname, entry.school) == (0, 1, "Jones a", "6604001")
    assert source_of(entry, "surname") == {"extract": 7, "as_at": "2026-01-05", "refused": "Evans"}
    assert source_of(entry, "school") == {"extract": 7, "as_at": "2026-01-05"}


def test_an_absent_entry_may_stay(mon):
    bring(row("a"), row("b"))
    staying = RollEntry.objects.get(source_ref="b").pk
    change = bring(row("a"), as_at=NEXT, staying=[staying])
    assert change.ended == 0 and current() == {"a", "b"}


def test_a_journal_puts_everything_back(mon):
    bring(row("same"), row("changed", born_on=None), row("gone"), row("kept"), source=7)
    before = list(RollEntry.objects.order_by("pk").values())
    changed = row("changed", surname="Evans", former_names=["Jones"], born_on=datetime.date(2016, 2, 29))
    kept = {"kept": {"surname": True}}
    change = bring(row("same"), changed, row("new"), row("kept", surname="X"), as_at=NEXT, source=9, kept=kept)
    assert list(RollEntry.objects.order_by("pk").values()) != before
    assert sorted(act for _, act, _ in change.journal) == ["began", "changed", "ended", "seen", "seen"]
    take_back(journal=json.loads(json.dumps(change.journal)))
    assert list(RollEntry.objects.order_by("pk").values()) == before


def test_who_is_absent(mon):
    bring(row("a"), row("b"), row("c", school="6604002"))

    def absent(*refs, schools=None):
        found = absent_entries(authority=authority(), kind="school_roll", sender="", refs=refs, schools=schools)
        return set(found.values_list("source_ref", flat=True))

    assert absent("a") == {"b", "c"}
    assert absent("a", schools=["6604001"]) == {"b"}
    assert absent(schools=[]) == set()
