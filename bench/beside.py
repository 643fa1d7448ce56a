"""Our matcher beside others over the same files in the same minute, each a whole process from files to decisions."""

import csv
import sys
import tempfile
from datetime import date
from pathlib import Path

from bench.clock import Spent, spent
from bench.wales import make_wales
from lhb_ingest.matching.measure import measure
from lhb_ingest.practice import make_lists

AS_AT = date(2026, 10, 1)
ROLLS = ("school.csv", "eotas.csv", "independent.csv", "other_authority.csv")
ALL_WALES = 500_000
BASELINES = {
    "read": "files read and prepared, no more",
    "exact": "exact after cleaning",
    "cascade": "cascade of eight rules",
    "splink": "Splink as it comes, p >= 0.99",
    "predict": "Splink's predict alone, our model",
}


def matchers(children: int, *, wales: bool = False) -> Spent:
    """A line for each matcher, and for ours in a second month with the weights of the first; what ours took."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        months = [folder / "first", folder / "second"]
        for month in months:
            month.mkdir()
        _write(months, children, wales=wales)
        print(
            f"{'matching ' + f'{children:,} children':<36}{'wall':>8}{'cpu':>8}{'peak MB':>9}{'wrong':>7}{'hidden':>8}"
            f"{'twin':>6}{'accepted':>10}{'person':>9}{'letters':>9}"
        )
        first, out = months[0], folder / "decisions.csv"
        for matcher, title in BASELINES.items():
            lists = [first / "health.csv", first / "ehe.csv", *(first / roll for roll in ROLLS)]
            used = spent([sys.executable, "-m", "bench.baselines", matcher, out, AS_AT, *lists])
            _line(title, used, first if matcher not in ("read", "predict") else None, out)
        ours = spent(_match_files(first, out))
        _line("ours", ours, first, out)
        store = folder / "store"
        _line("ours, with weights kept", spent([*_match_files(first, out), "--store", store]), first, out)
        _line("ours, the month after", spent([*_match_files(months[1], out), "--store", store]), months[1], out)
        return ours


def _write(months: list[Path], children: int, *, wales: bool) -> None:
    if wales:
        make_wales(months, children, 1, AS_AT)
        return
    for folder, month in zip(months, make_lists("681", children, 1, AS_AT, months=len(months)), strict=True):
        for name, text in month.files.items():
            (folder / name).write_text(text, encoding="utf-8", newline="")


def _match_files(folder: Path, out: Path) -> list[object]:
    rolls = [word for roll in ROLLS for word in ("--roll", folder / roll)]
    lists = ["--health", folder / "health.csv", *rolls, "--ehe", folder / "ehe.csv", "--out", out]
    return [sys.executable, "manage.py", "match_files", *lists]


def _line(title: str, used: Spent, folder: Path | None, out: Path) -> None:
    print(f"{title:<36}{used.wall:>8.2f}{used.cpu:>8.2f}{used.peak:>9.0f}", end="" if folder else "\n", flush=True)
    if folder is None:
        return
    with (folder / "truth.csv").open(encoding="utf-8", newline="") as truth, out.open(encoding="utf-8") as decisions:
        found = measure(csv.DictReader(truth), csv.DictReader(decisions))
    print(
        f"{found.wrong_links:>7,}{found.hidden:>8,}{found.hidden_with_twin:>6,}"
        f"{100 * found.accepted / found.listed:>9.2f}%{100 * found.to_a_person / found.rows:>8.2f}%"
        f"{found.wrong_letters:>9,}",
        flush=True,
    )
