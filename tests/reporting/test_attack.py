"""The attack: a reader with every released table of a year and a linear programme of their own.

The attacker is written apart from `reporting.disclosure` and is given only what is published: the signs, the rules in
words, the definitions of the indicators. The years are random: authorities of 3 to 400 open cases, with corrections.
"""

import datetime
import random
from dataclasses import replace
from functools import partial

import highspy
import numpy as np
import pytest

from reporting import figures
from reporting.choices import CandidateWorklist
from reporting.months import shift
from reporting.safety import Release, safe

YEARS = 200
SHARDS = 10  # so that both processes of the tests have work
START = datetime.date(2025, 9, 1)
NOBODY_MORE = 1_000_000


# --------------------------------------------------------------------------------------------------- a practice year
def shared_out(chance: random.Random, total: int, count: int) -> list[int]:
    """A total in parts as uneven as real ones: some often, some hardly ever, some never."""
    weights = [chance.random() ** chance.choice([1, 3, 9]) + 1e-9 for _ in range(count)]
    parts = [0] * count
    for place in chance.choices(range(count), weights, k=min(total, 400)):
        parts[place] += 1
    parts[0] += total - sum(parts)
    return parts


def month_of_numbers(chance: random.Random, size: int, stock: int) -> dict:
    """Every count of a return, true to the definitions; the new stock follows from the old."""
    values: dict = {}
    opened = chance.randint(0, max(1, size // 4))
    closed = min(stock + opened, chance.randint(0, max(1, size // 4)))
    totals = {"open_cases": stock + opened - closed, "cases_opened": opened, "cases_closed": closed}

    def fill(code: str, total: int) -> None:
        categories = list(figures.INDICATORS[code].categories)
        values[code, ""] = total
        if not categories:
            return
        values.update(
            zip([(code, each) for each in categories], shared_out(chance, total, len(categories)), strict=True)
        )

    fill("row_outcomes", chance.randint(0, 30 * size))
    of = partial(lambda outcome: values["row_outcomes", outcome])
    for code, indicator in figures.INDICATORS.items():
        if indicator.is_measure or code == "row_outcomes":
            continue
        total = totals.get(indicator.group, chance.randint(0, size))
        if code in ("matched_by_list", "matched_by_method"):
            total = of("matched") + of("suitability")
        fill(code, total)
    by_method = values["matched_by_list", ""] - values["matched_by_method", ""]
    values["matched_by_method", ""] += by_method
    values["matched_by_method", "exact"] = max(0, values["matched_by_method", "exact"] + by_method)
    again = sum(value for (code, category), value in values.items() if code == "matched_by_method" and category)
    values["matched_by_method", "likely"] += values["matched_by_method", ""] - again
    values["rows_found", ""] = values["matched_by_list", ""] + values["candidates_decided", "found"]
    values["candidates_arrived", "unknown"] = of("unmatched") + of("to_judge")
    values["candidates_arrived", "suitability"] = of("suitability")
    values["candidates_arrived", ""] = sum(values["candidates_arrived", each] for each in CandidateWorklist.values)
    shift_of_rows = values["problem_rows", "health"] + values["row_outcomes", ""] - values["rows_received", "health"]
    values["rows_received", "health"] += shift_of_rows
    values["rows_received", ""] += shift_of_rows
    return values


def corrected(chance: random.Random, values: dict) -> dict:
    """A second version: in one table that nothing else hangs on, a child was counted under the wrong heading."""
    again = dict(values)
    code = chance.choice(["candidates_decided", "open_by_aln", "open_by_fsm", "database_removals", "cases_closed"])
    filled = [key for key in values if key[0] == code and key[1] and values[key]]
    if filled:
        wrong, right = chance.choice(filled), chance.choice([key for key in values if key[0] == code and key[1]])
        again[wrong] -= 1
        again[right] += 1
    return again


def practice_year(seed: int) -> list[Release]:
    """Twelve months of releases of one authority, each made safe when it left; about one in six corrected later."""
    chance = random.Random(seed)
    size = chance.choice([3, 8, 20, 60, 150, 400])
    stock = chance.randint(0, size)
    out: list[Release] = []
    for number in range(12):
        month = shift(START, number)
        values = month_of_numbers(chance, size, stock)
        stock = values["open_cases", ""]
        out.append(let_out((month, 1), values, out))
        if chance.random() < 1 / 6:
            earlier = chance.choice(out)
            month, version = earlier.edition[0], 1 + sum(one.edition[0] == earlier.edition[0] for one in out)
            newest = next(one for one in out if one.edition == (month, version - 1))
            out.append(let_out((month, version), corrected(chance, dict(newest.values)), out))
    return out


def let_out(edition, values: dict, out: list[Release]) -> Release:
    return Release(edition, values, safe(Release(edition, values, {}), out))


# ------------------------------------------------------------------------------------------------------- the attacker
class Attacker:
    """Knows the signs, and that '[c]' is 1 to 4 or more; told besides which are 1 to 4, to make it harder for us."""

    def __init__(self, releases: list[Release]):
        self.places: dict = {}
        self.low: list[float] = []
        self.high: list[float] = []
        self.rows: list[tuple[dict[int, int], int, int]] = []
        self.secrets: list[int] = []
        self.truth: list[int] = []
        for release in releases:
            for number, value in release.values.items():
                self.read(release.edition, number, value, release.shown[number])
        for release in releases:
            self.add_up(release)
        self.follow(releases)

    def read(self, edition, number, value: int, sign: str) -> None:
        place = self.places[edition, number] = len(self.low)
        self.truth.append(value)
        if sign == "[x]":
            low, high = 0, NOBODY_MORE
        elif sign == "[c]":
            low, high = 1, 4 if value < 5 else NOBODY_MORE
        else:
            low, high = (0, 0) if sign == "0" else (max(5, int(sign) - 2), int(sign) + 2)
        self.low.append(low)
        self.high.append(high)
        if 1 <= value <= 4:
            self.secrets.append(place)

    def equal(self, *sides: dict) -> None:
        terms: dict[int, int] = {}
        for side in sides:
            for (edition, number), factor in side.items():
                place = self.places[edition, number]
                terms[place] = terms.get(place, 0) + factor
        if sum(factor * self.truth[place] for place, factor in terms.items()) == 0:
            self.rows.append((terms, 0, 0))

    def add_up(self, release: Release) -> None:
        """Parts make their total; tables of the same cases have the same total."""
        for code, indicator in figures.INDICATORS.items():
            if indicator.is_measure:
                continue
            total = (release.edition, (code, ""))
            parts = {(release.edition, (code, category)): 1 for category in indicator.categories}
            if parts:
                self.equal(parts, {total: -1})
            if indicator.shares_total_with and indicator.shares_total_with != code:
                self.equal({total: 1}, {(release.edition, (indicator.shares_total_with, "")): -1})

    def follow(self, releases: list[Release]) -> None:
        """Last month's stock and this month's flows make this month's stock; versions mostly say the same again."""
        for one in releases:
            here = partial(lambda edition, *number: (edition, number), one.edition)
            self.equal({here("row_outcomes", "matched"): 1, here("row_outcomes", "suitability"): 1},
                       {here("matched_by_list", ""): -1})  # fmt: skip
            self.equal({here("row_outcomes", "unmatched"): 1, here("row_outcomes", "to_judge"): 1},
                       {here("candidates_arrived", "unknown"): -1})  # fmt: skip
            self.equal({here("row_outcomes", "suitability"): 1, here("candidates_arrived", "suitability"): -1})
            self.equal({here("matched_by_list", ""): 1, here("candidates_decided", "found"): 1},
                       {here("rows_found", ""): -1})  # fmt: skip
            self.equal({here("problem_rows", "health"): 1, here("row_outcomes", ""): 1},
                       {here("rows_received", "health"): -1})  # fmt: skip
            for other in releases:
                if other.edition[0] == shift(one.edition[0], -1):
                    before = (other.edition, ("open_cases", ""))
                    flows = {here("cases_opened", ""): -1, here("cases_closed", ""): 1}
                    self.equal({here("open_cases", ""): 1, before: -1}, flows)
                if other.edition[0] == one.edition[0] and other.edition[1] > one.edition[1]:
                    for number in one.values:
                        self.equal({(one.edition, number): 1, (other.edition, number): -1})

    def model(self) -> highspy.Highs:
        model = highspy.Highs()
        model.silent()
        count = len(self.low)
        model.addVars(count, np.array(self.low, dtype=float), np.array(self.high, dtype=float))
        for terms, low, high in self.rows:
            model.addRow(low, high, len(terms), np.array([*terms]), np.array([*terms.values()], dtype=float))
        return model

    def reach(self, model: highspy.Highs, places: list[int], sign: int) -> np.ndarray:
        count = len(self.low)
        cost = np.zeros(count)
        cost[places] = sign
        model.changeColsCost(count, np.arange(count, dtype=np.int32), cost)
        model.run()
        assert model.getModelStatus() == highspy.HighsModelStatus.kOptimal
        return np.array(model.getSolution().col_value)

    def bounded_tighter(self) -> list[int]:
        """Secrets that cannot be 1, or cannot be 4. All are asked at once first, since one answer clears most."""
        model, found = self.model(), []
        for sign, wanted in ((1, 1), (-1, -4)):
            left, together = self.secrets, True
            while left:
                values = self.reach(model, left if together else left[:1], sign)
                still = [place for place in left if sign * values[place] > wanted + 1e-6]
                if not together and left[0] in still:
                    found.append(still.pop(0))
                together = together and len(still) < len(left)
                left = still
        return found


# ---------------------------------------------------------------------------------------------------------- the tests
@pytest.mark.parametrize("shard", range(SHARDS))
def test_no_hidden_number_of_a_year_can_be_bounded_tighter_than_1_to_4(shard):
    """A year is made once, so the two conditions without which this would prove nothing are asked of it here too."""
    years = [practice_year(seed) for seed in range(shard, YEARS, SHARDS)]
    for place, year in enumerate(years):
        assert Attacker(year).bounded_tighter() == [], f"practice year {shard + place * SHARDS}"
    assert found_where_nothing_is_guarded(years[:5]) > 5
    assert_shown_where_it_can_be(years)


def found_where_nothing_is_guarded(years: list[list[Release]]) -> int:
    """The same years with each number shown by its own sign alone: there the attack must succeed."""
    found = 0
    for year in years:
        bare = [replace(one, shown={key: bare_sign(value) for key, value in one.values.items()}) for one in year]
        found += len(Attacker(bare).bounded_tighter())
    return found


def bare_sign(value: int) -> str:
    return "[c]" if 1 <= value <= 4 else str((value + 2) // 5 * 5)


def assert_shown_where_it_can_be(years: list[list[Release]]) -> None:
    """Most numbers of 5 or more are shown, and nearly all zeros: hiding everything would be safe and of no use."""
    said = [(value, one.shown[key]) for year in years for one in year for key, value in one.values.items()]
    large = [sign not in ("[c]", "[x]") for value, sign in said if value >= 5]
    zeros = [sign == "0" for value, sign in said if value == 0]
    assert sum(large) > 0.7 * len(large)
    assert sum(zeros) > 0.95 * len(zeros)
