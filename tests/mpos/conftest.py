"""An office and a terminal, made once and copied for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.mpos.office_at_work import Office
from tests.mpos.terminal_at_work import Homes, TerminalAtWork, at_work, copied, set_up


@pytest.fixture(scope="session")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Homes]:
    with set_up(tmp_path_factory.mktemp("homes")) as homes:
        yield homes


@pytest.fixture
def terminal(homes: Homes, tmp_path: Path) -> Iterator[TerminalAtWork]:
    """Ana is logged in and has her list; the registry is closed."""
    with at_work(copied(homes, tmp_path)) as terminal:
        yield terminal


@pytest.fixture
def open_terminal(terminal: TerminalAtWork) -> TerminalAtWork:
    """The same with the registry open: change fund 500.00, receipts from A00000001 on."""
    terminal.open_registry()
    return terminal


@pytest.fixture
def office(terminal: TerminalAtWork) -> Office:
    return terminal.office
