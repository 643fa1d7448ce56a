"""Times a block, or a whole process, and prints a line."""

import os
import resource
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass


class Lap:
    seconds = 0.0


@dataclass(frozen=True)
class Spent:
    """What a process took: seconds of wall and of processor, its own and the system's, and megabytes at the peak."""

    wall: float
    cpu: float
    peak: float


@contextmanager
def lap(what: str, *, beside: float | None = None) -> Iterator[Lap]:
    """Prints `what` and its seconds; with `beside`, the baseline's seconds, how many times as long it took."""
    this, began = Lap(), time.perf_counter()
    yield this
    this.seconds = time.perf_counter() - began
    ratio = f"{this.seconds / beside:>9.1f}x" if beside else ""
    print(f"{what:<58}{this.seconds:>10.2f}{ratio}", flush=True)


def spent(command: Sequence[object]) -> Spent:
    """Runs a command as a process of its own. Raises SystemExit where it fails."""
    began = time.perf_counter()
    process = subprocess.Popen(list(map(str, command)), stdout=subprocess.DEVNULL)
    _pid, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{command[1:4]} ended with {process.returncode}: nothing was measured.")
    return Spent(time.perf_counter() - began, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def peak_memory() -> float:
    """The most memory this process has held, and the largest of its own processes that have ended, in megabytes (Linux
    counts in kilobytes)."""
    both = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(both) / 1024
