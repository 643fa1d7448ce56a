"""Other matchers over the same lists: exact, a cascade of rules, Splink as it comes, Splink's predict alone."""

import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path

import splink.comparison_library as cl
from splink import Linker, SettingsCreator, block_on

from lhb_ingest.lists_in_files import People, read_people, write_decisions
from lhb_ingest.matching.engines import engine
from lhb_ingest.matching.model import load_model
from lhb_ingest.matching.prepare import Person
from lhb_ingest.matching.scoring import table_of, weigh

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


def nothing(people: People) -> list[tuple[int, int]]:
    """To be read and prepared, and no more: what every line below has in it."""
    return []


def splinks_predict(people: People) -> list[tuple[int, int]]:
    weigh(people.rows, people.entries, load_model())
    return []


MATCHERS: dict[str, Callable[[People], Iterable[tuple[int, int]]]] = {
    "read": nothing,
    "exact": lambda people: one_to_one(people, (EXACT,)),
    "cascade": lambda people: one_to_one(people, CASCADE),
    "splink": stock_splink,
    "predict": splinks_predict,
}


def main() -> None:
    """`python -m bench.baselines MATCHER OUT AS_AT HEALTH EHE ROLL …`: a whole process from files to decisions."""
    matcher, out, as_at, health, home_education, *rolls = sys.argv[1:]
    people = read_people(Path(health), map(Path, rolls), Path(home_education), date.fromisoformat(as_at))
    rows, entries = people.row_refs.to_pylist(), people.entry_refs.to_pylist()
    pairs = MATCHERS[matcher](people)
    with Path(out).open("w", encoding="utf-8", newline="") as file:
        write_decisions(file, ([rows[row], entries[entry], "match", "", ""] for row, entry in pairs))


if __name__ == "__main__":
    main()
