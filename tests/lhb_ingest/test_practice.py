"""Practice lists: the same seed gives the same bytes, and the truth refers to lines that are there."""

import csv
import io
import re
from collections import Counter
from datetime import date

import pytest

from lhb_ingest.practice import POSTCODE_DISTRICTS, make_lists, spoil
from lhb_ingest.practice.identifiers import UPN_LETTERS, upn_check_letter

AS_AT = date(2026, 10, 1)
LIST_OF_PREFIX = {"P": "school", "EHE": "ehe", "EO": "eotas", "IN": "independent", "OA": "other_authority"}
# As in the example lists; the last heading of school.csv and of ehe.csv is an addition of our own.
EXAMPLE_HEADINGS = {
    "health": "RECORD_ID,NHS_NUMBER,SURNAME,FORENAMES,DATE_OF_BIRTH,SEX,ADDRESS_1,ADDRESS_2,ADDRESS_3,ADDRESS_4,"
    "POSTCODE,GP_PRACTICE_CODE",
    "school": "PupilRef,UPN,Surname,Forename,MiddleNames,PreferredForename,DOB,Gender,School,YearGroup,AddressLine1,"
    "AddressLine2,Town,Postcode,SchoolName",
    "ehe": "Ref,ChildName,DOB,Gender,Address,Postcode,ParentName,DateNotified,Suitability",
    "eotas": "Ref,UPN,Surname,Forename,DOB,Provider,HoursPerWeek,AddressLine1,AddressLine2,Town,Postcode",
    "independent": "PupilRef,Surname,Forename,MiddleNames,DOB,School,SchoolName,YearGroup,AddressLine1,AddressLine2,"
    "Town,Postcode",
    "truth": "RECORD_ID,STATUS,PUPIL_REF,EHE_REF,TAGS",
}


def rows(month, kind):
    return list(csv.DictReader(io.StringIO(month.files[f"{kind}.csv"], newline="")))


def tags(row):
    return set(row["TAGS"].split(";")) - {""}


@pytest.fixture(scope="module")
def months():
    return make_lists("660", 4000, 7, AS_AT, months=3)


@pytest.fixture(scope="module")
def month(months):
    return months[0]


def test_the_same_seed_gives_the_same_bytes(months):
    assert [month.files for month in make_lists("660", 4000, 7, AS_AT, months=3)] == [month.files for month in months]


def test_another_seed_gives_other_children(month):
    assert make_lists("660", 4000, 8, AS_AT)[0].files["health.csv"] != month.files["health.csv"]


def test_the_22_authorities_have_districts():
    assert list(POSTCODE_DISTRICTS) == [str(code) for code in range(660, 682)]
    assert all(re.fullmatch(r"[A-Z]{2}\d{1,2}", one) for districts in POSTCODE_DISTRICTS.values() for one in districts)


@pytest.mark.parametrize("code", POSTCODE_DISTRICTS)
def test_every_authority_can_be_made_and_its_homes_are_in_its_districts(code):
    month = make_lists(code, 800, 3, AS_AT)[0]
    excused = {
        row["RECORD_ID"] for row in rows(month, "truth") if tags(row) & {"outside_area", "bad_postcode", "bad_row"}
    }
    ours = sorted(POSTCODE_DISTRICTS[code], key=len, reverse=True)
    for row in rows(month, "health"):
        postcode = row["POSTCODE"].replace(" ", "")
        if row["RECORD_ID"] not in excused and postcode and not postcode.startswith("ZZ99"):
            assert postcode[:-3] in ours, row
    assert all(row["School"].startswith(code) for row in rows(month, "school"))
    outside = [row for row in rows(month, "truth") if "outside_area" in tags(row)]
    assert len(outside) < 40


@pytest.mark.parametrize("children", [1, 10, 100])
def test_small_lists_can_be_made(children):
    assert rows(make_lists("675", children, 1, AS_AT, months=2)[1], "truth")


@pytest.mark.parametrize("kind", EXAMPLE_HEADINGS)
def test_headings_are_those_of_the_examples(month, kind):
    assert month.files[f"{kind}.csv"].split("\r\n")[0] == EXAMPLE_HEADINGS[kind]


def test_the_other_authority_has_a_roll_like_ours(month):
    assert month.files["other_authority.csv"].split("\r\n")[0] == EXAMPLE_HEADINGS["school"]
    roll = rows(month, "other_authority")
    assert {row["School"][:3] for row in roll} == {"661"}
    ours = {row["PUPIL_REF"] for row in rows(month, "truth") if "other_authority" in tags(row)}
    assert len(ours) >= 20
    assert len(ours) <= sum(row["PupilRef"] not in ours for row in roll) <= len(ours) + 5


@pytest.mark.parametrize("upn", ["B801200005001", "X681402312345", "K660400119001", "Z67940121501A", "P207000016049"])
def test_check_letters_agree_with_known_numbers(upn):
    assert upn_check_letter(upn[1:]) == upn[0]


def test_pupil_numbers_are_valid(months):
    for month in months:
        for kind in ("school", "other_authority", "eotas"):
            for row in rows(month, kind):
                if row["UPN"] or kind != "eotas":
                    assert re.fullmatch(rf"[{UPN_LETTERS}]\d{{11}}[\d{UPN_LETTERS}]", row["UPN"])
                    assert upn_check_letter(row["UPN"][1:]) == row["UPN"][0]


def test_some_pupil_numbers_come_from_another_authority(month):
    issued_by = Counter(row["UPN"][1:4] for row in rows(month, "school"))
    assert issued_by["660"] / issued_by.total() > 0.93
    assert len(issued_by) > 5


def test_nhs_numbers_are_of_the_test_range_and_each_once(month):
    numbers = [row["NHS_NUMBER"] for row in rows(month, "health")]
    assert len(set(numbers)) == len(numbers)
    for number in numbers:
        total = sum(int(digit) * weight for digit, weight in zip(number, range(10, 1, -1), strict=False))
        assert number.startswith("999") and (11 - total % 11) % 11 == int(number[9])


def test_the_truth_refers_to_lines_that_exist(months):
    for month in months:
        truth = rows(month, "truth")
        health = {row["RECORD_ID"] for row in rows(month, "health")}
        assert {row["RECORD_ID"] for row in truth} == health
        assert len(rows(month, "health")) == len(health)
        refs = {kind: {next(iter(row.values())) for row in rows(month, kind)} for kind in LIST_OF_PREFIX.values()}
        for row in truth:
            for ref in filter(None, (row["PUPIL_REF"], row["EHE_REF"])):
                assert ref in refs[LIST_OF_PREFIX[ref.rstrip("0123456789")]]


def test_the_missing_are_on_no_list_and_the_others_where_the_truth_says(months):
    for month in months:
        for row in rows(month, "truth"):
            found = bool(row["PUPIL_REF"]), bool(row["EHE_REF"])
            if row["STATUS"] == "absent":
                assert found == (False, False)
            elif row["STATUS"] == "ehe":
                assert found == (False, True)
            elif row["STATUS"] == "enrolled":
                assert any(found)
            else:
                assert row["STATUS"] == "elsewhere" and not row["EHE_REF"]


def test_shares_are_sensible():
    month = make_lists("660", 10000, 7, AS_AT)[0]
    truth = rows(month, "truth")
    count = Counter(row["STATUS"] for row in truth)
    assert abs(len(rows(month, "health")) - 10000) < 150
    assert 30 <= count["absent"] <= 50
    assert 120 <= count["ehe"] <= 170
    assert 0.90 < count["enrolled"] / len(truth) < 0.95
    tagged = Counter(tag for row in truth for tag in tags(row))
    assert 0.013 < tagged["twin"] / len(truth) < 0.025
    assert 0.6 < tagged["sibling"] / len(truth) < 0.75
    assert 0.05 < tagged["moved"] / len(truth) < 0.13
    for tag in [
        "double_barrel",
        "diacritic",
        "typo_surname",
        "typo_forename",
        "nickname",
        "welsh_english",
        "middle_first",
        "field_swap",
    ]:
        assert tagged[tag] >= 5, tag
    for tag in [
        "dob_swap",
        "dup_health",
        "dual_roll",
        "two_upns",
        "no_postcode",
        "bad_row",
        "doppel",
        "absent_twin_enrolled",
        "patronym",
    ]:
        assert tagged[tag] >= 1, tag


def plain(name):
    return re.sub(r"[^A-Z]", "", name.upper())


def test_most_enrolled_rows_agree_on_name_and_birth_date(month):
    health = {row["RECORD_ID"]: row for row in rows(month, "health")}
    roll = {row["PupilRef"]: row for row in rows(month, "school")}
    agree = {}
    for row in rows(month, "truth"):
        if row["PUPIL_REF"] in roll and "diacritic" not in tags(row):
            one, other = health[row["RECORD_ID"]], roll[row["PUPIL_REF"]]
            same = plain(one["SURNAME"]) == plain(other["Surname"])
            same = same and plain(one["FORENAMES"]).startswith(plain(other["Forename"]))
            same = same and one["DATE_OF_BIRTH"] == "/".join(reversed(other["DOB"].split("-")))
            agree[row["RECORD_ID"]] = agree.get(row["RECORD_ID"], False) or same
    assert 0.93 < sum(agree.values()) / len(agree) < 0.97


def test_twins_share_a_birth_date_and_a_home(month):
    health = {row["RECORD_ID"]: row for row in rows(month, "health")}
    messy = {"moved", "dup_health", "bad_row", "no_postcode", "bad_postcode", "surname_change", "typo_surname"}
    twins = [row for row in rows(month, "truth") if "twin" in tags(row)]
    assert len(twins) > 40
    births = Counter(health[row["RECORD_ID"]]["DATE_OF_BIRTH"] for row in twins)
    assert sum(count > 1 for count in births.values()) > len(births) * 0.8
    homes = Counter(health[row["RECORD_ID"]]["POSTCODE"].replace(" ", "") for row in twins if not tags(row) & messy)
    assert sum(count > 1 for count in homes.values()) > len(homes) * 0.6


def test_a_month_later_most_lines_are_the_same(months):
    for kind, least in (("health", 0.97), ("school", 0.96), ("ehe", 0.97), ("independent", 0.97)):
        before, after = (set(month.files[f"{kind}.csv"].split("\r\n")) for month in months[:2])
        assert len(before & after) / len(before) > least
    before, after = (set(month.files["health.csv"].split("\r\n")) for month in months[:2])
    assert 0.005 < len(after - before) / len(after) < 0.03
    assert [month.as_at for month in months] == [date(2026, 10, 1), date(2026, 11, 1), date(2026, 12, 1)]


def test_a_month_later_some_are_lost_and_some_are_found(months):
    before, after = ({row["RECORD_ID"]: row for row in rows(month, "truth")} for month in months[:2])
    changes = Counter((before[record]["STATUS"], after[record]["STATUS"]) for record in before.keys() & after.keys())
    assert changes["enrolled", "absent"] and changes["absent", "enrolled"]
    assert after.keys() - before.keys() and before.keys() - after.keys()


def test_in_september_year_groups_go_up_and_reception_fills():
    june, september = make_lists("661", 3000, 5, date(2026, 8, 20), months=2)
    before, after = (Counter(row["YearGroup"] for row in rows(month, "school")) for month in (june, september))
    assert set(before) == set(after) == {"R", *map(str, range(1, 12))}
    assert after["R"] > 100
    assert abs(after["11"] - before["10"]) < 20
    schools = {row["PupilRef"]: row for row in rows(september, "school")}
    assert all(row["School"][3] == "4" for row in schools.values() if int(row["YearGroup"].replace("R", "0")) >= 7)


def test_a_few_rows_cannot_be_used_and_stay_so_until_they_are_mended(months):
    clean = make_lists("660", 4000, 7, AS_AT, bad_rows=0)[0].files["health.csv"]
    spoilt = months[0].files["health.csv"]
    assert spoil(clean, 7, 0.003) == spoilt
    differing = [one for one, other in zip(clean.split("\r\n"), spoilt.split("\r\n"), strict=True) if one != other]
    assert 3 <= len(differing) <= 30
    bad = [{row["RECORD_ID"] for row in rows(month, "truth") if "bad_row" in tags(row)} for month in months]
    assert {line.split(",")[0] for line in differing} == bad[0]
    assert len(bad[0] & bad[1]) >= len(bad[0]) - 1


def test_the_list_of_schools_knows_every_school_number_of_the_roll(months):
    for month in months:
        known = {line["School Number"] for line in rows(month, "schools")}
        numbers = {line["School"] for line in rows(month, "school")} - {""}
        assert numbers and {number if len(number) == 7 else f"660{number}" for number in numbers} <= known
