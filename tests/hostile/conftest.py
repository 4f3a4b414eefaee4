"""An office under attack: the bridge's API in this process, and a terminal at work beside it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bridge.office_core import Core, open_core


@pytest.fixture
def core(tmp_path: Path) -> Iterator[Core]:
    """A bridge with one administrator and nothing else."""
    with open_core(tmp_path / "office") as core:
        yield core
