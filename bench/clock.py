"""Times a block, or a whole process, and prints a line."""

import os
import subprocess
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path


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


def peak_memory(process: int | str = "self") -> float:
    """The most memory that a process has held since its program began, in megabytes; 0 where it is gone. The figure of
    getrusage is never less than what the process that started it held then."""
    try:
        status = Path(f"/proc/{process}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return next((int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmHWM")), 0)


class Children(threading.Thread):
    """Looks every so often at what the processes hold that this one has started."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self._held: dict[str, float] = {}  # process -> what it was last seen to have held at most
        self._is_over = threading.Event()

    def run(self) -> None:
        own = Path("/proc/self/task")
        while not self._is_over.wait(0.02):
            started = [each for task in own.iterdir() for each in (task / "children").read_text().split()]
            self._held |= {each: held for each in started if (held := peak_memory(each))}

    @property
    def most(self) -> float:
        return max(self._held.values(), default=0)

    def __enter__(self) -> "Children":
        self.start()
        return self

    def __exit__(self, *_fault: object) -> None:
        self._is_over.set()
        self.join()
