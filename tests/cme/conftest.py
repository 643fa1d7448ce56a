"""Folders for embedded servers."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def folder() -> Iterator[Path]:
    yield from new_folder()


@pytest.fixture
def other() -> Iterator[Path]:
    yield from new_folder()


def new_folder() -> Iterator[Path]:
    """Not under pytest's own: as root, another run of pytest would close that to PostgreSQL's user meanwhile."""
    with tempfile.TemporaryDirectory() as name:
        yield Path(name).resolve()
