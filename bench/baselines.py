"""Other matchers over the same people in the same minute: exact, a cascade of rules, Splink as it comes, ours."""

import gc
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping

import splink.comparison_library as cl
from splink import Linker, SettingsCreator, block_on

from lhb_ingest.lists_in_files import People, match_people
from lhb_ingest.matching.engines import engine
from lhb_ingest.matching.measure import HEADINGS, measure
from lhb_ingest.matching.model import load_model
from lhb_ingest.matching.prepare import Person
from lhb_ingest.matching.scoring import table_of, weigh
from lhb_ingest.matching.stored import StoredPairs

Key = Callable[[Person], tuple]

EXACT: Key = lambda who: (who.forename, who.surname, who.born_on, who.postcode)  # noqa: E731
CASCADE: tuple[Key, ...] = (
    EXACT,
    lambda who: (who.forename, who.surname, who.born_on),
    lambda who: (who.forename, who.born_on, who.postcode, who.house),
    lambda who: (who.forename[:3], who.surname, who.born_on, who.postcode),
    lambda who: (who.forename, who.surname[:3], who.born_on, who.postcode),
    lambda who: (who.surname, who.born_on, who.postcode, who.house),
    lambda who: (who.surname, who.forename, who.postcode, who.house),
    lambda who: (who.forename[:1], who.surname, who.born_on, who.postcode[:-1]),
)


def one_to_one(people: People, keys: tuple[Key, ...]) -> Iterator[tuple[int, int]]:
    """(row's place, entry's place) of those whom a key names once on either side, the surest key first."""
    rows, entries = dict(enumerate(people.rows)), dict(enumerate(people.entries))
    for key in keys:
        sides = []
        for side in (rows, entries):
            found = defaultdict(list)
            for number, who in side.items():
                if all(key(who)):
                    found[key(who)].append(number)
            sides.append({what: numbers[0] for what, numbers in found.items() if len(numbers) == 1})
        for what in sides[0].keys() & sides[1].keys():
            row, entry = sides[0][what], sides[1][what]
            yield row, entry
            del rows[row], entries[entry]


def stock_splink(people: People, least: float = 0.99) -> list[tuple[int, int]]:
    """Splink with the comparisons of its own library, trained on these lists as its tutorial does."""
    settings = SettingsCreator(
        link_type="link_only",
        comparisons=[
            cl.JaroWinklerAtThresholds("forename", [0.9, 0.8]).configure(term_frequency_adjustments=True),
            cl.JaroWinklerAtThresholds("surname", [0.9, 0.8]).configure(term_frequency_adjustments=True),
            cl.ExactMatch("born_on"),
            cl.ExactMatch("postcode"),
            cl.ExactMatch("house"),
        ],
        blocking_rules_to_generate_predictions=[block_on("born_on"), block_on("forename", "surname")],
    )
    with engine("duckdb") as place:
        sides = [
            place.api.register(table_of(side), dataset_display_name=name)
            for side, name in ((people.rows, "a"), (people.entries, "b"))
        ]
        linker = Linker(sides, settings, log_level=40)
        linker.training.estimate_probability_two_random_records_match(
            [block_on("forename", "surname", "born_on")], recall=0.8
        )
        linker.training.estimate_u_using_random_sampling(max_pairs=1_000_000)
        for rule in (block_on("born_on"), block_on("forename", "surname")):
            linker.training.estimate_parameters_using_expectation_maximisation(rule)
        found = linker.inference.predict(threshold_match_probability=least)
        table = place.table(f"select unique_id_l, unique_id_r from {found.physical_name}")
    return list(zip(*(column.to_pylist() for column in table.columns), strict=True))


def compare_all(people: People, truth: list[Mapping[str, str]]) -> None:
    """A line for each matcher; `truth` as measure wants it."""
    print(
        f"{'matcher':<34}{'seconds':>9}{'wrong':>8}{'hidden':>8}{'twin':>6}{'accepted':>10}{'person':>9}{'letters':>9}"
    )
    gc.collect()
    _line("exact after cleaning", truth, lambda: _as_lines(people, one_to_one(people, (EXACT,))))
    _line("cascade of eight rules", truth, lambda: _as_lines(people, one_to_one(people, CASCADE)))
    _line("Splink as it comes, p >= 0.99", truth, lambda: _as_lines(people, stock_splink(people)))
    _line("Splink's predict alone, our model", [], lambda: _no_lines(people))
    _line("ours: Splink's weights and rules", truth, lambda: _ours(people))
    store = StoredPairs(b"bench")
    _ours(people, store)
    _line("ours, a month of no change", truth, lambda: _ours(people, store))


def _as_lines(people: People, pairs) -> list[dict[str, str]]:
    lines, row_refs, entry_refs = [], people.row_refs.to_pylist(), people.entry_refs.to_pylist()
    for row, entry in pairs:
        line = (row_refs[row], entry_refs[entry], "match", "", "")
        lines.append(dict(zip(HEADINGS, line, strict=True)))
    return lines


def _no_lines(people: People) -> list[dict[str, str]]:
    weigh(people.rows, people.entries, load_model())
    return []


def _ours(people: People, store: StoredPairs | None = None) -> list[dict[str, str]]:
    return [dict(zip(HEADINGS, line, strict=True)) for line in match_people(people, store=store)]


def _line(title: str, truth: list[Mapping[str, str]], run: Callable[[], list[dict[str, str]]]) -> None:
    began = time.perf_counter()
    lines = run()
    seconds = time.perf_counter() - began
    if not truth:
        print(f"{title:<34}{seconds:>9.2f}", flush=True)
        return
    found = measure(truth, lines)
    print(
        f"{title:<34}{seconds:>9.2f}{found.wrong_links:>8,}{found.hidden:>8,}{found.hidden_with_twin:>6,}"
        f"{100 * found.accepted / found.listed:>9.2f}%{100 * found.to_a_person / found.rows:>8.2f}%"
        f"{found.wrong_letters:>9,}",
        flush=True,
    )
