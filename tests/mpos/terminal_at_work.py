"""A terminal that somebody works with: the real commands, in this process.

Making a terminal and its office takes time, so it is done once (`set_up`); each test works on a copy of the two homes.
"""

import io
import json
import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, redirect_stderr, redirect_stdout
from datetime import datetime, time
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import patch

import httpx

from bridge.app import init_home
from mpos.commands import run
from mpos.contract.journal import Head
from mpos.services.epochs import mark_home
from mpos.store.database import STORE_FILE, open_store
from tests.clocks import MANILA, MovableClock
from tests.mpos.office_at_work import CODE, DAY, PIN, SOA, Office

NINE = datetime.combine(DAY, time(9), MANILA)
LOGIN = "ana"
BRIDGE_URL = "http://127.0.0.1:8800"


class Ran(NamedTuple):
    """How a command ended, and what it said."""

    exit_code: int
    out: str
    err: str

    @property
    def document(self) -> dict[str, Any]:
        """The one JSON document on stdout."""
        content = json.loads(self.out)
        assert isinstance(content, dict)
        return content


class TerminalAtWork:
    """One device. `transport` is its way to the bridge; None stands for the office's network, opened when used."""

    def __init__(self, home: Path, clock: MovableClock, office: Office) -> None:
        self.home = home
        self.clock = clock
        self.office = office
        self.transport: httpx.BaseTransport | None = None
        self.environ = {"MPOS_HOME": str(home), "HOME": str(home.parent)}

    @property
    def way_to_the_office(self) -> httpx.BaseTransport:
        """What carries requests to the bridge."""
        return self.transport or _OnDemand(self.office)

    def run(self, *argv: str, stdin: str | None = None) -> Ran:
        """Runs a command as `mpos` does; without `stdin` there is nothing to read."""
        out, err = io.StringIO(), io.StringIO()
        with redirect_stdout(out), redirect_stderr(err), patch("sys.stdin", io.StringIO(stdin or "")):
            exit_code = run(argv, self.environ, self.clock, self.way_to_the_office)
        return Ran(exit_code, out.getvalue(), err.getvalue())

    def ask(self, *argv: str, stdin: str | None = None, exit_code: int = 0) -> dict[str, Any]:
        """The JSON document that a command answers with."""
        ran = self.run("--json", *argv, stdin=stdin)
        assert ran.exit_code == exit_code, ran
        return ran.document

    def log_in(self, login: str = LOGIN, pin: str = PIN, exit_code: int = 0) -> dict[str, Any]:
        return self.ask("login", login, "--pin", "-", stdin=f"{pin}\n", exit_code=exit_code)

    def open_registry(self, change_fund: str = "500") -> None:
        self.ask("open-registry", "--change-fund", change_fund)

    def collect(self, amount: str, soa_no: str = SOA, *words: str) -> dict[str, Any]:
        """A payment in cash."""
        return self.ask("collect", soa_no, "--cash", amount, *words)

    def due(self, soa_no: str = SOA) -> str:
        """What is due of a SOA as the terminal knows it."""
        return str(self.ask("soa", "show", soa_no)["amount_due"])

    def close_day(self) -> dict[str, Any]:
        """Counts an empty box and takes the Z-reading."""
        self.ask("close-registry", "--count", "0.01x0")
        return self.ask("z-reading")

    def print_to(self, address: str | Path) -> None:
        """Sets up a printer: its address, or the file that it appends to."""
        self.environ["MPOS_PRINTER"] = f"file:{address}" if isinstance(address, Path) else address

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """What the store says, read past the program."""
        with closing(sqlite3.connect(f"{(self.home / STORE_FILE).as_uri()}?mode=ro", uri=True)) as connection:
            return connection.execute(query, values).fetchall()

    def change_store(self, *statements: str) -> None:
        """Does to the store what nobody should."""
        with closing(sqlite3.connect(self.home / STORE_FILE, isolation_level=None)) as connection:
            for statement in statements:
                connection.execute(statement)

    def settle(self) -> None:
        """Moves what was committed into the store's file, so that damage to the file is damage to the store."""
        self.change_store("PRAGMA wal_checkpoint(TRUNCATE)")

    @property
    def head(self) -> Head | None:
        """Where the journal stands; None without a journal."""
        if not (self.home / STORE_FILE).exists():
            return None
        rows = self.rows("SELECT epoch, seq, hash FROM journal ORDER BY seq DESC LIMIT 1")
        return Head(*rows[0]) if rows else None

    @property
    def kinds(self) -> list[str]:
        """The kinds of all journal entries, in order."""
        return [row[0] for row in self.rows("SELECT kind FROM journal ORDER BY seq")]


class NoNetwork(httpx.BaseTransport):
    """Nobody answers. `requests` is what was tried."""

    def __init__(self) -> None:
        self.requests: list[httpx.Request] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        raise httpx.ConnectError("Network is unreachable", request=request)


class OutOfOrder(httpx.BaseTransport):
    """Somebody answers, but not to the point."""

    def __init__(self, status: int = 503, content: bytes = b"<h1>Welcome to our Wi-Fi</h1>") -> None:
        self._status = status
        self._content = content

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return httpx.Response(self._status, content=self._content, request=request)


class _OnDemand(httpx.BaseTransport):
    """The office's network, opened when something is sent: most tests never need it."""

    def __init__(self, office: Office) -> None:
        self._office = office

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return self._office.network.handle_request(request)


class Homes(NamedTuple):
    """Where the two homes are that tests copy."""

    bridge: Path
    terminal: Path


@contextmanager
def set_up(place: Path) -> Iterator[Homes]:
    """An office with its list downloaded, and a terminal where Ana is logged in and has downloaded hers."""
    homes = Homes(place / "bridge", place / "terminal")
    with at_work(homes) as terminal:
        office = terminal.office
        init_home(office.environ, "admin", "a-password-for-tests", office.clock)
        office.sync()
        office.add_collector(LOGIN, CODE)
        terminal.ask("enroll", "--bridge", BRIDGE_URL, "--code", office.enrolment_code("A"))
        terminal.log_in()
        terminal.ask("download-soa")
    yield homes


@contextmanager
def at_work(homes: Homes, **settings: str) -> Iterator[TerminalAtWork]:
    """The terminal and its office, at nine in the morning."""
    clock = MovableClock(NINE)
    office = Office(homes.bridge, clock, **settings)
    try:
        yield TerminalAtWork(homes.terminal, clock, office)
    finally:
        office.close()


def copied(homes: Homes, place: Path) -> Homes:
    """Both homes once more."""
    copies = Homes(place / "bridge", place / "terminal")
    shutil.copytree(homes.bridge, copies.bridge)
    if homes.terminal.exists():
        shutil.copytree(homes.terminal, copies.terminal)
        declare_original(copies.terminal)
    return copies


def declare_original(home: Path) -> None:
    """Lets a copied home stand for the device itself: without this it would begin an epoch of its own."""
    with closing(open_store(home)) as connection:
        mark_home(connection, home)


def assert_one_line(ran: Ran, told: Sequence[str]) -> None:
    """What went wrong is told in one line that has all of these in it."""
    assert ran.err.count("\n") == 1, ran.err
    assert ran.err.endswith("\n")
    for fragment in told:
        assert fragment in ran.err
