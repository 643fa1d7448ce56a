"""Prints what matching is worth on authorities made for the purpose: `python -m bench.matching [--quick]`."""

import argparse
import csv
import io
import pickle
import tempfile
import time
from dataclasses import astuple, dataclass
from datetime import date
from pathlib import Path

from bench import other_errors, third_errors
from bench.clock import peak_memory
from lhb_ingest.lists_in_files import HEADINGS, match_people, read_people
from lhb_ingest.matching.measure import Measures, interval, measure
from lhb_ingest.practice import errors, families, make_lists

AS_AT = date(2026, 10, 1)


@dataclass(frozen=True)
class Authority:
    """`times` the practice errors, `others` and `third` times those of the second and third makers, and a share of
    further twins. Of those held back no mistake was looked at while the rules were made."""

    code: str
    children: int
    seed: int
    times: float = 1.0
    others: float = 0.0
    twins: float = 0.0
    third: float = 0.0
    is_held_back: bool = False

    @property
    def title(self) -> str:
        more = [f"errors x{self.times:g}"] * (self.times != 1) + [f"others x{self.others:g}"] * (self.others > 0)
        more += [f"third x{self.third:g}"] * (self.third > 0) + [f"twins +{self.twins:.0%}"] * (self.twins > 0)
        return " ".join([f"{self.code}/{self.seed}", f"{self.children:,}", *more])


AUTHORITIES = (
    Authority("660", 8000, 101),
    Authority("661", 12000, 102),
    Authority("669", 6000, 103),
    Authority("670", 20000, 104),
    Authority("681", 30000, 105),
    Authority("676", 12000, 106, others=1),
    Authority("664", 10000, 107, others=2),
    Authority("680", 12000, 108, times=2),
    Authority("666", 10000, 109, twins=0.15),
    Authority("672", 12000, 110, times=2, others=1, twins=0.15),
    Authority("679", 60000, 111),
    Authority("663", 12000, 201, is_held_back=True),
    Authority("667", 8000, 202, is_held_back=True),
    Authority("681", 20000, 203, is_held_back=True),
    Authority("674", 12000, 204, times=2, is_held_back=True),
    Authority("671", 12000, 205, others=1, is_held_back=True),
    Authority("665", 12000, 206, third=1, is_held_back=True),
    Authority("680", 10000, 207, third=2, is_held_back=True),
    Authority("661", 10000, 208, twins=0.15, is_held_back=True),
    Authority("676", 12000, 209, times=2, third=1, twins=0.15, is_held_back=True),
    Authority("670", 60000, 210, is_held_back=True),
)


def make(authority: Authority) -> dict[str, str]:
    """The files of one authority; the practice makers are put back as they were."""
    kept_errors, kept_family = errors.ERRORS, families.make_family
    errors.ERRORS = tuple((tag, min(1.0, rate * authority.times), happens) for tag, rate, happens in kept_errors)
    if authority.twins:
        families.make_family = other_errors.with_twins(authority.twins)
    try:
        files = make_lists(authority.code, authority.children, authority.seed, AS_AT)[0].files
    finally:
        errors.ERRORS, families.make_family = kept_errors, kept_family
    if authority.others:
        files["school.csv"] = other_errors.spoil_roll(files["school.csv"], authority.seed, authority.others)
    if authority.third:
        third_errors.spoil_both(files, authority.seed, authority.third)
    return files


def files_of(authority: Authority, cache: Path | None) -> dict[str, str]:
    if cache is None:
        return make(authority)
    path = cache / ("-".join(map(str, astuple(authority))) + ".pickle")
    if not path.exists():
        cache.mkdir(parents=True, exist_ok=True)
        path.write_bytes(pickle.dumps(make(authority)))
    return pickle.loads(path.read_bytes())  # noqa: S301  our own file of a moment ago


def matched(files: dict[str, str]) -> tuple[list[list[str]], float]:
    """The decisions, and the seconds from files to decisions."""
    with tempfile.TemporaryDirectory() as folder:
        paths = {name: Path(folder) / name for name in files}
        for name, text in files.items():
            paths[name].write_text(text, encoding="utf-8", newline="")
        began = time.perf_counter()
        rolls = [paths[name] for name in ("school.csv", "eotas.csv", "independent.csv", "other_authority.csv")]
        people = read_people(paths["health.csv"], rolls, paths["ehe.csv"], AS_AT)
        lines = match_people(people)
        return lines, time.perf_counter() - began


def measured(files: dict[str, str]) -> tuple[Measures, float]:
    lines, seconds = matched(files)
    truth = csv.DictReader(io.StringIO(files["truth.csv"]))
    return measure(truth, (dict(zip(HEADINGS, line, strict=True)) for line in lines)), seconds


TITLES = "wrong links", "hidden", "twin", "no namesake", "accepted", "to a person", "found", "letters", "seconds"


def row(title: str, found: Measures, seconds: float) -> str:
    low, high = interval(found.hidden, found.missing)
    cells = [
        f"{found.wrong_links} of {found.links:,}",
        f"{found.hidden} of {found.missing:,} ({100 * low:.2f} to {100 * high:.2f} %)",
        f"{found.hidden_with_twin}",
        f"{found.hidden_without_namesake}",
        f"{100 * found.accepted / found.listed:.2f} %",
        f"{100 * found.to_a_person / found.rows:.2f} %",
        f"{100 * found.found_with_person / found.listed:.3f} %",
        f"{found.wrong_letters}",
        f"{seconds:.1f}",
    ]
    return f"| {title} | " + " | ".join(cells) + " |"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true", help="only those of at most 12,000 children")
    parser.add_argument("--cache", type=Path, help="keep the made lists here")
    options = parser.parse_args()
    print("| authority | " + " | ".join(TITLES) + " |")
    print("|---" * (len(TITLES) + 1) + "|")
    for authority in AUTHORITIES:
        if not options.quick or authority.children <= 12000:
            title = authority.title + " (held back)" * authority.is_held_back
            print(row(title, *measured(files_of(authority, options.cache))), flush=True)
    print(f"peak memory of this process: {peak_memory():.0f} MB")


if __name__ == "__main__":
    main()
