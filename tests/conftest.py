"""How every test runs: Hypothesis without deadlines, and repeatable where nobody watches.

And what many begin with: an office and a terminal, made once and copied for each test.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.mpos.office_at_work import Office
from tests.mpos.terminal_at_work import Homes, TerminalAtWork, at_work, copied, set_up

# Two busy cores make any deadline fail now and then; pytest's own summary tells which tests are slow.
settings.register_profile("here", deadline=None)
# In CI the same examples are tried each time: a red run means the change, not the dice.
settings.register_profile("ci", settings.get_profile("here"), derandomize=True, print_blob=True, database=None)
settings.load_profile("ci" if os.environ.get("CI") else "here")


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
