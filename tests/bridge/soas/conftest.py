"""An office of its own for each test, the SOAs downloaded."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bridge.pscloud_office import Office, open_office


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with open_office(tmp_path / "home") as office:
        office.sync()
        yield office
