"""How far a list has come: kept in the cache, because the rows themselves are stored all at once or not at all.

Only for the page: a cache that is away stops no list.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass

from django.core.cache import cache
from django.utils import timezone
from redis.exceptions import RedisError

KEEP = 60 * 60  # seconds
STEP = 500  # rows between two reports


@dataclass(frozen=True)
class Progress:
    stage: str  # 'reading', 'storing', 'comparing'
    done: int
    total: int  # 0 where it cannot be known
    seconds_ago: int  # since the worker last said something


def report(extract_id: int, stage: str, done: int = 0, total: int = 0) -> None:
    with suppress(RedisError):
        cache.set(_key(extract_id), (stage, done, total, timezone.now().timestamp()), KEEP)


def progress_of(extract_id: int) -> Progress | None:
    """What the worker last said of this list, or None where no worker has taken it up."""
    said = None
    with suppress(RedisError):
        said = cache.get(_key(extract_id))
    if said is None:
        return None
    stage, done, total, at = said
    return Progress(stage, done, total, int(timezone.now().timestamp() - at))


def forget(extract_id: int) -> None:
    with suppress(RedisError):
        cache.delete(_key(extract_id))


def reporting(items: Iterable, extract_id: int, stage: str, total: int = 0) -> Iterator:
    """Passes `items` on, reporting every so many."""
    for done, item in enumerate(items, start=1):
        if done % STEP == 0:
            report(extract_id, stage, done, total)
        yield item


def _key(extract_id: int) -> str:
    return f"progress:extract:{extract_id}"
