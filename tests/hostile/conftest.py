"""An office under attack: the bridge's API in this process, and a terminal at work beside it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bridge.office_core import Core, open_core
from tests.mpos.terminal_at_work import Homes, TerminalAtWork, at_work, copied, set_up


@pytest.fixture
def core(tmp_path: Path) -> Iterator[Core]:
    """A bridge with one administrator and nothing else."""
    with open_core(tmp_path / "office") as core:
        yield core


@pytest.fixture(scope="session")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Homes]:
    with set_up(tmp_path_factory.mktemp("homes")) as homes:
        yield homes


@pytest.fixture
def terminal(homes: Homes, tmp_path: Path) -> Iterator[TerminalAtWork]:
    """Ana is logged in and has her list; the registry is closed."""
    with at_work(copied(homes, tmp_path)) as terminal:
        yield terminal
