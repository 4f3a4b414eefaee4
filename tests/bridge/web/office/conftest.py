"""An office with its API for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bridge.web.office.caller import Connected, connected


@pytest.fixture
def line(tmp_path: Path) -> Iterator[Connected]:
    with connected(tmp_path / "home") as made:
        yield made
