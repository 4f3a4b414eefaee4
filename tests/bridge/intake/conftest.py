"""A bridge of its own for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bridge.office_core import Core, open_core


@pytest.fixture
def core(tmp_path: Path) -> Iterator[Core]:
    with open_core(tmp_path / "home") as core:
        yield core
