"""How every test runs: Hypothesis without deadlines, and repeatable where nobody watches.

And what many begin with: an office and a terminal, made once and copied for each test.
"""

import os
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from hypothesis import settings

from scripts.postgresql_server import NoPostgresql, Server, running
from tests.bridge.databases import SOCKET
from tests.mpos.office_at_work import Office
from tests.mpos.terminal_at_work import Homes, TerminalAtWork, at_work, copied, set_up

# Two busy cores make any deadline fail now and then; pytest's own summary tells which tests are slow.
settings.register_profile("here", deadline=None)
# In CI the same examples are tried each time: a red run means the change, not the dice.
settings.register_profile("ci", settings.get_profile("here"), derandomize=True, print_blob=True, database=None)
settings.load_profile("ci" if os.environ.get("CI") else "here")

_until_the_end = ExitStack()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database",
        choices=("sqlite", "postgresql"),
        default="sqlite",
        help="what bridges under test keep their tables in",
    )


def pytest_configure(config: pytest.Config) -> None:
    """One server for all; workers inherit its address."""
    if config.getoption("--database") == "postgresql" and SOCKET not in os.environ:
        try:
            server = _until_the_end.enter_context(running("max_connections=300"))
        except NoPostgresql as missing:
            raise pytest.UsageError(str(missing)) from missing
        os.environ[SOCKET] = str(server.socket)


def pytest_unconfigure() -> None:
    _until_the_end.close()


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Server]:
    """A server for tests that are about PostgreSQL, whatever the others run on."""
    with ExitStack() as stack:
        try:
            server = stack.enter_context(running())
        except NoPostgresql as missing:
            pytest.skip(str(missing))
        yield server


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
