"""An office at work: the bridge, PSCloud's sandbox behind it, and the terminals' network, all in this process."""

from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher
from sqlalchemy import text

from bridge.app import Bridge, open_bridge
from bridge.intake.files import ingest
from bridge.push.post import Pace
from bridge.store.codes import add_code, unknown_codes
from bridge.store.collectors import add_collector, assign, set_pin
from bridge.store.engine import reading, writing
from bridge.store.enrolments import offer
from bridge.store.terminals import revoke
from bridge.sync import SyncResult, sync_once
from bridge.web import make_app
from scripts.pscloud_sandbox import ListedInvoice, PSCloudWorld
from scripts.pscloud_sandbox import make_app as make_pscloud
from scripts.pscloud_sandbox.records import Invoice
from scripts.world.in_process import InProcess
from tests.clocks import MovableClock

DAY = date(2026, 11, 22)
CODE, PIN = "C391", "1357"
SOA, CUSTOMER, DUE = "SOA-1000", "1000", "1275.50"
OF_ANOTHER_CODE = "SOA-3000"
PSCLOUD_KEY = "a-key-for-tests"
QUICK_HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
"""PINs of tests guard nothing, and a hash that is slow on purpose would be most of what they cost."""


def listed(
    number: str,
    customer: str,
    amount_minor: int,
    code: str = CODE,
    penalty_minor: int = 0,
    invoice_date: date = date(2026, 10, 1),
) -> ListedInvoice:
    """An invoice that is open for good, due in a month."""
    due_date = invoice_date + timedelta(days=31)
    invoice = Invoice(number, invoice_date, due_date, amount_minor, amount_minor, penalty_minor)
    return ListedInvoice(code, customer, invoice, date(2030, 1, 1))


INVOICES = (
    listed("A1", CUSTOMER, 100_000, penalty_minor=2_500),
    listed("A2", CUSTOMER, 25_050),
    listed("B1", "2000", 8_008),
    listed("C1", "3000", 6_000, "C406"),
    # PSCloud states this one on the day after.
    listed("A3", CUSTOMER, 1_000, invoice_date=DAY + timedelta(days=1)),
)


class Office:
    """The bridge, PSCloud behind it, and `network`: the terminals' way to it, which can be cut."""

    def __init__(self, home: Path, clock: MovableClock, **settings: str) -> None:
        self.home = home
        self.clock = clock
        self.settings = settings
        self._open: list[InProcess | Bridge] = []

    @cached_property
    def environ(self) -> dict[str, str]:
        return {
            "MPOS_BRIDGE_HOME": str(self.home),
            "MPOS_BRIDGE_PSCLOUD_KEY": PSCLOUD_KEY,
            "MPOS_BRIDGE_PSCLOUD_URL": "http://pscloud.test/api/v1",
            **self.settings,
        }

    @cached_property
    def world(self) -> PSCloudWorld:
        """PSCloud's books."""
        world = PSCloudWorld(self.clock.now)
        world.load(INVOICES, DAY)
        return world

    @cached_property
    def bridge(self) -> Bridge:
        bridge = open_bridge(self.environ, self.clock, self._in_process(make_pscloud(self.world, PSCLOUD_KEY)))
        self._open.append(bridge)
        return bridge

    @cached_property
    def network(self) -> InProcess:
        return self._in_process(make_app(self.bridge))

    def state_next_day(self) -> None:
        """PSCloud states the invoices of the day after: 10.00 more on SOA-1000."""
        self.world.advance_to(DAY + timedelta(days=1))
        self.sync()

    def sync(self) -> SyncResult:
        """Posts what came in and downloads what changed."""
        return sync_once(self.bridge, download=True, post=True, at_once=True, pace=Pace(self.clock.sleep, lambda: 0.0))

    def enrolment_code(self, series_prefix: str | None = None) -> str:
        with writing(self.bridge.engine) as conn:
            return offer(conn, series_prefix, self.clock.now()).code

    def add_collector(self, login: str, *codes: str, supervisor: bool = False, pin: str = PIN) -> None:
        with writing(self.bridge.engine) as conn:
            for code in unknown_codes(conn, codes):
                add_code(conn, code, code)
            add_collector(conn, login, login.title(), QUICK_HASH.hash(pin), supervisor=supervisor)
            assign(conn, login, codes)

    def assign(self, login: str, *codes: str) -> None:
        with writing(self.bridge.engine) as conn:
            assign(conn, login, codes)

    def change_pin(self, login: str, pin: str) -> None:
        with writing(self.bridge.engine) as conn:
            set_pin(conn, login, QUICK_HASH.hash(pin))

    def revoke(self, terminal_id: str) -> None:
        with writing(self.bridge.engine) as conn:
            revoke(conn, terminal_id, "lost", self.clock.now())

    def ingest(self, file: Path) -> int:
        """Takes in a journal file; how many entries it had."""
        return ingest(self.bridge, file.read_bytes()).entries

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """What the office's database says."""
        with reading(self.bridge.engine) as conn:
            return [tuple(row) for row in conn.execute(text(query))]

    @property
    def posted(self) -> list[tuple[str, int, str]]:
        """What stands in PSCloud's books: receipt, amount in minor units, status."""
        books = self.world.books.postings.values()
        return [(posting.receipt_no, posting.amount_minor, posting.status.value) for posting in books]

    def close(self) -> None:
        for part in self._open:
            part.shut_down() if isinstance(part, InProcess) else part.close()

    def _in_process(self, app: Any) -> InProcess:
        network = InProcess(app)
        self._open.append(network)
        return network
