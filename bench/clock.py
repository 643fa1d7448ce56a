"""Times a block and prints a line."""

import resource
import time
from collections.abc import Iterator
from contextlib import contextmanager


class Lap:
    seconds = 0.0


@contextmanager
def lap(what: str, *, beside: float | None = None) -> Iterator[Lap]:
    """Prints `what` and its seconds; with `beside`, the baseline's seconds, how many times as long it took."""
    this, began = Lap(), time.perf_counter()
    yield this
    this.seconds = time.perf_counter() - began
    ratio = f"{this.seconds / beside:>9.1f}x" if beside else ""
    print(f"{what:<58}{this.seconds:>10.2f}{ratio}", flush=True)


def peak_memory() -> float:
    """The most memory this process has held, and the largest of its own processes that have ended, in megabytes (Linux
    counts in kilobytes)."""
    both = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(both) / 1024
