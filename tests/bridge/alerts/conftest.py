"""An office of which alerts are looked for."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bridge.office_core import Core, open_core


@pytest.fixture
def core(tmp_path: Path) -> Iterator[Core]:
    # A new office has had no download, and the disk of whoever runs the tests is no matter of theirs.
    with open_core(tmp_path / "bridge", MPOS_BRIDGE_ALERTS_RULES_OFF="sync_late,disk_low") as core:
        yield core
