"""A folder on a real disk for what is to be broken."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def ground() -> Iterator[Path]:
    """An empty folder; not in memory, for this is where the disk is what matters."""
    with tempfile.TemporaryDirectory(prefix="feedback-torture-") as folder:
        yield Path(folder)
