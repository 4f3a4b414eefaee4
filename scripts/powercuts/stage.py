"""The stage: a terminal, its office and PSCloud, each with a folder of its own under one root, in one process.

The commands are the real ones. What they say is seen on the screen, and what the office answers is seen by the
terminal: both go into the log of a recording.
"""

import io
import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, redirect_stderr, redirect_stdout
from datetime import date, time, timedelta
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple
from unittest.mock import patch

import httpx

from bridge.app import Bridge, init_home, open_bridge
from bridge.hashing import hash_secret
from bridge.push.post import Pace
from bridge.store.codes import add_code
from bridge.store.collectors import add_collector, assign
from bridge.store.engine import writing
from bridge.store.enrolments import offer
from bridge.sync import SyncResult, sync_once
from bridge.web import make_app
from mpos.commands import run
from scripts.pscloud_sandbox import ListedInvoice, PSCloudWorld, StateFile
from scripts.pscloud_sandbox import make_app as make_pscloud
from scripts.pscloud_sandbox.records import Invoice
from scripts.world.clock import WorldClock
from scripts.world.in_process import InProcess

DAY = date(2026, 11, 22)
TEN = time(10)
CODE, LOGIN, PIN = "C391", "ana", "1357"
SOA, OTHER_SOA = "SOA-1000", "SOA-2000"
URL, PSCLOUD_KEY = "http://127.0.0.1", "the-key-of-this-stage"
TERMINAL, OFFICE, PSCLOUD, MEDIUM, CARD = "terminal", "bridge", "pscloud", "medium", "card"
"""The folders under the root: on the stick files are carried away, and a card, if it is in, has the second copy."""
CODE_FILE = "code"
"""The slip of paper with the enrolment code on it."""
SCREEN, ANSWER = "screen", "answer"
"""Where something is seen: by the collector, and by the terminal when its office answers."""

See = Callable[[str, bytes], None]


class Ran(NamedTuple):
    """How a command ended, what it printed, and what it warned of."""

    exit_code: int
    out: str
    err: str

    @property
    def document(self) -> dict[str, Any]:
        """The JSON document that it printed; empty when it printed none."""
        content = json.loads(self.out) if self.out else {}
        return content if isinstance(content, dict) else {}


class Stage:
    """Everything under one root. `see` is told of what becomes visible. To be closed, or used in a with statement."""

    def __init__(self, root: Path, see: See = lambda *_: None, day: date = DAY) -> None:
        self.root = root
        self.clock = WorldClock(day, TEN)
        self.environ = {
            "MPOS_HOME": str(root / TERMINAL),
            "MPOS_PRINTER": f"file:{root / 'paper'}",
            "HOME": str(root),
            "MPOS_BRIDGE_HOME": str(root / OFFICE),
            "MPOS_BRIDGE_PSCLOUD_KEY": PSCLOUD_KEY,
            "MPOS_BRIDGE_PSCLOUD_URL": f"{URL}/api/v1",
        }
        if (root / CARD).is_dir():
            self.environ["MPOS_JOURNAL_COPY"] = str(root / CARD)
        self._see = see
        self._stack = ExitStack()

    def __enter__(self) -> "Stage":
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    @cached_property
    def pscloud(self) -> PSCloudWorld:
        """PSCloud, whose books are a file."""
        world = PSCloudWorld(self.clock.now, state_file=StateFile(self.root / PSCLOUD / "books.sqlite3"))
        world.load(_INVOICES, DAY)
        return world

    @cached_property
    def bridge(self) -> Bridge:
        """The office, opened when it is first needed."""
        to_pscloud = InProcess(make_pscloud(self.pscloud, PSCLOUD_KEY))
        self._stack.callback(to_pscloud.shut_down)
        bridge = open_bridge(self.environ, self.clock, to_pscloud)
        self._stack.callback(bridge.close)
        return bridge

    def run(self, *words: str, stdin: str = "") -> Ran:
        """Runs a command of the terminal with --json, as `mpos` does."""
        out, err = _Seen(lambda text: self._see(SCREEN, text.encode())), io.StringIO()
        with redirect_stdout(out), redirect_stderr(err), patch("sys.stdin", io.StringIO(stdin)):
            exit_code = run(["--json", *words], self.environ, self.clock, _Line(self))
        return Ran(exit_code, out.getvalue(), err.getvalue())

    def ask(self, *words: str, stdin: str = "") -> dict[str, Any]:
        """The same for a command that must succeed."""
        ran = self.run(*words, stdin=stdin)
        if ran.exit_code:
            raise CommandFailed(f"{' '.join(words)} ended with {ran.exit_code}: {ran.err.strip()}")
        return ran.document

    def log_in(self) -> None:
        """The collector starts work."""
        self.ask("login", LOGIN, "--pin", "-", stdin=f"{PIN}\n")

    def sync(self) -> SyncResult:
        """One round of the office with PSCloud."""
        pace = Pace(self.clock.sleep, lambda: 0.0)
        return sync_once(self.bridge, download=True, post=True, at_once=True, pace=pace)

    def state_next_day(self) -> None:
        """PSCloud states the invoices of the day after: 10.00 more on SOA-1000."""
        self.pscloud.advance_to(DAY + timedelta(days=1))
        self.sync()

    def to_next_day(self) -> None:
        """It is the next morning."""
        self.clock.advance(timedelta(days=1))

    def enrolment_code(self) -> str:
        """A one-time code for a new terminal."""
        with writing(self.bridge.engine) as conn:
            return offer(conn, "A", self.clock.now()).code

    def hand_over_code(self) -> None:
        """Writes such a code on a slip of paper."""
        (self.root / CODE_FILE).write_text(self.enrolment_code())

    def receive(self, request: httpx.Request) -> httpx.Response:
        """A request of the terminal arrives at the office."""
        response = self._network.handle_request(request)
        response.read()
        self._see(ANSWER, response.content)
        return response

    @cached_property
    def _network(self) -> InProcess:
        network = InProcess(make_app(self.bridge))
        self._stack.callback(network.shut_down)
        return network


class CommandFailed(Exception):
    """A command did not do what it must be able to do."""


class _Seen(io.StringIO):
    """A screen: whatever is written to it has been seen."""

    def __init__(self, see: Callable[[str], None]) -> None:
        super().__init__()
        self._told = see

    def write(self, text: str) -> int:
        self._told(text)
        return super().write(text)


class _Line(httpx.BaseTransport):
    """The terminal's way to the office, which is opened when something is sent."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return self._stage.receive(request)


@contextmanager
def folder_in_memory() -> Iterator[Path]:
    """A folder for the length of the block, in memory where that can be: power is cut by a model, so real syncing
    would only take time."""
    memory = Path("/dev/shm")  # noqa: S108 -- the folder in it has a name of its own
    with TemporaryDirectory(prefix="mpos-powercut-", dir=memory if memory.is_dir() else None) as folder:
        yield Path(folder)


class Stages(NamedTuple):
    """Roots of stages to begin from: an office alone, and one whose terminal is at work."""

    office: Path
    terminal: Path


def set_up(folder: Path) -> Stages:
    """Makes both: an office that has its SOAs and one collector; a terminal with its list, on an open day."""
    stages = Stages(folder / "office", folder / "terminal")
    _set_up_office(stages.office)
    shutil.copytree(stages.office, stages.terminal)
    _set_up_terminal(stages.terminal)
    return stages


def _set_up_office(root: Path) -> None:
    for folder in (PSCLOUD, MEDIUM):
        (root / folder).mkdir(parents=True)
    with Stage(root) as stage:
        make_office(stage)
        staff_office(stage)


def make_office(stage: Stage) -> None:
    """A bridge, as `mpos-bridge init` makes it."""
    init_home(stage.environ, "admin", "a password for this stage", stage.clock)


def staff_office(stage: Stage) -> None:
    """It downloads its SOAs, and hires a collector."""
    stage.sync()
    with writing(stage.bridge.engine) as conn:
        add_code(conn, CODE, CODE)
        add_collector(conn, LOGIN, "Ana Peña", hash_secret(PIN), supervisor=False)
        assign(conn, LOGIN, [CODE])


def _set_up_terminal(root: Path) -> None:
    with Stage(root) as stage:
        stage.ask("enroll", "--bridge", URL, "--code", stage.enrolment_code())
        stage.log_in()
        stage.ask("download-soa")
        stage.ask("open-registry", "--change-fund", "500")


def _listed(number: str, customer: str, amount_minor: int, invoice_date: date = date(2026, 10, 1)) -> ListedInvoice:
    invoice = Invoice(number, invoice_date, invoice_date + timedelta(days=31), amount_minor, amount_minor)
    return ListedInvoice(CODE, customer, invoice, date(2030, 1, 1))


_INVOICES = (
    _listed("A1", "1000", 100_000),
    _listed("A2", "1000", 25_050),
    _listed("B1", "2000", 8_008),
    # PSCloud states this one on the day after.
    _listed("A3", "1000", 1_000, DAY + timedelta(days=1)),
)
